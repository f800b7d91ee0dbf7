"""The same bytes on every machine: line ends are settled by git, and what is made is not kept."""

from tests.house.tracked import ROOT, git

IGNORED = (".venv/bin/python", "benefits/__pycache__/money.pyc", ".coverage", "book.sqlite",
           "benefits.egg-info/PKG-INFO", ".hypothesis/examples", ".mypy_cache/x")  # fmt: skip


def unsettled(listing: str) -> list[str]:
    """Files of `git ls-files --eol` that are text with other line ends, or that no rule covers."""
    found = []
    for line in listing.splitlines():
        words, _, name = line.partition("\t")
        stored, here, rules, *_ = [*words.split(maxsplit=2), "", ""]
        other = {stored.removeprefix("i/"), here.removeprefix("w/")} & {"crlf", "mixed"}
        if other or "text=auto" not in rules or "eol=lf" not in rules:
            found.append(name)
    return found


def test_every_file_has_settled_line_ends() -> None:
    assert unsettled(git("ls-files", "--eol")) == []
    rules = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert rules[0] == "* text=auto eol=lf"


def test_other_line_ends_and_files_without_a_rule_are_told() -> None:
    good = "i/lf    w/lf    attr/text=auto eol=lf \ta.py\n"
    assert unsettled(good) == []
    assert unsettled(good + "i/crlf  w/crlf  attr/text=auto eol=lf \tb.py\n") == ["b.py"]
    assert unsettled(good + "i/lf    w/mixed attr/text=auto eol=lf \tc.py\n") == ["c.py"]
    assert unsettled(good + "i/lf    w/lf    attr/                 \td.py\n") == ["d.py"]


def test_what_is_made_is_not_kept() -> None:
    kept = set(git("ls-files").splitlines())
    assert not kept & set(IGNORED)
    told = git("check-ignore", "--no-index", *IGNORED).splitlines()
    assert told == list(IGNORED)
    assert ".gitignore" in kept, "the files were found"
