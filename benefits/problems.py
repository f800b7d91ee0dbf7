"""Problems (问题): what is wrong, where, and what to do, in both languages, all of them at once.

A problem is data. Readers collect problems beside their result; `Refused` carries them out.
The sentences of each code stand in `benefits/sentences.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

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


TITLES: Final = {
    "invalid_request": Text("请求内容有误", "The request is not valid"),
    "amounts_do_not_add_up": Text("金额不平", "The amounts do not add up"),
    "unknown_region": Text("没有这个地区", "There is no such region"),
    "no_policy_in_force": Text("当日没有有效政策", "No policy is in force"),
    "unknown_layer": Text("没有这个保障层", "There is no such layer"),
    "unknown_programme": Text("没有这个专项", "There is no such programme"),
    "prior_payment_too_large": Text("已付金额过大", "A prior payment is too large"),
    "unknown_parameter": Text("政策没有规定", "The policy does not say"),
}
"""What the codes are called for which a claim is refused (标题)."""

OUTCOMES: Final = {
    "ok": Text("已测算", "worked out"),
    "reversed": Text("已冲正", "taken back"),
}
"""What may become of a claim that is not refused."""


def outcome(status: str) -> Text:
    """A claim's status in words, with the word that stands in the result.

    >>> outcome("unknown_parameter").zh, outcome("ok").en
    ('政策没有规定（unknown_parameter）', 'worked out (ok)')
    """
    words = OUTCOMES.get(status) or TITLES[status]
    return Text(f"{words.zh}（{status}）", f"{words.en} ({status})")


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
