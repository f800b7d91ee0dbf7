"""Small policies and bills for the quote's own tests."""

from collections.abc import Mapping
from typing import Any

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, yuan
from benefits.policy.policy import Policy
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.quotes.answer import answer
from benefits.quotes.notes import notes
from benefits.reading.document import Document, Places, digest
from benefits.reading.sense import sense

Tree = dict[str, Any]
FILE = "made-up/2020-01-01.yaml"


def said(text: str) -> Tree:
    return {"zh": text, "en": text}


def layer(**fields: Any) -> Tree:
    return {"title": said("Fund"), **fields}


def tree(layers: Mapping[str, Tree], **more: Any) -> Tree:
    """A policy as its file would give it."""
    return {
        "region": "made-up", "name": said("made up"), "division": "990000", "evidence": "official",
        "in_force": {"from": "2020-01-01"}, "kinds": ["inpatient", "outpatient"],
        "layers": dict(layers), **more,
    }  # fmt: skip


def ready(layers: Mapping[str, Tree], **more: Any) -> Adjudicator:
    """A sound policy, ready to work out bills."""
    return made_ready(tree(layers, **more))


def made_ready(of: Mapping[str, Any], file: str = FILE) -> Adjudicator:
    document = Document(
        policy=Policy.model_validate(of), file=file, text="", digest=digest(of), tree=of,
        places=Places(file, {}),
    )  # fmt: skip
    assert sense(document) == []
    return adjudicator(document)


def request(eligible: str = "0.00", *, who: tuple[str, ...] = (), visit: Tree | None = None,
            own: str = "0.00", first: str = "0.00", **more: Any) -> Tree:  # fmt: skip
    """A request that leaves nothing out but what a test takes away."""
    parts = {"eligible": eligible, "first_self_pay": first, "own_expense": own}
    return {
        "region": "made-up",
        "date": "2020-06-15",
        "person": {"categories": list(who)},
        "visit": {"kind": "inpatient", "hospital_level": "secondary", "place": "in_county"}
        | (visit or {}),
        "bill": {"total": yuan(sum(map(fen, parts.values()))), **parts},
        **more,
    }


def quoted(policy: Adjudicator, asked: Tree, detail: str = "none") -> Tree:
    """The answer; raises `Refused`."""
    asked_claim = claim(read_request(asked))
    split = policy.split(asked_claim)
    return answer(asked_claim, split, notes(asked_claim, split), detail)


def paid(told: Tree) -> dict[str, str]:
    return {payer["layer"]: payer["amount"] for payer in told["payers"]}


def noted(told: Tree, kind: str) -> dict[str, str]:
    """The notes of one kind: place → English sentence."""
    return {note["where"]: note["text"]["en"] for note in told["notes"] if note["kind"] == kind}
