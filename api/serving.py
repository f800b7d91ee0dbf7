"""Serving (启动服务): a socket of our own, so that a taken port is told in words, then uvicorn.

Each request is one line of the log: method, path, status, time; never a query and never a body.
"""

import errno
import logging
import socket
import sys
from contextlib import suppress
from typing import Final

from benefits.problems import Text
from benefits.quotes.desk import Desk

_BACKLOG: Final = 2048
_LONGEST_GOODBYE_SECONDS: Final = 5


class CannotServe(Exception):
    """The address cannot be served at; `says` tells why in both languages."""

    def __init__(self, says: Text) -> None:
        self.says = says
        super().__init__(says.en)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 takes a free one. Raises `CannotServe`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise CannotServe(Text(f"不认识主机 {host}", f"there is no host {host}")) from None
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise CannotServe(_why(error, host, port)) from None
    listening.set_inheritable(True)
    return listening


def _why(error: OSError, host: str, port: int) -> Text:
    if error.errno == errno.EADDRINUSE:
        return Text(
            f"端口 {port} 已被占用；请换一个，例如 --port {port % 65_000 + 1}，"
            "或用 --port 0 自动选择",
            f"port {port} is taken; choose another, like --port {port % 65_000 + 1}, "
            "or let --port 0 find one",
        )
    if error.errno == errno.EACCES:
        return Text(
            f"没有使用端口 {port} 的权限；请用 1024 以上的端口",
            f"port {port} needs rights this user lacks; choose one above 1024",
        )
    return Text(f"本机没有地址 {host}", f"this machine does not have the address {host}")


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def serve(listening: socket.socket, desk: Desk, policies: str | None = None) -> None:
    """Answer requests until told to stop; `policies` is the site's own folder of them."""
    import uvicorn

    from api.server import application
    from api.simulation_runner import Runner
    from api.simulation_store import usual_folder

    _log_to_stderr()
    simulations = Runner(usual_folder(), policies)
    config = uvicorn.Config(
        application(desk, simulations),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LONGEST_GOODBYE_SECONDS,
    )
    try:
        with suppress(KeyboardInterrupt):  # raised again after the last answer has gone out
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        simulations.close()


def _log_to_stderr() -> None:
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name, level in (("benefits", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.addHandler(lines)
        logger.setLevel(level)
        logger.propagate = False
