"""Policies through the server."""

from importlib.resources.abc import Traversable
from pathlib import Path

from api.policies import listed, shown
from benefits.reading.book import PolicyBook
from tests.api.client import call, codes_at


def test_every_region_is_listed_with_its_versions() -> None:
    response = call("GET", "/v1/policies")
    assert response.status_code == 200
    regions = {each["region"]: each["versions"] for each in response.json()["regions"]}
    assert list(regions) == PolicyBook.packaged().regions()
    (yichun,) = regions["jx-yichun"]
    assert yichun["name"] == {"zh": "江西宜春", "en": "Yichun, Jiangxi"}
    assert (yichun["first_day"], yichun["last_day"]) == ("2018-01-01", "2018-12-31")
    assert yichun["known"] is None
    assert yichun["digest"].startswith("sha256:")


def test_a_policy_is_told_in_full() -> None:
    told = call("GET", "/v1/policies/jx-yichun?on=2018-06-15").json()
    document = PolicyBook.packaged().folder / "jx-yichun" / "2018-01-01.yaml"
    assert told["text"] == document.read_text(encoding="utf-8")
    assert (told["region"], told["version"]) == ("jx-yichun", "2018-01-01")
    assert [each["layer"] for each in told["layers"]][:2] == ["basic", "critical_illness"]
    assert told["layers"][0]["fund"] == "390100"
    assert told["sources"][0]["source"] == "report"
    assert "江西宜春" in told["document"]["zh"]
    assert "Yichun" in told["document"]["en"]


def test_a_policy_needs_its_day() -> None:
    assert codes_at(call("GET", "/v1/policies/jx-yichun")) == ["?on"]
    assert call("GET", "/v1/policies/jx-yichun?on=2019-01-01").json()["code"] == (
        "no_policy_in_force"
    )


REPEAL = """\
region: xx-test
repealed_from: 2019-01-01
says: {zh: 已废止, en: it is repealed}
"""


def book_of(folder: Path, **files: str) -> PolicyBook:
    region = folder / "xx-test"
    region.mkdir()
    for day, text in files.items():
        (region / f"{day.strip('_').replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    place: Traversable = folder
    return PolicyBook(place)


def test_a_broken_file_is_listed_with_what_is_wrong_with_it(tmp_path: Path) -> None:
    book = book_of(tmp_path, _2018_01_01="region: [", _2019_01_01=REPEAL)
    (region,) = listed(book)
    broken, repeal = region["versions"]
    assert broken["problems"][0]["where"].startswith("xx-test/2018-01-01.yaml:1:")
    assert "digest" not in broken
    assert repeal["repealed"] is True
    assert repeal["name"] == {"zh": "已废止", "en": "it is repealed"}


def test_a_repeal_is_told_too(tmp_path: Path) -> None:
    book = book_of(tmp_path, _2019_01_01=REPEAL)
    told = shown(book.document("xx-test", book.versions("xx-test")[0]))
    assert told["layers"] == []
    assert told["repealed"] is True
