"""A bare FastAPI route with the same models as the quote, to measure the server beside.

It reads the same request and gives the same answer, through pydantic models and FastAPI's own JSON,
and works nothing out: what it costs is the price of the framework. `/ready` hands over an answer that
is a model already; `/made` makes the model from plain values for each request, as any route has to.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from api.example import EXAMPLE
from benefits.claims.request import Request
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook


class Shape(BaseModel):
    """A field that the answer has and the model lacks is a mistake here: it would cost nothing."""

    model_config = ConfigDict(extra="forbid")


class Words(Shape):
    zh: str
    en: str


class Payer(Shape):
    layer: str
    fund: str | None = None
    name: Words
    amount: str


class Ratios(Shape):
    total_before: str
    total_after: str
    eligible_before: str
    eligible_after: str


class Source(Shape):
    evidence: str
    title: str | None = None
    title_en: str | None = None
    number: str | None = None
    article: str | None = None
    quote: str | None = None


class Row(Shape):
    no: int
    what: Words
    how: Words
    amount: str
    uses: list[int]
    layer: str | None
    source: Source | None
    capped: bool | None = None


class Total(Shape):
    base: str
    paid: str
    accounts: dict[str, "Total"] | None = None


class Totals(Shape):
    layers: dict[str, Total]


class Policy(Shape):
    region: str
    version: str
    digest: str
    known: str | None = None


class Note(Shape):
    kind: str
    where: str
    text: Words


class Answer(Shape):
    """The contract's answer as a model."""

    total: str
    patient: str
    patient_share_of_total: str
    payers: list[Payer]
    ratios: Ratios
    benefit_year: int | None = None
    year_to_date: Totals
    policy: Policy
    notes: list[Note]
    grants: list[dict[str, Any]] | None = None
    worksheet: list[Row] | None = None


def application() -> FastAPI:
    """Two routes that take a request and answer with the example's answer."""
    desk = Desk(PolicyBook.packaged())
    told = {detail: desk.quote(EXAMPLE, detail) for detail in ("none", "short")}
    ready = {detail: Answer.model_validate(each) for detail, each in told.items()}
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/ready", response_model_exclude_unset=True)
    async def already(request: Request, detail: str = "short") -> Answer:
        return ready[detail]

    @app.post("/made", response_model_exclude_unset=True)
    async def made(request: Request, detail: str = "short") -> Answer:
        return Answer.model_validate(told[detail])

    return app
