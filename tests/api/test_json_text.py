"""The bytes of a request as JSON: one document, said once, exact."""

from typing import Any

import pytest

from benefits.claims.json_text import DEEPEST, QUOTE_LIMIT, plain, read_json
from benefits.problems import Refused


def codes(body: bytes, limit: int = QUOTE_LIMIT) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as refused:
        read_json(body, limit)
    return refused.value.code, [each.code for each in refused.value.problems]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
        (b'\xef\xbb\xbf{"a": 1}\r\n', {"a": 1}),
        ('{"名": "\\ud83d\\ude00"}'.encode(), {"名": "😀"}),
        (b'{"a": {"x": 1}, "b": {"x": 1}}', {"a": {"x": 1}, "b": {"x": 1}}),
        (b"[1e22]", [1e22]),
        (b"[" * DEEPEST + b"]" * DEEPEST, None),
        (b'["[[[[[[[[[[' + b"[{" * 100 + b'"]', None),
    ],
)
def test_one_sound_document_is_read(body: bytes, value: Any) -> None:
    read = read_json(body)
    assert read == value if value is not None else isinstance(read, list)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_is_empty"),
        (b" \r\n\t", "body_is_empty"),
        (b"\xff\xfe{}", "body_is_not_utf8"),
        (b'{"a": "\xed\xa0\x80"}', "body_is_not_utf8"),
        (b"{", "json_does_not_parse"),
        (b"{} []", "json_goes_on"),
        (b"[NaN]", "json_number_is_not_finite"),
        (b"[Infinity]", "json_number_is_not_finite"),
        (b"[1e400]", "json_number_is_not_finite"),
        (b"[-1e400]", "json_number_is_not_finite"),
        (b"[" + b"9" * 5000 + b"]", "json_number_is_too_long"),
        (b'{"a": 1, "a": 1}', "json_name_twice"),
        (b'[{"b": {"a": 1, "\\u0061": 1}}]', "json_name_twice"),
        (b'["\\udc00"]', "json_text_is_broken"),
        (b'{"\\ud800": 1}', "json_text_is_broken"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too_deep"),
        (b'{"a":' * 50_000, "too_deep"),
    ],
)
def test_anything_else_is_malformed(body: bytes, code: str) -> None:
    assert codes(body) == ("malformed", [code])


def test_a_body_above_the_limit_is_too_large_whatever_it_says() -> None:
    assert codes(b"\xff" * 11, limit=10) == ("too_large", ["too_large"])
    assert read_json(b"[1,2,3,45]", limit=10) == [1, 2, 3, 45]


def test_a_name_from_outside_is_told_without_markup() -> None:
    assert plain('<a href="javascript:x">\u202e&\x00') == "a href=javascript:x"
    assert len(plain("x" * 1000)) == 64
