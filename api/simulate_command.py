"""`benefits simulate` (整表测算命令): claim files through the rules, and what it comes to.

What an option means is the library's to say; this reads the words and prints.
"""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.options import Json, Lang, Policies, language_for
from api.progress import Ending, progress_bar, progress_in_lines
from benefits.problems import Language, Refused, Text

if TYPE_CHECKING:
    from benefits.claim_files.simulate import Plan, Simulated
    from benefits.simulation.scenario import Scenario


_TOLD_AT_MOST: Final = 20
"""So many columns that are not read are named."""

FIXED: Final = Text(
    "假定就医行为不变：人们看的病、去的医院、花的费用都照旧。",
    "Behaviour is held fixed: people fall ill, go to the same hospitals and run up the same bills as before.",
)

Claims = Annotated[
    list[Path],
    typer.Option(
        "--claims",
        help="结算明细（.parquet、.csv 或文件夹），可多次给出 · claims (.parquet, .csv or a folder), "
        "may be given several times",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help="结果文件（.parquet 或 .csv）· the result (.parquet or .csv)"),
]
Region = Annotated[
    str | None,
    typer.Option(help="地区，明细没有 region 列时 · the region, where the column is missing"),
]
Reforms = Annotated[
    list[Path] | None,
    typer.Option(
        "--reform", help="调整方案文件，可多次给出 · a reform's file, may be given several times"
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="改一个数值：路径=值 · one figure otherwise: PATH=VALUE"),
]
Report = Annotated[
    Path | None, typer.Option(help="报告文件夹（HTML、Excel、CSV）· a folder for the report")
]
Statistics = Annotated[
    list[str] | None,
    typer.Option(
        "--statistic", help="统计数：名称=元 · a statistic: NAME=YUAN, poverty_line=4000 say"
    ),
]
Prices = Annotated[
    str | None, typer.Option(help="价格变动，如 5% · prices go up by so much, 5% say")
]
Use = Annotated[
    str | None,
    typer.Option(help="用量变动，如 3%：改变权重 · use goes up by so much: weights change"),
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="本机进程数 · processes on this machine")
]
Engine = Annotated[
    str | None, typer.Option(help="Dask 引擎 dask://主机:端口 · an engine, dask://host:port")
]
KnownOn = Annotated[
    str | None, typer.Option(help="按哪一天所知的政策 · policies as they were known on this day")
]
Bureau = Annotated[
    bool,
    typer.Option(
        "--bureau", help="医保局内部：报告不合并小格 · for the bureau: small cells are shown"
    ),
]
Sample = Annotated[
    bool,
    typer.Option(
        "--sample",
        help="明细是样本：报告给出抽样区间（有权重时总给出）· the claims are a sample: the report gives "
        "intervals (with weights it always does)",
    ),
]
Assumed = Annotated[
    bool,
    typer.Option(
        "--assumed/--no-assumed",
        help="报告中每个假定数值取低值、高值各测一次 · in the report, run every assumed figure at its "
        "low and its high",
    ),
]
ScratchFolder = Annotated[
    Path | None,
    typer.Option(
        "--scratch", help="暂存位置，默认在结果旁 · where to keep what memory cannot hold"
    ),
]
ProgressLines = Annotated[bool, typer.Option("--progress-lines", hidden=True)]


def simulate(
    claims: Claims,
    out: Out = None,
    region: Region = None,
    reform: Reforms = None,
    sets: Sets = None,
    report: Report = None,
    statistic: Statistics = None,
    prices: Prices = None,
    use: Use = None,
    workers: Workers = None,
    engine: Engine = None,
    policies: Policies = None,
    known_on: KnownOn = None,
    bureau: Bureau = False,
    assumed: Assumed = True,
    sample: Sample = False,
    scratch: ScratchFolder = None,
    as_json: Json = False,
    progress_lines: ProgressLines = False,
    lang: Lang = None,
) -> None:
    from api.files import book_of
    from api.naming import day_named
    from api.simulate_shown import show, titles
    from api.terminal import print_json, refuse
    from benefits.claim_files import simulate_file
    from benefits.claim_files.uprated import Uprating, factor

    language, began = language_for(lang), perf_counter_ns()
    ending = Ending()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
    said: list[Text] = []
    names: dict[str, str] = {}
    try:
        if out is None and report is None:
            raise _wrong("--out", "请给出 --out 或 --report", "say --out or --report, or both")
        if report is not None:
            _check_folder(report)
        book = book_of(policies).as_known_on(day_named(known_on, "--known-on"))
        statistics = statistics_named(statistic or ())
        uprating = Uprating(factor(prices, "--prices"), factor(use, "--use"))

        def scenarios(regions: Sequence[str]) -> "Sequence[Scenario]":
            found = _scenarios(book, reform or (), sets or (), regions, said)
            names.update(titles(found, regions, language))
            return found

        def planned(plan: "Plan") -> None:
            if not as_json:
                for line in _plan(plan):
                    print(line.in_(language), file=sys.stderr)

        shown = progress_in_lines() if progress_lines else progress_bar(language, silent=as_json)
        with shown as progress, _engine(workers, engine) as each:
            made = simulate_file(
                claims,
                out,
                scenarios,
                region=region,
                statistics=statistics,
                uprating=uprating,
                begin=_tally(report, statistics, assumed, sample),
                each=each,
                scratch=scratch,
                progress=ending.before(progress),
                planned=planned,
            )
        if report is not None:
            _report(made, report, language, [*said, *_uprated(uprating)], bureau)
    except Refused as refused:
        refuse(refused, language, as_json)
    told = made.told(perf_counter_ns() - began, uprating)
    if progress_lines and not bureau:  # the server's callers do not hold the claims
        told = _disclosed(told, made)
    if as_json:
        told["said"] = [each.in_(language) for each in [FIXED, *said]]
        print_json(told)
    else:
        show(told, out, [*_uprated(uprating), FIXED, *said], names, language, made.refusals)


# -- what goes in ---------------------------------------------------------------------------


def _scenarios(
    book: Any, files: Sequence[Path], sets: Sequence[str], regions: Sequence[str], said: list[Text]
) -> "Sequence[Scenario]":
    """The baseline, and the reform that files and flags stack up to."""
    from benefits.reforms import scenarios

    plan = scenarios(book, files, sets, regions)
    said += plan.said
    return plan.scenarios


def statistics_named(given: Sequence[str]) -> dict[str, int]:
    """Statistics by name, in fen; raises `Refused`."""
    from benefits.money import fen
    from benefits.problems import WrongValue
    from benefits.words import STATISTICS

    found = {}
    for each in given:
        name, _, amount = each.partition("=")
        if name not in STATISTICS:
            known = ", ".join(STATISTICS)
            raise _wrong(
                "--statistic",
                f"没有统计数 {name}；有：{known}",
                f"no statistic {name}; there are {known}",
            )
        try:
            found[name] = fen(amount)
        except WrongValue:
            raise _wrong(
                "--statistic",
                f"“{amount}”不是金额；例如 {name}=4000.00",
                f"{amount} is no amount; write {name}=4000.00, say",
            ) from None
    return found


@contextmanager
def _engine(workers: int | None, address: str | None) -> Iterator[Any]:
    """Whoever works the parts out: this process, several, or an engine elsewhere."""
    if address is None and workers is None:
        yield None
        return
    from benefits.cluster import engine

    with engine(address or workers or 1) as several:
        yield several.each


def _tally(report: Path | None, statistics: dict[str, int], assumed: bool, sample: bool) -> Any:
    """What makes an empty tally, where a report is wanted."""
    if report is None:
        return None
    from functools import partial

    from benefits.indicators import Tally

    return partial(Tally.begin, statistics=statistics, assumed=assumed, sample=sample)


def _uprated(uprating: Any) -> list[Text]:
    """By what prices and use were multiplied, where they were."""
    from benefits.money import percent

    found = []
    for what, by in (
        (Text("价格", "Prices"), uprating.prices),
        (Text("用量（权重）", "Use (weights)"), uprating.use),
    ):
        if by != 1:
            times = percent(by)
            found.append(
                Text(f"{what.zh}按 {times} 计", f"{what.en} are put at {times} of what they were")
            )
    return found


def _check_folder(report: Path) -> None:
    """Said before the run, not after it."""
    from benefits.reports import check_folder

    check_folder(report)


def _report(
    made: "Simulated", folder: Path, language: Language, said: Sequence[Text], bureau: bool
) -> None:
    """In both languages, the one asked for first."""
    from benefits.indicators import Tally
    from benefits.reports import write

    assert isinstance(made.tally, Tally)
    languages: list[Language] = ["zh", "en"] if language == "zh" else ["en", "zh"]
    write(
        made.tally,
        folder,
        languages=languages,
        said=said,
        refusals=made.refusals,
        bureau=bureau,
    )


def _disclosed(told: dict[str, Any], made: "Simulated") -> dict[str, Any]:
    """No more than the report says."""
    from benefits.indicators import Tally
    from benefits.reports import disclosed

    return disclosed(told, made.tally, made.refusals) if isinstance(made.tally, Tally) else told


def _wrong(where: str, zh: str, en: str) -> Refused:
    from benefits.problems import Problem

    fix = Text("见 benefits simulate --help", "see benefits simulate --help")
    return Refused("invalid_request", [Problem("option_is_wrong", where, Text(zh, en), fix)])


# -- what comes out ------------------------------------------------------------------------------


def _plan(plan: "Plan") -> Iterator[Text]:
    """What is said before the run."""
    from benefits.claim_files.columns import meant

    if plan.unread:
        names = ", ".join(plan.unread[:_TOLD_AT_MOST])
        more = len(plan.unread) - _TOLD_AT_MOST
        zh, en = (f" 等，另有 {more} 列", f" and {more} more") if more > 0 else ("", "")
        yield Text(f"不读取的列：{names}{zh}", f"Columns that are not read: {names}{en}")
        for name in plan.unread[:_TOLD_AT_MOST]:
            close = meant(name)
            if close is not None:
                yield Text(f"{name}：是否应为 {close}？", f"{name}: is {close} meant?")
    if plan.scratch_bytes:
        room = f"{-(-plan.scratch_bytes // 1_000_000):,} MB"
        yield Text(
            f"明细未按户和日期排列：分 {plan.parts} 批，暂存约需 {room}",
            f"The claims do not stand by household: {plan.parts} parts, about {room} of scratch space",
        )
