"""Serving (启动服务): a socket of our own, so that a taken port is told in words, then uvicorn.

Told to stop, it takes nothing new, says so at `/readyz`, lets the answers under way end, and closes what
is open.
"""

import errno
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from types import FrameType
from typing import TYPE_CHECKING, Final

from benefits.problems import Text
from benefits.quotes.desk import Desk

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings
    from api.simulation_runner import Runner
    from benefits.people.vault import Vault
    from benefits.stores.database import Database

_BACKLOG: Final = 2048


class CannotServe(Exception):
    """The address cannot be served at; `says` tells why in both languages."""

    def __init__(self, says: Text) -> None:
        self.says = says
        super().__init__(says.en)


class Terminated(SystemExit):
    """Told to stop by SIGTERM, which is no failure; what is open is closed on the way out."""


def end_well_when_terminated() -> None:
    """From here on SIGTERM ends this process as Ctrl-C does: whatever is open is closed."""

    def terminate(_: int, __: FrameType | None) -> None:
        raise Terminated(0)

    signal.signal(signal.SIGTERM, terminate)


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


def address_of(listening: socket.socket, scheme: str = "http") -> str:
    """The address to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only; a name other than `localhost` is not.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("desk")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Served:
    """What a server is made of, and what has to be closed behind it."""

    app: "FastAPI"
    settings: "Settings"
    simulations: "Runner"
    database: "Database"
    demo: bool

    @classmethod
    def of(
        cls,
        settings: "Settings",
        desk: Desk,
        database: "Database",
        vault: "Vault | None",
        *,
        demo: bool,
    ) -> "Served":
        """The application over a database; raises `Refused` where a file of the settings is no good."""
        from api.server import application
        from api.simulation_runner import Runner

        policies = None if settings.policies is None else str(settings.policies)
        simulations = Runner(settings.data_folder, policies)
        app = application(
            desk, simulations, database=database, settings=settings, demo=demo, vault=vault
        )
        return cls(app, settings, simulations, database, demo)


def serve(listening: socket.socket, served: Served) -> None:
    """Answer requests until told to stop, then let those under way end."""
    import uvicorn

    from api import logs

    app, settings = served.app, served.settings
    logs.begin(settings.log_level, settings.log_format)
    events = logs.log("server")

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.health.stopping = True
            super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            events.info("stopping")
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=settings.goodbye_seconds,
    )
    embedded = served.database.embedded
    try:
        # the signal is raised again after the last answer has gone out
        with suppress(KeyboardInterrupt, Terminated):
            events.info("started", version=app.version, demo=served.demo, embedded=embedded)
            Server(config).run(sockets=[listening])
    finally:
        served.simulations.close()
        served.database.close()
        events.info("stopped")
