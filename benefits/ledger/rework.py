"""Working out again (重算): what stands on totals that have changed is reversed and settled anew.

Settlements are taken in the order of their positions. One is stale where a total it read is no longer what
it read; it is settled again under its own policy, as the person was known then. Those in `renewed` are
worked out under the policies and identities known today instead: a retroactive notice or identity.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from benefits.accounts.actor import Actor
from benefits.ledger.adjudged import Adjudged, adjudge
from benefits.ledger.asked import Asked, read_asked
from benefits.ledger.book import Book
from benefits.ledger.record import Posting, Total, What
from benefits.ledger.sentences import problem
from benefits.ledger.taking_down import take_back, take_down
from benefits.ledger.terms import Terms
from benefits.ledger.totals import changed, in_force, now_seen
from benefits.money import yuan
from benefits.problems import Refused

Changed = Collection[tuple[Total, What]]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A settlement and the one that took its place."""

    old: Posting
    new: Posting

    def told(self) -> dict[str, Any]:
        """What changes, in yuan: the patient's part and each payer's."""
        before, after = _amounts(self.old), _amounts(self.new)
        changes = {
            account: {"before": yuan(before.get(account, 0)), "after": yuan(after.get(account, 0))}
            for account in dict.fromkeys([*before, *after])
            if before.get(account, 0) != after.get(account, 0)
        }
        return {
            "settlement": self.old.id,
            "replaced_by": self.new.id,
            "person": self.old.person,
            "hospital": self.old.hospital,
            "day": self.old.settled.day,
            "changes": changes,
        }


def _amounts(posting: Posting) -> dict[str, int]:
    return {each.account: each.amount_fen for each in posting.entries if each.account != "hospital"}


def rework(
    terms: Terms,
    book: Book,
    actor: Actor,
    moved: Changed,
    after: int,
    renewed: Collection[str] = (),
) -> list[Replaced]:
    """Settle again whatever is stale above a position, and what is to be renewed; by position."""
    done: list[Replaced] = []
    stirred = {total for total, _ in moved}
    waiting = sorted(_live(book, renewed), key=lambda each: each.settled.position)
    while True:
        waiting = [each for each in waiting if each.settled.position > after]
        stale = next(_stale(terms, book, stirred, after), None)
        following = [each for each in (stale, *waiting[:1]) if each is not None]
        if not following:
            return done
        old = min(following, key=lambda each: each.settled.position)
        after = old.settled.position
        new = _anew(terms, book, actor, old, renew=old.id in renewed, stale=old is stale)
        if new is not None:
            done.append(Replaced(old, new))
            stirred |= {total for total, _ in changed(old.movements, new.movements)}


def _live(book: Book, ids: Collection[str]) -> Iterator[Posting]:
    for each in ids:
        posting = book.posting(each)
        if posting is not None and book.reversal(each) is None:
            yield posting


def _stale(terms: Terms, book: Book, stirred: Collection[Total], after: int) -> Iterator[Posting]:
    """Live settlements above a position that read a total which is no longer what they read."""
    for each in book.readers(stirred, after) if stirred else ():
        policy = terms.desk.ready(terms.kept_policy(book, each.settled.policy))
        counts = in_force(terms.desk.book, policy)
        book.lock(read.total for read in each.settled.seen)
        sums = book.sums([read.total for read in each.settled.seen], each.settled.position)
        if any(now_seen(read, sums, counts) != read.fen for read in each.settled.seen):
            yield each


def _anew(
    terms: Terms, book: Book, actor: Actor, old: Posting, *, renew: bool, stale: bool
) -> Posting | None:
    """The settlement that takes the place of an old one; None where nothing would be otherwise."""
    asked = asked_of(old)
    try:
        fresh = again(terms, book, old, asked, renew=renew)
    except Refused as refused:
        raise _cannot(actor, old, refused) from None
    if not stale and fresh.entries == old.entries and fresh.movements == old.movements:
        return None
    take_back(terms, book, actor, old, "rework")
    return take_down(
        terms,
        book,
        actor,
        asked,
        fresh,
        replaces=old.id,
        position=old.settled.position,
        reason="rework",
    )


def _cannot(actor: Actor, old: Posting, refused: Refused) -> Refused:
    """Why a settlement that others rest on cannot be settled again; whose it is, is the bureau's to know."""
    if not actor.has("bureau"):
        wrong = problem("rework_is_refused_elsewhere", "", hospital=old.hospital)
        return Refused("conflict", [wrong])
    why = "; ".join(each.what.en for each in refused.problems)
    wrong = problem("rework_is_refused", "", id=old.id, why=why)
    return Refused("conflict", [wrong, *refused.problems])


def again(terms: Terms, book: Book, old: Posting, asked: Asked, *, renew: bool = False) -> Adjudged:
    """A settlement worked out again at its place: as it was then, or (`renew`) as is known now."""
    position = old.settled.position
    if renew:
        return adjudge(terms, book, asked, before=position)
    person = dict(json.loads(old.settled.request)["person"])
    return adjudge(
        terms,
        book,
        asked,
        under=terms.kept_policy(book, old.settled.policy),
        before=position,
        as_recorded=person,
    )


def asked_of(posting: Posting) -> Asked:
    """What was asked when it was settled."""
    return read_asked(json.loads(posting.settled.asked))


def refuse_dependents(
    actor: Actor, posting: Posting, redone: Collection[Replaced], wanted: bool
) -> None:
    """Others are settled again only if asked for, by those who may; else all is refused with their list."""
    if not redone:
        return
    elsewhere = sum(each.old.hospital != actor.hospital for each in redone)
    if not wanted:
        wrong = problem("others_depend_on_it", "id", number=len(redone))
    elif not actor.has("supervisor", "bureau"):
        wrong = problem("rework_needs_a_supervisor", "rework")
    elif elsewhere and not actor.has("bureau"):
        wrong = problem("rework_needs_the_bureau", "rework", number=elsewhere)
    else:
        return
    shown = {"dependents": shown_to(actor, posting.person, redone)}
    raise Refused("conflict", [wrong], beside=shown)


def shown_to(actor: Actor, person: str, redone: Collection[Replaced]) -> list[dict[str, Any]]:
    """What somebody may see of others' settlements: the bureau all, a hospital this person's own there.

    Of the rest only how many there are in which hospital; never a family member's visit.
    """
    told: list[dict[str, Any]] = []
    hidden: dict[str, int] = {}
    for each in redone:
        own = each.old.person == person and each.old.hospital == actor.hospital
        if own or actor.has("bureau"):
            told.append(each.told())
        else:
            hidden[each.old.hospital] = hidden.get(each.old.hospital, 0) + 1
    told += [{"hospital": name, "settlements": number} for name, number in hidden.items()]
    return told
