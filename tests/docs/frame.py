"""Policies shown in part, put into a frame and worked out (政策片段).

A piece of a policy stands in the frame's place of the same name; a piece of a rule becomes the rule of
a layer called `shown`. A comment `# secondary, 20,000.00 → 15,680.00` says what all payers together
pay of a bill that is all eligible; more can be said before the amount (see `_request`).
"""

import re
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from benefits.checks import check_document
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen_of_figure, yuan
from benefits.policy.policy import Layer, Policy, Repeal
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import read_policy
from benefits.reading.rules import FORMS
from benefits.words import dimension_of

FRAME: Final = """
region: xx-docs
name: {zh: 例, en: an example}
division: "990000"
in_force: {from: 2018-01-01}
evidence: assumed
kinds: [inpatient, outpatient, chronic_outpatient, annual_review]
sources: {notice: {title: {zh: 例, en: an example}}}
layers:
  shown:
    title: {zh: 例, en: an example}
    rate: 80%
"""

_CLAIM: Final = re.compile(r"^\s*# (.*?)([\d,]+\.\d\d) → ([\d,]+\.\d\d|refused)")
_FIELD_OF: Final = {"hospital_level", "place", "referral", "kind"}
_OF_VISIT: Final = {"admission_number", "days"}
_OF_PERSON: Final = {"age", "contribution_years", "claim_free_years"}
_BOOK: Final = PolicyBook.packaged()
_DESK: Final = Desk(_BOOK)


def whole_of(text: str) -> str:
    """A policy file around a piece of one; a whole file as it is."""
    given: dict[str, Any] = YAML(typ="rt", pure=True).load(text)
    if "region" in given:
        return text
    frame: dict[str, Any] = YAML(typ="rt", pure=True).load(FRAME)
    if set(given) <= set(Policy.model_fields):
        frame |= given
    else:
        assert set(given) <= set(Layer.model_fields), set(given) - set(Layer.model_fields)
        layer = frame["layers"]["shown"]
        stated = set(given) & {*FORMS, "rules"}
        if stated:
            del layer["rate"]
        layer |= given
    whole = StringIO()
    YAML(typ="rt", pure=True).dump(frame, whole)
    return re.sub(r"^\s*#.*\n", "", whole.getvalue(), flags=re.MULTILINE)


def read(text: str, file: str | None = None) -> Document:
    """The document of a policy shown whole or in part."""
    whole = whole_of(text)
    top = YAML(typ="rt", pure=True).load(whole)
    first = str(top["in_force"]["from"] if "in_force" in top else top["repealed_from"])
    known = f".known-{top['known']}" if "known" in top else ""
    return read_policy(whole, file or f"{top['region']}/{first}{known}.yaml", _base)


def _base(name: str) -> Document:
    region, _, day = name.partition("/")
    version = next(each for each in _BOOK.versions(region) if each.name == f"{day}.yaml")
    return _BOOK.document(region, version)


def wrong_with(text: str) -> list[str]:
    """Everything wrong with a policy shown, and every amount it claims wrongly."""
    document = read(text)
    if isinstance(document.policy, Repeal):
        return []
    found = [each.text("en") for each in check_document(document) if each.kind == "error"]
    for line in text.split("\n"):
        if claimed := _CLAIM.match(line):
            words, bill, expected = claimed.groups()
            paid = _paid(document, words, bill)
            if paid != expected.replace(",", ""):
                found.append(f"{line.strip()}: {paid} are paid")
    return found


def refused_or_wrong(text: str) -> bool:
    """Whether a policy is refused on reading, or a check of it finds an error."""
    try:
        return bool(wrong_with(text))
    except Refused:
        return True


def _paid(document: Document, words: str, bill: str) -> str:
    ready = _DESK.ready(document)
    try:
        split = ready.split(claim(read_request(_request(document, words, bill))))
    except Refused:
        return "refused"
    return yuan(sum(split[layer.paid] for layer in ready.formula.layers))


def _request(document: Document, words: str, bill: str) -> dict[str, Any]:
    """A request: words of the trade, `name=value` for numbers, parts, bases and programmes."""
    policy = document.policy
    assert isinstance(policy, Policy)
    person: dict[str, Any] = {"categories": []}
    visit: dict[str, Any] = {
        "kind": "inpatient",
        "hospital_level": "secondary",
        "place": "in_county",
        "referral": "local",
        "findings": [],
    }
    eligible = fen_of_figure(bill)
    parts: dict[str, str] = {}
    request: dict[str, Any] = {"region": policy.region, "date": str(policy.in_force.from_)}
    for word in filter(None, re.split(r"[,:;]\s*", words.strip())):
        name, _, value = word.strip().partition("=")
        dimension = dimension_of(name)
        if dimension == "identity":
            person["categories"].append(name)
        elif dimension == "finding":
            visit["findings"].append(name)
        elif dimension in _FIELD_OF:
            visit[dimension] = name
        elif name in _OF_VISIT:
            visit[name] = int(value)
        elif name in _OF_PERSON:
            person[name] = int(value)
        elif name == "diseases":
            visit["diseases"] = [f"disease {n}" for n in range(int(value))]
        elif name == "programme":
            visit["programme"] = value
        elif name in ("first_self_pay", "over_limit", "own_expense"):
            parts[name] = value
            eligible -= fen_of_figure(value)
        elif name in ("base", "paid"):
            layers = request.setdefault("year_to_date", {}).setdefault("layers", {})
            layers.setdefault(next(iter(policy.layers)), {})[name] = value
        elif name in ("poverty_line", "disposable_income"):
            request.setdefault("statistics", {})[name] = value
        else:
            raise AssertionError(f"what is {word}?")
    total = yuan(fen_of_figure(bill))
    bill_parts = {"total": total, "eligible": yuan(eligible), **parts}
    return {**request, "person": person, "visit": visit, "bill": bill_parts}
