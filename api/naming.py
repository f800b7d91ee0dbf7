"""How a command names a policy (政策的称呼): a region, a region and its first day, or a file's path."""

from datetime import date
from pathlib import Path
from typing import Final

from api.files import read_file
from benefits.claims.json_text import plain
from benefits.claims.sentences import problem
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import read_policy

FILE_LIMIT: Final = 1_000_000


def day_named(written: str | None, option: str) -> date | None:
    """A day of an option; raises `Refused`."""
    if written is None:
        return None
    try:
        if len(written) != 10:
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError:
        raise Refused("invalid_request", [problem("day_is_not_iso", option)]) from None


def document_named(
    book: PolicyBook, name: str, day: date | None = None, known_on: date | None = None
) -> Document:
    """The policy a command means: `jx-yichun` (the newest, or the one in force on a day),
    `jx-yichun/2018-01-01`, or `path/to/region/2018-01-01.yaml`. Raises `Refused`."""
    if name.endswith((".yaml", ".yml")):
        text, file = policy_file(name)
        return read_policy(text, file, lambda base: document_named(book, base))
    region, slash, version_name = name.partition("/")
    versions = book.versions(region)
    if slash:
        for version in versions:
            if version.name == f"{version_name}.yaml":
                return book.document(region, version)
        listed = ", ".join(f"{region}/{each.name.removesuffix('.yaml')}" for each in versions)
        wrong = problem("version_is_not_there", plain(name), versions=listed or "—")
        raise Refused("no_policy_in_force", [wrong])
    if day is None and known_on is None:
        return book.document(region, versions[-1])
    day = day or date.max
    days = dict.fromkeys(("admission", "discharge", "settlement"), day)
    return book.in_force(region, days, known_on)


def policy_file(path: str) -> tuple[bytes, str]:
    """A policy file outside the book: its bytes, and its name as `<region>/<first day>.yaml`."""
    return read_file(path, FILE_LIMIT), "/".join(Path(path).absolute().parts[-2:])
