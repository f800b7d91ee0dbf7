"""The fenced blocks of the documents, with what their info strings say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = tuple(
    sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
)
"""Every document whose examples are run."""

_FENCE: Final = re.compile(r"^( *)(`{3,})(.*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its page, line, words of its info string, and text."""

    page: Path
    line: int
    words: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def file(self) -> str | None:
        """The name under which a reader saves the block."""
        return next((word[5:] for word in self.words if word.startswith("file=")), None)

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = page.read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        opened = _FENCE.match(lines[number])
        number += 1
        if opened is None:
            continue
        indent, fence, info = opened.groups()
        start = number
        while lines[number].strip() != fence:
            number += 1
        body = [line.removeprefix(indent) for line in lines[start:number]]
        yield Block(page, start, tuple(info.split()), "\n".join(body) + "\n")
        number += 1


def prose_of(page: Path) -> str:
    """A page without its fenced blocks."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^( *)(`{3,}).*?^ *\2$", "", text, flags=re.DOTALL | re.MULTILINE)
