"""docs/policy-reference.md has every field of a policy file in its table, and no other."""

import re

import pytest
from pydantic import BaseModel, RootModel

from benefits.policy import figures, policy
from benefits.policy.cited import Cited
from benefits.reading.rules import FORMS
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "policy-reference.md").read_text(encoding="utf-8")
CITED = set(Cited.model_fields)
OWN: dict[str, type[BaseModel]] = {
    "Evidence and source": Cited,
    "Raises": figures.Raise,
    "Schedule": policy.Payment,
    "Band": policy.Band,
    "Step": policy.Step,
    "Gate": policy.Gate,
    "Cap": policy.Cap,
    "Rounding": policy.Rounding,
    "Tilt": policy.Tilt,
    "Conditions": figures.When,
    "Boundary": figures.Bound,
    "Head": policy.Policy,
    "Source": policy.SourceEntry,
    "Days in force": policy.InForce,
    "Programme": policy.Programme,
    "No layer pays": policy.NoLayerPays,
    "Floor": policy.Floor,
    "Grant": policy.Grant,
    "Warning": policy.SpokenOf,
    "Remark": policy.Remark,
    "Carried over": policy.CarriedOver,
    "Example": policy.Example,
    "Repeal": policy.Repeal,
}
TOGETHER = {"Layer", "Rule", "Figures", "Forms of a figure"}


def named_in(title: str) -> list[str]:
    """The fields in the first column of a section's tables."""
    section = re.split(r"\n##+ ", PAGE.partition(f"# {title}\n")[2])[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]


def fields_of(model: type[BaseModel]) -> set[str]:
    return {each.alias or name for name, each in model.model_fields.items()}


@pytest.mark.parametrize("title", OWN)
def test_a_section_has_the_fields_of_its_form(title: str) -> None:
    cited = CITED if OWN[title] is not Cited else set()
    assert sorted(named_in(title)) == sorted(fields_of(OWN[title]) - cited)


def test_layer_and_rule_have_the_fields_of_theirs() -> None:
    told = {*named_in("Layer"), *named_in("Rule"), *named_in("Schedule")}
    assert told == fields_of(policy.Layer) - CITED
    assert named_in("Rule")[: len(FORMS)] == list(FORMS)


def test_every_form_of_a_figure_stands_in_the_page() -> None:
    assert set(figures.FORMS) == {*named_in("Forms of a figure")} | {"value"}
    told = {*named_in("Figures"), *named_in("Forms of a figure"), *named_in("Raises")}
    beside = {"of", "otherwise", "raises"}
    assert all(f"`{each}`" in PAGE.partition("### Raises")[0] for each in beside)
    arms = [each for each in vars(figures).values() if _is_arm(each)]
    assert {name for each in arms for name in fields_of(each)} - CITED == told - RAISE | beside


RAISE = fields_of(figures.Raise)


def _is_arm(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, figures.Arm)


def test_no_form_of_a_file_is_left_out() -> None:
    models = {
        each
        for module in (policy, figures)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, BaseModel)
    }
    told = {*OWN.values(), policy.Layer, policy.Rule, figures.CountBound}
    bases = (figures.Arm, RootModel)
    others = {each.__name__ for each in models - told if not issubclass(each, bases)}
    assert others == {"Frozen"}
