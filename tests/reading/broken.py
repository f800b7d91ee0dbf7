"""Broken policy files and what is said of them (错误政策文件): found, read, and told as plain lines."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from benefits.formula.compiled import compiled
from benefits.policy.policy import Policy
from benefits.problems import Language, Problem, Refused
from benefits.reading.document import Document
from benefits.reading.reader import read_policy

FOLDER: Final = Path(__file__).parents[1] / "bad_policies"
BASES: Final = FOLDER / "bases"
FILE: Final = "xx-test/2020-01-01.yaml"
"""The name under which each broken file is read."""

MADE: Final = {"too_large": b"# a policy with its whole history\n" * 30_000}
"""What is too large to keep; what is said of it is kept like the others."""


def contents() -> dict[str, bytes]:
    """Every broken file by the name that says what is wrong."""
    kept = {each.stem: each.read_bytes() for each in sorted(FOLDER.glob("*.yaml"))}
    return {**kept, **MADE}


def expected(name: str) -> str:
    """The problems that are expected of a broken file, as `told` renders them."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@cache
def problems_of(content: bytes, file: str = FILE) -> tuple[Problem, ...]:
    """What reading a file and building its formula finds wrong; nothing where it is sound."""
    try:
        document = read_policy(content, file, _base)
        if isinstance(document.policy, Policy):
            compiled(document)
    except Refused as refused:
        if refused.code != "invalid_policy":
            raise
        return tuple(refused.problems)
    return ()


def told(problems: Iterable[Problem]) -> str:
    """Each problem on a line, `file:line:column: where [code] what / fix`: English, then Chinese."""
    listed = list(problems)
    return "\n".join([*_lines(listed, "en"), "", *_lines(listed, "zh")]) + "\n"


def _lines(problems: Iterable[Problem], language: Language) -> list[str]:
    return [
        f"{_place(each)}[{each.code}] {each.what.in_(language)} / {each.fix.in_(language)}"
        for each in problems
    ]


def _place(problem: Problem) -> str:
    parts = [f"{problem.file}:{problem.line}:{problem.column}:"] if problem.file else []
    return " ".join([*parts, problem.where] if problem.where else parts) + " "


def _base(name: str) -> Document:
    region, _, day = name.partition("/")
    path = BASES / f"{day}.yaml"
    if region != "xx-test" or not path.exists():
        raise Refused("no_policy_in_force", [])
    return read_policy(path.read_bytes(), f"{region}/{path.name}")
