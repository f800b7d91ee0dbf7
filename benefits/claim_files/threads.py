"""Reading ahead and writing behind (读写并行): each in a thread of its own, with a short queue between.

What goes wrong in a thread is raised where its work is used; what goes wrong there ends the thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import Final, TypeVar

Thing = TypeVar("Thing")

_LONGEST_WAIT_MS: Final = 50
_END: Final = object()


class _Broken:
    def __init__(self, error: BaseException) -> None:
        self.error = error


@contextmanager
def ahead(things: Iterator[Thing], waiting: int = 1) -> Iterator[Iterator[Thing]]:
    """The same things, made in another thread while the last one is used."""
    queue: Queue[object] = Queue(waiting)
    ended = Event()

    def make() -> None:
        last: object = _END
        try:
            for thing in things:
                if not _put(queue, thing, ended):
                    return
        except BaseException as error:
            last = _Broken(error)
        _put(queue, last, ended)

    thread = Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        yield _taken(queue)
    finally:
        ended.set()
        thread.join()


@contextmanager
def behind(use: Callable[[Thing], None], waiting: int = 1) -> Iterator[Callable[[Thing], None]]:
    """A function that leaves its work to another thread; all of it is done at the end of `with`."""
    queue: Queue[object] = Queue(waiting)
    ended = Event()
    broken: list[BaseException] = []

    def work() -> None:
        while (thing := queue.get()) is not _END:
            if not broken and not ended.is_set():
                try:
                    use(thing)  # type: ignore[arg-type]
                except BaseException as error:
                    broken.append(error)

    def give(thing: Thing) -> None:
        if broken:
            raise broken[0]
        queue.put(thing)

    thread = Thread(target=work, name="behind", daemon=True)
    thread.start()
    try:
        yield give
    except BaseException:
        ended.set()
        raise
    finally:
        queue.put(_END)
        thread.join()
    if broken:
        raise broken[0]


def _taken(queue: "Queue[object]") -> Iterator[Thing]:
    while (thing := queue.get()) is not _END:
        if isinstance(thing, _Broken):
            raise thing.error
        yield thing  # type: ignore[misc]


def _put(queue: "Queue[object]", thing: object, ended: Event) -> bool:
    """Put it in, unless nobody takes any more."""
    while not ended.is_set():
        with suppress(Full):
            queue.put(thing, timeout=_LONGEST_WAIT_MS / 1000)
            return True
    return False
