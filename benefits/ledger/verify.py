"""Checking the book (核对账簿): sums, running totals, mirrors and what each settlement read again.

Each check looks at the whole book and tells all it finds; none of them changes anything. Of each posting
only its id and digest are kept in memory.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.ledger.adjudged import answered
from benefits.ledger.book import PolicyText, Sum, Totals, add_up
from benefits.ledger.record import Movement, Posting, Seen, Total, taken_back, turned
from benefits.ledger.terms import Terms
from benefits.ledger.totals import InForce, in_force, now_seen
from benefits.money import fen, yuan
from benefits.problems import Refused, Text
from benefits.quotes.outline import PATIENT, TOTAL
from benefits.trail.event import digest_of


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
    proven_until: str | None = None
    """The moment of the signed heads it was held against; None: against none."""
    found: list[Found] = field(default_factory=list)

    @property
    def not_proven(self) -> Text:
        """What nobody can show, said with every verification."""
        if self.proven_until is None:
            return Text(
                "没有导出的签名摘要可比：末尾被整段改写无从证明；请用 benefits ledger heads 定期导出",
                "no exported head to compare with: a tail that was rewritten as a whole cannot be "
                "shown; export heads with benefits ledger heads",
            )
        return Text(
            f"{self.proven_until} 之后的记录有哈希链，但在下次导出前不能据以证明",
            f"what came after {self.proven_until} is chained, but not provable until heads are "
            "exported again",
        )

    def told(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "postings": self.postings,
            "events": self.events,
            "chains": self.chains,
            "recomputed": self.recomputed,
            "not_proven": self.not_proven.both(),
            "found": [
                {"code": each.code, "where": each.where, "what": each.what.both()}
                for each in self.found
            ],
        }


class Examiner:
    """Goes through the postings in the order of the book; `ended` is what only the whole book shows."""

    def __init__(
        self,
        terms: Terms,
        policy_of: Callable[[str], PolicyText | None],
        posting_of: Callable[[str], Posting | None],
    ) -> None:
        self.terms = terms
        self.policy_of = policy_of
        self.posting_of = posting_of
        self.digests: dict[str, bytes] = {}
        """Of every posting the SHA-256 of its whole content, by its id."""
        self.totals: Totals = {}
        self._reversed: set[str] = set()
        self._policies: set[str] = set()
        self._sums: Totals = {}
        self._in_force: dict[str, InForce | None] = {}

    def posting(self, posting: Posting) -> Iterator[Found]:
        """One posting, as it comes."""
        if posting.id in self.digests:
            yield _found("posted_twice", posting.id, "记账重复", "it stands in the book twice")
        self.digests[posting.id] = bytes.fromhex(digest_of(posting.content()))
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
        of = self.posting_of(posting.of or "")
        if of is None or of.kind != "settlement" or of.id not in self.digests:
            yield _found(
                "reverses_nothing",
                posting.id,
                "冲销的结算不在台账中",
                "what it reverses is not in the book before it",
            )
            return
        if of.id in self._reversed:
            yield _found("reversed_twice", of.id, "被冲销两次", "it is reversed twice")
        self._reversed.add(of.id)
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
        if settled.replaces is not None and settled.replaces not in self._reversed:
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
            same = self.terms.read_policy(text).digest == digest
        except Refused:
            same = False
        if not same:
            yield _found(
                "policy_was_changed",
                digest,
                "政策文本与其摘要不符",
                "the policy's text does not give its digest",
            )

    def totals_kept(self, kept: Mapping[Total, Mapping[str, Sum]]) -> Iterator[Found]:
        """The running totals that are kept, beside what the book comes to."""
        for total in sorted({*self.totals, *kept}, key=str):
            if self.totals.get(total) != kept.get(total):
                yield _found(
                    "total_is_not_the_movements",
                    " ".join(map(str, total)),
                    "累计与台账不符",
                    "the running total is not what the book comes to",
                )

    def live(
        self, id: str, policy: str, seen: Iterable[Seen], movements: Iterable[Movement]
    ) -> Iterator[Found]:
        """The next live settlement by position: it read what those before it had made."""
        counts = self._counts(policy)
        if counts is not None and any(
            now_seen(each, self._sums, counts) != each.fen for each in seen
        ):
            yield _found(
                "read_other_totals",
                id,
                "结算所依据的累计与台账不符",
                "it read other totals than the book had at its place",
            )
        for movement in movements:
            add_up(self._sums, movement)

    def _counts(self, policy: str) -> InForce | None:
        """Which totals a policy goes on from; None: its text is no policy, which is told already."""
        if policy not in self._in_force:
            text = self.policy_of(policy)
            try:
                ready = (
                    None if text is None else self.terms.desk.ready(self.terms.read_policy(text))
                )
            except Refused:
                ready = None
            found = None if ready is None else in_force(self.terms.desk.book, ready)
            self._in_force[policy] = found
        return self._in_force[policy]


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


def _of(posting: Posting, account: str) -> int:
    return sum(each.amount_fen for each in posting.entries if each.account == account)


def _found(code: str, where: str, zh: str, en: str) -> Found:
    return Found(code, where, Text(zh, en))
