"""How a rule pays, looked at as a whole (支付规则检查): one form, and nothing that does not count.

A field that a form does not read would be silently ignored, so it is refused.
"""

from collections.abc import Mapping
from typing import Final

from benefits import words
from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Band, Cap, Layer, Payment, Policy, Rule, Step
from benefits.problems import Text
from benefits.reading.pieces import Found

FORMS: Final = (
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
"""What a rule may pay by, one of them."""

_ANYWHERE: Final = frozenset(Cited.model_fields) | {"when", "name", "account", "scope"}
_OF_LAYERS: Final = frozenset(Layer.model_fields) - frozenset(Rule.model_fields)
_SCHEDULE: Final = frozenset(
    {"base", "of", "deductible", "gate", "rounding", "yearly", "once", "cap", "caps"}
    | {"least_payment", "tilt"}
)
_BANDED: Final = frozenset({"counted_from", "ladder", "key"})
_LUMP: Final = frozenset({"base", "of", "once", "cap", "caps"})
_READS: Final[Mapping[str, frozenset[str]]] = {
    "rate": _SCHEDULE,
    "bands": _SCHEDULE | _BANDED,
    "payments": frozenset({"cap", "caps"}),
    "patient_pays": _LUMP,
    "pays": _LUMP,
    "ceiling": _LUMP,
    "steps": _LUMP,
    "items": frozenset(),
    "must_be_given": frozenset({"base"}),
    "unknown": frozenset({"base", "meets"}),
    "nothing": frozenset({"base"}),
}
"""The fields a form reads beside itself."""
_NOT_YEARLY: Final = frozenset({"once", "caps", "least_payment"})


def rules(policy: Policy) -> Found:
    """Every rule of every layer."""
    for name, layer in policy.layers.items():
        address = f"layers.{name}"
        if layer.rules is None:
            yield from _rule(layer, address)
            continue
        stated = _forms_of(layer)
        if stated:
            facts = {"forms": ", ".join(stated)}
            yield "layer_has_rules_and_a_form", f"{address}.{stated[0]}", facts
        unread = layer.model_fields_set - _OF_LAYERS - frozenset(Cited.model_fields) - set(FORMS)
        for field in sorted(unread):
            yield "field_has_no_effect", f"{address}.{field}", {"name": field, "form": "rules"}
        for rule_name, rule in layer.rules.items():
            yield from _rule(rule, f"{address}.rules.{rule_name}")


def _forms_of(rule: Rule) -> list[str]:
    return [name for name in FORMS if getattr(rule, name) is not None]


def _rule(rule: Rule, address: str) -> Found:
    stated = _forms_of(rule)
    if not stated:
        yield "rule_has_no_form", address, {}
    elif len(stated) > 1:
        yield "rule_has_two_forms", f"{address}.{stated[1]}", {"forms": ", ".join(stated)}
    else:
        yield from _unread(rule, stated[0], address)
        yield from _yearly(rule, stated[0], address)
    if rule.unknown is not None and rule.meets is None:
        yield "unknown_does_not_say_what_happens", f"{address}.unknown", {}
    yield from _payment(rule, address)
    yield from _payments(rule, address)
    yield from _lifetimes(rule, address)
    if rule.steps is not None:
        yield from _ends(rule.steps, f"{address}.steps")
    yield from _tilts(rule, address)


def _lifetimes(rule: Rule, address: str) -> Found:
    """A lifetime is a person's; a household has none."""
    if rule.yearly:
        return  # says so of every field of its cap
    caps = {"cap": rule.cap, **{f"caps.{name}": cap for name, cap in rule.caps.items()}}
    for step, cap in caps.items():
        if isinstance(cap, Cap) and cap.per == "lifetime" and cap.of == "household":
            facts = {"name": "of", "form": "per: lifetime"}
            yield "field_has_no_effect", f"{address}.{step}.of", facts


def _unread(rule: Rule, form: str, address: str) -> Found:
    reads = _READS[form]
    if form == "rate" and any(tilt.bands is not None for tilt in rule.tilt.values()):
        reads = reads | _BANDED
    stated = frozenset(rule.model_fields_set) - _OF_LAYERS - _ANYWHERE - {form}
    for field in sorted(stated - reads):
        if field != "yearly":
            yield "field_has_no_effect", f"{address}.{field}", {"name": field, "form": form}


def _yearly(rule: Rule, form: str, address: str) -> Found:
    if not rule.yearly:
        return
    if form not in ("rate", "bands"):
        yield "yearly_needs_a_schedule", f"{address}.yearly", {}
    if rule.of != "left":
        yield "yearly_counts_what_is_left", f"{address}.of", {}
    unread = [(name, name) for name in sorted(rule.model_fields_set & _NOT_YEARLY)]
    if isinstance(rule.cap, Cap):
        usual = {"per": ("year",), "of": (None, "person"), "account": (None,)}
        unread += [
            (f"cap.{name}", name)
            for name, values in usual.items()
            if getattr(rule.cap, name) not in values
        ]
    for place, name in unread:
        yield "field_has_no_effect", f"{address}.{place}", {"name": name, "form": "yearly"}


def _payments(rule: Rule, address: str) -> Found:
    taken: dict[str, str] = {}
    for name, payment in (rule.payments or {}).items():
        here = f"{address}.payments.{name}"
        yield from _payment(payment, here)
        for part in payment.base:
            if taken.setdefault(part, name) != name:
                facts: dict[str, str | Text] = {"part": words.PARTS[part], "other": taken[part]}
                yield "payments_share_a_part", f"{here}.base", facts


def _payment(payment: Payment, address: str) -> Found:
    if not isinstance(payment, Rule):
        if payment.rate is None and payment.bands is None:
            yield "payment_has_no_rate", address, {}
        if payment.rate is not None and payment.bands is not None:
            yield "rule_has_two_forms", f"{address}.bands", {"forms": "rate, bands"}
        if payment.bands is None:
            for field in sorted(payment.model_fields_set & _BANDED):
                yield "field_has_no_effect", f"{address}.{field}", {"name": field, "form": "rate"}
    for place, part in enumerate(payment.base):
        if part in payment.base[:place]:
            yield "part_stands_twice", f"{address}.base.{place}", {}
    if payment.bands is not None:
        yield from _begin(payment, f"{address}.bands")
        yield from _ends(payment.bands, f"{address}.bands")
        if payment.key is not None and not payment.ladder:
            facts = {"name": "key", "form": "bands"}
            yield "field_has_no_effect", f"{address}.key", facts
        if payment.counted_from is not None and payment.ladder:
            facts = {"name": "counted_from", "form": "ladder"}
            yield "field_has_no_effect", f"{address}.counted_from", facts


def _begin(payment: Payment, address: str) -> Found:
    """Bands above a deductible count from it or from zero, and say which."""
    if payment.deductible is not None and payment.counted_from is None and not payment.ladder:
        yield "bands_do_not_say_where_they_begin", address, {}


def _tilts(rule: Rule, address: str) -> Found:
    for name, tilt in rule.tilt.items():
        here = f"{address}.tilt.{name}"
        if tilt.bands is not None:
            yield from _ends(tilt.bands, f"{here}.bands")
            if rule.bands is None:
                yield from _begin(rule, f"{here}.bands")
        banded = tilt.bands is not None or rule.bands is not None
        adds = isinstance(tilt.rate, forms.RateChange) and rule.rate is None
        if tilt.rate is not None and banded and not adds:
            yield "field_has_no_effect", f"{here}.rate", {"name": "rate", "form": "bands"}


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


__all__ = ["FORMS", "rules"]
