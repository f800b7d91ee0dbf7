"""A client that loads a server (压测客户端): plain sockets in one event loop, connections kept alive.

`flood` asks as fast as answers come and counts them. `keep_pace` asks on a schedule that does not
wait for answers, and counts each delay from the moment the request was due: a server that stalls is
charged for every request that had to wait meanwhile (no coordinated omission).
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, cast

CONNECTIONS: Final = 8
AT_MOST: Final = 128
"""So many connections a schedule may open; a request beyond them waits, and its waiting counts."""


def request_bytes(path: str, body: bytes, **headers: str) -> bytes:
    """A POST of a JSON body, as it goes over the wire."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{more}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


class WrongAnswer(RuntimeError):
    """The server said anything but what is looked for: a figure of such answers would mean nothing."""


class Connection(asyncio.Protocol):
    """One connection: a request out, an answer in, one at a time."""

    def __init__(self, status: int = 200) -> None:
        self.right = f"HTTP/1.1 {status} ".encode("ascii")
        self.transport: asyncio.Transport | None = None
        self.received = bytearray()
        self.waiting: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(WrongAnswer("the server hung up"))

    def data_received(self, piece: bytes) -> None:
        self.received += piece
        ended = answer_ends(self.received)
        if ended and self.waiting is not None:
            answer = bytes(self.received[:ended])
            del self.received[:ended]
            waiting, self.waiting = self.waiting, None
            if answer.startswith(self.right):
                waiting.set_result(answer)
            else:
                waiting.set_exception(WrongAnswer(answer[:300].decode("utf-8", "replace")))

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        assert self.transport is not None
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiting

    def close(self) -> None:
        assert self.transport is not None
        self.transport.close()


def answer_ends(received: bytes | bytearray) -> int:
    r"""Where an answer that has come in full ends; 0 while it has not.

    >>> answer_ends(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
    40
    >>> answer_ends(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{")
    0
    """
    head = received.find(b"\r\n\r\n")
    if head < 0:
        return 0
    for line in bytes(received[:head]).lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            ends = head + 4 + int(line[15:])
            return ends if len(received) >= ends else 0
    raise WrongAnswer("an answer without a length")


async def connect(port: int, status: int = 200) -> Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(lambda: Connection(status), "127.0.0.1", port)
    return connection


async def flood(port: int, request: bytes, seconds: float) -> int:
    """How many answers come within some seconds when `CONNECTIONS` ask without pause."""
    ends = perf_counter() + seconds
    connections = [await connect(port) for _ in range(CONNECTIONS)]
    counts = await asyncio.gather(*(_asking(each, request, ends) for each in connections))
    for each in connections:
        each.close()
    return sum(counts)


async def _asking(connection: Connection, request: bytes, ends: float) -> int:
    count = 0
    while perf_counter() < ends:
        await connection.ask(request)
        count += 1
    return count


@dataclass(slots=True)
class Paced:
    """Delays in seconds from the moment a request was due, and how late the client sent it."""

    delays: list[float] = field(default_factory=list)
    sent_late: list[float] = field(default_factory=list)


async def keep_pace(port: int, request: bytes, a_second: int, seconds: float) -> Paced:
    """Ask `a_second` times a second, evenly, whatever becomes of the answers."""
    paced, pool = Paced(), _Pool(port)
    began = perf_counter() + 0.05
    asked = []
    for number in range(int(a_second * seconds)):
        due = began + number / a_second
        await asyncio.sleep(max(0.0, due - perf_counter()))
        asked.append(asyncio.create_task(_one(pool, request, due, paced)))
    await asyncio.gather(*asked)
    pool.close()
    return paced


async def _one(pool: "_Pool", request: bytes, due: float, paced: Paced) -> None:
    connection = await pool.take()
    paced.sent_late.append(perf_counter() - due)
    await connection.ask(request)
    paced.delays.append(perf_counter() - due)
    pool.give(connection)


class _Pool:
    """Connections that are free; a new one is opened while there are fewer than `AT_MOST`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: deque[Connection] = deque()
        self.all: list[Connection] = []
        self.room = asyncio.Semaphore(AT_MOST)

    async def take(self) -> Connection:
        await self.room.acquire()
        if self.free:
            return self.free.pop()
        opened = await connect(self.port)
        self.all.append(opened)
        return opened

    def give(self, connection: Connection) -> None:
        self.free.append(connection)
        self.room.release()

    def close(self) -> None:
        for each in self.all:
            each.close()
