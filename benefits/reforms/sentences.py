"""What is wrong with a reform, in words (调整方案问题): code → what and fix, in both languages.

What a reform's file has in common with a policy's is said in a policy's words.
"""

from typing import Final

from benefits.problems import Problem, Text
from benefits.reading import sentences as of_policies

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "setting_has_no_value": (
        "缺少等号：应为“地址=数值”",
        "there is no = in it: a setting is path=figure",
        "请写成 {flag} layers.backstop.ceiling={example}",
        "write it like {flag} layers.backstop.ceiling={example}",
    ),
    "setting_is_empty": (
        "等号两边都要写",
        "one side of the = is empty",
        "请写成 {flag} layers.backstop.ceiling={example}",
        "write it like {flag} layers.backstop.ceiling={example}",
    ),
    "scope_is_not_a_region": (
        "冒号前的“{given}”不是地区，也不是“地区/首日”",
        "{given} before the colon is no region and no region/first-day",
        "请写成 jx-yichun:地址=数值，或 jx-yichun/2018-01-01:地址=数值",
        "write it like jx-yichun:path=figure, or jx-yichun/2018-01-01:path=figure",
    ),
    "unknown_region": (
        "没有地区“{given}”{near}",
        "there is no region {given}{near}",
        "可用 benefits policies list 查看",
        "see benefits policies list",
    ),
    "version_is_not_there": (
        "{region} 没有版本“{given}”",
        "{region} has no version {given}",
        "可用：{versions}",
        "one of: {versions}",
    ),
    "figure_is_not_known": (
        "没有一个地区有这个数值（{regions}）",
        "no region has such a figure ({regions})",
        "相近的地址：{near}",
        "addresses near it: {near}",
    ),
    "figures_are_missing": (
        "没有要调整的数值",
        "there is no figure to change",
        "请在 figures: 下写“地址: 数值”，如 layers.backstop.ceiling: 5%",
        "write path: figure under figures:, like layers.backstop.ceiling: 5%",
    ),
    "figures_are_nested": (
        "数值的地址要写成一行",
        "the address of a figure is written on one line",
        "请写成 {path}: 数值",
        "write {path}: figure",
    ),
    "figure_is_a_list": (
        "这里应为一个数值，不是列表",
        "one figure is wanted here, not a list",
        "多个取值请用 benefits sweep --vary",
        "for several values see benefits sweep --vary",
    ),
    "figure_stands_at_the_top": (
        "“{name}”不能直接写在最外层",
        "{name} cannot stand at the top",
        "请放到 figures: 下面",
        "write it under figures:",
    ),
    "figures_in_a_policy": (
        "一份完整的政策里没有 figures:",
        "a whole policy has no figures:",
        "请把 figures: 另存为一个文件，用两个 --reform 叠加",
        "write the figures into a file of their own, and stack both: two --reform",
    ),
    "policy_is_not_whole": (
        "只有 layers，既不是完整的政策，也不是数值调整",
        "layers alone is neither a whole policy nor a reform of figures",
        "调整数值请在 figures: 下写 layers.….…: 数值；结构性调整请补上 in_force: 和 builds_on:",
        "a figure is written under figures: as layers.….…: figure; a whole policy needs in_force: and "
        "builds_on: too",
    ),
    "reform_is_empty": (
        "文件是空的",
        "the file is empty",
        "请在 figures: 下写“地址: 数值”",
        "write path: figure under figures:",
    ),
    "reform_has_anchor": (
        "不支持锚点、别名和合并键",
        "anchors, aliases and merge keys are not used",
        "请把数值再写一遍",
        "write the figure once more",
    ),
    "reform_is_not_a_mapping": (
        "文件最外层应为“名称: 值”",
        "the top of the file is not a mapping",
        "请从 figures: 开始",
        "begin with figures:",
    ),
    "file_is_not_there": (
        "没有这个文件",
        "there is no such file",
        "请核对路径",
        "check the path",
    ),
    "file_is_a_folder": (
        "这是文件夹，不是文件",
        "this is a folder, not a file",
        "请写出其中一个文件；多个文件请多次使用 --reform",
        "name a file in it; several files are several --reform",
    ),
    "file_cannot_be_read": (
        "文件无法读取",
        "the file cannot be read",
        "请核对权限和磁盘",
        "check who may read it, and the disk",
    ),
}  # fmt: skip


def problem(
    code: str,
    where: str,
    *,
    file: str | None = None,
    line: int | None = None,
    column: int | None = None,
    **facts: str | Text,
) -> Problem:
    """A problem of a reform, its sentences filled in; what a policy's file shares is said as there."""
    if code not in SENTENCES:
        return of_policies.problem(code, where, file=file, line=line, column=column, **facts)
    zh = {name: each if isinstance(each, str) else each.zh for name, each in facts.items()}
    en = {name: each if isinstance(each, str) else each.en for name, each in facts.items()}
    what_zh, what_en, fix_zh, fix_en = SENTENCES[code]
    what = Text(what_zh.format_map(zh), what_en.format_map(en))
    fix = Text(fix_zh.format_map(zh), fix_en.format_map(en))
    return Problem(code, where, what, fix, line, column, file)
