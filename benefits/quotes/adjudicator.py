"""One policy made ready for the counter (待遇核定): its formula, its program, what its notes need.

Built once a policy; a claim then costs one run of the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benefits.claims.claim import Claim, Key
from benefits.formula.compiled import compiled
from benefits.formula.formula import NO_PRIOR, Formula
from benefits.formula.graph import Graph
from benefits.formula.nodes import Given, HoldsAny, Ref
from benefits.formula.words import programme_code
from benefits.money import yuan_for_people
from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused, Text
from benefits.quotes.note import Note
from benefits.quotes.outline import PATIENT, TOTAL, Outline, outline
from benefits.quotes.programs import Programs
from benefits.readers.program import SELDOM_LEFT_OUT, Run
from benefits.readers.values import Values
from benefits.readers.worksheet import Sheet
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


@dataclass(slots=True)
class Split:
    """One bill under one policy, worked out: what an answer needs, and the inputs it comes from.

    `amounts` stand where the policy's outline says; `marks` say which figures and facts were read.
    """

    adjudicator: "Adjudicator"
    facts: tuple[int, ...]
    figures: Sequence[int]
    amounts: tuple[int, ...]
    marks: int
    written: Mapping[str, int] | None = None

    def __getitem__(self, ref: Ref) -> int:
        place = self.adjudicator.outline.place.get(ref)
        return self.read[f"v{ref}"] if place is None else self.amounts[place]

    @property
    def read(self) -> Mapping[str, int]:
        """Every value that was read, by name (`v12` is node 12)."""
        if self.written is None:
            self.written = self.adjudicator.run(self.facts, self.figures, [])
        return self.written

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
    outline: Outline
    programs: Programs
    sheet: Sheet
    figures: tuple[int, ...]
    keys: tuple[tuple[str, ...], ...]
    unsaid: tuple[int, ...]
    asks_identity: bool
    asks_admission: bool
    """The policy in force or the benefit year goes by the day of admission."""
    named_findings: frozenset[str]
    figure_places: Mapping[str, int]
    label: Mapping[str, str]
    places: Mapping[tuple[str, ...], int]
    seldom_left_out: tuple[Key, ...] = ()
    """Facts of this policy that a claim usually gives."""
    reforms: dict[tuple[tuple[str, str], ...], "Reformed"] = field(default_factory=dict)
    """Reforms that were found sound: their figures, and what is said of them."""
    accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The sub-caps of each layer that keep a running total of their own."""
    most_kept: int = 1024
    """So many ways through the policy are remembered with what is said of them; then it begins anew."""
    cited: dict[int, list[tuple[int, Note]]] = field(default_factory=dict)
    """What was said of the figures that some claims read, with their places, by their marks."""
    watched: dict[int, tuple[Key, ...]] = field(default_factory=dict)
    """The facts that some claims read and may have left out, by their marks."""

    def __repr__(self) -> str:
        return f"Adjudicator({self.document.file})"

    @property
    def run(self) -> Run:
        """The program that writes down every value it reads."""
        return self.programs.writing(False)

    def split(
        self,
        claim: Claim,
        figures: Sequence[int] | None = None,
        write: bool = False,
        facts: tuple[int, ...] | None = None,
    ) -> Split:
        """Work out a claim; raises `Refused` with every reason met.

        `write`: every value is written down, as a worksheet needs it; otherwise that is done when
        it is first asked for. `facts` are the claim's, where they are known already.
        """
        facts = self.facts(claim) if facts is None else facts
        figures = self.figures if figures is None else figures
        refusals: list[int] = []
        seldom = not all(map(claim.gives, self.seldom_left_out))
        written: Mapping[str, int] | None = None
        if write:
            written = self.programs.writing(seldom)(facts, figures, refusals)
            amounts = self.programs.amounts(written)
        else:
            amounts = self.programs.answering(seldom)(facts, figures, refusals)
        if refusals:
            raise self.refused(refusals, self._range(facts, figures))
        split = Split(self, facts, figures, amounts, amounts[-1], written)
        self._keeps_its_promise(split)
        return split

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
            run = self.programs.answering(False)
            amounts = run((*facts[:place], end, *facts[place + 1 :]), figures, refusals)
            if refusals:
                return []
            patient.append(amounts[PATIENT])
        return patient

    def _keeps_its_promise(self, split: Split) -> None:
        """Payers + patient = total, to the fen, and nobody pays less than nothing."""
        payments, patient = split.amounts[self.outline.paid], split.amounts[PATIENT]
        if (
            sum(payments) + patient != split.amounts[TOTAL]
            or patient < 0
            or min(payments, default=0) < 0
        ):
            raise BrokenPromise(f"{self.document.file}: payers and patient do not add up")


def adjudicator(document: Document) -> Adjudicator:
    """Make a policy ready; raises `Refused("invalid_policy")` where it is not sound."""
    policy = document.policy
    assert isinstance(policy, Policy)
    formula = compiled(document)
    graph = formula.graph
    told = outline(formula, policy)
    keys = tuple(fact.key for fact in graph.facts)
    return Adjudicator(
        document=document,
        policy=policy,
        formula=formula,
        outline=told,
        programs=Programs(formula, told.asked, told.marked),
        sheet=Sheet(formula),
        figures=graph.figure_values(),
        keys=keys,
        unsaid=tuple(NO_PRIOR if fact.low < 0 else 0 for fact in graph.facts),
        seldom_left_out=tuple(key for key in keys if key[0] in SELDOM_LEFT_OUT),
        asks_identity=("categories",) in keys,
        asks_admission="admission" in (policy.policy_day, policy.year_day),
        named_findings=_named_findings(graph),
        figure_places={entry.path: place for place, entry in enumerate(graph.figures)},
        label=_label(document, policy),
        places={key: place for place, key in enumerate(keys)},
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
