"""A reform of figures (政策调整试算): other figures for the same graph, read like those of a file."""

from collections.abc import Mapping
from difflib import get_close_matches

from benefits import money
from benefits.claims.sentences import problem
from benefits.formula.graph import FigureEntry
from benefits.formula.proof import LARGEST_COUNT
from benefits.money import LARGEST_YEAR_FEN
from benefits.problems import Problem, Refused, Text, WrongValue
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.notes import Note, figure_text


def reformed(ready: Adjudicator, reform: Mapping[str, str]) -> tuple[tuple[int, ...], list[Note]]:
    """The figures under a reform, and what to say of it; raises `Refused("invalid_request")`."""
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
    if wrong:
        raise Refused("invalid_request", wrong)
    return tuple(figures), said


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
