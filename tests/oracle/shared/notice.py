"""What a notice speaks of, the chain it sets up, and the walk of a stay down that chain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.shared.arithmetic import fen, yuan
from tests.oracle.shared.stay import Payment, Refused, Request, Stay, parts_of

Layer = Callable[[Stay], Payment]
# No notice here speaks of them, so they are refused, not taken as harmless.
EXCLUSIONS = ("crime", "third_party_liable", "work_injury", "suicide_or_fight")
ORDER = (
    "no_policy_in_force",
    "unknown_layer",
    "unknown_programme",
    "prior_payment_too_large",
    "unknown_parameter",
)
"""The contract's order: of several codes the first is the answer."""


def must_be_given(stay: Stay) -> int:
    """A layer of which the notice says nothing: what it pays is a fact, or there is no answer."""
    raise Refused


def nothing(stay: Stay) -> int:
    """A layer that pays nothing by itself."""
    return 0


def by_kind(**layers: Layer) -> Layer:
    """A layer that pays by the kind of visit; at others nothing."""
    return lambda stay: layers.get(stay.visit("kind"), nothing)(stay)


@dataclass(frozen=True)
class Notice:
    """A region's rules: days in force, kinds of visit with their programmes, layers in order."""

    region: str
    first_day: str
    chain: Mapping[str, Layer]
    last_day: str = "9999-12-31"
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"inpatient": ()})
    insurance: str = "resident"
    before: Callable[[Stay], None] | None = None
    after: Callable[[Stay], None] | None = None

    def split(self, request: Request) -> dict[str, Any]:
        """Who pays what, or the code of the problem."""
        stay = Stay(request, parts_of(request["bill"]))
        assert stay.share == stay.total
        codes = [*self._unspoken(stay), *self._walk(stay)]
        if codes:
            return {"error": min(codes, key=ORDER.index)}
        payers = {layer: yuan(amount) for layer, amount in stay.paid.items() if amount > 0}
        return {"payers": payers, "patient": yuan(stay.total - sum(stay.paid.values()))}

    def _unspoken(self, stay: Stay) -> list[str]:
        """The codes of what the notice does not speak of."""
        day = stay.visit("discharged", stay.request["date"])
        kind, programme = stay.visit("kind"), stay.visit("programme")
        wrong = {
            "no_policy_in_force": not self.first_day <= day <= self.last_day,
            "unknown_layer": not set(stay.given) <= set(self.chain),
            "unknown_programme": programme not in (None, *self.kinds.get(kind, ())),
            "unknown_parameter": kind not in self.kinds
            or stay.person("insurance", self.insurance) != self.insurance
            or stay.found(*EXCLUSIONS),
        }
        return [code for code, applies in wrong.items() if applies]

    def _walk(self, stay: Stay) -> list[str]:
        """Each layer's turn, and the codes met; a payment given as a fact stands as it is."""
        codes = []
        if self.before:
            self.before(stay)
        for layer, works_out in self.chain.items():
            try:
                stay.take(layer, self._payment(stay, layer, works_out))
            except Refused as refused:
                codes.append(refused.code)
        if self.after:
            self.after(stay)
        return codes

    def _payment(self, stay: Stay, layer: str, works_out: Layer) -> Payment:
        if layer not in stay.given:
            return works_out(stay)
        amount = fen(stay.given[layer])
        if amount > stay.share:
            raise Refused("prior_payment_too_large")
        return amount
