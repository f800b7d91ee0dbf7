"""Three standard families (标准家庭), made up: what a policy does to them shows what it does.

A poor person's mid-size stay at a secondary hospital; a catastrophic stay at a tertiary hospital away
from home; a small township stay of somebody with no identity. Each is adapted to a region: the identity
and levels it speaks of, and the facts it must be given (another office's payment, a statistic).
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from benefits import words
from benefits.checks.grid import asking, spoken_of
from benefits.checks.outline import both, joined, plain
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, yuan, yuan_for_people
from benefits.problems import Problem, Refused, Text
from benefits.quotes.adjudicator import Adjudicator
from benefits.words import code

POOR_FIRST: Final = (
    "registered_poor",
    "low_income",
    "destitute",
    "returned_to_poverty",
    "lifted_poor",
    "low_income_farmer",
)
"""The identity of a poor family: the first of these that the policy speaks of, else any it does."""

LEVELS: Final = {
    "secondary": ("secondary", "tertiary", "primary", "township"),
    "tertiary": ("tertiary", "secondary", "primary", "township"),
    "township": ("township", "primary", "secondary", "tertiary"),
}
"""The level wanted, and what stands in for it where the policy does not know it."""

GIVEN_PERCENT: Final = {"basic": 60, "critical_illness": 5}
"""What another office has paid, in percent of eligible, where its payment must be given."""

STATISTICS: Final = {"poverty_line": "2995.00", "disposable_income": "30000.00"}

MOST_TRIES: Final = 12


@dataclass(frozen=True, slots=True)
class Family:
    """A made-up family: its name, and a request without region and date."""

    name: Text
    request: Mapping[str, Any]
    level: str
    poor: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one policy does to one family: the request as adapted, payments in fen, or why not."""

    request: Mapping[str, Any]
    payers: Mapping[str, int] = field(default_factory=dict, hash=False)
    patient: int | None = None
    problems: tuple[Problem, ...] = ()

    def told(self) -> dict[str, Any]:
        """For programs: amounts as text, or the problems."""
        if self.patient is None:
            return {
                "problems": [
                    {"where": each.where, "what": each.what.both()} for each in self.problems
                ]
            }
        payers = {layer: yuan(amount) for layer, amount in self.payers.items()}
        return {"patient": yuan(self.patient), "payers": payers}


FAMILIES: Final = (
    Family(
        Text("贫困户，二级医院中等费用住院", "a poor person's mid-size stay at a secondary hospital"),
        {
            "visit": {"kind": "inpatient", "place": "in_city", "admission_number": 1},
            "bill": {
                "total": "20000.00",
                "eligible": "16000.00",
                "first_self_pay": "1500.00",
                "over_limit": "500.00",
                "own_expense": "2000.00",
            },
        },
        "secondary",
        True,
    ),
    Family(
        Text("贫困户，省外三级医院灾难性费用住院（已备案）",
             "a poor person's catastrophic stay at a tertiary hospital out of province, filed"),
        {
            "visit": {
                "kind": "inpatient",
                "place": "out_of_province",
                "referral": "filed",
                "admission_number": 1,
            },
            "bill": {
                "total": "300000.00",
                "eligible": "240000.00",
                "first_self_pay": "20000.00",
                "over_limit": "10000.00",
                "own_expense": "30000.00",
            },
        },
        "tertiary",
        True,
    ),
    Family(
        Text("普通参保人，乡镇卫生院小额住院", "a small township stay of somebody with no identity"),
        {
            "visit": {"kind": "inpatient", "place": "in_county", "admission_number": 1},
            "bill": {"total": "3000.00", "eligible": "2700.00", "own_expense": "300.00"},
        },
        "township",
        False,
    ),
)  # fmt: skip


def bill(family: Family) -> Text:
    """The family's bill in words: its total and the parts that are not zero."""
    amounts = {name: yuan_for_people(fen(each)) for name, each in family.request["bill"].items()}
    parts = [
        both("{} {}", "{} {}", name, plain(amounts[part]))
        for part, name in words.PARTS.items()
        if part in amounts
    ]
    return both("账单: {}（{}）", "the bill: {} ({})", plain(amounts["total"]), joined(parts))


def adapted(family: Family, ready: Adjudicator) -> dict[str, Any]:
    """The family's request under a policy: its region, first day, insurance and identity."""
    policy = ready.policy
    request: dict[str, Any] = deepcopy(dict(family.request))
    request["region"] = policy.region
    request["date"] = str(policy.in_force.from_)
    request["person"] = {
        "insurance": policy.insurance[0],
        "categories": [poor_identity(ready)] if family.poor else [],
    }
    if "inpatient" not in policy.kinds:
        request["visit"]["kind"] = policy.kinds[0]
    request["visit"]["hospital_level"] = family.level
    return request


def poor_identity(ready: Adjudicator) -> str:
    """The identity under which a poor family comes in this region."""
    asked = spoken_of(ready, "categories")
    for word in (*POOR_FIRST, *words.IDENTITIES):
        if code("identity", word) in asked:
            return word
    return POOR_FIRST[0]


def outcome(family: Family, ready: Adjudicator) -> Outcome:
    """Work the family out under a policy; what the policy must be given is given, step by step."""
    request = adapted(family, ready)
    levels = iter(LEVELS[family.level][1:])
    found = _tried(request, ready)
    for _ in range(MOST_TRIES):
        if not found.problems or not _mended(request, found.problems, ready, levels):
            break
        found = _tried(request, ready)
    return found


def _tried(request: dict[str, Any], ready: Adjudicator) -> Outcome:
    try:
        split = ready.split(claim(read_request(request)))
    except Refused as refused:
        return Outcome(request, problems=tuple(refused.problems))
    formula = ready.formula
    payers = {layer.name: split[layer.paid] for layer in formula.layers if split[layer.paid]}
    return Outcome(request, payers, split[formula.patient])


def _mended(
    request: dict[str, Any],
    problems: tuple[Problem, ...],
    ready: Adjudicator,
    levels: Iterator[str],
) -> bool:
    """Give what a refusal asks for; False where nothing can be given."""
    asks = asking(ready)
    for each in problems:
        layer = asks.get(each.where)
        name = each.where.rpartition(".")[2]
        if layer is not None and layer not in request.get("prior_payments", {}):
            eligible = fen(request["bill"]["eligible"])
            paid = eligible * GIVEN_PERCENT.get(layer, 1) // 100
            request.setdefault("prior_payments", {})[layer] = yuan(paid)
            return True
        if name in STATISTICS and name not in request.get("statistics", {}):
            request.setdefault("statistics", {})[name] = STATISTICS[name]
            return True
        if each.where == "visit.hospital.division" and "division" not in request["person"]:
            request["person"]["division"] = ready.policy.division
            request["visit"]["hospital"] = {"division": ready.policy.division}
            return True
    level = next(levels, None)
    if level is not None:
        request["visit"]["hospital_level"] = level
    return level is not None
