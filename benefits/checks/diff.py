"""What changed between two policies, in words (政策对比), and what that does to three families.

The two are compared clause by clause as they were read, so that layout, order of fields and ways of
writing a number are no changes; order of layers, rules and arms is, where it decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benefits.checks.comparison import ClauseChange, Comparison
from benefits.checks.families import FAMILIES, Family, Outcome, bill, outcome
from benefits.checks.outline import plain
from benefits.money import yuan_for_people
from benefits.policy.policy import Policy, Repeal
from benefits.problems import Language, Text
from benefits.quotes.adjudicator import adjudicator
from benefits.reading.document import Document


@dataclass(frozen=True, slots=True)
class FamilyEffect:
    """What the change does to one family."""

    family: Family
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed between two policies of any regions."""

    before: Document
    after: Document
    clauses: tuple[ClauseChange, ...]
    families: tuple[FamilyEffect, ...]

    def text(self, language: Language) -> str:
        """The clauses and the families, for people."""
        heads = {"zh": ("条款的变化", "对三个标准家庭的影响", "没有变化"),
                 "en": ("Clauses", "What it does to three standard families", "nothing changed")}  # fmt: skip
        clauses, families, nothing = heads[language]
        lines = [f"# {self.before.file} → {self.after.file}", "", f"## {clauses}", ""]
        lines += [change.text(language) for change in self.clauses] or [f"- {nothing}"]
        lines += ["", f"## {families}", ""]
        for effect in self.families:
            lines += _family_lines(effect, self._titles(), language)
        return "\n".join(lines) + "\n"

    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "before": {"file": self.before.file, "digest": self.before.digest},
            "after": {"file": self.after.file, "digest": self.after.digest},
            "clauses": [
                {
                    "kind": change.kind,
                    "address": change.address,
                    "title": change.title.both(),
                    "before": change.before.both(),
                    "after": change.after.both(),
                }
                for change in self.clauses
            ],
            "families": [
                {
                    "family": effect.family.name.both(),
                    "request": dict(effect.after.request),
                    "before": effect.before.told(),
                    "after": effect.after.told(),
                }
                for effect in self.families
            ],
        }

    def _titles(self) -> dict[str, Text]:
        titles: dict[str, Text] = {}
        for document in (self.before, self.after):
            if isinstance(document.policy, Policy):
                layers = document.policy.layers
                titles |= {name: layer.title for name, layer in layers.items()}
        return titles


def diff(before: Document, after: Document, families: Sequence[Family] = FAMILIES) -> Difference:
    """Compare two policies; raises `Refused("invalid_policy")` where one is not sound."""
    old, new = before.policy, after.policy
    if isinstance(old, Repeal) or isinstance(new, Repeal):
        return Difference(before, after, (_repealed(old, new),), ())
    clauses = tuple(Comparison(old, new).changes())
    ready = adjudicator(before), adjudicator(after)
    effects = tuple(
        FamilyEffect(family, outcome(family, ready[0]), outcome(family, ready[1]))
        for family in families
    )
    return Difference(before, after, clauses, effects)


def _repealed(old: Policy | Repeal, new: Policy | Repeal) -> ClauseChange:
    said = [
        each.says if isinstance(each, Repeal) else Text("在施行", "in force") for each in (old, new)
    ]
    return ClauseChange("changed", "", Text("政策", "the policy"), said[0], said[1])


# -- families -------------------------------------------------------------------------------------


def _family_lines(
    effect: FamilyEffect, titles: Mapping[str, Text], language: Language
) -> Iterator[str]:
    before, after = effect.before, effect.after
    yield f"- {effect.family.name.in_(language)}"
    yield f"  - {bill(effect.family).in_(language)}"
    patient = Text("个人负担", "the patient")
    yield f"  - {patient.in_(language)}: {_patient(before, language)} → {_patient(after, language)}"
    for layer in dict.fromkeys([*before.payers, *after.payers]):
        was, now = before.payers.get(layer, 0), after.payers.get(layer, 0)
        title = titles.get(layer, plain(layer)).in_(language)
        same = "" if was != now else {"zh": "（不变）", "en": " (the same)"}[language]
        yield f"  - {title}: {yuan_for_people(was)} → {yuan_for_people(now)}{same}"


def _patient(found: Outcome, language: Language) -> str:
    if found.patient is not None:
        return yuan_for_people(found.patient)
    why = "; ".join(each.what.in_(language) for each in found.problems)
    return ("无法计算：" if language == "zh" else "refused: ") + why
