"""A person as a settlement needs them (参保人情况): by surrogate, with what is held; no name, no number."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Held(NamedTuple):
    """An identity with its dates (身份起止); `until` None: still held."""

    category: str
    from_: date
    until: date | None


class Insured(NamedTuple):
    """A period of contributions (参保缴费期间)."""

    from_: date
    until: date | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who somebody is on a day, as far as the book knows."""

    id: str
    region: str
    household: str | None = None
    insurance: str | None = None
    division: str | None = None
    identities: tuple[Held, ...] = ()
    age: int | None = None
    contribution_periods: tuple[Insured, ...] | None = None
