"""Why claims are refused (拒付原因): of each code one claim, and what the desk says of it.

A hundred million rows cannot be told of one by one. The claim with the lowest number is asked about at the
desk, alone: what it says is what `benefits quote` would.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benefits.money import yuan
from benefits.problems import Problem, Refused, Text
from benefits.quotes.desk import Desk
from benefits.quotes.refusal import Refusal
from benefits.simulation.result import STATUSES, Result
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import AMOUNTS

NO_REFUSAL: Final = ("ok", "reversed")
"""A claim that was worked out, or taken back."""

_TOLD_AT_MOST: Final = 3
_OF_THE_VISIT: Final = {
    **{name: name for name in ("kind", "hospital_level", "place", "referral", "programme", "days")},
    "admission_number": "admission_number",
    "admitted_on": "admitted",
    "discharged_on": "discharged",
    "settled_on": "settled",
}
_OF_THE_PERSON: Final = {
    name: name for name in ("insurance", "age", "contribution_years", "claim_free_years")
} | {"person_division": "division"}

_TAKES_BACK: Final = Text(
    "要冲正的明细不在表中、与本行不符，或已被冲正",
    "the claim it takes back is not in the table, is not the same, or is taken back already",
)
_WEIGHT: Final = Text("权重为负", "the weight is below zero")
_LAST_YEAR: Final = Text(
    "不知道上一年的个人负担：表中没有该年已测算的明细",
    "last year's cost is not known: the table has no accepted claim of that year",
)
_WITH_OTHERS: Final = Text(
    "单独看这一条可以测算；与同一人或同户当年的其他明细一起才被拒",
    "alone it can be worked out; it is refused together with this year's other claims of the same people",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A claim that was refused, as its row says it."""

    claim_id: int
    row: Mapping[str, Any] | None
    """None where it cannot be read."""


def examples(rows: pa.Table, result: Result) -> dict[str, Example]:
    """By code, the refused claim with the lowest number."""
    found = {}
    for code in (each for each in result.statuses() if each not in NO_REFUSAL):
        places = np.flatnonzero(result.status == STATUSES.index(code))
        place = int(places[np.argmin(result.claim_id[places])])
        found[code] = Example(int(result.claim_id[place]), _row(rows, place))
    return found


def _row(rows: pa.Table, place: int) -> dict[str, Any] | None:
    try:
        return dict(rows.slice(place, 1).to_pylist()[0])
    except (ValueError, OverflowError):  # a day beyond the calendar
        return None


def refusals(
    counted: Mapping[str, int],
    found: Mapping[str, Example],
    scenario: Scenario,
    region: str | None,
    statistics: Mapping[str, int],
) -> Iterator[Refusal]:
    """What the desk says of each example, in the order of the codes."""
    desk = Desk(scenario.book)
    for code in (each for each in STATUSES if each in found):
        example = found[code]
        said = _why(desk, code, example.row, scenario, region, statistics)
        yield Refusal(code, counted[code], example.claim_id, *said)


def _why(
    desk: Desk,
    code: str,
    row: Mapping[str, Any] | None,
    scenario: Scenario,
    region: str | None,
    statistics: Mapping[str, int],
) -> tuple[Text, str, Text | None]:
    """What is wrong, where, and what to do."""
    if row is None:
        return Text("日期无法读取", "a day cannot be read"), "date", None
    if row.get("reverses_claim_id") is not None:
        return _TAKES_BACK, "reverses_claim_id", None
    if (row.get("weight") or 0) < 0:
        return _WEIGHT, "weight", None
    request = request_of(row, region, statistics)
    reform = scenario.written.get(request["region"] or "")
    try:
        desk.quote({**request, "reform": dict(reform)} if reform else request, "none")
    except Refused as refused:
        if refused.code == code:
            first = refused.problems[0]
            return _together(refused.problems), first.where, first.fix
    return (_LAST_YEAR if row.get("kind") == "annual_review" else _WITH_OTHERS), "", None


def _together(problems: Sequence[Problem]) -> Text:
    told = [each.what for each in problems[:_TOLD_AT_MOST]]
    return Text("；".join(each.zh for each in told), "; ".join(each.en for each in told))


def request_of(
    row: Mapping[str, Any], region: str | None = None, statistics: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """A row of a claim table as a request, without any year to date.

    >>> request_of({"date": date(2018, 6, 15), "kind": "inpatient", "eligible_fen": 5}, "jx-yichun")["bill"]
    {'total': '0.05', 'eligible': '0.05', 'first_self_pay': '0.00', 'over_limit': '0.00', 'own_expense': '0.00'}
    """
    row = {name: value for name, value in row.items() if value not in (None, "")}
    visit = _some(row, _OF_THE_VISIT)
    for name in ("diseases", "findings"):
        if name in row:
            visit[name] = _words(row[name])
    if "hospital_division" in row:
        visit["hospital"] = {"division": row["hospital_division"]}
    person = _some(row, _OF_THE_PERSON)
    if "categories" in row:
        person["categories"] = _words(row["categories"])
    request: dict[str, Any] = {
        "region": row.get("region") or region,
        "date": row["date"].isoformat(),
        "person": person,
        "visit": visit,
        "bill": _bill(row),
    }
    prior = {
        name.removeprefix("prior_").removesuffix("_fen"): _amount(paid)
        for name, paid in row.items()
        if name.startswith("prior_")
    }
    last_year = {
        name.removeprefix("last_year_").removesuffix("_fen"): _amount(left)
        for name, left in row.items()
        if name.startswith("last_year_")
    }
    said = {name: _amount(amount) for name, amount in (statistics or {}).items()}
    for name, each in (("prior_payments", prior), ("last_year", last_year), ("statistics", said)):
        if each:
            request[name] = each
    return request


def _bill(row: Mapping[str, Any]) -> dict[str, Any]:
    parts = {part: row.get(f"{part}_fen") or 0 for part in AMOUNTS}
    bill: dict[str, Any] = {"total": _amount(sum(parts.values()))}
    bill |= {part: _amount(amount) for part, amount in parts.items()}
    if row.get("items"):
        bill["items"] = [
            {"service": each["service"]} | {p: _amount(each.get(f"{p}_fen") or 0) for p in AMOUNTS}
            for each in row["items"]
        ]
    return bill


def _amount(fen: int) -> str:
    return yuan(fen) if fen >= 0 else f"-{yuan(-fen)}"


def _words(joined: str) -> list[str]:
    return [word for word in joined.split("+") if word]


def _some(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What a row says of some fields; days as text."""
    return {
        to: row[name].isoformat() if isinstance(row[name], date) else row[name]
        for name, to in names.items()
        if name in row
    }


__all__ = ["NO_REFUSAL", "Example", "examples", "refusals", "request_of"]
