"""`benefits sweep`, `solve` and `frontier` (方案搜索命令): the library searches, these print.

What an option means is the library's to say.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.options import Json, Lang, Policies, language_for
from api.simulate_command import Bureau, Claims, KnownOn, Reforms, Region, Sets, Statistics
from benefits.problems import Language, Problem, Refused, Text

if TYPE_CHECKING:
    from benefits.indicators.table import Report, Table
    from benefits.search.search import Search

MOST_ROWS: Final = 40
"""So many points are printed; all of them stand in the folder."""

WIDEST: Final = 1000
"""Columns; no table of points is wider."""

Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        help="变动的数值：路径=低:高:步长 或 路径=值,值，可多次给出 · what varies: PATH=LOW:HIGH:STEP or "
        "PATH=VALUE,VALUE, may be given several times",
    ),
]
Range = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        help="求解的数值：路径=低:高，步长 0.01 个百分点或 1 元，可写明 · the figure solved for: "
        "PATH=LOW:HIGH, in steps of 0.01 point or 1 yuan unless :STEP is stated",
    ),
]
Shares = Annotated[
    list[str] | None,
    typer.Option(
        "--share",
        help="负担比例线，默认 5%、9.5%、10% · shares of a year's bills, by default 5%, 9.5%, 10%",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="新文件夹：图、表和每个方案的调整文件 · a new folder: charts, tables and every "
        "point's reform file",
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        help="目标：指标<=数值 或 指标>=数值（加引号），可多次给出 · measure<=value or measure>=value "
        "(quoted), may be given several times",
    ),
]
EveryStep = Annotated[
    bool, typer.Option("--every-step", help="网格上逐个看 · look at each value of the grid")
]
Cost = Annotated[
    str, typer.Option(help="花费：funds（各基金）或保障层 · the cost: funds, or one layer")
]
Harm = Annotated[
    str | None,
    typer.Option(
        "--above", help="哪条线以上的人，默认最高的一条 · people above which share; the highest"
    ),
]


def sweep(
    claims: Claims,
    vary: Vary = None,
    out: Out = None,
    region: Region = None,
    reform: Reforms = None,
    sets: Sets = None,
    share: Shares = None,
    statistic: Statistics = None,
    policies: Policies = None,
    known_on: KnownOn = None,
    bureau: Bureau = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.terminal import print_json, refuse
    from benefits.search import sweep as sweeping
    from benefits.search.folder import files_of, told_points
    from benefits.search.reports import shown_of, sweep_report

    language = language_for(lang)
    try:
        with _search(
            claims,
            vary,
            out=out,
            region=region,
            reform=reform,
            sets=sets,
            share=share,
            statistic=statistic,
            policies=policies,
            known_on=known_on,
            silent=as_json,
            language=language,
        ) as found:
            made = sweeping.sweep(found.variants, found.run, found.layers, found.shares)
        shown = shown_of(made, bureau)
        told = {
            "claims": found.held.claims,
            "baseline": shown.told(made.baseline),
            "points": told_points(made.points, shown),
        }
        report = sweep_report(made, shown)
        _write(out, report, files_of(told, found.variants, made.points, shown))
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json({**told, "said": _said(report, language)})
    else:
        _print(report, shown.brief(report.title, made.baseline, made.points), language, out)


def solve(
    claims: Claims,
    vary: Range = None,
    target: Targets = None,
    every_step: EveryStep = False,
    out: Out = None,
    region: Region = None,
    reform: Reforms = None,
    sets: Sets = None,
    share: Shares = None,
    statistic: Statistics = None,
    policies: Policies = None,
    known_on: KnownOn = None,
    bureau: Bureau = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.terminal import CHECK_FAILED, print_json, refuse
    from benefits.search import solve as solving
    from benefits.search.folder import files_of
    from benefits.search.measures import targets
    from benefits.search.reports import shown_of_solution, solution_report, told_solution

    language = language_for(lang)
    try:
        with _search(
            claims,
            vary,
            out=out,
            region=region,
            reform=reform,
            sets=sets,
            share=share,
            statistic=statistic,
            policies=policies,
            known_on=known_on,
            silent=as_json,
            language=language,
            solve=True,
        ) as found:
            wanted = targets(target or (), found.measures())
            made = solving.solve(found.variants, wanted, found.run, every_step=every_step)
        shown = shown_of_solution(made, found.layers, found.shares, bureau)
        told = {"claims": found.held.claims, **told_solution(made, shown)}
        report = solution_report(made, shown)
        _write(out, report, files_of(told, found.variants, made.points, shown))
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json({**told, "said": _said(report, language)})
    else:
        table = shown.brief(
            report.title,
            made.baseline,
            made.turning(),
            [each.measure for each in made.targets],
        )
        _print(report, table, language, out)
    if not made.met:
        raise typer.Exit(CHECK_FAILED)


def frontier(
    claims: Claims,
    vary: Vary = None,
    cost: Cost = "funds",
    above: Harm = None,
    out: Out = None,
    region: Region = None,
    reform: Reforms = None,
    sets: Sets = None,
    share: Shares = None,
    statistic: Statistics = None,
    policies: Policies = None,
    known_on: KnownOn = None,
    bureau: Bureau = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.terminal import print_json, refuse
    from benefits.search import sweep as sweeping
    from benefits.search.folder import files_of, told_points
    from benefits.search.measures import cost_and_harm
    from benefits.search.reports import frontier_report, shown_of

    language = language_for(lang)
    try:
        with _search(
            claims,
            vary,
            out=out,
            region=region,
            reform=reform,
            sets=sets,
            share=share,
            statistic=statistic,
            policies=policies,
            known_on=known_on,
            silent=as_json,
            language=language,
        ) as found:
            axes = cost_and_harm(cost, above, found.measures())
            made = sweeping.sweep(found.variants, found.run, found.layers, found.shares)
        kept = sweeping.frontier(made, *axes)
        shown = shown_of(made, bureau)
        told = {
            "claims": found.held.claims,
            "cost": axes[0].name,
            "above": axes[1].name,
            "baseline": shown.told(made.baseline),
            "frontier": [each.number for each in kept],
            "points": told_points(made.points, shown),
        }
        report = frontier_report(made, kept, axes, shown)
        _write(out, report, files_of(told, found.variants, made.points, shown))
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json({**told, "said": _said(report, language)})
    else:
        _print(report, shown.brief(report.title, made.baseline, kept, axes), language, out)


# -- what goes in -----------------------------------------------------------------------------


@contextmanager
def _search(
    claims: Sequence[Path],
    vary: Sequence[str] | None,
    *,
    out: Path | None,
    region: str | None,
    reform: Sequence[Path] | None,
    sets: Sequence[str] | None,
    share: Sequence[str] | None,
    statistic: Sequence[str] | None,
    policies: str | None,
    known_on: str | None,
    silent: bool,
    language: Language,
    solve: bool = False,
) -> Iterator["Search"]:
    """The claims and what varies, from a command's options; raises `Refused`."""
    from api.files import book_of
    from api.naming import day_named
    from api.progress import progress_bar
    from api.simulate_command import statistics_named
    from benefits.search.folder import check_folder
    from benefits.search.measures import shares
    from benefits.search.search import search

    wrong: list[Problem] = []
    if out is not None:
        check_folder(out)
    book = book_of(policies).as_known_on(day_named(known_on, "--known-on"))
    statistics = statistics_named(statistic or ())
    of_shares = shares(share or (), wrong)
    with progress_bar(language, silent=silent) as progress:

        def told(done: int, of: int) -> None:
            if progress is not None:
                progress("work", done, of)

        yield search(
            book,
            claims,
            vary or (),
            files=reform or (),
            sets=sets or (),
            shares=of_shares,
            region=region,
            statistics=statistics,
            solve=solve,
            wrong=wrong,
            progress=told,
            scratch=None if out is None else out.absolute().parent,
        )


# -- what comes out ---------------------------------------------------------------------------


def _write(out: Path | None, report: "Report", files: dict[str, str]) -> None:
    """The report, the points and their reforms, into a new folder."""
    if out is None:
        return
    from benefits.reports import write_report
    from benefits.search.folder import write_folder

    write_folder(out, files)
    write_report(report, out)


def _said(report: "Report", language: Language) -> list[str]:
    return [each.in_(language) for each in report.remarks]


def _print(report: "Report", table: "Table", language: Language, out: Path | None) -> None:
    """The answers, a table and the remarks as a person reads them."""
    from rich.console import Console

    console = Console(highlight=False)
    for each in report.answers:
        beside = each.beside.in_(language)
        colon, apart = ("：", "，") if language == "zh" else (": ", " - ")
        told = f"{each.what.in_(language)}{colon}{each.figure.in_(language)}"
        console.print(told + (f"{apart}{beside}" if beside else ""), markup=False)
    for section in report.sections:
        for sentence in section.says:
            console.print(sentence.in_(language), markup=False)
    printed = _points(table, language)
    wide = Console(width=WIDEST).measure(printed).maximum  # a figure is never cut
    Console(highlight=False, width=max(console.width, wide)).print(printed)
    for remark in report.remarks:
        console.print(f"· {remark.in_(language)}", markup=False)
    if out is not None:
        console.print(f"→ {out}", markup=False)


def _points(table: "Table", language: Language) -> Any:
    from rich.table import Table as Printed
    from rich.text import Text as Plain

    from benefits.reports.figures import written

    more = len(table.rows) - MOST_ROWS
    printed = Printed(title=table.title.in_(language), title_justify="left")
    for column in table.columns:
        justify: Any = "left" if column.kind == "words" else "right"
        printed.add_column(column.name.in_(language), justify=justify, no_wrap=True)
    for row in table.rows[:MOST_ROWS]:
        cells = zip(row, table.columns, strict=True)
        printed.add_row(*(Plain(written(cell, column.kind, language)) for cell, column in cells))
    if more > 0:
        printed.caption = Text(f"另有 {more} 个方案", f"and {more} more").in_(language)
    return printed
