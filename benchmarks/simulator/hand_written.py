"""Yichun 2018 as a good programmer would write it by hand for Numba: what the generated loop is held against.

Its figures are constants of the program, it knows which conditions exclude one another, and it keeps the
totals this one policy needs. Claims stand by person, year and day; money is int64 fen.
"""

from typing import Any

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
