"""The chain (支付链): a policy becomes one formula graph, once.

Order of work: facts of the bill → what is moved to first self-pay away from home → reasons why no layer
pays → the layers in the policy's order, each seeing what the earlier ones left → the floor, cutting
the last payer first → the patient, who keeps what remains. A choice between rules, identities or
figures is a `choose` node; the readers only calculate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from benefits import words
from benefits.formula.graph import COUNT, FEN, Account, Graph, GraphBuilder, Line, Reason
from benefits.formula.identities import classes
from benefits.formula.nodes import Ref
from benefits.formula.params import ANYBODY, Params, Said, Site
from benefits.formula.rule import Order, Outcome, RuleBuilder, Tilted
from benefits.money import LARGEST_BILL_FEN
from benefits.policy import figures as forms
from benefits.policy.policy import Layer, Policy, Rule
from benefits.problems import Text
from benefits.words import code

NO_PRIOR = -1
"""The fact "prior payment" where none is given; 0 counts as given."""


@dataclass(frozen=True, slots=True)
class LayerResult:
    """One layer's nodes: what it pays in the end, before the floor cut it, out of eligible, and cut."""

    name: str
    paid: Ref
    of_eligible: Ref
    cut: Ref
    steps: tuple[Ref, ...]
    """What a reader works out first, in order: amounts by parts, the result, what each part holds."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a visit adds to a running total (计入年度累计)."""

    account: Account
    base: Ref | None
    paid: Ref


@dataclass(frozen=True, slots=True)
class Remarked:
    """A note with the condition under which it is given."""

    kind: str
    where: str
    text: Text
    applies: Ref


@dataclass(frozen=True, slots=True)
class Formula:
    """A policy as it applies to everybody (待遇计算公式): the graph, and which nodes are what."""

    graph: Graph
    entry: Ref
    total: Ref
    layers: tuple[LayerResult, ...]
    patient: Ref
    eligible_left: Ref
    eligible: Ref
    feeds: tuple[Feed, ...]
    excluded: tuple[tuple[Ref, Text], ...]
    grants: tuple[tuple[str, Ref], ...]
    notes: tuple[Remarked, ...]
    tilts: tuple[Tilted, ...]

    def roots(self) -> tuple[Ref, ...]:
        """Every node a reader of the whole answer needs, in the order of the chain.

        What a layer leaves stands right after it, so that later layers find it worked out.
        """
        refs = [self.entry, self.total]
        for layer in self.layers:
            refs += [*layer.steps, layer.paid]
        refs += [self.patient, self.eligible, self.eligible_left]
        refs += [layer.of_eligible for layer in self.layers]
        for feed in self.feeds:
            refs += [feed.paid] if feed.base is None else [feed.base, feed.paid]
        refs += [condition for condition, _ in self.excluded]
        refs += [amount for _, amount in self.grants]
        refs += [note.applies for note in self.notes]
        refs += [tilt.applies for tilt in self.tilts]
        return tuple(dict.fromkeys(refs))


@dataclass(frozen=True, slots=True)
class _LayerOutcome:
    """A layer worked out for whoever comes: amounts by order of parts, bases and accounts it feeds.

    `accounts` maps a running total to a truth: does this visit feed it.
    """

    takings: tuple[tuple[Order, Ref], ...]
    total: Ref
    bases: Mapping[Account, Ref]
    accounts: Mapping[Account, Ref]
    tilts: tuple[Tilted, ...] = ()


@dataclass(slots=True)
class _Chain:
    policy: Policy
    graph: GraphBuilder = field(default_factory=GraphBuilder)
    params: Params = field(init=False)
    left: dict[str, Ref] = field(default_factory=dict)
    nobody_pays: Ref = Ref(0)
    paid: list[Ref] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)
    notes: list[Remarked] = field(default_factory=list)
    tilts: list[Tilted] = field(default_factory=list)
    outcomes: dict[str, "_LayerOutcome"] = field(default_factory=dict)

    def build(self) -> Formula:
        graph, policy = self.graph, self.policy
        params = self.params = Params(policy, graph)
        site = Site(cited=policy)
        total, eligible = self._bill(site)
        entry = self._entry()
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
            entry=entry,
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
            rate = params.rate(self.policy.first_self_pay_away, site.at("first_self_pay_away"))
            moved = graph.named(
                graph.round(graph.share(self.left["eligible"], rate)),
                Line(
                    Text("异地就医先行自付", "Extra first self-pay away from home"),
                    "",
                    None,
                    "first_self_pay_away",
                ),  # fmt: skip
            )
            self.left["eligible"] = graph.less(self.left["eligible"], moved)
            self.left["first_self_pay"] = graph.sum([self.left["first_self_pay"], moved])
            params.bill = dict(self.left)
        return total, self.left["eligible"]

    def _entry(self) -> Ref:
        """Refuses what the policy does not speak of at all: an insurance, a kind, a programme."""
        graph, params, policy = self.graph, self.params, self.policy
        arms: list[tuple[Ref, Ref]] = []

        def refuse(condition: Ref, code_: str, where: str, zh: str, en: str) -> None:
            reason = Reason(
                code_,
                where,
                Text(zh, en),
                Text("请核对该字段，或查阅政策全文", "check the field, or read the policy"),
            )
            arms.append((condition, graph.refusal(reason)))

        programme = params.fact("programme")
        refuse(
            graph.negated(graph.is_one_of(programme, range(len(policy.programmes) + 1))),
            "unknown_programme",
            "visit.programme",
            "本政策没有这一专项",
            "the policy has no such programme",
        )
        for number, (name, each) in enumerate(policy.programmes.items(), start=1):
            kinds = params.words_of("kind", each.kinds, Site(f"programmes.{name}.kinds"))
            of_kind = graph.is_one_of(params.fact("kind"), [code("kind", word) for word in kinds])
            refuse(
                graph.all([graph.is_one_of(programme, [number]), graph.negated(of_kind)]),
                "unknown_programme",
                "visit.programme",
                f"专项“{each.name.zh}”不适用于这种就诊类别",
                f"the programme {each.name.en} does not belong to this kind of visit",
            )
        insurance = params.words_of("insurance", policy.insurance, Site("insurance"))
        insured = graph.is_one_of(
            params.fact("insurance"), [code("insurance", word) for word in insurance]
        )
        refuse(
            graph.negated(insured),
            "unknown_parameter",
            "person.insurance",
            "本政策未规定这一险种",
            "the policy does not speak of this insurance",
        )
        kinds = params.words_of("kind", policy.kinds, Site("kinds"))
        kind = graph.is_one_of(params.fact("kind"), [code("kind", word) for word in kinds])
        refuse(
            graph.negated(kind),
            "unknown_parameter",
            "visit.kind",
            "本政策未规定这一就诊类别",
            "the policy does not speak of this kind of visit",
        )
        spoken_of = {
            word
            for reason in policy.no_layer_pays.values()
            for word in params.words_of(
                "finding", _list(reason.when.finding), Site("no_layer_pays")
            )
        }
        silent = [code("finding", word) for word in words.EXCLUSIONS if word not in spoken_of]
        if silent:
            refuse(
                graph.holds_any(params.fact("findings"), silent),
                "unknown_parameter",
                "visit.findings",
                "本政策未规定这一不予支付情形如何处理",
                "the policy does not say what this exclusion means",
            )
        return graph.choose(arms, graph.whole(0))

    # -- layers ---------------------------------------------------------------

    def _layer(self, name: str, layer: Layer, site: Site) -> LayerResult:
        graph, params = self.graph, self.params
        here = Site(f"layers.{name}", site.citing(layer).cited, None, name)
        params.left_total = graph.less(params.total, graph.sum(self.paid))
        rules = layer.rules if layer.rules is not None else {"": layer}
        outcomes = self._by_identity(name, layer, rules, here)
        prior = graph.given(("prior", name), FEN, NO_PRIOR, LARGEST_BILL_FEN)
        is_given = graph.at_least(prior, graph.whole(0))
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
        self.tilts += _where(graph, [works], outcomes.tilts)
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
        self._outside(layer, rules, here)
        self.outcomes[name] = outcomes
        return LayerResult(name, result, of_eligible, graph.whole(0), steps)

    def _take(self, left: Mapping[str, Ref], order: Order, amount: Ref) -> dict[str, Ref]:
        """Use up parts of the bill in an order; the amount is never more than they hold."""
        graph = self.graph
        after = dict(left)
        for place, part in enumerate(order):
            after[part] = graph.less(left[part], amount)
            if place < len(order) - 1:
                amount = graph.less(amount, left[part])
        return after

    def _by_identity(
        self, name: str, layer: Layer, rules: Mapping[str, Rule], site: Site
    ) -> _LayerOutcome:
        """In each layer separately the identity that pays most counts; benefits are not added."""
        graph, params = self.graph, self.params
        anybody = self._as(ANYBODY, layer, rules, site)
        held: list[tuple[Ref, _LayerOutcome]] = []
        for word, members in classes(params, layer, site):
            outcome = self._as(word, layer, rules, site)
            if outcome != anybody:
                guard = params.word("identity", sorted(members), Site())
                told = tuple(replace(tilt, identities=members) for tilt in outcome.tilts)
                held.append((guard, replace(outcome, tilts=told)))
        if not held:
            return anybody
        nobody = graph.negated(graph.any(guard for guard, _ in held))

        def best(of: Callable[[_LayerOutcome], Ref]) -> Ref:
            """The most of what the identities held give; what anybody gets where none is held."""
            if len(held) == 1:
                return graph.choose([(held[0][0], of(held[0][1]))], of(anybody))
            none = graph.whole(0, graph.unit(of(anybody)))
            most = graph.most(graph.choose([(guard, of(each))], none) for guard, each in held)
            return graph.choose([(nobody, of(anybody))], most)

        total = best(lambda outcome: outcome.total)
        tilts = [
            tilt
            for guard, each in held
            for tilt in _where(graph, [guard, graph.at_least(each.total, total)], each.tilts)
        ]
        everybody = [anybody, *(outcome for _, outcome in held)]
        orders = _longest(order for each in everybody for order, _ in each.takings)
        takings: list[tuple[Order, Ref]] = []
        for order in orders:
            if len(orders) == 1:
                takings.append((order, total))
                continue
            arms = [(nobody, _in_order(graph, anybody.takings, order))]
            for guard, each in held:
                wins = graph.all([guard, graph.at_least(each.total, total)])
                arms.append((wins, _in_order(graph, each.takings, order)))
            takings.append((order, graph.choose(arms[:-1], arms[-1][1])))
        accounts = dict.fromkeys(account for each in everybody for account in each.accounts)
        false, none = graph.whole(0, COUNT), graph.whole(0)
        return _LayerOutcome(
            takings=tuple(takings),
            total=total,
            bases={
                account: best(lambda each, account=account: each.bases.get(account, none))  # type: ignore[misc]
                for account in dict.fromkeys(a for each in everybody for a in each.bases)
            },
            accounts={
                account: best(lambda each, account=account: each.accounts.get(account, false))  # type: ignore[misc]
                for account in accounts
            },
            tilts=tuple(tilts),
        )

    def _as(
        self, identity: str, layer: Layer, rules: Mapping[str, Rule], site: Site
    ) -> _LayerOutcome:
        """The layer worked out as if the person held this one identity."""
        graph, params = self.graph, self.params
        here = replace(site, identity=identity)
        worked: list[tuple[Ref, Outcome]] = []
        tilts: list[Tilted] = []
        for name, rule in rules.items():
            place = here.at(f"rules.{name}", rule) if name else here.citing(rule)
            title = rule.name if name and rule.name is not None else layer.title
            builder = RuleBuilder(params, site.layer, title, self.left, self._price())
            condition = self._rule_condition(rule, place)
            if condition == graph.truth(False):
                continue
            if rule.when is not None and rule.when.hospital_level is not None:
                worked.append(self._level_needed(rule, place))
            taken = [*(graph.negated(earlier) for earlier, _ in worked), condition]
            worked.append((condition, builder.outcome(rule, place)))
            tilts += _where(graph, taken, dict.fromkeys(builder.tilts))
        none, no, yes = graph.whole(0), graph.whole(0, COUNT), graph.whole(1, COUNT)
        orders = _longest(order for _, outcome in worked for order, _ in outcome.takings)
        takings = tuple(
            (
                order,
                graph.choose(
                    [(c, _in_order(graph, outcome.takings, order)) for c, outcome in worked], none
                ),
            )
            for order in orders
        )
        total = graph.choose(
            [(c, graph.sum(amount for _, amount in o.takings)) for c, o in worked], none
        )
        accounts = dict.fromkeys(a for _, outcome in worked for a in outcome.accounts)
        return _LayerOutcome(
            takings=takings or ((("eligible",), none),),
            total=total,
            bases={
                account: graph.choose(
                    [(c, o.base if account in o.accounts[:1] else none) for c, o in worked], none
                )
                for account in dict.fromkeys(o.accounts[0] for _, o in worked if o.base != none)
            },
            accounts={
                account: graph.choose(
                    [(c, yes if account in o.accounts else no) for c, o in worked], no
                )
                for account in accounts
            },
            tilts=tuple(tilts),
        )

    def _level_needed(self, rule: Rule, site: Site) -> tuple[Ref, Outcome]:
        """A rule that would apply but for a hospital level that was not given refuses."""
        assert rule.when is not None
        others = rule.model_copy(
            update={"when": rule.when.model_copy(update={"hospital_level": None})}
        )
        unsaid = self.graph.all([self._rule_condition(others, site), self.params.no_level()])
        return unsaid, Outcome(((rule.base, self.params.level_unsaid()),), self.graph.whole(0))

    def _rule_condition(self, rule: Rule, site: Site) -> Ref:
        """A rule that names no kind of visit is for in-patients."""
        when = rule.when if rule.when is not None else forms.When()
        if when.kind is None:
            when = when.model_copy(update={"kind": "inpatient"})
        if rule.items is None or when.same_division is None:
            return self.params.condition(when, site.at("when"))
        # Where no item of the waiver is billed, nobody needs to say which division they belong to.
        elsewhere = when.model_copy(update={"same_division": None})
        belongs = forms.When(same_division=when.same_division)
        return self.graph.all(
            [
                self.params.condition(elsewhere, site.at("when")),
                self._billed(rule.items),
                self.params.condition(belongs, site.at("when")),
            ]
        )

    def _billed(self, services: Iterable[str]) -> Ref:
        """Some of the services stand on the bill."""
        graph = self.graph
        amounts = graph.sum(
            graph.given(("item", service, part), FEN, 0, LARGEST_BILL_FEN)
            for service in services
            for part in words.PARTS
        )
        return graph.at_least(amounts, graph.whole(1))

    def _price(self) -> Ref | None:
        """The fixed price of the programme at hand, where some programme has one."""
        graph, params = self.graph, self.params
        arms = []
        for number, (name, programme) in enumerate(self.policy.programmes.items(), start=1):
            if programme.price is not None:
                price = params.amount(
                    programme.price, Site(cited=self.policy).at(f"programmes.{name}.price")
                )
                arms.append((graph.is_one_of(params.fact("programme"), [number]), price))
        return graph.choose(arms, graph.whole(0)) if arms else None

    def _outside(self, layer: Layer, rules: Mapping[str, Rule], site: Site) -> None:
        """A layer nobody knows, answered all the same: the answer says so."""
        for name, rule in rules.items():
            if rule.unknown is not None and rule.meets == "outside":
                place = site.at(f"rules.{name}", rule) if name else site
                text = Text(
                    f"{layer.title.zh}未计入：{rule.unknown.zh}",
                    f"{layer.title.en} is not included: {rule.unknown.en}",
                )
                applies = self._rule_condition(rule, place)
                self.notes.append(Remarked("outside", place.path, text, applies))

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
            prior = graph.given(("prior", result.name), FEN, NO_PRIOR, LARGEST_BILL_FEN)
            is_given = graph.at_least(prior, graph.whole(0))
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
            if set(outcome.accounts) <= {own}:
                self.feeds.append(Feed(own, outcome.bases.get(own), result.paid))
                continue
            prior = graph.given(("prior", result.name), FEN, NO_PRIOR, LARGEST_BILL_FEN)
            is_given = graph.at_least(prior, graph.whole(0))
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
                self.feeds.append(Feed(account, outcome.bases.get(account), paid))

    def _warnings(self, patient: Ref, site: Site) -> None:
        graph, params = self.graph, self.params
        for name, warning in self.policy.warnings.items():
            here = site.at(f"warnings.{name}", warning)
            terms = [params.condition(warning.when, here.at("when"))]
            if warning.patient_above is not None:
                limit = params.amount(warning.patient_above, here.at("patient_above"))
                terms.append(graph.above(patient, limit))
            self.notes.append(Remarked(warning.kind, here.path, warning.says, graph.all(terms)))


def _where(graph: GraphBuilder, conditions: Sequence[Ref], tilts: Iterable[Tilted]) -> list[Tilted]:
    """The tilts, told only where the conditions hold too."""
    return [replace(tilt, applies=graph.all([*conditions, tilt.applies])) for tilt in tilts]


def _longest(orders: Iterable[Order]) -> list[Order]:
    """The orders, without those that only begin another: a payment never exceeds its own parts,
    so walking the longer order takes the same."""
    kept: list[Order] = []
    for order in orders:
        if any(longer[: len(order)] == order for longer in kept):
            continue
        kept = [each for each in kept if order[: len(each)] != each] + [order]
    return kept


def _in_order(graph: GraphBuilder, takings: Iterable[tuple[Order, Ref]], longer: Order) -> Ref:
    """What is taken in an order or in the beginning of it."""
    for order, amount in takings:
        if longer[: len(order)] == order:
            return amount
    return graph.whole(0)


def _list(given: forms.Words | None) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else given


def formula(policy: Policy) -> tuple[Formula, list[Said]]:
    """Build the graph of a policy; the list holds what the policy says wrongly, empty when sound."""
    chain = _Chain(policy)
    built = chain.build()
    return built, chain.params.problems
