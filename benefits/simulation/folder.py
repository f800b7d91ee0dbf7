"""Where machine code is kept (编译缓存): a folder that its user alone can write to.

What lies in the folder is loaded and run, so a folder that belongs to somebody else, or that others can
write to, is refused.
"""

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from benefits.problems import Problem, Refused, Text


class UnsafeFolder(Refused):
    """Somebody else could put code into the folder."""

    def __init__(self, folder: Path, zh: str, en: str) -> None:
        fix = Text(
            "请改为仅本人可写（chmod 700），或用环境变量 XDG_CACHE_HOME 另选一处",
            "make it yours alone (chmod 700), or choose another place with XDG_CACHE_HOME",
        )
        problem = Problem("cache_is_not_safe", str(folder), Text(zh, en), fix)
        super().__init__("invalid_request", [problem])


def usual() -> Path:
    """The user's own folder for it."""
    home = os.environ.get("XDG_CACHE_HOME")
    base = Path(home) if home and Path(home).is_absolute() else Path.home() / ".cache"
    return base / "benefits" / "kernels"


def private(folder: Path) -> Path:
    """The folder, made with mode 0700 where it is missing; raises `UnsafeFolder`."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise UnsafeFolder(folder, "这不是文件夹", "this is no folder")
    if found.st_uid != os.geteuid():
        raise UnsafeFolder(folder, "文件夹属于别的用户", "the folder belongs to another user")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UnsafeFolder(folder, "别的用户可以写入", "others can write to it")
    for above in folder.resolve().parents:
        mode = above.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            zh, en = (
                f"别的用户可以写入 {above}",
                f"others can replace it: they can write to {above}",
            )
            raise UnsafeFolder(folder, zh, en)
    return folder


def kept(folder: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """What a file of the folder holds, made and written in one piece where it is not there or not whole."""
    path = private(folder) / name
    found = _whole(path)
    if found is not None:
        return found
    made = make()
    draft = path.with_name(f"{name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sha256(made).digest() + made)
    draft.replace(path)
    return made


def _whole(path: Path) -> bytes | None:
    """The user's own file, where what it holds is what its first bytes say."""
    try:
        place = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(place, "rb") as file:
        told = os.fstat(place)
        if not stat.S_ISREG(told.st_mode) or told.st_uid != os.geteuid():
            return None
        digest, held = file.read(sha256().digest_size), file.read()
    return held if sha256(held).digest() == digest else None
