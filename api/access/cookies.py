"""The session's cookie (会话 Cookie): no script reads it, no other site sends it, no plain wire carries it.

At this machine itself, over plain HTTP, it is called `session`; else `__Host-session`, which a browser
takes over TLS only, from this host only.
"""

from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Final, Literal

from starlette.datastructures import Headers

from api.access.surroundings import LOOPBACK, host_of

NAME: Final = "session"
_SECURE: Final = "__Host-"
_LONGEST: Final = 64


def session_token(headers: Headers) -> str | None:
    """The session's token that came along, if one could be."""
    token = kept_value(NAME, headers)
    return token if token is not None and len(token) == _LONGEST else None


def session_cookie(token: str, scheme: str, headers: Headers) -> str:
    """The header that gives a browser its session; an empty token takes it away."""
    return set_cookie(NAME, token, scheme, headers, "Strict")


def kept_value(name: str, headers: Headers) -> str | None:
    """What a browser kept under a name of ours."""
    jar = SimpleCookie()
    try:
        for line in headers.getlist("cookie"):
            jar.load(line)
    except CookieError:
        return None
    secure = f"{_SECURE}{name}"
    for each in (secure, name) if host_of(headers) in LOOPBACK else (secure,):
        if each in jar:
            return jar[each].value
    return None


def set_cookie(
    name: str,
    value: str,
    scheme: str,
    headers: Headers,
    same_site: Literal["Strict", "Lax"],
    lasts: timedelta | None = None,
) -> str:
    """The header that has a browser keep something; an empty value takes it away."""
    plain = scheme == "http" and host_of(headers) in LOOPBACK
    name, secure = (name, "") if plain else (f"{_SECURE}{name}", "; Secure")
    seconds = int(lasts.total_seconds()) if lasts is not None else 0
    ends = f"; Max-Age={seconds}" if seconds or not value else ""
    return f"{name}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{ends}"
