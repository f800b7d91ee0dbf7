"""What is installed with the product may be used with it: no GPL and no AGPL among the locked."""

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any, cast

import pytest

from tests.house.test_locks import LOCKS, requirements
from tests.house.tracked import ROOT

_LESSER = re.compile(r"LGPL|Lesser General Public|Library General Public", re.IGNORECASE)
_STRICT = re.compile(r"\bA?GPL|Affero|General Public Licen[cs]e", re.IGNORECASE)


def licences(told: Any) -> list[str]:
    """The licences a distribution's metadata offers, each of which may be chosen."""
    expression = told.get("License-Expression")
    if expression:
        return [each.strip("() ") for each in re.split(r"\bOR\b", str(expression))]
    classifiers = [str(each) for each in told.get_all("Classifier") or []]
    listed = [each.rpartition("::")[2].strip() for each in classifiers if "License ::" in each]
    written = str(told.get("License") or "").strip().splitlines()
    return listed or written[:1]


def usable(licence: str) -> bool:
    """Whether a licence lets the product be passed on under its own."""
    if licence.upper() in ("", "UNKNOWN", "OSI APPROVED"):
        return False
    return _STRICT.search(_LESSER.sub("", licence)) is None


def refused(told: Any) -> bool:
    """No licence is told, or none of those offered is usable."""
    return not any(usable(each) for each in licences(told))


def locked() -> set[str]:
    """The names of everything locked."""
    return {
        each.partition("==")[0]
        for lock in LOCKS
        for each in requirements((ROOT / lock).read_text(encoding="utf-8"))
    }


def test_nothing_locked_is_under_the_gpl_or_of_unknown_licence() -> None:
    found, looked_at = [], 0
    for name in sorted(locked()):
        try:
            told = distribution(name).metadata
        except PackageNotFoundError:
            continue  # locked for another system
        looked_at += 1
        if refused(cast(Message, told)):
            found.append(f"{name}: {licences(told) or 'says nothing'}")
    assert found == []
    assert looked_at >= 30


@pytest.mark.parametrize(
    ("field", "value", "is_refused"),
    [
        ("License-Expression", "AGPL-3.0-or-later", True),
        ("License-Expression", "GPL-2.0-only", True),
        ("License-Expression", "MIT AND GPL-3.0-only", True),
        ("License-Expression", "MIT OR GPL-3.0-only", False),
        ("License-Expression", "LGPL-3.0-only", False),
        ("Classifier", "License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("Classifier", "License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("Classifier", "License :: OSI Approved :: GNU Lesser General Public License v3", False),
        ("Classifier", "License :: OSI Approved :: MIT License", False),
        ("License", "GPLv3", True),
        ("License", "BSD-3-Clause", False),
        ("License", "UNKNOWN", True),
        ("Summary", "says nothing of a licence", True),
    ],
)
def test_a_licence_is_judged(field: str, value: str, is_refused: bool) -> None:
    told = Message()
    told[field] = value
    assert refused(told) is is_refused
