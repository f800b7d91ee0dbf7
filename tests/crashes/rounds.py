"""A kill and what follows (一次终止): the server dies, stands again, and the same keys are sent again."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from threading import Event, Thread
from typing import Any, Final

from benefits.ledger import moments
from tests.crashes.killed import LONGEST_RESTART_SECONDS, Answer, Killable, sent_again
from tests.crashes.requests import KINDS, Asked, Kind

DESKS: Final = 4
"""So many desks send at once when the server is killed at random."""
_DONE: Final = frozenset({"after the commit", "before the answer", "after the answer"})
"""Where everything is in the book already."""

Reached = Mapping[str, Mapping[str, int]]
"""How often each kind of request reaches each moment."""


@dataclass(frozen=True, slots=True)
class Killed:
    """How a server was killed, and how long it took until the next one answered."""

    kind: str
    moment: str
    """`random`: from outside, at no particular moment."""
    number: int
    answered: bool
    """Whether an answer came before."""
    restart_seconds: float

    def told(self) -> dict[str, Any]:
        return asdict(self)


def undisturbed(site: Killable) -> Reached:
    """Every kind of request once, with nobody killed; which moments it reaches."""
    reached = {}
    for kind in KINDS:
        asked = kind(site.ask)
        site.moments()
        sent_again(site, asked, site.send(asked))
        site.moments()
        asked = kind(site.ask)
        site.moments()
        site.ask(asked)
        reached[kind.__name__] = site.moments()
    return reached


def kinds_at(reached: Reached, moment: str) -> list[Kind]:
    """The kinds of request that reach a moment."""
    return [each for each in KINDS if moment in reached[each.__name__]]


def at_a_moment(site: Killable, kind: Kind, moment: str, number: int) -> Killed:
    """The server ends itself when a request reaches a moment; then the key is sent again."""
    asked = kind(site.ask)
    before = site.send(asked, crash=f"{moment} {number}")
    assert site.gone(), f"{kind.__name__} does not reach {moment!r} {number} times"
    assert before is None or moment == "after the answer", "answered before it was done"
    there = site.rows() - site.postings
    assert there == (asked.postings if moment in _DONE else 0), "half done"
    seconds = restarted(site)
    sent_again(site, asked, before)
    return Killed(kind.__name__, moment, number, before is not None, seconds)


def killed_and_started(site: Killable) -> float:
    """kill -9 of the server and a new one; seconds until that answers."""
    site.kill()
    assert site.gone()
    return restarted(site)


def at_random(
    site: Killable, random: Random, fails: Callable[[Killable], float] = killed_and_started
) -> Killed:
    """Something fails while several desks send; each sends again what was not answered.

    `fails`: makes it fail and stand again, and gives the seconds until it does.
    """
    ended, wrong = Event(), list[BaseException]()
    sent: list[tuple[Asked, Answer]] = []
    number = site.postings

    def desk(kinds: Sequence[Kind]) -> None:
        def ask(asked: Asked) -> dict[str, Any]:
            answer = site.settled(asked)
            site.count(asked)
            sent.append((asked, answer))
            return answer.told

        try:
            for kind in kinds:
                ask(kind(ask))
                if ended.is_set():
                    return
        except BaseException as error:  # told below, in the thread that waits
            wrong.append(error)

    desks = [Thread(target=desk, args=(random.choices(KINDS, k=50),)) for _ in range(DESKS)]
    for each in desks:
        each.start()
    time.sleep(random.uniform(0.02, 0.6))
    answered = bool(sent)
    seconds = fails(site)
    ended.set()
    for each in desks:
        each.join(timeout=60)
        assert not each.is_alive(), "a desk waits for ever"
    if wrong:
        raise wrong[0]
    for asked, answer in sent:
        if asked.key is not None:
            assert site.settled(asked) == answer, "one key, two answers"
    return Killed("all", "random", site.postings - number, answered, seconds)


def restarted(site: Killable) -> float:
    """A new server; seconds until it has answered."""
    began = time.perf_counter()
    site.start()
    answer = site.call("GET", "/readyz")
    seconds = time.perf_counter() - began
    assert answer is not None
    assert answer.status == 200, answer.body.decode()
    cost = site.cpu_seconds()  # other work on the machine does not count against the server
    assert cost <= LONGEST_RESTART_SECONDS, f"{cost:.1f} s of work until it answers again"
    return seconds


def drawn(reached: Reached, random: Random) -> tuple[Kind, str, int]:
    """A moment, a kind of request that reaches it, and which time."""
    moment = random.choice(moments.MOMENTS)
    kind = random.choice(kinds_at(reached, moment))
    return kind, moment, random.randint(1, reached[kind.__name__][moment])
