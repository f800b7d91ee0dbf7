"""One policy made ready for the counter (待遇核定): its formula, its program, what its notes need.

Built once a policy; a claim then costs one run of the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benefits.claims.claim import Claim, Key
from benefits.formula.compiled import compiled
from benefits.formula.formula import NO_PRIOR, Feed, Formula
from benefits.formula.graph import Graph
from benefits.formula.nodes import Figure, Given, HoldsAny, Ref, SoFar
from benefits.formula.words import programme_code
from benefits.money import yuan_for_people
from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused, Text
from benefits.quotes.note import Note
from benefits.readers.program import SELDOM_LEFT_OUT, WATCHED, Run, program
from benefits.readers.values import Values
from benefits.reading.document import Document
from benefits.words import FINDINGS, code

PROBLEM_ORDER = (
    "unknown_layer",
    "unknown_programme",
    "prior_payment_too_large",
    "unknown_parameter",
)
"""The contract's order: the first code that applies is the answer's."""


class BrokenPromise(RuntimeError):
    """Payers and patient do not add up to the bill: our own mistake, never the caller's."""


@dataclass(frozen=True, slots=True)
class Split:
    """One bill under one policy, worked out: node values by name, and the inputs they come from."""

    adjudicator: "Adjudicator"
    facts: tuple[int, ...]
    figures: Sequence[int]
    read: Mapping[str, int]

    def __getitem__(self, ref: Ref) -> int:
        return self.read[f"v{ref}"]

    def values(self) -> Values:
        """The values of all nodes, those already worked out included."""
        return Values(self.adjudicator.formula.graph, self.facts, self.figures, self.read)


Reformed = tuple[tuple[int, ...], list[Note]]
"""The figures under a reform, and what to say of it."""


@dataclass(slots=True, repr=False)
class Adjudicator:
    """Works out bills under one document's policy."""

    document: Document
    policy: Policy
    formula: Formula
    run: Run
    figures: tuple[int, ...]
    keys: tuple[tuple[str, ...], ...]
    unsaid: tuple[int, ...]
    cited: tuple[tuple[str, int], ...]
    """Figures whose evidence an answer must mention: (their node's name, their place)."""
    watched: tuple[tuple[str, tuple[str, ...]], ...]
    """Facts that may have been left out: (their node's name, their key)."""
    asks_identity: bool
    named_findings: frozenset[str]
    figure_places: Mapping[str, int]
    label: Mapping[str, str]
    places: Mapping[tuple[str, ...], int]
    feeds: tuple[tuple[Feed, Key, Key], ...]
    """What the visit adds to which running totals, with the keys of their base and paid."""
    cited_texts: dict[int, Text] = field(default_factory=dict)
    seldom_left_out: tuple[Key, ...] = ()
    """Facts of this policy that a claim usually gives."""
    recording: Run | None = None
    reforms: dict[tuple[tuple[str, str], ...], "Reformed"] = field(default_factory=dict)
    """Reforms that were found sound: their figures, and what is said of them."""
    accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The sub-caps of each layer that keep a running total of their own."""

    def __repr__(self) -> str:
        return f"Adjudicator({self.document.file})"

    def split(self, claim: Claim, figures: Sequence[int] | None = None) -> Split:
        """Work out a claim; raises `Refused` with every reason met."""
        facts = self.facts(claim)
        figures = self.figures if figures is None else figures
        refusals: list[int] = []
        run = self.run
        if not all(claim.gives(key) for key in self.seldom_left_out):
            run = self._recording()
        read = run(facts, figures, refusals)
        if refusals:
            raise self.refused(refusals, self._range(facts, figures))
        split = Split(self, facts, figures, read)
        self._keeps_its_promise(split)
        return split

    def _recording(self) -> Run:
        """The program that records every fact a claim may leave out; made when it is first needed."""
        if self.recording is None:
            formula = self.formula
            self.recording = program(formula.graph, formula.roots(), WATCHED | SELDOM_LEFT_OUT)
        return self.recording

    def facts(self, claim: Claim) -> tuple[int, ...]:
        """A claim as the numbers this policy's graph reads."""
        facts = list(map(claim.facts.get, self.keys, self.unsaid))
        facts[self.places["programme",]] = programme_code(self.policy, claim.programme)
        if self.asks_identity:
            facts[self.places["categories",]] = claim.held(self.policy.identity_day)
        insurance = self.places["insurance",]
        if facts[insurance] == 0:
            facts[insurance] = code("insurance", self.policy.insurance[0])
        return tuple(facts)

    def refused(self, refusals: Sequence[int], patient: Sequence[int] = ()) -> Refused:
        """Every reason met; `patient` is what the ends of an unknown's range would leave to pay."""
        reasons = [self.formula.graph.reasons[place] for place in dict.fromkeys(refusals)]
        code_ = min((reason.code for reason in reasons), key=PROBLEM_ORDER.index)
        low_and_high = _low_and_high(patient)
        return Refused(
            code_,
            [
                Problem(
                    each.code,
                    each.where,
                    Text(each.what.zh + low_and_high.zh, each.what.en + low_and_high.en),
                    each.fix,
                )
                for each in reasons
            ],
        )

    def _range(self, facts: tuple[int, ...], figures: Sequence[int]) -> list[int]:
        """What the patient would pay at either end of an unknown's range; nothing where none is known."""
        place = self.places.get(("range",))
        if place is None:
            return []
        patient: list[int] = []
        for end in (1, 2):
            refusals: list[int] = []
            read = self.run((*facts[:place], end, *facts[place + 1 :]), figures, refusals)
            if refusals:
                return []
            patient.append(read[f"v{self.formula.patient}"])
        return patient

    def _keeps_its_promise(self, split: Split) -> None:
        """Payers + patient = total, to the fen, and nobody pays less than nothing."""
        formula = self.formula
        payments = [split[layer.paid] for layer in formula.layers]
        patient = split[formula.patient]
        if sum(payments) + patient != split[formula.total] or min([patient, *payments]) < 0:
            raise BrokenPromise(f"{self.document.file}: payers and patient do not add up")


def adjudicator(document: Document) -> Adjudicator:
    """Make a policy ready; raises `Refused("invalid_policy")` where it is not sound."""
    policy = document.policy
    assert isinstance(policy, Policy)
    formula = compiled(document)
    graph = formula.graph
    cited = [
        (f"v{ref}", node.figure)
        for ref, node in enumerate(graph.nodes)
        if isinstance(node, Figure)
        and graph.figures[node.figure].source.evidence in ("assumed", "interpretation")
    ]
    watched = [
        (f"v{ref}", graph.facts[node.fact].key)
        for ref, node in enumerate(graph.nodes)
        if isinstance(node, (Given, SoFar))
        and graph.facts[node.fact].key[0] in WATCHED | SELDOM_LEFT_OUT
    ]
    keys = tuple(fact.key for fact in graph.facts)
    return Adjudicator(
        document=document,
        policy=policy,
        formula=formula,
        run=program(graph, formula.roots()),
        figures=graph.figure_values(),
        keys=keys,
        unsaid=tuple(NO_PRIOR if fact.low < 0 else 0 for fact in graph.facts),
        cited=tuple(cited),
        watched=tuple(watched),
        seldom_left_out=tuple(key for key in keys if key[0] in SELDOM_LEFT_OUT),
        asks_identity=("categories",) in keys,
        named_findings=_named_findings(graph),
        figure_places={entry.path: place for place, entry in enumerate(graph.figures)},
        label=_label(document, policy),
        places={key: place for place, key in enumerate(keys)},
        feeds=tuple((feed, _key(feed, "base"), _key(feed, "paid")) for feed in formula.feeds),
        accounts={
            layer.name: frozenset(
                feed.account.name for feed in formula.feeds if feed.account.layer == layer.name
            )
            for layer in formula.layers
        },
    )


def _low_and_high(patient: Sequence[int]) -> Text:
    if not patient:
        return Text("", "")
    low, high = (yuan_for_people(each) for each in sorted(patient))
    return Text(
        f"；按其范围两端，个人负担为 {low} 和 {high}",
        f"; at the ends of its range the patient pays {low} and {high}",
    )


def _key(feed: Feed, what: str) -> Key:
    account = feed.account
    return ("so_far", account.scope, account.layer, account.name, what)


def _label(document: Document, policy: Policy) -> Mapping[str, str]:
    label = {
        "region": policy.region,
        "version": str(policy.in_force.from_),
        "digest": document.digest,
    }
    if policy.known is not None:
        label["known"] = str(policy.known)
    return label


def _named_findings(graph: Graph) -> frozenset[str]:
    """The findings a policy asks for anywhere: in a condition, or as an arm of a table."""
    asked: set[int] = set()
    for node in graph.nodes:
        if isinstance(node, HoldsAny):
            given = graph.nodes[node.given]
            if isinstance(given, Given) and graph.facts[given.fact].key == ("findings",):
                asked.update(node.codes)
    return frozenset(word for word in FINDINGS if code("finding", word) in asked)


__all__ = ["Adjudicator", "BrokenPromise", "Reformed", "Split", "Text", "adjudicator"]
