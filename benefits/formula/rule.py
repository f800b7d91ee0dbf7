"""One rule of a layer as nodes, worked out for one identity (一条规则，一种身份)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benefits import words
from benefits.formula.graph import FEN, Account, Line
from benefits.formula.limits import Limits
from benefits.formula.nodes import Ref
from benefits.formula.params import Params, Site
from benefits.formula.schedule import Normal, normal, schedule, tilted
from benefits.formula.tilts import Tilted, bands_told, tilts_of, told
from benefits.money import LARGEST_BILL_FEN, LARGEST_YEAR_FEN, RoundingMode
from benefits.policy.policy import Band, Payment, Rule
from benefits.problems import Text

Order = tuple[str, ...]
"""Parts of the bill in the order in which a payment uses them up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule pays: an amount for each order of parts, in the order they are taken.

    `base` is what a yearly rule adds to its cumulative base; `accounts` the running totals it feeds.
    """

    takings: tuple[tuple[Order, Ref], ...]
    base: Ref
    accounts: tuple[Account, ...] = ()


@dataclass(slots=True)
class RuleBuilder:
    """Builds the rules of one layer under one identity; `left` is what each part still holds."""

    params: Params
    layer: str
    title: Text
    left: Mapping[str, Ref]
    programme_price: Ref
    tilts: list[Tilted] = field(default_factory=list)

    @property
    def limits(self) -> Limits:
        return Limits(self.params, self.layer)

    def outcome(self, rule: Rule, site: Site) -> Outcome:
        graph = self.params.graph
        if rule.must_be_given is not None or (rule.unknown is not None and rule.meets != "outside"):
            text = rule.must_be_given or rule.unknown
            assert text is not None
            return self._all(rule, self.params.missing(site, text))
        if rule.unknown is not None or rule.nothing is not None:
            return self._all(rule, graph.whole(0))
        if rule.items is not None:
            return self._waiver(rule, site)
        if rule.payments is not None:
            return self._payments(rule, rule.payments, site)
        if rule.yearly:
            return self._yearly(rule, site)
        return self._per_visit(rule, site)

    # -- forms ----------------------------------------------------------------

    def _per_visit(self, rule: Rule, site: Site) -> Outcome:
        graph, params = self.params.graph, self.params
        base = self._base(rule)
        if rule.patient_pays is not None:
            amount = graph.less(base, params.amount(rule.patient_pays, site.at("patient_pays")))
        elif rule.pays is not None:
            amount = graph.least([params.amount(rule.pays, site.at("pays")), base])
        elif rule.ceiling is not None:
            amount = graph.less(base, params.amount(rule.ceiling, site.at("ceiling")))
        elif rule.steps is not None:
            amount = graph.least([self._step(rule, base, site), base])
        else:
            amount = self._tilt(rule, base, site)
        if rule.least_payment is not None:
            amount = graph.least([amount, params.left_total])
            others = tuple(part for part in words.PARTS if part not in rule.base)
            return self._all(rule, amount, order=(*rule.base, *others))
        if rule.of != "left":
            amount = graph.least([amount, self._sum_left(rule.base)])
        return self._all(rule, amount, site)

    def _tilt(self, rule: Rule, base: Ref, site: Site) -> Ref:
        """The schedule on a base under the normal rule, or under the tilt of this identity."""
        params = self.params
        before = normal(params, rule, site)
        bands = (rule.bands, site.at("bands")) if rule.bands is not None else None
        arms: list[tuple[Ref, Ref]] = []
        last: Ref | None = None
        for name, tilt in tilts_of(self.params, rule, site):
            here = site.at(f"tilt.{name}", tilt)
            applies = params.condition(tilt.when, here.at("when"))
            after = tilted(params, before, tilt, here)
            tilted_bands = bands
            first = params.graph.all(
                [*(params.graph.negated(earlier) for earlier, _ in arms), applies]
            )
            if tilt.bands is not None:
                tilted_bands = (tilt.bands, here.at("bands"))
            if bands is not None and tilted_bands is not None and tilted_bands != bands:
                self.tilts += bands_told(params, self.layer, here, first, bands, tilted_bands)
            caps = [self.limits.cap_amount(rule, site, each) for each in (None, (tilt, here))]
            self.tilts += told(self.params, self.layer, here, first, (before, after), caps)
            paid = self.limits.capped(
                rule, self._rounded(rule, base, site, after, tilted_bands), site, (tilt, here)
            )
            if tilt.when is None:
                last = paid
                break
            arms.append((applies, paid))
        if last is None:
            paid = self._rounded(rule, base, site, before, bands)
            last = self.limits.capped(rule, paid, site, None)
        return params.graph.choose(arms, last)

    def _rounded(
        self,
        payment: Payment,
        base: Ref,
        site: Site,
        figures: Normal,
        bands: tuple[Mapping[str, Band], Site] | None,
    ) -> Ref:
        exact = schedule(self.params, payment, base, site, figures, bands, self.title)
        return self._round(payment, exact, base)

    def _round(self, payment: Payment, exact: Ref, base: Ref) -> Ref:
        mode: RoundingMode = "half_up"
        step = 1
        if payment.rounding is not None:
            mode = payment.rounding.mode
            step = 100 if payment.rounding.unit == "yuan" else 1
        paid = self.params.graph.round(exact, mode, step)
        if step == 1 or mode == "down":
            return paid
        return self.params.graph.least([paid, base])  # a whole yuan may be more than there is

    def _yearly(self, rule: Rule, site: Site) -> Outcome:
        """F(before + now) − F(before), F rounded and capped: the year is the same however it is cut."""
        graph = self.params.graph
        now = self._base(rule)
        account = self.limits.account(rule)
        before = graph.so_far(account, "base", LARGEST_YEAR_FEN)
        upto = graph.named(
            graph.sum([before, now]),
            self._line("本年累计基数（含本次）", "this year's base, this visit included", site),
        )
        so_far = graph.named(
            self._tilt(rule, before, site),
            self._line("此前本年应支付累计", "due on the year before this visit", site),
        )
        with_now = graph.named(
            self._tilt(rule, upto, site),
            self._line("本年应支付累计（含本次）", "due on the year with this visit", site),
        )
        amount = graph.less(with_now, so_far)
        if rule.ladder or rule.gate is not None or rule.rounding is not None:
            amount = graph.least([amount, now])
        order = rule.base
        return Outcome(((order, amount),), now, (account,))

    def _payments(self, rule: Rule, payments: Mapping[str, Payment], site: Site) -> Outcome:
        """Several payments, each rounded; a common cap lets the first through first."""
        graph = self.params.graph
        takings: list[tuple[Order, Ref]] = []
        rooms = self.limits.rooms(rule, site, None)
        for name, payment in payments.items():
            here = site.at(f"payments.{name}", payment)
            base = self._base(payment)
            figures = normal(self.params, payment, here)
            bands = (payment.bands, here.at("bands")) if payment.bands is not None else None
            exact = schedule(self.params, payment, base, here, figures, bands, self.title)
            amount = self._round(payment, exact, base)
            if payment.of != "left":
                amount = graph.least([amount, self._sum_left(payment.base)])
            taken = [earlier for _, earlier in takings]
            left_of_room = [graph.less(room, graph.sum(taken)) for room in rooms]
            amount = graph.least([amount, *left_of_room])
            if len(payments) > 1:
                parts = "、".join(words.PARTS[part].zh for part in payment.base)
                parts_en = ", ".join(words.PARTS[part].en for part in payment.base)
                amount = graph.named(amount, self._line(f"就{parts}支付", f"on {parts_en}", here))
            takings.append((payment.base, amount))
        return Outcome(tuple(takings), graph.whole(0), self.limits.accounts(rule))

    def _waiver(self, rule: Rule, site: Site) -> Outcome:
        """What is left of each part × the named items' share of the part, rounded for each part."""
        graph, params = self.params.graph, self.params
        assert rule.items is not None
        rates = {
            service: params.rate(rate, site.at(f"items.{service}"))
            for service, rate in rule.items.items()
        }
        rates = dict(zip(rates, params.one_scale(list(rates.values())), strict=True))
        named = {
            part: graph.sum(
                graph.share(graph.given(("item", service, part), FEN, 0, LARGEST_BILL_FEN), rate)
                for service, rate in rates.items()
            )
            for part in words.PARTS
        }
        self._move(named)
        takings: list[tuple[Order, Ref]] = []
        for part, name in words.PARTS.items():
            line = self._line(f"就{name.zh}减免", f"waived of {name.en}", site)
            left, whole = self._of_a_bill(self.left[part]), self._of_a_bill(params.bill[part])
            waived = graph.portion(left, named[part], whole)
            takings.append(((part,), graph.named(waived, line)))
        return Outcome(tuple(takings), graph.whole(0), self.limits.accounts(rule))

    def _of_a_bill(self, part: Ref) -> Ref:
        """A part that something was moved to is still no more than a bill, which the proof cannot see."""
        if self.params.moved is None:
            return part
        return self.params.graph.least([part, self.params.graph.whole(LARGEST_BILL_FEN)])

    def _move(self, named: dict[str, Ref]) -> None:
        """What is moved away from home takes its share of the named items along."""
        graph, moved = self.params.graph, self.params.moved
        if moved is None:
            return
        eligible = graph.given(("part", "eligible"), FEN, 0, LARGEST_BILL_FEN)
        along = graph.portion(moved, named["eligible"], eligible)
        along = graph.rescaled(along, graph.unit(named["eligible"]).scale)
        named["eligible"] = graph.less(named["eligible"], along)
        named["first_self_pay"] = graph.sum([named["first_self_pay"], along])
        for part, items in named.items():
            whole = self._of_a_bill(self.params.bill[part])
            named[part] = graph.least([items, graph.rescaled(whole, graph.unit(items).scale)])

    def _step(self, rule: Rule, base: Ref, site: Site) -> Ref:
        graph, params = self.params.graph, self.params
        arms: list[tuple[Ref, Ref]] = []
        assert rule.steps is not None
        for name, step in rule.steps.items():
            here = site.at(f"steps.{name}", step)
            pays = params.amount(step.pays, here.at("pays"))
            if step.at_most is not None:
                end = params.amount(step.at_most, here.at("at_most"))
                arms.append((graph.negated(graph.above(base, end)), pays))
            elif step.below is not None:
                end = params.amount(step.below, here.at("below"))
                arms.append((graph.negated(graph.at_least(base, end)), pays))
        return graph.choose(
            arms, pays
        )  # the reading of the policy has seen that the last has no end

    # -- caps and accounts ----------------------------------------------------

    def _all(
        self, rule: Rule, amount: Ref, site: Site | None = None, order: Order | None = None
    ) -> Outcome:
        """The whole amount out of one order of parts, the rule's own where none is given."""
        graph = self.params.graph
        if site is not None and rule.rate is None and rule.bands is None:
            amount = graph.least([amount, *self.limits.rooms(rule, site, None)])
        if rule.once == "year":
            paid = graph.so_far(self.limits.account(rule), "paid", LARGEST_YEAR_FEN)
            one = graph.whole(1)
            amount = graph.choose([(graph.at_least(paid, one), graph.whole(0))], amount)
        return Outcome(((order or rule.base, amount),), graph.whole(0), self.limits.accounts(rule))

    # -- inside ---------------------------------------------------------------

    def _base(self, payment: Payment) -> Ref:
        graph, params = self.params.graph, self.params
        if payment.of == "price":
            return graph.least([self.programme_price, params.total])
        if payment.of == "bill":
            return graph.sum(params.bill[part] for part in payment.base)
        return self._sum_left(payment.base)

    def _sum_left(self, parts: Order) -> Ref:
        if set(parts) == set(words.PARTS):
            return self.params.left_total
        return self.params.graph.sum(self.left[part] for part in parts)

    def _line(self, zh: str, en: str, site: Site) -> Line:
        what = Text(f"{self.title.zh}：{zh}", f"{self.title.en}: {en}")
        return Line(what, self.layer, None, site.path)
