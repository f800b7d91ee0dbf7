"""From claim files to a result's file (整表测算): surveyed, worked out part by part, written in order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa

from benefits.claim_files import written
from benefits.claim_files.opened import opened
from benefits.claim_files.refusals import refusals
from benefits.claim_files.runs import Merged, Run, columns_of
from benefits.claim_files.scattered import Part, Scattered, scattered, scratch_bytes
from benefits.claim_files.scratch import Scratch
from benefits.claim_files.sentences import cannot_write, refused
from benefits.claim_files.summary import Summary
from benefits.claim_files.survey import Survey, surveyed
from benefits.claim_files.threads import ahead, behind
from benefits.claim_files.uprated import Uprating
from benefits.claim_files.work import (
    Begin,
    Done,
    Job,
    Range,
    Sent,
    TallyLike,
    Task,
    done,
    nothing,
    work,
)
from benefits.money import RATE_SCALE, rounded
from benefits.policy.policy import Policy
from benefits.quotes.refusal import Refusal
from benefits.simulation.memory import keep_freed
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable
from benefits.simulation.threads import cores, one_of

ROWS: Final = 1 << 18
"""Claims worked out together; what keeps the memory of a simulation the same whatever the file's size."""

Progress = Callable[[str, int, int], None]
"""Told the stage (`survey`, `scatter`, `work`, `write`), the claims it is through with, and all of them."""

Each = Callable[[Callable[[Job], Sent], Sequence[Job]], Iterator[Sent]]
"""Hands jobs out to other processes or machines; what comes back comes in the order of the jobs."""


Part_ = TypeVar("Part_")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a simulation will go, told before it goes."""

    claims: int
    way: str
    """`memory`: all at once; `stream`: as the file stands; `scratch`: brought together on disk first."""
    parts: int
    scratch_bytes: int
    unread: tuple[str, ...]
    """Columns that the contract does not have."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation came to."""

    plan: Plan
    summary: Summary
    tally: TallyLike | None
    names: tuple[str, ...]
    """Of the scenarios."""
    refusals: tuple[tuple[Refusal, ...], ...] = ()
    """Of each scenario, code by code."""

    def told(self, total_ns: int, uprating: Uprating) -> dict[str, Any]:
        """The contract's summary, for a program; `total_ns` is how long all of it took."""
        made: dict[str, Any] = {"claims": self.summary.claims}
        if self.summary.weights is not None:
            made["weighted_claims"] = rounded(self.summary.weights, RATE_SCALE, "half_up")
        made["seconds"] = {
            "total": rounded(total_ns, 1_000_000, "half_up") / 1000,
            "kernel": rounded(self.summary.kernel_ns, 1_000_000, "half_up") / 1000,
        }
        told = [sums.told() for sums in self.summary.scenarios]
        for each, several in zip(told, self.refusals, strict=False):
            each["refusals"] = [one.told() for one in several]
        made |= told[0]
        for name, each in zip(self.names[1:], told[1:], strict=True):
            made["reform"] = {"name": name, **each}
        for name, by in (("prices", uprating.prices), ("use", uprating.use)):
            if by != 1:
                made[name] = str(by)
        if self.plan.scratch_bytes:
            made["scratch_bytes"] = self.plan.scratch_bytes
        if self.plan.unread:
            made["columns_not_read"] = list(self.plan.unread)
        return made


def simulate_file(
    claims: Sequence[Path],
    out: Path | None,
    scenarios: Sequence[Scenario] | Callable[[Sequence[str]], Sequence[Scenario]],
    *,
    region: str | None = None,
    statistics: Mapping[str, int] | None = None,
    uprating: Uprating | None = None,
    begin: Begin | None = None,
    each: Each | None = None,
    rows: int = ROWS,
    scratch: Path | None = None,
    progress: Progress | None = None,
    planned: Callable[[Plan], None] | None = None,
    kernels: Path | None = None,
    python: bool = False,
) -> Simulated:
    """Work every claim of the files out under every scenario, the baseline first.

    `scenarios` may be made from the regions that the files name. `out` gets the contract's result, whole or
    not at all. `begin` makes an empty tally, which is filled. `statistics` in fen. `scratch` is the folder
    for what does not fit into memory, by default the one `out` lies in. Raises `Refused` with everything.
    """
    if keep_freed():
        pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own gives back what it frees
    if out is not None:
        written.check(out, claims)
    beside = scratch or (out.absolute().parent if out is not None else Path.cwd())
    with Scratch(beside) as folder:
        table = opened(claims, region, folder.folder)
        told = progress or _nobody
        survey = surveyed(table, rows)
        if callable(scenarios):
            scenarios = scenarios(survey.regions)
        _check_regions(region, scenarios)
        task = Task(
            table,
            tuple(scenarios),
            layers_of(survey.regions, scenarios),
            survey.given,
            statistics or {},
            uprating or Uprating(),
            begin,
            kernels,
            python,
        )
        tally = None if begin is None else begin(task.scenarios)
        run = _Run(task, survey, out, folder, told, tally, each, rows)
        plan = run.plan()
        if planned is not None:
            planned(plan)
        summary = run.through(plan)
        why = [
            tuple(refusals(sums.statuses, sums.examples, each, region, task.statistics))
            for each, sums in zip(scenarios, summary.scenarios, strict=True)
        ]
        return Simulated(plan, summary, tally, tuple(each.name for each in scenarios), tuple(why))


def blocks(
    claims: Sequence[Path],
    *,
    region: str | None = None,
    rows: int = ROWS,
    scratch: Path | None = None,
) -> Iterator[ClaimTable]:
    """The claims of files as closed blocks, each of about so many rows; raises `Refused`."""
    with Scratch(scratch or Path.cwd()) as folder:
        table = opened(claims, region, folder.folder)
        survey = surveyed(table, rows)
        task = Task(table, (), (), survey.given)
        run = _Run(task, survey, None, folder, _nobody, None, None, rows)
        for job in run.jobs(run.plan()):
            yield task.table(job.piece())


def layers_of(regions: Iterable[str], scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Every layer a claim of these regions may meet, region by region in the order of the chain."""
    found: dict[str, None] = {}
    for scenario in scenarios:
        known = set(scenario.book.regions())
        for region in (each for each in regions if each in known):
            for version in scenario.book.versions(region):
                policy = scenario.book.document(region, version).policy
                if isinstance(policy, Policy):
                    found |= dict.fromkeys(policy.layers)
    return tuple(found)


@dataclass(slots=True)
class _Run:
    task: Task
    survey: Survey
    out: Path | None
    folder: Scratch
    progress: Progress
    tally: TallyLike | None
    each: Each | None
    rows: int
    _dealt: Scattered | None = None

    def plan(self) -> Plan:
        """What will be done; nothing is done yet."""
        claims = self.task.claims
        number = len(claims)
        parts = -(-number // self.rows)
        if parts <= 1:
            return Plan(number, "memory", parts, 0, claims.unread)
        if self.survey.cuts is not None:
            return Plan(number, "stream", len(self.survey.cuts) - 1, 0, claims.unread)
        results = 0 if self.out is None else 4 * len(self.task.names())
        return Plan(number, "scratch", parts, scratch_bytes(claims, results), claims.unread)

    def through(self, plan: Plan) -> Summary:
        """Do it."""
        summary = nothing(self.task.layers, len(self.task.scenarios))
        try:
            with ExitStack() as closing:
                file = None
                if self.out is not None:
                    schema = written.layout(self.task.layers, len(self.task.scenarios) > 1)
                    file = closing.enter_context(written.Written(self.out, schema))
                    file.begin()
                if plan.way == "scratch" or self.each is not None:
                    self._elsewhere(plan, summary, file)
                else:
                    self._here(plan, summary, file)
        except OSError as error:
            raise cannot_write(error, self.folder.beside) from None
        return summary

    # -- as the file stands --------------------------------------------------------

    def _here(self, plan: Plan, summary: Summary, file: written.Written | None) -> None:
        """A thread reads, two work, each at a part of its own, another writes."""
        if not plan.claims:
            return
        cuts = (0, plan.claims) if plan.way == "memory" else self.survey.cuts
        assert cuts is not None
        with ExitStack() as closing:
            pieces = closing.enter_context(ahead(self.task.claims.ranges(cuts)))
            write = None if file is None else closing.enter_context(behind(file.write))
            pool = closing.enter_context(_Pool())
            for made in pool.each(partial(done, self.task), pieces):
                self._keep(made, summary)
                if write is not None:
                    write(made.columns(self.task))
                self.progress("work", summary.claims, plan.claims)

    def _keep(self, made: Done, summary: Summary) -> None:
        summary.merge(made.summary)
        if self.tally is not None:
            self.tally.add(made.block)

    # -- part by part ----------------------------------------------------------------

    def jobs(self, plan: Plan) -> Iterator[Job]:
        """The parts; those of a file that does not stand together are brought together first."""
        results = None if self.out is None else self.folder.folder()
        if plan.way != "scratch":
            cuts = (0, plan.claims) if plan.way == "memory" else self.survey.cuts
            assert cuts is not None
            for number, (start, stop) in enumerate(pairwise(cuts)):
                to = None if results is None else results / f"run-{number}"
                if start < stop:
                    yield Job(self.task, Range(number, start, stop), to)
            return
        self._dealt = dealt = scattered(
            self.task.claims,
            self.survey.moved,
            plan.parts,
            self.folder.folder(),
            lambda claims: self.progress("scatter", claims, plan.claims),
        )
        words = tuple((name, tuple(each.codes)) for name, each in dealt.words.items())
        for number in np.flatnonzero(dealt.sizes).tolist():
            to = None if results is None else results / f"run-{number}"
            yield Job(self.task, Part(number, dealt.path(number), words), to)

    def _elsewhere(self, plan: Plan, summary: Summary, file: written.Written | None) -> None:
        """Parts are worked out side by side, and their results brought into order."""
        jobs = list(self.jobs(plan))
        runs: list[Run | None] = [None] * plan.parts
        with ExitStack() as closing:
            for sent in self._handed_out(jobs, closing):
                summary.merge(sent.summary)
                if self.tally is not None:
                    self.tally.merge(sent.tally)
                if self._dealt is not None:
                    self._dealt.path(sent.number).unlink()
                    runs[sent.number] = sent.run
                elif file is not None and sent.run is not None:
                    file.write(columns_of(sent.run, self.task.names()))
                    sent.run.file.unlink()
                self.progress("work", summary.claims, plan.claims)
        if file is None or self._dealt is None:
            return
        merged = Merged(self._dealt.places, runs, self.task.names())
        with ahead(merged.windows(written.ROWS)) as windows:
            through = 0
            for window in windows:
                file.write(window)
                through += len(window["claim_id"])
                self.progress("write", through, plan.claims)

    def _handed_out(self, jobs: Sequence[Job], closing: ExitStack) -> Iterator[Sent]:
        if self.each is not None:
            return self.each(work, jobs)
        pool = closing.enter_context(_Pool())
        return pool.each(work, jobs)


class _Pool(ThreadPoolExecutor):
    """Two threads: machine code and column reading leave the interpreter to one another.

    Two parts side by side, a core each, beat one part on both: a part has much that is one thread's.
    """

    def __init__(self) -> None:
        several = min(2, cores())
        super().__init__(several, "part", one_of, (several,))

    def each(self, do: Callable[[Part_], Made], parts: Iterable[Part_]) -> Iterator[Made]:
        """In the order of the parts; the first alone, since it may have to make the machine code."""
        waiting: list[Future[Made]] = []
        for number, part in enumerate(parts):
            if number == 0:
                yield do(part)
                continue
            waiting.append(self.submit(do, part))
            if len(waiting) > 2:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.shutdown(wait=True, cancel_futures=True)


def _check_regions(region: str | None, scenarios: Sequence[Scenario]) -> None:
    """A region named on the command line is a known one."""
    if region is not None:
        for scenario in scenarios:
            if region not in scenario.book.regions():
                listed = ", ".join(scenario.book.regions())
                raise refused("unknown_region", "--region", None, given=region, regions=listed)


def _nobody(stage: str, claims: int, of: int) -> None:
    """Nobody looks on."""


__all__ = ["ROWS", "Plan", "Progress", "Simulated", "blocks", "layers_of", "simulate_file"]
