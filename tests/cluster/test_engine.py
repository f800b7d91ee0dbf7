"""Partitions on other processes: the same results in the same order, whoever is killed on the way."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from socket import socket

import pytest

from benefits.cluster import Engine, engine
from benefits.problems import Refused
from benefits.simulation.threads import VARIABLE

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def two() -> Iterator[Engine]:
    with engine(2) as ready:
        yield ready


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def squared_by_the_second(folder: Path, number: int) -> int:
    """Whoever works out 3 first is killed while it does."""
    begun = folder / f"begun-{number}"
    if number == 3 and not begun.exists():
        begun.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def threads(number: int) -> str | None:
    return os.environ.get(VARIABLE)


def refused(number: int) -> int:
    raise ValueError(f"no square of {number}")


def test_results_come_in_the_order_given_from_other_processes(two: Engine) -> None:
    told = list(two.each(squared, range(40)))
    assert [number for number, _ in told] == [number * number for number in range(40)]
    assert os.getpid() not in {process for _, process in told}
    assert two.workers() == 2


def test_a_worker_killed_in_the_middle_costs_only_time(two: Engine, tmp_path: Path) -> None:
    told = list(two.each(partial(squared_by_the_second, tmp_path), range(12)))
    assert told == [number * number for number in range(12)]
    assert (tmp_path / "begun-3").exists()


def test_what_a_partition_refuses_is_raised_here(two: Engine) -> None:
    with pytest.raises(ValueError, match="no square of 0"):
        list(two.each(refused, range(3)))


def test_a_process_that_is_one_of_several_uses_one_thread(two: Engine) -> None:
    assert list(two.each(threads, range(2))) == ["1", "1"]


def test_what_listens_and_is_no_engine_is_told() -> None:
    """Dask's own client would wait for ever, and print an exception at the end."""
    with socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        test_an_engine_that_is_not_there_is_told(f"dask://127.0.0.1:{other.getsockname()[1]}")


@pytest.mark.parametrize(
    "where",
    ["dask://127.0.0.1:9", "dask://nowhere", "http://127.0.0.1:9", "x", "dask://127.0.0.1:70000"],
)
def test_an_engine_that_is_not_there_is_told(where: str) -> None:
    with pytest.raises(Refused) as found, engine(where):
        pass
    (told,) = found.value.problems
    assert told.where == "--engine"
    assert where in told.what.en


def test_several_at_once_take_no_port_from_one_another() -> None:
    with engine(1) as one, engine(1) as other:
        assert list(one.each(abs, [-1])) == list(other.each(abs, [1])) == [1]
