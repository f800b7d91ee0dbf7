"""Reads a request (读取请求): all problems at once, each with its place in the JSON.

pydantic says what is wrong with the shape; what takes two fields to see is said here, of a request out of
shape too, as far as it can be judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from pydantic import TypeAdapter, ValidationError

from benefits import words
from benefits.claims import request as form
from benefits.claims.parts import Parts, parts_of
from benefits.claims.request import Request
from benefits.claims.rest import NotRead, Rest, part, rest_of
from benefits.claims.sentences import problem
from benefits.claims.shape import shape_problems
from benefits.money import LARGEST_BILL_FEN, LARGEST_YEAR_FEN, yuan
from benefits.problems import Problem

_ADAPTER: Final = TypeAdapter(Request)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def read_request(given: object) -> Request:
    """A request from parsed JSON; raises `Refused` with the contract's code and every problem."""
    try:
        request = _ADAPTER.validate_python(given)
    except ValidationError as error:
        rest = rest_of(given, error, _ADAPTER)
        later = [] if rest.request is None else _sure(rest.request, rest.unsure)
        found = [*shape_problems(error, Request), *later]
        raise NotRead("invalid_request", found, rest.also_unsure(later)) from None
    found, uneven = _found(request)
    if found or uneven:
        code = "invalid_request" if found else "amounts_do_not_add_up"
        rest = Rest(request.region, request, frozenset()).also_unsure(found)
        raise NotRead(code, [*found, *uneven], rest)
    return request


def _found(request: Request) -> tuple[list[Problem], list[Problem]]:
    """What takes more than one field to see, and the sums apart."""
    found = [*_days(request), *_words(request), *_amounts(request)]
    # What is wrong with the bill's own amounts would make its sums wrong once more.
    uneven = [] if any(each.where.startswith("bill") for each in found) else [*_sums(request)]
    return found, uneven


_BY_THEMSELVES: Final = frozenset({"day_is_absurd", "amount_too_large"})
"""Problems that one value alone makes."""

_LOOKS_AT: Final[Mapping[str, frozenset[str]]] = {
    "date": frozenset({"date", "visit"}),
    "last_year": frozenset({"last_year", "visit", "bill"}),
}


def _sure(request: Request, unsure: frozenset[str]) -> list[Problem]:
    """What is wrong with the rest of a request, where no part looked at is unsure."""
    found, uneven = _found(request)
    return [
        each
        for each in (*found, *uneven)
        if each.code in _BY_THEMSELVES
        or not unsure & _LOOKS_AT.get(part(each.where), frozenset({part(each.where)}))
    ]


def _days(request: Request) -> Iterator[Problem]:
    visit, person = request.visit, request.person
    dated: list[tuple[str, date | None]] = [
        ("date", request.date),
        ("known_on", request.known_on),
        ("visit.admitted", visit.admitted),
        ("visit.discharged", visit.discharged),
        ("visit.settled", visit.settled),
    ]
    spans: Mapping[str, Sequence[form.Identity | form.Period] | None] = {
        "identities": person.identities,
        "contribution_periods": person.contribution_periods,
    }
    for name, periods in spans.items():
        for place, each in enumerate(periods or ()):
            where = f"person.{name}[{place}]"
            dated += [(f"{where}.from", each.from_), (f"{where}.until", each.until)]
            if each.until is not None and each.until < each.from_:
                yield problem("until_before_from", f"{where}.until")
    for where, day in dated:
        if day is not None and not EARLIEST <= day <= LATEST:
            yield problem("day_is_absurd", where)
    if visit.admitted is not None:
        for name in ("discharged", "settled"):
            day = getattr(visit, name)
            if day is not None and day < visit.admitted:
                yield problem("day_before_admission", f"visit.{name}")
        if visit.discharged is None and visit.settled is None and request.date < visit.admitted:
            yield problem("day_before_admission", "date")


def _words(request: Request) -> Iterator[Problem]:
    if request.visit.place in words.AWAY and request.visit.referral is None:
        yield problem("referral_is_missing", "visit.referral")
    if request.person.identities is not None and request.person.categories is not None:
        yield problem("identities_and_categories", "person.identities")


def _amounts(request: Request) -> Iterator[Problem]:
    for place, item in enumerate(request.bill.items or ()):
        yield from _item(item, f"bill.items[{place}]")
    for where, amount in _single(request):
        if amount is not None and amount > LARGEST_BILL_FEN:
            yield problem("amount_too_large", where, most=yuan(LARGEST_BILL_FEN))
    for where, total in _totals(request):
        for name in ("base", "paid"):
            if getattr(total, name) > LARGEST_YEAR_FEN:
                yield problem("amount_too_large", f"{where}.{name}", most=yuan(LARGEST_YEAR_FEN))


_PARTS: Final = tuple((f"bill.{part}", part) for part in words.PARTS)


def _single(request: Request) -> Iterator[tuple[str, int | None]]:
    """Every amount that stands by itself, with its place."""
    bill = request.bill
    yield "bill.total", bill.total
    yield "deposit", request.deposit
    for where, name in _PARTS:
        yield where, getattr(bill, name)
    for name, amount in request.prior_payments.items():
        yield f"prior_payments.{name}", amount
    if request.statistics is not None:
        for name in words.STATISTICS:
            yield f"statistics.{name}", getattr(request.statistics, name)
    for place, item in enumerate(bill.items or ()):
        for name in (*words.PARTS, "amount", "price_limit"):
            yield f"bill.items[{place}].{name}", getattr(item, name)


def _totals(request: Request) -> Iterator[tuple[str, form.Total]]:
    so_far = request.year_to_date
    if so_far is None:
        return
    scopes = (("", so_far), (".household", so_far.household), (".lifetime", so_far.lifetime))
    for scope, totals in scopes:
        for layer, total in totals.layers.items() if totals is not None else ():
            where = f"year_to_date{scope}.layers.{layer}"
            yield where, total
            for name, account in (total.accounts or {}).items():
                yield f"{where}.accounts.{name}", account


def _item(item: form.Item, where: str) -> Iterator[Problem]:
    has_parts = any(getattr(item, part) is not None for part in words.PARTS)
    if item.amount is None:
        if not has_parts:
            yield problem("item_has_no_amount", where)
        return
    if has_parts:
        yield problem("item_has_both_forms", where)
    if item.class_ is None:
        yield problem("item_class_is_missing", f"{where}.class")
    elif item.class_ == "B" and item.first_self_pay_rate is None:
        yield problem("item_rate_is_missing", f"{where}.first_self_pay_rate")
    elif item.class_ != "B" and item.first_self_pay_rate not in (None, (0, 1)):
        yield problem("item_rate_not_for_class", f"{where}.first_self_pay_rate")


def _sums(request: Request) -> Iterator[Problem]:
    bill = request.bill
    parts: Parts = parts_of(bill)
    total = sum(parts.values())
    if bill.items is not None:
        for part in words.PARTS:
            given = getattr(bill, part)
            if given is not None and given != parts[part]:
                yield problem(
                    "items_and_parts_disagree",
                    f"bill.{part}",
                    items=yuan(parts[part]),
                    given=yuan(given),
                )
    if total != bill.total:
        yield problem(
            "amounts_do_not_add_up",
            "bill",
            sum=yuan(total),
            total=yuan(bill.total),
            difference=yuan(abs(total - bill.total)),
        )
    if request.visit.kind == "annual_review" and request.last_year is not None:
        for name, of_bill in (("self_paid", bill.total), ("eligible_self_paid", parts["eligible"])):
            given = getattr(request.last_year, name)
            if given is not None and given != of_bill:
                yield problem(
                    "last_year_disagrees",
                    f"last_year.{name}",
                    given=yuan(given),
                    bill=yuan(of_bill),
                )
