"""The interface of access described (访问接口说明): sessions, and what every path may refuse."""

from collections.abc import Mapping
from typing import Any, Final

from api.problems import CODES, MEDIA_TYPE
from benefits.accounts.actor import ROLES

_WORD: Final = {"type": "string"}
_REF: Final = "#/components/schemas/"


def _of(schema: str) -> dict[str, Any]:
    return {"schema": {"$ref": _REF + schema}}


def _answer(told: str, schema: str) -> dict[str, Any]:
    return {"description": told, "content": {"application/json": _of(schema)}}


def refusals(*statuses: int) -> dict[int | str, Any]:
    """Each status with the codes that have it."""
    return {
        status: {
            "description": ", ".join(code for code, (of, _) in CODES.items() if of == status),
            "content": {MEDIA_TYPE: _of("Problem")},
        }
        for status in statuses
    }


def _body(schema: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": _of(schema)}}}


SIGN_IN: Final[dict[str, Any]] = {
    "status_code": 201,
    "responses": {201: _answer("The session has begun", "Session"), **refusals(400, 413, 422)},
    "openapi_extra": _body("SignIn"),
}
WHO: Final[dict[str, Any]] = {
    "responses": {200: _answer("Who calls", "Caller"), **refusals(422)},
}
PASSWORD: Final[dict[str, Any]] = {
    "responses": {200: _answer("A new session has begun", "Session"), **refusals(400, 413, 422)},
    "openapi_extra": _body("PasswordChange"),
}
SIGN_OUT: Final[dict[str, Any]] = {
    "status_code": 204,
    "responses": {204: {"description": "The session has ended"}, **refusals(422)},
}
ACCOUNTS: Final[dict[str, Any]] = {
    "responses": {200: _answer("Every account", "Accounts"), **refusals(422)},
}
NEW_ACCOUNT: Final[dict[str, Any]] = {
    "status_code": 201,
    "responses": {201: _answer("It is there", "Account"), **refusals(400, 413, 422)},
    "openapi_extra": _body("NewAccount"),
}
ENABLED: Final[dict[str, Any]] = {
    "responses": {200: _answer("It is so", "Account"), **refusals(400, 404, 413, 422)},
    "openapi_extra": _body("Enabled"),
}
GIVEN_PASSWORD: Final[dict[str, Any]] = {
    "responses": {200: _answer("It is given", "Account"), **refusals(400, 404, 413, 422)},
    "openapi_extra": _body("GivenPassword"),
}
REVOCATION: Final[dict[str, Any]] = {
    "status_code": 204,
    "responses": {
        204: {"description": "The key counts no more"},
        **refusals(400, 404, 413, 422),
    },
    "openapi_extra": _body("Revocation"),
}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "object", "properties": properties}
    return {**told, "required": list(required)} if required else told


def _closed(**properties: Any) -> dict[str, Any]:
    """A body: all of these and nothing else."""
    return {**_object(tuple(properties), **properties), "additionalProperties": False}


_NAME: Final = {"type": ["string", "null"]}
SCHEMAS: dict[str, Any] = {
    "SignIn": _closed(name=_WORD, password=_WORD),
    "PasswordChange": _closed(old=_WORD, new=_WORD),
    "Session": _object(
        id=_WORD,
        must_change_password={"type": "boolean"},
        form_token={
            "type": "string",
            "description": "Sent as X-CSRF-Token with whatever may change something",
        },
    ),
    "Caller": _object(
        id=_WORD,
        roles={"type": "array", "items": _WORD},
        region=_NAME,
        hospital=_NAME,
        department=_NAME,
        demo={"type": "boolean"},
        must_change_password={"type": "boolean"},
        form_token=_WORD,
        actions={"type": "object", "description": "How far the caller reaches, by action"},
    ),
}
_ROLES: Final = {"type": "array", "items": {"type": "string", "enum": list(ROLES)}}
_PLACE: Final[dict[str, Any]] = {"region": _NAME, "hospital": _NAME, "department": _NAME}
SCHEMAS |= {
    "Account": _object(
        id=_WORD,
        name=_WORD,
        roles=_ROLES,
        **_PLACE,
        enabled={"type": "boolean"},
        must_change_password={"type": "boolean"},
        locked_until=_NAME,
        last_sign_in=_NAME,
    ),
    "Accounts": _object(
        accounts={"type": "array", "items": {"$ref": f"{_REF}Account"}},
    ),
}
SECURITY: Final[dict[str, Any]] = {
    "machine": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
}


_SECONDS: Final = {"schema": {"type": "string", "pattern": "^[1-9][0-9]*$"}}
HEADERS: Final[Mapping[str, dict[str, Any]]] = {
    "401": {
        "WWW-Authenticate": {
            "description": "How to show who one is",
            "required": True,
            "schema": _WORD,
        }
    },
    "405": {"Allow": {"description": "What the path takes", "required": True, "schema": _WORD}},
    "409": {"Retry-After": {"description": "Seconds, while the twin is worked on", **_SECONDS}},
    "429": {
        "Retry-After": {
            "description": "Seconds until the next is taken",
            "required": True,
            **_SECONDS,
        }
    },
    "503": {"Retry-After": {"description": "Seconds until a try makes sense", **_SECONDS}},
}
"""What stands in the headers of a refusal."""


def guard(paths: Mapping[str, Mapping[str, Any]], extension: str) -> None:
    """Add to each path what access itself may answer, and who may call it."""
    for operations in paths.values():
        for operation in operations.values():
            public = operation.get(extension, "public") == "public"
            statuses = {400, 401, 405, 429, 503} | (set() if public else {403})
            if any(each["in"] == "path" for each in operation.get("parameters", ())):
                statuses.add(404)
            if "requestBody" in operation:
                statuses.add(413)
            for status, told in refusals(*sorted(statuses)).items():
                operation["responses"].setdefault(str(status), told)
            for code, told in HEADERS.items():
                if code in operation["responses"]:
                    said = operation["responses"][code]
                    operation["responses"][code] = {**said, "headers": told}
            if not public:
                operation["security"] = [{name: []} for name in SECURITY]
