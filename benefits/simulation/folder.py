"""Where machine code is kept (编译缓存): a folder that its user alone can write to.

What lies in the folder is loaded and run, so a folder that belongs to somebody else, or that others can
write to, is refused.
"""

import os
import stat
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


def kept(folder: Path, name: str, text: str) -> Path:
    """A file of the folder with this text, written in one piece where it is not there yet."""
    path = private(folder) / name
    if path.is_symlink() or not path.exists() or path.read_text(encoding="utf-8") != text:
        draft = path.with_name(f"{name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        draft.replace(path)
    return path
