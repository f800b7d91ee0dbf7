"""What settings make of one version of a policy (调整后的数值): its figures, or every problem in its place."""

from collections.abc import Iterator, Mapping, Sequence

from benefits.problems import Problem, Refused
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.notes import figure_text
from benefits.quotes.reform import reformed
from benefits.reforms.plan import Changed
from benefits.reforms.remarks import version_of
from benefits.reforms.setting import Setting


def figures_under(
    ready: Adjudicator, laid: Mapping[str, Setting]
) -> tuple[tuple[int, ...], list[Problem]]:
    """The figures of a version under its settings, or every problem: figures that are no figures at all
    are left out to see what is wrong with the others."""
    wrong: list[Problem] = []
    left = dict(laid)
    while True:
        try:
            values, _ = reformed(ready, {path: each.written for path, each in left.items()})
            return values, wrong
        except Refused as refused:
            wrong += _placed(refused.problems, laid)
            fine = {p: s for p, s in left.items() if f"reform.{p}" not in _named(refused)}
            if len(fine) == len(left):
                return (), wrong
            left = fine


def _named(refused: Refused) -> set[str]:
    return {each.where for each in refused.problems}


def _placed(problems: Sequence[Problem], laid: Mapping[str, Setting]) -> Iterator[Problem]:
    """The desk's problems of a reform, where the setting stands that each speaks of."""
    for each in problems:
        path = each.where.removeprefix("reform.")
        setting = _meant_by(path, laid)
        spot = setting.spot
        where = spot.where if path == setting.path else f"{spot.where} → {path}"
        yield Problem(each.code, where, each.what, each.fix, spot.line, spot.column, spot.file)


def _meant_by(path: str, laid: Mapping[str, Setting]) -> Setting:
    """The setting a problem speaks of: its own, one below or above it, or the last of all."""
    for each in laid.values():
        if each.path == path:
            return each
    for each in laid.values():
        if each.path.startswith(f"{path}.") or path.startswith(f"{each.path}."):
            return each
    return list(laid.values())[-1]


def changes(
    ready: Adjudicator, values: Sequence[int], laid: Mapping[str, Setting]
) -> Iterator[Changed]:
    for path in laid:
        entry = ready.formula.graph.figures[ready.figure_places[path]]
        value = values[ready.figure_places[path]]
        if value != entry.value:
            before, after = figure_text(entry, entry.value), figure_text(entry, value)
            version = version_of(ready.document.file)
            yield Changed(version, path, before, after, entry.source.evidence)
