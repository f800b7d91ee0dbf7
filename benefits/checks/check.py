"""Checks a region's policies, or one file (政策检查): everything an author should look at, at once."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, RootModel

from benefits.checks.caps import never_binding
from benefits.checks.cliffs import END, cliffs
from benefits.checks.examples import examples
from benefits.checks.findings import Finding, finding, of_problem
from benefits.checks.grid import cases, distinct
from benefits.checks.reach import unreached
from benefits.policy.figures import Unknown
from benefits.policy.policy import Policy, Rule
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import Base, read_policy


def check(book: PolicyBook, region: str) -> list[Finding]:
    """Everything found in the files of a region and between them; raises `unknown_region`."""
    found: list[Finding] = []
    sound = True
    for version in book.versions(region):
        file = f"{region}/{version.name}"
        try:
            document = book.document(region, version)
        except Refused as refused:
            sound = False
            found += [of_problem(each, file) for each in refused.problems]
            continue
        found += check_document(document)
    if sound:
        found += [
            of_problem(each, region, "error" if each.code == "versions_overlap" else "warning")
            for each in book.problems(region)
        ]
    return found


def check_text(text: str | bytes, file: str, base: Base | None = None) -> list[Finding]:
    """Everything found in one file outside a book; `file` is `<region>/<first day>.yaml`."""
    try:
        document = read_policy(text, file, base)
    except Refused as refused:
        return [of_problem(each, file) for each in refused.problems]
    return check_document(document)


def check_document(document: Document) -> list[Finding]:
    """Everything found in one policy that could be read."""
    if not isinstance(document.policy, Policy):
        return []
    try:
        ready = adjudicator(document)
    except Refused as refused:
        return [of_problem(each, document.file) for each in refused.problems]
    drawn = [
        (case, case.family.curve(END, small)) for case, small in distinct(ready, list(cases(ready)))
    ]
    answered = [(case, curve) for case, curve in drawn if not all(p.refused for p in curve.pieces)]
    return [
        *_funds(document, document.policy),
        *examples(document, ready),
        *unreached(document, ready, [case for case, _ in drawn], answered),
        *never_binding(document, ready, [case for case, _ in answered]),
        *cliffs(document, answered),
        *_remarks(document, ready),
    ]


def _funds(document: Document, policy: Policy) -> Iterator[Finding]:
    """Fund codes that there is no map for; one that a map does not have is refused on reading."""
    named = [(f"layers.{name}", layer.fund) for name, layer in policy.layers.items()]
    named += [(f"grants.{name}", grant.fund) for name, grant in policy.grants.items()]
    for address, fund in named if not policy.funds else ():
        if fund is not None:
            yield finding(document, "fund_map_is_missing", f"{address}.fund", fund=fund)


def _remarks(document: Document, ready: Adjudicator) -> Iterator[Finding]:
    """How much of the policy is assumed or unknown."""
    figures = ready.formula.graph.figures
    assumed = [entry for entry in figures if entry.source.evidence == "assumed"]
    if assumed:
        yield finding(document, "assumed_figures", assumed[0].path, count=str(len(assumed)))
    unknown = list(_unknown(document.policy, ""))
    if unknown:
        yield finding(document, "unknown_figures", unknown[0], count=str(len(unknown)))


def _unknown(thing: Any, address: str) -> Iterator[str]:
    """The addresses of everything that nobody knows."""
    if isinstance(thing, Unknown) or (isinstance(thing, Rule) and thing.unknown is not None):
        yield address
        return
    if isinstance(thing, RootModel):
        thing = thing.root
    if isinstance(thing, BaseModel):
        thing = dict(thing)
    if isinstance(thing, dict):
        for name, each in thing.items():
            yield from _unknown(each, f"{address}.{name}" if address else name)
