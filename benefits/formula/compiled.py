"""From a document to its formula (政策编译): built, its words checked, proven to fit, or refused."""

from benefits.formula.chain import formula
from benefits.formula.formula import Formula
from benefits.formula.graph import Graph
from benefits.formula.nodes import Figure, Ref, children
from benefits.formula.proof import too_large
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.document import Document


def compiled(document: Document) -> Formula:
    """The formula of a policy document; raises `Refused("invalid_policy")` with every problem."""
    policy = document.policy
    assert isinstance(policy, Policy), "a repeal has no formula"
    built, said = formula(policy)
    problems = [document.problem(each.code, each.path, **each.facts) for each in said]
    if not problems:
        problems = [
            document.problem("amount_might_overflow", _clause(built.graph, ref))
            for ref in too_large(built.graph)
        ]
    if problems:
        unique = {(p.code, p.where, p.what): p for p in problems}
        raise Refused("invalid_policy", unique.values())
    return built


def _clause(graph: Graph, ref: Ref) -> str:
    """Where an author must look: the clause of a named node, or the last figure a node reads."""
    waiting = [ref]
    while True:  # what is too large reads a figure: only a figure's scale makes it so
        here = waiting.pop()
        node = graph.nodes[here]
        if here in graph.lines and graph.lines[here].clause not in ("", "bill"):
            return graph.lines[here].clause
        if isinstance(node, Figure):
            return graph.figures[node.figure].path
        waiting += children(node)
