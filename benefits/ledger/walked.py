"""A chain of the trail walked again (留痕链核对), event by event, from its beginning to where it ends."""

from collections.abc import Iterator

from benefits.ledger.verify import Found
from benefits.problems import Text
from benefits.trail.event import BEGINNING, Event, chained


class Walk:
    """One chain; `exported` is where it ended by a signed head, (0, "") where none names it."""

    def __init__(self, chain: str, exported: tuple[int, str] = (0, "")) -> None:
        self.chain = chain
        self.number, self.hash = 0, BEGINNING
        self._exported = exported
        self._broken = False

    def event(self, number: int, event: Event | None, previous: str, hash: str) -> Iterator[Found]:
        """The next event as it lies there; only the first that is wrong is told of a chain."""
        self.number += 1
        if not self._broken:
            wrong = self._wrong(number, event, previous, hash)
            if wrong is not None:
                self._broken = True
                yield Found(wrong[0], f"{self.chain} {self.number}", wrong[1])
        self.hash = hash
        last, exported = self._exported
        if self.number == last and hash != exported:
            yield self._not_as_exported()

    def _wrong(
        self, number: int, event: Event | None, previous: str, hash: str
    ) -> tuple[str, Text] | None:
        if number != self.number:
            return "event_is_gone", Text("留痕缺失", "an event is missing")
        changed = Text("留痕被改动", "an event was changed")
        if event is None or event.chain != self.chain or previous != self.hash:
            return "event_was_changed", changed
        try:
            same = chained(previous, number, event) == hash
        except (ValueError, TypeError):
            same = False
        return None if same else ("event_was_changed", changed)

    def ended(self, last: int, hash: str) -> Iterator[Found]:
        """What only the whole chain shows; `last` and `hash` are where it is said to end."""
        if not self._broken and (not self.number or (self.number, self.hash) != (last, hash)):
            what = Text("留痕的末尾不符", "the chain ends elsewhere")
            yield Found("chain_ends_elsewhere", f"{self.chain} {self.number}", what)
        if self.number < self._exported[0]:
            yield self._not_as_exported()

    def _not_as_exported(self) -> Found:
        what = Text(
            "留痕与导出的签名摘要不符：此前的记录被改动或删除",
            "the trail is not what the signed head says: something before it was changed or cut",
        )
        return Found("not_as_exported", f"{self.chain} {self._exported[0]}", what)
