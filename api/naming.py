"""How a command names a policy (政策的称呼): a region, its first day too, or a file's path."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from api.files import read_file
from benefits.claims.json_text import plain
from benefits.claims.request import day
from benefits.claims.sentences import problem
from benefits.problems import Refused, WrongValue
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import Base, read_policy

FILE_LIMIT: Final = 1_000_000
_VERSION: Final = re.compile(r"[a-z0-9-]+/\d{4}-\d{2}-\d{2}(\.known-\d{4}-\d{2}-\d{2})?", re.ASCII)


def day_named(written: str | None, option: str) -> date | None:
    """A day of an option, None where it is not given; raises `Refused`."""
    if written is None:
        return None
    try:
        return day(written)
    except WrongValue as wrong:
        raise Refused("invalid_request", [problem(wrong.code, option)]) from None


def document_named(
    book: PolicyBook, name: str, on: date | None = None, known_on: date | None = None
) -> Document:
    """The policy a command means; raises `Refused`.

    `jx-yichun` is the region's newest, or the one in force on a day; `jx-yichun/2018-01-01` is one
    version; what ends in `.yaml` is a file outside the book.
    """
    if name.endswith((".yaml", ".yml")):
        return read_policy(*policy_file(name), base_of(book, name))
    versions = book.versions(name.partition("/")[0])
    if "/" in name or not versions:
        return version_named(book, name)
    if on is None:
        if known_on is not None:
            missing = problem("field_is_missing", "--on", name="--on 2018-06-15")
            raise Refused("invalid_request", [missing])
        return book.document(name, versions[-1])
    days = dict.fromkeys(("admission", "discharge", "settlement"), on)
    return book.in_force(name, days, known_on)


def version_named(book: PolicyBook, name: str) -> Document:
    """One version of the book by `<region>/<first day>`; raises `Refused`."""
    region, _, day = name.partition("/")
    versions = book.versions(region)
    for version in versions:
        if version.name == f"{day}.yaml":
            return book.document(region, version)
    listed = ", ".join(f"{region}/{each.name.removesuffix('.yaml')}" for each in versions)
    wrong = problem("version_is_not_there", plain(name), versions=listed or "—")
    raise Refused("no_policy_in_force", [wrong])


def base_of(book: PolicyBook, path: str) -> Base:
    """Finds what a file outside the book builds on: beside it (a draft on a draft), or in the book."""
    drafts, reading = Path(path).absolute().parent.parent, [str(Path(path).absolute())]

    def found(name: str) -> Document:
        beside = str(drafts / f"{name}.yaml")
        if _VERSION.fullmatch(name) is None or not Path(beside).is_file():
            return version_named(book, name)
        if beside in reading:
            raise Refused("base_goes_in_a_circle", [])
        reading.append(beside)
        try:
            return read_policy(*policy_file(beside), found)
        finally:
            reading.remove(beside)

    return found


def policy_file(path: str) -> tuple[bytes, str]:
    """A policy file outside the book: its bytes, and its name as `<region>/<first day>.yaml`."""
    return read_file(path, FILE_LIMIT), "/".join(Path(path).absolute().parts[-2:])
