"""Checking the book (核对账簿): sums, running totals, mirrors, digests and chains of hashes again.

Each check looks at the whole book and tells all it finds; none of them changes anything.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.ledger.adjudged import answered
from benefits.ledger.book import PolicyText, Sum, Totals, add_up
from benefits.ledger.record import Posting, Seen, Total, taken_back, turned
from benefits.ledger.terms import Terms
from benefits.ledger.totals import in_force, now_seen
from benefits.money import fen, yuan
from benefits.problems import Refused, Text
from benefits.quotes.outline import PATIENT, TOTAL
from benefits.reading.reader import read_kept
from benefits.trail.event import BEGINNING, Event, chained, digest_of


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is not as it was written (核对发现): a code, where, and what."""

    code: str
    where: str
    what: Text


@dataclass(slots=True)
class Checked:
    """What a verification looked at and found."""

    postings: int = 0
    events: int = 0
    chains: int = 0
    recomputed: int = 0
    found: list[Found] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "postings": self.postings,
            "events": self.events,
            "chains": self.chains,
            "recomputed": self.recomputed,
            "found": [
                {"code": each.code, "where": each.where, "what": each.what.both()}
                for each in self.found
            ],
        }


class Examiner:
    """Goes through the postings in the order of the book; `ended` is what only the whole book shows."""

    def __init__(self, terms: Terms, policy_of: Callable[[str], PolicyText | None]) -> None:
        self.terms = terms
        self.policy_of = policy_of
        self.by_id: dict[str, Posting] = {}
        self.reversed: dict[str, str] = {}
        self.digests: dict[str, tuple[int, str]] = {}
        self.totals: Totals = {}
        self._policies: set[str] = set()

    def posting(self, posting: Posting) -> Iterator[Found]:
        """One posting, as it comes."""
        self.by_id[posting.id] = posting
        self.digests[posting.id] = (posting.number, digest_of(posting.content()))
        for each in posting.movements:
            add_up(self.totals, each)
        if sum(each.amount_fen for each in posting.entries) != 0:
            yield _found(
                "entries_do_not_sum", posting.id, "分录不平", "the entries do not sum to zero"
            )
        if posting.total_fen != -_of(posting, "hospital"):
            yield _found(
                "total_is_not_the_entries",
                posting.id,
                "总额与分录不符",
                "the total is not what the entries say",
            )
        if posting.patient_fen != _of(posting, "patient"):
            yield _found(
                "patient_is_not_the_entries",
                posting.id,
                "个人应付与分录不符",
                "the patient's part is not what the entries say",
            )
        yield from self._reversal(posting) if posting.kind == "reversal" else self._answer(posting)

    def _reversal(self, posting: Posting) -> Iterator[Found]:
        of = self.by_id.get(posting.of or "")
        if of is None or of.kind != "settlement":
            yield _found(
                "reverses_nothing",
                posting.id,
                "冲销的结算不在台账中",
                "what it reverses is not in the book before it",
            )
            return
        if of.id in self.reversed:
            yield _found("reversed_twice", of.id, "被冲销两次", "it is reversed twice")
        self.reversed[of.id] = posting.id
        same = posting.entries == turned(of.entries) and posting.movements == taken_back(
            of.movements
        )
        if not same:
            yield _found(
                "reversal_is_not_the_mirror",
                posting.id,
                "冲销与原结算不对应",
                "the reversal is not the mirror of what it reverses",
            )

    def _answer(self, posting: Posting) -> Iterator[Found]:
        """The answer that was given says what the entries say, under a policy the book holds."""
        settled = posting.settled
        told = json.loads(settled.answer)
        paid = {f"layer:{each['layer']}": fen(each["amount"]) for each in told["payers"]}
        entries = {
            each.account: each.amount_fen
            for each in posting.entries
            if each.account.startswith("layer:")
        }
        if (
            paid != entries
            or told["patient"] != yuan(posting.patient_fen)
            or told["total"] != yuan(posting.total_fen)
            or told["id"] != posting.id
            or told["policy"]["digest"] != settled.policy
        ):
            yield _found(
                "answer_is_not_the_entries",
                posting.id,
                "给出的答复与分录不符",
                "the answer that was given is not what the entries say",
            )
        if settled.replaces is not None and settled.replaces not in self.reversed:
            yield _found(
                "replaces_what_stands",
                posting.id,
                "所替换的结算未被冲销",
                "what it takes the place of was not reversed",
            )
        if settled.policy not in self._policies:
            self._policies.add(settled.policy)
            yield from self._policy(posting.id, settled.policy)

    def _policy(self, id: str, digest: str) -> Iterator[Found]:
        text = self.policy_of(digest)
        if text is None:
            yield _found(
                "policy_is_gone", id, "政策文本不在台账中", "the policy's text is not kept"
            )
            return
        try:
            same = read_kept(text.text, text.file).digest == digest
        except Refused:
            same = False
        if not same:
            yield _found(
                "policy_was_changed",
                digest,
                "政策文本与其摘要不符",
                "the policy's text does not give its digest",
            )

    def ended(self, kept: Mapping[Total, Mapping[str, Sum]]) -> Iterator[Found]:
        """The running totals beside the book, and what each live settlement read."""
        for total in sorted({*self.totals, *kept}):
            if _without_nothing(self.totals.get(total, {})) != _without_nothing(
                kept.get(total, {})
            ):
                yield _found(
                    "total_is_not_the_movements",
                    " ".join(map(str, total)),
                    "累计与台账不符",
                    "the running total is not what the book comes to",
                )
        yield from self._seen()

    def _seen(self) -> Iterator[Found]:
        """Every live settlement read what those before it had made."""
        live = [
            each
            for each in self.by_id.values()
            if each.kind == "settlement" and each.id not in self.reversed
        ]
        sums: Totals = {}
        for each in sorted(live, key=lambda posting: (posting.settled.position, posting.number)):
            text = self.policy_of(each.settled.policy)
            if text is not None and not self._read_so(each, sums, text):
                yield _found(
                    "read_other_totals",
                    each.id,
                    "结算所依据的累计与台账不符",
                    "it read other totals than the book had at its place",
                )
            for movement in each.movements:
                add_up(sums, movement)

    def _read_so(self, posting: Posting, sums: Totals, text: PolicyText) -> bool:
        try:
            ready = self.terms.desk.ready(self.terms.read_policy(text))
        except Refused:
            return True  # told already as policy_was_changed
        counts = in_force(self.terms.desk.book, ready)
        seen: Iterable[Seen] = posting.settled.seen
        return all(now_seen(each, sums, counts) == each.fen for each in seen)


def recomputed(terms: Terms, posting: Posting, text: PolicyText) -> Iterator[Found]:
    """The settlement worked out again, by the policy and the request that the book keeps."""
    settled = posting.settled
    try:
        ready = terms.desk.ready(terms.read_policy(text))
        stated = claim(read_request(json.loads(settled.request)))
        split, told = answered(ready, stated)
    except Refused as refused:
        why = "; ".join(each.what.en for each in refused.problems)
        yield _found("no_answer_now", posting.id, f"现在无法得出：{why}", f"no answer now: {why}")
        return
    before = json.loads(settled.answer)
    words = [name for name in told if told[name] != before.get(name)]
    if split.amounts[TOTAL] != posting.total_fen or split.amounts[PATIENT] != posting.patient_fen:
        was, now = yuan(posting.patient_fen), yuan(split.amounts[PATIENT])
        yield _found(
            "another_split_now",
            posting.id,
            f"个人应付原为 {was}，现算得 {now}（引擎 {settled.engine}）",
            f"the patient paid {was}; worked out now {now} (engine {settled.engine})",
        )
    elif words:
        listed = ", ".join(words)
        yield _found(
            "another_answer_now",
            posting.id,
            f"答复现在不同：{listed}（引擎 {settled.engine}）",
            f"the answer is another now: {listed} (engine {settled.engine})",
        )


def chain(
    name: str, events: Iterable[tuple[int, Event, str, str]], last: int, hash_: str
) -> Iterator[Found]:
    """One chain of the trail, hashed again from its beginning to where it is said to end."""
    number, previous = 0, BEGINNING
    for stated, event, before, hashed in events:
        number += 1
        if stated != number or event.chain != name:
            yield _found("event_is_gone", f"{name} {number}", "留痕缺失", "an event is missing")
            return
        if before != previous or hashed != chained(previous, number, event):
            yield _found(
                "event_was_changed", f"{name} {number}", "留痕被改动", "an event was changed"
            )
            return
        previous = hashed
    if (number, previous) != (last, hash_):
        yield _found(
            "chain_ends_elsewhere", f"{name} {number}", "留痕的末尾不符", "the chain ends elsewhere"
        )


def told_of(digests: Mapping[str, tuple[int, str]], events: Iterable[Event]) -> Iterator[Found]:
    """Every posting stands in the trail as it was written, and nothing else does."""
    left = dict(digests)
    for event in events:
        if event.action not in ("settlement.settled", "settlement.reversed"):
            continue
        id_ = event.content.get("id")
        stated = (event.content.get("number"), event.content.get("posting"))
        written = left.pop(str(id_), None)
        if written is None:
            yield _found(
                "posting_is_gone", str(id_), "台账中没有这笔记账", "the posting is not in the book"
            )
        elif written != stated:
            yield _found(
                "posting_was_changed",
                str(id_),
                "记账与留痕的摘要不符",
                "the posting is not what the trail has the digest of",
            )
    for id_ in left:
        yield _found(
            "posting_without_a_trail", id_, "记账没有留痕", "the posting stands in no trail"
        )


def _without_nothing(sums: Mapping[str, Sum]) -> dict[str, Sum]:
    return {version: each for version, each in sums.items() if each != Sum(0, 0)}


def _of(posting: Posting, account: str) -> int:
    return sum(each.amount_fen for each in posting.entries if each.account == account)


def _found(code: str, where: str, zh: str, en: str) -> Found:
    return Found(code, where, Text(zh, en))
