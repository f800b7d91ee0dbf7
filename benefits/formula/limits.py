"""Caps and running totals of a rule (封顶线与累计): what is still left for this visit."""

from dataclasses import dataclass

from benefits.formula.graph import Account
from benefits.formula.nodes import Ref
from benefits.formula.params import NO_LIMIT_FEN, Params, Site
from benefits.money import LARGEST_YEAR_FEN
from benefits.policy.policy import Cap, Rule, Tilt


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one layer's rules."""

    params: Params
    layer: str

    def capped(self, rule: Rule, amount: Ref, site: Site, tilt: tuple[Tilt, Site] | None) -> Ref:
        """A yearly rule is capped on the year (`F`), any other by the room its totals leave."""
        graph = self.params.graph
        if rule.yearly:
            cap = self.cap_amount(rule, site, tilt)
            return amount if cap is None else graph.least([amount, self.whole(rule, cap)])
        amount = self.at_least(rule, amount, site)
        rooms = self.rooms(rule, site, tilt)
        return graph.least([amount, *(self.whole(rule, room) for room in rooms)])

    def at_least(self, rule: Rule, amount: Ref, site: Site) -> Ref:
        """The least payment lifts what a rule pays; a cap still holds."""
        if rule.least_payment is None:
            return amount
        least = self.params.amount(rule.least_payment, site.at("least_payment"))
        return self.params.graph.most([amount, least])

    def whole(self, rule: Rule, limit: Ref) -> Ref:
        """A limit in whole yuan where the payment is: what is cut stays as coarse as what is not."""
        if rule.rounding is None or rule.rounding.unit == "fen":
            return limit
        return self.params.graph.round(limit, "down", 100)

    def cap_amount(self, rule: Rule, site: Site, tilt: tuple[Tilt, Site] | None) -> Ref | None:
        """The rule's own cap, as a tilt leaves it; None where there is none."""
        if rule.cap is None:
            normal_cap = None
        elif isinstance(rule.cap, Cap):
            here = site.at("cap", rule.cap)
            normal_cap = self.params.amount(rule.cap.amount, here.at("amount"))
        else:
            normal_cap = self.params.amount(rule.cap, site.at("cap"))
        if tilt is not None and tilt[0].cap is not None:
            normal_cap = self.params.amount(tilt[0].cap, tilt[1].at("cap"), normal_cap)
        if normal_cap == self.params.graph.whole(NO_LIMIT_FEN):
            return None
        return normal_cap

    def rooms(self, rule: Rule, site: Site, tilt: tuple[Tilt, Site] | None) -> list[Ref]:
        """What each cap still leaves for this visit."""
        graph = self.params.graph
        rooms: list[Ref] = []
        amount = self.cap_amount(rule, site, tilt)
        if amount is not None:
            rooms.append(self._room(rule, amount, rule.cap if isinstance(rule.cap, Cap) else None))
        for name, cap in rule.caps.items():
            here = site.at(f"caps.{name}", cap)
            rooms.append(self._room(rule, self.params.amount(cap.amount, here.at("amount")), cap))
        return [room for room in rooms if room != graph.whole(NO_LIMIT_FEN)]

    def _room(self, rule: Rule, amount: Ref, cap: Cap | None) -> Ref:
        if cap is not None and cap.per == "visit":
            return amount
        account = self.account(rule) if cap is None else self._cap_account(rule, cap)
        return self.params.graph.less(
            amount, self.params.graph.so_far(account, "paid", LARGEST_YEAR_FEN)
        )

    def account(self, rule: Rule) -> Account:
        """The running total a rule's own cap reads."""
        return Account(rule.scope, self.layer, rule.account or "")

    def _cap_account(self, rule: Rule, cap: Cap) -> Account:
        scope = "lifetime" if cap.per == "lifetime" else cap.of or rule.scope
        return Account(scope, self.layer, cap.account or rule.account or "")

    def accounts(self, rule: Rule) -> tuple[Account, ...]:
        """Every running total a rule feeds."""
        caps = [cap for cap in (rule.cap, *rule.caps.values()) if isinstance(cap, Cap)]
        totals = [self._cap_account(rule, cap) for cap in caps if cap.per != "visit"]
        return tuple(dict.fromkeys([self.account(rule), *totals]))
