"""Writes a reform's file (写出调整方案): what `--reform` reads, the same bytes for the same figures."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from benefits.problems import Text

_PLAIN: Final = re.compile(
    r"[0-9a-z][0-9a-z_./:-]*|\d[\d.,]*\s?(?:%|元|万元|万)?|\d+/\d+", re.ASCII
)
_NOT_TEXT: Final = re.compile(r".*:$|.*: .*")


def reform_text(
    figures: Mapping[str, str], name: Text | None = None, remarks: Sequence[str] = ()
) -> str:
    """The file's text; `figures` by path (`jx-yichun:layers.…` for one region), `remarks` as comments.

    >>> print(reform_text({"layers.backstop.ceiling": "5%"}, remarks=["the backstop pays 41.20"]))
    # the backstop pays 41.20
    figures:
      layers.backstop.ceiling: 5%
    <BLANKLINE>
    """
    lines = [f"# {line}" for each in remarks for line in each.split("\n")]
    if name is not None:
        lines.append(f"name: {{zh: {_quoted(name.zh)}, en: {_quoted(name.en)}}}")
    lines.append("figures:")
    lines += [f"  {_scalar(path)}: {_scalar(written)}" for path, written in figures.items()]
    return "\n".join(lines) + "\n"


def _scalar(written: str) -> str:
    plain = _PLAIN.fullmatch(written) is not None and _NOT_TEXT.fullmatch(written) is None
    return written if plain else _quoted(written)


def _quoted(written: str) -> str:
    return json.dumps(written, ensure_ascii=False)
