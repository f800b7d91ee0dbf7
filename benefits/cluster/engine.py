"""Partitions handed out to other processes or machines (分区并行): Dask does the handing out.

A partition knows nothing of another, so it may be worked out anywhere and twice: a worker that is killed
costs the time of what it had begun. What comes back is merged in the order of the partitions.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from socket import create_connection
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from benefits.problems import Problem, Refused, Text
from benefits.simulation.threads import VARIABLE

Given = TypeVar("Given")
Made = TypeVar("Made")

_AT_ONCE: Final = 4
"""Partitions handed out ahead to each worker; the others wait, so that a queue of a million is no burden."""


_PATIENCE_SECONDS: Final = 5


@contextmanager
def engine(where: str | int) -> Iterator["Engine"]:
    """An engine at an address (`dask://host:port`), or so many processes on this machine.

    Raises `Refused("invalid_request")` where there is none.
    """
    try:
        import distributed
    except ImportError:
        raise _refused(
            Text("没有安装 Dask", "Dask is not installed"),
            Text(
                "请安装 benefits[cluster]，或不用 --workers 和 --engine",
                "install benefits[cluster], or leave out --workers and --engine",
            ),
        ) from None
    with ExitStack() as closing:
        if isinstance(where, int):
            cluster = distributed.LocalCluster(
                n_workers=where,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # a usual port could be taken
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                silence_logs=50,
                env={VARIABLE: "1"},  # a process has one core to itself
            )
            address: Any = closing.enter_context(cluster)
        else:
            address = re.sub("^dask://", "tcp://", where)
        if not isinstance(where, int) and not _reached(address):
            raise _silent(where)
        try:
            client = distributed.Client(address, timeout="5s", set_as_default=False)
        except (OSError, TimeoutError, ValueError):
            raise _silent(where) from None
        yield Engine(closing.enter_context(client))


class Engine:
    """Workers that partitions are handed to."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def workers(self) -> int:
        """How many there are now."""
        return max(len(self._client.scheduler_info(n_workers=-1)["workers"]), 1)

    def each(self, work: Callable[[Given], Made], given: Sequence[Given]) -> Iterator[Made]:
        """`work` of each, in the order given; an exception of `work` is raised here."""
        waiting: list[Any] = []
        ahead = _AT_ONCE * self.workers()
        for each in given:
            waiting.append(self._client.submit(work, each, pure=False))
            if len(waiting) >= ahead:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _reached(address: str) -> bool:
    """An engine answers there: asked before Dask's client is, which goes on trying after it has given up, and
    waits for ever for what is no engine."""
    try:
        parts = urlsplit(address)
        if parts.scheme != "tcp" or parts.hostname is None or parts.port is None:
            return False
        create_connection((parts.hostname, parts.port), timeout=_PATIENCE_SECONDS).close()
        asyncio.run(_greeted(address))
    except (OSError, TimeoutError, ValueError):
        return False
    return True


async def _greeted(address: str) -> None:
    from distributed.comm.core import connect

    greeting = connect(address, timeout=_PATIENCE_SECONDS)
    (await asyncio.wait_for(greeting, _PATIENCE_SECONDS)).abort()


def _silent(where: str | int) -> Refused:
    return _refused(
        Text(f"连不上 {where}", f"nothing answers at {where}"),
        Text(
            "请先用 dask scheduler 和 dask worker 启动引擎，并写其地址，例如 dask://127.0.0.1:8786",
            "start dask scheduler and dask worker first, and give their address, "
            "like dask://127.0.0.1:8786",
        ),
    )


def _refused(what: Text, fix: Text) -> Refused:
    return Refused("invalid_request", [Problem("no_engine", "--engine", what, fix)])
