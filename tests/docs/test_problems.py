"""docs/problems.md has every code of the program, in the program's own sentences, and no other."""

import re
from collections.abc import Sequence

from api.problems import CODES
from benefits.checks import findings
from benefits.checks import sentences as of_tools
from benefits.claim_files.sentences import SENTENCES as OF_CLAIM_FILES
from benefits.claims import sentences as of_requests
from benefits.people.sentences import SENTENCES as OF_PEOPLE
from benefits.reading.sentences import SENTENCES as OF_POLICIES
from benefits.reforms.sentences import SENTENCES as OF_REFORMS
from benefits.search.sentences import SENTENCES as OF_SEARCHES
from benefits.simulation.bad_table import SENTENCES as OF_TABLES
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


def row(code: str, sentences: Sequence[str], kind: str = "") -> str:
    """The row of a code: write it into the page when the program's sentence changes."""
    zh, en, _, fix = sentences
    cells = [f"`{code}`", *([kind] if kind else []), _plain(en), _plain(zh), _plain(fix)]
    return "| " + " | ".join(cells) + " |"


def _plain(sentence: str) -> str:
    """A sentence with `…` for its blanks, so that a table can hold it."""
    text = re.sub(r"\{[a-z_]+\}", "…", sentence).replace("{{", "{").replace("}}", "}")
    return text.replace("|", "\\|").replace("<", "&lt;")


def _section(title: str) -> list[str]:
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return [line for line in section.split("\n") if line.startswith("| `")]


def test_every_problem_of_a_request_stands_in_the_page() -> None:
    told = {**of_requests._SENTENCES, **of_tools._SENTENCES}
    assert _section("Problems of a request") == [row(code, said) for code, said in told.items()]


def test_every_problem_of_a_policy_file_stands_in_the_page() -> None:
    wanted = [row(code, said) for code, said in OF_POLICIES.items()]
    assert _section("Problems of a policy file") == wanted


def test_every_problem_of_each_other_thing_stands_in_the_page() -> None:
    for title, told in (
        ("person", OF_PEOPLE),
        ("reform", OF_REFORMS),
        ("search", OF_SEARCHES),
        ("claim file", {**OF_TABLES, **OF_CLAIM_FILES}),
    ):
        assert _section(f"Problems of a {title}") == [
            row(code, said) for code, said in told.items()
        ]


def test_every_finding_of_a_check_stands_in_the_page() -> None:
    wanted = [row(code, said, kind) for code, (kind, *said) in findings._SENTENCES.items()]
    assert _section("Findings of a check") == wanted


def test_every_code_of_an_answer_stands_in_the_page_with_its_status() -> None:
    rows = [line.strip("| ").split(" | ") for line in _section("The answer's code")]
    told = [(code.strip("`"), int(status), title) for code, status, title, *_ in rows]
    assert told == [(code, status, title.zh) for code, (status, title) in CODES.items()]
    assert all(len(each) == 5 and all(each) for each in rows)
