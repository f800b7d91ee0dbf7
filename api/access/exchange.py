"""The one word to the provider (与单点登录服务交换): a code for an ID token, over the site's own network."""

import urllib.request
from collections.abc import Callable, Mapping
from typing import Final

Exchange = Callable[[str, bytes, Mapping[str, str]], bytes]
"""Sends a form to an address with headers, and gives the answer's body; raises `OSError`."""

_LONGEST_ANSWER: Final = 100_000
_LONGEST_WAIT_SECONDS: Final = 10


class _Stay(urllib.request.HTTPRedirectHandler):
    """A code and a secret are sent where the site said, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def exchange(address: str, form: bytes, headers: Mapping[str, str]) -> bytes:
    """Send a form to the provider; raises `OSError`."""
    asked = urllib.request.Request(address, form, dict(headers), method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
    with opener.open(asked, timeout=_LONGEST_WAIT_SECONDS) as answer:
        body: bytes = answer.read(_LONGEST_ANSWER)
    return body
