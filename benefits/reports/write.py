"""Writes a report into a folder (写出报告): pages, a workbook, a CSV file for each table.

The same report gives the same bytes. Each file is written beside its place and then put there, so that
none is ever half written.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from errno import EACCES, ENOTDIR
from importlib.resources import files
from pathlib import Path
from typing import Final

from benefits.claim_files.sentences import cannot_write
from benefits.indicators.table import Report
from benefits.indicators.tally import Tally
from benefits.problems import Language, Text
from benefits.quotes.refusal import Refusal
from benefits.reports.analysis import analysis
from benefits.reports.comma import comma_separated
from benefits.reports.page import PAGE, page
from benefits.reports.workbook import workbook

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

_ASSETS: Final = (
    ("static", "report.css"),
    ("static", "report.js"),
    ("vendor", "echarts.min.js"),
    ("vendor", "echarts.LICENSE"),
    ("vendor", "echarts.LICENSE-d3"),
    ("vendor", "echarts.NOTICE"),
)
"""What the pages refer to, copied beside them."""

_LIST: Final = "assets/files.json"
"""What a report wrote, for the next one."""
_OURS: Final = re.compile(r"tables/[a-z0-9_]+\.csv|report\.(?:zh|en)\.html|report\.xlsx")


def write(
    tally: Tally,
    folder: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    said: Sequence[Text] = (),
    refusals: Sequence[Sequence[Refusal]] = (),
    bureau: bool = False,
) -> list[Path]:
    """Write the report on a tally; `said` are remarks to be read first, `refusals` of each
    scenario why claims are refused. Gives the files written.

    Outside the bureau's role cells of fewer than ten people are merged and no single person is shown.
    """
    return write_report(analysis(tally, said, bureau, refusals), folder, languages)


def write_report(
    report: Report, folder: Path, languages: Sequence[Language] = LANGUAGES
) -> list[Path]:
    """Write any report: of a tally, of a sweep, of a frontier; raises `Refused` where it cannot."""
    assert languages, "a report is in some language"
    try:
        return _written(report, folder, languages)
    except OSError as error:
        raise cannot_write(error, folder) from None


def check_folder(folder: Path) -> None:
    """A report can be written into this folder, or into one made there; raises `Refused`."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not there.is_dir():
        raise cannot_write(NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR)), there)
    if not os.access(there, os.W_OK | os.X_OK):
        raise cannot_write(PermissionError(EACCES, os.strerror(EACCES)), there)


def _written(report: Report, folder: Path, languages: Sequence[Language]) -> list[Path]:
    before = _listed(folder)
    written = []
    for name, content in _contents(report, languages):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        written.append(path)
    for name in before - {path.relative_to(folder).as_posix() for path in written}:
        (folder / name).unlink(missing_ok=True)
    return written


def _listed(folder: Path) -> set[str]:
    """What an earlier report wrote here: what was for the bureau may not stay beside what is not."""
    try:
        listed = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(listed, list):
        return set()
    return {name for name in listed if isinstance(name, str) and _OURS.fullmatch(name)}


def _contents(report: Report, languages: Sequence[Language]) -> Iterator[tuple[str, bytes]]:
    for place, name in _ASSETS:
        yield f"assets/{name}", (files("benefits.reports") / place / name).read_bytes()
    for table in report.tables():
        yield f"tables/{table.code}.csv", comma_separated(table, languages)
    yield "report.xlsx", workbook(report, languages)
    for language in languages:
        yield PAGE.format(language), page(report, language, languages).encode("utf-8")
    names = [f"tables/{table.code}.csv" for table in report.tables()]
    names += ["report.xlsx", *(PAGE.format(language) for language in languages)]
    yield _LIST, json.dumps(names, indent=0).encode("utf-8")
