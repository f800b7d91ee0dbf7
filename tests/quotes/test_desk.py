"""The desk itself (结算窗口): what it keeps ready, and the promise it checks with its own eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.problems import Refused
from benefits.quotes import desk as desk_module
from benefits.quotes.adjudicator import Adjudicator, BrokenPromise
from benefits.quotes.desk import Desk
from benefits.quotes.programs import Programs
from benefits.quotes.reform import reformed
from benefits.readers.program import Answers
from benefits.reading.book import PolicyBook
from tests.quotes.made_up import layer, made_ready, noted, quoted, ready, request, said, tree

HALF = {"fund": layer(rate="50%")}


def test_the_policy_longest_unused_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST_READY", 2)
    desk = Desk(PolicyBook.packaged())
    one, two, three = (
        made_ready(tree(HALF), f"made-up/{day}-01-01.yaml").document if day == 2020
        else replace(made_ready(tree(HALF)).document, file=f"{day}.yaml")
        for day in (2020, 2021, 2022)
    )  # fmt: skip
    first, second = desk.ready(one), desk.ready(two)
    assert desk.ready(one) is first
    desk.ready(three)  # two has been unused the longest
    assert desk.ready(one) is first
    assert desk.ready(two) is not second


def test_an_adjudicator_is_called_by_its_file() -> None:
    assert repr(ready(HALF)) == "Adjudicator(made-up/2020-01-01.yaml)"


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(("payer", "patient"), [(1, 0), (0, -1), (-100_001, 100_001)])
def test_payers_and_patient_that_do_not_add_up_are_our_own_mistake(
    payer: int, patient: int, write: bool
) -> None:
    policy = made_ready(tree(HALF))
    programs = policy.programs
    fund, rest = (
        policy.outline.place[ref] for ref in (policy.formula.layers[0].paid, policy.formula.patient)
    )

    def broken(amounts: Sequence[int]) -> tuple[int, ...]:
        wrong = list(amounts)
        wrong[fund] += payer
        wrong[rest] += patient
        return tuple(wrong)

    class Broken(Programs):
        def answering(self, seldom: bool) -> Answers:
            sound = programs.answering(seldom)
            return lambda facts, figures, refusals: broken(sound(facts, figures, refusals))

        def amounts(self, written: Mapping[str, int]) -> tuple[int, ...]:
            return broken(programs.amounts(written))

    asked = claim(read_request(request("1000.00")))
    assert policy.split(asked, write=write)
    policy.programs = Broken(policy.formula, programs.asked, programs.marked)
    with pytest.raises(BrokenPromise, match="payers and patient do not add up"):
        policy.split(asked, write=write)


def test_a_grant_names_its_fund() -> None:
    grants = {"meals": {"name": said("meals"), "amount": "30", "fund": "620100"}}
    (told,) = quoted(ready(HALF, grants=grants), request("1.00"))["grants"]
    assert (told["grant"], told["amount"], told["fund"]) == ("meals", "30.00", "620100")


def test_an_interpretation_that_says_no_more_is_told_as_one_reading() -> None:
    policy = ready({"fund": layer(rate={"value": "50%", "evidence": "interpretation"})})
    told = noted(quoted(policy, request("1.00")), "interpretation")
    assert told == {"layers.fund.rate": "50% is one reading of the text"}


def test_a_tilt_that_two_identities_share_is_told_once() -> None:
    tilts = {"poor": {"rate": "90%"}}
    policy: Adjudicator = ready(
        {"fund": layer(rate={"destitute": "60%", "otherwise": "50%"}, tilt=tilts)},
        groups={"poor": ["destitute", "orphan"]},
    )
    told = quoted(policy, request("1000.00", who=("destitute", "orphan")))
    assert len([each for each in told["notes"] if each["kind"] == "tilt"]) == 1


def test_a_rate_in_a_finer_scale_is_said_as_it_is() -> None:
    """A table with 1/3 in it keeps 50% in a finer scale; nobody needs to see that."""
    policy = ready({"fund": layer(rate={"in_county": "50%", "otherwise": "1/3"})})
    (row,) = [
        each
        for each in quoted(policy, request("1000.00"), "short")["worksheet"]
        if each["layer"] == "fund"
    ]
    assert row["how"]["en"].startswith("50% of [")


def test_a_reform_of_a_number_says_what_a_number_is() -> None:
    policy = ready({"fund": layer(when={"days": {"at_least": "4"}}, rate="50%")})
    path = "layers.fund.when.days.at_least"
    for wrong in ("-1", "4.5", "10001", "many"):
        with pytest.raises(Refused) as refused:
            reformed(policy, {path: wrong})
        (told,) = refused.value.problems
        assert (told.code, told.where) == ("figure_is_not_of_this_kind", f"reform.{path}")
    figures, _ = reformed(policy, {path: "10000"})
    assert figures[policy.figure_places[path]] == 10_000


def test_a_reform_that_changes_nothing_says_so() -> None:
    policy = ready(HALF)
    figures, notes = reformed(policy, {"layers.fund.rate": "0.50"})
    assert figures == policy.figures
    assert [each.text.en for each in notes] == ["the reform changes nothing here (50%)"]


def test_no_range_is_told_where_something_else_is_not_known_either() -> None:
    unknown = {"unknown": said("not known")}
    between = {**unknown, "low": "100", "high": "400"}
    both = ready({"fund": layer(deductible=between, rate=unknown)})
    one = ready({"fund": layer(deductible=between, rate="50%")})
    ranges = []
    for policy in (one, both):
        with pytest.raises(Refused) as refused:
            quoted(policy, request("1000.00"))
        ranges.append(" ".join(each.what.en + each.fix.en for each in refused.value.problems))
    assert "550.00" in ranges[0]
    assert "700.00" in ranges[0]
    assert ".00" not in ranges[1]
