"""Options that several commands share (共用选项), and the language they speak."""

import os
from typing import Annotated

import typer

from api.languages import language_of_place
from benefits.problems import Language

Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="输出语言，默认看 LANG · the output's language, by default LANG's"),
]
Policies = Annotated[
    str | None,
    typer.Option(
        help="政策文件夹（地区/首日.yaml），默认随附的政策 · a folder of policies "
        "(region/first-day.yaml), by default those that come along"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON, for a program")]


def language_for(lang: Language | None) -> Language:
    """The language asked for, or the terminal's."""
    places = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return lang or language_of_place(next(filter(None, places), None))
