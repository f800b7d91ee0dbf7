"""The families a check tries (检查用的家庭): every kind, programme, identity, level, place and referral.

Words that a policy never tells apart are one case. A bill has all four parts, and some of every item
that the policy waives. What a policy must be given (another office's payment, a statistic) is given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Final

from benefits import words
from benefits.checks.family_curve import ALL, Family, growing
from benefits.formula.nodes import Given, HoldsAny, IsOneOf, Refusal
from benefits.problems import Text
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.narrowed import Narrowed
from benefits.readers.straight import Straight
from benefits.words import code

MIX: Final = {"eligible": 80, "first_self_pay": 8, "over_limit": 2, "own_expense": 10}
"""Each part of the bill tried, in percent of its total."""

ITEM_PERCENT: Final = 2
"""Each item that a policy waives has so much of each part."""

GIVEN_SHARES: Final = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 20))
"""What another office paid, of the eligible part: the first such layer, the second, any other."""

STATISTICS: Final = {"poverty_line": 299_500, "disposable_income": 3_000_000}
TOTAL: Final = 10_000_000

MOST_NAMED: Final = 4
"""So many words that the policy treats alike are named; more are counted."""

Choice = tuple[str, tuple[str, ...]]
"""A dimension, and the words of it that the policy treats alike here."""


@dataclass(frozen=True, slots=True)
class Case:
    """One family of the grid: the choices it stands for, and its facts."""

    choices: tuple[Choice, ...]
    family: Family

    def name(self) -> Text:
        """“住院，建档立卡贫困人口，二级医院，县域内”."""
        zh, en = [], []
        for dimension, listed in self.choices:
            names = [_name(dimension, word, self.family.ready) for word in listed]
            if len(names) > MOST_NAMED:
                zh.append(f"{names[0].zh}等 {len(names)} 种")
                en.append(f"{names[0].en} and {len(names) - 1} alike")
            elif names:
                zh.append("、".join(name.zh for name in names))
                en.append(" or ".join(name.en for name in names))
        return Text("，".join(zh), ", ".join(en))

    def sized(self, size: int, changed: Mapping[int, int]) -> tuple[int, ...]:
        """The facts of one bill of this family, in whole fen, with some changed."""
        facts = list(self.family.facts)
        for place, line in self.family.moving.items():
            facts[place] = int(line.slope * size)
        for place, value in changed.items():
            facts[place] = value
        return tuple(facts)


def cases(ready: Adjudicator) -> Iterator[Case]:
    """Every case of a policy, in a fixed order."""
    levels = alike(ready, "hospital_level", words.LEVELS)
    identities: list[tuple[str, ...]] = [(), *_told_apart(ready)]
    for (kind, programme), identity, level, (place, referral) in product(
        _paths(ready), identities, levels, _journeys(ready)
    ):
        choices: tuple[Choice, ...] = (
            ("kind", (kind,)),
            ("programme", (programme,) if programme else ()),
            ("identity", identity),
            ("hospital_level", level),
            ("place", place),
            ("referral", referral),
        )
        yield Case(choices, Family(ready, _facts(ready, choices), {}))


def distinct(ready: Adjudicator, listed: Sequence[Case]) -> list[tuple[Case, Narrowed]]:
    """One case for each narrowed graph, its bill growing, with what must be given."""
    found: dict[object, tuple[Case, Narrowed]] = {}
    for case in listed:
        family, small = given(ready, case.family.facts)
        watched = [small.places[ref] for ref in ready.formula.roots()]
        key = (small.graph.nodes, tuple(watched), tuple(family.moving.items()))
        found.setdefault(key, (replace(case, family=family), small))
    return list(found.values())


def given(ready: Adjudicator, facts: tuple[int, ...]) -> tuple[Family, Narrowed]:
    """The bill growing from nothing; a layer that must be given is a share of the eligible part."""
    moving = dict(growing(ready, facts, ALL))
    eligible = moving[ready.places["part", "eligible"]]
    asks = asking(ready)
    shares = iter(GIVEN_SHARES)
    while True:
        family = Family(ready, facts, moving)
        small = family.narrowed()
        wanted = [
            asks[where]
            for node in small.graph.nodes
            if isinstance(node, Refusal)
            and (where := ready.formula.graph.reasons[node.reason].where) in asks
            and ready.places["prior", asks[where]] not in moving
        ]
        if not wanted:
            return family, small
        share = next(shares, GIVEN_SHARES[-1])
        moving[ready.places["prior", wanted[0]]] = Straight(Fraction(0), eligible.slope * share)


def asking(ready: Adjudicator) -> Mapping[str, str]:
    """The addresses of rules that must be given or that nobody knows, and their layers."""
    found: dict[str, str] = {}
    for name, layer in ready.policy.layers.items():
        rules = {"": layer} if layer.rules is None else layer.rules
        for rule_name, rule in rules.items():
            if rule.must_be_given is not None or rule.unknown is not None:
                address = f"layers.{name}"
                found[f"{address}.rules.{rule_name}" if rule_name else address] = name
    return found


def alike(
    ready: Adjudicator, dimension: str, listed: Mapping[str, Text] | Sequence[str]
) -> list[tuple[str, ...]]:
    """The words of a dimension, those that the graph never tells apart together."""
    tests = _tests(ready, dimension)
    classes: dict[tuple[bool, ...], list[str]] = {}
    for word in listed:
        number = code("identity" if dimension == "categories" else dimension, word)
        classes.setdefault(tuple(number in codes for codes in tests), []).append(word)
    return [tuple(members) for members in classes.values()]


def spoken_of(ready: Adjudicator, fact: str) -> frozenset[int]:
    """The codes of a fact that some condition of the graph asks for."""
    return frozenset().union(*_tests(ready, fact))


# -- inside ---------------------------------------------------------------------------


def _tests(ready: Adjudicator, fact: str) -> list[frozenset[int]]:
    """The sets of codes against which the graph holds a fact."""
    nodes = ready.formula.graph.nodes
    found: dict[frozenset[int], None] = {}
    for node in nodes:
        if isinstance(node, (IsOneOf, HoldsAny)):
            asked = nodes[node.given]
            if isinstance(asked, Given) and ready.keys[asked.fact] == (fact,):
                found[frozenset(node.codes)] = None
    return list(found)


def _told_apart(ready: Adjudicator) -> list[tuple[str, ...]]:
    """The classes of identities that some rule speaks of."""
    asked = spoken_of(ready, "categories")
    return [
        members
        for members in alike(ready, "categories", words.IDENTITIES)
        if code("identity", members[0]) in asked
    ]


def _paths(ready: Adjudicator) -> list[tuple[str, str | None]]:
    """Kinds of visit, each without a programme and with each that belongs to it."""
    found: list[tuple[str, str | None]] = []
    for kind in ready.policy.kinds:
        found.append((kind, None))
        for name, programme in ready.policy.programmes.items():
            if kind in programme.kinds:
                found.append((kind, name))
    return found


def _journeys(ready: Adjudicator) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Places, and away from home each referral that the graph tells apart."""
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    referrals = alike(ready, "referral", [each for each in words.REFERRALS if each != "local"])
    for place in alike(ready, "place", words.PLACES):
        if place[0] not in words.AWAY:
            found.append((place, ()))
        else:
            found += [(place, referral) for referral in referrals]
    return found


def _facts(ready: Adjudicator, choices: tuple[Choice, ...]) -> tuple[int, ...]:
    chosen = {dimension: listed[0] if listed else None for dimension, listed in choices}
    identity = chosen["identity"]
    by_key: dict[tuple[str, ...], int] = {
        ("kind",): code("kind", chosen["kind"]),
        ("hospital_level",): code("hospital_level", chosen["hospital_level"]),
        ("place",): code("place", chosen["place"]),
        ("referral",): code("referral", chosen["referral"] or "local"),
        ("insurance",): code("insurance", ready.policy.insurance[0]),
        ("programme",): _programme(ready, chosen["programme"]),
        ("categories",): 0 if identity is None else 1 << code("identity", identity),
        ("admission_number",): 1,
        ("same_division",): 1,
    }
    for part, percent in MIX.items():
        by_key["part", part] = TOTAL * percent // 100
    for word, amount in STATISTICS.items():
        by_key["statistic", word] = amount
    facts = [by_key.get(key, unsaid) for key, unsaid in zip(ready.keys, ready.unsaid, strict=True)]
    for key, place in ready.places.items():
        if key[0] == "item":
            facts[place] = by_key["part", key[2]] * ITEM_PERCENT // 100
    return tuple(facts)


def _programme(ready: Adjudicator, name: str | None) -> int:
    return 0 if name is None else list(ready.policy.programmes).index(name) + 1


def _name(dimension: str, word: str, ready: Adjudicator) -> Text:
    if dimension == "programme":
        return ready.policy.programmes[word].name
    return words.DIMENSIONS[dimension][word]
