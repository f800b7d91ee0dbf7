"""Under which terms the ledger works (办理条件): policies, clock, how ids are drawn, what a site allows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from benefits.ledger.book import Book, PolicyText
from benefits.ledger.sentences import problem
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.document import Document
from benefits.reading.reader import kept_text, read_kept

CHINA: Final = ZoneInfo("Asia/Shanghai")
"""The cash day of a counter is a day in China, wherever the server's clock stands."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What every settlement of a site is made with."""

    desk: Desk
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    engine: str
    """The version of the program, as a settlement keeps it."""
    assumed_allowed: bool = False
    """Figures that nobody has confirmed may be settled on (a demo database, or the site's settings)."""

    trial: bool = False
    """A demo database: every answer says that it is a trial (试算)."""
    _kept: dict[str, Document] = field(default_factory=dict)
    _texts: dict[tuple[str, str], PolicyText] = field(default_factory=dict)

    def kept_policy(self, book: Book, digest: str) -> Document:
        """The policy of an earlier settlement, from the text the book keeps; raises `Refused`."""
        found = self._kept.get(digest)
        if found is not None:
            return found
        text = book.policy(digest)
        if text is None:
            wrong = problem("policy_text_is_missing", "", digest=digest)
            raise Refused("internal_error", [wrong])
        return self.read_policy(text)

    def read_policy(self, text: PolicyText) -> Document:
        """A kept policy, read once; raises `Refused` where the text is no policy."""
        found = self._kept.get(text.digest)
        if found is None or found.text != text.text:
            found = self._kept[text.digest] = read_kept(text.text, text.file)
        return found

    def policy_text(self, document: Document) -> PolicyText:
        """A policy as the book keeps it, written once."""
        name = (document.file, document.digest)
        found = self._texts.get(name)
        if found is None:
            text = PolicyText(document.file, kept_text(document), document.digest)
            found = self._texts[name] = text
        return found

    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()
