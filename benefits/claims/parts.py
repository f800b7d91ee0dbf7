"""The four parts of a bill (费用四部分): as given, or worked out from its items.

A raw line: class C is own expense; what is above the price limit is over limit; the first self-pay rate
applies to the rest, rounded half up per line; what remains is eligible.
"""

from collections.abc import Mapping

from benefits import words
from benefits.claims.request import Bill, Item
from benefits.money import rounded

Parts = dict[str, int]
"""Fen by part, all four present."""


def parts_of(bill: Bill) -> Parts:
    """The bill's four parts in fen."""
    if bill.items is None:
        return {part: getattr(bill, part) or 0 for part in words.PARTS}
    total = dict.fromkeys(words.PARTS, 0)
    for item in bill.items:
        for part, amount in parts_of_item(item).items():
            total[part] += amount
    return total


def parts_of_item(item: Item) -> Parts:
    """One item's four parts in fen.

    >>> parts_of_item(Item.model_validate({"service": "drug", "amount": "100.00", "class": "B",
    ...     "first_self_pay_rate": "10%", "price_limit": "40.00", "quantity": "2"}))
    {'eligible': 7200, 'first_self_pay': 800, 'over_limit': 2000, 'own_expense': 0}
    """
    if item.amount is None:
        return {part: getattr(item, part) or 0 for part in words.PARTS}
    if item.class_ == "C":
        return _parts(own_expense=item.amount)
    allowed = item.amount
    if item.price_limit is not None:
        quantity, of = item.quantity or (1, 1)
        allowed = min(item.amount, rounded(item.price_limit * quantity, of, "half_up"))
    numerator, denominator = item.first_self_pay_rate or (0, 1)
    first = rounded(allowed * numerator, denominator, "half_up")
    return _parts(eligible=allowed - first, first_self_pay=first, over_limit=item.amount - allowed)


def _parts(**amounts: int) -> Parts:
    return {part: amounts.get(part, 0) for part in words.PARTS}


def by_service(bill: Bill) -> Mapping[tuple[str, str], int]:
    """Fen by (service, part), summed over the bill's items."""
    found: dict[tuple[str, str], int] = {}
    for item in bill.items or ():
        for part, amount in parts_of_item(item).items():
            if amount:
                key = (item.service, part)
                found[key] = found.get(key, 0) + amount
    return found
