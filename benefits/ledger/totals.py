"""Running totals between the book and a claim (年度累计): what a policy reads, what a visit adds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from benefits.claims.claim import Claim
from benefits.formula.nodes import Given, SoFar
from benefits.ledger.book import Sum, Sums
from benefits.ledger.record import (
    ADMISSIONS,
    REVIEWS,
    SELF_PAID,
    VISITS,
    Movement,
    Scope,
    Seen,
    Total,
    What,
)
from benefits.money import yuan
from benefits.people.person import KnownPerson
from benefits.policy.policy import Policy
from benefits.quotes.adjudicator import Adjudicator, Split
from benefits.quotes.outline import ELIGIBLE, PATIENT
from benefits.reading.book import PolicyBook

_OF_VISITS: Final[tuple[Scope, ...]] = ("person", "household")
_SCOPES: Final[tuple[Scope, ...]] = ("person", "household", "lifetime")
_WHATS: Final[tuple[What, ...]] = ("base", "paid")

MOST_ADMISSIONS: Final = 1000
"""A request may state no higher number of an admission."""


class Owners(NamedTuple):
    """Whose totals a visit belongs to: the person and household, and the benefit year."""

    person: str
    household: str
    region: str
    year: int

    def total(self, scope: Scope, layer: str = "", account: str = "", back: int = 0) -> Total:
        """A total of one of them; `back`: so many years before."""
        owner = self.household if scope == "household" else self.person
        year = 0 if scope == "lifetime" else self.year - back
        return Total(scope, owner, self.region, year, layer, account)

    def all(self) -> list[Total]:
        """Everything one visit may read or add to, last year's for reviews included."""
        this_year = [self.total(scope) for scope in _SCOPES]
        return [*this_year, self.total("person", back=1), self.total("household", back=1)]


class InForce(NamedTuple):
    """What of the totals counts under a version: those that every version since takes over."""

    version: str
    cuts: tuple[tuple[str, frozenset[str]], ...]
    """First days of versions up to this one that take over some layers only, and which."""

    def sum(self, sums: Mapping[str, Sum], layer: str) -> Sum:
        """A total as this version reads it."""
        base = paid = 0
        for version, each in sums.items():
            cut = any(
                version < day <= self.version and layer and layer not in layers
                for day, layers in self.cuts
            )
            if not cut:
                base, paid = base + each.base_fen, paid + each.paid_fen
        return Sum(base, paid)


def in_force(book: PolicyBook, ready: Adjudicator) -> InForce:
    """How totals carry over into a policy from those before it.

    Of several files with its first day the policy's own counts, not one published before or after it.
    """
    own = ready.document.first_day
    by_day: dict[date, object] = {}
    for version in book.versions(ready.policy.region):
        if version.first_day < own:
            by_day[version.first_day] = book.document(ready.policy.region, version).policy
    by_day[own] = ready.policy
    cuts = []
    for day, policy in by_day.items():
        if isinstance(policy, Policy) and policy.carried_over is not None:
            layers = policy.carried_over.layers
            if layers != "all":
                kept = frozenset[str]() if layers == "none" else frozenset(layers)
                cuts.append((day.isoformat(), kept))
    return InForce(own.isoformat(), tuple(cuts))


def year_to_date(sums: Sums, owners: Owners, ready: Adjudicator, counts: InForce) -> dict[str, Any]:
    """The totals as a request states them: all that the policy keeps or reads.

    Nothing is stated as nothing: the book knows it, so an answer does not say it was taken for granted.
    """
    told: dict[str, Any] = {"layers": {}}
    for scope, layer, account in _known(ready):
        base, paid = counts.sum(sums.get(owners.total(scope, layer, account), {}), layer)
        of_scope = told if scope == "person" else told.setdefault(scope, {"layers": {}})
        place = of_scope["layers"].setdefault(layer, {})
        if account:
            place = place.setdefault("accounts", {}).setdefault(account, {})
        place.update(base=yuan(base), paid=yuan(paid))
    return told


def _known(ready: Adjudicator) -> list[tuple[Scope, str, str]]:
    """Scope, layer and sub-cap of every total that a policy keeps or reads."""
    kept = [each.base_key for each in ready.outline.kept]
    read = [key for key in ready.keys if key[0] == "so_far"]
    found: dict[tuple[Scope, str, str], None] = {}
    for _, scope, layer, account, _ in [*kept, *read]:
        found[scope, layer, account] = None  # type: ignore[index]
    return list(found)


def admissions(sums: Sums, owners: Owners, counts: InForce) -> int:
    """In-patient stays of the year so far."""
    return counts.sum(sums.get(owners.total("person", "", ADMISSIONS), {}), "").base_fen


def left_last_year(sums: Sums, owners: Owners, scope: Scope, counts: InForce) -> Sum | None:
    """What last year left to pay: of the eligible part (`base`) and all (`paid`); None: no visit."""
    visits = counts.sum(sums.get(owners.total(scope, "", VISITS, back=1), {}), "").base_fen
    left = sums.get(owners.total(scope, "", SELF_PAID, back=1), {})
    return counts.sum(left, "") if visits else None


def reviews(sums: Sums, owners: Owners, scope: Scope, counts: InForce) -> int:
    """Yearly reviews made this year, of the year before."""
    return counts.sum(sums.get(owners.total(scope, "", REVIEWS), {}), "").base_fen


def seen(split: Split, claim: Claim, owners: Owners, *, counted: bool) -> tuple[Seen, ...]:
    """The totals that this claim really read, and what they were.

    `counted`: the admission's number was counted by the book; else it was told, or is none's.
    """
    found: dict[Seen, None] = {}
    read, graph = split.read, split.adjudicator.formula.graph
    for number, node in enumerate(graph.nodes):
        if not isinstance(node, (Given, SoFar)) or f"v{number}" not in read:
            continue
        key = graph.facts[node.fact].key
        if key[0] == "admission_number" and counted:
            before = (claim.request.visit.admission_number or 1) - 1
            found[Seen(owners.total("person", "", ADMISSIONS), "base", before)] = None
        elif key[0] == "so_far":
            _, scope, layer, account, what = key
            total = owners.total(scope, layer, account)  # type: ignore[arg-type]
            found[Seen(total, what, claim.facts.get(key, 0))] = None  # type: ignore[arg-type]
    return tuple(found)


def movements(split: Split, claim: Claim, owners: Owners) -> tuple[Movement, ...]:
    """What a visit adds to the totals, those that come to nothing left out."""
    ready, amounts = split.adjudicator, split.amounts
    version = ready.document.first_day.isoformat()
    added: list[tuple[Total, int, int]] = []
    for kept in ready.outline.kept:
        _, scope, layer, account, _ = kept.base_key
        base = 0 if kept.base is None else amounts[kept.base]
        total = owners.total(scope, layer, account)  # type: ignore[arg-type]
        added.append((total, base, amounts[kept.paid]))
    kind = claim.request.visit.kind
    if kind == "inpatient":
        added.append((owners.total("person", "", ADMISSIONS), 1, 0))
    if kind == "annual_review":
        for scope in _OF_VISITS:
            added.append((owners.total(scope, "", REVIEWS), 1, 0))
    else:
        left = amounts[ELIGIBLE] - sum(amounts[ready.outline.of_eligible])
        for scope in _OF_VISITS:
            added.append((owners.total(scope, "", SELF_PAID), left, amounts[PATIENT]))
            added.append((owners.total(scope, "", VISITS), 1, 0))
    return tuple(
        Movement(total, version, base, paid) for total, base, paid in added if base or paid
    )


def changed(
    before: Sequence[Movement], after: Sequence[Movement]
) -> Collection[tuple[Total, What]]:
    """What is not the same any more once `after` stands in the place of `before`."""
    sums: dict[tuple[Total, What, str], int] = {}
    for sign, moved in ((-1, before), (1, after)):
        for each in moved:
            for what, fen in zip(_WHATS, (each.base_fen, each.paid_fen), strict=True):
                key = (each.total, what, each.version)
                sums[key] = sums.get(key, 0) + sign * fen
    return {(total, what) for (total, what, _), fen in sums.items() if fen}


def seen_by_review(
    sums: Sums, owners: Owners, scope: Scope, counts: InForce, *, bill_stated: bool
) -> tuple[Seen, ...]:
    """What a yearly review reads beside the totals of layers.

    Whether it was made already; and last year's closed sums, unless its bill was told.
    """
    wanted: list[tuple[Total, What]] = [(owners.total(scope, "", REVIEWS), "base")]
    if not bill_stated:
        wanted += [
            (owners.total(scope, "", SELF_PAID, back=1), "base"),
            (owners.total(scope, "", SELF_PAID, back=1), "paid"),
            (owners.total(scope, "", VISITS, back=1), "base"),
        ]
    blank = [Seen(total, what, 0) for total, what in wanted]
    return tuple(each._replace(fen=now_seen(each, sums, counts)) for each in blank)


def now_seen(read: Seen, sums: Sums, counts: InForce) -> int:
    """What a total read before is now, in fen."""
    return getattr(counts.sum(sums.get(read.total, {}), read.total.layer), f"{read.what}_fen")  # type: ignore[no-any-return]


def owners_of(person: KnownPerson, year: int) -> Owners:
    """Whose totals a person's visit belongs to."""
    return Owners(person.id, household_of(person), person.region, year)


def household_of(person: KnownPerson) -> str:
    """The household; whoever has none is one of their own."""
    return person.household or f"alone:{person.id}"[:64]


def shown(sums: Sums, owners: Owners) -> dict[str, Any]:
    """A year as it is shown: every layer's totals in yuan, stays, and what the patient paid."""
    told: dict[str, Any] = {"layers": {}}
    admissions = patient = 0
    for total, by_version in sorted(sums.items()):
        base = sum(each.base_fen for each in by_version.values())
        paid = sum(each.paid_fen for each in by_version.values())
        if total.year not in (owners.year, 0) or base == paid == 0:
            continue
        if total.layer:
            of_scope = told if total.scope == "person" else told.setdefault(total.scope, {})
            layer = of_scope.setdefault("layers", {}).setdefault(total.layer, {})
            if total.account:
                layer = layer.setdefault("accounts", {}).setdefault(total.account, {})
            layer.update(base=yuan(base), paid=yuan(paid))
        elif total.scope == "person":
            admissions += base if total.account == ADMISSIONS else 0
            patient += paid if total.account == SELF_PAID else 0
    return {**told, "admissions": admissions, "patient": yuan(patient)}
