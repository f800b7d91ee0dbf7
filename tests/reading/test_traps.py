"""YAML's traps do not bite, and what a figure says is kept exactly (读取精确)."""

from datetime import date
from fractions import Fraction

import pytest

from benefits.money import fen_of_figure, rate
from benefits.policy.figures import AmountFigure, CountFigure, RateFigure
from benefits.policy.policy import Policy
from benefits.reading.document import Document
from benefits.reading.reader import read_policy
from tests.reading.books import policy
from tests.reading.broken import FILE, problems_of


def read(text: str | bytes) -> Document:
    return read_policy(text, FILE)


def sound(document: Document) -> Policy:
    assert isinstance(document.policy, Policy)
    return document.policy


def amount(written: str) -> int | None:
    """What a deductible comes to, in fen."""
    layer = sound(read(policy("from: 2020-01-01") + f"    cap: {written}\n")).layers["basic"]
    assert isinstance(layer.cap, AmountFigure)
    return layer.cap.value


def share(written: str) -> Fraction:
    layer = sound(read(policy("from: 2020-01-01", written))).layers["basic"]
    assert isinstance(layer.rate, RateFigure)
    return Fraction(*layer.rate.value)


def codes(text: str) -> list[str]:
    return [each.code for each in problems_of(text.encode())]


# -- amounts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("400", 40_000),
        ("0400", 40_000),
        ("017", 1_700),
        ("1,000", 100_000),
        ("1,000.50元", 100_050),
        ("'12000'", 1_200_000),
        ("10万元", 10_000_000),
        ("9.5万", 9_500_000),
        ("25 万元", 25_000_000),
        ("0.000001万元", 1),
        ("0.07", 7),
        ("999999999.99", 99_999_999_999),
        ("none", None),
    ],
)
def test_an_amount_is_exact(written: str, fen: int | None) -> None:
    assert amount(written) == fen


@pytest.mark.parametrize(
    "written",
    [
        *("1_000", "1e3", "1E3", "0o17", "0x1F", "0b1", ".5", "5.", "1:30", ".inf", ".nan"),
        *("1,00", "10,0000", "+5", "NO", "yes", "½", "二十", "1 000", "2020-01-01", "$400", "٤٠٠"),
    ],
)
def test_what_yaml_might_make_a_number_is_no_amount(written: str) -> None:
    assert codes(policy("from: 2020-01-01") + f"    cap: {written}\n") == ["amount_is_not_a_number"]


# -- rates --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("90%", Fraction(9, 10)),
        ("90 %", Fraction(9, 10)),
        ("0.90", Fraction(9, 10)),
        ("0.1", Fraction(1, 10)),
        ("9.5%", Fraction(19, 200)),
        ("50.23%", Fraction(5023, 10_000)),
        ("2/37", Fraction(2, 37)),
        ("1 / 3", Fraction(1, 3)),
        ("100%", Fraction(1)),
        ("0", Fraction(0)),
        ("1", Fraction(1)),
        ("0.333333333333", Fraction(333_333_333_333, 10**12)),
    ],
)
def test_a_rate_is_exact(written: str, exact: Fraction) -> None:
    assert share(written) == exact


@pytest.mark.parametrize(
    "written", ["NO", "on", "9e-1", ".9", "0,9", "1:2", "九成", "nan", "90 per cent"]
)
def test_what_yaml_might_make_a_number_is_no_rate(written: str) -> None:
    assert codes(policy("from: 2020-01-01", written)) == ["rate_is_not_a_number"]


# -- words, days, nothing --------------------------------------------------------------


def test_no_and_on_and_numbers_stay_text() -> None:
    text = policy("from: 2020-01-01").replace("测试地区", "NO").replace("Test region", "1.0")
    name = sound(read(text)).name
    assert (name.zh, name.en) == ("NO", "1.0")


@pytest.mark.parametrize(
    ("written", "meant"), [("true", True), ("yes", True), ("no", False), ("NO", False)]
)
def test_a_truth_may_be_written_as_a_word(written: str, meant: bool) -> None:
    layer = sound(read(policy("from: 2020-01-01") + f"    yearly: {written}\n")).layers["basic"]
    assert layer.yearly is meant


def test_a_name_that_looks_like_a_number_stays_a_name() -> None:
    funds = "funds:\n  0390100: {zh: 基金, en: Fund}\n"
    assert codes(policy("from: 2020-01-01", heads=funds)) == ["fund_is_not_six_digits"]
    funds = 'funds:\n  390100: {zh: 基金, en: Fund}\n  "610100": {zh: 救助, en: Aid}\n'
    document = read(policy("from: 2020-01-01", heads=funds))
    assert list(sound(document).funds) == ["390100", "610100"]
    assert document.place("funds.610100") == (8, 3)


def test_days_are_days_and_nothing_else() -> None:
    assert sound(read(policy("from: '2020-01-01', until: 2020-12-31"))).in_force.until == date(
        2020, 12, 31
    )
    for written in ("20201231", "2020-12-31 00:00:00", "1609372800", "2020-366", "0000-01-01"):
        assert codes(policy(f"from: 2020-01-01, until: {written}")) == ["day_is_not_iso"]


@pytest.mark.parametrize("nothing", ["~", "null", "", "# later"])
def test_a_name_without_a_value_is_never_taken_as_none(nothing: str) -> None:
    assert codes(policy("from: 2020-01-01") + f"    deductible: {nothing}\n") == [
        "value_is_missing"
    ]


def test_a_tilde_in_quotes_is_a_text() -> None:
    text = policy("from: 2020-01-01").replace("Test region", "'~'")
    assert sound(read(text)).name.en == "~"


def test_counts_are_whole_numbers() -> None:
    when = "    when: {days: {at_least: 03, at_most: 10}}\n"
    layer = sound(read(policy("from: 2020-01-01") + when)).layers["basic"]
    assert layer.when is not None
    assert layer.when.days is not None
    assert isinstance(layer.when.days.at_least, CountFigure)
    assert layer.when.days.at_least.value == 3


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        ("age: {at_least: 60, at_most: 60}", True),
        ("age: {at_least: 60, below: 60}", False),
        ("age: {above: 59, at_most: 60}", True),
        ("age: {above: 59, below: 60}", False),
        ("age: {above: 59, below: 61}", True),
        ("total: {above: 100, below: 100.01}", False),
        ("total: {above: 100, below: 100.02}", True),
    ],
)
def test_a_boundary_holds_some_number(bound: str, holds: bool) -> None:
    text = policy("from: 2020-01-01") + f"    when: {{{bound}}}\n"
    assert codes(text) == ([] if holds else ["boundary_holds_nothing"])


# -- bytes --------------------------------------------------------------------------


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    plain = read(policy("from: 2020-01-01"))
    content = policy("from: 2020-01-01").encode()
    for other in (
        b"\xef\xbb\xbf" + content,
        content.replace(b"\n", b"\r\n"),
        content.replace(b"\n", b"\r"),
    ):
        read_again = read(other)
        assert read_again.digest == plain.digest
        assert read_again.text == plain.text
        assert read_again.place("layers.basic.rate") == plain.place("layers.basic.rate") == (9, 5)


def test_places_are_right_with_other_line_ends() -> None:
    content = policy("from: 2020-01-01", "90").encode()
    for other in (content, content.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + content):
        (wrong,) = problems_of(other)
        assert (wrong.line, wrong.column) == (9, 5)


def test_the_digest_is_over_what_is_said_not_how_it_looks() -> None:
    plain = policy("from: 2020-01-01")
    other = plain.replace("rate: 80%", "rate:   '80%'   # as the notice says")
    assert read(plain).digest == read(other).digest
    assert read(plain).digest != read(plain.replace("80%", "81%")).digest


# -- as written ---------------------------------------------------------------------


def test_a_figure_is_echoed_as_the_author_wrote_it() -> None:
    document = read(policy("from: 2020-01-01", "0.80") + "    cap: {value: 25万元, low: 20万}\n")
    assert document.written("layers.basic.cap") == "25万元"
    assert document.written("layers.basic.cap.value") == "25万元"
    assert document.written("layers.basic.cap.low") == "20万"
    assert document.written("layers.basic.rate") == "0.80"
    assert document.written("layers.basic.title") is None
    assert document.written("layers.basic.deductible") is None


@pytest.mark.parametrize(("written", "fen"), [("3万元", 3_000_000), ("3.5万", 3_500_000)])
def test_ten_thousands_are_amounts(written: str, fen: int) -> None:
    assert fen_of_figure(written) == fen


def test_a_rate_never_passes_through_a_float() -> None:
    assert rate("0.1") + rate("0.2") == rate("0.3")
