"""Policies for the ledger's tests (测试政策): some of the package, and one with every kind of total.

`xx-totals` has a person's, a household's and a lifetime's totals, a sub-cap, an admission number, a yearly
review, a version in mid-year that takes over some totals only, and a notice published later.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from benefits.quotes import Desk
from benefits.reading.book import PolicyBook

MADE_UP: Final = "xx-totals"
PACKAGED: Final = (
    "cq-county",
    "bj-beijing",
    "jx-yichun",
    "jx-nanchang",
    "nm-ulanqab",
    "sc-zangqu",
)


def _said(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _version(
    first_day: str, last_day: str | None, *, rate: str, cap: str, **more: Any
) -> dict[str, Any]:
    in_force = {"from": first_day} | ({"until": last_day} if last_day else {})
    layers: dict[str, Any] = {
        "basic": {
            "title": _said("basic"),
            "fund": "390100",
            "base": "eligible",
            "deductible": {
                "again": {"when": {"admission_number": {"above": "1"}}, "value": "200"},
                "otherwise": "600",
            },
            "rate": {"primary": "85%", "otherwise": rate},
            "cap": cap,
            "caps": {"further": {"amount": "9000", "account": "further"}},
        },
        "serious": {
            "title": _said("serious"),
            "fund": "390200",
            "base": "eligible",
            "yearly": True,
            "deductible": "3000",
            "rate": "60%",
            "cap": "20000",
        },
        "aid": {
            "title": _said("aid"),
            "fund": "610100",
            "when": {"identity": ["registered_poor", "destitute"]},
            "base": "all",
            "rate": "50%",
            "cap": {"amount": "4000", "of": "household"},
        },
        "for_life": {
            "title": _said("for life"),
            "when": {"kind": "inpatient"},
            "base": "all",
            "rate": "30%",
            "cap": {"amount": "6000", "per": "lifetime"},
        },
        "steps": {
            "title": _said("steps"),
            "base": "all",
            "when": {"kind": "annual_review"},
            "scope": "household",
            "once": "year",
            "steps": {
                "none": {"below": "1000", "pays": "0"},
                "some": {"at_most": "5000", "pays": "600"},
                "more": {"pays": "1500"},
            },
        },
    }
    return {
        "region": MADE_UP,
        "name": _said("totals of every kind"),
        "division": "990000",
        "in_force": in_force,
        "evidence": "official",
        "kinds": ["inpatient", "outpatient", "annual_review"],
        "layers": layers,
        **more,
    }


VERSIONS: Final = {
    "2020-01-01": _version("2020-01-01", "2020-06-30", rate="70%", cap="12000"),
    "2020-07-01": _version(
        "2020-07-01", "2020-12-31", rate="75%", cap="15000",
        carried_over={"layers": ["serious", "aid"]},
    ),
    "2020-07-01.known-2020-09-15": _version(
        "2020-07-01", "2020-12-31", rate="90%", cap="15000", known="2020-09-15",
        carried_over={"layers": ["serious", "basic"]},
    ),
    "2021-01-01": _version("2021-01-01", None, rate="72%", cap="14000"),
}  # fmt: skip


@cache
def desk() -> Desk:
    """All policies of these tests; read once a process."""
    folder = Path(mkdtemp(prefix="benefits-policies-"))
    for region in PACKAGED:
        (folder / region).mkdir()
        for file in (PolicyBook.packaged().folder / region).iterdir():
            (folder / region / file.name).write_bytes(file.read_bytes())
    (folder / MADE_UP).mkdir()
    for name, tree in VERSIONS.items():
        text = json.dumps(tree, ensure_ascii=False, indent=1)
        (folder / MADE_UP / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Desk(PolicyBook(folder))
