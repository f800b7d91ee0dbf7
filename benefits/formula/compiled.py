"""From a document to its formula (政策编译): built, its words checked, proven to fit, or refused."""

from benefits.formula.chain import Formula, formula
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
        lines = built.graph.lines
        problems = [
            document.problem(
                "amount_might_overflow", lines[ref].clause if ref in lines else "layers"
            )
            for ref in too_large(built.graph)
        ]
    if problems:
        unique = {(p.code, p.where, p.what): p for p in problems}
        raise Refused("invalid_policy", unique.values())
    return built
