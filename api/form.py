"""The desk page's form (表单): typing becomes a request, and problems find their field again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from benefits.claims.reading import read_request
from benefits.claims.request import Request
from benefits.claims.sentences import problem
from benefits.problems import Problem, Refused

MOST_FIELDS: Final = 200

PLACES: Final[dict[str, str]] = {
    "region": "region",
    "date": "date",
    "kind": "visit.kind",
    "level": "visit.hospital_level",
    "place": "visit.place",
    "referral": "visit.referral",
    "programme": "visit.programme",
    "admission": "visit.admission_number",
    "identities": "person.categories",
    "total": "bill.total",
    "eligible": "bill.eligible",
    "first_self_pay": "bill.first_self_pay",
    "over_limit": "bill.over_limit",
    "own_expense": "bill.own_expense",
    "deposit": "deposit",
    "totals": "year_to_date",
    "prior": "prior_payments",
}
"""Each field of the form and the place of a request it fills."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as it was typed, so that it can stand in the form again."""

    text: Mapping[str, str] = field(default_factory=dict)
    identities: tuple[str, ...] = ()

    def get(self, name: str) -> str:
        return self.text.get(name, "")


def typed(body: bytes) -> Typed:
    """A form's body (urlencoded, UTF-8); raises `Refused("malformed")`."""
    try:
        fields = parse_qs(
            body.decode("ascii"),
            True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Refused("malformed", [problem("form_is_broken", "")]) from None
    return Typed(
        {name: fields[name][-1] for name in PLACES if name in fields and name != "identities"},
        tuple(fields.get("identities", ())),
    )


def typed_of(request: Mapping[str, Any]) -> Typed:
    """The form filled in from a request in the contract's form."""
    text: dict[str, str] = {}
    for name, place in PLACES.items():
        value: Any = request
        for step in place.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, (str, int)):
            text[name] = str(value)
    layers = request.get("year_to_date", {}).get("layers", {})
    text["totals"] = "\n".join(f"{each} {so['base']} {so['paid']}" for each, so in layers.items())
    return Typed(text, tuple(request["person"].get("categories", ())))


def request_of(filled: Typed) -> Request:
    """The request a form asks for; raises `Refused` with every problem, each at its place."""
    wrong: list[Problem] = []
    given: dict[str, Any] = {"person": {}, "visit": {}, "bill": {}}
    given["person"]["categories"] = list(filled.identities)
    for name, place in PLACES.items():
        value = filled.get(name).strip()
        if not value or name in ("identities", "totals", "prior"):
            continue
        where, _, last = place.rpartition(".")
        (given[where] if where else given)[last] = value
    admission = given["visit"].get("admission_number", "")
    if admission.isascii() and admission.isdigit() and len(admission) < 10:
        given["visit"]["admission_number"] = int(admission)
    given["year_to_date"] = {"layers": _totals(filled.get("totals"), wrong)}
    given["prior_payments"] = _payments(filled.get("prior"), wrong)
    try:
        request = read_request(given)
    except Refused as refused:
        raise Refused(refused.code, [*wrong, *refused.problems]) from None
    if wrong:
        raise Refused("invalid_request", wrong)
    return request


def _totals(text: str, wrong: list[Problem]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, words in _lines(text):
        if len(words) != 3:
            wrong.append(problem("totals_line_is_not_understood", "year_to_date", line=str(number)))
        elif words[0] in found:
            wrong.append(problem("line_names_a_layer_twice", "year_to_date", line=str(number)))
        else:
            found[words[0]] = dict(zip(("base", "paid"), words[1:], strict=True))
    return found


def _payments(text: str, wrong: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, words in _lines(text):
        if len(words) != 2:
            wrong.append(
                problem("payments_line_is_not_understood", "prior_payments", line=str(number))
            )
        elif words[0] in found:
            wrong.append(problem("line_names_a_layer_twice", "prior_payments", line=str(number)))
        else:
            found[words[0]] = words[1]
    return found


def _lines(text: str) -> list[tuple[int, list[str]]]:
    lines = enumerate(text.splitlines(), start=1)
    return [(number, words) for number, line in lines if (words := line.split())]


def field_of(where: str) -> str | None:
    """The field of the form that a place of the request belongs to.

    >>> field_of("bill"), field_of("year_to_date.layers.basic.base"), field_of("layers.basic")
    ('total', 'totals', None)
    """
    if where == "bill":
        return "total"
    for name, place in PLACES.items():
        if where == place or where.startswith((place + ".", place + "[")):
            return name
    return None
