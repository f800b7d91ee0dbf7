"""What a site says about access (访问设置): hosts, sessions, tokens, single sign-on, limits.

Everything has a safe default. Files are paths: nothing is fetched from anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from benefits.accounts.account import Lock
from benefits.accounts.passwords import Hashing
from benefits.accounts.session import Timeouts


@dataclass(frozen=True)
class AccessSettings:
    """Settings of access. Times in the unit their name ends with."""

    hosts: tuple[str, ...] = ()
    """Names this server is called by, without port; this machine's own always count."""
    proxies: tuple[str, ...] = ()
    """Addresses of the site's reverse proxies, which end TLS; only their forwarding headers count."""
    tls_certificate: str | None = None
    tls_key: str | None = None

    lock_after: int = 5
    lock_minutes: int = 15
    idle_minutes: int = 15
    session_hours: int = 12
    argon2_passes: int = 3
    argon2_memory_kib: int = 65_536
    argon2_lanes: int = 2

    token_keys: str | None = None
    """The public keys of machine clients: a JWKS file. Without it no token is taken."""
    token_issuer: str = ""
    token_audience: str = "benefits"

    oidc_discovery: str | None = None
    """The provider's discovery document, as a file. Without it there is no single sign-on."""
    oidc_keys: str | None = None
    """The provider's public keys: a JWKS file."""
    oidc_client: str = ""
    oidc_secret: str | None = field(default=None, repr=False)
    oidc_return: str = ""
    """The address the provider sends back to: `https://host/sign-in/single/back`."""
    oidc_groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """A provider's group → `role`, and where it counts: `region`, `hospital`, `department`."""

    requests_a_minute: int = 600
    """Of one account."""
    machine_requests_a_minute: int = 6_000
    anonymous_requests_a_minute: int = 120
    """Of one address, without an account or with a token that is no good."""
    sign_ins_a_minute: int = 10
    """Attempts from one address."""

    @property
    def lock(self) -> Lock:
        return Lock(self.lock_after, timedelta(minutes=self.lock_minutes))

    @property
    def timeouts(self) -> Timeouts:
        return Timeouts(timedelta(minutes=self.idle_minutes), timedelta(hours=self.session_hours))

    @property
    def hashing(self) -> Hashing:
        return Hashing(self.argon2_passes, self.argon2_memory_kib, self.argon2_lanes)
