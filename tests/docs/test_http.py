"""docs/http.md has every path, every field of a request and every field of an answer."""

import re

import pytest
from pydantic import BaseModel

from api.example import EXAMPLE
from api.openapi import describe
from api.problems import CODES
from api.server import application
from benefits.claims import request
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
FORMS: dict[str, type[BaseModel]] = {
    "A request": request.Request,
    "Person": request.Person,
    "Visit": request.Visit,
    "Year to date": request.YearToDate,
}


def named_in(text: str) -> list[str]:
    cells = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]


def section(title: str) -> str:
    return re.split(r"\n##+ ", PAGE.partition(f"# {title}\n")[2])[0]


def fields_of(model: type[BaseModel]) -> list[str]:
    return [each.alias or name for name, each in model.model_fields.items()]


@pytest.mark.parametrize("title", FORMS)
def test_a_section_has_the_fields_of_its_form(title: str) -> None:
    assert sorted(named_in(section(title))) == sorted(fields_of(FORMS[title]))


def test_the_bill_and_its_items_have_theirs() -> None:
    bill, items = section("Bill").split("An item has")
    assert sorted(named_in(bill)) == sorted(fields_of(request.Bill))
    assert sorted(named_in(items)) == sorted(fields_of(request.Item))


def test_an_answer_has_the_fields_that_are_told() -> None:
    given = {**EXAMPLE, "deposit": "1.00", "reform": {"layers.backstop.ceiling": "5%"}}
    answer = Desk(PolicyBook.packaged()).quote(given)
    assert sorted(named_in(section("An answer"))) == sorted(answer)


def test_every_path_is_told() -> None:
    described = describe(application())["paths"]
    paths = {(way.upper(), path) for path, ways in described.items() for way in ways}
    told = re.findall(r"^\| (GET|POST|PUT|DELETE) \| \[?`([^`]+)`", PAGE, re.MULTILINE)
    assert len(told) == len(set(told))
    assert set(told) == paths | {("GET", "/openapi.json"), ("GET", "/"), ("POST", "/")}


def test_every_code_a_page_names_is_a_code() -> None:
    for page in ("http", "start", "order", "write-a-policy"):
        text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        for code in re.findall(r'"code": ?"(\w+)"', text):
            assert code in CODES
