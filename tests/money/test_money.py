"""Amounts and rates, read and written exactly: both sides of every edge (分, 百万分之一)."""

from fractions import Fraction

import pytest

from benefits import money
from benefits.money import RATE_SCALE, RoundingMode
from benefits.problems import WrongValue


def code_of(read: object, written: object) -> str:
    assert callable(read)
    with pytest.raises(WrongValue) as wrong:
        read(written)
    return wrong.value.code


# -- amounts of a request ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0", 0),
        ("0.00", 0),
        ("0.01", 1),
        ("0.1", 10),
        ("0.10", 10),
        ("1", 100),
        ("12.3", 1230),
        ("007.05", 705),
        ("999999999999999.99", 99_999_999_999_999_999),
    ],
)
def test_an_amount_is_whole_fen(written: str, amount: int) -> None:
    assert money.fen(written) == amount


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (1.5, "amount_is_not_text"),
        (12, "amount_is_not_text"),
        (None, "amount_is_not_text"),
        (True, "amount_is_not_text"),
        ("-1", "amount_is_negative"),
        ("-", "amount_is_negative"),
        ("", "amount_is_not_a_number"),
        ("abc", "amount_is_not_a_number"),
        ("1.", "amount_is_not_a_number"),
        (".5", "amount_is_not_a_number"),
        ("+1", "amount_is_not_a_number"),
        ("1e3", "amount_is_not_a_number"),
        ("1,000", "amount_is_not_a_number"),
        (" 1", "amount_is_not_a_number"),
        ("1 ", "amount_is_not_a_number"),
        ("1\n", "amount_is_not_a_number"),
        ("１２", "amount_is_not_a_number"),
        ("1234567890123456", "amount_is_not_a_number"),
        ("0.005", "amount_has_third_decimal"),
        ("1.000", "amount_has_third_decimal"),
        ("1000000000000000.00", "amount_is_not_a_number"),  # 16 digits
        ("1000000000000000", "amount_is_not_a_number"),
    ],
)
def test_what_is_not_an_amount_says_why(written: object, code: str) -> None:
    assert code_of(money.fen, written) == code


def test_what_is_not_text_says_what_it_was() -> None:
    with pytest.raises(WrongValue) as wrong:
        money.fen(1.5)
    assert wrong.value.facts == {"given": "float"}


# -- amounts of a policy file -----------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0", 0),
        ("1,000", 100_000),
        ("12,345,678.90", 1_234_567_890),
        ("1000", 100_000),
        ("9.5万", 9_500_000),
        ("9.5万元", 9_500_000),
        ("9.5 万 元", 9_500_000),
        (" 600 元 ", 60_000),
        ("0.000001万", 1),
        ("0.50", 50),
        ("1.500", 150),
    ],
)
def test_a_policys_amount_may_say_thousands_and_wan(written: str, amount: int) -> None:
    assert money.fen_of_figure(written) == amount


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("-5", "amount_is_negative"),
        ("-5万", "amount_is_negative"),
        ("1,00", "amount_is_not_a_number"),
        (",100", "amount_is_not_a_number"),
        ("1,0000", "amount_is_not_a_number"),
        ("1000,000", "amount_is_not_a_number"),
        ("1000000000000000", "amount_is_not_a_number"),  # 16 digits
        ("１００", "amount_is_not_a_number"),  # digits of full width
        ("万", "amount_is_not_a_number"),
        ("五万", "amount_is_not_a_number"),
        ("5亿", "amount_is_not_a_number"),
        ("", "amount_is_not_a_number"),
        ("0.001", "amount_has_third_decimal"),
        ("0.0000001万", "amount_has_third_decimal"),
    ],
)
def test_what_is_not_a_policys_amount_says_why(written: str, code: str) -> None:
    assert code_of(money.fen_of_figure, written) == code


# -- rates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0%", Fraction(0)),
        ("90%", Fraction(9, 10)),
        ("90 %", Fraction(9, 10)),
        (" 9.5% ", Fraction(19, 200)),
        ("0.0001%", Fraction(1, RATE_SCALE)),
        ("100%", Fraction(1)),
        ("100.0%", Fraction(1)),
        ("0.90", Fraction(9, 10)),
        ("1", Fraction(1)),
        ("1.000", Fraction(1)),
        ("0", Fraction(0)),
        ("2/37", Fraction(2, 37)),
        ("1 / 3", Fraction(1, 3)),
        ("4/4", Fraction(1)),
        ("0/5", Fraction(0)),
    ],
)
def test_a_rate_is_exact(written: str, value: Fraction) -> None:
    assert money.rate(written) == value


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("90", "rate_above_one"),
        ("1.0001", "rate_above_one"),
        ("100.0001%", "rate_above_one"),
        ("5/4", "rate_above_one"),
        ("1/0", "rate_divides_by_zero"),
        ("0/0", "rate_divides_by_zero"),
        ("", "rate_is_not_a_number"),
        ("-1%", "rate_is_not_a_number"),
        ("90 percent", "rate_is_not_a_number"),
        ("九成", "rate_is_not_a_number"),
        ("1/3/5", "rate_is_not_a_number"),
        (".5", "rate_is_not_a_number"),
        ("5.%", "rate_is_not_a_number"),
        ("1e-1", "rate_is_not_a_number"),
        ("0000000090%", "rate_is_not_a_number"),  # ten digits
        ("0000000000.5", "rate_is_not_a_number"),
        ("0000000001/2", "rate_is_not_a_number"),
        ("1/0000000002", "rate_is_not_a_number"),
        ("0.0000000000001%", "rate_is_not_a_number"),  # thirteen decimals
        ("0.0000000000001", "rate_is_not_a_number"),
        ("９０%", "rate_is_not_a_number"),  # digits of full width
        ("0.９", "rate_is_not_a_number"),
        ("1/２", "rate_is_not_a_number"),
        ("90  %", "rate_is_not_a_number"),
        ("1  /2", "rate_is_not_a_number"),
        ("1/  2", "rate_is_not_a_number"),
    ],
)
def test_what_is_not_a_rate_says_why(written: str, code: str) -> None:
    assert code_of(money.rate, written) == code


# -- rounding ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "divisor", "half_up", "down", "up"),
    [
        (0, 10, 0, 0, 0),
        (1, 10, 0, 0, 1),
        (4, 10, 0, 0, 1),
        (5, 10, 1, 0, 1),
        (9, 10, 1, 0, 1),
        (10, 10, 1, 1, 1),
        (14, 10, 1, 1, 2),
        (15, 10, 2, 1, 2),
        (3, 7, 0, 0, 1),
        (4, 7, 1, 0, 1),
        (5, 1, 5, 5, 5),
        (2_499_999, RATE_SCALE, 2, 2, 3),
        (2_500_000, RATE_SCALE, 3, 2, 3),
    ],
)
def test_rounding_on_both_sides_of_the_half(
    value: int, divisor: int, half_up: int, down: int, up: int
) -> None:
    modes: tuple[RoundingMode, ...] = ("half_up", "down", "up")
    assert [money.rounded(value, divisor, mode) for mode in modes] == [half_up, down, up]


# -- writing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "plain", "for_people"),
    [
        (0, "0.00", "0.00"),
        (1, "0.01", "0.01"),
        (99, "0.99", "0.99"),
        (100, "1.00", "1.00"),
        (99_999, "999.99", "999.99"),
        (100_000, "1000.00", "1,000.00"),
        (200_000_000_000, "2000000000.00", "2,000,000,000.00"),
    ],
)
def test_fen_are_written_as_yuan(amount: int, plain: str, for_people: str) -> None:
    assert money.yuan(amount) == plain
    assert money.yuan_for_people(amount) == for_people
    assert money.fen(plain) == amount


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 0, "0.0000"),
        (5, 0, "0.0000"),
        (0, 1, "0.0000"),
        (1, 1, "1.0000"),
        (1, 3, "0.3333"),
        (2, 3, "0.6667"),
        (1, 20_000, "0.0001"),
        (1, 20_001, "0.0000"),
        (19_999, 20_000, "1.0000"),
        (3, 2, "1.5000"),
    ],
)
def test_a_ratio_has_four_decimals_rounded_half_up(part: int, whole: int, written: str) -> None:
    assert money.ratio(part, whole) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
        (Fraction(9, 10), "90%"),
        (Fraction(19, 200), "9.5%"),
        (Fraction(1, RATE_SCALE), "0.0001%"),
        (Fraction(1, 10**12), "0.0000000001%"),
        (Fraction(1, 10**13), f"1/{10**13}"),
        (Fraction(1, 3), "1/3"),
        (Fraction(2, 37), "2/37"),
    ],
)
def test_a_rate_is_written_as_a_percentage_where_that_is_exact(
    value: Fraction, written: str
) -> None:
    assert money.percent(value) == written
    assert money.percent_of(value.numerator, value.denominator) == written


def test_the_limits_are_those_of_the_contract() -> None:
    assert money.yuan(money.LARGEST_BILL_FEN) == "20000000.00"
    assert money.LARGEST_YEAR_FEN == 10**11
    assert money.percent_of(1, RATE_SCALE) == "0.0001%"
