"""A report as files: the figures of `crowd` by hand, the same bytes each time, nothing run, nothing leaked."""

import csv
import io
import json
import re
import zipfile
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benefits.indicators import Chart, Column, Report, Section, Series, Table, Tally
from benefits.problems import Text
from benefits.quotes.refusal import Refusal
from benefits.reports import write, write_report
from benefits.simulation.scenario import Scenario
from tests.indicators.village import NOBODY, POLICY, POOR, Row, block, book, scenarios, table
from tests.reports.crowd import rows, tally


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("report")
    said = [Text("先读<这句>", "read <this> first")]
    write(tally(tmp_path_factory.mktemp("book")), found, said=said)
    return found


def comma(folder: Path, name: str) -> list[list[str]]:
    raw = (folder / "tables" / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8 by its mark"
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


# -- figures ---------------------------------------------------------------------------


def test_spend_by_layer_is_ten_villages(folder: Path) -> None:
    head, *told = comma(folder, "spend_by_layer")
    assert head[3] == "支付（元）（现行） / paid, yuan, now"
    assert [(row[0], row[2], row[3], row[5], row[7]) for row in told] == [
        ("基本医保 / Basic insurance", "60", "255600.00", "255600.00", "0.00"),
        ("医疗救助 / Medical aid", "30", "67000.00", "67000.00", "0.00"),
        ("政府兜底 / Backstop", "30", "56000.00", "74000.00", "18000.00"),
        ("个人负担 / patients", "60", "72400.00", "54400.00", "-18000.00"),
        ("医疗费用合计 / bills in all", "60", "451000.00", "451000.00", "0.00"),
    ]


def test_shares_by_identity(folder: Path) -> None:
    """The poor: 33,500 of bills, 3,350 paid, the backstop 4,950; then 1,675 and 6,625."""
    _, *told = comma(folder, "share_by_identity")
    poor = next(row for row in told if row[0].startswith("建档立卡"))
    numbers = [Fraction(each) for each in poor[1:]]
    assert numbers[:3] == [20, 335_000, 33_500]
    assert numbers[3] == Fraction(1, 10)
    assert float(numbers[4]) == pytest.approx(8_300 / 33_500)
    assert numbers[5] == 16_750
    assert numbers[6] == Fraction(1, 20)
    assert float(numbers[7]) == pytest.approx(8_300 / 33_500)
    assert numbers[8] == -5


def test_shares_of_the_eligible_part(folder: Path) -> None:
    """2,150 of 31,500 left, 4,150 more before the backstop; then 1,075 and 5,225."""
    _, *told = comma(folder, "eligible_by_identity")
    poor = next(row for row in told if row[0].startswith("建档立卡"))
    assert poor[1:3] == ["20", "315000.00"]
    assert [float(each) for each in (poor[3], poor[4], poor[6], poor[7])] == pytest.approx(
        [2_150 / 31_500, 6_300 / 31_500, 1_075 / 31_500, 6_300 / 31_500]
    )


def test_people_above_and_what_a_family_costs(folder: Path) -> None:
    _, *above = comma(folder, "people_above")
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in above] == [
        ("5%", "60", "30", "30", "0"),
        ("9.5%", "60", "30", "30", "0"),
        ("10%", "30", "30", "0", "0"),
    ]
    _, *families = comma(folder, "families_above")
    assert [(row[1], row[3]) for row in families] == [("30", "30"), ("30", "20"), ("30", "20")]
    _, *cost = comma(folder, "cost_per_family")
    assert [row[1:] for row in cost] == [
        ["0", "18000.00", ""],
        ["10", "18000.00", "1800.00"],
        ["10", "18000.00", "1800.00"],
    ]


def test_the_answer_comes_first_in_large_type(folder: Path) -> None:
    page = (folder / "report.zh.html").read_text(encoding="utf-8")
    figures = re.findall(r'class="figure">([^<]*)<', page)
    assert figures[:3] == ["+1.80万元", "30人", "30人"]
    assert "仍超过5%的人" in page
    english = (folder / "report.en.html").read_text(encoding="utf-8")
    assert re.findall(r'class="figure">([^<]*)<', english)[:3] == ["+¥18,000", "30", "30"]
    assert "People still bearing more than 5% of their bills" in english
    assert "就医行为按不变计算" in page
    assert "Behaviour is held fixed" in english


def test_a_baseline_alone_has_no_columns_of_change(tmp_path: Path) -> None:
    write(tally(tmp_path / "book", ceiling=None), tmp_path / "out")
    head, *told = comma(tmp_path / "out", "spend_by_layer")
    assert head[3:] == ["支付（元） / paid, yuan", "占总费用 / of bills"]
    assert told[0][3] == "255600.00"
    assert not (tmp_path / "out" / "tables" / "winners_and_losers.csv").exists()
    assert "调整后" not in (tmp_path / "out" / "report.zh.html").read_text(encoding="utf-8")


# -- pages -----------------------------------------------------------------------------


class _Page(HTMLParser):
    """What a page refers to, its charts and its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.refers: list[str] = []
        self.open: list[str] = []
        self.options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.refers += [str(told[name]) for name in ("src", "href") if told.get(name)]
        if tag not in ("meta", "link"):
            self.open.append(tag)
        if tag == "script" and told.get("type") == "application/json":
            self.options.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script" and data.strip():
            self.options[-1] += data


def _page(folder: Path, language: str) -> _Page:
    page = _Page()
    page.feed((folder / f"report.{language}.html").read_text(encoding="utf-8"))
    assert not page.open
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_refers_only_to_files_beside_it(folder: Path, language: str) -> None:
    refers = _page(folder, language).refers
    assert "assets/echarts.min.js" in refers
    for each in refers:
        assert each.startswith("#") or (folder / each).is_file(), each


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_is_an_option_of_whole_numbers_with_its_table(
    folder: Path, language: str
) -> None:
    page = _page(folder, language)
    assert len(page.options) >= 5
    for text in page.options:
        option = json.loads(text, parse_float=_no_float)
        assert option["series"]
        assert option["aria"]["enabled"]
    source = (folder / f"report.{language}.html").read_text(encoding="utf-8")
    assert source.count("<figure>") == len(page.options)
    for figure in source.split("<figure>")[1:]:
        assert "<table" in figure.split("</figure>")[0]


def _no_float(text: str) -> float:
    raise AssertionError(f"{text} in a chart")


def test_what_is_said_is_text_not_markup(folder: Path) -> None:
    page = (folder / "report.zh.html").read_text(encoding="utf-8")
    assert "先读&lt;这句&gt;" in page
    assert "<这句>" not in page


EVIL = Text("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


def _evil() -> Report:
    table = Table("evil", EVIL, [Column(EVIL), Column(EVIL, "count")], [["=1+1", 3], ["@x", 4]])
    series = [Series(EVIL, [3, 4])]
    chart = Chart("evil", "bars", EVIL, series, table, categories=[EVIL, EVIL], unit="count")
    return Report(EVIL, EVIL, (), (EVIL,), [Section(EVIL, (EVIL,), [chart])])


def test_a_name_that_looks_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    write_report(_evil(), tmp_path)
    for language in ("zh", "en"):
        source = (tmp_path / f"report.{language}.html").read_text(encoding="utf-8")
        assert "<script>alert" not in source
        assert "<img" not in source
        option = json.loads(_page(tmp_path, language).options[0])
        assert option["series"][0]["name"] == EVIL.in_("zh" if language == "zh" else "en")


# -- workbook and CSV --------------------------------------------------------------------

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(path: Path) -> dict[str, list[list[str | None]]]:
    """Every sheet's cells as they are stored: numbers as text, words as words."""
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(t.text or "" for t in each.iter(f"{_MAIN}t"))
            for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            each.get("name")
            for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        ]
        found = {}
        for number, name in enumerate(names, start=1):
            source = book.read(f"xl/worksheets/sheet{number}.xml")
            assert b"<f>" not in source, "no formula"
            found[str(name)] = [
                [_stored(cell, shared) for cell in row]
                for row in ElementTree.fromstring(source).iter(f"{_MAIN}row")
            ]
    return found


def _stored(cell: ElementTree.Element, shared: list[str]) -> str | None:
    value = cell.find(f"{_MAIN}v")
    if value is None or value.text is None:
        return None
    return shared[int(value.text)] if cell.get("t") == "s" else value.text


def test_the_workbook_holds_every_table_with_numbers_as_numbers(folder: Path) -> None:
    told = sheets(folder / "report.xlsx")
    layers = told["各保障层支付"]
    backstop = next(row for row in layers if row and row[0] == "政府兜底 / Backstop")
    assert backstop[1] == "640100"
    assert Fraction(str(backstop[3])) == 56_000
    assert Fraction(str(backstop[7])) == 18_000
    assert len(told) == 1 + len(list((folder / "tables").iterdir()))


def test_words_that_begin_a_formula_stay_words(tmp_path: Path) -> None:
    write_report(_evil(), tmp_path, ["en"])
    assert [row[0] for row in comma(tmp_path, "evil")[1:]] == ["'=1+1", "'@x"]
    (_, cells) = sheets(tmp_path / "report.xlsx").items()
    assert ["=1+1", "3"] in cells[1]


def test_the_same_tally_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    said = [Text("先读<这句>", "read <this> first")]
    write(tally(tmp_path / "book"), tmp_path / "out", said=said)
    first = {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    again = tmp_path / "out"
    second = {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }
    assert first == second
    assert not [path for path in first if path.name.endswith(".part")]


# -- disclosure --------------------------------------------------------------------------


def _few(number: int, identity: str, first: int) -> list[Row]:
    """So many people of one identity, each with a bill of 1,000."""
    return [
        (first + n, first + n, first + n, identity, "secondary", "in_county", 1_000, 0)
        for n in range(number)
    ]


def test_identities_of_few_people_stand_together_in_every_table(tmp_path: Path) -> None:
    """Three orphans take the ten on low income with them, so that nobody subtracts them from a total."""
    crowd = [*rows(), *_few(3, "orphan", 5_000), *_few(12, "veteran", 6_000)]
    write(tally(tmp_path / "book", crowd), tmp_path / "out")
    tables = {
        path.stem: comma(tmp_path / "out", path.stem)
        for path in (tmp_path / "out" / "tables").iterdir()
    }
    by_identity = {name: told for name, told in tables.items() if told[0][0].startswith("身份")}
    assert len(by_identity) == 4
    for told in by_identity.values():
        heads = [row[0].split(" / ")[1] for row in told[1:]]
        assert heads == [
            "registered poor",
            "veteran",
            "none of these identities",
            "others (merged)",
            "all",
        ]
    shares = by_identity["share_by_identity"]
    assert shares[4][1] == "13"
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.html"))
    assert "孤儿" not in text
    assert "orphan" not in text
    assert "低保对象" not in text


def test_who_few_cross_the_line_does_not_follow_from_a_row_or_a_total(tmp_path: Path) -> None:
    """One village of poor cross 5%; whoever knows three of before, after, no longer, newly knows the
    fourth, and whoever knows a column's rows knows its total."""
    crowd = [*rows(1), *_few(40, NOBODY, 7_000), *_few(30, "veteran", 8_000)]
    write(tally(tmp_path / "book", crowd), tmp_path / "out")
    hidden = "未显示 / not shown"
    _, *above = comma(tmp_path / "out", "people_above")
    _, *by_identity = comma(tmp_path / "out", "above_by_identity")
    *groups, total = by_identity
    five = above[0]
    assert five[5] == hidden, "three no longer above"
    for place, column in ((1, 2), (3, 4)):
        assert total[column] == five[place]
        shown = [row[column] for row in groups]
        if total[column] == hidden:
            assert hidden in shown
        else:
            assert shown.count(hidden) != 1
    assert hidden in (five[1], five[3])
    page = (tmp_path / "out" / "report.en.html").read_text(encoding="utf-8")
    figures = re.findall(r'class="(?:figure|beside)">([^<]*)<', page)
    assert figures[4:6] == [
        "not shown" if five[3] == hidden else five[3],
        "not shown now" if five[1] == hidden else f"{five[1]} now",
    ]


def test_the_bureau_sees_every_word_and_the_largest_changes(tmp_path: Path) -> None:
    crowd = [*rows(), *_few(3, "orphan", 5_000)]
    write(tally(tmp_path / "book", crowd), tmp_path / "out", bureau=True)
    heads = [row[0] for row in comma(tmp_path / "out", "share_by_identity")]
    assert "孤儿 / orphan" in heads
    gains = comma(tmp_path / "out", "largest_gains")
    assert gains[1][:3] == ["6", "3", "2024"]
    assert gains[1][6] == "-1025.00"


STOPS = POLICY[: POLICY.index("  backstop:")].replace(
    "    when: {identity: poor}\n    rate",
    "    when: {identity: poor, total: {at_most: 12000}}\n    rate",
)
"""Aid stops above 12,000: beyond it the poor pay 1,920 more."""


@pytest.mark.parametrize(("people", "told"), [(9, None), (11, ["11", "21120.00"])])
def test_a_cliff_few_people_meet_is_not_told(
    tmp_path: Path, people: int, told: list[str] | None
) -> None:
    crowd = [(n, n, n, POOR, "secondary", "in_county", 12_500, 0) for n in range(people)]
    crowd += [(n, n, n, NOBODY, "secondary", "in_county", 500, 0) for n in range(100, 120)]
    rules = [Scenario("baseline", book(tmp_path / "book", STOPS))]
    found = Tally.begin(rules)
    found.add(block(rules, table(crowd)))
    write(found, tmp_path / "out")
    _, *rows_ = comma(tmp_path / "out", "cliffs")
    (row,) = rows_
    assert row[3:] == (told or ["未显示 / not shown"] * 2)


def test_no_single_person_stands_in_a_report_for_others(folder: Path) -> None:
    names = {path.stem for path in (folder / "tables").iterdir()}
    assert not names & {"largest_gains", "largest_losses"}


def test_what_the_bureau_was_shown_does_not_stay_when_others_are_written_for(
    tmp_path: Path,
) -> None:
    made, out = tally(tmp_path / "book"), tmp_path / "out"
    write(made, out, bureau=True)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert (out / "tables" / "largest_gains.csv").exists()
    write(made, out, languages=["en"])
    assert not (out / "tables" / "largest_gains.csv").exists()
    assert not (out / "report.zh.html").exists()
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_list_of_files_that_names_others_takes_nothing_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "assets").mkdir(parents=True)
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    listed = '["../mine.csv", "tables/../../mine.csv", 3]'
    (out / "assets" / "files.json").write_text(listed, encoding="utf-8")
    write(tally(tmp_path / "book"), out)
    assert (tmp_path / "mine.csv").exists()


def test_where_every_claim_is_refused_the_head_has_no_empty_year(tmp_path: Path) -> None:
    write(Tally.begin(scenarios(tmp_path / "book")), tmp_path / "out")
    page = (tmp_path / "out" / "report.zh.html").read_text(encoding="utf-8")
    assert "0 笔明细" in page
    assert "年度 · 0" not in page
    assert "能测算的明细涉及不足10人" in page


def test_of_fewer_than_ten_people_nothing_is_said(tmp_path: Path) -> None:
    write(tally(tmp_path / "book", rows(1)), tmp_path / "out")
    assert {path.stem for path in (tmp_path / "out" / "tables").iterdir()} == {"statuses"}
    page = (tmp_path / "out" / "report.zh.html").read_text(encoding="utf-8")
    assert "不足10人" in page
    assert "元" not in re.sub(r"<[^>]*>", "", page).replace("单元", "")


REFUSED = [
    Refusal("unknown_parameter", 12, 77, Text("没有第2级", "no level 2"), "layers.basic.rate"),
    Refusal("invalid_request", 1, 78, Text("金额有误：12.345", "no amount: 12.345"), "bill.total"),
]
LATER = [*REFUSED, Refusal("unknown_layer", 3, 79, Text("没有这层", "no such layer"), "")]


def test_a_reason_is_told_but_never_whose_claim_it_is(tmp_path: Path) -> None:
    """What quotes a figure of the one claim is the bureau's too."""
    out = tmp_path / "out"
    write(tally(tmp_path / "book"), out, refusals=[REFUSED, LATER])
    heads, *told = comma(out, "refusals")
    assert "明细号 / claim" not in heads
    assert [row[1:] for row in told] == [
        ["12", "没有第2级 / no level 2", "layers.basic.rate"],
        ["1", told[1][2], "bill.total"],
        ["3", "没有这层 / no such layer", ""],
    ]
    assert (
        told[0][0]
        == "政策没有规定（unknown_parameter） / The policy does not say (unknown_parameter)"
    )
    assert told[2][0].startswith("调整后：没有这个保障层（unknown_layer）")
    assert "只向主管部门显示" in told[1][2]
    everything = b"".join(path.read_bytes() for path in out.rglob("*.html"))
    assert b"12.345" not in everything


def test_the_bureau_reads_which_claim_it_is(tmp_path: Path) -> None:
    write(tally(tmp_path / "book"), tmp_path / "out", refusals=[REFUSED, LATER], bureau=True)
    _, *told = comma(tmp_path / "out", "refusals")
    assert [(row[2], row[4]) for row in told] == [
        ("没有第2级 / no level 2", "77"),
        ("金额有误：12.345 / no amount: 12.345", "78"),
        ("没有这层 / no such layer", "79"),
    ]


def test_in_no_row_of_counts_one_cell_alone_is_left_out(tmp_path: Path) -> None:
    """Of before, after, no longer and newly above each follows from the other three."""
    write(tally(tmp_path / "book", [*rows(1), *_few(12, NOBODY, 7_000)]), tmp_path / "out")
    _, *told = comma(tmp_path / "out", "people_above")
    for row in told:
        assert row.count("未显示 / not shown") != 1
        assert "3" not in row[1:], "the three who cross the line"
