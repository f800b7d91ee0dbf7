"""Every fenced example of README.md, CONTRIBUTING.md and docs/ is run (文档示例)."""

import doctest
import json
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command import commands
from api.problems import told
from api.settings_read import settings_of
from benefits.checks import curve_answer
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from tests.docs.blocks import PAGES, ROOT, Block, blocks_of
from tests.docs.commands import ADDRESS, Terminal, commands_of
from tests.docs.frame import refused_or_wrong, wrong_with
from tests.docs.shown import json_unlike, unlike

KINDS = {
    "python", "json", "yaml", "csv", "console", "text", "toml", "ini", "dockerfile", "sql"
}  # fmt: skip
MOST_NOT_RUN = 8
DESK = Desk(PolicyBook.packaged())


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real server's port; what it keeps lies in a folder of its own."""
    from tests.api.test_serving import started

    kept = str(tmp_path_factory.mktemp("kept"))
    running = started("serve", "--demo", "--port", "0", "--lang", "en", XDG_DATA_HOME=kept)
    yield running.port
    running.stop()


@dataclass
class Reader:
    """Somebody who reads a page from the top and tries everything on it."""

    terminal: Terminal
    names: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)
    answer: Any = None
    steps: list[Block] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def tries(self, block: Block) -> None:
        self.saves(block)
        getattr(self, f"_{block.kind}")(block)

    def saves(self, block: Block) -> None:
        if block.file is not None:
            file = self.terminal.folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")

    def _fails(self, block: Block, why: str) -> None:
        if why:
            self.wrong.append(f"{block.place}: {why}")

    def _python(self, block: Block) -> None:
        if ">>>" not in block.text:
            exec(compile(block.text, block.place, "exec"), self.names)
            return
        examples = doctest.DocTestParser().get_doctest(
            block.text, self.names, block.place, str(block.page), block.line
        )
        told_wrong: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(examples, out=told_wrong.append, clear_globs=False)
        self.names = examples.globs
        self._fails(block, "".join(told_wrong))

    def _csv(self, block: Block) -> None:
        """A table that later commands read."""
        self._fails(block, "" if block.file else "nothing reads a table without a file")

    def _json(self, block: Block) -> None:
        if "lines" in block.words:
            self.answer = [self._worked_out(json.loads(line)) for line in block.text.splitlines()]
            return
        given = json.loads(block.text)
        if {"answer", "problem"} & set(block.words):
            self._fails(block, json_unlike(given, self.answer))
            return
        if "part" in block.words:
            given = _laid_over(self.request, given)
        elif "request" in block.words:
            if "wrong" not in block.words:  # a later part is laid over the last sound one
                self.request = given
        else:
            raise AssertionError(f"{block.place}: is this a request, a part, an answer, a problem?")
        self.answer = self._worked_out(given, "curve" in block.words)
        if ("code" in self.answer) != ("wrong" in block.words):
            self._fails(block, json.dumps(self.answer, ensure_ascii=False)[:2000])

    def _worked_out(self, given: Any, curve: bool = False) -> Any:
        try:
            return curve_answer(DESK, given) if curve else DESK.quote(given)
        except Refused as refused:
            return told(refused, "en")

    def _yaml(self, block: Block) -> None:
        if "wrong" in block.words:
            self._fails(block, "" if refused_or_wrong(block.text) else "nothing is wrong with it")
            return
        if "step" in block.words:  # a piece of the whole file that the page ends with
            self.steps.append(block)
        elif "draft" not in block.words:  # a draft is checked by a command under it
            self._fails(block, "\n".join(wrong_with(block.text)))
        if "whole" in block.words:
            for step in self.steps:
                there = step.text.strip("\n") in block.text
                self._fails(step, "" if there else f"is not in the whole file {block.place}")

    def _console(self, block: Block) -> None:
        for command, shown in commands_of(block.text):
            real = self.terminal.run(command)
            self._fails(block, unlike(shown, real) if shown or real else "")

    def _toml(self, block: Block) -> None:
        """A site's settings: all are known, and right but for files that are not on this machine."""
        assert block.file is not None, block.place
        problems = settings_wrong(self.terminal.folder / block.file)
        self._fails(block, "" if bool(problems) == ("wrong" in block.words) else str(problems))

    def _ini(self, block: Block) -> None:
        """A unit of systemd: its command is one of ours."""
        unit = ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(block.text)
        self._fails(block, unknown_words(unit["Service"]["ExecStart"].split()))

    def _dockerfile(self, block: Block) -> None:
        """A container's file: its command is one of ours."""
        command = re.search(r"^CMD (\[.*\])$", block.text, re.MULTILINE)
        assert command is not None, block.place
        self._fails(block, unknown_words(json.loads(command[1])))

    def _sql(self, block: Block) -> None:
        """Run against a real PostgreSQL by tests/docs/test_operate.py."""

    def _text(self, block: Block) -> None:
        """Not run: what another machine or another tool does."""


def settings_wrong(file: Path) -> list[str]:
    """What is wrong with a file of settings on a machine that has all the files it names."""
    try:
        settings_of(str(file))
    except Refused as refused:
        missing = "this file cannot be read"
        return [each.place() for each in refused.problems if each.what.en != missing]
    return []


def unknown_words(words: list[str]) -> str:
    """Options of a command that its help does not name."""
    assert words[0].rpartition("/")[2] == "benefits", words
    told = CliRunner().invoke(commands, [words[1], "--help"]).output
    return ", ".join(each for each in words[2:] if each.startswith("--") and each not in told)


def _laid_over(base: Any, change: Any) -> Any:
    if isinstance(base, dict) and isinstance(change, dict):
        return {**base, **{name: _laid_over(base.get(name), each) for name, each in change.items()}}
    return change


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_example_of_a_page_does_what_it_shows(
    page: Path, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "kept"))
    for name, value in {"COLUMNS": "100", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}.items():
        monkeypatch.setenv(name, value)
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    reader = Reader(Terminal(tmp_path, port))
    for block in blocks_of(page):
        if "whole" in block.words:  # what the page ends with is at hand from the start
            reader.saves(block)
    for block in blocks_of(page):
        reader.tries(block)
    assert not reader.wrong, "\n\n".join(reader.wrong)


def test_every_block_says_what_it_is_and_few_are_not_run() -> None:
    blocks = [block for page in PAGES for block in blocks_of(page)]
    assert len(blocks) > 100
    assert [each.place for each in blocks if each.kind not in KINDS] == []
    not_run = [each.place for each in blocks if each.kind == "text"]
    assert len(not_run) <= MOST_NOT_RUN, not_run


def test_addresses_are_those_the_server_has_by_default() -> None:
    for page in PAGES:
        for block in blocks_of(page):
            if block.kind == "console" and "curl" in block.text:
                assert ADDRESS.search(block.text), block.place
