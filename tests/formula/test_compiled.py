"""A policy that is not sound has no formula: every problem is told with its place (政策编译)."""

from typing import Any

import pytest

from benefits.formula.compiled import compiled
from benefits.formula.words import programme_code
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.document import Document, Places
from benefits.reading.reader import read_policy
from tests.formula.small import FILE, HEAD, TITLE, one


def document(rule: dict[str, Any]) -> Document:
    """A document that nothing has looked at before."""
    tree = {
        "region": "xx-test",
        "name": {"zh": "测试", "en": "Test"},
        "division": "360000",
        "in_force": {"from": "2020-01-01"},
        "evidence": "official",
        "layers": {"basic": {"title": {"zh": "基本", "en": "Basic"}, **rule}},
    }
    return Document(Policy.model_validate(tree), FILE, "", "", tree, Places(FILE, {}))


def test_a_sound_policy_has_a_formula() -> None:
    formula = compiled(document({"rate": "80%"}))
    assert [layer.name for layer in formula.layers] == ["basic"]


def test_every_problem_is_told_once_before_any_size_is_proven() -> None:
    rule = {
        "deductible": {"times": "50%"},
        "rate": {"strange": "1/999999937"},
        "when": {"place": "nowhere"},
        "yearly": True,
    }
    with pytest.raises(Refused) as refused:
        compiled(document(rule))
    assert refused.value.code == "invalid_policy"
    told = [(each.code, each.where) for each in refused.value.problems]
    assert sorted(told) == [
        ("arm_without_condition", "layers.basic.rate.strange"),
        ("change_without_normal", "layers.basic.deductible"),
        ("word_is_not_known", "layers.basic.when.place"),
    ]


def test_what_is_not_known_is_told_by_its_name_and_place() -> None:
    """The words a tilt and a citation use, where no reading of a file came before."""
    wrong = document({"rate": "80%", "source": "gone", "tilt": {"nobody": {"rate": "90%"}}})
    with pytest.raises(Refused) as refused:
        compiled(wrong)
    said = {(each.code, each.where): each.what.en for each in refused.value.problems}
    assert "gone" in said["source_is_not_listed", "layers.basic.rate"]
    assert "nobody" in said["word_is_not_known", "layers.basic.tilt.nobody"]


def test_a_figure_without_evidence_has_no_formula() -> None:
    tree = dict(document({"rate": "80%"}).tree)
    del tree["evidence"]
    bare = Document(Policy.model_validate(tree), FILE, "", "", tree, Places(FILE, {}))
    with pytest.raises(Refused) as refused:
        compiled(bare)
    assert [(each.code, each.where) for each in refused.value.problems] == [
        ("figure_without_evidence", "layers.basic.rate")
    ]


def test_an_amount_of_the_policy_is_at_most_what_a_year_may_hold() -> None:
    assert told("rate: 100%\ncap: 1000000000") == []
    assert told("rate: 100%\ncap: 1000000000.01") == [("figure_too_large", "layers.basic.cap")]


def told(rule: str, heads: str = "") -> list[tuple[str, str]]:
    try:
        one(rule, heads)
    except Refused as refused:
        return [(each.code, each.where) for each in refused.problems]
    return []


def test_what_might_overflow_is_told_by_the_figure_that_makes_it_so() -> None:
    assert told("yearly: true\nrate: 1/999999937") == [
        ("amount_might_overflow", "layers.basic.rate")
    ]
    assert told("rate: 1/999999937") == []


def test_two_strange_fractions_in_one_waiver_are_told_at_the_figure_and_at_the_clause() -> None:
    """Each alone fits; in one scale they do not, and a portion that does not fit is a named line."""
    assert told("items: {injection: 1/999999937}") == []
    assert told("items: {injection: 1/999999937, nursing: 1/999999929}") == [
        ("amount_might_overflow", "layers.basic.items.injection"),
        ("amount_might_overflow", "layers.basic.items.nursing"),
        ("amount_might_overflow", "layers.basic"),
    ]


def test_a_part_of_the_bill_that_is_counted_too_finely_is_told_by_the_figures_that_ask_for_it() -> (
    None
):
    """Away from home the bill's parts themselves are brought to the items' scale: they name no clause."""
    strange = "items: {injection: 1/999999937, nursing: 1/999999929}"
    assert told(strange, "first_self_pay_away: 10%\n") == [
        ("amount_might_overflow", "layers.basic.items.injection"),
        ("amount_might_overflow", "layers.basic.items.nursing"),
        ("amount_might_overflow", "first_self_pay_away"),
        ("amount_might_overflow", "layers.basic"),
    ]


def test_a_repeal_has_no_formula() -> None:
    text = "region: xx-test\nrepealed_from: 2020-01-01\nsays: {zh: 废止, en: repealed}\n"
    with pytest.raises(AssertionError, match=r"^a repeal has no formula$"):
        compiled(read_policy(text, FILE))


def test_programmes_are_numbered_in_the_order_of_the_policy() -> None:
    programme = "{name: {zh: 专项, en: Programme}, kinds: [inpatient]}"
    text = HEAD + f"programmes: {{first: {programme}, second: {programme}}}\n"
    layer = TITLE.strip().replace("title:", "layers: {basic: {title:") + ", rate: 80%}}\n"
    policy = read_policy(text + layer, FILE).policy
    assert isinstance(policy, Policy)
    assert [programme_code(policy, word) for word in (None, "first", "second", "third")] == [
        0,
        1,
        2,
        -1,
    ]
