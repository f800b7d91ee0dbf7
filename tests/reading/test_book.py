"""Versions of a region by date (政策库): what is in force on a day, as known on a day."""

from datetime import date
from pathlib import Path

import pytest

from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from tests.reading.books import REPEAL, SHELVES, book, on, policy
from tests.reading.broken import told

YEARS = {
    "v_2019_01_01": policy("from: 2019-01-01, until: 2019-12-31", "70%"),
    "v_2020_01_01": policy("from: 2020-01-01", "80%"),
}


@pytest.mark.parametrize("name", SHELVES)
def test_what_goes_wrong_between_files_is_told_exactly(name: str) -> None:
    assert told(SHELVES[name].problems()) == SHELVES[name].told


def test_the_packaged_book_has_no_gap_and_no_overlap() -> None:
    packaged = PolicyBook.packaged()
    assert [each for region in packaged.regions() for each in packaged.problems(region)] == []


@pytest.mark.parametrize(
    ("day", "file"),
    [
        ("2019-01-01", "2019-01-01"),
        ("2019-12-31", "2019-01-01"),
        ("2020-01-01", "2020-01-01"),
        ("2042-06-15", "2020-01-01"),
    ],
)
def test_first_and_last_day_are_in_force(tmp_path: Path, day: str, file: str) -> None:
    found = book(tmp_path, **YEARS).in_force("xx-test", on(day))
    assert found.file == f"xx-test/{file}.yaml"


def test_an_ended_policy_is_not_the_last_known_answer(tmp_path: Path) -> None:
    ended = book(tmp_path, v_2019_01_01=YEARS["v_2019_01_01"])
    with pytest.raises(Refused) as refused:
        ended.in_force("xx-test", on("2020-01-01"))
    assert refused.value.code == "no_policy_in_force"


def test_an_open_end_lasts_until_the_next_version_and_leaves_no_gap(tmp_path: Path) -> None:
    open_ended = book(
        tmp_path, v_2019_01_01=policy("from: 2019-01-01"), v_2020_01_01=policy("from: 2020-01-01")
    )
    assert open_ended.problems("xx-test") == []
    assert open_ended.in_force("xx-test", on("2019-12-31")).file == "xx-test/2019-01-01.yaml"
    assert open_ended.in_force("xx-test", on("2020-01-01")).file == "xx-test/2020-01-01.yaml"


# -- the second clock -------------------------------------------------------------

CORRECTED = {
    "v_2019_01_01": policy("from: 2019-01-01, until: 2019-12-31", "60%"),
    "v_2020_01_01": policy("from: 2020-01-01", "80%"),
    "v_2020_01_01__known_2020_05_01": policy("from: 2020-01-01", "85%", "known: 2020-05-01\n"),
    "v_2020_01_01__known_2020_09_01": policy("from: 2020-01-01", "90%", "known: 2020-09-01\n"),
}


@pytest.mark.parametrize(
    ("known_on", "rate"),
    [
        (None, "90%"),
        ("2020-01-01", "80%"),
        ("2020-04-30", "80%"),
        ("2020-05-01", "85%"),
        ("2020-08-31", "85%"),
        ("2020-09-01", "90%"),
    ],
)
def test_a_correction_counts_from_the_day_it_was_known(
    tmp_path: Path, known_on: str | None, rate: str
) -> None:
    asked = date.fromisoformat(known_on) if known_on else None
    found = book(tmp_path, **CORRECTED).in_force("xx-test", on("2020-02-15"), asked)
    assert found.written("layers.basic.rate") == rate


def test_a_correction_changes_no_other_version(tmp_path: Path) -> None:
    corrected = book(tmp_path, **CORRECTED)
    assert corrected.problems("xx-test") == []
    found = corrected.in_force("xx-test", on("2019-06-15"))
    assert found.written("layers.basic.rate") == "60%"


def test_a_retroactive_notice_was_not_in_force_before_it_was_known(tmp_path: Path) -> None:
    later = policy("from: 2020-01-01", "85%", "known: 2020-05-01\n")
    retroactive = book(tmp_path, v_2020_01_01__known_2020_05_01=later)
    assert retroactive.in_force("xx-test", on("2020-02-15")).last_day is None
    with pytest.raises(Refused) as refused:
        retroactive.in_force("xx-test", on("2020-02-15"), date(2020, 4, 30))
    assert refused.value.problems[0].what.en.endswith("known: —")


# -- repeal -----------------------------------------------------------------------


def test_a_repeal_ends_a_policy_on_the_policys_own_day(tmp_path: Path) -> None:
    repealed = book(tmp_path, v_2020_01_01=policy("from: 2020-01-01"), v_2020_07_01=REPEAL)
    assert repealed.problems("xx-test") == []
    settled_later = on("2020-06-30", settlement="2020-07-05")
    assert repealed.in_force("xx-test", settled_later).file == "xx-test/2020-01-01.yaml"
    discharged_later = on("2020-06-30", discharge="2020-07-01", settlement="2020-07-01")
    with pytest.raises(Refused) as refused:
        repealed.in_force("xx-test", discharged_later)
    assert [each.code for each in refused.value.problems] == ["repealed"]


def test_a_policy_after_a_repeal_is_in_force(tmp_path: Path) -> None:
    again = book(
        tmp_path,
        v_2020_01_01=policy("from: 2020-01-01"),
        v_2020_07_01=REPEAL,
        v_2021_01_01=policy("from: 2021-01-01"),
    )
    assert again.problems("xx-test") == []
    assert again.in_force("xx-test", on("2021-03-01")).file == "xx-test/2021-01-01.yaml"
    with pytest.raises(Refused, match="repealed"):
        again.in_force("xx-test", on("2020-12-31"))


def test_a_repeal_that_was_not_known_yet_ends_nothing(tmp_path: Path) -> None:
    known = REPEAL + "known: 2020-08-01\n"
    repealed = book(
        tmp_path, v_2020_01_01=policy("from: 2020-01-01"), v_2020_07_01__known_2020_08_01=known
    )
    found = repealed.in_force("xx-test", on("2020-07-15"), date(2020, 7, 31))
    assert found.file == "xx-test/2020-01-01.yaml"
    with pytest.raises(Refused, match="repealed"):
        repealed.in_force("xx-test", on("2020-07-15"))


# -- whose day --------------------------------------------------------------------


@pytest.mark.parametrize("own_day", ["admission", "discharge", "settlement"])
def test_each_policy_says_which_day_chooses_it(tmp_path: Path, own_day: str) -> None:
    heads = f"policy_day: {own_day}\n"
    years = book(
        tmp_path,
        v_2019_01_01=policy("from: 2019-01-01, until: 2019-12-31", heads=heads),
        v_2020_01_01=policy("from: 2020-01-01", heads=heads),
    )
    before, after = "2019-12-31", "2020-01-01"
    stays = {
        "admission": on(after, admission=before),
        "discharge": on(after, admission=before, discharge=before),
        "settlement": on(after, admission=before, discharge=before, settlement=before),
    }
    files = {name: years.in_force("xx-test", stay).file for name, stay in stays.items()}
    order = list(stays)
    assert files == {
        name: f"xx-test/{'2019' if order.index(name) >= order.index(own_day) else '2020'}-01-01.yaml"
        for name in order
    }


def test_a_stay_that_neither_version_takes_is_refused(tmp_path: Path) -> None:
    """The old version asks for the discharge, the new one for the admission: neither speaks."""
    torn = book(
        tmp_path,
        v_2019_01_01=policy("from: 2019-01-01, until: 2019-12-31"),
        v_2020_01_01=policy("from: 2020-01-01", heads="policy_day: admission\n"),
    )
    with pytest.raises(Refused, match="no_policy_in_force"):
        torn.in_force("xx-test", on("2020-01-01", admission="2019-12-31"))


# -- the book itself ----------------------------------------------------------------


def test_a_file_is_read_once_and_only_when_asked_for(tmp_path: Path) -> None:
    lazy = book(tmp_path, v_2019_01_01=policy("from: 2019-01-01"), v_2030_01_01="broken: [")
    first = lazy.in_force("xx-test", on("2020-01-01"))
    (tmp_path / "xx-test" / "2019-01-01.yaml").write_text("changed: since\n")
    assert lazy.in_force("xx-test", on("2020-01-02")) is first


def test_hidden_files_and_folders_are_no_regions(tmp_path: Path) -> None:
    made = book(tmp_path, **YEARS)
    (tmp_path / "_drafts").mkdir()
    (tmp_path / "README.md").write_text("regions")
    (tmp_path / "xx-test" / ".DS_Store").write_text("")
    assert made.regions() == ["xx-test"]
    assert made.problems("xx-test") == []
    assert isinstance(made.in_force("xx-test", on("2020-01-01")).policy, Policy)
