"""A claim (待遇申请): a request as the whole numbers a formula reads.

Codes stand for words, fen for amounts, −1 for what is not given. Which identities count, and which
day, is the policy's to say, so both are asked for.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from benefits.claims.parts import by_service, parts_of
from benefits.claims.request import Period, Request
from benefits.words import bits, code

Key = tuple[str, ...]

_PLACES: Final = {
    "age": "person.age",
    "days": "visit.days",
    "diseases": "visit.diseases",
    "contribution_years": "person.contribution_years",
    "claim_free_years": "person.claim_free_years",
    "insured_months": "person.contribution_periods",
    "broken_years": "person.contribution_periods",
    "admission_number": "visit.admission_number",
    "item": "bill.items",
    "hospital_level": "visit.hospital_level",
    "place": "visit.place",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a formula may ask of a request; `facts` has only what was given or follows from it."""

    request: Request
    facts: dict[Key, int] = field(hash=False)
    days: dict[str, date] = field(hash=False)

    @property
    def programme(self) -> str | None:
        return self.request.visit.programme

    @property
    def findings(self) -> tuple[str, ...]:
        request = self.request
        return (*(request.visit.findings or ()), *(request.exclusions or ()))

    @property
    def deposit_fen(self) -> int | None:
        return self.request.deposit

    def gives(self, key: Key) -> bool:
        """Whether the request says a fact, so that nothing was taken for granted."""
        if key[0] == "item":
            return self.request.bill.items is not None or self.request.bill.total == 0
        if key[0] in ("admission_number", "hospital_level", "place"):
            return getattr(self.request.visit, key[0]) is not None
        return key in self.facts

    def place_of(self, key: Key) -> str:
        """The field of the request that says a fact."""
        return f"statistics.{key[1]}" if key[0] == "statistic" else _PLACES[key[0]]

    def held(self, identity_day: str) -> int:
        """The identities that count, as bits, on the day (or stay) the policy names."""
        person = self.request.person
        if person.identities is None:
            return bits("identity", person.categories or ())
        first = last = self.days.get(identity_day, self.request.date)
        if identity_day == "any_day_of_stay":
            first, last = self.days["admission"], self.days["discharge"]
        return bits(
            "identity",
            [
                each.category
                for each in person.identities
                if each.from_ <= last and (each.until is None or each.until >= first)
            ],
        )


def claim(request: Request) -> Claim:
    """The whole numbers of a request."""
    visit, person, bill = request.visit, request.person, request.bill
    days = days_of(request)
    facts: dict[Key, int] = {
        ("kind",): code("kind", visit.kind),
        ("hospital_level",): code("hospital_level", visit.hospital_level),
        ("place",): code("place", visit.place or "in_county"),
        ("referral",): code("referral", visit.referral or "local"),
        ("insurance",): code("insurance", person.insurance),
        ("findings",): bits("finding", (*(visit.findings or ()), *(request.exclusions or ()))),
        ("admission_number",): visit.admission_number or 1,
    }
    for part, amount in parts_of(bill).items():
        facts["part", part] = amount
    for (service, part), amount in by_service(bill).items():
        facts["item", service, part] = amount
    for layer, amount in request.prior_payments.items():
        facts["prior", layer] = amount
    for name in ("age", "contribution_years", "claim_free_years"):
        value = getattr(person, name)
        if value is not None:
            facts[(name,)] = value
    if visit.diseases is not None:
        facts[("diseases",)] = len(set(visit.diseases))
    if (stay := _stay(request)) is not None:
        facts[("days",)] = stay
    if request.statistics is not None:
        for word in ("poverty_line", "disposable_income"):
            value = getattr(request.statistics, word)
            if value is not None:
                facts["statistic", word] = value
    if person.division is not None and visit.hospital is not None and visit.hospital.division:
        facts[("same_division",)] = int(person.division == visit.hospital.division)
    if person.contribution_periods is not None:
        facts[("insured_months",)], facts[("broken_years",)] = _insured(
            person.contribution_periods, days["discharge"]
        )
    _running_totals(request, facts)
    return Claim(request, facts, days)


def days_of(request: Request) -> dict[str, date]:
    """The three days of a visit; `date` stands for one that is missing, but nobody leaves unadmitted."""
    visit = request.visit
    discharged = visit.discharged or visit.settled or request.date
    return {
        "admission": visit.admitted or min(request.date, discharged),
        "discharge": discharged,
        "settlement": visit.settled or request.date,
    }


def _stay(request: Request) -> int | None:
    visit = request.visit
    if visit.days is not None:
        return visit.days
    if visit.admitted is not None and visit.discharged is not None:
        return (visit.discharged - visit.admitted).days
    return None


def _running_totals(request: Request, facts: dict[Key, int]) -> None:
    so_far = request.year_to_date
    if so_far is None:
        return
    scopes = (("person", so_far), ("household", so_far.household), ("lifetime", so_far.lifetime))
    for scope, totals in scopes:
        for layer, total in totals.layers.items() if totals is not None else ():
            for name, account in (("", total), *(total.accounts or {}).items()):
                for what in account.model_fields_set & {"base", "paid"}:
                    facts["so_far", scope, layer, name, what] = getattr(account, what)


def _insured(periods: list[Period], day: date) -> tuple[int, int]:
    """Whole months since the present unbroken period began, and whole calendar years without cover.

    Periods that touch are one. Not insured on the day: 0 months.
    """
    began: date | None = None
    end = date.min
    covered: set[int] = set()
    for period in sorted(periods, key=lambda each: each.from_):
        last = min(period.until or day, day)
        if period.from_ > day:
            break
        covered.update(range(period.from_.year, last.year + 1))
        if began is None or (period.from_ - end).days > 1:
            began = period.from_
        end = max(end, last)
    if began is None:
        return 0, 0
    broken = sum(year not in covered for year in range(min(covered), day.year))
    if end < day:
        return 0, broken
    months = (day.year - began.year) * 12 + day.month - began.month - (day.day < began.day)
    return months, broken
