"""The log (日志): one line an event, for programs or for people, and nothing that tells who somebody is.

Our own events carry what we put into them, field by field. A line of a library keeps its first line
without what was filled into it, and an exception keeps its kind and the places it came through: messages
hold what callers sent.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["json", "console"]

_MOST_PLACES: Final = 12
_LONGEST: Final = 200
_STARTED_FROM: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def log(name: str) -> Any:
    """The log of a part of the server; an event and its fields: `log("…").info("stopped", seconds=1)`."""
    return structlog.stdlib.get_logger(f"benefits.{name}")


def places_of(trace: TracebackType | None) -> list[str]:
    """Where a mistake came through: `api/quotes.py:31 quote`, the last one last."""
    frames = traceback.extract_tb(trace)[-_MOST_PLACES:]
    return [f"{_short(each.filename)}:{each.lineno} {each.name}" for each in frames]


def _short(path: str) -> str:
    if path.startswith(_STARTED_FROM + os.sep):
        return os.path.relpath(path, _STARTED_FROM)
    return os.path.join(*path.split(os.sep)[-2:])


def _exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its kind and its places."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        event["exception"] = found[0].__qualname__
        event["places"] = places_of(found[2])
    return event


def _of_a_library(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A line that a library wrote: its template's first line, without what was filled in."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and event.get("_from_structlog") is not True:
        first = str(record.msg).partition("\n")[0][:_LONGEST]
        event["event"], event["of"] = first, record.name
        if record.exc_info:
            event["exc_info"] = record.exc_info
    return event


def _ordered(_: WrappedLogger, __: str, event: EventDict) -> MutableMapping[str, Any]:
    first = {name: event.pop(name) for name in ("time", "level", "event") if name in event}
    return {**first, **event}


_OURS: Final[list[structlog.typing.Processor]] = [
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
]
structlog.configure(  # whoever listens to our loggers, even before `begin`, gets no message either
    processors=[
        structlog.stdlib.filter_by_level,
        *_OURS,
        _exception,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def begin(level: Level = "info", form: Form = "json", to: TextIO | None = None) -> None:
    """From here on everything this process logs goes out line by line, to standard error."""
    lines = logging.StreamHandler(to or sys.stderr)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_OURS,
            processors=[
                _of_a_library,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _exception,
                _ordered,
                _written(form),
            ],
            use_get_message=False,
            pass_foreign_args=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel(logging.WARNING)
    logging.getLogger("benefits").setLevel(level.upper())
    _catch_the_rest()


def _written(form: Form) -> structlog.typing.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=_plain)
    return structlog.processors.KeyValueRenderer(key_order=["time", "level", "event"])


def _plain(value: Any) -> str:
    return type(value).__qualname__


def _catch_the_rest() -> None:
    """What would print a traceback with its message is logged instead, by kind and place."""
    rest = log("server")

    def told(args: Any) -> None:
        rest.error("mistake", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    threading.excepthook = sys.unraisablehook = told
