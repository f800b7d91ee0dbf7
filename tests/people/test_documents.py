"""Documents: what can be checked in a number is checked, and a true card is never turned away."""

from datetime import date, timedelta

import pytest

from benefits.people import documents
from benefits.people.documents import check, check_digit, lengthened, normal

TODAY = date(2018, 6, 15)


def codes(type: str, number: str) -> list[str]:
    found = check(type, number, "number", TODAY)
    return [each.code for each in found] if isinstance(found, list) else []


@pytest.mark.parametrize(
    ("first", "digit"),
    [
        # Weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2; the sum's remainder by 11 picks from 10X98765432.
        # 3·7+6·9+0+9·5+9·8+9·4+1·2+9·1+6·6+0+0+3·9+0+1·5+0+0+0 = 307; 307 mod 11 = 10 → 2
        ("36099919600301000", "2"),
        # 21+54+0+45+72+36+2+9+30+0+0+5·9+0+5·5+0+0+0 = 339; 339 mod 11 = 9 → 3
        ("36099919500505000", "3"),
        # 9·7+9·9+0+9·5+9·8+9·4+1·2+9·1+0+3·1+0+9+0+5+0+0+0 = 325; 325 mod 11 = 6 → 6
        ("99099919010101000", "6"),
    ],
)
def test_the_check_digit_is_the_one_worked_out_by_hand(first: str, digit: str) -> None:
    assert check_digit(first) == digit
    assert codes("id_card", first + digit) == []


def test_every_single_wrong_digit_and_every_swap_is_found() -> None:
    right = "360999196003010002"
    wrong = set()
    for place in range(17):
        wrong |= {right[:place] + str(digit) + right[place + 1 :] for digit in range(10)}
        one, other = right[place], right[place + 1]
        wrong.add(right[:place] + other + one + right[place + 2 :])
    wrong.discard(right)
    assert len(wrong) > 150
    for number in wrong:
        assert codes("id_card", number), number


def test_a_small_x_and_full_width_digits_are_read() -> None:
    number = next(
        f"3609991960030100{n:02d}" for n in range(1, 99) if check_digit(f"3609991960030100{n:02d}"[:17]) == "X"
    )[:17] + "X"  # fmt: skip
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in number)
    for written in (number, number.lower(), full_width, f" {number[:6]} {number[6:]} "):
        assert codes("id_card", written) == []
        assert normal("id_card", written) == f"id_card|{number}"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("360999196202290000", "birth_day_is_no_day"),  # 1962 was no leap year
        ("360999201806160006", "birth_day_is_to_come"),
        ("36099918600301000", "number_has_wrong_form"),
        ("060999196003010002", "number_has_wrong_form"),
        ("3609991960030100O2", "number_has_wrong_form"),
        ("", "number_has_wrong_form"),
    ],
)
def test_what_cannot_be_an_identity_number_is_refused(number: str, code: str) -> None:
    assert code in codes("id_card", number)


def test_somebody_born_150_years_ago_and_more_is_refused() -> None:
    first = "36099918670301000"
    assert codes("id_card", first + check_digit(first)) == ["birth_day_is_long_ago"]


def test_born_today_and_on_29_february_are_days() -> None:
    for written in ("20180615", "20160229"):
        first = f"360999{written}000"
        found = check("id_card", first + check_digit(first), "number", TODAY)
        assert isinstance(found, documents.Checked)
        assert found.birth_day == date(int(written[:4]), int(written[4:6]), int(written[6:]))


def test_an_unknown_area_only_warns() -> None:
    found = check("id_card", "990999190101010006", "document.number", TODAY)
    assert isinstance(found, documents.Checked)
    assert [each.code for each in found.warnings] == ["area_is_not_known"]
    known = check("id_card", "360999196003010002", "document.number", TODAY)
    assert isinstance(known, documents.Checked)
    assert known.warnings == ()


@pytest.mark.parametrize("area", ["330113", "330114", "420190", "412723"])
def test_areas_that_libraries_turn_away_are_taken(area: str) -> None:
    first = f"{area}19600301000"
    assert codes("id_card", first + check_digit(first)) == []


def test_an_old_card_has_15_digits_and_is_found_as_the_new_one() -> None:
    assert codes("id_card", "360999600301000") == []
    assert lengthened("360999600301000") == "360999196003010002"
    found = check("id_card", "360999600301000", "number", TODAY)
    assert isinstance(found, documents.Checked)
    assert found.birth_day == date(1960, 3, 1)
    assert lengthened("360999970301999")[6:14] == "18970301"
    assert codes("id_card", "360999601301000") == ["birth_day_is_no_day"]


@pytest.mark.parametrize(
    ("type", "right", "wrong"),
    [
        ("residence_permit", "810000199001010019", "820000199001010019"),
        ("travel_permit", "H00000001", "X00000001"),
        ("passport", "E00000001", "E1"),
        ("foreigner_residence", "910000199001010004", "910000199001010005"),
        ("foreigner_residence", "XXX000000000000", "XX0000000000000"),
        ("military", "军字第0000001号", "军?"),
        ("birth_certificate", "Z000000001", "Z00000001"),
        ("household_register", "HB000001", "HB"),
        ("other", "QT-0001", "QT"),
    ],
)
def test_each_type_takes_its_own_form(type: str, right: str, wrong: str) -> None:
    assert codes(type, right) == []
    assert codes(type, wrong) != []


def test_days_of_a_century_have_numbers_that_are_taken() -> None:
    day = date(1918, 6, 15)
    while day < TODAY:
        first = f"360999{day:%Y%m%d}000"
        found = check("id_card", first + check_digit(first), "number", TODAY)
        assert isinstance(found, documents.Checked)
        assert found.birth_day == day
        day += timedelta(days=97)
