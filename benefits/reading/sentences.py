"""What is wrong with a policy, in words (政策问题): code → what and fix, in Chinese and English."""

from typing import Final

from benefits.problems import Problem, Text

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    # -- the text -----------------------------------------------------------------
    "file_too_large": ("文件超过 1 MB", "the file is larger than 1 MB", "请拆分政策", "split the policy"),
    "file_is_not_utf8": ("文件不是 UTF-8 编码", "the file is not UTF-8", "请另存为 UTF-8", "save it as UTF-8"),
    "file_is_empty": ("文件是空的", "the file is empty", "请写入政策内容", "write the policy into it"),
    "file_is_not_a_mapping": ("文件最外层应为“名称: 值”", "the top of the file is not a mapping", "请从 region: 开始", "begin with region:"),
    "yaml_does_not_parse": ("YAML 语法错误：{why}", "this is not YAML: {why}", "请检查缩进、冒号和引号", "check indentation, colons and quotes"),
    "yaml_has_tab": ("不能用制表符缩进", "a tab cannot indent YAML", "请改用空格", "write spaces"),
    "yaml_has_two_documents": ("一个文件只能有一份政策", "a file holds one document", "请删除 --- 之后的内容", "remove what follows ---"),
    "yaml_too_deep": ("嵌套过深", "this is nested too deeply", "请展开写", "write it flatter"),
    "yaml_has_anchor": ("不支持锚点、别名和合并键", "anchors, aliases and merge keys are not used", "请改用 same_as", "write same_as instead"),
    "yaml_key_is_not_text": ("名称必须是文本", "a key is text", "请写成普通名称", "write a plain name"),
    "yaml_key_twice": ("“{key}”重复，第 {first} 行已经写过", "{key} stands twice, first on line {first}", "请保留一处", "keep one of them"),
    # -- the shape ----------------------------------------------------------------
    "field_is_missing": ("缺少“{name}”", "{name} is missing", "请补上“{name}”", "write {name}"),
    "field_is_not_known": ("没有这个字段{near_zh}", "there is no such field{near_en}", "请删除或更正名称", "remove it or mend its name"),
    "wrong_type": ("写法不对，应为{kind_zh}", "{kind_en} is wanted here", "请改为{kind_zh}", "write {kind_en}"),
    "word_is_not_allowed": ("这里不能写这个词", "this word is not one of those allowed here", "可用：{words}", "one of: {words}"),
    "too_few": ("至少要有 {least} 项", "at least {least} must be given", "请补充", "write more of them"),
    "day_is_not_iso": ("这不是日期", "this is not a day", "请写成 2018-01-01", "write it like 2018-01-01"),
    "truth_is_not_yes_or_no": ("应为 true 或 false", "true or false is wanted", "请写 true 或 false", "write true or false"),
    "amount_is_not_text": ("金额应为一个值", "an amount is one value", "请写成 400 或 10万元", "write it like 400 or 10万元"),
    "amount_is_not_a_number": ("这不是金额", "this is not an amount", "请写成 400、1,000.50 或 10万元", "write it like 400, 1,000.50 or 10万元"),
    "amount_is_negative": ("金额不能为负", "an amount is not negative", "请写正数", "write it without the sign"),
    "amount_has_third_decimal": ("金额最多精确到分", "an amount has at most two decimals", "请精确到分", "write whole fen"),
    "rate_is_not_text": ("比例应为一个值", "a rate is one value", "请写成 90% 或 0.90", "write it like 90% or 0.90"),
    "rate_is_not_a_number": ("这不是比例", "this is not a rate", "请写成 90%、0.90 或 2/37", "write it like 90%, 0.90 or 2/37"),
    "rate_above_one": ("比例在 0 与 1 之间", "a rate lies between 0 and 1", "请写成 90% 或 0.90", "write it like 90% or 0.90"),
    "rate_divides_by_zero": ("分母不能为 0", "a rate's denominator is not 0", "请核对分数", "check the fraction"),
    "count_is_not_a_number": ("这不是整数", "this is not a whole number", "请写成 4", "write it like 4"),
    # -- the sense ----------------------------------------------------------------
    "in_force_ends_before_it_begins": ("结束日期早于开始日期", "it ends before it begins", "请核对 in_force", "check in_force"),
    "file_is_not_in_its_folder": ("文件应放在 {wanted} 下", "the file belongs into {wanted}", "请移动文件或更正 region", "move it or mend region"),
    "file_is_not_named_by_its_day": ("文件名应为 {wanted}", "the file's name should be {wanted}", "请改名或更正日期", "rename it or mend the days"),
    "division_is_not_six_digits": ("行政区划代码是六位数字", "a division is six digits", '请写成 "360900"', 'write it like "360900"'),
    "fund_is_not_six_digits": ("基金代码是六位数字", "a fund code is six digits", '请写成 "390100"', 'write it like "390100"'),
    "fund_is_not_in_the_map": ("基金代码不在本地区的 funds 表中", "the fund code is not in the region's map", "请在 funds 中加入该代码", "add it to funds"),
    "name_is_not_plain": ("名称“{name}”只能用小写字母、数字和下划线", "the name {name} may only use a-z, 0-9 and _", "请改名", "rename it"),
    "group_is_a_word": ("组名“{name}”与固有词汇相同", "the group {name} is named like a word of the trade", "请换一个组名", "choose another name"),
    "group_is_empty": ("组内没有词", "the group is empty", "请列出成员", "list its members"),
    "group_mixes_dimensions": ("组内的词属于不同维度", "the group mixes words of different dimensions", "请按维度分组", "make a group for each"),
    "word_is_not_known": ("不认识“{word}”", "the word {word} is not known here", "请查阅词汇表，或在 groups、programmes 中定义", "see the glossary, or define it in groups or programmes"),
    "level_is_treated_as_nothing": ("treated_as 只能在医院等级之间对应，且不能连环", "treated_as maps one hospital level to another, not in a chain", "请直接写目标等级", "name the level itself"),
    "rule_has_no_form": ("这条规则没有写如何支付", "the rule does not say how it pays", "请写 rate、bands、payments、patient_pays、pays、ceiling、items、steps、must_be_given、unknown 或 nothing 之一", "write one of rate, bands, payments, patient_pays, pays, ceiling, items, steps, must_be_given, unknown, nothing"),
    "rule_has_two_forms": ("这条规则同时写了 {forms}", "the rule has more than one form: {forms}", "请只保留一种", "keep one of them"),
    "layer_has_rules_and_a_form": ("保障层既有 rules 又有自己的支付写法", "the layer has rules and a form of its own", "请把写法移入 rules", "move the form into rules"),
    "unknown_does_not_say_what_happens": ("未知的保障层须说明遇到时如何处理", "an unknown layer says what happens when it is met", "请写 meets: refuse 或 meets: outside", "write meets: refuse or meets: outside"),
    "payment_has_no_rate": ("支付公式没有比例", "the payment has neither rate nor bands", "请写 rate 或 bands", "write rate or bands"),
    "bands_do_not_say_where_they_begin": ("有起付线的分段须说明从何处起算", "bands with a deductible say where they count from", "请写 counted_from: zero 或 counted_from: deductible", "write counted_from: zero or counted_from: deductible"),
    "band_has_two_ends": ("分段同时写了 at_most 和 below", "the band has both at_most and below", "含本数写 at_most，不含写 below", "at_most includes the number, below does not"),
    "band_is_never_reached": ("前一段没有上限，本段永远用不到", "the band before has no end: this one is never reached", "请给前一段写上限", "end the band before"),
    "bands_do_not_ascend": ("分段上限没有递增", "the ends of the bands do not ascend", "请按从小到大排列", "order them from small to large"),
    "bands_leave_a_gap": ("最后一段有上限，超过部分没有规定", "the last band ends: nothing is said above it", "请加一段不写上限的", "add a band without an end"),
    "boundary_has_no_side": ("边界没有说明是否包含本数", "the boundary does not say whether it includes the number", "请写 at_least、above、at_most 或 below", "write at_least, above, at_most or below"),
    "none_is_not_an_amount": ("这里不能写 none", "none makes no sense here", "请写金额；只有封顶线可以是 none", "write an amount; only a cap may be none"),
    "range_does_not_hold_the_value": ("数值不在 low 与 high 之间", "the value does not lie between low and high", "请核对 low、value、high", "check low, value and high"),
    "example_is_not_complete": ("例子须有 request 和 expect", "an example has a request and what to expect", "请补全", "complete it"),
    "known_before_nothing": ("known 早于文件发布", "it was known before it was issued", "请核对 known 和 issued", "check known and issued"),
    # -- building on another -------------------------------------------------------
    "base_is_not_there": ("找不到所依据的政策 {base}", "the policy it builds on, {base}, is not there", "请写 地区/首日", "write region/first day"),
    "base_goes_in_a_circle": ("政策之间循环依据", "the policies build on each other in a circle", "请去掉其中一个 builds_on", "remove one builds_on"),
    "changes_without_base": ("有 changes 而没有 builds_on", "there are changes but no builds_on", "请写 builds_on", "write builds_on"),
    "change_leads_nowhere": ("所依据的政策没有“{address}”", "the base has nothing at {address}", "请核对地址", "check the address"),
    # -- the formula ---------------------------------------------------------------
    "figure_without_evidence": ("数值没有依据等级", "the figure has no evidence", "请写 evidence: official、secondary、seed、interpretation 或 assumed", "write evidence: official, secondary, seed, interpretation or assumed"),
    "source_is_not_listed": ("sources 中没有“{source}”", "{source} is not among the sources", "请在 sources 中列出", "list it in sources"),
    "figure_too_large": ("数值超过 10 亿元", "the figure is above 1,000,000,000.00", "请核对单位（元）", "check the unit (yuan)"),
    "arm_without_condition": ("“{arm}”不是词汇，须写 when 说明何时适用", "{arm} is not a word of the trade: it needs a when", "请写 when，或用 otherwise", "write when, or name it otherwise"),
    "same_as_leads_nowhere": ("same_as 所指的“{address}”不存在", "same_as points to {address}, which is not there", "请核对地址", "check the address"),
    "change_without_normal": ("plus、times 只能用于 tilt 中改变已有数值", "plus and times only change a normal figure within a tilt", "请直接写数值", "write the figure itself"),
    "amount_might_overflow": ("这一步的金额可能超出 64 位整数", "an amount of this step might leave 64 bits", "请简化分数比例或降低上限", "use simpler fractions or smaller figures"),
    # -- versions ------------------------------------------------------------------
    "versions_overlap": ("与 {other} 的有效期重叠", "it is in force together with {other}", "请给前一版写 until", "end the earlier version"),
    "versions_leave_a_gap": ("{from_day} 至 {until_day} 没有政策", "nothing is in force from {from_day} to {until_day}", "请补上政策或 repeal", "add a version or a repeal"),
    # -- asking for a policy --------------------------------------------------------
    "unknown_region": ("没有地区“{region}”{near_zh}", "there is no region {region}{near_en}", "可用 benefits policies list 查看", "see benefits policies list"),
    "no_policy_in_force": ("{region} 在 {day} 没有有效政策；已知政策：{known}", "{region} has no policy in force on {day}; known: {known}", "请核对日期，或补充政策文件", "check the day, or add the policy's file"),
    "repealed": ("{region} 的政策已废止：{says}", "the policy of {region} is repealed: {says}", "请查阅新的规定", "see what replaced it"),
}  # fmt: skip


def problem(
    code: str,
    where: str,
    *,
    file: str | None = None,
    line: int | None = None,
    column: int | None = None,
    **facts: str,
) -> Problem:
    """A problem of a policy, its sentences filled in."""
    what_zh, what_en, fix_zh, fix_en = (text.format(**facts) for text in SENTENCES[code])
    return Problem(code, where, Text(what_zh, what_en), Text(fix_zh, fix_en), line, column, file)
