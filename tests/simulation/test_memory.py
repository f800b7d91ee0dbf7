"""The C library is asked to keep what is freed; where it cannot be asked, nothing happens."""

import ctypes
from types import SimpleNamespace
from typing import Any

import pytest

from benefits.simulation.memory import keep_freed


def asked(monkeypatch: pytest.MonkeyPatch, library: Any) -> bool:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    return keep_freed.__wrapped__()


def test_a_library_that_listens_is_told_all(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []

    def mallopt(what: int, number: int) -> int:
        told.append(what)
        return 1

    assert asked(monkeypatch, SimpleNamespace(mallopt=mallopt))
    assert len(set(told)) == 3


def test_one_that_will_not_or_cannot_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asked(monkeypatch, SimpleNamespace(mallopt=lambda what, number: 0))
    assert not asked(monkeypatch, SimpleNamespace())
