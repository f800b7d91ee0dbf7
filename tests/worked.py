"""The worked cases (算例): files a clerk could have written, under `tests/cases/`.

`cases/contract/` holds those every part of the product agrees on; `cases/*.yaml` those worked out for
this suite. An `expect` may also say `grants` and `warns`; what it leaves out is not compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One request and what must come of it."""

    name: str
    file: str
    request: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def region(self) -> str:
        return str(self.request["region"])


@cache
def cases() -> tuple[Case, ...]:
    """Every worked case, in the order of the files."""
    return tuple(case for path in sorted(FOLDER.rglob("*.yaml")) for case in _of(path))


def _of(path: Path) -> Iterator[Case]:
    reader = YAML(typ="safe", pure=True)
    for each in reader.load(path.read_text(encoding="utf-8")):
        file = str(path.relative_to(FOLDER))
        yield Case(each["case"], file, each["request"], each["expect"])


def outcome(answer: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says of the things a case asks about."""
    told: dict[str, Any] = {
        "payers": {payer["layer"]: payer["amount"] for payer in answer["payers"]},
        "patient": answer["patient"],
    }
    if "grants" in asked:
        told["grants"] = {each["grant"]: each["amount"] for each in answer.get("grants", [])}
    if "warns" in asked:
        told["warns"] = [
            note["where"].rpartition(".")[2]
            for note in answer["notes"]
            if note["kind"] == "warning"
        ]
    return told
