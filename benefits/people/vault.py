"""The vault (身份信息保险库): who somebody is, encrypted with a key of their own.

The book holds surrogates; name, document, telephone and birth day lie beside it as one ciphertext a version.
Each person has a key, wrapped by the site's master key. Destroy the person's key, and who they were is
gone from the database and from every copy of it; their money stays in the book, without a name.
People are found by a keyed hash of their document's type and number: without the search key it tells
nothing, even to somebody who tries all numbers there are.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 10
_VERSION: Final = b"\x01"

Random = Callable[[int], bytes]
"""So many bytes that nobody can foresee (`secrets.token_bytes`)."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the site with the name under which the database speaks of it."""

    id: str
    secret: bytes = field(repr=False)
    made_at: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The site's keys, oldest first; the last of each kind is the one in use (主密钥、检索密钥)."""

    masters: tuple[Key, ...]
    searches: tuple[Key, ...]


class Wrapped(NamedTuple):
    """A person's key as the database holds it: wrapped by a master key."""

    master: str
    wrapped: bytes


class SearchHash(NamedTuple):
    """A keyed hash, and which search key made it."""

    key: str
    hash: str


Why = Literal["forgotten", "key_lost", "altered"]
"""已销毁、密钥遗失、密文被改: why who somebody is cannot be read."""


class Unreadable(Exception):
    """Who somebody is cannot be told."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(why)


class Vault:
    """Seals and opens what tells who somebody is. Knows no database."""

    def __init__(self, keys: Keys, random: Random) -> None:
        self._masters = {each.id: each for each in keys.masters}
        self._master = keys.masters[-1]
        self._searches = keys.searches
        self._random = random

    @property
    def master(self) -> str:
        """The master key in use, by name."""
        return self._master.id

    @property
    def masters(self) -> Sequence[str]:
        """The master keys there are, by name."""
        return list(self._masters)

    @property
    def searches(self) -> Sequence[str]:
        """The search keys there are, by name; the last is the one in use."""
        return [each.id for each in self._searches]

    def new_id(self) -> str:
        """A surrogate for somebody whom a list brings, and who has none yet."""
        return f"p-{self._random(_ID_BYTES).hex()}"

    def new_key(self, person: str) -> Wrapped:
        """A key for a person, wrapped."""
        return self._wrapped(person, self._random(KEY_BYTES))

    def rewrapped(self, person: str, held: Wrapped) -> Wrapped:
        """The same key wrapped by the master key in use; raises `Unreadable`."""
        return self._wrapped(person, self._unwrapped(person, held))

    def _wrapped(self, person: str, secret: bytes) -> Wrapped:
        about = _about("key", person, self._master.id)
        return Wrapped(self._master.id, self._sealed(self._master.secret, secret, about))

    def _unwrapped(self, person: str, held: Wrapped) -> bytes:
        master = self._masters.get(held.master)
        if master is None:
            raise Unreadable("key_lost")
        return _opened(master.secret, held.wrapped, _about("key", person, held.master))

    def seal(self, person: str, held: Wrapped, number: int, content: dict[str, Any]) -> bytes:
        """What tells who a person is, as their entry `number`: it opens as nobody else's."""
        about = _about("particulars", person, str(number))
        return self._sealed(self._unwrapped(person, held), orjson.dumps(content), about)

    def open(self, person: str, held: Wrapped, number: int, sealed: bytes) -> dict[str, Any]:
        """What was sealed; raises `Unreadable`."""
        secret = self._unwrapped(person, held)
        found: dict[str, Any] = orjson.loads(
            _opened(secret, sealed, _about("particulars", person, str(number)))
        )
        return found

    def _sealed(self, secret: bytes, content: bytes, about: bytes) -> bytes:
        nonce = self._random(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(secret).encrypt(nonce, content, about)

    def hashes(self, wanted: str) -> list[SearchHash]:
        """What a document is found by, under each search key; the last is what is written."""
        return [
            SearchHash(each.id, hmac.new(each.secret, wanted.encode(), hashlib.sha256).hexdigest())
            for each in self._searches
        ]


def _about(*words: str) -> bytes:
    """What a ciphertext is bound to: moved elsewhere, it does not open."""
    return orjson.dumps(["benefits", *words])


def _opened(secret: bytes, sealed: bytes, about: bytes) -> bytes:
    nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(content) < 16:
        raise Unreadable("altered")
    try:
        return AESGCM(secret).decrypt(nonce, content, about)
    except InvalidTag:
        raise Unreadable("altered") from None
