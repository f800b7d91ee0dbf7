"""The policy book (政策库): a folder for each region, a file for each first day in force.

Files are read when they are first asked for and kept. Two clocks: the day a claim belongs to, and
the day on which one asks what was known.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from threading import RLock
from typing import Any, Final

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Problem, Refused, Text
from benefits.reading.document import Document
from benefits.reading.reader import read_policy
from benefits.reading.sentences import problem
from benefits.reading.tree import read_tree


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """One file of a region, told by its name: first day in force, and the day it was known from."""

    first_day: date
    known: date | None
    name: str

    def sort_key(self) -> tuple[date, date]:
        return self.first_day, self.known or date.min


@dataclass(slots=True)
class PolicyBook:
    """Every policy under one folder."""

    folder: Traversable
    _documents: dict[str, Document] = field(default_factory=dict)
    _versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)
    _reading: list[str] = field(default_factory=list)
    _put: Mapping[str, Document] = field(default_factory=dict)
    """Documents that are no files of the folder."""
    published: Mapping[str, str] = field(default_factory=dict)
    """Texts that lie over the folder's files (本单位发布的版本), by name: `<region>/<file>`."""
    known_on: date | None = None
    """What was not known yet on this day is left out, where nothing else is asked for."""

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process the folder is read again, once."""
        put, published = tuple(self._put.items()), tuple(self.published.items())
        return _again, (self.folder, put, self.known_on, published)

    @classmethod
    def packaged(cls) -> "PolicyBook":
        """The regions that come with the product."""
        return cls(files("benefits") / "regions")

    def regions(self) -> list[str]:
        there = {
            each.name for each in self.folder.iterdir() if each.is_dir() and each.name[0].isalpha()
        }
        return sorted(there | {file.partition("/")[0] for file in self.published})

    def digest(self) -> str:
        """One number for all that the files say, whatever is read of them."""
        told = hashlib.sha256()
        for region in self.regions():
            for version in self.versions(region):
                text = self._text(region, version.name)
                told.update(f"{region}/{version.name} {len(text)}\n".encode() + text)
        return told.hexdigest()

    def versions(self, region: str) -> tuple[Version, ...]:
        """The files of a region by first day, then by the day known; raises `unknown_region`."""
        known = self._versions.get(region)
        if known is None:
            if region not in self.regions():
                raise self._unknown(region)
            listed = [_version(name) for name in self._names(region)]
            found = [each for each in listed if each is not None]
            known = self._versions[region] = tuple(sorted(found, key=Version.sort_key))
        return known

    def document(self, region: str, version: Version) -> Document:
        """One file, read once; raises `Refused("invalid_policy")`."""
        file = f"{region}/{version.name}"
        with self._lock:
            found = self._documents.get(file)
            if found is None:
                if file in self._reading:
                    raise Refused("base_goes_in_a_circle", [])
                self._reading.append(file)
                try:
                    text = self._text(region, version.name)
                    found = self._documents[file] = read_policy(text, file, self._base)
                finally:
                    self._reading.remove(file)
            return found

    def _names(self, region: str) -> set[str]:
        """The files of a region, those of the folder and those that were published."""
        folder = self.folder / region
        there = {each.name for each in folder.iterdir()} if folder.is_dir() else set[str]()
        above = f"{region}/"
        return there | {
            file.removeprefix(above) for file in self.published if file.startswith(above)
        }

    def _text(self, region: str, name: str) -> bytes:
        text = self.published.get(f"{region}/{name}")
        return text.encode() if text is not None else (self.folder / region / name).read_bytes()

    def with_published(self, texts: Mapping[str, str]) -> "PolicyBook":
        """This book with a site's own versions over it; what is read already stays read."""
        alone = {file: each for file, each in self._documents.items() if not _builds_on(each)}
        return PolicyBook(
            self.folder,
            _documents={**alone, **self._put},
            _put=self._put,
            published={**self.published, **texts},
            known_on=self.known_on,
        )

    def with_document(self, region: str, document: Document) -> "PolicyBook":
        """This book with one more version (结构性调整); of the same first day, it alone stands.

        What builds on the version it replaces builds on it now. Raises `unknown_region`.
        """
        name = document.file.rpartition("/")[2]
        added = _version(name)
        assert added is not None, name
        others = [each for each in self.versions(region) if each.first_day != added.first_day]
        versions = tuple(sorted([*others, added], key=Version.sort_key))
        put = {**self._put, f"{region}/{name}": document}
        alone = {file: each for file, each in self._documents.items() if not _builds_on(each)}
        return PolicyBook(
            self.folder,
            _documents={**alone, **put},
            _versions={**self._versions, region: versions},
            _put=put,
            published=self.published,
            known_on=self.known_on,
        )

    def as_known_on(self, day: date | None) -> "PolicyBook":
        """The same policies, as they were known on a day."""
        return replace(self, known_on=day, _lock=RLock(), _reading=[])

    def in_force(
        self, region: str, days: Mapping[str, date], known_on: date | None = None
    ) -> Document:
        """The policy that counts on its own day out of `days` (admission, discharge, settlement).

        Of one first day the version known last counts; `known_on` leaves out what was not known
        yet. Raises `unknown_region` or `no_policy_in_force`.
        """
        versions = self._known(region, known_on or self.known_on)
        latest = max(days.values())
        repeal: Repeal | None = None
        for version in reversed(versions):
            if version.first_day > latest:
                continue
            policy = self.document(region, version).policy
            if isinstance(policy, Repeal):
                repeal = repeal or policy
                continue
            day = days[policy.policy_day]
            if repeal is not None and day >= repeal.repealed_from:
                raise _repealed(region, repeal)
            until = policy.in_force.until
            if policy.in_force.from_ <= day and (until is None or day <= until):
                return self.document(region, version)
        if repeal is not None and repeal.repealed_from <= days["discharge"]:
            raise _repealed(region, repeal)
        raise self._none(region, days, versions)

    def _known(self, region: str, known_on: date | None) -> tuple[Version, ...]:
        """The version that counts for each first day, as known on a day, in order."""
        last: dict[date, Version] = {}
        for version in self.versions(region):
            if known_on is None or version.known is None or version.known <= known_on:
                last[version.first_day] = version
        return tuple(last.values())

    def problems(self, region: str) -> list[Problem]:
        """Gaps and overlaps between the versions of a region, and files that are no version."""
        documents = [self.document(region, version) for version in self._known(region, None)]
        names = {each.name for each in self.versions(region)}
        others = self._names(region) - names
        found = [
            problem("file_is_not_a_version", "", file=f"{region}/{n}", line=1, column=1, name=n)
            for n in sorted(others)
            if n[0] not in "._"
        ]
        for before, after in pairwise(documents):
            found += _between(before, after)
        return found

    def _base(self, name: str) -> Document:
        region, _, day = name.partition("/")
        for version in self.versions(region):
            if version.name == f"{day}.yaml":
                return self.document(region, version)
        raise Refused("no_policy_in_force", [])

    def _unknown(self, region: str) -> Refused:
        near = get_close_matches(region, self.regions(), n=1)
        plain = "".join(each for each in region[:64] if each.isalnum() or each in "-_")
        meant = Text(f"，是否为 {near[0]}？", f"; is {near[0]} meant?") if near else Text("", "")
        wrong = problem("unknown_region", "region", region=plain, near=meant)
        return Refused("unknown_region", [wrong])

    def _none(
        self, region: str, days: Mapping[str, date], versions: tuple[Version, ...]
    ) -> Refused:
        known = []
        for version in versions:
            document = self.document(region, version)
            if isinstance(document.policy, Policy):
                last = document.last_day
                known.append(f"{document.first_day} – {last if last is not None else '…'}")
        wrong = problem(
            "no_policy_in_force",
            "date",
            region=region,
            day=str(days["discharge"]),
            known=", ".join(known) or "—",
        )
        return Refused("no_policy_in_force", [wrong])


def _version(name: str) -> Version | None:
    """A file's first day and known day from its name; None for a file that is no policy."""
    stem, dot, ending = name.rpartition(".")
    if not dot or ending != "yaml":
        return None
    first, _, known = stem.partition(".known-")
    try:
        return Version(
            date.fromisoformat(first), date.fromisoformat(known) if known else None, name
        )
    except ValueError:
        return None


def read_draft(book: PolicyBook, text: str, known: date) -> Document:
    """A policy that is to be published on a day, named by what it says of its region and first day.

    It has to say `known:` that day. Raises `Refused("invalid_policy")` with every problem.
    """
    tree = read_tree(text, "policy.yaml")
    region, in_force = tree.top.get("region"), tree.top.get("in_force")
    first = in_force.get("from") if isinstance(in_force, dict) else None
    if first is None:
        first = tree.top.get("repealed_from")
    file = f"{region}/{first}.known-{known}.yaml"
    return read_policy(text, file, book._base)


_books: Final[dict[tuple[object, ...], PolicyBook]] = {}
_books_lock: Final = RLock()


def _again(
    folder: Traversable,
    put: tuple[tuple[str, Document], ...],
    known_on: date | None,
    published: tuple[tuple[str, str], ...],
) -> PolicyBook:
    """The same book in another process: one for all who ask, so that its files are read once."""
    key = (str(folder), tuple((file, each.digest) for file, each in put), known_on, published)
    with _books_lock:
        if key not in _books:
            book = PolicyBook(folder, published=dict(published), known_on=known_on)
            for file, document in put:
                book = book.with_document(file.partition("/")[0], document)
            _books[key] = book
        return _books[key]


def _builds_on(document: Document) -> bool:
    policy = document.policy
    return isinstance(policy, Policy) and policy.builds_on is not None


def _repealed(region: str, repeal: Repeal) -> Refused:
    wrong = problem("repealed", "date", region=region, says=repeal.says)
    return Refused("no_policy_in_force", [wrong])


def _between(before: Document, after: Document) -> list[Problem]:
    if isinstance(before.policy, Repeal):
        return []  # what was repealed stays without a policy until a new one begins
    last, first = before.last_day, after.first_day
    where = "repealed_from" if isinstance(after.policy, Repeal) else "in_force.from"
    if last is None:
        return []  # open-ended: it holds until the next version begins
    if last >= first:
        return [after.problem("versions_overlap", where, other=before.file)]
    if last + timedelta(days=1) < first:
        from_day, until_day = last + timedelta(days=1), first - timedelta(days=1)
        facts = {"from_day": str(from_day), "until_day": str(until_day)}
        return [after.problem("versions_leave_a_gap", where, **facts)]
    return []
