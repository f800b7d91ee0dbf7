"""What is wrong with what a policy tool is asked (工具问题), in Chinese and English."""

from typing import Final

from benefits.claims import sentences
from benefits.problems import Problem, Text

_SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "curve_has_no_proportions": (
        "总额为 0，无法按比例增长",
        "the total is 0, so there are no proportions in which it could grow",
        "请填写金额，或用 vary 指定一个部分",
        "give a bill, or name one part in vary",
    ),
    "curve_has_no_length": (
        "曲线的终点不大于起点 {rest}",
        "the curve would end where it begins, at {rest}",
        "请在 up_to 中填写更大的金额",
        "give a larger amount as up_to",
    ),
}


def problem(code: str, where: str, **facts: str) -> Problem:
    """A problem of a tool's own field; codes of requests have the request's sentence."""
    found = _SENTENCES.get(code)
    if found is None:
        return sentences.problem(code, where, **facts)
    what_zh, what_en, fix_zh, fix_en = (text.format(**facts) for text in found)
    return Problem(code, where, Text(what_zh, what_en), Text(fix_zh, fix_en))
