"""Entitlement on a day, with the reason (待遇资格): what counts, since when, and since when it is known.

Which identity pays what is the policy's to say; here stands what the book knows of the person, told so that
a clerk can read it out and an auditor sees what was entered after the day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from benefits import words
from benefits.people.days import day_written
from benefits.people.person import Fact, Held, History, facts_on
from benefits.problems import Text


def entitlement(
    history: History, day: date, known_at: str | None, birth_day: date | None
) -> dict[str, Any] | None:
    """What holds of a person on a day, as known at a moment; None where not yet registered then."""
    known = history.known(known_at)
    person = facts_on(known, day, None, birth_day)
    if person is None:
        return None
    counting = [each for each in person.identities if each.covers(day)]
    return {
        "id": person.id,
        "on": day.isoformat(),
        "known_at": known_at,
        "region": person.region,
        "age": person.age,
        "insured": person.insurance is not None,
        "insurance": person.insurance,
        "division": person.division,
        "household": person.household,
        "categories": sorted({each.category for each in counting}),
        "reasons": [*_identities(known, day), _insurance(known, day), _household(known, day)],
    }


def _identities(history: History, day: date) -> Iterator[dict[str, Any]]:
    for held in history.identities():
        yield _reason("identity", _identity_text(history, held, day)) | {
            "category": held.identity.category,
            "counts": held.identity.covers(day),
            "from": held.identity.from_.isoformat(),
            "until": _iso(held.identity.until),
            "entered_at": history.first_entered(held).at,
        }


def _identity_text(history: History, held: Held, day: date) -> Text:
    name = words.IDENTITIES[held.identity.category]
    from_, until = held.identity.from_, held.identity.until
    if day < from_:
        zh, en = (
            f"{name.zh}自 {from_} 起，当日尚未开始",
            f"{name.en} from {from_}: not yet that day",
        )
    elif until is not None and until < day:
        zh, en = f"{name.zh}至 {until} 止，当日已结束", f"{name.en} until {until}: over by that day"
    else:
        zh = f"{name.zh}自 {from_} 起" + (f"至 {until} 止" if until else "") + "，当日有效"
        en = f"{name.en} from {from_}" + (f" to {until}" if until else "") + ": counts that day"
    entered = day_written(history.first_entered(held).at)
    late = day < entered
    zh += f"（{entered} 录入{'，晚于当日' if late else ''}）"
    en += f" (entered {entered}{', after that day' if late else ''})"
    return Text(zh, en)


def _insurance(history: History, day: date) -> dict[str, Any]:
    fact = history.fact_on("insurance", day)
    if fact is None or fact.value is None:
        return _reason("insurance", Text("当日未登记参保", "no insurance is registered that day"))
    name = words.INSURANCES[fact.value]
    text = Text(f"参加{name.zh}{_since_zh(fact)}", f"insured: {name.en}{_since_en(fact)}")
    return _reason("insurance", text) | _entered(fact)


def _household(history: History, day: date) -> dict[str, Any]:
    fact = history.fact_on("household", day)
    if fact is None or fact.value is None:
        return _reason("household", Text("当日未登记家庭", "no household is registered that day"))
    text = Text(
        f"属于家庭 {fact.value}{_since_zh(fact)}", f"of household {fact.value}{_since_en(fact)}"
    )
    return _reason("household", text) | _entered(fact)


def _since_zh(fact: Fact) -> str:
    return f"，自 {fact.from_} 起" if fact.from_ else ""


def _since_en(fact: Fact) -> str:
    return f" from {fact.from_}" if fact.from_ else ""


def _entered(fact: Fact) -> dict[str, Any]:
    return {"from": _iso(fact.from_), "entered_at": fact.entered.at}


def _reason(kind: str, text: Text) -> dict[str, Any]:
    return {"kind": kind, "text": text.both()}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
