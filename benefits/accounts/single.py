"""Single sign-on (单点登录, OpenID Connect): a provider of the site says who somebody is, and in which groups.

Code flow with PKCE, state and nonce. The provider's document and keys are files that the site has put here;
what its groups may do is the site's to say, and whoever is in none of them does not come in.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

from benefits.accounts.account import Account, checked
from benefits.accounts.permissions import unauthenticated
from benefits.accounts.session import Random, same
from benefits.accounts.tokens import Expected, Keys, bad, read_keys, verified
from benefits.problems import Problem, Refused, Text

WITHIN: Final = timedelta(minutes=10)
"""So long somebody may take at the provider."""
_LONGEST_LIFE: Final = timedelta(hours=24)
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Membership(Protocol):
    """What a group of the provider gives."""

    @property
    def role(self) -> str: ...
    @property
    def region(self) -> str | None: ...
    @property
    def hospital(self) -> str | None: ...
    @property
    def department(self) -> str | None: ...


@dataclass(frozen=True)
class Begun:
    """A sign-on on its way to the provider."""

    state: str
    nonce: str
    verifier: str
    address: str
    """Where the browser is sent."""


@dataclass(frozen=True)
class Provider:
    """A site's provider, as its files and settings say."""

    issuer: str
    authorization: str
    token: str
    keys: Keys
    client: str
    return_to: str
    groups: Mapping[str, Membership]

    def begin(self, random: Random) -> Begun:
        """State, nonce and PKCE verifier of a new sign-on, and the address to go to."""
        state, nonce, verifier = random(32).hex(), random(32).hex(), random(32).hex()
        challenge = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.return_to,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        more = "&" if urlsplit(self.authorization).query else "?"
        return Begun(state, nonce, verifier, f"{self.authorization}{more}{urlencode(query)}")

    def asked(self, code: str, verifier: str) -> dict[str, str]:
        """What the provider is asked for the ID token."""
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_to,
            "client_id": self.client,
            "code_verifier": verifier,
        }

    def vouched(self, answer: bytes, nonce: str, now: datetime) -> Account:
        """Whom the provider's answer vouches for; raises `Refused("unauthenticated")`."""
        try:
            token = json.loads(answer)["id_token"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise unauthenticated("single_sign_on_refused") from None
        if not isinstance(token, str):
            raise unauthenticated("single_sign_on_refused")
        expected = Expected(self.issuer, self.client, ("jwt", ""), _LONGEST_LIFE)
        claims, _ = verified(token, self.keys, expected, now)
        told = claims.get("nonce")
        if not isinstance(told, str) or not same(told, nonce):
            raise bad("token_nonce")
        if claims.get("azp", self.client) != self.client:
            raise bad("token_audience")
        return self._account(claims)

    def _account(self, claims: Mapping[str, Any]) -> Account:
        """The account of somebody: its roles are what their groups give, at one place only."""
        told = claims.get("groups")
        names = told if isinstance(told, list) else []
        given = [
            self.groups[name] for name in names if isinstance(name, str) and name in self.groups
        ]
        places = {(each.region, each.hospital, each.department) for each in given}
        if len(places) != 1:
            raise unauthenticated("single_sign_on_refused")
        region, hospital, department = places.pop()
        subject = hashlib.sha256(f"{self.issuer}\n{claims['sub']}".encode()).hexdigest()
        name = f"sso-{subject[:32]}"
        try:
            roles = checked(name, [each.role for each in given], region, hospital, department)
        except Refused:
            raise unauthenticated("single_sign_on_refused") from None
        return Account(f"sso-{subject}"[:40], name, roles, region, hospital, department)


def read_provider(
    discovery: str,
    keys: str,
    *,
    client: str,
    return_to: str,
    groups: Mapping[str, Membership],
) -> Provider:
    """A provider from its discovery document and its keys, as text; raises `Refused`."""
    try:
        told = json.loads(discovery)
        issuer, authorization, token = (
            told[name] for name in ("issuer", "authorization_endpoint", "token_endpoint")
        )
        fits = all(_is_address(each) for each in (issuer, authorization, token))
    except (ValueError, KeyError, TypeError):
        fits = False
    wrong = []
    if not fits:
        wrong.append(
            _wrong(
                "oidc_discovery",
                Text("发现文档无法使用", "the discovery document cannot be used"),
                Text(
                    "需要 issuer、authorization_endpoint、token_endpoint，均为 https",
                    "it needs issuer, authorization_endpoint, token_endpoint, all https",
                ),
            )
        )
    for name, value in (("oidc_client", client), ("oidc_return", return_to)):
        if not value or (name == "oidc_return" and not _is_address(value)):
            wrong.append(
                _wrong(
                    name,
                    Text("单点登录缺少这项设置", "single sign-on needs this setting"),
                    Text("请设置，见 docs/access.md", "set it, see docs/access.md"),
                )
            )
    if wrong:
        raise Refused("invalid_request", wrong)
    return Provider(
        issuer, authorization, token, read_keys(keys, "oidc_keys"), client, return_to, groups
    )


def _is_address(told: object) -> bool:
    """An address over TLS, or one at this machine itself."""
    if not isinstance(told, str):
        return False
    parts = urlsplit(told)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _wrong(where: str, what: Text, fix: Text) -> Problem:
    return Problem("single_sign_on_settings", where, what, fix)
