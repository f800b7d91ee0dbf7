"""Single sign-on over HTTP (单点登录页面): to the provider, and back with a code.

The state stands in a cookie as well: only the browser that went may come back. The page after coming back is
a page and not a redirect, for a browser keeps a strict cookie from what another site began.
"""

import base64
import html
from typing import Final
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.cookies import kept_value, session_cookie, set_cookie
from api.access.marks import needs
from api.access.pages import own_page
from api.access.session_routes import access_of
from api.access.surroundings import scheme_of
from benefits.accounts.permissions import unauthenticated
from benefits.accounts.session import same
from benefits.accounts.single import WITHIN, Provider

router = APIRouter(include_in_schema=False)

STATE: Final = "sign-on"


@router.get("/sign-in/single", **needs("public"))
async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    access = access_of(request)
    begun = _provider(request).begin(access.sign_in.random)
    await run_in_threadpool(access.sign_in.begin_single, begun.state, begun.nonce, begun.verifier)
    there = quote(own_page(request.query_params.get("next", "")), safe="")
    scheme = scheme_of(request.scope, request.headers, access.settings.trusted_proxies)
    value = f"{begun.state}.{there}"
    line = set_cookie(STATE, value, scheme, request.headers, "Lax", WITHIN)
    return RedirectResponse(begun.address, 303, {"Set-Cookie": line})


@router.get("/sign-in/single/back", **needs("public"))
async def back(request: Request) -> Response:
    """Back from the provider, with a code for an ID token: sign in whom it vouches for."""
    access, provider = access_of(request), _provider(request)
    state, code = (request.query_params.get(name, "") for name in ("state", "code"))
    kept, _, there = (kept_value(STATE, request.headers) or "").partition(".")
    if not state or not code or not same(kept, state):
        raise unauthenticated("single_sign_on_refused")
    begun = await run_in_threadpool(access.sign_in.finish_single, state, WITHIN)
    if begun is None:
        raise unauthenticated("single_sign_on_refused")
    nonce, verifier = begun
    answer = await run_in_threadpool(_exchanged, request, provider, code, verifier)
    account = provider.vouched(answer, nonce, access.sign_in.now())
    token, _ = await run_in_threadpool(access.sign_in.sign_in_single, account)
    scheme = scheme_of(request.scope, request.headers, access.settings.trusted_proxies)
    response = _arrived(own_page(unquote(there)))
    for line in (
        session_cookie(token, scheme, request.headers),
        set_cookie(STATE, "", scheme, request.headers, "Lax"),
    ):
        response.headers.append("Set-Cookie", line)
    return response


def _provider(request: Request) -> Provider:
    provider = access_of(request).provider
    if provider is None:
        raise unauthenticated("single_sign_on_refused")
    return provider


def _exchanged(request: Request, provider: Provider, code: str, verifier: str) -> bytes:
    access = access_of(request)
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if access.settings.oidc_secret is not None:
        secret = quote(access.settings.oidc_secret.get_secret_value(), safe="")
        both = f"{quote(provider.client, safe='')}:{secret}"
        headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
    form = urlencode(provider.asked(code, verifier)).encode()
    try:
        return access.exchange(provider.token, form, headers)
    except OSError:
        raise unauthenticated("single_sign_on_refused") from None


def _arrived(path: str) -> Response:
    address = html.escape(path, quote=True)
    page = (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>登录 · Sign in</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"></head>'
        f'<body><p><a href="{address}">继续 · Go on</a></p></body></html>'
    )
    return HTMLResponse(page)
