"""Signed tokens (签名令牌): what a hospital's program shows, and what a provider says of somebody.

Only the algorithms named here count, only keys of the site's own file, only headers that are known: a token
says nothing about how it wants to be checked. Nothing is fetched.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import JWKRegistry, Key

from benefits.problems import Problem, Refused, Text

LONGEST: Final = 4096
"""Characters of a token."""
LONGEST_LIFE: Final = timedelta(minutes=15)
LEEWAY: Final = timedelta(seconds=30)
"""How far two clocks may be apart."""

_ALGORITHMS: Final = {"OKP": ("EdDSA", "Ed25519"), "RSA": ("RS256",), "EC": ("ES256",)}
_EVERY: Final = frozenset(name for names in _ALGORITHMS.values() for name in names)
_HEADERS: Final = {"alg", "typ", "kid"}
_LEAST_RSA_BITS: Final = 2048
_LONGEST_KID: Final = 100

_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "token_is_malformed": ("令牌无法读取", "the token cannot be read"),
    "token_is_too_long": ("令牌过长", "the token is too long"),
    "token_header": ("令牌头含不允许的项", "the token's header holds what is not allowed"),
    "token_type": ("令牌类型不对", "the token is of another type"),
    "token_algorithm": ("不接受这种签名算法", "this algorithm is not accepted"),
    "token_key": ("不认识令牌的密钥（kid）", "the token's key (kid) is not known"),
    "token_signature": ("令牌签名不对", "the token's signature is wrong"),
    "token_claims": ("令牌缺少必要内容", "the token lacks what it must hold"),
    "token_issuer": ("令牌的签发者不对（iss）", "the token is from another issuer (iss)"),
    "token_audience": ("令牌不是给本服务器的（aud）", "the token is for somebody else (aud)"),
    "token_expired": ("令牌已过期（exp）", "the token has expired (exp)"),
    "token_not_yet": ("令牌尚未生效（nbf、iat）", "the token is not valid yet (nbf, iat)"),
    "token_life": ("令牌有效期过长", "the token is valid for too long"),
    "token_nonce": ("令牌不属于这次登录（nonce）", "the token is not of this sign-in (nonce)"),
    "token_client": (
        "客户端不存在、已停用或密钥已吊销",
        "the client is unknown, disabled or revoked",
    ),
    "token_not_taken": ("本服务器不接受令牌", "this server takes no tokens"),
}


def bad(code: str) -> Refused:
    """A token that is no good, and why; the token itself is not said again."""
    fix = Text("请重新申请令牌；见 docs/access.md", "ask for a new token; see docs/access.md")
    return Refused("unauthenticated", [Problem(code, "Authorization", Text(*_SAYS[code]), fix)])


@dataclass(frozen=True)
class Keys:
    """Public keys by their name (kid)."""

    by_kid: Mapping[str, Key]


def read_keys(text: str, where: str) -> Keys:
    """A JWKS document of public keys; raises `Refused` with the place in the file."""
    try:
        listed = json.loads(text)["keys"]
        found = {each["kid"]: each for each in listed}
        if not found or len(found) != len(listed):
            raise ValueError
        keys = {kid: _key(each) for kid, each in found.items()}
    except (JoseError, ValueError, KeyError, TypeError):
        what = Text("密钥文件无法使用", "the file of keys cannot be used")
        fix = Text(
            "需要 JWKS：公钥，各有 kid，Ed25519、P-256 或 2048 位以上的 RSA",
            "it needs a JWKS of public keys, each with a kid: Ed25519, P-256, or RSA of 2048 bits or more",
        )
        raise Refused("invalid_request", [Problem("keys_file", where, what, fix)]) from None
    return Keys(keys)


def _key(told: dict[str, Any]) -> Key:
    """One public key that may sign; raises `ValueError`."""
    kid, kind = told["kid"], told["kty"]
    if kind == "RSA":
        fits = len(urlsafe_b64decode(told["n"] + "==")) * 8 >= _LEAST_RSA_BITS
    else:
        fits = (kind, told["crv"]) in (("EC", "P-256"), ("OKP", "Ed25519"))
    if not fits or "d" in told or not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
        raise ValueError
    return JWKRegistry.import_key(told)


@dataclass(frozen=True)
class Expected:
    """What a token must say."""

    issuer: str
    audience: str
    types: tuple[str, ...] = ("at+jwt", "application/at+jwt")
    life: timedelta = LONGEST_LIFE


def verified(
    token: str, keys: Keys, expected: Expected, now: datetime
) -> tuple[dict[str, Any], str]:
    """The claims of a token and its key's name; raises `Refused("unauthenticated")`."""
    if len(token) > LONGEST:
        raise bad("token_is_too_long")
    if token.count(".") != 2 or not token.isascii():
        raise bad("token_is_malformed")
    try:
        signed = jws.extract_compact(token.encode())
        header = dict(signed.headers())
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        raise bad("token_is_malformed") from None
    key, kid = _key_of(header, keys, expected)
    try:
        right = jws.validate_compact(signed, key, registry=_REGISTRY)
        claims = json.loads(signed.payload or b"")
    except (JoseError, ValueError, TypeError, RecursionError):
        raise bad("token_signature") from None
    if not right:
        raise bad("token_signature")
    if not isinstance(claims, dict):
        raise bad("token_claims")
    _check(claims, expected, now)
    return claims, kid


def _key_of(header: Mapping[str, Any], keys: Keys, expected: Expected) -> tuple[Key, str]:
    """The key that the header names, if it may sign so."""
    if set(header) - _HEADERS:
        raise bad("token_header")
    if str(header.get("typ", "")).lower() not in expected.types:
        raise bad("token_type")
    kid, algorithm = header.get("kid"), header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _EVERY:
        raise bad("token_algorithm")
    if not isinstance(kid, str) or kid not in keys.by_kid:
        raise bad("token_key")
    key = keys.by_kid[kid]
    if algorithm not in _ALGORITHMS[key.key_type]:
        raise bad("token_algorithm")
    return key, kid


class _Registry(jws.JWSRegistry):
    """Our algorithms and no other. EdDSA is what programs written before RFC 9864 call Ed25519."""

    def get_alg(self, name: str) -> Any:
        if name not in _EVERY:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_REGISTRY: Final = _Registry()


def _check(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    if claims.get("iss") != expected.issuer or not expected.issuer:
        raise bad("token_issuer")
    told = claims.get("aud")
    if expected.audience not in (told if isinstance(told, list) else [told]):
        raise bad("token_audience")
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub:
        raise bad("token_claims")
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    begins = _time(claims, "nbf") if "nbf" in claims else issued
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if expires <= at - leeway:
        raise bad("token_expired")
    if max(begins, issued) > at + leeway:
        raise bad("token_not_yet")
    if expires - issued > expected.life.total_seconds():
        raise bad("token_life")


def _time(claims: Mapping[str, Any], name: str) -> int:
    """A whole number of seconds; a token has no use for parts of one."""
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**40:
        raise bad("token_claims")
    return value
