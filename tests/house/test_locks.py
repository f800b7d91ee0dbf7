"""What is locked (锁定依赖): every requirement pinned and hashed, and no word on where to get it."""

import re

import pytest

from tests.house.tracked import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[^\s;@]+( ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def requirements(text: str) -> list[str]:
    """Each requirement on one line, its continuations joined, comments left out."""
    said = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line.strip() for line in said.replace("\\\n", " ").splitlines() if line.strip()]


def wrong(text: str) -> list[str]:
    """The requirements that are not pinned to hashes, and whatever names a host."""
    found = [each for each in text.splitlines() if "://" in each]
    for each in requirements(text):
        name, *hashes = re.split(r"\s+(?=--)", each)
        if not (PINNED.fullmatch(name.strip()) and hashes and all(map(HASH.fullmatch, hashes))):
            found.append(each)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed_and_no_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(requirements(text)) >= 20
    assert wrong(text) == []


GOOD = "one==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via two\n"


@pytest.mark.parametrize(
    "line",
    [
        "one==1.0\n",
        "one>=1.0 \\\n    --hash=sha256:" + "0" * 64,
        "one==1.0 \\\n    --hash=md5:" + "0" * 32,
        "one @ https" + "://host/one.whl --hash=sha256:" + "0" * 64,
        "--index-url https" + "://host/simple",
        "--find-links wheels",
        "# from https" + "://host/simple",
    ],
)
def test_a_lock_with_a_bad_line_is_told(line: str) -> None:
    assert wrong(GOOD) == []
    assert wrong(GOOD + line)


def test_what_runs_is_part_of_what_is_developed_with() -> None:
    def names(lock: str) -> set[str]:
        text = (ROOT / lock).read_text(encoding="utf-8")
        return {each.split(" ")[0] for each in requirements(text)}

    run, develop = (names(lock) for lock in LOCKS)
    assert run - develop == set(), "the same versions in both"
