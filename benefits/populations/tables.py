"""Reads a report's table (读取报表): text → ReportTable, or every problem with file:line:column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from benefits import words
from benefits.policy.policy import Policy
from benefits.populations.parameters import found, movable
from benefits.populations.reading import described, shape
from benefits.populations.report_table import Line, ReportTable, Sum
from benefits.populations.sentences import problem
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Places
from benefits.reading.text import LARGEST_FILE
from benefits.reading.tree import read_tree

_SUMS = ("claims", "patient", "total")
_DIMENSIONS = ("kind", "hospital_level", "place", "referral")

Wrong = tuple[str, tuple[str | int, ...], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table's text as a tree of texts, and where everything stands."""

    tree: Mapping[str, Any]
    places: Places

    @property
    def is_calibrated(self) -> bool:
        """Whether it is the outcome of a calibration, to be run again."""
        return "calibrated" in self.tree


def open_table(name: str) -> TableFile:
    """A table that comes along, or a file; raises `Refused("invalid_request")`."""
    folder = files("benefits.populations") / "tables"
    packaged = folder / f"{name}.yaml"
    try:
        if re.fullmatch(r"[a-z0-9-]+", name, re.ASCII) and packaged.is_file():
            text = packaged.read_text(encoding="utf-8")
        else:
            with Path(name).open("rb") as file:
                text = file.read(LARGEST_FILE + 1).decode("utf-8")
    except (OSError, ValueError):
        there = sorted(each.name.removesuffix(".yaml") for each in folder.iterdir())
        wrong = problem("table_is_not_there", "TABLE", given=name[:60], most=", ".join(there))
        raise Refused("invalid_request", [wrong]) from None
    try:
        tree = read_tree(text, name)
    except Refused as refused:
        raise Refused("invalid_request", refused.problems) from None
    return TableFile(tree.top, Places(name, tree.places))


def read_table(tree: Mapping[str, Any], places: Places, book: PolicyBook) -> ReportTable:
    """The table a tree says; raises `Refused("invalid_request")` with every problem."""
    try:
        table = ReportTable.model_validate(tree)
    except ValidationError as error:
        raise Refused("invalid_request", shape(error, tree, places)) from None
    layers = _layers(book, table.region)
    wrong = [
        problem(code, ".".join(map(str, path)), places.spot(path), **facts)
        for code, path, facts in _sense(table, layers)
    ]
    own = {path[1:]: place for path, place in places.own.items() if path[:1] == ("people",)}
    try:
        described(table.people, Places(places.file, own))
    except Refused as refused:
        wrong += refused.problems
    if wrong:
        raise Refused("invalid_request", wrong)
    return table


def _layers(book: PolicyBook, region: str) -> list[str]:
    """Every layer some version of the region has; raises `Refused` for a region there is not."""
    read = [book.document(region, each).policy for each in book.versions(region)]
    return list(dict.fromkeys(x for each in read if isinstance(each, Policy) for x in each.layers))


def _sense(table: ReportTable, layers: list[str]) -> Iterator[Wrong]:
    held = table.held_out
    for name, line in table.lines.items():
        yield from _line(("lines", name), line, layers)
    yield from _parts(("sums",), table.sums, table.lines)
    if held is not None:
        for name, line in held.lines.items():
            yield from _line(("held_out", "lines", name), line, layers)
        yield from _parts(("held_out", "sums"), held.sums, held.lines)
    for name, each in table.fit.items():
        for address in [each.of, *([each.rest] if each.rest is not None else [])]:
            paths = list(found(table.people, address.split(".")))
            if not paths or not all(movable(table.people, path) for path in paths):
                yield "address_leads_nowhere", ("fit", name, "of"), {"given": address}


def _parts(
    path: tuple[str, ...], sums: Mapping[str, Sum], lines: Mapping[str, Line]
) -> Iterator[Wrong]:
    for name, each in sums.items():
        for part in each.parts:
            if part not in lines:
                known = ", ".join(lines)
                yield "nothing_to_sum", (*path, name, "parts"), {"given": part, "words": known}


def _line(path: tuple[str, ...], line: Line, layers: list[str]) -> Iterator[Wrong]:
    if (line.amount is None) == (line.number is None):
        yield "amount_or_number", path, {}
    for part in line.parts:
        if part not in (*layers, *_SUMS):
            known = ", ".join((*layers, *_SUMS))
            yield "nothing_to_sum", (*path, "of"), {"given": part, "words": known}
    for dimension, listed in line.where.items():
        known_words = words.DIMENSIONS[dimension] if dimension in _DIMENSIONS else {}
        for word in [listed] if isinstance(listed, str) else listed:
            if word not in known_words:
                yield (
                    "word_is_not_of_this_dimension",
                    (*path, "where", dimension),
                    {
                        "given": word,
                        "dimension": dimension,
                        "words": ", ".join(known_words or _DIMENSIONS),
                    },
                )
