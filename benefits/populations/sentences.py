"""What is wrong with a description or a report's table, in words (人群与报表问题)."""

from typing import Final

from benefits.problems import Problem, Text
from benefits.reading.document import Spot

_SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "shares_do_not_add_up": (
        "各项比例之和是 {sum}，不是 100%",
        "the shares add up to {sum}, not to 100%",
        "请改其中一项",
        "change one of them",
    ),
    "shares_are_above_one": (
        "三部分占比之和为 {sum}，超过 90%",
        "the three shares add up to {sum}, more than 90%",
        "请调低，其余为政策范围内费用",
        "lower them; the rest of a bill is eligible",
    ),
    "not_a_number_of_things": (
        "“{given}”应为 {least} 至 {most} 的整数",
        "{given} should be a whole number from {least} to {most}",
        "请改为整数",
        "write a whole number",
    ),
    "identity_is_not_known": (
        "没有“{given}”这个身份",
        "there is no identity {given}",
        "可用：none、{words}，多个用 + 连接",
        "one of: none, {words}, several joined by +",
    ),
    "income_is_missing": (
        "“{given}”没有写收入，也没有 others",
        "there is no income for {given}, and no others",
        "请补上，或写 others",
        "write it, or others",
    ),
    "factor_is_not_a_number": (
        "“{given}”不是这里可写的数（离散程度和倍数为 0 至 3）",
        "{given} is no number that may stand here (spreads and factors go from 0 to 3)",
        "请写成 0.8 或 80%",
        "write it like 0.8 or 80%",
    ),
    "days_are_turned_round": (
        "last_day 早于 first_day，或超过 50 年",
        "last_day is before first_day, or more than 50 years after it",
        "请核对日期",
        "check the days",
    ),
    "amount_is_out_of_bounds": (
        "中位数应在 1 元至 2,000 万元之间",
        "a median lies between 1.00 and 20,000,000.00",
        "请核对单位（元）",
        "check the unit (yuan)",
    ),
    "share_is_unclear": (
        "“{given}”不是 0 至 1 之间的比例",
        "{given} is not a share between 0 and 1",
        "请写成 35%",
        "write it like 35%",
    ),
    "years_are_unclear": (
        "“{given}”不是年份",
        "{given} is not a year, or a year to a year",
        "请写成 2018 或 2016-2018",
        "write it like 2018 or 2016-2018",
    ),
    "description_is_not_there": (
        "读不到人群描述“{given}”",
        "the description {given} cannot be read",
        "请写一个文件（UTF-8），或：{most}",
        "name a file (UTF-8), or one of: {most}",
    ),
    "amount_or_number": (
        "应写 amount 或 number，二者之一",
        "an amount or a number is wanted, one of them",
        "金额写 amount，人次写 number",
        "write amount for money, number for admissions",
    ),
    "nothing_to_sum": (
        "没有“{given}”这一行或保障层",
        "there is no line or layer {given}",
        "可用：{words}",
        "one of: {words}",
    ),
    "word_is_not_of_this_dimension": (
        "“{given}”不是 {dimension} 的词",
        "{given} is not a word of {dimension}",
        "可用：{words}",
        "one of: {words}",
    ),
    "address_leads_nowhere": (
        "人群描述中没有可调的“{given}”",
        "the description of the people has no {given} that could move",
        "地址应指向 median、spread 或以 % 写成的占比",
        "an address leads to a median, a spread, or a share written with %",
    ),
    "table_is_not_there": (
        "读不到报表“{given}”",
        "the table {given} cannot be read",
        "请写一个文件（UTF-8），或：{most}",
        "name a file (UTF-8), or one of: {most}",
    ),
    "households_do_not_fit": (
        "每户要代表 {base} 户，超出权重范围（{least} 至 {most}）",
        "each household would have to count for {base}, outside the weights' bounds ({least} to {most})",
        "请把 people.households 改为约 {wanted}",
        "make people.households about {wanted}",
    ),
    "calibrated_does_not_fit": (
        "校准文件与其中的报表对不上：{given}",
        "the calibrated file does not fit its own table: {given}",
        "请重新校准",
        "calibrate once more",
    ),
    "file_is_not_written_like_this": (
        "不知道怎样写“{given}”",
        "how should {given} be written?",
        "文件名以 .parquet、.csv 或 .arrow 结尾",
        "end the file's name with .parquet, .csv or .arrow",
    ),
    "file_cannot_be_written": (
        "无法写入：{why}",
        "it cannot be written: {why}",
        "请核对文件夹和剩余空间",
        "check the folder and the space left",
    ),
}


def problem(code: str, where: str, spot: Spot | None = None, **facts: str) -> Problem:
    """A problem with its sentences filled in, and its place in a file where there is one."""
    what_zh, what_en, fix_zh, fix_en = _SENTENCES[code]
    what = Text(what_zh.format_map(facts), what_en.format_map(facts))
    fix = Text(fix_zh.format_map(facts), fix_en.format_map(facts))
    if spot is None:
        return Problem(code, where, what, fix)
    return Problem(code, where, what, fix, spot.line, spot.column, spot.file)
