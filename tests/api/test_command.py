"""The command line: what it prints, how it ends, and that it never shows a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command import commands
from api.languages import language_of_header, language_of_place
from benefits.reading.book import PolicyBook
from tests.api.client import example

HELPED = [
    ["--help"],
    ["serve", "--help"],
    ["demo", "--help"],
    ["backup", "--help"],
    ["restore", "--help"],
    ["quote", "--help"],
    ["simulate", "--help"],
    ["policies", "--help"],
    ["policies", "list", "--help"],
    ["policies", "show", "--help"],
    ["policies", "check", "--help"],
    ["policies", "diff", "--help"],
]


def run(*words: str, given: bytes | None = None) -> Any:
    return CliRunner().invoke(commands, list(words), input=given, catch_exceptions=False)


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    file = tmp_path / "claim.json"
    file.write_text(json.dumps(example()), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("words", HELPED, ids=" ".join)
def test_every_command_has_help_with_an_example(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 0
    if len(words) > 1 and words != ["policies", "--help"]:
        assert f"benefits {' '.join(words[:-1])}" in result.output.partition("Example")[2]


def test_a_quote_is_printed_for_people(request_file: str) -> None:
    for language, told in (("zh", "个人负担 ¥1,092.70"), ("en", "The patient pays ¥1,092.70")):
        result = run("quote", request_file, "--lang", language)
        assert result.exit_code == 0
        assert told in result.output
        assert "12,800.00" in result.output
        assert "sha256:" in result.output


def test_a_quote_is_printed_for_programs(request_file: str) -> None:
    result = run("quote", request_file, "--json", "--detail", "none")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["patient"] == "1092.70"
    assert "worksheet" not in told


def test_a_quote_may_come_from_standard_input() -> None:
    result = run("quote", "-", "--json", given=json.dumps(example()).encode())
    assert json.loads(result.stdout)["patient"] == "1092.70"


def test_a_broken_request_ends_with_2_and_the_servers_problems() -> None:
    broken = json.dumps(example(bill__total=20000)).encode()
    people = run("quote", "-", "--lang", "en", given=broken)
    assert people.exit_code == 2
    assert people.stdout == ""
    assert people.stderr == (
        "The request is not valid (invalid_request)\n"
        "  bill.total\n"
        "    an amount is text, not a number\n"
        '    → write it like "1092.70"\n'
    )
    program = run("quote", "-", "--json", "--lang", "zh", given=broken)
    assert program.exit_code == 2
    assert json.loads(program.stdout)["problems"] == [
        {
            "where": "bill.total",
            "what": "金额必须写成文本，不能是数字",
            "fix": '请写成 "1092.70"',
        }
    ]


@pytest.mark.parametrize(
    ("make", "code", "told"),
    [
        (lambda path: None, "malformed", "there is no such file"),
        (lambda path: path.mkdir(), "malformed", "this is a folder, not a file"),
        (lambda path: path.write_bytes(b"\x89PNG\xff\x00"), "malformed", "is not UTF-8"),
        (lambda path: path.write_bytes(b" " * 1_000_001), "too_large", "larger than 1 MB"),
        (lambda path: path.symlink_to(path), "malformed", "the file cannot be read"),
    ],
    ids=["absent", "folder", "binary", "large", "circle"],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, make: Any, code: str, told: str
) -> None:
    path = tmp_path / "claim.json"
    make(path)
    result = run("quote", str(path), "--lang", "en")
    assert result.exit_code == 2
    assert f"({code})" in result.stderr
    assert told in result.stderr


def test_a_strange_path_is_told() -> None:
    assert run("quote", "a\x00b", "--lang", "en").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [["quote"], ["quote", "-", "--detail", "all"], ["serve", "--port", "70000"], ["nonsense"]],
    ids=" ".join,
)
def test_wrong_words_end_with_2(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_policies_are_listed() -> None:
    people = run("policies", "list", "--lang", "zh")
    assert people.exit_code == 0
    assert len(people.output.splitlines()) >= 16
    assert "江西宜春" in people.output
    listed = json.loads(run("policies", "list", "--json").stdout)["regions"]
    assert [each["region"] for each in listed] == PolicyBook.packaged().regions()


def test_a_policy_is_shown() -> None:
    people = run("policies", "show", "jx-yichun", "--on", "2018-06-15", "--lang", "zh")
    assert people.exit_code == 0
    assert people.output.startswith("# 江西宜春")
    program = json.loads(run("policies", "show", "jx-yichun/2018-01-01", "--json").stdout)
    assert program["version"] == "2018-01-01"


def packaged_file(region: str) -> str:
    book = PolicyBook.packaged()
    return str(book.folder / region / book.versions(region)[-1].name)


def test_a_file_outside_the_book_is_shown_and_checked() -> None:
    file = packaged_file("jx-yichun")
    assert run("policies", "show", file, "--lang", "en").output.startswith("# Yichun")
    checked = json.loads(run("policies", "check", file, "--json").stdout)
    assert {each["file"] for each in checked["findings"]} == {"jx-yichun/2018-01-01.yaml"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "jx-yichung"], "unknown_region"),
        (["show", "jx-yichun", "--on", "2030-01-01"], "no_policy_in_force"),
        (["show", "jx-yichun", "--on", "tomorrow"], "invalid_request"),
        (["show", "jx-yichun", "--known-on", "2018-01-01"], "invalid_request"),
        (["show", "jx-yichun/2019-01-01"], "no_policy_in_force"),
        (["show", "no/such/file.yaml"], "malformed"),
        (["check", "jx-yichung"], "unknown_region"),
        (["diff", "jx-yichun", "jx-yichun/2020-01-01"], "no_policy_in_force"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else each,
)
def test_a_policy_that_is_not_there_ends_with_2(words: list[str], code: str) -> None:
    result = run("policies", *words, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["code"] == code


def test_a_check_ends_with_1_where_there_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "xx-test"
    folder.mkdir()
    broken = folder / "2018-01-01.yaml"
    broken.write_text("region: xx-test\n", encoding="utf-8")
    result = run("policies", "check", str(broken), "--lang", "en")
    assert result.exit_code == 1
    assert "xx-test/2018-01-01.yaml:1:" in result.output
    assert not result.output.splitlines()[-1].startswith("0 errors")
    sound = run("policies", "check", "jx-yichun", "--lang", "en")
    assert sound.exit_code == 0
    assert sound.output.splitlines()[-1].startswith("0 errors, ")


def test_two_policies_are_compared(tmp_path: Path) -> None:
    same = json.loads(run("policies", "diff", "jx-yichun", "jx-yichun", "--json").stdout)
    assert same["clauses"] == []
    folder = tmp_path / "jx-yichun"
    folder.mkdir()
    draft = folder / "2018-01-01.yaml"
    text = Path(packaged_file("jx-yichun")).read_text(encoding="utf-8")
    draft.write_text(text.replace("ceiling: {value: 9.5%", "ceiling: {value: 8%"), encoding="utf-8")
    told = run("policies", "diff", "jx-yichun", str(draft), "--lang", "en")
    assert told.exit_code == 0
    assert "9.5%" in told.output
    assert "8%" in told.output


# -- the process itself ---------------------------------------------------------------------------


def process(*words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    begin = [sys.executable, "-c", "from api.command import main; main()"]
    env = {**os.environ, **more.pop("env", {})}
    return subprocess.run([*begin, *words], env=env, capture_output=True, timeout=60, **more)


def test_the_terminals_language_is_taken() -> None:
    for lang, told in (("zh_CN.UTF-8", "没有这个文件"), ("C.UTF-8", "there is no such file")):
        result = process("quote", "/nowhere", env={"LANG": lang, "LC_ALL": ""})
        assert result.returncode == 2
        assert told in result.stderr.decode()


def test_a_terminal_without_chinese_gets_the_figures_all_the_same() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    given = json.dumps(example()).encode()
    result = process("quote", "-", "--lang", "zh", input=given, env=ascii_only)
    assert result.returncode == 0, result.stderr
    assert b"1,092.70" in result.stdout


def test_a_reader_that_goes_away_is_no_failure() -> None:
    for words in (["policies", "list"], ["policies", "show", "jx-yichun"], ["--help"]):
        reading, writing = os.pipe()
        os.close(reading)
        begin = [sys.executable, "-c", "from api.command import main; main()"]
        result = subprocess.run(
            [*begin, *words], stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
        )
        os.close(writing)
        assert (result.returncode, result.stderr) == (0, b""), words


def test_a_mistake_of_ours_is_one_line(tmp_path: Path) -> None:
    broken = (
        "import api.example, api.command; api.example.EXAMPLE = None;"
        "import sys; sys.argv = ['benefits', 'serve', '--demo', '--port', '0'];"
        "import api.terminal; del api.terminal.print_answer; api.command.main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", broken],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 70
    assert b"Traceback" not in result.stderr
    assert b"the program made a mistake" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_help_comes_without_loading_the_library() -> None:
    seen = (
        "import sys, api.command;"
        "print([m for m in ('fastapi', 'uvicorn', 'benefits.quotes', 'rich') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", seen], capture_output=True, check=True)
    assert result.stdout.strip() == b"[]"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("EN-us", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5,zh;q=0.5", "en"),
        ("en;q=0", "zh"),
        ("en;q=2", "zh"),
        ("fr-FR, *;q=0.1", "zh"),
        (";;;,,,q=", "zh"),
        ("en;q=0.9;x=1," * 5000, "zh"),
    ],
)
def test_the_language_of_a_header(accepted: str | None, language: str) -> None:
    assert language_of_header(accepted) == language


def test_the_language_of_a_place() -> None:
    assert [language_of_place(each) for each in ("zh_TW", "ZH", "en_GB", "")] == [
        "zh",
        "zh",
        "en",
        "en",
    ]
