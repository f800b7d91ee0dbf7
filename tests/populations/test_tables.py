"""A table or a description that is not sound is refused with every place and remedy."""

from fractions import Fraction
from pathlib import Path

import pytest

from benefits.populations.chosen import chosen
from benefits.populations.parameters import moved
from benefits.populations.reading import read_description
from benefits.populations.report_table import Movable
from benefits.populations.tables import open_table, read_table
from benefits.problems import Refused, Text
from benefits.reading.book import PolicyBook
from tests.populations.made_up import TABLE, book, table


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    for each in refused.value.problems:
        assert each.what.zh
        assert each.fix.en
    return {each.code for each in refused.value.problems}


@pytest.mark.parametrize("name", ["jx-yichun-2018", "ha-luoyang-2020", "ah-yixian-2009"])
def test_the_tables_that_come_along_are_sound(name: str) -> None:
    read = open_table(name)
    assert read_table(read.tree, read.places, PolicyBook.packaged()).table == name


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("of: basic,", "of: basics,", "nothing_to_sum"),
        ("amount: 480000", "each: 3", "amount_or_number"),
        (
            "number: 400",
            "number: 400, where: {hospital_level: big}",
            "word_is_not_of_this_dimension",
        ),
        ("parts: [basic,", "parts: [basis,", "nothing_to_sum"),
        ("at.secondary.median, give", "at.tertiary.median, give", "address_leads_nowhere"),
        ("of: visits.inpatient.at.secondary.median", "of: households", "address_leads_nowhere"),
        ("members: {1: 100%}", "members: {1: 99%}", "shares_do_not_add_up"),
        ("most: 3}", "most: 0}", "factor_is_not_a_number"),
        ("region: xx-small\nlines", "region: xx-large\nlines", "unknown_region"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(
    tmp_path: Path, before: str, after: str, code: str
) -> None:
    assert before in TABLE
    with pytest.raises(Refused) as refused:
        table(book(tmp_path), TABLE.replace(before, after, 1))
    assert code in codes(refused)


def test_everything_is_told_at_once_with_its_line() -> None:
    text = chosen().text
    broken = (
        text.replace("share: 30%", "share: 31%", 1)
        .replace("spread: 0.35", "spread: 9", 1)
        .replace("{none: 64.6%", "{nobody: 64.6%", 1)
    )
    with pytest.raises(Refused) as refused:
        read_description(broken, "mine.yaml")
    assert codes(refused) == {"factor_is_not_a_number"}
    with pytest.raises(Refused) as refused:
        read_description(broken.replace("spread: 9", "spread: 1"), "mine.yaml")
    assert codes(refused) == {"shares_do_not_add_up", "identity_is_not_known"}
    for each in refused.value.problems:
        assert each.file == "mine.yaml"
        assert each.line is not None
        assert each.where.split(".")[-1] in broken.splitlines()[each.line - 1]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("seed: 1\n", "seed: one\n", "count_is_not_a_number"),
        ("first_day: 2018-01-01", "first_day: 2018", "day_is_not_iso"),
        ("{none: 99%,", "{none: 199%,", "rate_above_one"),
        ("median: 3800", "median: plenty", "amount_is_not_a_number"),
        ("median: 3800", "median: 0.50", "amount_is_out_of_bounds"),
        ("insurance: resident", "insurance: none", "word_is_not_allowed"),
        ("seed: 1\n", "", "field_is_missing"),
        ("seed: 1\n", "seed: 1\nseeds: 2\n", "field_is_not_known"),
        ("parts_spread: 0.6", "parts_spread:", "value_is_missing"),
        ("seed: 1\n", "seed: [1\n", "yaml_bracket_is_open"),
        ("{1: 14%, 2: 25%,", "{0: 14%, 2: 25%,", "not_a_number_of_things"),
        ("own_expense: 3%", "own_expense: 95%", "shares_are_above_one"),
        ("  others: {", "  other: {", "income_is_missing"),
    ],
)
def test_what_is_wrong_with_a_description_is_told(before: str, after: str, code: str) -> None:
    text = chosen().text
    assert before in text
    with pytest.raises(Refused) as refused:
        read_description(text.replace(before, after, 1), "mine.yaml")
    assert code in codes(refused)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "not-there"}, "description_is_not_there"),
        ({"years": "18"}, "years_are_unclear"),
        ({"years": "2019-2018"}, "days_are_turned_round"),
        ({"poor": "a third"}, "share_is_unclear"),
        ({"poor": "130%"}, "share_is_unclear"),
        ({"households": 3 * 10**9}, "not_a_number_of_things"),
        ({"households": 10**10}, "count_is_not_a_number"),
    ],
)
def test_an_option_that_means_nothing_is_told(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen(**changes)  # type: ignore[arg-type]
    assert codes(refused) == {code}


def test_what_is_printed_is_what_is_read() -> None:
    """The description of a changed population, written and read again, is the same."""
    said = chosen(households=7, seed=9, years="2016-2017", poor="40%")
    assert read_description(said.text, "again.yaml") == said.description
    poor = [share for word, share in said.description.identities.items() if "poor" in word]
    assert sum((Fraction(*each) for each in poor), Fraction(0)) == Fraction(2, 5)


def test_a_share_that_grows_takes_from_its_rest() -> None:
    people = {"at": {"a": {"share": "60%"}, "b": {"share": "40%"}}, "median": "1,000"}
    name = Text("", "")
    more = {"of": "at.b.share", "rest": "at.a.share"}
    common = {"give": "50%", "least": "0.1", "most": "9", "name": name}
    fit = {
        "b": Movable.model_validate({**more, **common}),
        "bills": Movable.model_validate({"of": "median", **common}),
    }
    tree = moved(people, fit, {"b": Fraction(5, 4), "bills": Fraction(2, 3)})
    assert tree == {"at": {"a": {"share": "50%"}, "b": {"share": "50%"}}, "median": "667"}
    assert people["median"] == "1,000"
