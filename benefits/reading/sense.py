"""What a policy's shape cannot say (政策语义检查): file names, words of the heads, groups, funds.

Rules and bands are looked at in `rules`, figures and boundaries in `walk`, addresses in `same_as`.
"""

import re
from collections.abc import Container
from typing import Final

from benefits import words
from benefits.policy.policy import Policy, Repeal
from benefits.problems import Problem
from benefits.reading.document import Document
from benefits.reading.pieces import Found
from benefits.reading.rules import rules
from benefits.reading.same_as import same_as
from benefits.reading.used import used
from benefits.reading.walk import walk
from benefits.words import dimension_of

_SIX: Final = re.compile(r"\d{6}", re.ASCII)
_RESERVED: Final = frozenset({"any", "none", "otherwise", "patient", "total"})
"""Words of the form itself, and what an answer calls otherwise."""
_EXPECTED: Final = frozenset({"payers", "patient", "error"})


def sense(document: Document) -> list[Problem]:
    """Every problem of sense in a document, in the order of the file."""
    policy = document.policy
    found = [*_file(document), *walk(policy)]
    if isinstance(policy, Policy):
        found += [
            *_heads(policy),
            *_lists(policy),
            *_groups(policy),
            *_programmes(policy),
            *_funds(policy),
            *used(policy),
            *rules(policy),
            *same_as(policy),
        ]
    problems = [document.problem(code, address, **facts) for code, address, facts in found]
    return sorted(problems, key=lambda each: (each.file or "", each.line or 0, each.column or 0))


def _file(document: Document) -> Found:
    folder, _, name = document.file.rpartition("/")
    policy = document.policy
    if folder.rpartition("/")[2] != policy.region:
        yield "file_is_not_in_its_folder", "region", {"wanted": policy.region}
    known = f".known-{policy.known}" if policy.known is not None else ""
    wanted = f"{document.first_day}{known}.yaml"
    if name != wanted:
        address = "repealed_from" if isinstance(policy, Repeal) else "in_force.from"
        yield "file_is_not_named_by_its_day", address, {"wanted": wanted}
    for source_name, source in policy.sources.items():
        if source.issued and policy.known and policy.known < source.issued:
            yield "known_before_issued", f"sources.{source_name}.issued", {}


def _heads(policy: Policy) -> Found:
    until = policy.in_force.until
    if until is not None and until < policy.in_force.from_:
        yield "in_force_ends_before_it_begins", "in_force.until", {}
    if not _SIX.fullmatch(policy.division):
        yield "division_is_not_six_digits", "division", {}
    for low, high in policy.treated_as.items():
        chained = high in policy.treated_as
        if low not in words.LEVELS or high not in words.LEVELS or chained:
            yield "level_is_treated_as_nothing", f"treated_as.{low}", {}
    for place, example in enumerate(policy.examples):
        asked, expected = example.request.keys(), example.expect.keys()
        if not asked >= {"visit", "bill"} or not expected or expected - _EXPECTED:
            yield "example_is_not_complete", f"examples.{place}", {}
    for name in policy.layers:
        if name in _RESERVED:
            yield "name_is_reserved", f"layers.{name}", {"name": name}


def _lists(policy: Policy) -> Found:
    """Lists of words at the top: none is empty, each word is known."""
    listed: list[tuple[str, list[str]]] = [
        ("insurance", policy.insurance),
        ("kinds", policy.kinds),
        *((f"programmes.{name}.kinds", each.kinds) for name, each in policy.programmes.items()),
    ]
    for address, given in listed:
        if not given:
            yield "too_few", address, {"least": "1"}
        known = words.INSURANCES if address == "insurance" else words.KINDS
        yield from _unknown(given, address, known)
    carried = policy.carried_over.layers if policy.carried_over is not None else "all"
    for place, layer in enumerate(carried if isinstance(carried, list) else []):
        if layer not in policy.layers:
            facts = {"layer": layer, "layers": ", ".join(policy.layers)}
            yield "layer_is_not_there", f"carried_over.layers.{place}", facts


def _unknown(given: list[str], address: str, known: Container[str]) -> Found:
    for place, word in enumerate(given):
        if word not in known:
            yield "word_is_not_known", f"{address}.{place}", {"word": word}


def _groups(policy: Policy) -> Found:
    for name, members in policy.groups.items():
        address = f"groups.{name}"
        listed = [members] if isinstance(members, str) else members
        yield from _own_name(name, address)
        if name in policy.programmes:
            yield "group_is_a_programme", address, {"name": name}
        if not listed:
            yield "too_few", address, {"least": "1"}
        dimensions = {
            "programme" if word in policy.programmes else dimension_of(word) for word in listed
        }
        for place, word in enumerate(listed):
            if dimension_of(word) is None and word not in policy.programmes:
                yield "word_is_not_known", f"{address}.{place}", {"word": word}
        if len(dimensions - {None}) > 1:
            yield "group_mixes_dimensions", address, {}


def _programmes(policy: Policy) -> Found:
    for name in policy.programmes:
        if dimension_of(name) != "kind":  # 免费住院分娩 is called `delivery` like the kind of visit
            yield from _own_name(name, f"programmes.{name}")


def _own_name(name: str, address: str) -> Found:
    """A name the author gives must not have a meaning already."""
    if name in _RESERVED:
        yield "name_is_reserved", address, {"name": name}
    elif dimension_of(name) is not None:
        yield "name_is_a_word", address, {"name": name}


def _funds(policy: Policy) -> Found:
    for fund in policy.funds:
        if not _SIX.fullmatch(fund):
            yield "fund_is_not_six_digits", f"funds.{fund}", {}
    payers = [(f"layers.{name}.fund", each.fund) for name, each in policy.layers.items()]
    payers += [(f"grants.{name}.fund", each.fund) for name, each in policy.grants.items()]
    for address, code in payers:
        if code is None:
            continue
        if not _SIX.fullmatch(code):
            yield "fund_is_not_six_digits", address, {}
        elif policy.funds and code not in policy.funds:
            yield "fund_is_not_in_the_map", address, {}
