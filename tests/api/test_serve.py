"""`benefits serve` and `benefits demo` as processes: which database, who may be served, how it stops."""

import http.client
import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.command import commands
from api.serve_command import open_site
from tests.api.test_serving import Server, started
from tests.stores.kept import database_url, store

__all__ = ["database_url", "store"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the commands of a test keep."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "benefits"


@pytest.fixture
def servers(home: Path) -> Iterator[list[Server]]:
    running: list[Server] = []
    yield running
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def refused(*words: str) -> str:
    """What a command that must end with 2 prints; it runs in this process."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        ended = CliRunner().invoke(
            commands, [*words, "--port", "0", "--lang", "en"], catch_exceptions=False
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.exit_code == 2, ended.output
    return ended.stderr


def start(servers: list[Server], home: Path, *words: str, **environ: str) -> Server:
    kept = {"XDG_DATA_HOME": str(home.parent), **environ}
    servers.append(started(*words, "--port", "0", "--lang", "en", **kept))
    return servers[-1]


def answer(server: Server, path: str) -> tuple[int, dict[str, object]]:
    with closing(server.connection()) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def terminated(server: Server) -> int:
    server.process.send_signal(signal.SIGTERM)
    server.process.communicate(timeout=30)
    return server.process.returncode


def test_the_book_lies_in_the_users_own_folder_and_is_one_process_alone(
    servers: list[Server], home: Path
) -> None:
    server = start(servers, home, "serve")
    assert f"Database: sqlite:///{home}/book.sqlite\n" in server.printed
    assert home.stat().st_mode & 0o777 == 0o700
    assert answer(server, "/readyz") == (200, {"status": "ready"})
    second = refused("serve")
    assert "another process is using" in second
    assert "PostgreSQL" in second
    server.process.kill()  # what is written stays, and the file is free again
    server.process.communicate()
    assert terminated(start(servers, home, "serve")) == 0


def test_a_demo_has_a_database_of_its_own_and_neither_opens_the_others(
    servers: list[Server], home: Path
) -> None:
    demo = start(servers, home, "serve", "--demo")
    assert f"Demo database: sqlite:///{home}/demo.sqlite\n" in demo.printed
    assert terminated(demo) == 0
    open_site(f"sqlite:///{home}/book.sqlite", demo=False)[0].close()
    for words, says in (
        (["--demo", "--database", f"sqlite:///{home}/book.sqlite"], "not a demo database"),
        (["--database", f"sqlite:///{home}/demo.sqlite"], "add --demo"),
    ):
        assert says in refused("serve", *words)


def test_make_runs_demo_leaves_nothing_behind(servers: list[Server], home: Path) -> None:
    server = start(servers, home, "demo")
    place = Path(server.printed.partition("Demo database: sqlite:///")[2].partition("\n")[0])
    assert place.is_file()
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert answer(server, "/readyz")[0] == 200
    assert terminated(server) == 0
    assert not place.parent.exists()
    assert not home.exists()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_postgresql_is_served_and_no_password_is_printed(
    servers: list[Server], home: Path, database_url: str
) -> None:
    url = database_url.replace("postgres@", "postgres:geheim@")
    server = start(servers, home, "serve", BENEFITS_DATABASE=url)
    assert answer(server, "/readyz") == (200, {"status": "ready"})
    server.process.send_signal(signal.SIGTERM)
    _, log = server.process.communicate(timeout=30)
    assert server.process.returncode == 0
    assert "geheim" not in server.printed + log
    assert "Database: postgresql" in server.printed


def test_a_database_that_cannot_be_reached_is_told_and_nothing_is_served(home: Path) -> None:
    url = "postgresql://benefits:geheim@127.0.0.1:1/book"
    told = refused("serve", "--database", url)
    assert "the database does not answer" in told
    for never in ("geheim", "Traceback"):
        assert never not in told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--database", "mysql://x/y"], "this database address is not understood"),
        (["--database", "sqlite:////proc/nothing/book.sqlite"], "cannot be opened"),
        (["--settings", "/nowhere.toml"], "there is no such file"),
        (["--policies", "/nowhere"], "there is no such folder"),
    ],
)
def test_what_cannot_be_used_ends_with_2_in_words(home: Path, words: list[str], says: str) -> None:
    told = refused("serve", *words)
    assert says in told
    assert "Traceback" not in told


def test_another_address_needs_tls_and_an_account(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = refused("serve", "--host", "0.0.0.0")
    for missing in ("tls_certificate", "trusted_proxies", "benefits accounts add"):
        assert missing in told
    monkeypatch.setenv("BENEFITS_TRUSTED_PROXIES", "10.0.0.1")
    told = refused("serve", "--host", "0.0.0.0")
    assert "benefits accounts add" in told
    assert "tls_certificate" not in told


def test_told_to_stop_it_ends_the_answer_under_way_and_takes_nothing_new(
    servers: list[Server], home: Path
) -> None:
    server = start(servers, home, "serve", "--demo")
    assert answer(server, "/readyz")[0] == 200
    body = b'{"region": "jx-yichun"}'
    with socket.create_connection((server.host, server.port), timeout=30) as slow:
        head = (
            f"POST /v1/quotes HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        slow.sendall(head.encode() + body[:5])
        time.sleep(0.5)  # the request is under way
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((server.host, server.port), timeout=5)
        assert server.process.poll() is None
        slow.sendall(body[5:])
        reply = slow.recv(100_000)
    assert reply.startswith(b"HTTP/1.1 422")
    server.process.communicate(timeout=30)
    assert server.process.returncode == 0


def test_an_answer_that_never_ends_does_not_keep_it_up(servers: list[Server], home: Path) -> None:
    server = start(servers, home, "serve", "--demo", BENEFITS_GOODBYE_SECONDS="1")
    assert answer(server, "/readyz")[0] == 200
    with socket.create_connection((server.host, server.port), timeout=30) as slow:
        slow.sendall(b"POST /v1/quotes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{")
        time.sleep(0.5)
        began = time.monotonic()
        assert terminated(server) == 0
        assert time.monotonic() - began < 10


def test_https_is_served_with_a_certificate(
    servers: list[Server], home: Path, tmp_path: Path
) -> None:
    import ssl

    from tests.api.certificate import certificate

    there, key = certificate(tmp_path)
    server = start(
        servers, home, "serve", "--demo",
        BENEFITS_TLS_CERTIFICATE=str(there), BENEFITS_TLS_KEY=str(key),
    )  # fmt: skip
    trusting = ssl.create_default_context(cafile=str(there))
    with closing(
        http.client.HTTPSConnection("127.0.0.1", server.port, timeout=30, context=trusting)
    ) as connection:
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
