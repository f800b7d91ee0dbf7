"""The interface described (接口说明): what `/openapi.json` says of each path.

The shape of a request is pydantic's own schema of `Request`. Bodies are read by `json_text`, so that
every problem is ours, and described here by hand.
"""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import openapi_access, openapi_people, openapi_shapes
from api.access.marks import EXTENSION
from api.example import EXAMPLE
from api.problems import CODES, MEDIA_TYPE

_REF: Final = "#/components/schemas/"


def _of(schema: str) -> dict[str, Any]:
    return {"$ref": _REF + schema}


def _body(
    schema: dict[str, Any], media_type: str = "application/json", **more: Any
) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema, **more}}}


_BYTES: Final = {"type": "string", "format": "binary"}


def _content(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


def _refusals(*statuses: int) -> dict[int | str, Any]:
    return {
        status: {
            "description": ", ".join(code for code, (of, _) in CODES.items() if of == status),
            **_content(_of("Problem"), MEDIA_TYPE),
        }
        for status in statuses
    }


def _answers(
    told: str, media_type: str, schema: dict[str, Any], *statuses: int
) -> dict[int | str, Any]:
    return {200: {"description": told, **_content(schema, media_type)}, **_refusals(*statuses)}


def _query(name: str, about: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": about,
        "required": required,
        "schema": schema,
    }


_DETAIL: Final = _query(
    "detail",
    "How much of the worksheet: none, short (a layer that paid nothing is one line) or full.",
    {"type": "string", "enum": ["none", "short", "full"], "default": "short"},
)
_DAY: Final = {"type": "string", "format": "date"}

QUOTE: Final[dict[str, Any]] = {
    "responses": _answers("Who pays what", "application/json", _of("Answer"), 400, 404, 413, 422),
    "openapi_extra": {
        "parameters": [_DETAIL],
        "requestBody": _body(_of("Request"), example=EXAMPLE),
    },
}
BATCH: Final[dict[str, Any]] = {
    "responses": _answers(
        "One line for each line that is not blank, in order: an answer or a problem",
        "application/x-ndjson",
        {"oneOf": [_of("Answer"), _of("Problem")]},
        413,
        422,
    ),
    "openapi_extra": {
        "parameters": [_DETAIL],
        "requestBody": _body(_of("Request"), "application/x-ndjson"),
    },
}
CURVE: Final[dict[str, Any]] = {
    "responses": _answers(
        "Every kink and jump", "application/json", {"type": "object"}, 400, 404, 413, 422
    ),
    "openapi_extra": {"requestBody": _body(_of("CurveRequest"))},
}
POLICIES: Final[dict[str, Any]] = {
    "responses": _answers(
        "Regions and versions",
        "application/json",
        {
            "type": "object",
            "properties": {"regions": {"type": "array", "items": {"type": "object"}}},
        },
        422,
    ),
}
POLICY: Final[dict[str, Any]] = {
    "responses": _answers("The policy in full", "application/json", {"type": "object"}, 404, 422),
    "openapi_extra": {
        "parameters": [
            _query("on", "The day it has to count on.", _DAY, required=True),
            _query("known_on", "As it was known on this day; left out: as known now.", _DAY),
        ],
    },
}

_DONE: Final = {"description": "Done"}
_STATE: Final = _of("Simulation")
TABLE: Final[dict[str, Any]] = {
    "status_code": 201,
    "responses": {
        **_answers("The table is there already", "application/json", _of("Table"), 400, 413, 422),
        201: {"description": "The table is kept", **_content(_of("Table"))},
    },
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {
                "application/vnd.apache.parquet": {"schema": _BYTES},
                "text/csv": {"schema": _BYTES},
            },
        },
    },
}
SIMULATION: Final[dict[str, Any]] = {
    "status_code": 202,
    "responses": {
        **_answers("It was asked before", "application/json", _STATE, 400, 404, 413, 422),
        202: {"description": "It is queued", **_content(_STATE)},
    },
    "openapi_extra": {"requestBody": _body(_of("SimulationRequest"))},
}
SIMULATIONS: Final[dict[str, Any]] = {
    "responses": _answers(
        "Every simulation kept",
        "application/json",
        {"type": "object", "properties": {"simulations": {"type": "array", "items": _STATE}}},
        422,
    ),
}
SIMULATION_STATE: Final[dict[str, Any]] = {
    "responses": _answers("How far it is", "application/json", _STATE, 404, 422),
}
SIMULATION_EVENTS: Final[dict[str, Any]] = {
    "responses": _answers(
        "How far it is, whenever that changes", "text/event-stream", {"type": "string"}, 404, 422
    ),
}
SIMULATION_REPORT: Final[dict[str, Any]] = {
    "responses": _answers("The file", "application/octet-stream", _BYTES, 404, 422),
}
FORGET: Final[dict[str, Any]] = {
    "status_code": 204,
    "responses": {204: _DONE, **_refusals(404, 422)},
}

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "New for each action; the same when it is sent again: then the answer is the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_REFUSED: Final = (400, 401, 403, 404, 409, 413, 422, 503)


def _created(told: str, schema: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """A path that writes once by its key."""
    return {
        "status_code": 201,
        "responses": {201: {"description": told, **_content(schema)}, **_refusals(*_REFUSED)},
        "openapi_extra": {"parameters": [_KEY], "requestBody": _body(asked)},
    }


def _shown(told: str, schema: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """A path that only looks."""
    answers = _answers(told, "application/json", schema, *_REFUSED)
    return {"responses": answers, "openapi_extra": extra}


_REWORKED: Final = openapi_shapes.REWORKED
SETTLE: Final = _created("It is settled", _of("Settled"), _of("SettlementRequest"))
PREVIEW: Final = _shown(
    "What settling would answer now",
    _of("Answer"),
    requestBody=_body(_of("SettlementRequest")),
)
SETTLEMENT: Final = _shown("The settlement as it was answered", _of("Settled"))
REVERSAL: Final = _created("It is reversed", _of("Reversed"), _of("Reversal"))
CORRECTION: Final = _created("It is corrected", _of("Settled"), _of("Correction"))
YEAR_TO_DATE: Final = _shown(
    "The year so far, in yuan",
    openapi_shapes.YEAR,
    parameters=[
        _query(
            "year", "The benefit year.", {"type": "string", "pattern": "^[0-9]{4}$"}, required=True
        )
    ],
)
REWORK_PREVIEW: Final = _shown(
    "What would change",
    {
        "type": "object",
        "properties": {
            "reworked": _REWORKED,
            "people": {"type": "array", "items": {"type": "object"}},
            "next": {"type": ["string", "null"]},
        },
    },
    requestBody=_body(_of("Renewals")),
)
REWORK: Final = _created(
    "It is settled again",
    {"type": "object", "properties": {"reworked": _REWORKED}},
    _of("Renewal"),
)
PUBLISH: Final = _created(
    "It is published",
    openapi_shapes.PUBLISHED,
    {
        "type": "object",
        "properties": {
            "text": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1_000_000,
                "description": "The policy's file, in YAML",
            }
        },
        "required": ["text"],
        "additionalProperties": False,
    },
)
_HOSPITAL: Final = _query(
    "hospital", "Left out: the caller's own.", {"type": "string", "minLength": 1, "maxLength": 64}
)
DAY: Final = _shown("The day's cash, by fund", openapi_shapes.DAY, parameters=[_HOSPITAL])
CLOSING: Final = _created("The day is closed", openapi_shapes.CLOSED, {})
CLOSING["openapi_extra"] = {"parameters": [_KEY, _HOSPITAL]}

_TEXT: Final = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
}
_AMOUNT: Final = {"type": "string", "description": "Yuan with two decimals", "example": "1092.70"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_WORD: Final = {"type": "string"}
_SCHEMAS: Final[dict[str, Any]] = {
    "Problem": {
        **_object(
            type=_WORD,
            title=_WORD,
            status={"type": "integer"},
            code={"type": "string", "enum": list(CODES)},
            detail=_WORD,
            problems=_list(_object(where=_WORD, what=_WORD, fix=_WORD)),
            line={"type": "integer", "description": "In a batch: the line it is about"},
        ),
        "required": ["type", "title", "status", "code", "detail", "problems"],
    },
    "Answer": _object(
        total=_AMOUNT,
        patient=_AMOUNT,
        patient_share_of_total=_WORD,
        payers=_list(_object(layer=_WORD, fund=_WORD, name=_TEXT, amount=_AMOUNT)),
        ratios=_object(
            total_before=_WORD, total_after=_WORD, eligible_before=_WORD, eligible_after=_WORD
        ),
        worksheet=_list(
            _object(
                no={"type": "integer"},
                what=_TEXT,
                how=_TEXT,
                amount=_AMOUNT,
                uses=_list({"type": "integer"}),
                layer={"type": ["string", "null"]},
                source={"type": ["object", "null"]},
                capped={"type": "boolean"},
            )
        ),
        benefit_year={
            "type": "integer",
            "description": "The year whose totals the visit counts in",
        },
        year_to_date={"type": "object"},
        policy=_object(region=_WORD, version=_WORD, digest=_WORD, known=_WORD),
        notes=_list(_object(kind=_WORD, where=_WORD, text=_TEXT)),
        grants=_list({"type": "object"}),
        deposit=_object(held=_AMOUNT, refund=_AMOUNT),
        reform={"type": "object", "description": "The same answer under the reform's figures"},
    ),
    "Table": _object(table=_WORD, form=_WORD, bytes={"type": "integer"}),
    "SimulationRequest": {
        **_object(
            table={"type": "string", "description": "The digest of a claim table kept here"},
            region={"type": "string", "description": "Only where the table has no such column"},
            reform={"type": "object", "description": "Figures by path, or by region:path"},
            statistics={"type": "object", "description": "Outside statistics, in yuan"},
            prices={"type": "string", "description": "Prices uprated by", "example": "5%"},
            use={"type": "string", "description": "Use uprated by", "example": "3%"},
        ),
        "required": ["table"],
        "additionalProperties": False,
    },
    "Simulation": _object(
        id=_WORD,
        state={
            "type": "string",
            "enum": [
                "queued",
                "running",
                "done",
                "refused",
                "failed",
                "cancelled",
                "interrupted",
            ],
        },
        asked={"type": "object"},
        progress={"type": "object"},
        summary={"type": "object"},
        problem=_of("Problem"),
        report=_list(_WORD),
    ),
    "Settled": {
        "allOf": [
            _of("Answer"),
            _object(id=_WORD, settled_at=_WORD, hospital=_WORD, person=_WORD, replaces=_WORD),
        ]
    },
    "Reversed": _object(
        id=_WORD,
        reverses=_WORD,
        reversed_at=_WORD,
        cash_day=_DAY,
        total=_AMOUNT,
        patient=_AMOUNT,
        reworked=_REWORKED,
    ),
}

READY: Final[dict[str, Any]] = {"responses": _refusals(503)}

METRICS: Final[dict[str, Any]] = {
    "responses": _answers("Figures for Prometheus", "text/plain", {"type": "string"}, 404),
    "response_model": None,
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application, with the shapes its paths speak of."""
    described = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    shapes = openapi_shapes.shapes(*openapi_people.FORMS)
    described.setdefault("components", {})["schemas"] = {
        **shapes,
        **_SCHEMAS,
        **openapi_access.SCHEMAS,
        **openapi_people.SCHEMAS,
    }
    described["components"]["securitySchemes"] = openapi_access.SECURITY
    openapi_access.guard(described["paths"], EXTENSION)
    openapi_shapes.name_parts(described["paths"])
    return described
