"""The words that conditions, tables and tilts use (用词检查): each is known and of its dimension."""

from collections.abc import Iterator
from typing import Final

from benefits.policy import figures as forms
from benefits.policy.policy import Policy, Rule
from benefits.problems import Text
from benefits.reading.pieces import TABLES, Found, pieces
from benefits.words import dimension_of

_FIELDS: Final = {
    "identity": "identity",
    "without": "identity",
    "kind": "kind",
    "hospital_level": "hospital_level",
    "place": "place",
    "referral": "referral",
    "programme": "programme",
    "insurance": "insurance",
    "finding": "finding",
}
"""The fields of a condition that hold words, and their dimension."""

_CALLED: Final = {
    "identity": Text("身份", "an identity"),
    "kind": Text("就诊类别", "a kind of visit"),
    "hospital_level": Text("医院等级", "a hospital level"),
    "place": Text("就医地", "a place"),
    "referral": Text("转诊备案", "a referral"),
    "programme": Text("专项", "a programme"),
    "insurance": Text("险种", "an insurance"),
    "finding": Text("认定", "a finding"),
}


def used(policy: Policy) -> Found:
    """Words nobody knows or that belong elsewhere, and arms that do not say for whom they are."""
    with_condition: list[str] = []
    for piece in pieces(policy):
        thing, address = piece.thing, piece.address
        if any(address.startswith(each) for each in with_condition):
            continue  # what stands under a when that is none is no table either
        if isinstance(thing, forms.When):
            for field, dimension in _FIELDS.items():
                given = getattr(thing, field)
                listed = [given] if isinstance(given, str) else given or []
                for place, word in enumerate(listed):
                    yield from _word(policy, dimension, word, f"{address}.{field}.{place}")
        elif isinstance(thing, Rule):
            for name in thing.tilt:
                yield from _word(policy, "identity", name, f"{address}.tilt.{name}")
        elif isinstance(thing, TABLES):
            if "when" in thing.root:
                with_condition.append(f"{address}.when")
                yield "table_has_a_condition", f"{address}.when", {}
            for name, arm in thing.root.items():
                if name == "when" or (isinstance(arm, TABLES) and "when" in arm.root):
                    continue
                known = name == "otherwise" or dimension_of(name) is not None
                known = known or name in policy.groups or name in policy.programmes
                if not known and getattr(arm, "when", None) is None:
                    yield "arm_without_condition", f"{address}.{name}", {"arm": name}


def _word(policy: Policy, dimension: str, word: str, address: str) -> Found:
    if dimension in _dimensions(policy, word):
        return
    if not list(_dimensions(policy, word)):
        yield "word_is_not_known", address, {"word": word}
    else:
        wanted = _CALLED[dimension]
        yield "word_of_another_dimension", address, {"word": word, "dimension": wanted}


def _dimensions(policy: Policy, word: str) -> Iterator[str]:
    """The dimensions a word or the members of a group belong to."""
    if word == "any":
        yield "identity"
    if word == "none" or word in policy.programmes:
        yield "programme"
    if (dimension := dimension_of(word)) is not None:
        yield dimension
    for member in _members(policy, word):
        own = "programme" if member in policy.programmes else dimension_of(member)
        if own is not None:
            yield own


def _members(policy: Policy, word: str) -> list[str]:
    given = policy.groups.get(word, [])
    return [given] if isinstance(given, str) else given


__all__ = ["used"]
