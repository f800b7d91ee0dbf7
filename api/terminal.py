"""What the commands print (终端输出): answers as tables, problems as sentences, or JSON."""

import json
import sys
from typing import Any, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from api import problems
from api.page_view import View, view
from api.page_words import words_in
from benefits.problems import Language, Refused

WRONG_INPUT: Final = 2
CHECK_FAILED: Final = 1


def print_json(told: Any) -> None:
    """One JSON value, indented, Chinese as it is written."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def refuse(refused: Refused, language: Language, as_json: bool = False) -> NoReturn:
    """Print the problems as the server says them, and end with 2."""
    told = problems.told(refused, language)
    if as_json:
        print_json(told)
    else:
        sys.stderr.write(f"{told['title']} ({told['code']})\n")
        for each in refused.problems:
            place = each.place()
            what, fix = each.what.in_(language), each.fix.in_(language)
            sys.stderr.write(f"  {place or '·'}\n    {what}\n    → {fix}\n")
    raise typer.Exit(WRONG_INPUT)


def print_answer(answer: dict[str, Any], language: Language, heading: str | None = None) -> None:
    """An answer as a clerk reads it: who pays what, the worksheet, the notes."""
    console = Console(highlight=False, soft_wrap=False)
    told, words = view(answer, language), words_in(language)
    if heading is not None:
        console.print(Styled(heading, style="bold"))
    console.print(_split(told, words))
    if told.lines:
        console.print(_worksheet(told, words))
    if told.refund is not None:
        console.print(Styled(f"{words['refund']} {told.refund} ({words['held']} {told.held})"))
    for grant in told.grants:
        console.print(Styled(f"{words['grants']}{words['colon']}{grant.text} {grant.more}"))
    for note in told.notes:
        end = words["comma"] + words["not_for_settling"] if note.kind == "assumed" else ""
        console.print(Styled(f"· {note.more}{words['colon']}{note.text}{end}  {note.where}"))
    if "reform" in answer:
        _reform(console, answer["reform"], language)
    policy = told.policy
    console.print(
        Styled(f"{words['policy']}{words['colon']}{policy['region']} {policy['version']}", "dim"),
        Styled(policy["digest"], "dim"),
    )


def _reform(console: Console, reform: dict[str, Any], language: Language) -> None:
    """The same bill under the reform, its figures and what it changes for the patient."""
    told, words = view(reform, language), words_in(language)
    figures = "; ".join(f"{path} = {figure}" for path, figure in reform["figures"].items())
    change = reform["patient_change"]
    console.print(Styled(f"{words['reform']}{words['colon']}{figures}", style="bold"))
    console.print(_split(told, words))
    console.print(Styled(f"{words['patient_change']}{words['colon']}{change}"))


def _split(told: View, words: dict[str, str]) -> Table:
    table = Table(title=f"{words['patient']} ¥{told.patient} · {told.share}", title_justify="left")
    table.add_column(words["payer"], overflow="fold")
    table.add_column(words["fund"])
    table.add_column(words["amount"], justify="right", no_wrap=True)
    table.add_column(words["share"], justify="right", no_wrap=True)
    for each in told.slices:
        style = "bold" if each.colour == "patient" else None
        row = (each.name or words["patient"], each.fund, each.amount, each.share)
        table.add_row(*map(Styled, row), style=style)
    table.add_section()
    table.add_row(words["sum"], "", told.total, "")
    return table


def _worksheet(told: View, words: dict[str, str]) -> Table:
    table = Table(title=words["worksheet"], title_justify="left")
    table.add_column(words["line"], justify="right", no_wrap=True)
    table.add_column(words["what"], overflow="fold")
    table.add_column(words["how"], overflow="fold")
    table.add_column(words["amount"], justify="right", no_wrap=True)
    table.add_column(words["source"], overflow="fold")
    for line in told.lines:
        how = f"{line.how} ({words['capped']})" if line.capped else line.how
        row = (f"[{line.no}]", line.what, how, line.amount, line.evidence)
        table.add_row(*map(Styled, row))
    return table
