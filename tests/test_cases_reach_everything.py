"""The worked cases are enough: every layer pays and is cut, every word a policy names is met."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel, RootModel

from benefits import words
from benefits.policy.figures import When
from benefits.policy.policy import Layer, Policy, Rule
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from tests.worked import cases

DESK = Desk(PolicyBook.packaged())
REGIONS = DESK.book.regions()


def policy(region: str) -> Policy:
    found = DESK.book.document(region, DESK.book.versions(region)[0]).policy
    assert isinstance(found, Policy)
    return found


@cache
def sheets(region: str) -> list[dict[str, Any]]:
    """The full answers of a region's cases that are answered."""
    told = []
    for case in cases():
        if case.region == region and "error" not in case.expect:
            told.append(DESK.quote(case.request, "full"))
    return told


def rules(layer: Layer) -> list[Rule]:
    return list(layer.rules.values()) if layer.rules is not None else [layer]


@pytest.mark.parametrize("region", REGIONS)
def test_every_layer_pays_in_some_case(region: str) -> None:
    paid = {payer["layer"] for sheet in sheets(region) for payer in sheet["payers"]}
    open_ = {
        name
        for name, layer in policy(region).layers.items()
        if all(rule.unknown is not None for rule in rules(layer))
    }
    assert set(policy(region).layers) - paid <= open_


@pytest.mark.parametrize("region", REGIONS)
def test_every_cap_cuts_in_some_case(region: str) -> None:
    cut = {
        row["layer"] for sheet in sheets(region) for row in sheet["worksheet"] if row.get("capped")
    }
    capped = {
        name
        for name, layer in policy(region).layers.items()
        for rule in rules(layer)
        if rule.cap is not None or rule.caps
    }
    assert capped - cut == set()


@pytest.mark.parametrize("region", REGIONS)
def test_every_ceiling_holds_somebody_and_leaves_somebody_alone(region: str) -> None:
    ceilings = {
        name
        for name, layer in policy(region).layers.items()
        for rule in rules(layer)
        if rule.ceiling is not None
    }
    for name in ceilings:
        paid = [name in {payer["layer"] for payer in sheet["payers"]} for sheet in sheets(region)]
        assert any(paid)
        assert not all(paid)


def test_the_floor_of_ulanqab_cuts_somebody() -> None:
    cut = [
        row
        for sheet in sheets("nm-ulanqab")
        for row in sheet["worksheet"]
        if "after the common limit" in row["what"]["en"] and row["how"]["en"].count("−")
    ]
    assert cut


def named(thing: Any) -> Iterator[str]:
    """The words that conditions and tables of a policy name."""
    if isinstance(thing, When):
        for field in (
            "kind",
            "hospital_level",
            "place",
            "referral",
            "identity",
            "programme",
            "finding",
        ):
            given = getattr(thing, field)
            yield from [given] if isinstance(given, str) else given or []
    if isinstance(thing, RootModel):
        thing = thing.root
    if isinstance(thing, BaseModel):
        for name, each in thing:
            if name not in ("examples", "changes", "groups"):
                yield from named(each)
    elif isinstance(thing, Mapping):
        for key, each in thing.items():
            yield str(key)
            yield from named(each)
    elif isinstance(thing, (list, tuple)):
        for each in thing:
            yield from named(each)


def _spelled(region: str) -> set[str]:
    found = policy(region)
    spelled: set[str] = set()
    for word in named(found):
        members = found.groups.get(word, word)
        spelled.update([members] if isinstance(members, str) else members)
    known = {each for names in words.DIMENSIONS.values() for each in names} | set(found.programmes)
    return (spelled | set(found.kinds)) & known


@pytest.mark.parametrize("region", REGIONS)
def test_every_word_a_policy_names_stands_in_some_case(region: str) -> None:
    met: set[str] = set()
    for case in cases():
        if case.region != region:
            continue
        visit, person = case.request["visit"], case.request.get("person") or {}
        for field in ("kind", "hospital_level", "place", "referral", "programme"):
            met.add(visit.get(field) or {"place": "in_county", "referral": "local"}.get(field, ""))
        met.update(visit.get("findings") or [])
        met.update(person.get("categories") or [])
        met.update(each["category"] for each in person.get("identities") or [])
        met.add(person.get("insurance") or policy(region).insurance[0])
    assert _spelled(region) - met == set()


def test_a_refused_case_is_refused_by_the_desk() -> None:
    refused = [case for case in cases() if "error" in case.expect]
    assert len(refused) >= 50
    for case in refused[:50]:
        with pytest.raises(Refused):
            DESK.quote(case.request, "none")
