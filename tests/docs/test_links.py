"""Links and paths of the documents lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, prose_of

ALL = (*PAGES, ROOT / "CHANGELOG.md", ROOT / "CHANGELOG-POLICIES.md")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:benefits|api|tests|docs|benchmarks)/[\w./*-]*)`")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = set()
    for heading in _HEADING.findall(prose_of(page)):
        text = re.sub(r"[`*]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).lower()
        found.add(re.sub(r"[^\w\- ]", "", text).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_resolves(page: Path) -> None:
    wrong = []
    for link in _LINK.findall(prose_of(page)):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = page if not path else (page.parent / path).resolve()
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            wrong.append(link)
    assert wrong == []


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_named_is_there(page: Path) -> None:
    named = _PATH.findall(prose_of(page))
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in _LINK.findall(prose_of(page)):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                waiting.append(target)
    assert set(ALL) - reached == set()
