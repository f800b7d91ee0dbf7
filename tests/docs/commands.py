"""Commands that a page shows, run: `benefits …` in this process, `curl` against a real server."""

import http.client
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from api.command import commands
from tests.docs.blocks import ROOT

ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:8000")
_AS_CURL: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
_SERVES: Final = ("make run", "benefits demo", "benefits serve")


@dataclass
class Terminal:
    """A terminal in a folder; `port` is the real server's, `code` how the last command ended."""

    folder: Path
    port: int
    code: int = field(default=0)

    def run(self, command: str) -> str:
        """What a command prints."""
        if command == "echo $?":
            return f"{self.code}\n"
        if command.startswith(_SERVES):
            return self._serves(command)
        words = shlex.split(command)
        given: bytes | None = None
        if "<" in words:
            place = words.index("<")
            given = (self.folder / words[place + 1]).read_bytes()
            words = words[:place]
        match words[0]:
            case "benefits":
                done = CliRunner().invoke(commands, words[1:], input=given, catch_exceptions=False)
                self.code = done.exit_code
                return done.output
            case "curl":
                return self._curl(words[1:])
            case "cat":
                return (self.folder / words[1]).read_text(encoding="utf-8")
        raise AssertionError(f"a page may not show the command {words[0]}")

    def _serves(self, command: str) -> str:
        """What is printed until the server serves; then it is stopped."""
        if command == "make run":
            assert "run: setup\n\t$(BIN)/benefits demo" in (ROOT / "Makefile").read_text()
            command = "benefits demo"
        words = shlex.split(command)[1:]
        if "--port" in words:
            at = words.index("--port")
            del words[at : at + 2]
        code = "from api.command import main; main()"
        with subprocess.Popen(
            [sys.executable, "-c", code, *words, "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            printed = ""
            for line in process.stdout:
                printed += re.sub(r":\d+/", ":8000/", line) if "http://" in line else line
                if "http://" in line:
                    break
            process.terminate()
        return printed

    def _curl(self, words: list[str]) -> str:
        """The few options of curl that the pages use, spoken over the wire."""
        method, headers, body, told = "GET", {}, None, False
        rest = iter(words)
        for word in rest:
            match word:
                case "-s":
                    continue
                case "-i":
                    told = True
                case "-X":
                    method = next(rest)
                case "-H":
                    name, _, value = next(rest).partition(":")
                    headers[name] = value.strip()
                case "--data-binary" | "-d":
                    given = next(rest)
                    method = "POST" if method == "GET" else method
                    body = given.encode()
                    if given.startswith("@"):
                        body = (self.folder / given[1:]).read_bytes()
                case _:
                    assert ADDRESS.match(word), f"curl {word}"
                    path = ADDRESS.sub("", word)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request(method, path, body, {**_AS_CURL, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
        self.code = 0
        if told:
            head = "".join(f"{name}: {value}\n" for name, value in answer.getheaders())
            return f"HTTP/1.1 {answer.status} {answer.reason}\n{head}\n{text}"
        return text


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output shown under it."""
    command, shown = "", ""
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], ""
        elif command.endswith("\\"):
            command = command[:-1] + line.strip()
        else:
            shown += line + "\n"
    if command:
        yield command, shown
