"""Pages to sign in, to change the password, to sign out (登录页面). Plain forms, no script.

Where somebody wanted to go is kept through signing in, if it is a page of this site.
"""

from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

import jinja2
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.marks import actor_of, needs
from api.access.session_routes import access_of, cookie
from api.bodies import body_within
from api.problems import status_of
from benefits.claims.sentences import problem
from benefits.problems import Language, Problem, Refused, Text

router = APIRouter(include_in_schema=False)

LONGEST_FORM: Final = 10_000
_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("api"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_WORDS: Final[dict[str, Text]] = {
    "sign_in": Text("登录", "Sign in"),
    "sign_out": Text("退出", "Sign out"),
    "name": Text("用户名", "Name"),
    "password": Text("口令", "Password"),
    "single": Text("单点登录", "Sign in with the site's own account"),
    "change": Text("更改口令", "Change the password"),
    "old": Text("现口令", "Present password"),
    "new": Text("新口令（至少 12 个字符）", "New password (12 characters or more)"),
    "again": Text("再输一次新口令", "New password once more"),
    "wrong": Text("没有成功", "That did not work"),
    "other_language": Text("English", "中文"),
}


@router.get("/sign-in", **needs("public"))
async def sign_in_form(request: Request) -> Response:
    """The form to sign in by."""
    access_of(request)
    return _page(request, "sign_in")


@router.post("/sign-in", **needs("public"))
async def sign_in(request: Request) -> Response:
    """Sign in, and go on to where one wanted to go."""
    try:
        filled = await _form(request)
        token, account = await run_in_threadpool(
            access_of(request).sign_in.sign_in, filled.get("name", ""), filled.get("password", "")
        )
    except Refused as refused:
        return _page(request, "sign_in", refused)
    there = own_page(request.query_params.get("next", ""))
    if account.must_change:
        there = _with("/password", request, next=there)
    return _gone_to(there, cookie(request, token))


@router.post("/sign-out", **needs("signed_in"))
async def sign_out(request: Request) -> Response:
    """End the session."""
    if request.state.token is not None:
        await run_in_threadpool(access_of(request).sign_in.sign_out, request.state.token)
    return _gone_to("/sign-in", cookie(request, ""))


@router.get("/password", **needs("signed_in"))
async def password_form(request: Request) -> Response:
    """The form to change one's password by."""
    return _page(request, "change")


@router.post("/password", **needs("signed_in"))
async def password(request: Request) -> Response:
    """Change one's password; a new session begins."""
    try:
        filled = await _form(request)
        if filled.get("new") != filled.get("again"):
            raise Refused("invalid_request", [_NOT_THE_SAME])
        token, _ = await run_in_threadpool(
            access_of(request).sign_in.change_password,
            actor_of(request).id,
            filled.get("old", ""),
            filled.get("new", ""),
        )
    except Refused as refused:
        return _page(request, "change", refused)
    return _gone_to(own_page(request.query_params.get("next", "")), cookie(request, token))


def own_page(path: str) -> str:
    """A path of this site, or the first page.

    >>> own_page("/policies?on=2018-06-15"), own_page("//evil.example"), own_page("/\\\\evil.example")
    ('/policies?on=2018-06-15', '/', '/')
    >>> own_page("https://evil.example"), own_page("/a\\nb"), own_page("")
    ('/', '/', '/')
    """
    one_of_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if one_of_ours and path.isascii() and path.isprintable() else "/"


def instead(request: Request, refused: Refused) -> Response | None:
    """Where a browser is sent to whose page was refused: to sign in, or to change the password."""
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not wants_page or request.app.state.access is None:
        return None
    codes = {each.code for each in refused.problems}
    there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if "not_signed_in" in codes:
        return _gone_to(_with("/sign-in", request, next=own_page(there)))
    if "password_must_change" in codes:
        return _gone_to(_with("/password", request, next=own_page(there)))
    return None


def _with(path: str, request: Request, **query: str) -> str:
    if request.query_params.get("lang") == "en":
        query["lang"] = "en"
    return f"{path}?{urlencode(query, quote_via=quote)}"


def _gone_to(path: str, cookie_line: str | None = None) -> Response:
    headers = {} if cookie_line is None else {"Set-Cookie": cookie_line}
    return RedirectResponse(path, 303, headers)


async def _form(request: Request) -> dict[str, str]:
    body = await body_within(request, LONGEST_FORM)
    try:
        fields = parse_qs(body.decode("ascii"), True, errors="strict", max_num_fields=20)
    except ValueError:
        raise Refused("malformed", [problem("form_is_broken", "")]) from None
    return {name: values[-1] for name, values in fields.items()}


def _page(request: Request, which: str, refused: Refused | None = None) -> Response:
    language: Language = "en" if request.query_params.get("lang") == "en" else "zh"
    query = dict(request.query_params)
    other = {**query, "lang": "en" if language == "zh" else "zh"}
    told: list[dict[str, Any]] = []
    if refused is not None:
        told = [
            {"what": each.what.in_(language), "fix": each.fix.in_(language)}
            for each in refused.problems
        ]
    html = _TEMPLATES.get_template("access.html").render(
        t={name: text.in_(language) for name, text in _WORDS.items()},
        lang=language,
        which=which,
        here=f"?{urlencode(query)}" if query else "",
        other=f"?{urlencode(other)}",
        wrong=told,
        single=which == "sign_in" and access_of(request).provider is not None,
        next=quote(own_page(request.query_params.get("next", ""))),
        form_token=request.state.form_token,
    )
    status = 200 if refused is None else status_of(refused.code)
    return HTMLResponse(html, status, {"Content-Language": language})


_NOT_THE_SAME: Final = Problem(
    "password_not_the_same",
    "again",
    Text("两次输入的新口令不同", "the new password is not the same both times"),
    Text("请重新输入", "type it again"),
)
