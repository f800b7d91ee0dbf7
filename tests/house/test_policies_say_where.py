"""Every policy has its name in both languages, and every figure says where it comes from."""

from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from benefits.formula.compiled import compiled
from benefits.formula.graph import FigureEntry
from benefits.policy.cited import EvidenceWord
from benefits.policy.policy import Policy
from benefits.problems import Text
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document

BOOK = PolicyBook.packaged()


@cache
def documents() -> tuple[Document, ...]:
    """Every version of every region that comes with the product, repeals left out."""
    versions = [(region, each) for region in BOOK.regions() for each in BOOK.versions(region)]
    read = [BOOK.document(region, version) for region, version in versions]
    return tuple(each for each in read if isinstance(each.policy, Policy))


def unnamed(name: Text) -> bool:
    """A name missing in a language, or the same in both."""
    return not name.zh.strip() or not name.en.strip() or name.zh == name.en or name.zh.isascii()


def unsourced(figure: FigureEntry) -> bool:
    """A figure without evidence in the known words, or without the title of its source."""
    source = figure.source
    if source.evidence not in get_args(EvidenceWord):
        return True
    return source.title is None or not (source.title.zh.strip() and source.title.en.strip())


def test_there_is_a_policy_for_each_of_the_sixteen_regions() -> None:
    assert len({each.file.partition("/")[0] for each in documents()}) >= 16


@pytest.mark.parametrize("document", documents(), ids=lambda each: each.file)
def test_a_policy_has_names_and_sources(document: Document) -> None:
    policy = document.policy
    assert isinstance(policy, Policy)
    assert not unnamed(policy.name)
    assert [name for name, layer in policy.layers.items() if unnamed(layer.title)] == []
    figures = compiled(document).graph.figures
    assert [each.path for each in figures if unsourced(each)] == []
    assert figures or "unknown:" in document.text


def test_a_missing_name_is_told() -> None:
    assert not unnamed(Text("江西宜春", "Yichun, Jiangxi"))
    assert unnamed(Text("", "Yichun"))
    assert unnamed(Text("江西宜春", " "))
    assert unnamed(Text("Yichun", "Yichun"))


def test_a_missing_source_is_told() -> None:
    figure = compiled(documents()[0]).graph.figures[0]
    assert not unsourced(figure)
    assert unsourced(replace(figure, source=replace(figure.source, title=None)))
    assert unsourced(replace(figure, source=replace(figure.source, title=Text("报告", ""))))
    assert unsourced(replace(figure, source=replace(figure.source, evidence="hearsay")))
