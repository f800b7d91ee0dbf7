"""What is wrong with the shape of what was sent (格式问题), in words, for any form.

pydantic finds it; here each finding becomes a `Problem` with its place in the JSON, and a misspelt field is
told the name that is near it.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from benefits.claims.sentences import problem
from benefits.problems import Problem

_KINDS: Final = {
    "string_type": ("文本", "text"),
    "int_type": ("整数", "a whole number"),
    "list_type": ("列表", "a list"),
    "dict_type": ("对象", "an object"),
    "mapping_type": ("对象", "an object"),
    "model_type": ("对象", "an object"),
    "model_attributes_type": ("对象", "an object"),
    "bool_type": ("true 或 false", "true or false"),
    "is_instance_of": ("对象", "an object"),
}
_RANGES: Final = {"greater_than_equal", "less_than_equal", "int_parsing_size"}
_TEXTS: Final = {
    "string_too_short": "text_is_empty",
    "string_pattern_mismatch": "text_has_wrong_characters",
    "string_unicode": "text_has_wrong_characters",
}


def shape_problems(error: ValidationError, form: type[BaseModel]) -> list[Problem]:
    """Every problem pydantic found in what should have been this form."""
    return [_shape_problem(each, form) for each in error.errors(include_url=False)]


def _shape_problem(error: Any, form: type[BaseModel]) -> Problem:
    kind, where, facts = error["type"], path(error["loc"]), error.get("ctx", {})
    if kind == "missing":
        return problem("field_is_missing", where, name=where)
    if kind == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), _fields_at(error["loc"][:-1], form), n=1)
        return problem(
            "field_is_not_known",
            where,
            near_zh=f"，是否为 {near[0]}？" if near else "",
            near_en=f"; is {near[0]} meant?" if near else "",
        )
    if kind == "literal_error":
        listed = str(facts["expected"]).replace("'", "").replace(" or ", ", ")
        return problem("word_is_not_known", where, words=listed)
    if kind in _RANGES:
        bound = facts.get("ge", facts.get("le", ""))
        return problem(
            "number_out_of_range", where, range=f"{'≥' if 'ge' in facts else '≤'} {bound}"
        )
    if kind == "string_too_long":
        return problem("text_is_too_long", where, most=str(facts["max_length"]))
    if kind == "string_pattern_mismatch" and where.endswith("division"):
        return problem("division_is_not_six_digits", where)
    if kind in _TEXTS:
        return problem(_TEXTS[kind], where)
    if kind == "too_long":
        return problem("too_many", where, most=str(facts.get("max_length", "")))
    if kind in _KINDS:
        zh, en = _KINDS[kind]
        return problem("wrong_type", where, kind_zh=zh, kind_en=en)
    return problem(kind, where)


def path(loc: Sequence[int | str]) -> str:
    """`bill.items[2].eligible`; keys that are the caller's own are kept short and plain."""
    found = ""
    for step in loc:
        if isinstance(step, int):
            found += f"[{step}]"
        elif step != "[key]":
            plain = "".join(
                each for each in step[:64] if each.isprintable() and each not in "<>&\"'"
            )
            found += f".{plain}" if found else plain
    return found


def _fields_at(loc: Sequence[int | str], form: type[BaseModel]) -> list[str]:
    """The fields a form has at a place."""
    here = form
    for step in loc:
        if isinstance(step, str):
            here = next(_forms_in(_annotation(here, step)), here)
    return [each.alias or name for name, each in here.model_fields.items()]


def _annotation(form: type[BaseModel], step: str) -> Any:
    """What a form says of a field; None for a key that is the caller's own."""
    for name, field in form.model_fields.items():
        if step in (name, field.alias):
            return field.annotation
    return None


def _forms_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The forms an annotation speaks of: `list[Item] | None` has one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _forms_in(inner)
