"""The site's keys in a file (密钥文件): outside the database, for its owner's eyes only.

Whoever has the database alone reads no name; whoever has this file alone has nothing. So they are kept and
backed up apart. What is lost with the file is told in `docs/people.md`.
"""

import base64
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from benefits.people.vault import KEY_BYTES, Key, Keys, Random
from benefits.problems import Problem, Refused, Text
from benefits.trail.event import moment

_ID_BYTES: Final = 4
_KINDS: Final = ("masters", "searches")


def new_key(random: Random, now: datetime) -> Key:
    """A key with a name of its own."""
    return Key(random(_ID_BYTES).hex(), random(KEY_BYTES), moment(now))


def new_keys(random: Random, now: datetime) -> Keys:
    """The first keys of a site."""
    return Keys((new_key(random, now),), (new_key(random, now),))


def with_new_master(keys: Keys, random: Random, now: datetime) -> Keys:
    """The same with a new master key in use; the old ones still open what they wrapped."""
    return replace(keys, masters=(*keys.masters, new_key(random, now)))


def with_new_search(keys: Keys, random: Random, now: datetime) -> Keys:
    """The same with a new search key in use; the old ones still find what they hashed."""
    return replace(keys, searches=(*keys.searches, new_key(random, now)))


def without(keys: Keys, unused: Callable[[str], bool]) -> Keys:
    """The same without the old keys that nothing uses any more; those in use stay."""
    masters = [each for each in keys.masters[:-1] if not unused(each.id)]
    searches = [each for each in keys.searches[:-1] if not unused(each.id)]
    return Keys((*masters, keys.masters[-1]), (*searches, keys.searches[-1]))


def read_keys(path: Path) -> Keys:
    """The keys of a file; raises `Refused` where it is missing, broken or open to others."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise _refused(
                    path,
                    Text("密钥文件可被其他用户读取", "the key file can be read by others"),
                    Text(f"请执行 chmod 600 {path}", f"run chmod 600 {path}"),
                )
            told = orjson.loads(file.read())
        keys = Keys(*(tuple(map(_key, told[kind])) for kind in _KINDS))
    except OSError:
        raise _refused(
            path,
            Text("无法读取密钥文件", "the key file cannot be read"),
            Text(
                "请核对路径；新站点请执行 benefits keys new",
                "check the path; a new site makes one with benefits keys new",
            ),
        ) from None
    except (KeyError, TypeError, ValueError):
        raise _broken(path) from None
    if not (keys.masters and keys.searches):
        raise _broken(path)
    return keys


def _key(told: Any) -> Key:
    secret = base64.b64decode(told["secret"], validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError
    return Key(str(told["id"]), secret, str(told["made_at"]))


def write_keys(path: Path, keys: Keys, *, new: bool = False) -> None:
    """Write the file whole or not at all, for its owner alone; `new` refuses one that is there."""
    if new and path.exists():
        raise _refused(
            path,
            Text("这里已有密钥文件", "there is a key file already"),
            Text(
                "请勿覆盖：旧密钥丢失，姓名和证件就无法再读；更换密钥请用 benefits keys rotate",
                "do not overwrite it: without its keys no name can be read again; "
                "benefits keys rotate makes new ones",
            ),
        )
    content = {kind: [_told(each) for each in getattr(keys, kind)] for kind in _KINDS}
    unfinished = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        made = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(made, "wb") as file:
            file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        raise _refused(
            path,
            Text("无法写入密钥文件", "the key file cannot be written"),
            Text("请核对路径和权限", "check the path and who may write there"),
        ) from None


def _told(key: Key) -> dict[str, str]:
    secret = base64.b64encode(key.secret).decode()
    return {"id": key.id, "secret": secret, "made_at": key.made_at}


def _broken(path: Path) -> Refused:
    return _refused(
        path,
        Text("这不是完整的密钥文件", "this is not a whole key file"),
        Text("请从密钥备份中恢复", "restore it from where the keys are backed up"),
    )


def _refused(path: Path, what: Text, fix: Text) -> Refused:
    return Refused("invalid_request", [Problem("key_file", str(path), what, fix)])
