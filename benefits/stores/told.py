"""What the trail says of the rows beside it (留痕所述与各表核对): each row was told, each told row is there."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from benefits.ledger.book import PolicyText
from benefits.ledger.keys import answer_digest
from benefits.ledger.verify import Found
from benefits.problems import Text
from benefits.stores import accounts
from benefits.stores.accounts import ACCOUNT, REVOKED, SESSION
from benefits.stores.book_rows import UNREADABLE
from benefits.stores.book_tables import ANSWERED, CLOSED, POLICY
from benefits.stores.published import PUBLISHED, text_digest
from benefits.trail.event import Event, digest_of

_POSTED: Final = ("settlement.settled", "settlement.reversed")


class Told:
    """Goes through the events; `postings` are the digests of the book's, by id, and are used up."""

    def __init__(self, postings: dict[str, bytes]) -> None:
        self._postings = postings
        self._answers: set[bytes] = set()
        self._policies: set[str] = set()
        self._days: set[tuple[str, ...]] = set()
        self._published: list[tuple[str, ...]] = []
        self._accounts: dict[str, Counter[str]] = {}
        self._sessions: set[str] = set()
        self._revoked: dict[tuple[str, str], set[str]] = {}

    def event(self, event: Event) -> Iterator[Found]:
        """One event, as it comes."""
        told = event.content
        if "answered" in told:
            self._answers.add(bytes.fromhex(told["answered"]))
        if event.action in _POSTED:
            yield from self._posting(event)
        elif event.action == "day.closed":
            hospital = event.chain.removeprefix("hospital:")
            self._days.add((hospital, str(told["day"]), event.at, event.actor, str(told["totals"])))
        elif event.action == "policy.published":
            about = (str(told["file"]), str(told["digest"]), str(told["text"]))
            self._published.append((*about, event.at, event.actor))
        elif event.action == "account.key_revoked":
            self._revoked.setdefault((event.subject, told["kid"]), set()).add(told["since"])
        elif event.action.startswith("account."):
            if "account" in told:
                standings = self._accounts.setdefault(event.subject, Counter())
                standings[told["account"]] += 1
                standings[told["before"]] -= 1
            if "session" in told:
                self._sessions.add(told["session"])

    def _posting(self, event: Event) -> Iterator[Found]:
        id_ = str(event.content["id"])
        if "policy" in event.content:
            self._policies.add(event.content["policy"])
        digest = self._postings.pop(id_, None)
        if digest is None:
            yield _found(
                "posting_is_gone", id_, "台账中没有这笔记账", "the posting is not in the book"
            )
        elif digest.hex() != event.content["posting"]:
            yield _found(
                "posting_was_changed",
                id_,
                "记账与留痕的摘要不符",
                "the posting is not what the trail has the digest of",
            )

    def unlike(self, connection: Connection) -> Iterator[Found]:
        """After the last event: what lies in the tables otherwise than it was told."""
        for id_ in self._postings:
            yield _found(
                "posting_without_a_trail", id_, "记账没有留痕", "the posting stands in no trail"
            )
        yield from self._unlike_answers(connection)
        yield from self._unlike_policies(connection)
        yield from self._unlike_days(connection)
        yield from self._unlike_accounts(connection)

    def _unlike_answers(self, connection: Connection) -> Iterator[Found]:
        for row in _rows(connection, select(ANSWERED)):
            digest = _or_none(lambda row=row: bytes.fromhex(answer_digest(row)))
            if digest not in self._answers:
                what = ("为幂等键保存的答复被改动", "the answer kept for a key was changed")
                yield _found("kept_answer_was_changed", f"{row['path']} {row['key']}", *what)
            else:
                self._answers.discard(digest)
        for digest in self._answers:
            what = ("为幂等键保存的答复不在了", "the answer kept for a key is gone")
            yield _found("kept_answer_is_gone", digest.hex(), *what)

    def _unlike_policies(self, connection: Connection) -> Iterator[Found]:
        for row in _rows(connection, select(POLICY)):
            kept = PolicyText(row["file"], row["text"], row["digest"])
            if _or_none(lambda kept=kept: kept.hash) not in self._policies:
                what = ("留存的政策文本被改动", "the policy text that is kept was changed")
                yield _found("kept_policy_was_changed", str(row["digest"]), *what)
        numbered = [(number, *told) for number, told in enumerate(self._published, 1)]
        found = [
            (
                row["number"], row["file"], row["digest"],
                _or_none(lambda row=row: text_digest(row["text"])), row["at"], row["by"],
            )
            for row in _rows(connection, select(PUBLISHED).order_by(PUBLISHED.c.number))
        ]  # fmt: skip
        for each in _either(found, numbered):
            what = ("已发布的政策与留痕不符", "a published policy is not what was published")
            yield _found("published_policy_was_changed", str(each[1]), *what)

    def _unlike_days(self, connection: Connection) -> Iterator[Found]:
        found = []
        for row in _rows(connection, select(CLOSED)):
            totals = _or_none(lambda row=row: _totals_digest(row["totals"]))
            found.append((row["hospital"], row["day"], row["at"], row["by"], totals))
        for each in _either(found, self._days):
            what = ("日结与留痕不符", "a closed day is not what was closed")
            yield _found("day_was_changed", f"{each[0]} {each[1]}", *what)

    def _unlike_accounts(self, connection: Connection) -> Iterator[Found]:
        what = ("账户与留痕不符", "the account is not what the trail tells")
        left = dict(self._accounts)
        for row in _rows(connection, select(ACCOUNT)):
            standings = left.pop(row["id"], Counter())
            now = _or_none(lambda row=row: accounts.standing_of(row))
            if {each: n for each, n in standings.items() if n} != {now: 1, "": -1}:
                yield _found("account_was_changed", str(row["id"]), *what)
        for id_ in left:
            yield _found("account_was_changed", id_, *what)
        for row in _rows(connection, select(SESSION)):
            if _or_none(lambda row=row: _session_digest(row)) not in self._sessions:
                nobody = ("会话没有登录留痕", "nobody signed in to this session")
                yield _found("session_without_a_trail", str(row["account"]), *nobody)
        revoked = {
            (row["account"], row["kid"]): row["at"] for row in _rows(connection, select(REVOKED))
        }
        for key in {*revoked, *self._revoked}:
            if revoked.get(key) not in self._revoked.get(key, ()):
                otherwise = ("吊销的密钥与留痕不符", "a revoked key is not what the trail tells")
                yield _found("revoked_key_was_changed", " ".join(map(str, key)), *otherwise)


def _rows(connection: Connection, asked: Select[Any]) -> Iterator[dict[str, Any]]:
    rows = connection.execute(asked.execution_options(yield_per=500)).mappings()
    return (dict(row) for row in rows)


def _either(found: Any, told: Any) -> list[tuple[Any, ...]]:
    """What stands on one side only."""
    return sorted(set(found) ^ set(told), key=str)


def _or_none(work: Any) -> Any:
    """What is worked out of a row; None where no program of ours wrote it so."""
    try:
        return work()
    except UNREADABLE:
        return None


def _totals_digest(text: str) -> str | None:
    totals = json.loads(text)
    same = json.dumps(totals, ensure_ascii=False, sort_keys=True) == text
    return digest_of(totals) if same else None


def _session_digest(row: dict[str, Any]) -> str:
    return digest_of([row["digest"], row["account"], row["begun"]])


def _found(code: str, where: str, zh: str, en: str) -> Found:
    return Found(code, where, Text(zh, en))
