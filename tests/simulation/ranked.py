"""Claims that may stand by rank, and reforms of figures to run them under."""

import random
from collections.abc import Sequence

import pyarrow as pa

from benefits.formula.compiled import compiled
from benefits.money import LARGEST_BILL_FEN
from benefits.reading.book import PolicyBook
from benefits.simulation.run import Figures
from benefits.simulation.table import ClaimTable, claim_table
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()
AMOUNTS = ("eligible_fen", "first_self_pay_fen", "over_limit_fen", "own_expense_fen")
WORDS = (
    "claim_id", "person_id", "household_id", "date", "region", "kind", "hospital_level", "place",
    "referral", "categories", "findings", "programme",
)  # fmt: skip

BY_RANK = frozenset(
    [
        "ah_suzhou", "ah_yixian", "ha_luoyang", "hlj_jiamusi", "hn_county", "hn_sangzhi",
        "jx_yichun", "sd_taian",
    ]
)  # fmt: skip
"""Where no figure and no total decides who is refused, and totals are a person's own."""

NOBODY = frozenset(["cn_frame", "lowincome_farmers", "sd_shandong"])
"""The same, but some figure is unknown: no claim of a story is accepted."""


def rows(calculator: str, number: int, *, edges: bool = False, salt: str = "ranks") -> pa.Table:
    """A story with the columns that a claim file has at least; `edges`: amounts about the roundings."""
    table = arrow(story(calculator, number, {}, salt))
    kept = [name for name in (*WORDS, *AMOUNTS) if name in table.column_names]
    table = table.select(kept)
    if edges:
        chance = random.Random(5)
        for name in AMOUNTS:
            drawn = [_about(chance) for _ in range(number)]
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(drawn, pa.int64()))
    return table


def told(calculator: str, number: int, *, edges: bool = False) -> ClaimTable:
    """The same as a claim table."""
    return claim_table(rows(calculator, number, edges=edges))


def _about(chance: random.Random) -> int:
    whole = chance.choice(
        [0, 1, 2, 100, 10_000, 50_000, 60_000, 10**6, 10**7, LARGEST_BILL_FEN // 4]
    )
    return max(min(whole + chance.randint(-3, 3), LARGEST_BILL_FEN // 4), 0)


def reforms(regions: Sequence[str]) -> list[Figures]:
    """The policies' own figures, every rate a tenth lower, every amount a third higher, their own again."""
    lower: dict[str, list[int]] = {}
    higher: dict[str, list[int]] = {}
    for region in regions:
        for version in BOOK.versions(region):
            document = BOOK.document(region, version)
            figures = compiled(document).graph.figures
            rates = [each.unit.kind == "rate" for each in figures]
            own = list(zip([each.value for each in figures], rates, strict=True))
            lower[document.file] = [value * 9 // 10 if rate else value for value, rate in own]
            higher[document.file] = [value if rate else value * 4 // 3 for value, rate in own]
    return [{}, lower, higher, {}]
