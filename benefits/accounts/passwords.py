"""Passwords (口令): long ones, none of the usual ones, kept as argon2id hashes.

Length is the rule; there is none about digits and signs, which makes people write passwords down.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from benefits.problems import Problem, Refused, Text

LEAST: Final = 12
MOST: Final = 128
"""Characters."""

_ROOM: Final = BoundedSemaphore(4)
"""So many hashes are worked out at once: each takes memory, and anybody may ask for one."""

_TOO_COMMON: Final = """
password passwort iloveyou letmein welcome admin administrator root qwerty qwertyuiop asdfghjkl zxcvbnm
qazwsx qazwsxedc qwer qweasd abc abcdefg aaa woaini wobuzhidao mima yiyuan yibao hospital benefits changeme
default secret dragon monkey sunshine princess football 密码 口令 医院 医保 我爱你 管理员
"""
"""What too many people begin with; a password is not one of these, said once or several times, with
digits or signs around it."""
_COMMON_WORDS: Final = frozenset(_TOO_COMMON.split())
_ROWS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def sound(password: str, name: str) -> str:
    """The password in the form that is hashed; raises `Refused` with everything wrong with it."""
    password = unicodedata.normalize("NFKC", password)
    wrong = []
    if not LEAST <= len(password) <= MOST:
        wrong.append(
            _wrong(
                "password_length",
                (
                    f"口令须为 {LEAST} 至 {MOST} 个字符",
                    f"a password has {LEAST} to {MOST} characters",
                ),
                ("请用几个不相干的词连成一句", "put several unrelated words together"),
            )
        )
    if _too_common(password, name):
        wrong.append(
            _wrong(
                "password_too_common",
                ("这个口令太常见，或含用户名", "this password is too common, or holds the name"),
                ("请用几个不相干的词连成一句", "put several unrelated words together"),
            )
        )
    if wrong:
        raise Refused("invalid_request", wrong)
    return password


def _too_common(password: str, name: str) -> bool:
    bare = password.lower()
    if len(set(bare)) < 5 or (len(name) > 3 and name.lower() in bare):
        return True
    if any(bare in row * 2 or bare in row[::-1] * 2 for row in _ROWS):
        return True
    letters = "".join(each for each in bare if each.isalpha())
    return any(letters == word * (len(letters) // len(word) or 1) for word in _COMMON_WORDS)


@dataclass(frozen=True)
class Hashing:
    """How dear a guess is made (argon2id): passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 2

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(self.passes, self.memory_kib, self.lanes)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hashed(self, password: str) -> str:
        """The hash of a password that `sound` let through."""
        with _ROOM:
            return self._hasher.hash(password)

    def fits(self, hashed: str | None, password: str) -> bool:
        """Whether a password is the hashed one.

        Where there is no hash, as long is spent on one that is nobody's: how long an answer takes does
        not tell whether there is such an account.
        """
        told = unicodedata.normalize("NFKC", password[: MOST * 4])
        try:
            with _ROOM:
                right = self._hasher.verify(self._nobodys if hashed is None else hashed, told)
        except (Argon2Error, InvalidHashError):
            return False
        return right and hashed is not None


def _wrong(code: str, what: tuple[str, str], fix: tuple[str, str]) -> Problem:
    return Problem(code, "password", Text(*what), Text(*fix))
