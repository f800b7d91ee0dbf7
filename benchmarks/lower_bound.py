"""The same five layers with nothing around them: what a split costs when nobody asks why.

Two functions as somebody would write them for one region and one kind of patient: binary floating
point, as a spreadsheet calculates, and exact decimals rounded to the fen. Both are handed figures
already chosen and amounts already read.
"""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def spreadsheet(total: float, eligible: float, base_so_far: float) -> dict[str, float]:
    """The split in binary floating point.

    >>> spreadsheet(20000.0, 16000.0, 3000.0)["patient"]
    1092.7
    """
    basic = round(min(max(eligible - 0.0, 0.0) * 0.80, 100000.0), 2)
    base = base_so_far + eligible - basic
    critical = round(min(max(base - max(6000.0, base_so_far), 0.0) * 0.55, 250000.0), 2)
    inside = eligible - basic - critical
    extra = round(min(inside * 0.90 + (total - eligible) * 0.75, 250000.0), 2)
    aid = round(min((inside - inside * 0.90) * 0.70, 30000.0), 2)
    left = total - basic - critical - extra - aid
    backstop = round(max(left - total * 0.095, 0.0), 2)
    return {"basic": basic, "critical_illness": critical, "supplementary": extra,
            "medical_aid": aid, "backstop": backstop, "patient": round(left - backstop, 2)}  # fmt: skip


def decimals(total: Decimal, eligible: Decimal, base_so_far: Decimal) -> dict[str, Decimal]:
    """The split in exact decimals, each layer rounded to the fen.

    >>> decimals(Decimal(20000), Decimal(16000), Decimal(3000))["patient"]
    Decimal('1092.70')
    """
    basic = _fen(min(max(eligible, Decimal(0)) * Decimal("0.80"), Decimal(100000)))
    base = base_so_far + eligible - basic
    over = max(base - max(Decimal(6000), base_so_far), Decimal(0))
    critical = _fen(min(over * Decimal("0.55"), Decimal(250000)))
    inside = eligible - basic - critical
    within = inside * Decimal("0.90")
    extra = _fen(min(within + (total - eligible) * Decimal("0.75"), Decimal(250000)))
    aid = _fen(min((inside - within) * Decimal("0.70"), Decimal(30000)))
    left = total - basic - critical - extra - aid
    backstop = _fen(max(left - total * Decimal("0.095"), Decimal(0)))
    return {"basic": basic, "critical_illness": critical, "supplementary": extra,
            "medical_aid": aid, "backstop": backstop, "patient": left - backstop}  # fmt: skip


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)
