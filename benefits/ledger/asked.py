"""What is asked of the ledger (结算请求): a quote's request and what only a settlement has.

Identities, household and the year to date come from the book, so stating them is refused. Whoever decided a
finding, an exclusion or a prior payment is named, with document and day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from benefits.claims.reading import read_request
from benefits.claims.request import Day, Fen, Form, Name, Request
from benefits.claims.rest import NotRead
from benefits.claims.shape import shape_problems
from benefits.ledger.sentences import problem
from benefits.people.documents import holds_identity_number
from benefits.problems import Problem, Refused

Words = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f<>]+$")
]


class Decision(Form):
    """Who decided something that changes who pays (认定): office, number of the document, day."""

    about: Name
    """`findings.over_treatment`, `exclusions.crime`, `prior_payments.basic`."""
    by: Words
    document: Words
    day: Day


class Expected(Form):
    """What the clerk saw when the family agreed (窗口所见)."""

    patient: Fen


class Extra(Form):
    """What a settlement's request has beside a quote's."""

    expected: Expected | None = None
    stay: Name | None = None
    """The site's own number of the stay (住院号); its interim settlements name the same one."""
    interim: bool = False
    """A settlement in the middle of a long stay (中途结算): of the whole bill so far."""
    rework: bool = False
    """Settle again what depends on what this one takes the place of."""
    decisions: list[Decision] = Field(default_factory=list, max_length=100)
    department: Name | None = None


_EXTRA: Final = TypeAdapter(Extra)
_OWN: Final = frozenset(Extra.model_fields)
FROM_THE_BOOK: Final = ("year_to_date", "last_year", "known_on", "reform")
"""What of a quote's request is not said to the ledger."""
PERSON_FROM_THE_BOOK: Final = (
    "categories",
    "identities",
    "insurance",
    "household",
    "age",
    "division",
    "contribution_periods",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A settlement's request, read. `body` is the quote's part of it as it was given."""

    request: Request
    extra: Extra
    body: Mapping[str, Any] = field(hash=False)

    @property
    def person(self) -> str:
        """The surrogate of the person."""
        assert self.request.person.id is not None
        return self.request.person.id

    @property
    def day(self) -> date:
        """The day that stands for the visit: when it was settled, or its date."""
        return self.request.visit.settled or self.request.date


def read_asked(given: object) -> Asked:
    """A settlement's request from parsed JSON; raises `Refused` with every problem of it."""
    if not isinstance(given, dict):
        read_request(given)
        raise AssertionError("what is no object is refused")
    own = {name: value for name, value in given.items() if name in _OWN}
    body = {name: value for name, value in given.items() if name not in _OWN}
    wrong: list[Problem] = [*_stated(body), *identity_numbers(given)]
    extra = Extra()
    try:
        extra = _EXTRA.validate_python(own)
    except ValidationError as error:
        wrong += shape_problems(error, Extra)
    code, request = "invalid_request", None
    try:
        request = read_request(_filled(body))
    except NotRead as refused:
        code = "invalid_request" if wrong else refused.code
        wrong += refused.problems
    if request is not None:
        wrong += _decisions(request, extra)
        if extra.interim and extra.stay is None:
            wrong.append(problem("stay_is_missing", "stay"))
    if wrong or request is None:
        raise Refused(code, wrong)
    return Asked(request, extra, body)


def identity_numbers(given: object, where: str = "") -> Iterator[Problem]:
    """Where an identity number stands in what the book would keep in clear."""
    if isinstance(given, str) and holds_identity_number(given):
        yield problem("identity_number", where)
    elif isinstance(given, (dict, list)):
        named = given.items() if isinstance(given, dict) else enumerate(given)
        for name, each in named:
            if isinstance(name, str) and holds_identity_number(name):
                yield problem("identity_number", where)
            yield from identity_numbers(each, f"{where}.{name}" if where else str(name))


def sound_reason(reason: str) -> str:
    """A reason, as the book keeps it; raises `Refused` where an identity number stands in it."""
    if wrong := list(identity_numbers(reason, "reason")):
        raise Refused("invalid_request", wrong)
    return reason


def _stated(body: Mapping[str, Any]) -> Iterator[Problem]:
    for name in FROM_THE_BOOK:
        if name in body:
            yield problem("from_the_book", name)
    person = body.get("person")
    if not isinstance(person, dict) or not isinstance(person.get("id"), str) or not person["id"]:
        yield problem("person_is_missing", "person.id")
        return
    for name in PERSON_FROM_THE_BOOK:
        if name in person:
            yield problem("from_the_book", f"person.{name}")


def _filled(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A yearly review's bill is last year's sums, which the book knows: until then it is nothing."""
    visit = body.get("visit")
    review = isinstance(visit, dict) and visit.get("kind") == "annual_review"
    return {**body, "bill": {"total": "0.00"}} if review and "bill" not in body else body


def _decisions(request: Request, extra: Extra) -> Iterator[Problem]:
    """Each thing that was decided has one decision, and each decision is about one of them."""
    wanted = decided(request)
    named = [each.about for each in extra.decisions]
    for place, about in enumerate(named):
        if about not in wanted:
            listed = ", ".join(wanted) or "—"
            yield problem("decision_about_nothing", f"decisions.{place}.about", things=listed)
        elif about in named[:place]:
            yield problem("decided_twice", f"decisions.{place}.about", about=about)
    for about in wanted:
        if about not in named:
            yield problem("decision_is_missing", about, about=about)


def decided(request: Request) -> list[str]:
    """What of a request somebody has to have decided."""
    found = [f"findings.{each}" for each in request.visit.findings or ()]
    found += [f"exclusions.{each}" for each in request.exclusions or ()]
    return [
        *dict.fromkeys([*found, *(f"prior_payments.{each}" for each in request.prior_payments)])
    ]
