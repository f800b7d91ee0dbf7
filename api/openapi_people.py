"""People in the interface's description (人员接口说明): what each path takes, answers and refuses."""

from typing import Any, Final

from api.problems import CODES, MEDIA_TYPE
from benefits.people.moves import MoveForm
from benefits.people.registration import Registration, Search
from benefits.people.view import Reveal

FORMS: Final = (Registration, Search, Reveal, MoveForm)
"""Bodies whose shape is pydantic's own schema of them."""

_REF: Final = "#/components/schemas/"
_WORD: Final = {"type": "string"}
_WORD_OR_NULL: Final = {"type": ["string", "null"]}
_DAY: Final = {"type": "string", "format": "date"}
_TEXT: Final = {"type": "object", "properties": {"zh": _WORD, "en": _WORD}}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_IDENTITY: Final = _object(
    category=_WORD,
    **{"from": _DAY},
    until=_WORD_OR_NULL,
    entered=_object(at=_WORD, by=_WORD, source=_WORD),
    changed=_object(at=_WORD, by=_WORD, source=_WORD),
)
SCHEMAS: Final[dict[str, Any]] = {
    "MaskedPerson": _object(
        id=_WORD,
        particulars={"type": "string", "enum": ["kept", "forgotten", "key_lost", "altered"]},
        name=_WORD_OR_NULL,
        document={
            "type": ["object", "null"],
            "properties": {"type": _WORD, "number": _WORD_OR_NULL},
        },
        telephone=_WORD_OR_NULL,
        age={"type": ["integer", "null"]},
        region=_WORD,
        household=_WORD_OR_NULL,
        insurance=_WORD_OR_NULL,
        division=_WORD_OR_NULL,
        identities=_list(_IDENTITY),
        contribution_periods={"type": ["array", "null"], "items": {"type": "object"}},
        changed=_list(_WORD),
        retroactive_from=_WORD_OR_NULL,
        warnings=_list(_object(where=_WORD, what=_TEXT, fix=_TEXT)),
    ),
    "RevealedPerson": _object(
        id=_WORD,
        name=_WORD_OR_NULL,
        document=_object(type=_WORD, number=_WORD_OR_NULL, reason=_WORD_OR_NULL),
        telephone=_WORD_OR_NULL,
        birth_day=_WORD_OR_NULL,
    ),
    "Entitlement": _object(
        id=_WORD,
        on=_DAY,
        known_at=_WORD_OR_NULL,
        region=_WORD,
        age={"type": ["integer", "null"]},
        insured={"type": "boolean"},
        insurance=_WORD_OR_NULL,
        division=_WORD_OR_NULL,
        household=_WORD_OR_NULL,
        categories=_list(_WORD),
        reasons=_list(_object(kind=_WORD, text=_TEXT)),
    ),
}


def _content(schema: str, media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": {"$ref": _REF + schema}}}}


def _refusals(*statuses: int) -> dict[int | str, Any]:
    return {
        status: {
            "description": ", ".join(code for code, (of, _) in CODES.items() if of == status),
            **_content("Problem", MEDIA_TYPE),
        }
        for status in statuses
    }


def _route(
    told: str, answer: dict[str, Any], *statuses: int, body: str | None = None, **extra: Any
) -> dict[str, Any]:
    """A route's description: its answer, what it refuses (503 and who may not always), its body."""
    refused = sorted({*statuses, 401, 403, 422, 503, *([400, 413] if body else [])})
    described: dict[str, Any] = {**extra}
    if body is not None:
        described["requestBody"] = {"required": True, **_content(body)}
    return {
        "responses": {200: {"description": told, **answer}, **_refusals(*refused)},
        "openapi_extra": described,
    }


def _query(name: str, about: str, required: bool = False, schema: Any = None) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": about,
        "required": required,
        "schema": schema or _WORD,
    }


def _anything(**properties: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _object(**properties)}}}


_PUT: Final = _route("What is known now", _content("MaskedPerson"), 404, 409, body="Registration")
PUT: Final = {
    **_PUT,
    "responses": {
        **_PUT["responses"],
        201: {"description": "Registered", **_content("MaskedPerson")},
    },
}
GET: Final = _route("The person, masked", _content("MaskedPerson"), 404)
REVEAL: Final = _route("Who the person is", _content("RevealedPerson"), 404, 409, body="Reveal")
SEARCH: Final = _route(
    "Who has the document, masked",
    _anything(people=_list({"$ref": _REF + "MaskedPerson"})),
    body="Search",
)
ENTITLEMENT: Final = _route(
    "What holds on a day, and why",
    _content("Entitlement"),
    404,
    parameters=[
        _query("on", "The day.", required=True, schema=_DAY),
        _query("known_at", "As it was known at this moment, like 2018-06-15T08:30:00.000000Z."),
    ],
)
ACCESS: Final = _route(
    "Who looked at the person or changed something, newest first",
    _anything(id=_WORD, access=_list({"type": "object"})),
    404,
)
MOVE: Final = _route(
    "Who moved, and who lives there now",
    _anything(household=_WORD, since=_DAY, moved=_list(_WORD), members=_list(_WORD)),
    404,
    body="MoveForm",
)
_BYTES: Final = {"type": "string", "format": "binary"}
IMPORT: Final = _route(
    "What the list changes, and whether it was entered",
    _anything(
        region=_WORD,
        as_of=_DAY,
        applied={"type": "boolean"},
        source=_WORD,
        rows={"type": "integer"},
        new_people={"type": "integer"},
        categories=_list(_WORD),
        added=_list({"type": "object"}),
        changed=_list({"type": "object"}),
        ended=_list({"type": "object"}),
        unchanged={"type": "integer"},
        starts_differ=_list({"type": "object"}),
        names_differ=_list({"type": "object"}),
        retroactive=_list(_WORD),
        ignored_columns=_list(_WORD),
    ),
    400,
    413,
    parameters=[
        _query("region", "The region whose full list it is.", required=True),
        _query("as_of", "The day the list speaks of; left out: today.", schema=_DAY),
        _query("categories", "Of which the list is full although it has no row, with commas."),
        _query(
            "apply",
            "true enters it; otherwise it is only compared.",
            schema={"type": "string", "enum": ["true", "false"], "default": "false"},
        ),
    ],
    requestBody={
        "required": True,
        "content": {
            "text/csv": {"schema": _BYTES},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"schema": _BYTES},
        },
    },
)
