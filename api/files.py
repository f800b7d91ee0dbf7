"""Files that a command is given (命令的文件): read at most to a limit, or refused in words."""

import sys
from pathlib import Path
from typing import Final

from benefits.claims.sentences import problem
from benefits.problems import Refused
from benefits.reading.book import PolicyBook

_WHY: Final[dict[type[Exception], str]] = {
    FileNotFoundError: "file_is_not_there",
    IsADirectoryError: "file_is_a_folder",
    PermissionError: "file_may_not_be_read",
}


def read_file(path: str, limit: int) -> bytes:
    """A file's bytes, or those of standard input for `-`: at most one more than the limit, so that
    the reader sees that there are too many. Raises `Refused("malformed")`."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(limit + 1)
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        code = _WHY.get(type(error), "file_cannot_be_read")
        raise Refused("malformed", [problem(code, path)]) from None


def book_of(folder: str | None) -> PolicyBook:
    """The policies of a folder, or those that come with the product; raises `Refused("malformed")`."""
    if folder is None:
        return PolicyBook.packaged()
    if not Path(folder).is_dir():
        raise Refused("malformed", [problem("folder_is_not_there", folder)])
    return PolicyBook(Path(folder))
