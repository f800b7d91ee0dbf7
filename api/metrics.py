"""Metrics (监控指标) for Prometheus: how much, how fast, how it ended; nothing that tells who somebody is.

A label is a route, a method, a status or a word of ours: never what a caller wrote.
"""

from typing import Final

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import openapi
from api.access.marks import needs
from api.access.surroundings import forwarded
from api.serving import is_loopback

router = APIRouter()

_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SETTLING: Final = {
    "/v1/settlements": "settled",
    "/v1/settlements/{id}/reversal": "reversed",
    "/v1/settlements/{id}/correction": "corrected",
    "/v1/reworks": "reworked",
}
"""The routes that write to the book, and what each has done."""


def _outcome(route: str, status: int) -> str:
    """What became of a settlement; a key that came again counts as what it did the first time."""
    if status == 201:
        return _SETTLING[route]
    known = {409: "conflict", 503: "unavailable"}
    return known.get(status, "failed" if status >= 500 or not status else "refused")


class Metrics:
    """The figures of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = self._counter("requests", "Requests answered", "method", "route", "status")
        self._seconds = self._histogram("request_seconds", "Time to answer", "method", "route")
        self._refusals = self._counter("refusals", "Requests refused, by problem code", "code")
        self._quotes = self._counter("quotes", "Bills quoted", "outcome")
        self._settlements = self._counter("settlements", "Settlements, by outcome", "outcome")
        self._transactions = self._histogram("transaction_seconds", "Transactions that ended well")
        self._waits = self._histogram("lock_wait_seconds", "Waiting for locks")
        self._retries = self._counter("transactions_retried", "Transactions begun again")
        self._errors = self._counter("database_errors", "Transactions without an answer", "kind")

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"benefits_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, *labels: str) -> Histogram:
        name = f"benefits_{name}"
        return Histogram(name, about, labels, registry=self.registry, buckets=_SECONDS)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; status 0: it was broken off."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, status).inc()
        if method == "POST" and route in _SETTLING:
            self._settlements.labels(_outcome(route, status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def refused(self, code: str) -> None:
        """A request was refused; `code` is one of the documented ones."""
        self._refusals.labels(code).inc()

    def quoted(self, outcome: str, bills: int = 1) -> None:
        """Bills were quoted: `answered` one by one, or `in_batches`, whatever came out."""
        self._quotes.labels(outcome).inc(bills)

    def watch(self, what: str, value: float) -> None:
        """What a database tells of itself (`benefits.stores.database.Watch`)."""
        match what:
            case "transaction":
                self._transactions.observe(value)
            case "lock":
                self._waits.observe(value)
            case "retried":
                self._retries.inc()
            case _:
                self._errors.labels(what).inc()

    def written(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self.registry)


@router.get("/metrics", **needs("public", openapi.METRICS))
async def metrics(request: Request) -> Response:
    """The figures of this server."""
    if not _may_read(request):
        raise HTTPException(404)
    told: Metrics = request.app.state.metrics
    return Response(told.written(), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request) -> bool:
    """By the site's setting: this machine only, everybody, or nobody; auditors and admins always."""
    allowed = request.app.state.settings.metrics
    actor = getattr(request.state, "actor", None)
    if allowed == "everywhere" or (actor is not None and actor.has("admin", "auditor")):
        return True
    here = request.client is not None and is_loopback(request.client.host)
    return allowed == "loopback" and here and not forwarded(request.headers)
