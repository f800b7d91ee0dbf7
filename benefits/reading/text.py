"""The bytes of a policy file as sound text (文件文字): UTF-8, not too large, nothing unseen in it.

Line ends become `\\n`. Characters that an editor does not show — controls, marks that turn the
reading order, a second byte-order mark — are refused, and so are YAML directives.
"""

import re
from typing import Final

from benefits.problems import Problem, Refused
from benefits.reading.sentences import problem

LARGEST_FILE: Final = 1_000_000
"""Bytes."""

UNSEEN: Final = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    "|[\u200b-\u200f\u2028-\u202e\u2060-\u2069]"
)
"""What no policy needs and nobody sees."""

_NO_CHARACTER: Final = re.compile(r"\\U(?!00(?:0[0-9A-Fa-f]|10))[0-9A-Fa-f]{8}", re.ASCII)
"""An escape beyond the last character there is."""

_DIRECTIVE: Final = re.compile(r"^%", re.MULTILINE)


def read_text(given: str | bytes, file: str) -> str:
    """The text of a file; raises `Refused("invalid_policy")` with everything wrong with it."""
    text = _decoded(given, file) if isinstance(given, bytes) else given
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        raise Refused("invalid_policy", [_at(file, "", 0, "file_too_large")])
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = [
        *(
            _at(file, text, each.start(), "character_is_not_allowed", character=named(each[0]))
            for each in UNSEEN.finditer(text)
        ),
        *(
            _at(file, text, each.start(), "character_is_not_allowed", character=each[0])
            for each in _NO_CHARACTER.finditer(text)
        ),
        *(
            _at(file, text, each.start(), "yaml_has_directive")
            for each in _DIRECTIVE.finditer(text)
        ),
    ]
    if found:
        raise Refused("invalid_policy", found[:MOST_TOLD])
    return text


MOST_TOLD: Final = 100
"""A file of another kind has thousands of wrong characters; so many are told."""


def named(character: str) -> str:
    """A character nobody sees, by its number.

    >>> named("\\u200b")
    'U+200B'
    """
    return f"U+{ord(character):04X}"


def _decoded(given: bytes, file: str) -> str:
    if len(given) > LARGEST_FILE:
        raise Refused("invalid_policy", [_at(file, "", 0, "file_too_large")])
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as error:
        before = given[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        before = before.removeprefix("\ufeff")
        wrong = _at(file, before, len(before), "file_is_not_utf8")
        raise Refused("invalid_policy", [wrong]) from None


def _at(file: str, text: str, index: int, code: str, **facts: str) -> Problem:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return problem(code, "", file=file, line=line, column=column, **facts)
