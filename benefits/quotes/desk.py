"""The desk (结算窗口): a request in, the contract's answer out. Writes nothing, reads no clock."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import Final, Literal

from benefits.claims.claim import Claim, claim, days_of
from benefits.claims.reading import read_request
from benefits.claims.request import Request
from benefits.claims.rest import NotRead, Rest
from benefits.claims.sentences import problem
from benefits.money import fen, yuan
from benefits.problems import Problem, Refused
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.quotes.answer import Answer, answer
from benefits.quotes.notes import notes
from benefits.quotes.reform import reformed
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document

Detail = Literal["none", "short", "full"]

MOST_READY: Final = 256
"""So many policies are kept ready; the one longest unused goes first."""


@dataclass(slots=True)
class Desk:
    """Quotes under the policies of a book; each policy is made ready once."""

    book: PolicyBook
    _ready: OrderedDict[str, Adjudicator] = field(default_factory=OrderedDict)
    _lock: RLock = field(default_factory=RLock)

    def quote(self, given: object, detail: Detail = "short") -> Answer:
        """Answer a request (parsed JSON); raises `Refused` with every problem found."""
        try:
            request = read_request(given)
        except NotRead as refused:
            raise Refused(refused.code, [*refused.problems, *self._also(refused.rest)]) from None
        return self.answer(request, detail)

    def answer(self, request: Request, detail: Detail = "short") -> Answer:
        """Answer a request that has been read."""
        asked = claim(request)
        ready = self.adjudicator_for(asked)
        reform = None if request.reform is None else reformed(ready, request.reform)
        self.known_layers(asked, ready)
        write = detail != "none"
        split = ready.split(asked, write=write)
        told = answer(asked, split, notes(asked, split), detail)
        if request.reform is not None and reform is not None:
            figures, said = reform
            split = ready.split(asked, figures, write, split.facts)
            told["reform"] = answer(asked, split, [*notes(asked, split), *said], detail)
            told["reform"]["figures"] = dict(request.reform)
            told["reform"]["patient_change"] = _signed(told["reform"]["patient"], told["patient"])
        return told

    def _also(self, rest: Rest) -> Sequence[Problem]:
        """What the policies say of a request that is refused already: its region, day and layers."""
        if rest.region is None:
            return ()
        try:
            self.book.versions(rest.region)
            if rest.request is None or rest.unsure & {"date", "known_on", "visit"}:
                return ()
            request = rest.request
            found = self.book.in_force(request.region, days_of(request), request.known_on)
            return [*_unknown_names(request, self.ready(found))]
        except Refused as also:
            return also.problems

    def adjudicator_for(self, asked: Claim) -> Adjudicator:
        """The policy in force for a claim, ready."""
        request = asked.request
        return self.ready(self.book.in_force(request.region, asked.days, request.known_on))

    def ready(self, document: Document) -> Adjudicator:
        """A document made ready; raises `Refused("invalid_policy")` where it is not sound."""
        key = document.file + document.digest
        with self._lock:
            found = self._ready.get(key)
            if found is None:
                found = self._ready[key] = adjudicator(document)
                if len(self._ready) > MOST_READY:
                    self._ready.popitem(last=False)
            else:
                self._ready.move_to_end(key)
            return found

    def known_layers(self, asked: Claim, ready: Adjudicator) -> None:
        """Prior payments and running totals name layers and sub-caps the policy has."""
        wrong = [*_unknown_names(asked.request, ready)]
        if wrong:
            try:
                ready.split(asked)
            except Refused as also:
                wrong += also.problems
            raise Refused("unknown_layer", wrong)


def _unknown_names(request: Request, ready: Adjudicator) -> Iterator[Problem]:
    for name in request.prior_payments:
        if name not in ready.policy.layers:
            yield _unknown_layer(f"prior_payments.{name}", name, ready)
    so_far = request.year_to_date
    if so_far is None:
        return
    scopes = (("", so_far), (".household", so_far.household), (".lifetime", so_far.lifetime))
    for scope, totals in scopes:
        for name, total in totals.layers.items() if totals is not None else ():
            where = f"year_to_date{scope}.layers.{name}"
            if name not in ready.policy.layers:
                yield _unknown_layer(where, name, ready)
                continue
            for account in total.accounts or ():
                if account not in ready.accounts[name]:
                    yield problem(
                        "unknown_account",
                        f"{where}.accounts.{account}",
                        layer=name,
                        account=account,
                        accounts=", ".join(sorted(ready.accounts[name] - {""})) or "—",
                    )


def _unknown_layer(where: str, layer: str, ready: Adjudicator) -> Problem:
    layers = ", ".join(ready.policy.layers)
    return problem("unknown_layer", where, layer=layer, layers=layers)


def _signed(after: str, before: str) -> str:
    change = fen(after) - fen(before)
    return ("-" if change < 0 else "") + yuan(abs(change))
