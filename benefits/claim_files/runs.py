"""Results of parts brought back into the order of the input (结果还原): columns of numbers on disk, merged.

A part's results lie column after column, each as narrow as its numbers allow, in the order its rows have in
the input. A window of the input takes from each part as many rows as went there.
"""

import os
import resource
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from benefits.simulation.arrays import Array

WIDTHS = ("u1", "u2", "u4")
"""Narrower forms of numbers from 0 up; others keep eight bytes."""


@dataclass(frozen=True, slots=True)
class Run:
    """The results of one part."""

    file: Path
    rows: int
    forms: tuple[str, ...]
    """The form of each column; "" where all of it is 0."""


def run_of(file: Path, columns: Sequence[Array]) -> Run:
    """Write the results of a part."""
    forms = []
    with open(file, "wb") as to:
        for column in columns:
            form = _form(column)
            forms.append(form)
            if form:
                to.write(np.ascontiguousarray(column.astype(form, copy=False)).data)
    return Run(file, len(columns[0]) if columns else 0, tuple(forms))


def columns_of(run: Run, names: Mapping[str, str]) -> dict[str, Array]:
    """A whole run read back; `names` are the columns and the types they have in the result."""
    with open(run.file, "rb") as file:
        made: dict[str, Array] = {}
        for (name, kind), form in zip(names.items(), run.forms, strict=True):
            made[name] = (
                np.fromfile(file, form, run.rows).astype(kind)
                if form
                else np.zeros(run.rows, dtype=kind)
            )
    return made


class Merged:
    """The runs of all parts, taken window by window."""

    def __init__(self, places: Path, runs: Sequence[Run | None], names: Mapping[str, str]) -> None:
        self.places, self.runs, self.names = places, runs, dict(names)
        self._taken = [0] * len(runs)

    def windows(self, rows: int) -> Iterator[dict[str, Array]]:
        """The columns of the result, so many rows at a time, in the order of the input."""
        _may_open(len(self.runs))
        with ExitStack() as closing:
            files = [
                None if run is None else closing.enter_context(open(run.file, "rb", buffering=0))
                for run in self.runs
            ]
            starts = [() if run is None else _starts(run) for run in self.runs]
            places = closing.enter_context(open(self.places, "rb", buffering=0))
            while True:
                part = np.fromfile(places, np.uint16, rows)
                if not len(part):
                    return
                yield self._window(part, files, starts)

    def _window(
        self, part: Array, files: Sequence[IO[bytes] | None], starts: Sequence[Sequence[int]]
    ) -> dict[str, Array]:
        order = np.argsort(part, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        counts = np.bincount(part, minlength=len(self.runs))
        there = np.flatnonzero(counts).tolist()
        made: dict[str, Array] = {}
        for column, (name, kind) in enumerate(self.names.items()):
            gathered = np.zeros(len(part), dtype=kind)
            end = 0
            for number in there:
                run, rows = self.runs[number], int(counts[number])
                assert run is not None
                form = run.forms[column]
                if form:
                    at = starts[number][column] + self._taken[number] * np.dtype(form).itemsize
                    gathered[end : end + rows] = _read(files[number], form, rows, at)
                end += rows
            made[name] = gathered.take(place)
        for number in there:
            self._taken[number] += int(counts[number])
        return made


def _form(column: Array) -> str:
    if not len(column):
        return ""
    low, high = int(column.min()), int(column.max())
    if low == high == 0:
        return ""
    if low >= 0:
        for form in WIDTHS:
            if high <= np.iinfo(form).max:
                return form
    return "i8"


def _starts(run: Run) -> tuple[int, ...]:
    sizes = [np.dtype(form).itemsize * run.rows if form else 0 for form in run.forms]
    return tuple(sum(sizes[:number]) for number in range(len(sizes)))


def _read(file: Any, form: str, rows: int, at: int) -> Array:
    return np.frombuffer(os.pread(file.fileno(), rows * np.dtype(form).itemsize, at), dtype=form)


def _may_open(files: int) -> None:
    """Ask the system for as many open files as there are parts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files + 256
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
