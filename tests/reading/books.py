"""Small policy books in which versions do not fit (政策库): what is asked, and what is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benefits.problems import Problem, Refused
from benefits.reading.book import PolicyBook

POLICY: Final = """\
region: xx-test
name: {{zh: 测试地区, en: Test region}}
division: "360000"
in_force: {in_force}
evidence: official
{heads}layers:
  basic:
    title: {{zh: 基本医保, en: Basic insurance}}
    rate: {rate}
"""


def policy(in_force: str, rate: str = "80%", heads: str = "") -> str:
    """A policy of one layer; `heads` are further lines at the top."""
    return POLICY.format(in_force=f"{{{in_force}}}", rate=rate, heads=heads)


REPEAL: Final = """\
region: xx-test
repealed_from: 2020-07-01
says: {zh: 并入省级统筹, en: merged into the province's scheme}
"""


def book(folder: Path, **files: str) -> PolicyBook:
    """A book of one region, `2020_01_01="…"` being 2020-01-01.yaml."""
    region = folder / "xx-test"
    region.mkdir(exist_ok=True)
    for name, text in files.items():
        stem = name.replace("__known_", ".known-").replace("_", "-").removeprefix("v-")
        (region / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return PolicyBook(folder)


def on(day: str, **other: str) -> Mapping[str, date]:
    """The days of a visit: all one day, unless another is given."""
    days = dict.fromkeys(("admission", "discharge", "settlement"), date.fromisoformat(day))
    return {**days, **{name: date.fromisoformat(each) for name, each in other.items()}}


Asked = Callable[[PolicyBook], object]


@dataclass(frozen=True)
class Shelf:
    """Files of a region, what is asked of the book, and the problems told in both languages."""

    files: Mapping[str, str]
    asked: Asked
    told: str
    others: tuple[str, ...] = ()

    def problems(self) -> list[Problem]:
        with TemporaryDirectory() as folder:
            made = book(Path(folder), **self.files)
            for name in self.others:
                Path(folder, "xx-test", name).write_text("rates of other years")
            try:
                answered = self.asked(made)
            except Refused as refused:
                return list(refused.problems)
        assert isinstance(answered, list)
        return answered


def _between(made: PolicyBook) -> list[Problem]:
    return made.problems("xx-test")


def _on(day: str, region: str = "xx-test") -> Asked:
    return lambda made: made.in_force(region, on(day))


SHELVES: Final[Mapping[str, Shelf]] = {
    "two versions on the same days": Shelf(
        {
            "v_2020_01_01": policy("from: 2020-01-01, until: 2020-12-31"),
            "v_2020_07_01": policy("from: 2020-07-01"),
        },
        _between,
        """\
xx-test/2020-07-01.yaml:4:12: in_force.from [versions_overlap] \
it is in force together with xx-test/2020-01-01.yaml / end the earlier version

xx-test/2020-07-01.yaml:4:12: in_force.from [versions_overlap] \
与 xx-test/2020-01-01.yaml 的有效期重叠 / 请给前一版写 until
""",
    ),
    "days on which nothing is in force": Shelf(
        {
            "v_2020_01_01": policy("from: 2020-01-01, until: 2020-05-31"),
            "v_2020_07_01": REPEAL,
        },
        _between,
        """\
xx-test/2020-07-01.yaml:2:1: repealed_from [versions_leave_a_gap] \
nothing is in force from 2020-06-01 to 2020-06-30 / add a version or a repeal

xx-test/2020-07-01.yaml:2:1: repealed_from [versions_leave_a_gap] \
2020-06-01 至 2020-06-30 没有政策 / 请补上政策或 repeal
""",
    ),
    "files that nobody reads": Shelf(
        {"v_2020_01_01": policy("from: 2020-01-01")},
        _between,
        """\
xx-test/2020-1-1.yaml:1:1: [file_is_not_a_version] the file's name 2020-1-1.yaml is not a day: \
it is not read / name it <first day>.yaml or <first day>.known-<day>.yaml
xx-test/2021-01-01.yml:1:1: [file_is_not_a_version] the file's name 2021-01-01.yml is not a day: \
it is not read / name it <first day>.yaml or <first day>.known-<day>.yaml

xx-test/2020-1-1.yaml:1:1: [file_is_not_a_version] 文件名“2020-1-1.yaml”不是日期，本文件未被读取 \
/ 请改名为 <首日>.yaml 或 <首日>.known-<日期>.yaml
xx-test/2021-01-01.yml:1:1: [file_is_not_a_version] 文件名“2021-01-01.yml”不是日期，本文件未被读取 \
/ 请改名为 <首日>.yaml 或 <首日>.known-<日期>.yaml
""",
        ("2020-1-1.yaml", "2021-01-01.yml"),
    ),
    "a region nobody knows": Shelf(
        {"v_2020_01_01": policy("from: 2020-01-01")},
        _on("2020-06-15", "xx-tets<script>"),
        """\
region [unknown_region] there is no region xx-tetsscript; is xx-test meant? \
/ see benefits policies list

region [unknown_region] 没有地区“xx-tetsscript”，是否为 xx-test？ / 可用 benefits policies list 查看
""",
    ),
    "a day before any policy": Shelf(
        {
            "v_2019_01_01": policy("from: 2019-01-01, until: 2019-12-31"),
            "v_2020_01_01": policy("from: 2020-01-01"),
        },
        _on("2018-12-31"),
        """\
date [no_policy_in_force] xx-test has no policy in force on 2018-12-31; \
known: 2019-01-01 – 2019-12-31, 2020-01-01 – … / check the day, or add the policy's file

date [no_policy_in_force] xx-test 在 2018-12-31 没有有效政策；\
已知政策：2019-01-01 – 2019-12-31, 2020-01-01 – … / 请核对日期，或补充政策文件
""",
    ),
    "a day after the repeal": Shelf(
        {"v_2020_01_01": policy("from: 2020-01-01"), "v_2020_07_01": REPEAL},
        _on("2020-07-01"),
        """\
date [repealed] the policy of xx-test is repealed: merged into the province's scheme \
/ see what replaced it

date [repealed] xx-test 的政策已废止：并入省级统筹 / 请查阅新的规定
""",
    ),
    "policies that build on each other": Shelf(
        {
            "v_2020_01_01": "builds_on: xx-test/2021-01-01\nin_force: {from: 2020-01-01}\n",
            "v_2021_01_01": "builds_on: xx-test/2020-01-01\nin_force: {from: 2021-01-01}\n",
        },
        _on("2020-06-15"),
        """\
xx-test/2021-01-01.yaml:1:1: builds_on [base_goes_in_a_circle] \
the policies build on each other in a circle / remove one builds_on

xx-test/2021-01-01.yaml:1:1: builds_on [base_goes_in_a_circle] \
政策之间循环依据 / 请去掉其中一个 builds_on
""",
    ),
}
"""What can only go wrong between files."""

__all__ = ["REPEAL", "SHELVES", "Shelf", "book", "on", "policy"]
