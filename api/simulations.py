"""Simulations over HTTP (模拟测算接口): a claim table in, a simulation asked for, its progress and report.

What comes out are sums and reports with small cells merged; rows of people never do. The same question
has the same address, for it is made of what the result depends on.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response, StreamingResponse

from api import openapi, problems
from api.access.marks import needs
from api.bodies import body_within, pieces_within, query_of
from api.simulation_runner import Runner
from api.simulation_store import ENDED, TABLE_LIMIT, no_table, nothing, number_of
from benefits.claims.json_text import QUOTE_LIMIT, plain, read_json
from benefits.claims.sentences import problem
from benefits.problems import Problem, Refused, Text
from benefits.quotes.desk import Desk

router = APIRouter(prefix="/v1/simulations")

_FIELDS: Final[Mapping[str, type]] = {
    "table": str,
    "region": str,
    "reform": dict,
    "statistics": dict,
    "prices": str,
    "use": str,
}
_LONGEST_TEXT: Final = 1000
_ONE_LINE: Final = "这里需要一行文字，不太长", "one line of text is needed here, not too long"
_LOOK_EVERY_SECONDS: Final = 0.25
_OWN_SCRIPTS: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A report draws its charts with the scripts that lie beside it, and nothing from elsewhere."""


@router.post("/tables", **needs("simulations.run", openapi.TABLE))
async def take(request: Request) -> Response:
    """Keep a claim table (Parquet or CSV); its digest is its name."""
    query_of(request, {})
    path, new = await _runner(request).store.take(pieces_within(request, TABLE_LIMIT))
    told = {"table": path.stem, "form": path.suffix[1:], "bytes": path.stat().st_size}
    return _json(told, 201 if new else 200)


@router.delete("/tables/{digest}", **needs("simulations.run", openapi.FORGET))
async def forget(request: Request, digest: str) -> Response:
    """Remove a claim table."""
    query_of(request, {})
    if not _runner(request).store.forget_table(digest):
        raise no_table(digest, "")
    return Response(status_code=204)


@router.post("", **needs("simulations.run", openapi.SIMULATION))
async def ask(request: Request) -> Response:
    """Ask for a simulation: queued, or found where the same was asked before."""
    query_of(request, {})
    asked = _asked(read_json(await body_within(request, QUOTE_LIMIT)))
    runner, desk = _runner(request), request.app.state.desk
    if runner.store.table(asked["table"]) is None:
        raise no_table(asked["table"], "table")
    await run_in_threadpool(_sound, desk, asked)
    asked["policies"] = await run_in_threadpool(desk.book.digest)
    asked["engine"] = request.app.version
    number = number_of(asked)
    job, new = runner.ask(number, asked, problems.language_of(request))
    return _json(_told(runner, job), 202 if new else 200, {"Location": f"{router.prefix}/{number}"})


@router.get("", **needs("simulations.read", openapi.SIMULATIONS))
async def listed(request: Request) -> Response:
    """Every simulation kept: what was asked, and how far it is."""
    query_of(request, {})
    runner = _runner(request)
    found = await run_in_threadpool(lambda: [_told(runner, job) for job in runner.store.all()])
    return _json({"simulations": found})


@router.get("/{id}", **needs("simulations.read", openapi.SIMULATION_STATE))
async def state(request: Request, id: str) -> Response:
    """What was asked, how far it is, and what came out."""
    query_of(request, {})
    runner = _runner(request)
    return _json(_told(runner, _job(runner, id)))


@router.get("/{id}/events", **needs("simulations.read", openapi.SIMULATION_EVENTS))
async def events(request: Request, id: str) -> Response:
    """The same, told whenever it changes, until it has ended (server-sent events)."""
    query_of(request, {})
    runner = _runner(request)
    _job(runner, id)
    return StreamingResponse(_changes(runner, id), media_type="text/event-stream")


@router.get("/{id}/report/{name:path}", **needs("simulations.read", openapi.SIMULATION_REPORT))
async def report(request: Request, id: str, name: str) -> Response:
    """One file of the report."""
    query_of(request, {})
    runner = _runner(request)
    job = _job(runner, id)
    if name not in runner.store.report(id):
        raise nothing(
            f"report/{plain(name)}", "这项测算没有这个文件", "the report has no such file"
        )
    path = runner.store.place(job["id"]) / "report" / name
    return FileResponse(path, headers={"Content-Security-Policy": _OWN_SCRIPTS})


@router.delete("/{id}", **needs("simulations.run", openapi.FORGET))
async def cancel(request: Request, id: str) -> Response:
    """Cancel a simulation that waits or runs; forget one that has ended."""
    query_of(request, {})
    runner = _runner(request)
    _job(runner, id)
    await run_in_threadpool(runner.cancel, id)
    return Response(status_code=204)


def _runner(request: Request) -> Runner:
    runner: Runner = request.app.state.simulations
    return runner


def _json(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(answer), status, headers, "application/json")


# -- what is asked -------------------------------------------------------------------------


def _asked(given: object) -> dict[str, Any]:
    """The request's fields; raises `Refused` with every one that is wrong."""
    if not isinstance(given, dict):
        raise Refused("invalid_request", [_wrong("", "需要一个 JSON 对象", "an object is needed")])
    wrong: list[Problem] = []
    for name, value in given.items():
        kind = _FIELDS.get(name)
        if kind is None:
            wrong.append(problem("field_is_not_known", plain(name), near_zh="", near_en=""))
        elif value is not None and not isinstance(value, kind):
            word = Text("一段文字", "text") if kind is str else Text("一个对象", "an object")
            wrong.append(_wrong(name, f"这里需要{word.zh}", f"{word.en} is needed here"))
        elif isinstance(value, dict):
            wrong += [
                _wrong(f"{name}.{plain(path)}", *_ONE_LINE)
                for path, each in value.items()
                if not (isinstance(each, str) and _is_line(path) and _is_line(each))
            ]
        elif isinstance(value, str) and not _is_line(value):
            wrong.append(_wrong(name, *_ONE_LINE))
    if given.get("table") is None:
        wrong.append(problem("field_is_missing", "table", name="table"))
    if wrong:
        raise Refused("invalid_request", wrong)
    return {name: value for name, value in given.items() if value is not None and value != {}}


def _is_line(text: str) -> bool:
    """What may become a word of a command: one line, none of its characters unseen."""
    return len(text) <= _LONGEST_TEXT and text.isprintable()


def _sound(desk: Desk, asked: Mapping[str, Any]) -> None:
    """A reform that is wrong is refused at once, not after a wait."""
    from benefits.reforms import scenarios

    sets = [f"{path}={value}" for path, value in sorted(asked.get("reform", {}).items())]
    region = asked.get("region")
    scenarios(desk.book, (), sets, None if region is None else [region])


def _wrong(where: str, zh: str, en: str) -> Problem:
    fix = Text("请按接口说明填写", "see the description of the interface")
    return Problem("invalid_request", where, Text(zh, en), fix)


# -- what is told --------------------------------------------------------------------------


def _job(runner: Runner, number: str) -> dict[str, Any]:
    job = runner.store.read(number)
    if job is None:
        raise nothing(plain(number), "没有这项测算", "there is no such simulation")
    return job


def _told(runner: Runner, job: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in job.items() if name != "language"}
    if job["state"] == "done":
        address = f"{router.prefix}/{job['id']}/report"
        told["report"] = [f"{address}/{name}" for name in runner.store.report(job["id"])]
    return told


async def _changes(runner: Runner, number: str) -> AsyncIterator[bytes]:
    before: dict[str, Any] | None = None
    while True:
        job = runner.store.read(number)
        if job is None:
            return
        if job != before:
            yield b"event: state\ndata: " + orjson.dumps(_told(runner, job)) + b"\n\n"
            before = job
        if job["state"] in ENDED:
            return
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
