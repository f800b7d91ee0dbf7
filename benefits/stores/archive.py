"""An archive of tables (备份文件): a zip with a manifest and a file of JSON lines a table, for any store.

A line is a row as a list in the order of the manifest's `columns`; bytes are Base64. Each file's digest and
number of rows stand in the manifest, so that what came back is known to be what went in.
"""

import base64
import binascii
import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import orjson
from sqlalchemy import LargeBinary, Table

from benefits.problems import Problem, Refused, Text

FORMAT: Final = "benefits-backup"
VERSION: Final = 1
_MANIFEST: Final = "manifest.json"
_LARGEST_MANIFEST: Final = 10_000_000
_LONGEST_LINE: Final = 200_000_000


class Writer:
    """Writes tables one after the other; `close` adds the manifest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._tables: list[dict[str, Any]] = []

    def add(self, table: Table, rows: Iterable[Sequence[Any]]) -> int:
        """One table; how many rows it has."""
        digest, number = hashlib.sha256(), 0
        with self._zip.open(zipfile.ZipInfo(_member(table.name)), "w", force_zip64=True) as to:
            for row in rows:
                line = orjson.dumps([_told(each) for each in row]) + b"\n"
                digest.update(line)
                to.write(line)
                number += 1
        columns = [column.name for column in table.columns]
        told = {"table": table.name, "columns": columns, "rows": number}
        self._tables.append({**told, "sha256": digest.hexdigest()})
        return number

    def close(self, facts: Mapping[str, Any]) -> None:
        """The manifest: `facts` and what every table holds."""
        told = {"format": FORMAT, "version": VERSION, **facts, "tables": self._tables}
        text = orjson.dumps(told, option=orjson.OPT_INDENT_2)
        self._zip.writestr(zipfile.ZipInfo(_MANIFEST), text)
        self._zip.close()


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _told(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its user alone, there as a whole or not at all; raises `Refused`."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        if path.exists():
            raise broken(path, "已有同名文件", "there is a file of this name already")
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise broken(path, "这里无法写入", f"nothing can be written here ({_why(error)})") from None
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename it never replaces what came there meanwhile
    except OSError as error:
        raise broken(path, "写入失败", f"it could not be written ({_why(error)})") from None
    finally:
        with suppress(OSError):
            os.unlink(draft)


def _why(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno else type(error).__name__


@dataclass(frozen=True, slots=True)
class Held:
    """What the manifest says of one table."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


class Reader:
    """An archive that is there; raises `Refused` where it is none of ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = self._manifest()
            self.tables = {
                each["table"]: Held(tuple(each["columns"]), int(each["rows"]), str(each["sha256"]))
                for each in self.manifest["tables"]
            }
        except FileNotFoundError:
            raise broken(path, "没有这个文件", "there is no such file") from None
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            raise broken(
                path, "这不是备份文件，或已损坏", "this is no backup, or a broken one"
            ) from None

    def _manifest(self) -> dict[str, Any]:
        with self._zip.open(_MANIFEST) as file:
            told: dict[str, Any] = orjson.loads(file.read(_LARGEST_MANIFEST))
        if told["format"] != FORMAT or told["version"] != VERSION:
            raise ValueError
        return told

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._zip.close()

    def wrong(self, table: Table) -> str | None:
        """What is wrong with one table, in a word; its rows are counted and digested, not kept."""
        held = self.tables.get(table.name)
        if held is None:
            return "missing"
        if held.columns != tuple(column.name for column in table.columns):
            return "columns"
        digest, number = hashlib.sha256(), 0
        try:
            for line in self._lines(table):
                digest.update(line)
                number += 1
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, EOFError, zlib.error):
            return "broken"
        return None if (number, digest.hexdigest()) == (held.rows, held.sha256) else "altered"

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """The rows of a table as they were."""
        binary = {each.name for each in table.columns if isinstance(each.type, LargeBinary)}
        names = self.tables[table.name].columns
        for line in self._lines(table):
            row = dict(zip(names, orjson.loads(line), strict=True))
            for name in binary:
                row[name] = None if row[name] is None else _bytes(row[name])
            yield row

    def _lines(self, table: Table) -> Iterator[bytes]:
        with self._zip.open(_member(table.name)) as file:
            while line := file.readline(_LONGEST_LINE):
                yield line


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None


def broken(path: Path, zh: str, en: str) -> Refused:
    """A file that cannot be used."""
    fix = Text("请核对文件", "check the file")
    return Refused("malformed", [Problem("backup", str(path), Text(zh, en), fix)])
