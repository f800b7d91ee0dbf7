"""The desk page: a form, its answer, its problems; no script anywhere."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest

from api import page_words
from api.example import EXAMPLE
from api.form import PLACES, typed_of
from api.page_words import NOTE_KINDS, WORDS
from api.region_names import region_names
from benefits.claims.json_text import QUOTE_LIMIT
from benefits.reading.book import PolicyBook
from tests.api.client import call


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text; counts what is left open."""

    EMPTY = frozenset({"meta", "link", "input", "rect", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(each) == value for each, value in attributes.items())
        ]


FILLED = typed_of(EXAMPLE)


def posted(language: str = "zh", identities: Any = FILLED.identities, **text: str) -> Any:
    fields = [*{**FILLED.text, **text}.items(), *(("identities", each) for each in identities)]
    return call("POST", "/?lang=en" if language == "en" else "/", urlencode(fields))


def test_the_form_has_a_label_for_everything_one_fills_in() -> None:
    for response in (call("GET", "/"), call("GET", "/?lang=en"), posted(), posted(total="x")):
        page = Page(response.text)
        labelled = {label.get("for") for label in page.all("label")}
        fields = [e for tag, e in page.elements if tag in ("input", "select", "textarea")]
        assert {e["name"] for e in fields} == set(PLACES)
        boxes = [e for e in fields if e.get("type") == "checkbox"]
        assert len(boxes) == 14
        assert {e["id"] for e in fields if e not in boxes} <= labelled
        ids = [e["id"] for _, e in page.elements if "id" in e]
        assert len(ids) == len(set(ids))
        for _, e in page.elements:
            for name in ("aria-describedby", "aria-labelledby"):
                assert set((e.get(name) or "").split()) <= set(ids)


def test_there_is_no_script_and_no_style_outside_the_sheet() -> None:
    for response in (call("GET", "/?example"), posted(), posted(total="x", prior="<script>")):
        page = Page(response.text)
        assert page.all("script") == page.all("style") == []
        assert all(not name.startswith("on") for _, e in page.elements for name in e)
        assert all("style" not in e for _, e in page.elements)
        (sheet,) = page.all("link")
        assert call("GET", sheet["href"] or "").headers["content-type"].startswith("text/css")


def test_the_answer_shows_the_split_the_worksheet_and_its_evidence() -> None:
    response = posted()
    assert response.status_code == 200
    page = Page(response.text)
    assert "¥1,092.70" in page.text
    for told in ("5.46%", "12,800.00", "64.00%", "城乡居民基本医疗保险", "[1] 的 80%", "假定"):
        assert told in page.text
    assert "未经核实，不得据以结算" in page.text
    assert "80% 为假定数值，未经核实，不得据以结算" in page.text
    assert "建档立卡贫困人口：起付线 12,000.00 → 6,000.00" in page.text


def test_the_pieces_of_the_bar_meet_and_fill_it() -> None:
    rects = [e for e in Page(posted().text).all("rect") if e.get("height") == "40"]
    edges = [(int(e["x"] or ""), int(e["width"] or "")) for e in rects]
    assert edges[0][0] == 0
    assert all(x + width == after for (x, width), (after, _) in pairwise(edges))
    assert sum(edges[-1]) == 1000


def test_a_bill_of_nothing_is_answered() -> None:
    nothing = dict.fromkeys(("total", "eligible", "first_self_pay", "over_limit"), "0")
    response = posted(**nothing, own_expense="")
    assert response.status_code == 200
    assert "¥0.00" in response.text


def test_what_was_typed_stays_in_the_form() -> None:
    for response in (posted(deposit="3000"), posted(deposit="3000", total='x"><b>')):
        page = Page(response.text)
        (deposit,) = page.all("input", name="deposit")
        assert deposit["value"] == "3000"
        (checked,) = [e for e in page.all("input", name="identities") if "checked" in e]
        assert checked["value"] == "registered_poor"
        chosen = [e["value"] for e in page.all("option") if "selected" in e]
        assert chosen == ["jx-yichun", "inpatient", "secondary", "in_city", "local"]
        assert "critical_illness 3000.00 0.00" in page.text


def test_the_deposit_is_paid_back() -> None:
    assert "¥1,907.30" in posted(deposit="3000").text


def test_problems_stand_at_the_top_and_beside_their_fields() -> None:
    response = posted(language="en", total="20000", eligible="16,000.00", date="2018-13-01")
    assert response.status_code == 422
    page = Page(response.text)
    (summary,) = page.all("section", role="alert")
    assert "autofocus" in summary
    links = {e["href"] for e in page.all("a") if (e["href"] or "").startswith("#f-")}
    assert links == {"#f-date", "#f-eligible"}
    for name in ("date", "eligible"):
        (field,) = page.all("input", name=name)
        assert field["aria-invalid"] == "true"
        assert f"p-{name}" in (field["aria-describedby"] or "")
    assert "this is not a day" in page.text


def test_a_problem_of_the_policy_is_told_with_its_status() -> None:
    response = posted(identities=["low_income"])
    assert response.status_code == 422
    assert "其他身份（非建档立卡）的医疗救助标准未知" in response.text
    assert posted(region="xx-nowhere").status_code == 404


@pytest.mark.parametrize("field", [name for name in PLACES if name != "identities"])
def test_a_script_typed_into_a_field_never_becomes_one(field: str) -> None:
    script = '"><script>alert(1)</script>'
    response = posted(**{field: script})
    assert response.status_code in (404, 422)
    assert "<script" not in response.text
    assert Page(response.text).all("script") == []


def test_a_script_as_an_identity_is_not_echoed() -> None:
    response = posted(identities=["<script>alert(1)</script>"])
    assert response.status_code == 422
    assert "alert(1)" not in response.text


def test_a_form_above_its_limit_or_broken_is_told_on_the_page() -> None:
    large = call("POST", "/", b"total=" + b"1" * QUOTE_LIMIT)
    broken = call("POST", "/", b"total=%ff")
    assert (large.status_code, broken.status_code) == (413, 400)
    assert "请求超过 1 MB" in large.text
    assert "表单无法读取" in broken.text
    assert Page(large.text).all("form")


def test_the_page_speaks_both_languages_and_never_mixes_them() -> None:
    english = Page(posted(language="en").text)
    assert english.all("html", lang="en")
    (form,) = english.all("form")
    assert form["action"] == "/?lang=en"
    left = set(re.findall(r"[\u4e00-\u9fff]+", english.text)) - {"中文"}
    assert left == set()
    assert Page(posted().text).all("html", lang="zh-Hans")


def test_every_word_of_the_page_is_said_in_both_languages() -> None:
    for name, text in [*WORDS.items(), *NOTE_KINDS.items()]:
        assert text.zh, name
        assert text.en, name
    assert set(page_words.words_in("zh")) == set(WORDS)


def test_every_region_stands_in_the_menu_by_its_name() -> None:
    names = region_names(PolicyBook.packaged())
    page = Page(call("GET", "/").text)
    for region, name in names.items():
        (option,) = page.all("option", value=region)
        assert name.zh in page.text
        assert name.zh != region, option


def test_a_file_without_a_name_goes_by_its_id(tmp_path: Any) -> None:
    for region, text in {
        "xx-broken": "region: [",
        "xx-repealed": "region: xx-repealed\nsays: {zh: 废止, en: repealed}\n",
        "xx-nested": "sources: {a: {name: {zh: 一, en: one}}}\nname: {en: Two, zh: 二}\n",
        "xx-empty": "",
    }.items():
        (tmp_path / region).mkdir()
        (tmp_path / region / "2018-01-01.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "xx-none").mkdir()
    names = region_names(PolicyBook(tmp_path))
    assert {region: name.zh for region, name in names.items()} == {
        "xx-broken": "xx-broken",
        "xx-empty": "xx-empty",
        "xx-nested": "二",
        "xx-none": "xx-none",
        "xx-repealed": "xx-repealed",
    }
