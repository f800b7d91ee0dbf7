"""Shapes of the interface that follow from others (接口说明中的形状): a settlement's request, a curve's.

A settlement's request is a quote's without what the book knows; a form that forbids other fields cannot
be joined to another one by `allOf`, so the fields are put together here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from api.account_forms import FORMS as ACCOUNT_FORMS
from api.example import EXAMPLE
from api.settlement_forms import FORMS as SETTLEMENT_FORMS
from benefits.claims.request import Request
from benefits.ledger.asked import FROM_THE_BOOK, PERSON_FROM_THE_BOOK, Extra

_REF: Final = "#/components/schemas/"
FORMS: Final = (*SETTLEMENT_FORMS, *ACCOUNT_FORMS)

WORD: Final = {"type": "string"}
YEAR_NUMBER: Final = {"type": "string", "pattern": "^[0-9]{4}$"}
NAME: Final = {"type": "string", "minLength": 1, "maxLength": 64}
SIGNED: Final = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "description": "Yuan"}


def told(*, optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """An answer's object: every field is there but those that are named."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def listed(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_LAYERS: Final = {
    "type": "object",
    "additionalProperties": told(
        optional=("base", "paid", "accounts"), base=SIGNED, paid=SIGNED, accounts={"type": "object"}
    ),
}
_SCOPE: Final = told(optional=("layers",), layers=_LAYERS)
REWORKED: Final = listed(
    told(
        optional=("settlement", "replaced_by", "person", "day", "changes", "count"),
        settlement=WORD,
        replaced_by=WORD,
        person=WORD,
        hospital={"type": ["string", "null"]},
        day={"type": "string", "format": "date"},
        changes={
            "type": "object",
            "additionalProperties": told(before=SIGNED, after=SIGNED),
        },
        count={"type": "integer", "description": "Of what others may not see: how many"},
    )
)
YEAR: Final = told(
    optional=("household", "lifetime"),
    layers=_LAYERS,
    household=_SCOPE,
    lifetime=_SCOPE,
    admissions={"type": "integer"},
    patient=SIGNED,
)
_TOTALS: Final[dict[str, Any]] = {
    "hospital": WORD,
    "day": {"type": "string", "format": "date"},
    "settlements": {"type": "integer"},
    "reversals": {"type": "integer"},
    "total": SIGNED,
    "accounts": listed(told(account=WORD, fund={"type": ["string", "null"]}, amount=SIGNED)),
}
CLOSED: Final = told(**_TOTALS)
DAY: Final = told(
    **_TOTALS,
    closed={"type": "boolean"},
    postings=listed(
        told(
            optional=("reverses",),
            id=WORD,
            kind={"type": "string", "enum": ["settlement", "reversal"]},
            person=WORD,
            department={"type": ["string", "null"]},
            at=WORD,
            total=SIGNED,
            patient=SIGNED,
            reverses=WORD,
        )
    ),
)
PUBLISHED: Final = told(file=WORD, digest={"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"})

SETTLEMENT: Final[dict[str, Any]] = {
    **{name: EXAMPLE[name] for name in ("region", "date", "visit", "bill")},
    "person": {"id": "demo-1"},
}
"""A settlement of somebody of the demo."""

EXAMPLES: Final[dict[str, Any]] = {
    "SettlementRequest": SETTLEMENT,
    "CurveRequest": {**EXAMPLE, "vary": "eligible", "up_to": "50000.00"},
    "Reversal": {"reason": "mistyped"},
    "Correction": {"reason": "mistyped", "request": SETTLEMENT},
    "Renewal": {"person": "demo-1", "since": "2018-01-01"},
    "Renewals": {"person": "demo-1", "since": "2018-01-01"},
    "Registration": {
        "name": "甘试十",
        "document": {"type": "passport", "number": "E12345678"},
        "region": "jx-yichun",
        "household": "home-1",
        "insurance": "resident",
        "identities": [{"category": "registered_poor", "from": "2016-01-01", "until": None}],
    },
    "Search": {"document": {"type": "id_card", "number": "990000195803120017"}},
    "Reveal": {"reason": "contact"},
    "MoveForm": {"people": ["demo-1"], "since": "2018-01-01"},
    "NewAccount": {
        "name": "desk-1",
        "roles": ["clerk"],
        "region": "jx-yichun",
        "hospital": "county",
        "password": "seven grey herons wade",
    },
}
"""Bodies that a demo server answers with 200 or 201."""

_UNSEEN: Final = r"^[^\x00-\x1f\x7f]+$"
_SURROGATE: Final = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
_OF_PATHS: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "/v1/people/{id}": ("The site's own surrogate of the person.", _SURROGATE),
    "/v1/settlements/{id}": ("The settlement's id, as settling answered it.", _SURROGATE),
    "/v1/simulations/{id}": ("The simulation's id, as asking answered it.", _SURROGATE),
    "/v1/simulations/tables/{digest}": ("The table's name, as keeping it answered.", _SURROGATE),
    "/v1/accounts/{id}": ("The account's number.", _SURROGATE),
    "/v1/households/{household}": ("The household's surrogate.", _SURROGATE),
    "/v1/policies/{region}": ("A region of `GET /v1/policies`.", _SURROGATE),
    "/v1/book/days/{day}": (
        "The day.",
        {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    ),
}


def name_parts(paths: Mapping[str, Mapping[str, Any]]) -> None:
    """Say of each word in a path what it is and how it is written."""
    for path, operations in paths.items():
        for operation in operations.values():
            for each in operation.get("parameters", ()):
                if each["in"] == "path":
                    each["description"], each["schema"] = _part(path, each["name"])


def _part(path: str, name: str) -> tuple[str, dict[str, Any]]:
    for beginning, found in _OF_PATHS.items():
        if path.startswith(beginning) and beginning.endswith(f"{{{name}}}"):
            return found
    return "A file of the report.", {"type": "string", "maxLength": 200, "pattern": _UNSEEN}


def shapes(*forms: Any) -> dict[str, Any]:
    """The forms and those they are made of, and the two that are a quote's request and more."""
    found: dict[str, Any] = {}
    for form in (Request, Extra, *FORMS, *forms):
        shape = TypeAdapter(form).json_schema(ref_template=_REF + "{model}")
        found |= {**shape.pop("$defs", {}), form.__name__: shape}
    for each in found.values():
        _said_in_full(each)
    asked, extra = found["Request"], found.pop("Extra")
    person = found["Person"]
    found["SettledPerson"] = {
        **person,
        "properties": _without(person["properties"], PERSON_FROM_THE_BOOK)
        | {"id": {**_SURROGATE, "description": "Who is settled for; the book knows the rest."}},
        "required": ["id"],
    }
    found["SettlementRequest"] = {
        **asked,
        "description": "A bill to settle (结算请求): what the book knows is not said again.",
        "properties": {
            **_without(asked["properties"], FROM_THE_BOOK),
            **extra["properties"],
            "person": {"$ref": f"{_REF}SettledPerson"},
        },
        "required": [*asked["required"], "person"],
    }
    found["CurveRequest"] = {
        **asked,
        "description": "A bill to vary (曲线请求).",
        "properties": {
            **_without(asked["properties"], ("reform",)),
            "vary": {
                "type": "string",
                "enum": ["all", "eligible", "first_self_pay", "over_limit", "own_expense"],
                "default": "all",
            },
            "up_to": asked["properties"]["deposit"],
        },
    }
    found["Correction"]["properties"]["request"] = {"$ref": f"{_REF}SettlementRequest"}
    for name, example in EXAMPLES.items():
        found[name]["example"] = example
    return found


def _without(properties: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: each for name, each in properties.items() if name not in names}


def _said_in_full(shape: Any) -> None:
    """What pydantic leaves open although the form does not: names of a mapping, what is left out."""
    for each in _objects(shape):
        if "patternProperties" in each:
            each["additionalProperties"] = False
        if each.get("type") == "string" and each.get("default") == 0:
            each["default"] = "0.00"


def _objects(shape: Any) -> Iterator[dict[str, Any]]:
    if isinstance(shape, dict):
        yield shape
        for each in shape.values():
            yield from _objects(each)
    elif isinstance(shape, list):
        for each in shape:
            yield from _objects(each)
