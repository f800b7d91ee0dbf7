"""What an answer adds to the figures (提示): assumed and interpreted figures, what was taken for granted.

A note never changes an amount. Kinds: assumed, interpretation, outside, warning, excluded, defaulted,
tilt, no_effect, reform.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from benefits import words
from benefits.claims.claim import Claim
from benefits.formula.graph import FigureEntry
from benefits.formula.nodes import Unit
from benefits.formula.params import NO_LIMIT_FEN
from benefits.money import percent_of, yuan_for_people
from benefits.problems import Text
from benefits.quotes.adjudicator import Split


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its kind, the place it speaks of, and the sentence."""

    kind: str
    where: str
    text: Text


def notes(claim: Claim, split: Split) -> list[Note]:
    """Every note of one answer, in the order: figures, conditions of the policy, what was left out."""
    return [
        *_cited(split),
        *_conditions(split),
        *_tilts(split),
        *_defaulted(claim, split),
        *_no_effect(claim, split),
    ]


def figure_text(entry: FigureEntry, value: int) -> str:
    """A figure as people write it: an amount, a percentage or a number."""
    if entry.unit.kind == "rate":
        return percent_of(value, entry.unit.scale)
    return str(value) if entry.unit.kind == "count" else yuan_for_people(value)


def _cited(split: Split) -> Iterator[Note]:
    """Figures that were read and are assumed, or one reading among several."""
    figures = split.adjudicator.formula.graph.figures
    texts = split.adjudicator.cited_texts
    seen: set[int] = set()
    for name, place in split.adjudicator.cited:
        if name in split.read and place not in seen:
            seen.add(place)
            entry = figures[place]
            if split.figures[place] != entry.value:
                continue  # a reform put another figure in its place, and says so
            text = texts.get(place)
            if text is None:
                text = texts[place] = _cited_text(entry, split.adjudicator.document.written(entry.path))
            yield Note(entry.source.evidence, entry.path, text)


def _cited_text(entry: FigureEntry, as_written: str | None) -> Text:
    en = figure_text(entry, entry.value)
    zh = f"{en}（{as_written}）" if as_written is not None and "万" in as_written else en
    reading = entry.source.reading
    if entry.source.evidence == "assumed":
        return Text(f"{zh} 为假定数值，未经核实", f"{en} is assumed, not confirmed anywhere")
    if reading is not None:
        return Text(f"{zh}：{reading.zh}", f"{en}: {reading.en}")
    return Text(f"{zh} 是对条文的一种理解", f"{en} is one reading of the text")


def _conditions(split: Split) -> Iterator[Note]:
    formula = split.adjudicator.formula
    for condition, says in formula.excluded:
        if split[condition]:
            yield Note("excluded", "no_layer_pays", says)
    for said in formula.notes:
        if split[said.applies]:
            yield Note(said.kind, said.where, said.text)


def _tilts(split: Split) -> Iterator[Note]:
    """What an identity changed in the normal rule, item by item."""
    tilts = [tilt for tilt in split.adjudicator.formula.tilts if split[tilt.applies]]
    if not tilts:
        return
    values = split.values()
    held = split.facts[split.adjudicator.places["categories",]]
    units = split.adjudicator.formula.graph.units
    told: set[tuple[str, str]] = set()
    for tilt in tilts:
        before, after = values[tilt.before], values[tilt.after]
        if before == after or (tilt.path, tilt.what.en) in told:
            continue
        told.add((tilt.path, tilt.what.en))
        unit = units[tilt.after]
        changed = f"{_written(before, units[tilt.before])} → {_written(after, unit)}"
        name = _who(tilt.identities, held)
        text = Text(f"{name.zh}：{tilt.what.zh} {changed}", f"{name.en}: {tilt.what.en} {changed}")
        yield Note("tilt", tilt.path, text)


def _who(alike: frozenset[str], held: int) -> Text:
    """The identity the person holds among those a tilt treats alike."""
    return next(
        name
        for word, name in words.IDENTITIES.items()
        if word in alike and held >> words.code("identity", word) & 1
    )


def _written(value: int, unit: Unit) -> str:
    if unit.kind == "rate":
        return percent_of(value, unit.scale)
    return "∞" if value >= NO_LIMIT_FEN else yuan_for_people(value)


_LEFT_OUT = {
    "age": Text(
        "未提供年龄，按不涉及年龄优惠计算", "no age given: worked out without any benefit of age"
    ),
    "days": Text("未提供住院天数", "no number of days given"),
    "diseases": Text("未提供病种数，按一种计算", "no diseases given: worked out as for one"),
    "contribution_years": Text(
        "未提供连续参保年数，未计参保激励", "no contribution years given: no incentive counted"
    ),
    "claim_free_years": Text(
        "未提供未报销年数，未计零报销激励", "no claim-free years given: no incentive counted"
    ),
    "insured_months": Text("未提供参保记录", "no contribution periods given"),
    "broken_years": Text("未提供参保记录", "no contribution periods given"),
    "admission_number": Text(
        "未提供本年住院次数，按首次住院计算", "no admission number given: worked out as the first"
    ),
    "item": Text(
        "未提供费用明细，未计算项目减免（六免等）", "item waivers not worked out: no items"
    ),
}


def _defaulted(claim: Claim, split: Split) -> Iterator[Note]:
    """What the request left out and the answer read all the same."""
    told: set[str] = set()
    layers: list[str] = []
    for name, key in split.adjudicator.watched:
        if name not in split.read:
            continue
        if key[0] == "so_far":
            if key not in claim.facts and key[2] not in layers:
                layers.append(key[2])
        elif key[0] not in told and not claim.gives(key[0]):
            told.add(key[0])
            yield Note("defaulted", claim.place_of(key[0]), _LEFT_OUT[key[0]])
    if layers:
        listed = ", ".join(layers)
        yield Note(
            "defaulted",
            "year_to_date",
            Text(
                f"未提供年度累计，按 0 计算：{listed}",
                f"no year to date given, taken as 0: {listed}",
            ),
        )
    if split.adjudicator.asks_identity and not claim.gives("categories"):
        yield Note(
            "defaulted",
            "person.categories",
            Text("未提供身份，按普通参保人计算", "no identity given: worked out as for anybody"),
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
