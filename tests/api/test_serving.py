"""A real server on a free port of this machine, spoken to over the wire."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from api.serving import CannotServe, address_of, listen
from benefits.claims.json_text import QUOTE_LIMIT
from tests.api.client import example

COMMAND = [sys.executable, "-c", "from api.command import main; main()"]


@dataclass
class Server:
    """A server's process, its address, and what it printed before it served."""

    process: subprocess.Popen[str]
    host: str
    port: int
    printed: str

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=30)

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, log = self.process.communicate(timeout=30)
        return self.process.returncode, log


def started(*words: str, **environ: str) -> Server:
    """A server on its own; what it keeps lies in a folder of its own unless `environ` says where."""
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "120",
        "XDG_DATA_HOME": tempfile.mkdtemp(prefix="benefits-kept-"),
        **environ,
    }
    process = subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    printed = ""
    assert process.stdout is not None
    for line in process.stdout:
        printed += line
        if found := re.search(r"https?://([\d.]+):(\d+)/", line):
            return Server(process, found[1], int(found[2]), printed)
    _, log = process.communicate()
    raise AssertionError(f"the server did not start: {printed}{log}")


@pytest.fixture
def server() -> Iterator[Server]:
    running = started("serve", "--demo", "--port", "0", "--lang", "en")
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def test_the_server_answers_logs_without_bodies_and_stops_when_told(server: Server) -> None:
    connection = server.connection()
    connection.request("POST", "/v1/quotes?detail=none", json.dumps(example()))
    response = connection.getresponse()
    assert response.status == 200
    assert response.getheader("server") is None
    assert json.loads(response.read())["patient"] == "1092.70"

    connection.request("POST", "/v1/quotes", b"{")
    response = connection.getresponse()
    assert (response.status, response.getheader("content-type")) == (
        400,
        "application/problem+json",
    )
    response.read()
    connection.close()

    code, log = server.stop()
    assert code == 0
    lines = [json.loads(line) for line in log.splitlines()]
    events = [each["event"] for each in lines]
    assert (events[0], events[-1], events.count("stopping")) == ("started", "stopped", 1)
    asked = [
        (each["method"], each["route"], each["status"])
        for each in lines
        if each["event"] == "request"
    ]
    assert asked == [("POST", "/v1/quotes", 200), ("POST", "/v1/quotes", 400)]
    for never in ("Traceback", "detail=none", "jx-yichun", "20000"):
        assert never not in log


def test_a_body_without_a_length_is_cut_off_at_its_limit(server: Server) -> None:
    connection = server.connection()
    pieces = (b" " * 50_000 for _ in range(QUOTE_LIMIT // 50_000 + 1))
    connection.request("POST", "/v1/quotes", pieces, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_a_client_that_leaves_in_the_middle_harms_nobody(server: Server) -> None:
    with socket.create_connection((server.host, server.port)) as leaving:
        leaving.sendall(
            b"POST /v1/quotes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"
        )
    with socket.create_connection((server.host, server.port)) as leaving:
        lines = json.dumps(example()).encode() + b"\n"
        head = f"POST /v1/quotes/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(lines) * 200}"
        leaving.sendall(head.encode() + b"\r\n\r\n" + lines * 200)
        assert leaving.recv(20).startswith(b"HTTP/1.1 200")
    connection = server.connection()
    connection.request("GET", "/healthz")
    assert json.loads(connection.getresponse().read()) == {"status": "ok"}
    connection.close()
    code, log = server.stop()
    assert code == 0
    assert "Traceback" not in log


def test_the_demo_shows_a_worked_settlement_and_serves_on_this_machine() -> None:
    running = started("demo", "--port", "0", "--lang", "zh")
    try:
        assert running.host == "127.0.0.1"
        assert "个人负担 ¥1,092.70" in running.printed
        assert "[1] 的 80%" in running.printed
        assert "Ctrl-C" in running.printed.splitlines()[-1]
        connection = running.connection()
        connection.request("GET", "/")
        assert "医疗待遇测算" in connection.getresponse().read().decode()
        connection.close()
    finally:
        code, _ = running.stop()
    assert code == 0


def ended(*words: str) -> tuple[int, str]:
    result = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return result.returncode, result.stderr


def test_a_port_that_is_taken_is_told() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        code, told = ended("serve", "--port", str(port), "--lang", "en")
        assert code == 2
        assert told == (
            f"port {port} is taken; choose another, like --port {port % 65_000 + 1}, "
            "or let --port 0 find one\n"
        )
        assert "已被占用" in ended("serve", "--port", str(port), "--lang", "zh")[1]


def test_a_demo_is_for_this_machine_only() -> None:
    code, told = ended("serve", "--demo", "--host", "0.0.0.0", "--lang", "en")
    assert (code, told) == (2, "a demo only runs at 127.0.0.1\n")


def test_addresses_that_cannot_be_served_at() -> None:
    for host, says in (
        ("no such host", "there is no host"),
        ("192.0.2.1", "this machine does not have the address 192.0.2.1"),
    ):
        with pytest.raises(CannotServe, match=says) as cannot:
            listen(host, 0)
        assert cannot.value.says.zh


def test_an_address_is_written_for_a_browser() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address_of(listening) == f"http://127.0.0.1:{port}/"
