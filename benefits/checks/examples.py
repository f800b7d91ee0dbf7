"""The examples of a policy file, run (算例核对): what the notice says against what the policy gives."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from benefits.checks.findings import Finding, finding
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, yuan
from benefits.policy.policy import Example, Policy
from benefits.problems import Refused, WrongValue
from benefits.quotes.adjudicator import Adjudicator
from benefits.reading.document import Document

_NUMBERS: Final = frozenset(
    ("admission_number", "days", "age", "contribution_years", "claim_free_years")
)
"""Fields of a request that are numbers; in a policy file every value is text."""


def examples(document: Document, ready: Adjudicator) -> list[Finding]:
    """A finding for each example that comes out otherwise or not at all."""
    return [
        found
        for number, example in enumerate(ready.policy.examples)
        for found in _example(document, ready, example, f"examples.{number}")
    ]


def _example(
    document: Document, ready: Adjudicator, example: Example, address: str
) -> Iterator[Finding]:
    expected = example.expect
    try:
        given = ready.split(claim(read_request(request_of(example, ready.policy))))
    except Refused as refused:
        if expected.get("error") == refused.code:
            return
        why = refused.problems
        yield finding(
            document,
            "example_is_refused",
            address,
            name=example.name,
            why_zh="；".join(f"{each.where} {each.what.zh}" for each in why),
            why_en="; ".join(f"{each.where}: {each.what.en}" for each in why),
        )
        return
    formula = ready.formula
    paid = {each.name: given[each.paid] for each in formula.layers if given[each.paid]}
    found = list(_differences(expected, paid, given[formula.patient]))
    if found:
        told = "; ".join(found)
        yield finding(document, "example_differs", address, name=example.name, differences=told)


def _differences(
    expected: Mapping[str, Any], paid: Mapping[str, int], patient: int
) -> Iterator[str]:
    if "error" in expected:
        yield f"error: {expected['error']} ≠ patient {yuan(patient)}"
        return
    if "patient" in expected and _fen(expected["patient"]) != patient:
        yield f"patient: {expected['patient']} ≠ {yuan(patient)}"
    if "payers" in expected:
        wanted = dict(expected["payers"] or {})
        for layer in dict.fromkeys([*wanted, *paid]):
            if _fen(wanted.get(layer, "0.00")) != paid.get(layer, 0):
                yield f"{layer}: {wanted.get(layer, '0.00')} ≠ {yuan(paid.get(layer, 0))}"


def _fen(written: object) -> int | None:
    """An expected amount; None where it is none, which then differs from everything."""
    try:
        return fen(written)
    except WrongValue:
        return None


def request_of(example: Example, policy: Policy) -> dict[str, Any]:
    """The example's request, complete: the policy's region, its first day, numbers as numbers."""
    request: dict[str, Any] = _numbers(dict(example.request))
    request.setdefault("region", policy.region)
    request.setdefault("date", str(policy.in_force.from_))
    return request


def _numbers(given: Any) -> Any:
    if isinstance(given, Mapping):
        return {
            name: int(each)
            if name in _NUMBERS and isinstance(each, str) and each.isascii() and each.isdigit()
            else _numbers(each)
            for name, each in given.items()
        }
    return [_numbers(each) for each in given] if isinstance(given, list) else given
