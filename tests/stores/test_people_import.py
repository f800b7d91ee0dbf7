"""A bureau's full list: compared first, entered as a whole or not at all, and told row by row."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any, TypeVar

import pytest
import xlsxwriter
from sqlalchemy import func, select

from benefits.people.documents import check_digit
from benefits.problems import Refused
from benefits.stores.database import Database
from benefits.stores.people_import import Import, Wanted
from benefits.stores.people_tables import FACTS, IDENTITIES, PEOPLE
from benefits.stores.people_trail import unlike_the_trail
from benefits.stores.registry import Registry
from tests.people.made_up import BUREAU, CLERK, Clock, actor, body, registry

T = TypeVar("T")

HEAD = "姓名,证件号码,身份类别,开始日期,结束日期\n"
ONE = "360999195005050003"
TWO = "360999195206060005"
THREE = "360999195407070007"
LIST = HEAD + f"试验甲,{ONE},低保对象,2018-06-01,\n试验乙,{TWO},特困,,\n"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(database: Database, clock: Clock) -> Registry:
    return registry(database, clock)


def imported(register: Registry, content: str | bytes, **asked: Any) -> dict[str, Any]:
    importer = Import(register.database, register.vault, register.now)
    data = content if isinstance(content, bytes) else content.encode()
    return importer.report(BUREAU, Wanted("r1", data, **asked))


def wrong(ask: Callable[[], Any]) -> list[tuple[int | None, int | None, str]]:
    with pytest.raises(Refused) as caught:
        ask()
    return [(each.line, each.column, each.code) for each in caught.value.problems]


def counted(database: Database) -> tuple[int, ...]:
    with database.reading() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (PEOPLE, FACTS, IDENTITIES)
        )


def told(report: dict[str, Any]) -> tuple[int, int, int, int]:
    added, changed, ended = (len(report[name]) for name in ("added", "changed", "ended"))
    return added, changed, ended, report["unchanged"]


def find(register: Registry, number: str) -> dict[str, Any]:
    document = {"document": {"type": "id_card", "number": number}}
    (found,) = register.search(BUREAU, document)["people"]
    return dict(found)


def test_a_dry_run_enters_nothing_and_says_what_it_would(
    register: Registry, database: Database
) -> None:
    report = imported(register, LIST)
    assert (report["applied"], report["new_people"], told(report)) == (False, 2, (2, 0, 0, 0))
    assert counted(database) == (0, 0, 0)


def test_a_list_registers_newcomers_and_a_second_time_changes_nothing(
    register: Registry, database: Database
) -> None:
    report = imported(register, LIST, apply=True)
    assert (report["applied"], told(report)) == (True, (2, 0, 0, 0))
    found = find(register, ONE)
    assert (found["name"], found["age"]) == ("试＊", 68)
    assert [(each["category"], each["from"]) for each in found["identities"]] == [
        ("low_income", "2018-06-01")
    ]
    assert find(register, TWO)["identities"][0]["from"] == "2018-06-15"
    before = counted(database)
    assert told(imported(register, LIST, apply=True)) == (0, 0, 0, 2)
    assert counted(database) == before
    with database.reading() as connection:
        assert list(unlike_the_trail(connection)) == []


def test_who_is_no_longer_listed_holds_it_to_the_day_before(
    register: Registry, clock: Clock
) -> None:
    imported(register, LIST, apply=True)
    clock.passes(days=30)
    shorter = HEAD + f"试验甲,{ONE},低保对象,2018-06-01,\n"
    report = imported(register, shorter, apply=True, categories=frozenset({"destitute"}))
    assert told(report) == (0, 0, 1, 1)
    assert report["retroactive"] == []
    assert find(register, TWO)["identities"][0]["until"] == "2018-07-14"


def test_a_list_ends_only_what_it_speaks_of(register: Registry, clock: Clock) -> None:
    register.register(CLERK, "p1", body())
    imported(register, LIST, apply=True)
    clock.passes(days=30)
    other = HEAD + f"试验丙,{THREE},低保对象,,\n"
    report = imported(register, other, apply=True)
    assert told(report) == (1, 0, 1, 0)
    assert [each["category"] for each in report["ended"]] == ["low_income"]
    assert register.look(CLERK, "p1")["identities"][0]["until"] is None


def test_a_list_gives_earlier_days_and_takes_none_away(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    number = body()["document"]["number"]
    later = HEAD + f"欧阳试验,{number},建档立卡贫困人口,2017-01-01,\n"
    report = imported(register, later, apply=True)
    assert (told(report), len(report["starts_differ"])) == ((0, 0, 0, 1), 1)
    earlier = HEAD + f"欧阳试验,{number},建档立卡贫困人口,2015/3/1,\n"
    report = imported(register, earlier, apply=True)
    assert (told(report), report["retroactive"]) == ((0, 1, 0, 0), ["p1"])
    ends = HEAD + f"欧阳试验,{number},建档立卡贫困人口,2015年3月1日,20181231\n"
    report = imported(register, ends, apply=True)
    assert (told(report), report["retroactive"]) == ((0, 1, 0, 0), [])
    (identity,) = register.look(CLERK, "p1")["identities"]
    assert (identity["from"], identity["until"]) == ("2015-03-01", "2018-12-31")


def test_every_bad_row_is_told_with_its_column_and_nothing_is_entered(
    register: Registry, database: Database
) -> None:
    broken = (
        HEAD
        + f"试验甲,{ONE},低保对象,2018-06-01,\n"
        + f",{TWO[:-1]}1,贫困户,2018-13-01,\n"
        + f"试验丙,{THREE},低保对象,2018-06-01,2018-05-01\n"
        + f"别名,{ONE},低保对象,,\n"
    )
    places = wrong(lambda: imported(register, broken, apply=True))
    assert places == [
        (3, 1, "name_is_missing_in_row"),
        (3, 2, "check_digit_is_wrong"),
        (3, 3, "word_is_not_known_in_row"),
        (3, 4, "day_has_wrong_form"),
        (4, 5, "ends_before_it_begins"),
        (5, 1, "listed_under_two_names"),
        (5, 2, "listed_twice"),
    ]
    assert counted(database) == (0, 0, 0)


def test_a_list_of_excel_is_read_with_title_days_and_text(register: Registry) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["2018年6月低保名单"])
        sheet.write_row(1, 0, ["序号", "姓名", "证件号码", "身份类别", "开始日期", "参保地"])
        sheet.write_row(2, 0, [1, "试验甲", ONE, "低保"])
        sheet.write_datetime(2, 4, datetime(2018, 6, 1), day)  # noqa: DTZ001
        sheet.write_number(2, 5, 360999)
        sheet.write_row(3, 0, [2, "试验乙"])
        sheet.write_number(3, 2, int(TWO))
        sheet.write_string(3, 3, "低保")
    assert wrong(lambda: imported(register, made.getvalue())) == [(4, 3, "number_was_rounded")]
    with xlsxwriter.Workbook(made := io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", "姓名", "证件号码", "身份类别", "开始日期", "参保地"])
        sheet.write_row(1, 0, [1, "试验甲", ONE, "低保", "2018-06-01", 360999])
    report = imported(register, made.getvalue(), apply=True)
    assert (told(report), report["ignored_columns"]) == ((1, 0, 0, 0), ["序号"])
    assert find(register, ONE)["division"] == "360999"


def test_a_list_in_gb18030_with_a_rare_name_is_read(register: Registry) -> None:
    rare = HEAD + f"𠮷试验,{ONE},低保对象,,\n"
    imported(register, rare.encode("gb18030"), apply=True)
    assert find(register, ONE)["name"] == "𠮷＊"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "column_is_missing"),
        ("姓名,身份类别\n甲,低保\n".encode(), "column_is_missing"),
        (b"PK\x03\x04 no archive", "list_cannot_be_read"),
        (b"\xff\xff\xff", "list_cannot_be_read"),
        ((HEAD + '甲,"1').encode(), "list_cannot_be_read"),
    ],
)
def test_what_is_no_list_is_refused(register: Registry, content: bytes, code: str) -> None:
    assert {each[2] for each in wrong(lambda: imported(register, content))} == {code}


def test_another_regions_people_are_not_taken_over(register: Registry) -> None:
    there = actor("bureau", region="r2", hospital=None)
    register.register(there, "p9", body(region="r2"))
    number = body()["document"]["number"]
    row = HEAD + f"欧阳试验,{number},低保对象,,\n"
    assert wrong(lambda: imported(register, row)) == [(2, None, "listed_person_is_elsewhere")]
    assert wrong(lambda: Import(register.database, register.vault, register.now).report(
        there, Wanted("r1", LIST.encode()))) == [(None, None, "region_is_not_yours")]  # fmt: skip


def test_another_name_than_the_registered_one_is_remarked(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    number = body()["document"]["number"]
    report = imported(register, HEAD + f"别的名字,{number},低保对象,,\n", apply=True)
    assert report["names_differ"] == [{"row": 2, "id": "p1"}]
    assert "别" not in str(report)


def test_a_desk_may_not_import(register: Registry) -> None:
    importer = Import(register.database, register.vault, register.now)
    codes = wrong(lambda: importer.report(CLERK, Wanted("r1", LIST.encode())))
    assert codes == [(None, None, "role_does_not_allow")]


def test_the_list_speaks_of_its_own_day(register: Registry) -> None:
    report = imported(register, LIST, apply=True, as_of=date(2018, 6, 1))
    assert report["added"][1]["from"] == "2018-06-01"
    empty = HEAD.encode()
    report = imported(register, empty, apply=True, as_of=date(2018, 6, 10),
                      categories=frozenset({"destitute", "low_income"}))  # fmt: skip
    assert {each["until"] for each in report["ended"]} == {"2018-06-09"}
    assert len(report["retroactive"]) == 2


def sent_again(work: Callable[[], T], times: int = 20) -> T:
    """What was refused because somebody else was changing the same people, as its callers do."""
    for _ in range(times):
        try:
            return work()
        except Refused as refused:
            if [each.code for each in refused.problems] != ["entered_at_the_same_moment"]:
                raise
    return work()


def test_a_list_and_desks_at_the_same_moment_lose_nothing(
    register: Registry, database: Database
) -> None:
    first = "36099919600301"
    numbers = [f"{first}{n:03d}{check_digit(f'{first}{n:03d}')}" for n in range(20)]
    lists = [
        HEAD + "".join(f"试验{n},{number},{category},2018-06-{day:02d},\n"
                       for n, number in enumerate(numbers))
        for day, category in ((1, "低保对象"), (2, "特困人员"))
    ]  # fmt: skip

    def desk(place: int) -> list[str]:
        document = {"type": "id_card", "number": numbers[place]}
        person = body(document=document, name=f"试验{place}")
        try:
            sent_again(lambda: register.register(CLERK, f"p{place}", person))
        except Refused as taken:
            return [each.code for each in taken.problems]
        return []

    with ThreadPoolExecutor(4) as at_once:
        entered = [
            at_once.submit(sent_again, lambda each=each: imported(register, each, apply=True))
            for each in lists
        ]
        told = list(at_once.map(desk, range(20)))
        assert all(each.result()["applied"] for each in entered)
    assert all(each in ([], ["document_is_taken"]) for each in told)
    with database.reading() as connection:
        assert list(unlike_the_trail(connection)) == []
    assert counted(database)[0] == 20
    for number in numbers:
        held = {each["category"] for each in find(register, number)["identities"]}
        assert held >= {"low_income", "destitute"}
