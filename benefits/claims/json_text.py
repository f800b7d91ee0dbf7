"""Reads the bytes of a request as JSON (读取报文): one document, said once, exact.

The standard library's parser, because it can be asked about every object: of two fields of one name
JSON parsers keep the last in silence, and a bill with two totals has to be refused. orjson is faster
(3 µs against 12 µs for a request of 1 KB), but then looking for second names takes it to 37 µs.
"""

import json
from collections import Counter
from math import isinf
from typing import Any, Final, NoReturn

from benefits.claims.sentences import problem
from benefits.problems import Refused

QUOTE_LIMIT: Final = 1_000_000
"""A quote's request is at most so many bytes."""

BATCH_LIMIT: Final = 64_000_000
"""A batch of requests is at most so many bytes."""

DEEPEST: Final = 64
"""Objects and lists lie at most so deep in one another."""


def read_json(body: bytes, limit: int = QUOTE_LIMIT) -> Any:
    """The one JSON value of a body; raises `Refused` as `too_large` or `malformed`.

    Numbers with a point stay floats, so that reading refuses them where an amount should stand.

    >>> read_json(b'{"age": 61}')
    {'age': 61}
    >>> read_json(b'{"total": "1.00", "total": "2.00"}')
    Traceback (most recent call last):
    benefits.problems.Refused: malformed: : the field total stands twice in one object
    """
    if len(body) > limit:
        raise too_large(limit)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        _malformed("body_is_not_utf8")
    if not text.strip(" \t\r\n"):
        _malformed("body_is_empty")
    try:
        given = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            _malformed("json_goes_on", line=str(error.lineno), column=str(error.colno))
        _malformed("json_does_not_parse", line=str(error.lineno), column=str(error.colno))
    except RecursionError:
        _malformed("too_deep")
    if text.count("{") + text.count("[") > DEEPEST:
        _refuse_too_deep(given)
    if "\\u" in text:
        _refuse_half_characters(given)
    return given


def too_large(limit: int, where: str = "") -> Refused:
    """The refusal of a body above its limit, told in whole megabytes or kilobytes."""
    told = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1000} kB"
    return Refused("too_large", [problem("too_large", where, limit=told)])


def plain(name: str) -> str:
    """A name that came from outside, short and without anything a page could take for markup.

    >>> plain("<b>total</b>"), plain("总额")
    ('btotal/b', '总额')
    """
    return "".join(each for each in name[:64] if each.isprintable() and each not in "<>&\"'`")


def _malformed(code: str, **facts: str) -> NoReturn:
    raise Refused("malformed", [problem(code, "", **facts)]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that stands twice is refused."""
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _ in pairs)
        _malformed("json_name_twice", name=plain(next(name for name in times if times[name] > 1)))
    return found


def _not_finite(_: str) -> NoReturn:
    _malformed("json_number_is_not_finite")


def _decimal(written: str) -> float:
    value = float(written)
    if isinf(value):
        _malformed("json_number_is_not_finite")
    return value


def _whole(written: str) -> int:
    if len(written) > 400:
        _malformed("json_number_is_too_long")
    return int(written)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_not_finite, parse_float=_decimal, parse_int=_whole
)


def _refuse_too_deep(given: Any) -> None:
    level, depth = [given], 0
    while level := [each for each in level if isinstance(each, (dict, list))]:
        depth += 1
        if depth > DEEPEST:
            _malformed("too_deep")
        level = [
            inner for each in level for inner in (each.values() if isinstance(each, dict) else each)
        ]


def _refuse_half_characters(given: Any) -> None:
    r"""JSON may write half of a character (`\ud800`); no text can hold it."""
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _malformed("json_text_is_broken")
