"""Sessions over HTTP (会话接口): sign in, see who one is, change the password, sign out.

Programs that act for a person use these; pages have forms of their own, and machines sign tokens.
"""

from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi_access
from api.access.access import Access
from api.access.cookies import session_cookie
from api.access.marks import actor_of, needs
from api.access.surroundings import scheme_of
from api.bodies import body_within, query_of
from benefits.accounts.account import Account
from benefits.accounts.permissions import ACTIONS, scopes, unauthenticated
from benefits.accounts.session import form_token
from benefits.claims.json_text import plain, read_json
from benefits.claims.sentences import problem
from benefits.problems import Problem, Refused, Text

LONGEST_BODY: Final = 10_000

router = APIRouter()


@router.post("/v1/session", **needs("public", openapi_access.SIGN_IN))
async def sign_in(request: Request) -> Response:
    """Sign in by name and password: the session comes as a cookie, its form token in the answer."""
    query_of(request, {})
    given = _texts(read_json(await body_within(request, LONGEST_BODY)), ("name", "password"))
    access = access_of(request)
    token, account = await run_in_threadpool(
        access.sign_in.sign_in, given["name"], given["password"]
    )
    return _opened(request, token, account, 201)


@router.get("/v1/session", **needs("signed_in", openapi_access.WHO))
async def who(request: Request) -> Response:
    """Who calls, with which roles, and how far they reach."""
    query_of(request, {})
    actor = actor_of(request)
    told = {
        "id": actor.id,
        "roles": sorted(actor.roles),
        "region": actor.region,
        "hospital": actor.hospital,
        "department": actor.department,
        "demo": actor.demo,
        "must_change_password": request.state.must_change,
        "form_token": request.state.form_token,
        "actions": {each: sorted(scopes(actor, each)) for each in ACTIONS if scopes(actor, each)},
    }
    return _json(told)


@router.put("/v1/session/password", **needs("signed_in", openapi_access.PASSWORD))
async def change_password(request: Request) -> Response:
    """Change one's own password: every session of the account ends, a new one begins."""
    query_of(request, {})
    given = _texts(read_json(await body_within(request, LONGEST_BODY)), ("old", "new"))
    sign_in, number = access_of(request).sign_in, actor_of(request).id
    token, account = await run_in_threadpool(
        sign_in.change_password, number, given["old"], given["new"]
    )
    return _opened(request, token, account, 200)


@router.delete("/v1/session", **needs("signed_in", openapi_access.SIGN_OUT))
async def sign_out(request: Request) -> Response:
    """End the session; its token counts no more."""
    query_of(request, {})
    if request.state.token is not None:
        await run_in_threadpool(access_of(request).sign_in.sign_out, request.state.token)
    return Response(status_code=204, headers={"Set-Cookie": cookie(request, "")})


def access_of(request: Request) -> Access:
    """The server's access; raises `Refused` where it has no database."""
    access: Access | None = request.app.state.access
    if access is None:
        raise unauthenticated("no_accounts")
    return access


def cookie(request: Request, token: str) -> str:
    """The header that gives this caller a session, or takes it away."""
    proxies = access_of(request).settings.trusted_proxies
    return session_cookie(
        token, scheme_of(request.scope, request.headers, proxies), request.headers
    )


def _opened(request: Request, token: str, account: Account, status: int) -> Response:
    told = {
        "id": account.id,
        "must_change_password": account.must_change,
        "form_token": form_token(token),
    }
    response = _json(told, status)
    response.headers["Set-Cookie"] = cookie(request, token)
    return response


def _json(told: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(told), status, media_type="application/json")


def _texts(given: object, names: tuple[str, ...]) -> dict[str, str]:
    """An object of these texts; raises `Refused` with everything that is wrong."""
    if not isinstance(given, dict):
        given, wrong = {}, [_wrong("", "需要一个 JSON 对象", "an object is needed")]
    else:
        wrong = [
            problem("field_is_not_known", plain(name), near_zh="", near_en="")
            for name in given
            if name not in names
        ]
    for name in names:
        value = given.get(name)
        if value is None:
            wrong.append(problem("field_is_missing", name, name=name))
        elif not isinstance(value, str):
            wrong.append(_wrong(name, "这里需要一段文字", "text is needed here"))
    if wrong:
        raise Refused("invalid_request", wrong)
    return {name: given[name] for name in names}


def _wrong(where: str, zh: str, en: str) -> Problem:
    fix = Text("请按接口说明填写", "see the description of the interface")
    return Problem("invalid_request", where, Text(zh, en), fix)
