"""docs/decisions/: numbered without a gap, all in the index, a screen each, libraries as locked."""

import re
import tomllib

from tests.docs.blocks import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("0*.md"))
LONGEST = 60


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))
    for page in PAGES:
        title = page.read_text(encoding="utf-8").split("\n")[0]
        assert re.fullmatch(rf"# {int(page.name[:4])}\. .+", title), page.name


def test_the_index_has_every_decision_by_its_title() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", index, re.MULTILINE)
    titles = [page.read_text(encoding="utf-8").split("\n")[0] for page in PAGES]
    told = [(f"# {number}. {title}", name) for number, title, name in rows]
    assert told == list(zip(titles, (page.name for page in PAGES), strict=True))


def test_a_decision_is_a_screen_long() -> None:
    lengths = {page.name: page.read_text(encoding="utf-8").count("\n") for page in PAGES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_library_of_the_product_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[>=<\[]", each)[0] for each in project["dependencies"]}
    page = (FOLDER / "0009-libraries.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([\w.-]+) \| [^|]+ \| [^|]+ \| [^|]* \|$", page, re.MULTILINE)
    assert set(told) - {"library", "---"} == wanted
