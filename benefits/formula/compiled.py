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
        clauses = [_clause(built.graph, ref) for ref in too_large(built.graph)]
        problems = [
            document.problem("amount_might_overflow", clause)
            for clause in [clause for clause in clauses if clause] or clauses
        ]
    if problems:
        unique = {(p.code, p.where, p.what): p for p in problems}
        raise Refused("invalid_policy", unique.values())
    return built


def _clause(graph: Graph, ref: Ref) -> str:
    """Where an author must look: the clause of a named node, or the last figure a node reads.

    Empty where a node reads neither: a part of the bill is counted as finely as a figure elsewhere,
    and that figure is told by the node that reads it.
    """
    waiting = [ref]
    while waiting:
        here = waiting.pop()
        node = graph.nodes[here]
        clause = graph.lines[here].clause if here in graph.lines else ""
        if clause and clause != "bill":
            return clause
        if isinstance(node, Figure):
            return graph.figures[node.figure].path
        waiting += children(node)
    return ""
