"""Problems (问题): what is wrong, where, and what to do, in both languages, all of them at once.

A problem is data. Readers collect problems beside their result; `Refused` carries them out.
The sentences of each code stand in `benefits/sentences.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Chinese and English."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def both(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a stable code, the place, the sentence and the remedy."""

    code: str
    where: str
    what: Text
    fix: Text
    line: int | None = None
    column: int | None = None
    file: str | None = None

    def place(self) -> str:
        """`file:line:column: where`, as far as it is known."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts) + (": " if parts else "") + self.where


class Refused(Exception):
    """No answer is given; `code` is the contract's, `problems` says everything that is wrong.

    `beside`: what the caller needs to go on, like the split as it is now.
    """

    def __init__(
        self,
        code: str,
        problems: Iterable[Problem],
        beside: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code
        self.problems: Sequence[Problem] = tuple(problems)
        self.beside: Mapping[str, object] = beside or {}
        super().__init__(
            f"{code}: " + "; ".join(f"{p.place()}: {p.what.en}" for p in self.problems)
        )


class WrongValue(ValueError):
    """A single value that cannot be read; the reader that called adds the place.

    `code` names a sentence of `benefits.sentences`; `facts` fill its blanks.
    """

    def __init__(self, code: str, **facts: str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)
