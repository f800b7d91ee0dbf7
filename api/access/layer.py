"""The layer that says who calls (身份识别层): `request.state.actor`, or nobody; limits; foreign pages.

It stands under the shell and over the routes. A token that is no good is refused here, on every path; a
cookie that has run out is only nobody's.
"""

from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access.access import Access
from api.access.cookies import session_token
from api.access.forms import form_token_given, kept_for_later
from api.access.limits import Kind, TooMany
from api.access.surroundings import (
    address_of,
    alone_on_this_machine,
    from_elsewhere,
    knows,
    scheme_of,
)
from api.languages import language_of_header
from api.store_problems import unavailable
from benefits.accounts.actor import DEMO, Actor
from benefits.accounts.session import form_token, same
from benefits.problems import Problem, Refused, Text
from benefits.stores.database import Unavailable

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NEVER_LIMITED: Final = ("/static/", "/healthz", "/readyz")
SIGN_IN_PATHS: Final = frozenset({"/sign-in", "/v1/session"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an actor or nobody, and by what they showed it."""

    actor: Actor | None = None
    token: str | None = None
    """The session's, where it came by cookie."""
    must_change: bool = False
    why: str = "not_signed_in"
    """Where nobody: which problem says it."""
    open: bool = False
    """Nobody needs to be anybody for what is about nobody."""


class AccessLayer:
    """Wraps the routes; without access (no database) everybody is nobody."""

    def __init__(self, app: ASGIApp, access: Access | None) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        caller = Caller(why="no_accounts", open=True)
        if self.access is not None:
            headers = Headers(scope=scope)
            try:
                caller, receive = await _admitted(self.access, scope, headers, receive)
            except (Refused, Unavailable) as wrong:
                await _refusal(wrong, scope, headers)(scope, receive, send)
                return
        scope.setdefault("state", {}).update(
            actor=caller.actor,
            token=caller.token,
            must_change=caller.must_change,
            why=caller.why,
            open=caller.open,
            form_token="" if caller.token is None else form_token(caller.token),
        )
        await self.app(scope, receive, send)


def _refusal(wrong: Refused | Unavailable, scope: Scope, headers: Headers) -> Response:
    """What is told, counted as the routes' own refusals are."""
    seconds = 0
    if isinstance(wrong, Unavailable):
        wrong, seconds = unavailable(wrong)
    elif isinstance(wrong, TooMany):
        seconds = wrong.seconds
    scope["app"].state.metrics.refused(wrong.code)
    again = {"Retry-After": str(seconds)} if seconds else {}
    language = language_of_header(headers.get("accept-language"))
    return problems.response(wrong, language, again)


async def _admitted(
    access: Access, scope: Scope, headers: Headers, receive: Receive
) -> tuple[Caller, Receive]:
    """Who calls, and the body's receiver; raises `Refused`."""
    settings = access.settings
    if not knows((settings.host, *settings.allowed_hosts), headers):
        raise _no_such_host()
    address = address_of(scope, headers, settings.trusted_proxies)
    limits, path = access.limits, scope["path"]
    unsafe = scope["method"] not in _SAFE
    if unsafe and path in SIGN_IN_PATHS:
        limits.take("sign_in", address)
    try:
        caller = await _caller(access, scope, headers)
    except Refused:
        limits.take("anonymous", address)
        raise
    if not path.startswith(_NEVER_LIMITED):
        _count(access, caller.actor, address)
    if unsafe and (caller.token is not None or path in SIGN_IN_PATHS):
        if from_elsewhere(scheme_of(scope, headers, settings.trusted_proxies), headers):
            raise _foreign_page()
        if caller.token is not None:
            receive = await _with_its_token(caller.token, headers, receive)
    return caller, receive


def _count(access: Access, actor: Actor | None, address: str) -> None:
    if actor is None:
        access.limits.take("anonymous", address)
    elif not actor.demo:
        kind: Kind = "machine" if actor.has("machine") else "person"
        access.limits.take(kind, actor.id)


async def _caller(access: Access, scope: Scope, headers: Headers) -> Caller:
    """By token, by cookie, or as the demo's user, in this order."""
    if "authorization" in headers:
        return Caller(await run_in_threadpool(access.bearer, headers.getlist("authorization")))
    token = session_token(headers)
    if token is not None:
        account = await run_in_threadpool(access.sign_in.who, token)
        if account is not None:
            return Caller(account.actor, token, account.must_change)
    here = alone_on_this_machine(scope, headers)
    if access.demo:
        return Caller(DEMO) if here else Caller(why="demo_switched_off")
    return Caller(open=here and await run_in_threadpool(access.open_to_this_machine))


async def _with_its_token(token: str, headers: Headers, receive: Receive) -> Receive:
    """The body's receiver, once the form's token is the session's; raises `Refused`."""
    given = headers.get("x-csrf-token")
    if given is None:
        receive, body = await kept_for_later(headers, receive)
        given = form_token_given(body)
    if not same(given, form_token(token)):
        raise _foreign_page()
    return receive


def _no_such_host() -> Refused:
    what = Text("本服务器不叫这个名字（Host）", "the server does not go by this name (Host)")
    fix = Text("请在设置 allowed_hosts 中写明", "state it in the setting `allowed_hosts`")
    return Refused("malformed", [Problem("host_is_not_known", "Host", what, fix)])


def _foreign_page() -> Refused:
    what = Text("请求不是来自本站页面", "the request does not come from a page of this site")
    fix = Text(
        "请从本站页面操作；程序请附上 X-CSRF-Token，或改用令牌",
        "act from this site's pages; a program sends X-CSRF-Token, or uses a token",
    )
    return Refused("forbidden", [Problem("form_token_is_wrong", "", what, fix)])
