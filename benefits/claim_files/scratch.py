"""A folder for the time of one simulation (暂存文件夹): private, and always taken away again.

A lock is held in it. What a killed simulation left lies unlocked, and the next one takes it away.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from benefits.claim_files.sentences import cannot_write

_PREFIX: Final = "benefits-scratch-"
_LOCK: Final = "in-use"


class Scratch:
    """A folder made when it is first asked for; `with` takes it away."""

    def __init__(self, beside: Path) -> None:
        self.beside = beside
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None

    def folder(self) -> Path:
        """The folder, with mode 0700; raises `Refused` where none can be made."""
        if self._folder is None:
            try:
                _left_behind(self.beside)
                self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self.beside))
                self._lock = open(self._folder / _LOCK, "wb")  # noqa: SIM115 (held until the end)
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise cannot_write(error, self.beside) from None
        return self._folder

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
        self._folder = self._lock = None


def held(path: Path) -> bool:
    """Some running process holds the lock of this file."""
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _left_behind(beside: Path) -> None:
    """Take away what simulations that were killed left here."""
    for folder in beside.glob(f"{_PREFIX}*"):
        mine = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
        if mine and (folder / _LOCK).exists() and not held(folder / _LOCK):
            shutil.rmtree(folder, ignore_errors=True)
