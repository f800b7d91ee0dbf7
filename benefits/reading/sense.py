"""What a policy's shape cannot say (政策语义检查): words, boundaries, bands, forms of a rule, file names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from benefits import words
from benefits.policy import figures as forms
from benefits.policy.policy import (
    Band,
    Cap,
    Gate,
    Layer,
    Payment,
    Policy,
    Repeal,
    Rule,
    Step,
    Tilt,
)
from benefits.problems import Problem
from benefits.reading.document import Document
from benefits.words import dimension_of

_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,60}", re.ASCII)
_SIX: Final = re.compile(r"\d{6}", re.ASCII)
_FORMS: Final = (
    "rate",
    "bands",
    "payments",
    "patient_pays",
    "pays",
    "ceiling",
    "items",
    "steps",
    "must_be_given",
    "unknown",
    "nothing",
)

Found = Iterator[tuple[str, str, dict[str, str]]]
"""Code, address and what fills the sentence."""


def sense(document: Document) -> list[Problem]:
    """Every problem of sense in a document, in the order of the file."""
    policy = document.policy
    found = [*_file(document)]
    if isinstance(policy, Policy):
        found += [*_heads(policy), *_groups(policy), *_layers(policy), *_walk(policy, "")]
    problems = [document.problem(code, address, **facts) for code, address, facts in found]
    return sorted(problems, key=lambda each: (each.line or 0, each.column or 0))


def _file(document: Document) -> Found:
    folder, _, name = document.file.rpartition("/")
    policy = document.policy
    if folder and folder.rpartition("/")[2] != policy.region:
        yield "file_is_not_in_its_folder", "region", {"wanted": policy.region}
    known = f".known-{policy.known}" if policy.known is not None else ""
    wanted = f"{document.first_day}{known}.yaml"
    if name != wanted:
        address = "repealed_from" if isinstance(policy, Repeal) else "in_force.from"
        yield "file_is_not_named_by_its_day", address, {"wanted": wanted}


def _heads(policy: Policy) -> Found:
    until = policy.in_force.until
    if until is not None and until < policy.in_force.from_:
        yield "in_force_ends_before_it_begins", "in_force.until", {}
    if not _SIX.fullmatch(policy.division):
        yield "division_is_not_six_digits", "division", {}
    for name, source in policy.sources.items():
        if source.issued and policy.known and policy.known < source.issued:
            yield "known_before_nothing", f"sources.{name}.issued", {}
    for field, listed, known in (
        ("insurance", policy.insurance, words.INSURANCES),
        ("kinds", policy.kinds, words.KINDS),
    ):
        for place, word in enumerate(listed):
            if word not in known:
                yield "word_is_not_known", f"{field}.{place}", {"word": word}
    for name, programme in policy.programmes.items():
        for place, word in enumerate(programme.kinds):
            if word not in words.KINDS:
                yield "word_is_not_known", f"programmes.{name}.kinds.{place}", {"word": word}
    for low, high in policy.treated_as.items():
        chained = high in policy.treated_as
        if low not in words.LEVELS or high not in words.LEVELS or chained:
            yield "level_is_treated_as_nothing", f"treated_as.{low}", {}
    for place, example in enumerate(policy.examples):
        if "region" not in example.request and "visit" not in example.request:
            yield "example_is_not_complete", f"examples.{place}", {}


def _groups(policy: Policy) -> Found:
    for name, members in policy.groups.items():
        listed = [members] if isinstance(members, str) else members
        if dimension_of(name) is not None or name in policy.programmes:
            yield "group_is_a_word", f"groups.{name}", {"name": name}
        if not listed:
            yield "group_is_empty", f"groups.{name}", {}
        dimensions = {
            "programme" if word in policy.programmes else dimension_of(word) for word in listed
        }
        for word in listed:
            if dimension_of(word) is None and word not in policy.programmes:
                yield "word_is_not_known", f"groups.{name}", {"word": word}
        if len(dimensions - {None}) > 1:
            yield "group_mixes_dimensions", f"groups.{name}", {}


def _layers(policy: Policy) -> Found:
    for name, layer in policy.layers.items():
        address = f"layers.{name}"
        if layer.fund is not None:
            if not _SIX.fullmatch(layer.fund):
                yield "fund_is_not_six_digits", f"{address}.fund", {}
            elif policy.funds and layer.fund not in policy.funds:
                yield "fund_is_not_in_the_map", f"{address}.fund", {}
        if layer.rules is None:
            yield from _rule(layer, address)
        else:
            if _forms_of(layer):
                yield "layer_has_rules_and_a_form", address, {}
            for rule_name, rule in layer.rules.items():
                yield from _rule(rule, f"{address}.rules.{rule_name}")
    for table in (policy.layers, policy.grants, policy.warnings, policy.figures, policy.groups):
        for name in table:
            if not _PLAIN.fullmatch(name):
                yield "name_is_not_plain", name, {"name": name[:40]}


def _forms_of(rule: Rule) -> list[str]:
    return [name for name in _FORMS if getattr(rule, name) is not None]


def _rule(rule: Rule, address: str) -> Found:
    stated = _forms_of(rule)
    if not stated:
        yield "rule_has_no_form", address, {}
    if len(stated) > 1:
        yield "rule_has_two_forms", address, {"forms": ", ".join(stated)}
    if rule.unknown is not None and rule.meets is None:
        yield "unknown_does_not_say_what_happens", f"{address}.unknown", {}


def _walk(thing: Any, address: str, cap: bool = False) -> Found:
    """Every figure, boundary and band below a place."""
    if isinstance(thing, Mapping):
        for name, each in thing.items():
            yield from _walk(each, f"{address}.{name}" if address else str(name), cap)
        return
    if isinstance(thing, (forms.AmountTable, forms.RateTable, forms.CountTable)):
        yield from _walk(thing.root, address, cap)
        return
    if isinstance(thing, list):
        for place, each in enumerate(thing):
            yield from _walk(each, f"{address}.{place}", cap)
        return
    if not isinstance(thing, BaseModel):
        return
    yield from _one(thing, address, cap)
    for name, each in thing:
        if name in ("examples", "sources", "changes"):
            continue
        below = "from" if name == "from_" else name
        inside = cap or name in ("cap", "caps") or isinstance(thing, (Cap, Tilt)) and name != "deductible"
        yield from _walk(each, f"{address}.{below}" if address else below, inside)


def _one(thing: BaseModel, address: str, cap: bool) -> Found:
    match thing:
        case forms.AmountFigure():
            if thing.value is None and not cap:
                yield "none_is_not_an_amount", address, {}
            yield from _range(thing.low, thing.value, thing.high, address)
        case forms.CountFigure():
            yield from _range(thing.low, thing.value, thing.high, address)
        case forms.RateFigure():
            low, value, high = (
                None if each is None else each[0] / each[1]
                for each in (thing.low, thing.value, thing.high)
            )
            yield from _range(low, value, high, address)
        case forms.Bound() | forms.CountBound() | Gate():
            sides = ("at_least", "above", "at_most", "below")
            if all(getattr(thing, side, None) is None for side in sides):
                yield "boundary_has_no_side", address, {}
        case Band() | Step():
            if thing.at_most is not None and thing.below is not None:
                yield "band_has_two_ends", address, {}
        case Payment():
            yield from _payment(thing, address)
        case Tilt():
            if thing.bands is not None:
                yield from _ends(thing.bands, f"{address}.bands")
        case _:
            return


def _range(low: Any, value: Any, high: Any, address: str) -> Found:
    if value is not None and (
        (low is not None and low > value) or (high is not None and high < value)
    ):
        yield "range_does_not_hold_the_value", address, {}


def _payment(payment: Payment, address: str) -> Found:
    plain = not isinstance(payment, Rule)
    if plain and payment.rate is None and payment.bands is None:
        yield "payment_has_no_rate", address, {}
    if plain and payment.rate is not None and payment.bands is not None:
        yield "rule_has_two_forms", address, {"forms": "rate, bands"}
    if payment.bands is not None:
        if payment.deductible is not None and payment.counted_from is None and not payment.ladder:
            yield "bands_do_not_say_where_they_begin", f"{address}.bands", {}
        yield from _ends(payment.bands, f"{address}.bands")
    if isinstance(payment, Rule) and payment.steps is not None:
        yield from _ends(payment.steps, f"{address}.steps")


def _ends(table: Mapping[str, Band] | Mapping[str, Step], address: str) -> Found:
    """Ends ascend, the last band is open, and none stands behind an open one."""
    last: int | None = None
    open_before = False
    for name, band in table.items():
        here = f"{address}.{name}"
        end = band.at_most if band.at_most is not None else band.below
        if open_before:
            yield "band_is_never_reached", here, {}
        if end is None:
            open_before = True
        elif isinstance(end, forms.AmountFigure) and end.value is not None:
            if last is not None and end.value <= last:
                yield "bands_do_not_ascend", here, {}
            last = end.value
    if not open_before:
        yield "bands_leave_a_gap", address, {}


__all__ = ["Layer", "sense"]
