"""What the settlement paths take beside a bill (结算接口的表单)."""

from typing import Annotated, Any, Final

from pydantic import Field

from benefits.claims.request import Day, Form, Name
from benefits.ledger.asked import Words


class Reversal(Form):
    """Why a settlement is reversed, and whether others are settled again for it."""

    reason: Words
    rework: bool = False


class Correction(Form):
    """Why a settlement is corrected, and what should have been asked."""

    reason: Words
    request: Annotated[dict[str, Any], Field(json_schema_extra={"type": "object"})]


class Renewal(Form):
    """Whose settlements are made anew by what is known now, from which day on."""

    person: Name
    since: Day


class Renewals(Form):
    """The same: one person's, or everybody's of a region, so many at a time."""

    person: Name | None = None
    region: Name | None = None
    since: Day
    after: Name | None = None


FORMS: Final = (Reversal, Correction, Renewal, Renewals)
