"""Problems on the wire (问题报文): RFC 9457 `application/problem+json`, in the caller's language.

Every code and its HTTP status stand here, the titles of what may become of a claim in `benefits.problems`; the
sentences stand with those who find the problem.
"""

from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.languages import language_of_header
from benefits.problems import TITLES, Language, Problem, Refused, Text

MEDIA_TYPE: Final = "application/problem+json"

CODES: Final[dict[str, tuple[int, Text]]] = {
    "malformed": (400, Text("报文无法读取", "The request cannot be read")),
    "too_large": (413, Text("请求过大", "The request is too large")),
    "invalid_request": (422, TITLES["invalid_request"]),
    "amounts_do_not_add_up": (422, TITLES["amounts_do_not_add_up"]),
    "unknown_region": (404, TITLES["unknown_region"]),
    "no_policy_in_force": (422, TITLES["no_policy_in_force"]),
    "unknown_layer": (422, TITLES["unknown_layer"]),
    "unknown_programme": (422, TITLES["unknown_programme"]),
    "prior_payment_too_large": (422, TITLES["prior_payment_too_large"]),
    "unknown_parameter": (422, TITLES["unknown_parameter"]),
    "assumed_figures": (422, Text("含假定数值，不得结算", "Assumed figures cannot be settled on")),
    "invalid_policy": (422, Text("政策文件有误", "The policy's file is not sound")),
    "invalid_claims": (422, Text("明细文件有误", "The claim file is not sound")),
    "not_found": (404, Text("没有找到", "It is not there")),
    "unauthenticated": (401, Text("没有登录", "Nobody is signed in")),
    "forbidden": (403, Text("没有权限", "The role does not allow this")),
    "conflict": (409, Text("与台账冲突", "The book says otherwise")),
    "key_missing": (400, Text("缺少幂等键", "The request has no key")),
    "key_reused": (422, Text("幂等键已用过", "The key was used before")),
    "method_not_allowed": (405, Text("此路径不支持该方法", "The path does not take this method")),
    "in_flight": (409, Text("同一请求正在处理", "The same request is being worked on")),
    "unavailable": (503, Text("暂时无法服务", "No service for now")),
    "too_many_requests": (429, Text("请求过于频繁", "Too many requests")),
    "internal_error": (500, Text("服务器内部错误", "The server made a mistake")),
}
"""Each code: its HTTP status and its title."""

_ANY: Final = (422, Text("无法答复", "No answer can be given"))

INTERNAL: Final = Refused(
    "internal_error",
    [
        Problem(
            "internal_error",
            "",
            Text("服务器出错，请求未被处理", "the server failed; nothing was worked out"),
            Text(
                "请稍后重试；若仍出错请联系维护人员",
                "try again later; if it goes on, tell the operators",
            ),
        )
    ],
)
"""What is said of a mistake of our own: nothing of its cause."""


def status_of(code: str) -> int:
    """The HTTP status of a problem code."""
    return CODES.get(code, _ANY)[0]


def told(refused: Refused, language: Language) -> dict[str, Any]:
    """A refusal as RFC 9457 wants it, with every problem in `problems`."""
    status, title = CODES.get(refused.code, _ANY)
    return {
        "type": f"urn:problem:benefits:{refused.code}",
        "title": title.in_(language),
        "status": status,
        "code": refused.code,
        "detail": _detail(refused, title, language),
        "problems": [_entry(each, language) for each in refused.problems],
        **refused.beside,
    }


def _detail(refused: Refused, title: Text, language: Language) -> str:
    """One sentence for those who show only one."""
    if not refused.problems:
        return title.in_(language)
    first = refused.problems[0]
    text = f"{first.where}: " if first.where else ""
    text += first.what.in_(language)
    more = len(refused.problems) - 1
    if more:
        text += f"（另有 {more} 处）" if language == "zh" else f" (and {more} more)"
    return text


def _entry(found: Problem, language: Language) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "where": found.where,
        "what": found.what.in_(language),
        "fix": found.fix.in_(language),
    }
    for name in ("file", "line", "column"):
        value = getattr(found, name)
        if value is not None:
            entry[name] = value
    return entry


def language_of(request: Request) -> Language:
    """The language the caller of a request reads."""
    return language_of_header(request.headers.get("accept-language"))


def response(
    refused: Refused, language: Language, headers: dict[str, str] | None = None
) -> Response:
    """A refusal as a response."""
    status = status_of(refused.code)
    asks = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return Response(
        orjson.dumps(told(refused, language)),
        status,
        {"Content-Language": language, "Vary": "Accept-Language", **asks, **(headers or {})},
        MEDIA_TYPE,
    )


def of_status(status: int) -> Refused:
    """The refusal for a plain HTTP error (an unknown path, a method a path does not take)."""
    if status == HTTPStatus.NOT_FOUND:
        return _simple(
            "not_found",
            Text("没有这个路径", "there is no such path"),
            Text("可用路径见 /openapi.json", "see /openapi.json for the paths there are"),
        )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return _simple(
            "method_not_allowed",
            Text("此路径不支持该方法", "the path does not take this method"),
            Text("可用方法见 Allow 标头", "see the Allow header"),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return INTERNAL
    return _simple(
        "malformed",
        Text("HTTP 请求有误", "the HTTP request is not sound"),
        Text("请核对请求标头和报文", "check the headers and the body"),
    )


def _simple(code: str, what: Text, fix: Text) -> Refused:
    return Refused(code, [Problem(code, "", what, fix)])
