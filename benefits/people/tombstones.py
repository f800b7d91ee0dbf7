"""Whose identity was destroyed, in a file beside the database (销毁清单).

A backup made before still holds the destroyed keys. After a restore this list is replayed, and they are
destroyed again. It holds surrogates, moments and reasons; no name.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

import orjson

from benefits.problems import Problem, Refused, Text
from benefits.trail.event import moment

ForgetReason = Literal["retention_ended", "consent_withdrawn"]
"""保存期满、撤回同意: why who somebody was is destroyed."""
FORGET_REASONS: Final[tuple[ForgetReason, ...]] = get_args(ForgetReason)


def read_reason(written: str) -> str:
    """A reason for forgetting; raises `Refused`."""
    if written not in FORGET_REASONS:
        what = Text("不认识的原因", "the reason is not known")
        fix = Text(f"请写：{'、'.join(FORGET_REASONS)}", f"one of: {', '.join(FORGET_REASONS)}")
        raise Refused("invalid_request", [Problem("reason", "--reason", what, fix)])
    return written


def write_tombstones(path: Path, ids: Sequence[str], reason: str, now: datetime) -> None:
    """Add people to the list, on the disk before their keys go; raises `Refused`."""
    lines = b"".join(
        orjson.dumps({"person": id, "at": moment(now), "reason": reason}) + b"\n" for id in ids
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, lines)
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        raise _refused(
            str(path), Text("无法写入销毁清单", "the list of the forgotten cannot be written")
        ) from None


def read_tombstones(path: Path) -> dict[str, str]:
    """Why each person on the list was forgotten; raises `Refused` with the lines that are broken."""
    try:
        text = path.read_bytes()
    except OSError:
        raise _refused(
            str(path), Text("无法读取销毁清单", "the list of the forgotten cannot be read")
        ) from None
    found: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), start=1):
        told = _line(line)
        if told is None:
            what = Text("这一行不是销毁记录", "this line forgets nobody")
            wrong.append(_problem(str(path), what, number))
        else:
            found[told[0]] = told[1]
    if wrong:
        raise Refused("invalid_request", wrong)
    return found


def _line(line: bytes) -> tuple[str, str] | None:
    try:
        told: Any = orjson.loads(line)
        person, reason = told["person"], told["reason"]
    except (KeyError, TypeError, ValueError):
        return None
    right = isinstance(person, str) and reason in FORGET_REASONS
    return (person, reason) if right else None


def _refused(path: str, what: Text) -> Refused:
    return Refused("invalid_request", [_problem(path, what)])


def _problem(path: str, what: Text, line: int | None = None) -> Problem:
    fix = Text("请核对文件和权限", "check the file and who may read and write it")
    return Problem("tombstones", "", what, fix, line=line, file=path)
