"""The chain (支付链): a policy becomes one formula graph, once.

Order of work: facts of the bill → what is moved to first self-pay away from home → reasons why no layer
pays → the layers in the policy's order, each seeing what the earlier ones left → the floor, cutting
the last payer first → the patient, who keeps what remains. A choice between rules, identities or
figures is a `choose` node; the readers only calculate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benefits import words
from benefits.formula.entry import entry
from benefits.formula.formula import NO_PRIOR, Feed, Formula, LayerResult, Remarked
from benefits.formula.graph import COUNT, FEN, Account, GraphBuilder, Line, Reason
from benefits.formula.layers import LayerBuilder, LayerOutcome, told_where
from benefits.formula.nodes import Ref
from benefits.formula.params import Params, Said, Site
from benefits.formula.rule import Order
from benefits.formula.tilts import Tilted
from benefits.money import LARGEST_BILL_FEN
from benefits.policy.policy import Layer, Policy, Rule
from benefits.problems import Text


def formula(policy: Policy) -> tuple[Formula, list[Said]]:
    """Build the graph of a policy; the list holds what the policy says wrongly, empty when sound."""
    chain = _Chain(policy)
    built = chain.build()
    return built, chain.params.problems


@dataclass(slots=True)
class _Chain:
    policy: Policy
    graph: GraphBuilder = field(default_factory=GraphBuilder)
    params: Params = field(init=False)
    left: dict[str, Ref] = field(default_factory=dict)
    nobody_pays: Ref = field(init=False)
    paid: list[Ref] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)
    notes: list[Remarked] = field(default_factory=list)
    tilts: list[Tilted] = field(default_factory=list)
    outcomes: dict[str, LayerOutcome] = field(default_factory=dict)

    def build(self) -> Formula:
        graph, policy = self.graph, self.policy
        params = self.params = Params(policy, graph)
        site = Site(cited=policy)
        total, eligible = self._bill(site)
        entry_ = entry(params)
        excluded = [
            (
                params.condition(reason.when, site.at(f"no_layer_pays.{name}.when", reason)),
                reason.says,
            )
            for name, reason in policy.no_layer_pays.items()
        ]
        self.nobody_pays = graph.any(condition for condition, _ in excluded)
        results = [self._layer(name, layer, site) for name, layer in policy.layers.items()]
        eligible_left = self.left["eligible"]
        results = self._floor(results, total, site)
        paid = graph.sum(result.paid for result in results)
        patient = graph.named(
            graph.less(total, paid), Line(Text("个人负担", "The patient pays"), "", None, "", True)
        )
        self._feed(results)
        params.left_total = patient
        self._warnings(patient, site)
        grants = []
        for name, grant in policy.grants.items():
            here = site.at(f"grants.{name}", grant)
            amount = params.amount(grant.amount, here.at("amount"))
            applies = params.condition(grant.when, here.at("when"))
            grants.append((name, graph.choose([(applies, amount)], graph.whole(0))))
        return Formula(
            graph=graph.freeze(),
            entry=entry_,
            total=total,
            layers=tuple(results),
            patient=patient,
            eligible_left=eligible_left,
            eligible=eligible,
            feeds=tuple(self.feeds),
            excluded=tuple(excluded),
            grants=tuple(grants),
            notes=tuple(self.notes),
            tilts=tuple(self.tilts),
        )

    # -- the bill -------------------------------------------------------------

    def _bill(self, site: Site) -> tuple[Ref, Ref]:
        graph, params = self.graph, self.params
        for part, name in words.PARTS.items():
            given = graph.given(("part", part), FEN, 0, LARGEST_BILL_FEN)
            line = Line(Text(f"账单：{name.zh}", f"The bill: {name.en}"), "", None, "bill")
            self.left[part] = graph.named(given, line)
        params.bill = dict(self.left)
        total = graph.named(
            graph.sum(self.left.values()),
            Line(Text("医疗费用总额", "The bill's total"), "", None, "", True),
        )
        params.total = params.left_total = total
        if self.policy.first_self_pay_away is not None:
            path = "first_self_pay_away"
            rate = params.rate(self.policy.first_self_pay_away, site.at(path))
            moved = graph.named(
                graph.round(graph.share(self.left["eligible"], rate)),
                Line(
                    Text("异地就医先行自付", "Extra first self-pay away from home"), "", None, path
                ),
            )
            params.moved = moved
            self.left["eligible"] = graph.less(self.left["eligible"], moved)
            self.left["first_self_pay"] = graph.sum([self.left["first_self_pay"], moved])
            params.bill = dict(self.left)
        return total, self.left["eligible"]

    # -- layers ---------------------------------------------------------------

    def _layer(self, name: str, layer: Layer, site: Site) -> LayerResult:
        graph, params = self.graph, self.params
        here = Site(f"layers.{name}", site.citing(layer).cited, None, name)
        params.left_total = graph.less(params.total, graph.sum(self.paid))
        rules = layer.rules if layer.rules is not None else {"": layer}
        builder = LayerBuilder(params, self.left)
        outcomes = builder.by_identity(layer, rules, here)
        prior, is_given = self._given(name)
        sum_left = params.left_total
        too_large = graph.refusal(
            Reason(
                "prior_payment_too_large",
                f"prior_payments.{name}",
                Text(
                    "已支付额大于该层支付前的余额", "the payment is more than is left of the bill"
                ),
                Text("请核对已支付额", "check the payment already made"),
            )
        )
        given_amount = graph.choose([(graph.above(prior, sum_left), too_large)], prior)
        works = graph.all([graph.negated(is_given), graph.negated(self.nobody_pays)])
        self.tilts += told_where(graph, [works], outcomes.tilts)
        worked_out = [
            (order, graph.choose([(works, amount)], graph.whole(0)))
            for order, amount in outcomes.takings
        ]
        amount = graph.choose(
            [(is_given, given_amount)], graph.sum(amount for _, amount in worked_out)
        )
        title = layer.title
        result = graph.named(
            amount,
            Line(Text(f"{title.zh}支付", f"{title.en} pays"), name, None, here.path, True),
        )
        own = tuple(dict.fromkeys(part for order, _ in outcomes.takings for part in order))
        full = own + tuple(part for part in words.PARTS if part not in own)
        before = dict(self.left)
        if len(worked_out) == 1:
            # What a rule works out never exceeds its own parts, so one walk serves a given payment too.
            self.left = self._take(before, full, result)
        else:
            after_given = self._take(before, full, given_amount)
            after = before
            for order, part_amount in worked_out:
                after = self._take(after, order, part_amount)
            self.left = {
                part: graph.choose([(is_given, after_given[part])], after[part])
                for part in words.PARTS
            }
        self.paid.append(result)
        steps = (*(each for _, each in worked_out), result, *self.left.values())
        of_eligible = graph.less(before["eligible"], self.left["eligible"])
        self._outside(builder, layer, rules, here, works)
        self.outcomes[name] = outcomes
        return LayerResult(name, result, of_eligible, graph.whole(0), steps)

    def _given(self, layer: str) -> tuple[Ref, Ref]:
        """The payment a claim gives for a layer, and whether it gives one."""
        prior = self.graph.given(("prior", layer), FEN, NO_PRIOR, LARGEST_BILL_FEN)
        return prior, self.graph.at_least(prior, self.graph.whole(0))

    def _take(self, left: Mapping[str, Ref], order: Order, amount: Ref) -> dict[str, Ref]:
        """Use up parts of the bill in an order; the amount is never more than they hold."""
        graph = self.graph
        after = dict(left)
        for part in order:
            after[part] = graph.less(left[part], amount)
            amount = graph.less(amount, left[part])
        return after

    def _outside(
        self,
        builder: LayerBuilder,
        layer: Layer,
        rules: Mapping[str, Rule],
        site: Site,
        works: Ref,
    ) -> None:
        """A layer nobody knows, answered all the same: the answer says so where it is worked out."""
        if not any(rule.meets == "outside" for rule in rules.values()):
            return
        graph = self.graph
        earlier: list[Ref] = []
        for name, rule in rules.items():
            place = site.at(f"rules.{name}", rule) if name else site
            applies = builder.applies(rule, place)
            taken = graph.all([works, *map(graph.negated, earlier), applies])
            earlier.append(applies)
            if rule.unknown is not None and rule.meets == "outside":
                text = Text(
                    f"{layer.title.zh}未计入：{rule.unknown.zh}",
                    f"{layer.title.en} is not included: {rule.unknown.en}",
                )
                self.notes.append(Remarked("outside", place.path, text, taken))

    # -- after the layers -----------------------------------------------------

    def _floor(self, results: list[LayerResult], total: Ref, site: Site) -> list[LayerResult]:
        """All payers together pay at most a share of the total; the last in the chain is cut first."""
        floor = self.policy.floor
        if floor is None:
            return results
        graph, params = self.graph, self.params
        here = site.at("floor", floor)
        allowed = graph.named(
            graph.round(graph.share(total, params.rate(floor.rate, here.at("rate")))),
            Line(Text("各方支付合计上限", "All payers together, at most"), "", None, here.path),
        )
        paid = graph.sum(result.paid for result in results)
        excess = graph.less(paid, allowed)
        applies = params.condition(floor.when, here.at("when"))
        excess = graph.choose([(applies, excess)], graph.whole(0))
        cut_results: list[LayerResult] = []
        for result in reversed(results):
            _, is_given = self._given(result.name)
            cut = graph.choose([(is_given, graph.whole(0))], graph.least([result.paid, excess]))
            excess = graph.less(excess, cut)
            title = self.policy.layers[result.name].title
            paid = graph.named(
                graph.less(result.paid, cut),
                Line(
                    Text(f"{title.zh}：按合计上限核减后", f"{title.en}: after the common limit"),
                    result.name,
                    None,
                    here.path,
                    True,
                ),
            )
            of_eligible = graph.least([result.of_eligible, paid])
            cut_results.append(LayerResult(result.name, paid, of_eligible, cut, result.steps))
        return cut_results[::-1]

    def _feed(self, results: list[LayerResult]) -> None:
        graph = self.graph
        for result in results:
            outcome = self.outcomes[result.name]
            own = Account("person", result.name)
            # A visit that no layer pays is none of the year's.
            bases = {
                account: graph.choose([(self.nobody_pays, graph.whole(0))], base)
                for account, base in outcome.bases.items()
            }
            if set(outcome.accounts) <= {own}:
                self.feeds.append(Feed(own, bases.get(own), result.paid))
                continue
            _, is_given = self._given(result.name)
            for account in dict.fromkeys([own, *outcome.accounts, *outcome.bases]):
                fed = outcome.accounts.get(account, graph.whole(0, COUNT))
                feeds = graph.at_least(fed, graph.whole(1, COUNT))
                if account == own:
                    others = [
                        graph.at_least(flag, graph.whole(1, COUNT))
                        for other, flag in outcome.accounts.items()
                        if other != own
                    ]
                    unfed = graph.all([is_given, *(graph.negated(other) for other in others)])
                    feeds = graph.any([feeds, unfed])
                paid = graph.choose([(feeds, result.paid)], graph.whole(0))
                self.feeds.append(Feed(account, bases.get(account), paid))

    def _warnings(self, patient: Ref, site: Site) -> None:
        graph, params = self.graph, self.params
        for name, warning in self.policy.warnings.items():
            here = site.at(f"warnings.{name}", warning)
            terms = [params.condition(warning.when, here.at("when"))]
            if warning.patient_above is not None:
                limit = params.amount(warning.patient_above, here.at("patient_above"))
                terms.append(graph.above(patient, limit))
            self.notes.append(Remarked(warning.kind, here.path, warning.says, graph.all(terms)))
