"""What is shown of a person (人员展示): masked, or in full for somebody who said why they need it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from benefits.claims.request import Form
from benefits.claims.shape import shape_problems
from benefits.people import masks
from benefits.people.person import Entered, Held, History, facts_on
from benefits.people.vault import Why
from benefits.problems import Refused

RevealReason = Literal["desk_check", "contact", "correction", "complaint", "emergency"]
"""窗口核对、联系本人、更正信息、处理投诉、急救: why somebody's name and number are shown in full."""


Particulars = Mapping[str, Any] | Why
"""Who somebody is, or why that cannot be read."""


class Reveal(Form):
    """Why somebody's particulars are asked for; a word, so that the trail holds nothing else."""

    reason: RevealReason


_REVEAL: Final = TypeAdapter(Reveal)


def read_reason(body: object) -> str:
    """The reason from parsed JSON; raises `Refused("invalid_request")`."""
    try:
        return _REVEAL.validate_python(body).reason
    except ValidationError as error:
        raise Refused("invalid_request", shape_problems(error, Reveal)) from None


def masked(history: History, particulars: Particulars, today: date) -> dict[str, Any]:
    """A person as of today, masked."""
    known = facts_on(history, today, None, birth_day_in(particulars))
    assert known is not None, "only who is registered is shown"
    return {
        "id": history.id,
        **_who(particulars),
        "age": known.age,
        "region": known.region,
        "household": known.household,
        "insurance": known.insurance,
        "division": known.division,
        "identities": [identity_told(history, each) for each in history.identities()],
        "contribution_periods": None
        if known.contribution_periods is None
        else [_span(each.from_, each.until) for each in known.contribution_periods],
    }


def _who(particulars: Particulars) -> dict[str, Any]:
    if isinstance(particulars, str):
        nothing = dict.fromkeys(("name", "document", "telephone"))
        return {"particulars": particulars, **nothing}
    return {
        "particulars": "kept",
        "name": masks.masked_name(particulars.get("name")),
        "document": {
            "type": particulars["document_type"],
            "number": masks.masked_number(particulars.get("number")),
        },
        "telephone": masks.masked_telephone(particulars.get("telephone")),
    }


def revealed(id: str, particulars: Mapping[str, Any]) -> dict[str, Any]:
    """Who a person is, in full."""
    return {
        "id": id,
        "name": particulars.get("name"),
        "document": {
            "type": particulars["document_type"],
            "number": particulars.get("number"),
            "reason": particulars.get("reason"),
        },
        "telephone": particulars.get("telephone"),
        "birth_day": particulars.get("birth_day"),
    }


def birth_day_in(particulars: Particulars) -> date | None:
    """The birth day, where it can be read and is known."""
    written = None if isinstance(particulars, str) else particulars.get("birth_day")
    return None if written is None else date.fromisoformat(written)


def identity_told(history: History, held: Held) -> dict[str, Any]:
    """An identity with its days, and when it was entered."""
    return {
        "category": held.identity.category,
        **_span(held.identity.from_, held.identity.until),
        "entered": _entered(history.first_entered(held)),
        "changed": _entered(held.entered),
    }


def _entered(entered: Entered) -> dict[str, str]:
    return {"at": entered.at, "by": entered.by, "source": entered.source}


def _span(from_: date, until: date | None) -> dict[str, str | None]:
    return {"from": from_.isoformat(), "until": None if until is None else until.isoformat()}
