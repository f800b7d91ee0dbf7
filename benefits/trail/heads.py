"""Heads of the trail (留痕摘要): where each chain ends on a day, signed, to be kept outside the database.

Whoever holds such a file can show that nothing before it was changed, whoever owns the database. What came
after it is chained, but not provable until the next one is exported.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benefits.problems import Problem, Refused, Text
from benefits.trail.event import canonical

FORM: Final = "benefits trail heads 1"


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the chains ended at a moment: number and hash of each one's last event."""

    at: str
    chains: Mapping[str, tuple[int, str]]
    site: Mapping[str, str] = field(default_factory=dict)
    """What the database says of itself: no event tells it, since it is there before any."""

    def content(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "form": FORM,
            "at": self.at,
            "chains": {
                name: {"number": number, "hash": hash_}
                for name, (number, hash_) in sorted(self.chains.items())
            },
            "site": dict(sorted(self.site.items())),
        }


def signed(heads: Heads, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The heads with their signature (Ed25519 over canonical JSON) and the public key."""
    content = heads.content()
    signature = base64.b64encode(key.sign(canonical(content))).decode()
    return {**content, "key": public_text(key.public_key()), "signature": signature}


def read_signed(told: object, key: str | None = None) -> Heads:
    """Signed heads, read; raises `Refused` where the signature, or the key wanted, is another.

    `key`: the public key that must have signed, in base64; None: whichever the file names.
    """
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise _refused("heads_are_not_heads")
    try:
        chains = {
            str(name): (int(each["number"]), str(each["hash"]))
            for name, each in told["chains"].items()
        }
        site = {str(name): str(value) for name, value in told["site"].items()}
        heads = Heads(str(told["at"]), chains, site)
        named, signature = str(told["key"]), base64.b64decode(told["signature"], validate=True)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(named, validate=True))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused("heads_are_not_heads") from None
    if key is not None and named != key:
        raise _refused("heads_of_another_key")
    try:
        public.verify(signature, canonical(heads.content()))
    except InvalidSignature:
        raise _refused("heads_were_changed") from None
    return heads


def public_text(key: Ed25519PublicKey) -> str:
    """A public key in base64."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


_SENTENCES: Final = {
    "heads_are_not_heads": (
        Text("这不是留痕摘要文件", "this is no file of trail heads"),
        Text("请用 benefits ledger heads 导出", "export one with benefits ledger heads"),
    ),
    "heads_of_another_key": (
        Text("摘要由另一把密钥签名", "another key signed these heads"),
        Text("请核对 --key", "check --key"),
    ),
    "heads_were_changed": (
        Text("摘要与签名不符：文件被改动", "the signature does not fit: the file was changed"),
        Text("请使用原始文件", "use the file as it was exported"),
    ),
}


def _refused(code: str) -> Refused:
    what, fix = _SENTENCES[code]
    return Refused("invalid_request", [Problem(code, "--heads", what, fix)])
