"""Where a request comes from (请求来源): the host it names, the page it is sent by, the address.

Headers are what a caller says. They only ever take something away; those of a stated proxy are believed.
"""

from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
"""Names and addresses of this machine itself."""

_FORWARDING: Final = ("forwarded", "via", "x-real-ip")


Proxies = tuple[IPv4Network | IPv6Network, ...]


def _is_proxy(address: str, proxies: Proxies) -> bool:
    try:
        return any(ip_address(address) in network for network in proxies)
    except ValueError:
        return False


def host_of(headers: Headers) -> str:
    """The host that is named, without its port, in small letters; empty where none or several are."""
    named = headers.getlist("host")
    return bare(named[0]) if len(named) == 1 else ""


def bare(host: str) -> str:
    """A host without its port, in small letters.

    >>> bare("Desk.Hospital:8000"), bare("[::1]:80"), bare("[::1]"), bare("desk")
    ('desk.hospital', '[::1]', '[::1]', 'desk')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def knows(hosts: tuple[str, ...], headers: Headers) -> bool:
    """Whether the server is called by a name it goes by."""
    host = host_of(headers)
    return host in LOOPBACK or host in map(bare, hosts)


def from_elsewhere(scheme: str, headers: Headers) -> bool:
    """Whether a browser says that a page of another site sent this.

    A browser names the page's origin with everything that may change something.
    """
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origins = headers.getlist("origin")
    own = f"{scheme}://{headers.get('host', '')}"
    return any(origin.lower() != own.lower() for origin in origins)


def forwarded(headers: Headers) -> bool:
    """Whether anything says that this was sent on by somebody."""
    return any(name in _FORWARDING or name.startswith("x-forwarded") for name in headers)


def alone_on_this_machine(scope: Scope, headers: Headers) -> bool:
    """Whether a request is from this machine itself, named as such, from no foreign page, by no proxy."""
    client = scope.get("client")
    return (
        client is not None
        and client[0] in LOOPBACK
        and host_of(headers) in LOOPBACK
        and not from_elsewhere(scope["scheme"], headers)
        and not forwarded(headers)
    )


def scheme_of(scope: Scope, headers: Headers, proxies: Proxies) -> str:
    """http or https, as the caller's browser sees it."""
    client = scope.get("client")
    if client is not None and _is_proxy(client[0], proxies):
        return headers.get("x-forwarded-proto", scope["scheme"]).lower()
    return str(scope["scheme"])


def address_of(scope: Scope, headers: Headers, proxies: Proxies) -> str:
    """The caller's address: the last one a stated proxy tells, or the one that is connected."""
    client = scope.get("client")
    address = "" if client is None else str(client[0])
    if _is_proxy(address, proxies):
        told = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told[:45] or address
    return address
