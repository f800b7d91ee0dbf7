"""What is wrong with a request, in words (请求问题): code → what and fix, in Chinese and English."""

from typing import Final

from benefits.problems import Problem, Text

_SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "body_is_empty": (
        "请求是空的",
        "the request is empty",
        "请发送一个 UTF-8 编码的 JSON 对象",
        "send one JSON object in UTF-8",
    ),
    "body_is_not_utf8": (
        "请求不是 UTF-8 编码",
        "the request is not UTF-8",
        "请以 UTF-8 编码发送，不要压缩",
        "send it in UTF-8, not compressed",
    ),
    "json_does_not_parse": (
        "第 {line} 行第 {column} 列起不是 JSON",
        "this is not JSON from line {line}, column {column} on",
        "请检查引号、逗号和括号",
        "check quotes, commas and brackets",
    ),
    "json_goes_on": (
        "JSON 结束后还有内容（第 {line} 行第 {column} 列）",
        "something follows the end of the JSON at line {line}, column {column}",
        "一次只发送一个 JSON 对象；多个请走批量接口，一行一个",
        "send one JSON object; several go to the batch path, one a line",
    ),
    "json_number_is_not_finite": (
        "NaN、Infinity 和过大的数（如 1e400）不是 JSON 数值",
        "NaN, Infinity and numbers like 1e400 are not numbers of JSON",
        "请写成文本金额或普通整数",
        "write an amount as text, or a plain whole number",
    ),
    "json_number_is_too_long": (
        "数值的位数过多",
        "a number has too many digits",
        "请核对",
        "check it",
    ),
    "json_name_twice": (
        "同一对象中字段“{name}”出现两次",
        "the field {name} stands twice in one object",
        "请只保留一个",
        "keep one of them",
    ),
    "json_text_is_broken": (
        "文本中有不完整的字符（\\ud800 至 \\udfff）",
        "a text has half of a character (\\ud800 to \\udfff)",
        "请检查转义",
        "check the escapes",
    ),
    "too_large": (
        "请求超过 {limit}",
        "the request is larger than {limit}",
        "请拆分后发送",
        "send it in smaller pieces",
    ),
    "batch_has_too_many_lines": (
        "批量请求超过 {most} 行",
        "the batch has more than {most} lines",
        "请拆分后发送",
        "send it in smaller pieces",
    ),
    "query_name_twice": (
        "该参数出现两次",
        "it stands twice in the query",
        "请只保留一个",
        "keep one of them",
    ),
    "version_is_not_there": (
        "没有这个版本",
        "there is no such version",
        "可用：{versions}",
        "one of: {versions}",
    ),
    "file_is_not_there": (
        "没有这个文件",
        "there is no such file",
        "请核对路径；- 表示标准输入",
        "check the path; - is standard input",
    ),
    "file_is_a_folder": (
        "这是文件夹，不是文件",
        "this is a folder, not a file",
        "请给出其中的一个文件",
        "name a file in it",
    ),
    "file_may_not_be_read": (
        "没有读取该文件的权限",
        "the file may not be read",
        "请检查文件权限",
        "check who may read it",
    ),
    "file_cannot_be_read": (
        "文件无法读取",
        "the file cannot be read",
        "请核对路径和磁盘",
        "check the path and the disk",
    ),
    "form_is_broken": (
        "表单无法读取",
        "the form cannot be read",
        "请刷新页面后重新填写",
        "load the page again and fill it in",
    ),
    "totals_line_is_not_understood": (
        "第 {line} 行应为“保障层 基数 [已支付]”",
        "line {line} should be: layer base [paid]",
        "请写成 critical_illness 3000.00 0.00",
        "write it like critical_illness 3000.00 0.00",
    ),
    "payments_line_is_not_understood": (
        "第 {line} 行应为“保障层 金额”",
        "line {line} should be: layer amount",
        "请写成 basic 5000.00",
        "write it like basic 5000.00",
    ),
    "line_names_a_layer_twice": (
        "第 {line} 行的保障层前面已经写过",
        "line {line} names a layer a second time",
        "请合并为一行",
        "make it one line",
    ),
    "field_is_missing": (
        "缺少字段",
        "the field is missing",
        "请填写 {name}",
        "give {name}",
    ),
    "field_is_not_known": (
        "没有这个字段{near_zh}",
        "there is no such field{near_en}",
        "请删除该字段或更正名称",
        "remove it or mend its name",
    ),
    "wrong_type": (
        "类型不对，应为{kind_zh}",
        "this is of the wrong type: {kind_en} is wanted",
        "请改为{kind_zh}",
        "write {kind_en}",
    ),
    "word_is_not_known": (
        "不认识的代码",
        "the word is not known",
        "可用：{words}",
        "one of: {words}",
    ),
    "number_out_of_range": (
        "数值超出范围（{range}）",
        "the number is out of range ({range})",
        "请核对",
        "check it",
    ),
    "text_is_not_allowed": (
        "文字为空、过长或含有不允许的字符",
        "the text is empty, too long or has characters that are not allowed",
        "请缩短，且不要含控制字符或尖括号",
        "shorten it, without control characters or angle brackets",
    ),
    "too_many": (
        "条目过多（最多 {most}）",
        "there are too many entries (at most {most})",
        "请拆分",
        "send fewer",
    ),
    "amount_is_not_text": (
        "金额必须写成文本，不能是数字",
        "an amount is text, not a number",
        '请写成 "1092.70"',
        'write it like "1092.70"',
    ),
    "amount_is_not_a_number": (
        "这不是金额",
        "this is not an amount",
        '请写成 "1092.70"，单位元，不带千分位',
        'write yuan like "1092.70", without thousands',
    ),
    "amount_is_negative": (
        "金额不能为负",
        "an amount is not negative",
        "请核对；冲正请走冲正流程",
        "check it; a reversal has its own path",
    ),
    "amount_has_third_decimal": (
        "金额最多两位小数",
        "an amount has at most two decimals",
        "请精确到分",
        "write whole fen",
    ),
    "amount_too_large": (
        "金额超过上限 {most}",
        "the amount is above {most}",
        "请核对单位（元）",
        "check the unit (yuan)",
    ),
    "rate_is_not_text": (
        "比例必须写成文本",
        "a rate is text, not a number",
        '请写成 "0.10" 或 "10%"',
        'write it like "0.10" or "10%"',
    ),
    "rate_is_not_a_number": (
        "这不是比例",
        "this is not a rate",
        '请写成 "0.10" 或 "10%"',
        'write it like "0.10" or "10%"',
    ),
    "rate_above_one": (
        "比例在 0 与 1 之间",
        "a rate lies between 0 and 1",
        '请写成 "0.10" 或 "10%"',
        'write it like "0.10" or "10%"',
    ),
    "rate_divides_by_zero": (
        "分母不能为 0",
        "a rate's denominator is not 0",
        "请核对",
        "check it",
    ),
    "quantity_is_not_text": (
        "数量必须写成文本",
        "a quantity is text, not a number",
        '请写成 "2" 或 "0.5"',
        'write it like "2" or "0.5"',
    ),
    "quantity_is_not_a_number": (
        "这不是大于零的数量",
        "this is not a quantity above zero",
        '请写成 "2" 或 "0.5"',
        'write it like "2" or "0.5"',
    ),
    "day_is_not_iso": (
        "这不是日期",
        "this is not a day",
        "请写成 2018-06-15",
        "write it like 2018-06-15",
    ),
    "day_is_absurd": (
        "日期不在 1990-01-01 与 2100-12-31 之间",
        "the day is not between 1990-01-01 and 2100-12-31",
        "请核对年份",
        "check the year",
    ),
    "day_before_admission": (
        "早于入院日期",
        "this is before the admission",
        "请核对入院、出院和结算日期",
        "check the days of admission, discharge and settlement",
    ),
    "until_before_from": (
        "结束日期早于开始日期",
        "it ends before it begins",
        "请核对两个日期",
        "check both days",
    ),
    "referral_is_missing": (
        "异地就医必须说明是否备案",
        "away from home the referral must be said",
        "请填写 filed、unfiled、emergency 或 local",
        "give filed, unfiled, emergency or local",
    ),
    "identities_and_categories": (
        "categories 与 identities 不能同时提供",
        "categories and identities cannot both be given",
        "请只保留一种",
        "keep one of them",
    ),
    "items_and_parts_disagree": (
        "明细合计 {items} 与所列 {given} 不一致",
        "the items add up to {items}, the part says {given}",
        "请核对明细或删除该部分",
        "check the items or leave the part out",
    ),
    "item_has_both_forms": (
        "一行明细不能既给金额又给四部分",
        "an item gives its amount or its parts, not both",
        "请只保留一种写法",
        "keep one form",
    ),
    "item_has_no_amount": (
        "这一行明细没有金额",
        "the item has no amount",
        "请填写四部分，或 amount 与 class",
        "give its parts, or amount and class",
    ),
    "item_class_is_missing": (
        "按金额填写的明细需要甲乙丙类别",
        "an item given by amount needs its class",
        "请填写 class：A、B 或 C",
        "give class: A, B or C",
    ),
    "item_rate_is_missing": (
        "乙类项目需要先行自付比例",
        "a class B item needs its first self-pay rate",
        "请填写 first_self_pay_rate",
        "give first_self_pay_rate",
    ),
    "item_rate_not_for_class": (
        "只有乙类项目有先行自付比例",
        "only a class B item has a first self-pay rate",
        "请删除 first_self_pay_rate 或更正类别",
        "remove first_self_pay_rate or mend the class",
    ),
    "last_year_disagrees": (
        "上年自付 {given} 与账单 {bill} 不一致",
        "last year's self-pay is {given}, the bill says {bill}",
        "年度审核救助的账单即上年自付，请使两者一致",
        "in an annual review the bill is last year's self-pay: make them agree",
    ),
    "amounts_do_not_add_up": (
        "四部分合计 {sum}，总额 {total}，相差 {difference}",
        "the parts add up to {sum}, the total is {total}: {difference} apart",
        "请核对总额和四部分",
        "check the total and the parts",
    ),
    "too_deep": (
        "嵌套过深",
        "the request is nested too deeply",
        "请按接口格式填写",
        "follow the form of the interface",
    ),
    "unknown_layer": (
        "本政策没有保障层“{layer}”",
        "the policy has no layer {layer}",
        "本政策的保障层：{layers}",
        "its layers: {layers}",
    ),
    "figure_is_not_known": (
        "本政策没有这个数值",
        "the policy has no such figure",
        "可用的相近地址：{near}",
        "addresses near it: {near}",
    ),
    "figure_is_not_of_this_kind": (
        "数值的写法不对：{why}",
        "the figure cannot be read: {why}",
        "请按 {example} 的写法填写",
        "write it like {example}",
    ),
    "figure_too_fine": (
        "比例精确到 0.0001%",
        "a rate of a reform is written to 0.0001%",
        "更细的比例请另立政策文件",
        "write a policy file for a finer one",
    ),
}


def problem(code: str, where: str, **facts: str) -> Problem:
    """A problem of a request, its sentence filled in."""
    what_zh, what_en, fix_zh, fix_en = (text.format(**facts) for text in _SENTENCES[code])
    return Problem(code, where, Text(what_zh, what_en), Text(fix_zh, fix_en))
