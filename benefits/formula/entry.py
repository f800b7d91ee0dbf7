"""What a policy does not speak of at all (入口校验): an insurance, a kind of visit, a programme."""

from benefits import words
from benefits.formula.graph import Reason
from benefits.formula.nodes import Ref
from benefits.formula.params import Params, Site, as_list
from benefits.problems import Text
from benefits.words import code

_CHECK = Text("请核对该字段，或查阅政策全文", "check the field, or read the policy")


def entry(params: Params) -> Ref:
    """Refuses a claim the policy says nothing about; 0 where it may go on to the layers."""
    arms = [*_programmes(params), *_insurance(params), *_kind(params), *_exclusions(params)]
    return params.graph.choose(arms, params.graph.whole(0))


def _refused(params: Params, condition: Ref, code_: str, where: str, what: Text) -> tuple[Ref, Ref]:
    return condition, params.graph.refusal(Reason(code_, where, what, _CHECK))


def _programmes(params: Params) -> list[tuple[Ref, Ref]]:
    graph, programmes = params.graph, params.policy.programmes
    given = params.fact("programme")
    strange = graph.negated(graph.is_one_of(given, range(len(programmes) + 1)))
    what = Text("本政策没有这一专项", "the policy has no such programme")
    arms = [_refused(params, strange, "unknown_programme", "visit.programme", what)]
    for number, (name, each) in enumerate(programmes.items(), start=1):
        kinds = params.words_of("kind", each.kinds, Site(f"programmes.{name}.kinds"))
        of_kind = graph.is_one_of(params.fact("kind"), [code("kind", word) for word in kinds])
        elsewhere = graph.all([graph.is_one_of(given, [number]), graph.negated(of_kind)])
        what = Text(
            f"专项“{each.name.zh}”不适用于这种就诊类别",
            f"the programme {each.name.en} does not belong to this kind of visit",
        )
        arms.append(_refused(params, elsewhere, "unknown_programme", "visit.programme", what))
    return arms


def _insurance(params: Params) -> list[tuple[Ref, Ref]]:
    graph = params.graph
    known = params.words_of("insurance", params.policy.insurance, Site("insurance"))
    insured = graph.is_one_of(params.fact("insurance"), [code("insurance", word) for word in known])
    what = Text("本政策未规定这一险种", "the policy does not speak of this insurance")
    condition = graph.negated(insured)
    return [_refused(params, condition, "unknown_parameter", "person.insurance", what)]


def _kind(params: Params) -> list[tuple[Ref, Ref]]:
    graph = params.graph
    known = params.words_of("kind", params.policy.kinds, Site("kinds"))
    of_kind = graph.is_one_of(params.fact("kind"), [code("kind", word) for word in known])
    what = Text("本政策未规定这一就诊类别", "the policy does not speak of this kind of visit")
    condition = graph.negated(of_kind)
    return [_refused(params, condition, "unknown_parameter", "visit.kind", what)]


def _exclusions(params: Params) -> list[tuple[Ref, Ref]]:
    """An exclusion the policy is silent on is refused: nobody knows whether a layer pays."""
    graph = params.graph
    spoken_of = {
        word
        for reason in params.policy.no_layer_pays.values()
        for word in params.words_of("finding", as_list(reason.when.finding), Site("no_layer_pays"))
    }
    silent = [code("finding", word) for word in words.EXCLUSIONS if word not in spoken_of]
    if not silent:
        return []
    what = Text(
        "本政策未规定这一不予支付情形如何处理", "the policy does not say what this exclusion means"
    )
    condition = graph.holds_any(params.fact("findings"), silent)
    return [_refused(params, condition, "unknown_parameter", "visit.findings", what)]
