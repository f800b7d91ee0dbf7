"""A signer of tokens for tests (令牌签发), of good ones and of every bad kind there is a name for."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from tests.api.access.site import Clock

ISSUER: Final = "https://tokens.example"
AUDIENCE: Final = "benefits"
CLIENT: Final = "his"


class _Any(jws.JWSRegistry):
    """Signs with any headers."""

    def __init__(self) -> None:
        super().__init__(strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]

    def check_header(self, header: dict[str, Any]) -> None:
        return None


@cache
def keys() -> dict[str, Key]:
    """One key of each kind, and one that nobody knows."""
    return {
        "ed": OKPKey.generate_key("Ed25519", {"kid": "ed"}),
        "rsa": RSAKey.generate_key(2048, {"kid": "rsa"}),
        "ec": ECKey.generate_key("P-256", {"kid": "ec"}),
        "revoked": OKPKey.generate_key("Ed25519", {"kid": "revoked"}),
        "strange": OKPKey.generate_key("Ed25519", {"kid": "strange"}),
    }


def key_file(folder: Path) -> Path:
    """The public keys as a JWKS file."""
    listed = [
        {**key.as_dict(private=False), "kid": kid}
        for kid, key in keys().items()
        if kid != "strange"
    ]
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": listed}), encoding="utf-8")
    return path


def claims(clock: Clock, **changes: Any) -> dict[str, Any]:
    """What a good token says; None takes a claim away."""
    at = int(clock().timestamp())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": CLIENT, "iat": at, "exp": at + 300}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(told: dict[str, Any], key: str = "ed", algorithm: str = "EdDSA", **header: Any) -> str:
    """A token of these claims."""
    head = {"alg": algorithm, "typ": "at+jwt", "kid": key, **header}
    head = {name: value for name, value in head.items() if value is not None}
    return jws.serialize_compact(head, json.dumps(told), keys()[key], registry=_Any())


def part(value: Any) -> str:
    """One part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unsigned(clock: Clock) -> str:
    return f"{part({'alg': 'none', 'typ': 'at+jwt', 'kid': 'ed'})}.{part(claims(clock))}."


def _confused(clock: Clock) -> str:
    """Signed by HMAC with the public RSA key as if it were a shared secret."""
    head = part({"alg": "HS256", "typ": "at+jwt", "kid": "rsa"})
    text = f"{head}.{part(claims(clock))}"
    secret = keys()["rsa"].as_pem(private=False)  # type: ignore[union-attr]
    return f"{text}.{part(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def _other_payload(clock: Clock) -> str:
    head, _, signature = signed(claims(clock)).split(".")
    return f"{head}.{part(claims(clock, sub='admin'))}.{signature}"


def _other_signature(clock: Clock) -> str:
    head, payload, signature = signed(claims(clock)).split(".")
    return f"{head}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def _at(clock: Clock, **so_long: float) -> int:
    return int((clock() + timedelta(**so_long)).timestamp())


BAD: Final[dict[str, tuple[str, Callable[[Clock], str]]]] = {
    "alg none": ("token_algorithm", _unsigned),
    "alg none, written NoNe": (
        "token_algorithm",
        lambda at: f"{part({'alg': 'NoNe', 'typ': 'at+jwt', 'kid': 'ed'})}.{part(claims(at))}.",
    ),
    "no alg": (
        "token_is_malformed",
        lambda at: f"{part({'typ': 'at+jwt', 'kid': 'ed'})}.{part(claims(at))}.AA",
    ),
    "HMAC with the public key": ("token_algorithm", _confused),
    "another algorithm than the key's": (
        "token_algorithm",
        lambda at: f"{part({'alg': 'RS256', 'typ': 'at+jwt', 'kid': 'ed'})}.{part(claims(at))}.AA",
    ),
    "an algorithm not on the list": (
        "token_algorithm",
        lambda at: signed(claims(at), "rsa", "RS512"),
    ),
    "another issuer": ("token_issuer", lambda at: signed(claims(at, iss="https://evil.example"))),
    "no issuer": ("token_issuer", lambda at: signed(claims(at, iss=None))),
    "for somebody else": ("token_audience", lambda at: signed(claims(at, aud="payroll"))),
    "for nobody": ("token_audience", lambda at: signed(claims(at, aud=None))),
    "an unknown key": ("token_key", lambda at: signed(claims(at), "strange")),
    "another's key under a known name": (
        "token_signature",
        lambda at: signed(claims(at), "strange", kid="ed"),
    ),
    "no key named": (
        "token_key",
        lambda at: f"{part({'alg': 'EdDSA', 'typ': 'at+jwt'})}.{part(claims(at))}.AA",
    ),
    "keys at an address (jku)": (
        "token_header",
        lambda at: signed(claims(at), jku="https://evil.example/keys"),
    ),
    "a certificate at an address (x5u)": (
        "token_header",
        lambda at: signed(claims(at), x5u="https://evil.example/chain"),
    ),
    "a key brought along (jwk)": (
        "token_header",
        lambda at: signed(claims(at), jwk=keys()["strange"].as_dict(private=False)),
    ),
    "a demand (crit)": ("token_header", lambda at: signed(claims(at), crit=["exp"])),
    "expired": (
        "token_expired",
        lambda at: signed(claims(at, iat=_at(at, hours=-1), exp=_at(at, minutes=-50))),
    ),
    "never expiring": ("token_claims", lambda at: signed(claims(at, exp=None))),
    "expiring at NaN": ("token_claims", lambda at: signed(claims(at, exp=float("nan")))),
    "expiring at true": ("token_claims", lambda at: signed(claims(at, exp=True))),
    "valid for too long": ("token_life", lambda at: signed(claims(at, exp=_at(at, hours=1)))),
    "not valid yet": ("token_not_yet", lambda at: signed(claims(at, nbf=_at(at, minutes=2)))),
    "issued in the future": (
        "token_not_yet",
        lambda at: signed(claims(at, iat=_at(at, minutes=2), exp=_at(at, minutes=7))),
    ),
    "an ID token": ("token_type", lambda at: signed(claims(at), typ="JWT")),
    "no type": ("token_type", lambda at: signed(claims(at), typ=None)),
    "another payload": ("token_signature", _other_payload),
    "another signature": ("token_signature", _other_signature),
    "no signature": ("token_signature", lambda at: signed(claims(at)).rpartition(".")[0] + "."),
    "a payload that is no object": (
        "token_claims",
        lambda at: jws.serialize_compact(
            {"alg": "EdDSA", "typ": "at+jwt", "kid": "ed"}, "[]", keys()["ed"], registry=_Any()
        ),
    ),
    "nobody's": ("token_claims", lambda at: signed(claims(at, sub=None))),
    "an unknown client": ("token_client", lambda at: signed(claims(at, sub="nobody"))),
    "a person's account": ("token_client", lambda at: signed(claims(at, sub="li"))),
    "a disabled client": ("token_client", lambda at: signed(claims(at, sub="gone"))),
    "a revoked key": ("token_client", lambda at: signed(claims(at), "revoked")),
    "garbage": ("token_is_malformed", lambda at: "garbage"),
    "three parts of garbage": ("token_is_malformed", lambda at: "a.b.c"),
    "nothing": ("token_is_malformed", lambda at: ""),
    "too long": ("token_is_too_long", lambda at: signed(claims(at, more="x" * 5000))),
}
"""Each bad kind: the problem that is told, and how it is made."""
