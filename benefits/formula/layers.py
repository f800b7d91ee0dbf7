"""One layer worked out for whoever comes (保障层): the rule that applies, the identity that pays most.

The first rule whose conditions hold counts. In each layer separately the identity that pays most
counts, benefits are not added (domain rule 9).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from benefits import words
from benefits.formula.formula import NO_PRIOR
from benefits.formula.graph import COUNT, FEN, Account, GraphBuilder
from benefits.formula.identities import classes
from benefits.formula.nodes import Ref
from benefits.formula.params import ANYBODY, Params, Site
from benefits.formula.rule import Order, Outcome, RuleBuilder
from benefits.formula.tilts import Tilted
from benefits.money import LARGEST_BILL_FEN
from benefits.policy import figures as forms
from benefits.policy.policy import Layer, Rule


@dataclass(frozen=True, slots=True)
class LayerOutcome:
    """A layer worked out for whoever comes: amounts by order of parts, bases and accounts it feeds.

    `accounts` maps a running total to a truth: does this visit feed it.
    """

    takings: tuple[tuple[Order, Ref], ...]
    total: Ref
    bases: Mapping[Account, Ref]
    accounts: Mapping[Account, Ref]
    tilts: tuple[Tilted, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerBuilder:
    """Works out layers at one place of the chain; `left` is what each part of the bill still holds."""

    params: Params
    left: Mapping[str, Ref]

    def by_identity(self, layer: Layer, rules: Mapping[str, Rule], site: Site) -> LayerOutcome:
        """In each layer separately the identity that pays most counts; benefits are not added."""
        params = self.params
        graph = params.graph
        anybody = self._as(ANYBODY, layer, rules, site)
        held: list[tuple[Ref, LayerOutcome]] = []
        for word, members in classes(params, layer, site):
            outcome = self._as(word, layer, rules, site)
            if outcome != anybody:
                guard = params.word("identity", sorted(members), Site())
                told = tuple(replace(tilt, identities=members) for tilt in outcome.tilts)
                held.append((guard, replace(outcome, tilts=told)))
        if not held:
            return anybody
        nobody = graph.negated(graph.any(guard for guard, _ in held))

        def best(of: Callable[[LayerOutcome], Ref]) -> Ref:
            """The most of what the identities held give; what anybody gets where none is held."""
            if len(held) == 1:
                return graph.choose([(held[0][0], of(held[0][1]))], of(anybody))
            none = graph.whole(0)
            most = graph.most(graph.choose([(guard, of(each))], none) for guard, each in held)
            return graph.choose([(nobody, of(anybody))], most)

        total = best(lambda outcome: outcome.total)
        tilts = [
            tilt
            for guard, each in held
            for tilt in told_where(graph, [guard, graph.at_least(each.total, total)], each.tilts)
        ]
        everybody = [anybody, *(outcome for _, outcome in held)]
        orders = _longest(order for each in everybody for order, _ in each.takings)
        takings: list[tuple[Order, Ref]] = []
        for order in orders:
            if len(orders) == 1:
                takings.append((order, total))
                continue
            arms = [(nobody, _in_order(graph, anybody.takings, order, orders))]
            for guard, each in held:
                wins = graph.all([guard, graph.at_least(each.total, total)])
                arms.append((wins, _in_order(graph, each.takings, order, orders)))
            takings.append((order, graph.choose(arms[:-1], arms[-1][1])))
        accounts = dict.fromkeys(account for each in everybody for account in each.accounts)
        none = graph.whole(0)
        return LayerOutcome(
            takings=tuple(takings),
            total=total,
            bases={
                account: best(lambda each, account=account: each.bases.get(account, none))  # type: ignore[misc]
                for account in dict.fromkeys(a for each in everybody for a in each.bases)
            },
            accounts={
                account: self._fed(account, site.layer, nobody, anybody, held, total)
                for account in accounts
            },
            tilts=tuple(tilts),
        )

    def _fed(
        self,
        account: Account,
        layer: str,
        nobody: Ref,
        anybody: LayerOutcome,
        held: Sequence[tuple[Ref, LayerOutcome]],
        total: Ref,
    ) -> Ref:
        """Whether the identity that pays most feeds a total; of a given payment, whichever is held."""
        graph = self.params.graph
        no = graph.whole(0, COUNT)
        flags = [each.accounts.get(account, no) for _, each in held]
        arms = [(nobody, anybody.accounts.get(account, no))]
        if len(set(flags)) == 1:
            return graph.choose(arms, flags[0])
        prior = graph.given(("prior", layer), FEN, NO_PRIOR, LARGEST_BILL_FEN)
        some = graph.most(graph.choose([(g, f)], no) for (g, _), f in zip(held, flags, strict=True))
        arms.append((graph.at_least(prior, graph.whole(0)), some))
        for (guard, each), flag in zip(held, flags, strict=True):
            arms.append((graph.all([guard, graph.at_least(each.total, total)]), flag))
        return graph.choose(arms[:-1], arms[-1][1])

    def _as(
        self, identity: str, layer: Layer, rules: Mapping[str, Rule], site: Site
    ) -> LayerOutcome:
        """The layer worked out as if the person held this one identity."""
        params = self.params
        graph = params.graph
        here = replace(site, identity=identity)
        worked: list[tuple[Ref, Outcome]] = []
        tilts: list[Tilted] = []
        for name, rule in rules.items():
            place = here.at(f"rules.{name}", rule) if name else here
            title = rule.name if name and rule.name is not None else layer.title
            builder = RuleBuilder(params, site.layer, title, self.left, self._price())
            condition = self.applies(rule, place)
            if condition == graph.truth(False):
                continue
            if rule.when is not None and rule.when.hospital_level is not None:
                worked.append(self._level_needed(rule, place))
            taken = [*(graph.negated(earlier) for earlier, _ in worked), condition]
            worked.append((condition, builder.outcome(rule, place)))
            tilts += told_where(graph, taken, dict.fromkeys(builder.tilts))
        none, no, yes = graph.whole(0), graph.whole(0, COUNT), graph.whole(1, COUNT)
        orders = _longest(order for _, outcome in worked for order, _ in outcome.takings)
        takings = tuple(
            (
                order,
                graph.choose(
                    [(c, _in_order(graph, o.takings, order, orders)) for c, o in worked], none
                ),
            )
            for order in orders
        )
        total = graph.choose(
            [(c, graph.sum(amount for _, amount in o.takings)) for c, o in worked], none
        )
        accounts = dict.fromkeys(a for _, outcome in worked for a in outcome.accounts)
        return LayerOutcome(
            takings=takings or ((("eligible",), none),),
            total=total,
            bases={
                account: graph.choose(
                    [(c, o.base if account in o.accounts else none) for c, o in worked], none
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
        unsaid = self.params.graph.all([self.applies(others, site), self.params.no_level()])
        return unsaid, Outcome(
            ((rule.base, self.params.level_unsaid()),), self.params.graph.whole(0)
        )

    def applies(self, rule: Rule, site: Site) -> Ref:
        """A rule that names no kind of visit is for in-patients."""
        when = rule.when if rule.when is not None else forms.When()
        if when.kind is None:
            when = when.model_copy(update={"kind": "inpatient"})
        if rule.items is None or when.same_division is None:
            return self.params.condition(when, site.at("when"))
        # Where no item of the waiver is billed, nobody needs to say which division they belong to.
        elsewhere = when.model_copy(update={"same_division": None})
        belongs = forms.When(same_division=when.same_division)
        return self.params.graph.all(
            [
                self.params.condition(elsewhere, site.at("when")),
                self._billed(rule.items),
                self.params.condition(belongs, site.at("when")),
            ]
        )

    def _billed(self, services: Iterable[str]) -> Ref:
        """Some of the services stand on the bill."""
        graph = self.params.graph
        amounts = graph.sum(
            graph.given(("item", service, part), FEN, 0, LARGEST_BILL_FEN)
            for service in services
            for part in words.PARTS
        )
        return graph.at_least(amounts, graph.whole(1))

    def _price(self) -> Ref:
        """The fixed price of the programme at hand; 0 where it has none."""
        params = self.params
        graph = params.graph
        arms = []
        for number, (name, programme) in enumerate(self.params.policy.programmes.items(), start=1):
            if programme.price is not None:
                price = params.amount(
                    programme.price, Site(cited=self.params.policy).at(f"programmes.{name}.price")
                )
                arms.append((graph.is_one_of(params.fact("programme"), [number]), price))
        return graph.choose(arms, graph.whole(0))


def told_where(
    graph: GraphBuilder, conditions: Sequence[Ref], tilts: Iterable[Tilted]
) -> list[Tilted]:
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


def _in_order(
    graph: GraphBuilder,
    takings: Iterable[tuple[Order, Ref]],
    longer: Order,
    orders: Sequence[Order],
) -> Ref:
    """What is taken in an order or in the beginning of it; several may begin so, the first counts."""
    for order, amount in takings:
        if longer == next(each for each in orders if each[: len(order)] == order):
            return amount
    return graph.whole(0)
