"""What an answer adds to the figures (提示): assumed and interpreted figures, what was taken for granted.

A note never changes an amount. Kinds: assumed, interpretation, outside, warning, excluded, tilt,
defaulted, carried_over, no_effect, reform.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from benefits import words
from benefits.claims.claim import Claim
from benefits.formula.graph import FigureEntry
from benefits.formula.nodes import Ref, Unit
from benefits.formula.params import NO_LIMIT_FEN
from benefits.money import percent_of, yuan_for_people
from benefits.problems import Text
from benefits.quotes.adjudicator import Adjudicator, Split
from benefits.quotes.left_out import left_out
from benefits.quotes.note import Note


def notes(claim: Claim, split: Split) -> list[Note]:
    """Every note of one answer, in the order: figures, conditions of the policy, what was left out."""
    return [
        *_cited(split),
        *_conditions(split),
        *_tilts(split),
        *left_out(claim, split),
        *_carried_over(claim, split),
        *_no_effect(claim, split),
    ]


def figure_text(entry: FigureEntry, value: int) -> str:
    """A figure as people write it: an amount, a percentage or a number."""
    if entry.unit.kind == "rate":
        return percent_of(value, entry.unit.scale)
    return str(value) if entry.unit.kind == "count" else yuan_for_people(value)


def _cited(split: Split) -> Sequence[Note]:
    """Figures that were read and are assumed, or one reading among several."""
    ready, figures = split.adjudicator, split.figures
    marks = split.marks & ((1 << len(ready.outline.cited)) - 1)
    found = ready.cited.get(marks)
    if found is None:
        if len(ready.cited) >= ready.most_kept:
            ready.cited.clear()
        read = [place for bit, place in enumerate(ready.outline.cited) if marks >> bit & 1]
        found = ready.cited[marks] = [(place, _cited_note(ready, place)) for place in read]
    # Where a reform put another figure in its place, the reform says so.
    own = ready.figures
    return [note for place, note in found if figures[place] == own[place]]


def _cited_note(ready: Adjudicator, place: int) -> Note:
    entry = ready.formula.graph.figures[place]
    text = _cited_text(entry, ready.document.written(entry.path))
    return Note(entry.source.evidence, entry.path, text)


def _cited_text(entry: FigureEntry, as_written: str | None) -> Text:
    en = figure_text(entry, entry.value)
    zh = f"{en}（{as_written}）" if as_written is not None and "万" in as_written else en
    reading = entry.source.reading
    if entry.source.evidence == "assumed":
        return Text(f"{zh} 为假定数值，未经核实", f"{en} is assumed, not confirmed anywhere")
    if reading is not None:
        return Text(f"{zh}：{reading.zh}", f"{en}: {reading.en}")
    return Text(f"{zh} 是对条文的一种理解", f"{en} is one reading of the text")


def _conditions(split: Split) -> list[Note]:
    amounts = split.amounts
    return [note for place, note in split.adjudicator.outline.remarks if amounts[place]]


def _tilts(split: Split) -> list[Note]:
    """What an identity changed in the normal rule, item by item."""
    amounts, ready = split.amounts, split.adjudicator
    tilts = [tilt for place, tilt in ready.outline.tilts if amounts[place]]
    if not tilts:
        return []
    held = split.facts[ready.places["categories",]]
    told: set[tuple[str, str]] = set()
    found: list[Note] = []
    for tilt in tilts:
        if (tilt.path, tilt.what.en) in told:
            continue
        before, after = _changed(tilt.before, split), _changed(tilt.after, split)
        if before == after:
            continue
        told.add((tilt.path, tilt.what.en))
        name = _who(tilt.identities, held)
        zh, en = f"{before.zh} → {after.zh}", f"{before.en} → {after.en}"
        text = Text(f"{name.zh}：{tilt.what.zh} {zh}", f"{name.en}: {tilt.what.en} {en}")
        found.append(Note("tilt", tilt.path, text))
    return found


_UNKNOWN: Final = Text("未知", "unknown")
_NO_LIMIT: Final = Text("不设上限", "no limit")


def _changed(ref: Ref, split: Split) -> Text:
    """A figure before or after a tilt; the normal one may be known to nobody."""
    refusals: list[int] = []
    run = split.adjudicator.programs.alone(ref)
    value = run(split.facts, split.figures, refusals)[0]
    if refusals:
        return _UNKNOWN
    unit = split.adjudicator.formula.graph.units[ref]
    if unit.kind == "fen" and value >= NO_LIMIT_FEN:
        return _NO_LIMIT
    written = _written(value, unit)
    return Text(written, written)


_IDENTITIES: Final = [
    (word, 1 << words.code("identity", word), name) for word, name in words.IDENTITIES.items()
]


def _who(alike: frozenset[str], held: int) -> Text:
    """The identity the person holds among those a tilt treats alike."""
    return next(name for word, bit, name in _IDENTITIES if held & bit and word in alike)


def _written(value: int, unit: Unit) -> str:
    if unit.kind == "rate":
        return percent_of(value, unit.scale)
    return yuan_for_people(value)


def _carried_over(claim: Claim, split: Split) -> Iterator[Note]:
    """A version that began within the year says which totals before it go on."""
    policy = split.adjudicator.policy
    began, so_far = policy.in_force.from_, claim.request.year_to_date
    if policy.carried_over is None or so_far is None:
        return
    if began.year != claim.days[policy.year_day].year or (began.month, began.day) == (1, 1):
        return
    layers = policy.carried_over.layers
    listed = list(policy.layers) if layers == "all" else [] if layers == "none" else layers
    zh = "、".join(policy.layers[each].title.zh for each in listed) or "无"
    en = ", ".join(policy.layers[each].title.en for each in listed) or "none"
    yield Note(
        "carried_over",
        "carried_over",
        Text(
            f"本版自 {began} 起施行；此前版本的累计继续计入的保障层：{zh}",
            f"in force since {began}; layers whose totals before go on: {en}",
        ),
    )


def _no_effect(claim: Claim, split: Split) -> Iterator[Note]:
    """Findings this policy does not name."""
    for finding in claim.findings:
        if finding not in split.adjudicator.named_findings:
            name = words.FINDINGS[finding]
            yield Note(
                "no_effect",
                "visit.findings",
                Text(
                    f"“{name.zh}”在本政策中不影响计算", f"{name.en} changes nothing in this policy"
                ),
            )
