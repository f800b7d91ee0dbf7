"""Yichun 2018 as a good programmer would write it by hand for Numba: what the generated loop is held against.

Its figures are constants of the program, it knows which conditions exclude one another, and it keeps the
totals this one policy needs. Claims stand by person, year and day; money is int64 fen.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit

UNKNOWN_PARAMETER = 11
_POOR, _OTHERS, _EXCLUDED, _OVER_TREATMENT = 2, 32764, 960, 2


@njit(nogil=True, inline="always")
def _share(amount: int, rate: int) -> int:
    """A rate in millionths, rounded half up to the fen."""
    return ((amount * rate + 500_000) & 0x7FFFFFFFFFFFFFFF) // 1_000_000


@njit(nogil=True, inline="always")
def _basic(level: int, away: bool, poor: bool, eligible: int) -> int:
    if away:
        deductible, rate = 60_000, 500_000
    elif level <= 3:
        deductible, rate = 0 if poor else 10_000, 900_000
    elif level == 4:
        deductible, rate = 0 if poor else 40_000, 800_000
    else:
        deductible, rate = 60_000, 600_000
    return _share(max(eligible - deductible, 0), rate)


@njit(nogil=True)
def sorted_claims(
    first: Any,
    eligible: Any,
    first_self_pay: Any,
    over_limit: Any,
    own_expense: Any,
    kind: Any,
    findings: Any,
    place: Any,
    level: Any,
    categories: Any,
    basic: Any,
    critical: Any,
    supplementary: Any,
    aid: Any,
    waiver: Any,
    backstop: Any,
    hospital: Any,
    patient: Any,
    status: Any,
) -> None:
    """Fill the last nine columns."""
    year_basic = year_base = year_supplementary = year_aid = 0
    for i in range(len(status)):
        if first[i]:
            year_basic = year_base = year_supplementary = year_aid = 0
        k, identity = kind[i], categories[i]
        poor = identity & _POOR != 0
        a, b, c, d = eligible[i], first_self_pay[i], over_limit[i], own_expense[i]
        total = a + b + c + d
        away = place[i] >= 3
        lvl = level[i]
        refused = k < 1 or k > 2 or findings[i] & _EXCLUDED != 0
        if k == 1:
            refused = refused or (not away and lvl < 2)
            refused = refused or (not poor and identity & _OTHERS != 0)
        waiver[i] = 0
        if refused:
            basic[i] = critical[i] = supplementary[i] = aid[i] = 0
            backstop[i] = hospital[i] = patient[i] = 0
            status[i] = UNKNOWN_PARAMETER
            continue
        status[i] = 0
        if k == 2:
            basic[i] = critical[i] = supplementary[i] = aid[i] = 0
            backstop[i] = hospital[i] = 0
            patient[i] = total
            continue
        p1 = min(_basic(lvl, away, poor, a), max(10_000_000 - year_basic, 0))
        year_basic += p1
        left = a - p1
        base = year_base + left
        if poor:
            before = min(_share(max(year_base - 600_000, 0), 550_000), 25_000_000)
            now = min(_share(max(base - 600_000, 0), 550_000), 25_000_000)
        else:
            before = min(_share(max(year_base - 1_200_000, 0), 500_000), 25_000_000)
            now = min(_share(max(base - 1_200_000, 0), 500_000), 25_000_000)
        year_base = base
        p2 = now - before
        basic[i] = p1
        critical[i] = p2
        if not poor:
            supplementary[i] = aid[i] = backstop[i] = hospital[i] = 0
            patient[i] = total - p1 - p2
            continue
        more = max(p2 - left, 0)
        left = max(left - p2, 0)
        outside = max(b + c + d - more, 0)
        room = max(25_000_000 - year_supplementary, 0)
        inside = min(_share(left, 900_000), room)
        beyond = min(_share(outside, 750_000), room - inside)
        p3 = inside + beyond
        year_supplementary += p3
        p4 = min(_share(left - inside, 700_000), max(3_000_000 - year_aid, 0))
        year_aid += p4
        rest = total - p1 - p2 - p3 - p4
        p6 = max(rest - _share(total, 95_000), 0)
        supplementary[i] = p3
        aid[i] = p4
        if findings[i] & _OVER_TREATMENT:
            backstop[i], hospital[i] = 0, p6
        else:
            backstop[i], hospital[i] = p6, 0
        patient[i] = rest - p6


STAY, POOR, OVER_TREATMENT = 1, 2, 4
"""What a claim's words say to the loop by rank; what is left of the number tells the deductible."""


def words_of(columns: Mapping[str, Any]) -> tuple[Any, Any]:
    """Each claim's words as one number, and whether the claim is accepted."""
    kind, level, identity = columns["kind"], columns["level"], columns["categories"]
    poor, away = identity & _POOR != 0, columns["place"] >= 3
    stay = kind == 1
    refused = (kind < 1) | (kind > 2) | (columns["findings"] & _EXCLUDED != 0)
    refused |= stay & ((~away & (level < 2)) | (~poor & (identity & _OTHERS != 0)))
    number = np.select([away, level <= 3, level == 4], [0, 1, 2], 3)
    over = columns["findings"] & _OVER_TREATMENT != 0
    number = (number << 3) | stay * STAY | poor * POOR | over * OVER_TREATMENT
    return number.astype(np.uint8), ~refused


@njit(nogil=True, inline="always")
def _near_share(amount: int, rate: int) -> int:
    """The same as `_share`: a product with the reciprocal is at most one away, the rest says which way."""
    number = amount * rate + 500_000
    quotient = int(number * (1 / 1_000_000))
    rest = number - quotient * 1_000_000
    return quotient + (1 if rest >= 1_000_000 else 0) - (1 if rest < 0 else 0)


@njit(nogil=True, inline="always")
def _below(one: int, other: int) -> int:
    return one if one < other else other


@njit(nogil=True, inline="always")
def _beyond(one: int, other: int) -> int:
    return one - other if one > other else 0


@njit(nogil=True)
def _rank(
    eligible: Any, others: Any, words: Any, basic: Any, base: Any, more: Any, aid: Any, told: Any
) -> None:
    """The people of one rank: nothing is carried from one to the next but sums."""
    t0 = t1 = t2 = t3 = t5 = t6 = t7 = 0
    for i in range(len(words)):
        word = words[i]
        stay, poor, over = word & STAY != 0, word & POOR != 0, word & OVER_TREATMENT != 0
        where = word >> 3
        a, outside = eligible[i], others[i]
        total = a + outside
        deductible = 60_000 if (where == 0) | (where == 3) else 10_000 if where == 1 else 40_000
        deductible = 0 if poor & (where != 0) & (where != 3) else deductible
        rate = 500_000 if where == 0 else 900_000 if where == 1 else 800_000
        rate = 600_000 if where == 3 else rate
        p1 = _below(_near_share(_beyond(a, deductible), rate), _beyond(10_000_000, basic[i]))
        p1 = p1 if stay else 0
        left = a - p1
        line, share = 600_000 if poor else 1_200_000, 550_000 if poor else 500_000
        before = _below(_near_share(_beyond(base[i], line), share), 25_000_000)
        now = _below(_near_share(_beyond(base[i] + left, line), share), 25_000_000)
        p2 = now - before if stay else 0
        over_paid = _beyond(p2, left)
        rest = _beyond(left, p2)
        room = _beyond(25_000_000, more[i])
        inside = _below(_near_share(rest, 900_000), room)
        p3 = inside + _below(_near_share(_beyond(outside, over_paid), 750_000), room - inside)
        p4 = _below(_near_share(rest - inside, 700_000), _beyond(3_000_000, aid[i]))
        chain = stay & poor
        p3, p4 = p3 if chain else 0, p4 if chain else 0
        rest = total - p1 - p2 - p3 - p4
        p6 = _beyond(rest, _near_share(total, 95_000)) if chain else 0
        basic[i] += p1
        base[i] += left if stay else 0
        more[i] += p3
        aid[i] += p4
        t0 += p1
        t1 += p2
        t2 += p3
        t3 += p4
        t5 += 0 if over else p6
        t6 += p6 if over else 0
        t7 += rest - p6
    for place, amount in ((0, t0), (1, t1), (2, t2), (3, t3), (5, t5), (6, t6), (7, t7)):
        told[place] += amount


@njit(nogil=True)
def ranked_claims(
    blocks: Any, ranks: Any, eligible: Any, others: Any, words: Any, people: int, told: Any
) -> None:
    """Add the totals of seven layers and the patient up, claims laid out by block, rank and person."""
    basic, base = np.zeros(people, np.int64), np.zeros(people, np.int64)
    more, aid = np.zeros(people, np.int64), np.zeros(people, np.int64)
    for block in range(len(blocks) - 1):
        basic[:] = 0
        base[:] = 0
        more[:] = 0
        aid[:] = 0
        for rank in range(blocks[block], blocks[block + 1]):
            a, z = ranks[rank], ranks[rank + 1]
            n = z - a
            _rank(
                eligible[a:z], others[a:z], words[a:z], basic[:n], base[:n], more[:n], aid[:n], told
            )
