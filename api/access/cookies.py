"""The session's cookie (会话 Cookie): no script reads it, no other site sends it, no plain wire carries it.

At this machine itself, over plain HTTP, it is called `session`; else `__Host-session`, which a browser
takes over TLS only, from this host only.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers

from api.access.surroundings import LOOPBACK, host_of

SECURE: Final = "__Host-session"
PLAIN: Final = "session"
_LONGEST: Final = 64


def session_token(headers: Headers) -> str | None:
    """The token that came along, if one could be."""
    jar = SimpleCookie()
    try:
        for line in headers.getlist("cookie"):
            jar.load(line)
    except CookieError:
        return None
    names = (SECURE, PLAIN) if host_of(headers) in LOOPBACK else (SECURE,)
    for name in names:
        if name in jar and len(jar[name].value) == _LONGEST:
            return jar[name].value
    return None


def session_cookie(token: str, scheme: str, headers: Headers) -> str:
    """The header that gives a browser its session; an empty token takes it away."""
    plain = scheme == "http" and host_of(headers) in LOOPBACK
    name, secure = (PLAIN, "") if plain else (SECURE, "; Secure")
    ends = "" if token else "; Max-Age=0"
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{ends}"
