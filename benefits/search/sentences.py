"""What is wrong with a search, in words (方案搜索问题): code → what and fix, in both languages."""

from typing import Final

from benefits.problems import Problem, Text

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "nothing_is_varied": (
        "没有说明要变动哪个数值",
        "no figure to vary is named",
        "请写 --vary 地址=低:高:步长，如 --vary layers.backstop.ceiling=5%:9.5%:0.5%",
        "write --vary path=low:high:step, like --vary layers.backstop.ceiling=5%:9.5%:0.5%",
    ),
    "one_figure_is_varied": (
        "求解只能变动一个数值",
        "one figure alone is solved for",
        "请只留一个 --vary；几个数值的网格请用 benefits sweep",
        "keep one --vary; for a grid of several see benefits sweep",
    ),
    "varied_twice": (
        "同一个数值变动了两次",
        "the figure is varied twice",
        "请只留一个 --vary",
        "keep one --vary for it",
    ),
    "range_is_not_understood": (
        "取值范围的写法不对",
        "the values are not understood",
        "请写成 低:高:步长（如 {range}），或以逗号分开的数值（如 {list}）",
        "write low:high:step (like {range}), or values with commas (like {list})",
    ),
    "range_has_no_step": (
        "没有写步长",
        "there is no step",
        "请写成 低:高:步长，如 {range}",
        "write low:high:step, like {range}",
    ),
    "range_is_wanted": (
        "求解要一个范围，不是几个数值",
        "a range is wanted to solve in, not single values",
        "请写成 低:高 或 低:高:步长，如 {range}",
        "write low:high or low:high:step, like {range}",
    ),
    "value_is_not_of_this_kind": (
        "“{given}”：{why}",
        "{given}: {why}",
        "请按 {example} 的写法填写",
        "write it like {example}",
    ),
    "value_is_too_fine": (
        "“{given}”比 0.0001% 还细",
        "{given} is finer than 0.0001%",
        "请写到 0.0001% 为止",
        "write it to 0.0001%",
    ),
    "value_stands_twice": (
        "“{given}”写了两次",
        "{given} stands there twice",
        "请保留一个",
        "keep one of them",
    ),
    "range_is_upside_down": (
        "低值不低于高值",
        "the low end is not below the high end",
        "请把小的写在前面",
        "write the smaller one first",
    ),
    "step_is_zero": (
        "步长为 0",
        "the step is 0",
        "请写一个大于 0 的步长",
        "write one above 0",
    ),
    "comma_of_thousands": (
        "“{given}”是一个数，还是几个数？",
        "is {given} one number, or several?",
        "一个数请不写千分位逗号；几个数请用分号分开：{apart}",
        "write one number without commas; separate several by semicolons: {apart}",
    ),
    "figures_of_two_kinds": (
        "各地这个数值的种类不同（{kinds}）",
        "it is not the same kind of figure everywhere ({kinds})",
        "请用 地区:地址 指明一个地区",
        "name one region: region:path",
    ),
    "too_many_points": (
        "共 {points} 个方案，最多 {most} 个",
        "these are {points} points, and at most {most} are run",
        "请加大步长，或减少变动的数值",
        "widen a step, or vary fewer figures",
    ),
    "target_is_missing": (
        "没有说明目标",
        "no target is named",
        "请写 --target 指标<=数值，如 --target 'backstop<=346400.00'",
        "write --target measure<=value, like --target 'backstop<=346400.00'",
    ),
    "target_is_not_understood": (
        "目标的写法不对",
        "the target is not understood",
        "请写成 指标<=数值 或 指标>=数值，并加引号，如 'backstop<=346400.00'",
        "write measure<=value or measure>=value, quoted, like 'backstop<=346400.00'",
    ),
    "measure_is_not_known": (
        "没有指标“{given}”",
        "there is no measure {given}",
        "可用：{measures}",
        "one of: {measures}",
    ),
    "share_is_not_told": (
        "“above”要说明哪条线",
        "above which share?",
        "可用：{measures}",
        "one of: {measures}",
    ),
    "bound_is_not_of_this_kind": (
        "“{given}”：{why}",
        "{given}: {why}",
        "请按 {example} 的写法填写",
        "write it like {example}",
    ),
    "share_is_not_a_rate": (
        "“{given}”不是比例",
        "{given} is not a share",
        "请写成 --share 9.5%",
        "write it like --share 9.5%",
    ),
    "folder_is_not_empty": (
        "文件夹里已有内容",
        "there is something in the folder",
        "请换一个新的文件夹，以免新旧方案混在一起",
        "name a new folder, so that old and new points are not mixed",
    ),
    "folder_cannot_be_written": (
        "无法写入这个文件夹",
        "the folder cannot be written",
        "请核对路径、权限和磁盘",
        "check the path, who may write there, and the disk",
    ),
}  # fmt: skip


def problem(code: str, where: str, **facts: str | Text) -> Problem:
    """A problem of a search, its sentences filled in; a fact may differ by language."""
    zh = {name: each if isinstance(each, str) else each.zh for name, each in facts.items()}
    en = {name: each if isinstance(each, str) else each.en for name, each in facts.items()}
    what_zh, what_en, fix_zh, fix_en = SENTENCES[code]
    what = Text(what_zh.format_map(zh), what_en.format_map(en))
    return Problem(code, where, what, Text(fix_zh.format_map(zh), fix_en.format_map(en)))
