"""What the desk page shows of an answer (页面视图): amounts for people, the bar measured."""

from dataclasses import dataclass
from typing import Any, Final

from api.page_words import NOTE_KINDS
from benefits.money import fen, ratio, yuan_for_people
from benefits.problems import Language, Problem, Text
from benefits.words import EVIDENCE

BAR_WIDTH: Final = 1000
COLOURS: Final = 8


@dataclass(frozen=True, slots=True)
class Slice:
    """One payer: a row of the table and a piece of the bar."""

    name: str
    fund: str
    amount: str
    share: str
    colour: str
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the worksheet, as it is read."""

    no: int
    what: str
    how: str
    amount: str
    source: str
    evidence: str
    assumed: bool
    capped: bool
    result: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One note, one grant or one problem: a heading, the place, the sentence."""

    kind: str
    where: str
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """An answer, ready for the template."""

    total: str
    patient: str
    share: str
    slices: list[Slice]
    lines: list[Line]
    notes: list[Told]
    grants: list[Told]
    held: str | None
    refund: str | None
    ratios: dict[str, str]
    policy: dict[str, str]
    assumed: bool


def percent(written: str) -> str:
    """A ratio of four decimals as a percentage.

    >>> percent("0.0546"), percent("1.0000")
    ('5.46%', '100.00%')
    """
    whole, _, decimals = written.partition(".")
    return f"{int(whole + decimals[:2])}.{decimals[2:]}%"


def people(written: str) -> str:
    """An amount in the contract's form, with thousands."""
    return yuan_for_people(fen(written))


def view(answer: dict[str, Any], language: Language) -> View:
    """What the page shows of an answer."""
    deposit = answer.get("deposit")
    notes = [
        Told(
            note["kind"],
            note["where"],
            note["text"][language],
            NOTE_KINDS.get(note["kind"], Text(note["kind"], note["kind"])).in_(language),
        )
        for note in answer["notes"]
    ]
    return View(
        total=people(answer["total"]),
        patient=people(answer["patient"]),
        share=percent(answer["patient_share_of_total"]),
        slices=_slices(answer, language),
        lines=[_line(row, language) for row in answer.get("worksheet", ())],
        notes=notes,
        grants=[
            Told("grant", grant["grant"], grant["name"][language], people(grant["amount"]))
            for grant in answer.get("grants", ())
        ],
        held=None if deposit is None else people(deposit["held"]),
        refund=None if deposit is None else people(deposit["refund"]),
        ratios={name: percent(each) for name, each in answer["ratios"].items()},
        policy=answer["policy"],
        assumed=any(note.kind == "assumed" for note in notes),
    )


def _slices(answer: dict[str, Any], language: Language) -> list[Slice]:
    """The payers and the patient; the pieces of the bar meet without a gap."""
    total = fen(answer["total"])
    payers = [
        (payer["name"][language], payer.get("fund", ""), fen(payer["amount"]), str(no % COLOURS))
        for no, payer in enumerate(answer["payers"])
    ]
    patient = ("", "", fen(answer["patient"]), "patient")
    slices: list[Slice] = []
    before = 0
    for name, fund, amount, colour in [*payers, patient]:
        left, right = (
            (BAR_WIDTH * edge // total if total else 0) for edge in (before, before + amount)
        )
        share = percent(ratio(amount, total))
        slices.append(Slice(name, fund, yuan_for_people(amount), share, colour, left, right - left))
        before += amount
    return slices


def _line(row: dict[str, Any], language: Language) -> Line:
    source = row["source"] or {}
    title = source.get("title" if language == "zh" else "title_en")
    parts = [] if title is None else [title]
    parts += [source[name] for name in ("number", "article") if name in source]
    if "quote" in source:
        parts.append(f"“{source['quote']}”")
    evidence = source.get("evidence", "")
    return Line(
        no=row["no"],
        what=row["what"][language],
        how=row["how"][language],
        amount=people(row["amount"]),
        source="，".join(parts) if language == "zh" else ", ".join(parts),
        evidence=EVIDENCE[evidence].in_(language) if evidence in EVIDENCE else "",
        assumed=evidence == "assumed",
        capped=bool(row.get("capped")),
        result=bool(row["amount"] != "0.00" and row["layer"] is None and not source),
    )


def problem_told(found: Problem, language: Language) -> Told:
    """One problem in one language."""
    return Told(found.code, found.where, found.what.in_(language), found.fix.in_(language))
