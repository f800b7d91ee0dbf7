"""A reform of figures (政策调整试算): other figures for the same graph, read like those of a file.

What a policy file with those figures would be refused for, the reform is refused for: bands that do not
ascend, boundaries between which nothing lies. Looking at that costs more than a quote, so a reform that
was looked at once is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from benefits import money
from benefits.claims.sentences import problem
from benefits.formula.graph import FigureEntry
from benefits.formula.proof import LARGEST_COUNT
from benefits.money import LARGEST_YEAR_FEN
from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused, Text, WrongValue
from benefits.quotes.adjudicator import Adjudicator, Reformed
from benefits.quotes.note import Note
from benefits.quotes.notes import figure_text
from benefits.reading.document import Document
from benefits.reading.rules import rules
from benefits.reading.walk import walk

MOST_KEPT: Final = 64
"""So many reforms of a policy are kept; then it begins anew."""


def reformed(ready: Adjudicator, reform: Mapping[str, str]) -> Reformed:
    """The figures under a reform, and what to say of it; raises `Refused("invalid_request")`."""
    key = tuple(reform.items())
    found = ready.reforms.get(key)
    if found is None:
        found = _reformed(ready, reform)
        if len(ready.reforms) >= MOST_KEPT:
            ready.reforms.clear()
        ready.reforms[key] = found
    return found


def _reformed(ready: Adjudicator, reform: Mapping[str, str]) -> Reformed:
    figures = list(ready.figures)
    wrong: list[Problem] = []
    said: list[Note] = []
    for path, written in reform.items():
        place = ready.figure_places.get(path)
        where = f"reform.{path}"
        if place is None:
            near = _near(path, ready)
            wrong.append(problem("figure_is_not_known", where, near=", ".join(near) or "—"))
            continue
        entry = ready.formula.graph.figures[place]
        value = _value(entry, written, where, wrong)
        if value is None:
            continue
        figures[place] = value
        said.append(_note(entry, path, value))
    if not wrong:
        wrong += _as_a_file(ready.document, reform)
    if wrong:
        raise Refused("invalid_request", wrong)
    return tuple(figures), said


def _as_a_file(document: Document, reform: Mapping[str, str]) -> Iterator[Problem]:
    """What a policy file with these figures would be refused for, and its own file is not."""
    try:
        policy = _reread(document, reform)
    except ValidationError:  # a file reads 0.095 there as an amount, and refuses it
        yield from _unreadable(document, reform)
        return
    for path in reform:
        if type(_at(policy, path)) is not type(_at(document.policy, path)):
            yield problem("share_without_percent", f"reform.{path}")
    found = [*rules(policy)]
    if any(path.rpartition(".")[2] in _BOUNDS for path in reform):
        own_range = "range_does_not_hold_the_value"  # low and high speak of the file's figure
        found += [each for each in walk(policy) if each[0] != own_range]
    for code, address, facts in found:
        said = document.problem(code, address, **facts)
        yield Problem(code, f"reform.{address}", said.what, said.fix)


def _reread(document: Document, reform: Mapping[str, str]) -> Policy:
    """The policy a file with these figures would be."""
    tree: Any = document.tree
    for path, written in reform.items():
        tree = _with(tree, document.path(path), written)
    return Policy.model_validate(tree)


def _unreadable(document: Document, reform: Mapping[str, str]) -> Iterator[Problem]:
    """The figures that alone make a file unreadable: shares of the bill written without percent."""
    for path, written in reform.items():
        try:
            _reread(document, {path: written})
        except ValidationError:
            yield problem("share_without_percent", f"reform.{path}")


_BOUNDS: Final = frozenset({"at_least", "above", "at_most", "below"})


def _with(tree: Any, path: Sequence[str | int], written: str) -> Any:
    """A copy of a policy's tree with another figure at a path; the rest is shared."""
    if not path:
        return {**tree, "value": written} if isinstance(tree, Mapping) else written
    changed: Any = list(tree) if isinstance(tree, list) else dict(tree)
    changed[path[0]] = _with(tree[path[0]], path[1:], written)
    return changed


def _at(policy: Any, address: str) -> Any:
    """The figure at the address of a policy."""
    here = policy
    for step in address.split("."):
        here = getattr(here, "root", here)
        if isinstance(here, Mapping):
            here = here[step]
        else:
            here = here[int(step)] if isinstance(here, list) else getattr(here, step)
    return here


def _near(path: str, ready: Adjudicator) -> list[str]:
    below = [each for each in ready.figure_places if each.startswith(path + ".")]
    return below[:5] or get_close_matches(path, ready.figure_places, n=3, cutoff=0.5)


def _value(entry: FigureEntry, written: str, where: str, wrong: list[Problem]) -> int | None:
    try:
        if entry.unit.kind == "rate":
            value = money.rate(written) * entry.unit.scale
            if value.denominator != 1:
                wrong.append(problem("figure_too_fine", where))
                return None
            return value.numerator
        if entry.unit.kind == "count":
            if not (written.isascii() and written.isdigit() and int(written) <= LARGEST_COUNT):
                raise WrongValue("count_is_not_a_number", most=str(LARGEST_COUNT))
            return int(written)
        amount = money.fen_of_figure(written)
        if amount > LARGEST_YEAR_FEN:
            raise WrongValue("amount_too_large", most=money.yuan(LARGEST_YEAR_FEN))
        return amount
    except WrongValue as error:
        example = {"rate": "90%", "count": "4"}.get(entry.unit.kind, "10,000.00")
        why = problem(error.code, where, **error.facts).what
        wrong.append(
            problem(
                "figure_is_not_of_this_kind",
                where,
                why_zh=why.zh,
                why_en=why.en,
                example=example,
            )
        )
        return None


def _note(entry: FigureEntry, path: str, value: int) -> Note:
    before, after = figure_text(entry, entry.value), figure_text(entry, value)
    if value == entry.value:
        text = Text(
            f"该调整没有改变任何数值（{before}）", f"the reform changes nothing here ({before})"
        )
    else:
        text = Text(f"{before} → {after}", f"{before} → {after}")
    return Note("reform", path, text)
