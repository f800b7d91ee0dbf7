"""A registration (人员登记): what `PUT /v1/people/{id}` brings, read with every problem at once.

A field that is left out stays as it is, so that a desk which knows only a new telephone ends nobody's
identity; `null` and `[]` say that there is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Final, get_args

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from benefits.claims import request as form
from benefits.claims.request import Day, Division, Form, Insurance, Name
from benefits.claims.sentences import problem as form_problem
from benefits.claims.shape import shape_problems
from benefits.people import documents
from benefits.people.documents import DocumentType, NoneReason
from benefits.people.person import Identity, Period
from benefits.people.sentences import problem
from benefits.problems import Problem, Refused

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
Number = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_SURROGATE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TELEPHONE: Final = re.compile(r"\+?[0-9](?:[0-9-]{3,18})[0-9]")


class Document(Form):
    """A document that says who somebody is (证件)."""

    type: DocumentType
    number: Number | None = None
    reason: NoneReason | None = None


class Registration(Form):
    """Who somebody is, and what holds of them."""

    name: Name | None = None
    document: Document
    telephone: Number | None = None
    birth_day: Day | None = None
    region: Name
    household: Name | None = None
    insurance: Insurance | None = None
    division: Division | None = None
    identities: list[form.Identity] | None = Field(default=None, max_length=200)
    contribution_periods: list[form.Period] | None = Field(default=None, max_length=200)
    since: Day | None = None
    """The first day of what is new about region, household, insurance and division."""


_ADAPTER: Final = TypeAdapter(Registration)


@dataclass(frozen=True, slots=True)
class Read:
    """A registration that can be entered."""

    given: Registration
    wanted: str | None
    """What the person is found by (`documents.normal`); None without a document."""
    alone: bool
    """Whether nobody else can have this document."""
    particulars: dict[str, Any]
    """What goes into the vault."""
    birth_day: date | None
    warnings: tuple[Problem, ...]

    def gives(self, field: str) -> bool:
        return field in self.given.model_fields_set

    @property
    def identities(self) -> list[Identity] | None:
        """The identities, where they are given at all."""
        if not self.gives("identities"):
            return None
        given = self.given.identities or ()
        return [Identity(each.category, each.from_, each.until) for each in given]

    @property
    def periods(self) -> list[Period] | None:
        """The periods of contributions; None: not known."""
        given = self.given.contribution_periods
        return None if given is None else [Period(each.from_, each.until) for each in given]


def surrogate_problems(id: str, where: str) -> Iterator[Problem]:
    """What is wrong with an id of the site's own making."""
    if documents.holds_identity_number(id):
        yield problem("surrogate_is_a_document", where)
    elif _MOBILE.fullmatch(id):  # what a desk writes where it has no number for a household
        yield problem("surrogate_is_a_telephone", where)
    elif not _SURROGATE.fullmatch(id):
        yield problem("surrogate_has_wrong_form", where)


def read_registration(id: str, body: object, today: date) -> Read:
    """A registration from parsed JSON; raises `Refused("invalid_request")` with every problem."""
    found = list(surrogate_problems(id, "id"))
    try:
        given = _ADAPTER.validate_python(body)
    except ValidationError as error:
        shape = shape_problems(error, Registration)
        raise Refused("invalid_request", [*found, *shape]) from None
    found += surrogate_problems(given.region, "region")
    checked = _checked(given.document, "document", today)
    birth_day = given.birth_day
    warnings: tuple[Problem, ...] = ()
    if isinstance(checked, list):
        found += checked
    else:
        warnings = checked.warnings
        if birth_day and checked.birth_day and birth_day != checked.birth_day:
            found.append(problem("birth_days_disagree", "birth_day"))
        birth_day = checked.birth_day or birth_day
    found += _wrong(given, today)
    if found:
        raise Refused("invalid_request", found)
    type, number = given.document.type, given.document.number
    return Read(
        given,
        None if number is None else documents.normal(type, number),
        number is not None and documents.KINDS[type].alone,
        _particulars(given, birth_day),
        birth_day,
        warnings,
    )


def _checked(document: Document, where: str, today: date) -> documents.Checked | list[Problem]:
    if document.type == "none":
        found = []
        if document.number is not None:
            found.append(problem("number_is_not_wanted", f"{where}.number"))
        if document.reason is None:
            listed = ", ".join(get_args(NoneReason))
            found.append(problem("reason_is_missing", f"{where}.reason", words=listed))
        return found or documents.Checked(None)
    if document.reason is not None:
        return [problem("reason_is_not_wanted", f"{where}.reason")]
    if document.number is None:
        return [problem("number_is_missing", f"{where}.number")]
    return documents.check(document.type, document.number, f"{where}.number", today)


def _wrong(given: Registration, today: date) -> Iterator[Problem]:
    if given.name is None and given.document.type != "none":
        yield problem("name_is_missing", "name")
    if given.telephone is not None and not _TELEPHONE.fullmatch(given.telephone):
        yield problem("telephone_has_wrong_form", "telephone")
    if given.birth_day is not None:
        yield from documents.birth_day_problems(given.birth_day, "birth_day", today)
    if given.household is not None:
        yield from surrogate_problems(given.household, "household")
    if given.since is not None:
        yield from _days(given.since, None, "since")
    listed = [(each.from_, each.until) for each in given.contribution_periods or ()]
    for place, (from_, until) in enumerate(listed):
        yield from _days(from_, until, f"contribution_periods[{place}]")
    identities = [
        Identity(each.category, each.from_, each.until) for each in given.identities or ()
    ]
    for place, each in enumerate(identities):
        yield from _days(each.from_, each.until, f"identities[{place}]")
    yield from overlaps(identities, [f"identities[{n}]" for n in range(len(identities))])


def _days(from_: date, until: date | None, where: str) -> Iterator[Problem]:
    if not EARLIEST <= from_ <= LATEST or (until is not None and until > LATEST):
        yield problem("day_is_out_of_range", where)
    if until is not None and until < from_:
        yield form_problem("until_before_from", f"{where}.until")


def overlaps(identities: Sequence[Identity], places: Sequence[str]) -> Iterator[Problem]:
    """Periods of one category that meet, each told at the place of the later one."""
    placed = sorted(zip(identities, places, strict=True), key=lambda each: each[0][:2])
    for (before, _), (after, place) in pairwise(placed):
        if before.category != after.category:
            continue
        if before.from_ == after.from_:
            yield problem("identity_twice", place)
        elif before.until is None or before.until >= after.from_:
            yield problem("identities_overlap", place)


def _particulars(given: Registration, birth_day: date | None) -> dict[str, Any]:
    """What tells who the person is; what was not given is left out."""
    document = given.document
    number = None if document.number is None else documents.plain(document.number)
    found = {
        "name": given.name,
        "document_type": document.type,
        "number": number,
        "reason": document.reason,
        "telephone": given.telephone,
        "birth_day": None if birth_day is None else birth_day.isoformat(),
    }
    return {name: each for name, each in found.items() if each is not None}


def read_document(body: object, today: date) -> tuple[str, str]:
    """What is looked for, `{"document": {"type", "number"}}`: type and normal form; raises `Refused`."""
    try:
        given = _SEARCH.validate_python(body)
    except ValidationError as error:
        raise Refused("invalid_request", shape_problems(error, Search)) from None
    document = given.document
    if document.type == "none":
        raise Refused("invalid_request", [problem("number_is_missing", "document.number")])
    checked = _checked(document, "document", today)
    if isinstance(checked, list):
        raise Refused("invalid_request", checked)
    assert document.number is not None
    return document.type, documents.normal(document.type, document.number)


class Search(Form):
    """Somebody is looked for by a document."""

    document: Document


_SEARCH: Final = TypeAdapter(Search)
