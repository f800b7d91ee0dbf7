"""Every figure, line and refusal names its place in the policy, and is what stands there (地址)."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benefits import money
from benefits.formula.graph import FigureEntry, Graph
from benefits.policy.policy import Policy
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import read_policy
from tests.formula.small import FILE

BOOK = PolicyBook.packaged()
FILES = [
    "",
    *(f"{region}/{each.name}" for region in BOOK.regions() for each in BOOK.versions(region)),
]
CITED = ("evidence", "source", "article", "quote", "reading")


@cache
def ready(file: str) -> Adjudicator:
    """A packaged policy; "" is the one that says everything."""
    if not file:
        text = Path(__file__).with_name("everything.yaml").read_text(encoding="utf-8")
        return adjudicator(read_policy(text, FILE))
    region, _, name = file.partition("/")
    version = next(each for each in BOOK.versions(region) if each.name == name)
    return adjudicator(BOOK.document(region, version))


def along(document: Document, address: str) -> Iterator[Any]:
    """What stands at each step of an address, the file itself first."""
    here: Any = document.tree
    yield here
    for step in document.path(address):
        here = here[step]
        yield here


def written(document: Document, entry: FigureEntry) -> str:
    """What the file says at a figure's address."""
    *_, here = along(document, entry.path)
    found = here["value"] if isinstance(here, Mapping) else here
    assert isinstance(found, str)
    return found


def cited(document: Document, address: str) -> dict[str, Any]:
    """What the file cites for an address: the nearest evidence and source, the article of that source,
    the reading of that evidence."""
    told: dict[str, Any] = dict.fromkeys(CITED)
    steps = [each for each in along(document, address) if isinstance(each, Mapping)]
    for step in steps:
        if "evidence" in step:
            told["evidence"], told["reading"] = step["evidence"], None
        told["reading"] = step.get("reading", told["reading"])
        if "source" in step:
            told["source"], told["article"] = step["source"], None
        told["article"] = step.get("article", told["article"])
    last = [*along(document, address)][-1]
    if isinstance(last, Mapping):
        told["quote"] = last.get("quote")
    return told


@pytest.mark.parametrize("file", FILES)
def test_a_figure_is_what_stands_at_its_address(file: str) -> None:
    policy = ready(file)
    for entry in policy.formula.graph.figures:
        text = written(policy.document, entry)
        if entry.unit.kind == "rate":
            assert money.rate(text) * entry.unit.scale == entry.value, entry.path
        elif entry.unit.kind == "count":
            assert int(text) == entry.value, entry.path
        else:
            assert money.fen_of_figure(text) == entry.value, entry.path


@pytest.mark.parametrize("file", FILES)
def test_a_figure_cites_what_is_said_nearest_to_it(file: str) -> None:
    policy = ready(file)
    assert isinstance(policy.policy, Policy)
    for entry in policy.formula.graph.figures:
        wanted = cited(policy.document, entry.path)
        source = entry.source
        found = policy.policy.sources.get(wanted["source"] or "")
        assert source.evidence == wanted["evidence"], entry.path
        assert source.title == (found and found.title), entry.path
        assert source.number == (found and found.number), entry.path
        assert source.article == wanted["article"], entry.path
        assert source.quote == wanted["quote"], entry.path
        reading = source.reading and {"zh": source.reading.zh, "en": source.reading.en}
        assert reading == wanted["reading"], entry.path


@pytest.mark.parametrize("file", FILES)
def test_every_figure_of_the_file_is_a_figure_of_the_graph(file: str) -> None:
    """Nothing the author wrote is left unread."""
    policy = ready(file)
    known = {policy.document.path(entry.path) for entry in policy.formula.graph.figures}
    clauses = ("layers", "figures", "floor", "grants", "warnings", "first_self_pay_away")
    stated = {
        path
        for top in clauses
        if top in policy.document.tree
        for path in figures_in(policy.document.tree[top], (top,))
    }
    assert stated - known == set()


def figures_in(tree: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The places below one where a rate or an amount is written."""
    names = ("rate", "deductible", "at_most", "below", "at_least", "above", "pays", "value", "plus")
    if isinstance(tree, Mapping):
        for name, each in tree.items():
            if name == "value" and each != "none":
                yield path
            elif name in names and isinstance(each, str) and each != "none":
                yield (*path, name)
            yield from figures_in(each, (*path, name))
    elif isinstance(tree, list):
        for place, each in enumerate(tree):
            yield from figures_in(each, (*path, place))


@pytest.mark.parametrize("file", FILES)
def test_a_line_and_a_refusal_name_a_place_of_the_policy(file: str) -> None:
    policy = ready(file)
    graph: Graph = policy.formula.graph
    for line in graph.lines.values():
        if line.clause not in ("", "bill"):
            assert [*along(policy.document, line.clause)], line
        if line.clause != "floor":
            assert (line.layer == "") is (not line.clause.startswith("layers.")), line
        assert line.layer in ("", *policy.policy.layers)
        assert line.what.zh
        assert line.what.en
    for reason in graph.reasons:
        top = reason.where.partition(".")[0]
        if top not in ("person", "visit", "bill", "statistics", "prior_payments"):
            assert [*along(policy.document, reason.where)]


def test_what_a_fact_may_be() -> None:
    """−1 where it need not be given, a bit for each word of a set, no more than a bill or a year."""
    may_be = {fact.key: (fact.low, fact.high) for fact in ready("").formula.graph.facts}
    for name in ("kind", "hospital_level", "place", "admission_number", "insurance", "range"):
        assert may_be[name,] == (0, 10_000), name
    for name in ("programme", "contribution_years", "same_division"):
        assert may_be[name,] == (-1, 10_000), name
    for name in ("categories", "findings"):
        assert may_be[name,] == (0, 2**40 - 1), name
    for given in (("statistic", "poverty_line"), ("prior", "basic"), ("prior", "backstop")):
        assert may_be[given] == (-1, money.LARGEST_BILL_FEN), given
    assert may_be["part", "eligible"] == (0, money.LARGEST_BILL_FEN)
    assert may_be["item", "injection", "own_expense"] == (0, money.LARGEST_BILL_FEN)
    year = ("so_far", "person", "critical_illness", "", "base")
    assert may_be[year] == (0, money.LARGEST_YEAR_FEN)


def test_what_everything_says_in_both_languages() -> None:
    """Every line, refusal, note and tilt of the policy that says everything, word for word."""
    wanted = Path(__file__).with_name("everything.txt").read_text(encoding="utf-8")
    assert list(dict.fromkeys(said())) == wanted.splitlines()


def said() -> Iterator[str]:
    """Where it stands, then what it says."""
    formula = ready("").formula
    for line in formula.graph.lines.values():
        result = "result" if line.result else "step"
        yield f"{result} {line.layer or '-'} {line.clause or '-'}: {line.what.zh} / {line.what.en}"
    for reason in formula.graph.reasons:
        yield f"{reason.code} {reason.where}: {reason.what.zh} / {reason.what.en}"
        yield f"  {reason.fix.zh} / {reason.fix.en}"
    for note in formula.notes:
        yield f"{note.kind} {note.where}: {note.text.zh} / {note.text.en}"
    for tilt in formula.tilts:
        who = ", ".join(sorted(tilt.identities))
        yield f"tilt {tilt.layer} {tilt.path} ({who}): {tilt.what.zh} / {tilt.what.en}"
