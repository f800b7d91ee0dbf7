"""What is wrong with a policy, in words (政策问题): code → what and fix, in Chinese and English."""

from typing import Final

from benefits.problems import Problem, Text

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    # -- the text -----------------------------------------------------------------
    "file_too_large": ("文件超过 1 MB", "the file is larger than 1 MB", "请删去多余内容，或拆成几个文件", "cut it down, or make several files of it"),
    "file_is_not_utf8": ("从这里起不是 UTF-8 编码", "from here on the file is not UTF-8", "请另存为 UTF-8", "save it as UTF-8"),
    "file_is_empty": ("文件是空的", "the file is empty", "请从 region: 开始写入政策内容", "write the policy into it, beginning with region:"),
    "file_is_not_a_mapping": ("文件最外层应为“名称: 值”", "the top of the file is not a mapping", "请从 region: 开始", "begin with region:"),
    "character_is_not_allowed": ("这里有看不见或不允许的字符 {character}", "here is a character that is not seen or not allowed: {character}", "请删除该字符", "remove it"),
    "yaml_does_not_parse": ("这里不符合 YAML 语法", "this is not YAML", "请检查本行及上一行的缩进、冒号和引号", "check indentation, colons and quotes of this line and the one before"),
    "yaml_quote_is_open": ("从这里开始的引号没有结束", "the quote that begins here never ends", "请补上结尾的引号", "write the closing quote"),
    "yaml_bracket_is_open": ("从这里开始的括号没有正确结束，或括号内缺逗号", "the bracket that begins here is not closed, or a comma is missing inside", "请检查括号内的逗号、引号和结尾的 ] 或 }}", "check the commas and quotes inside and the closing ] or }}"),
    "yaml_colon_cannot_stand_here": ("这里不能有冒号", "a colon cannot stand here", "含冒号的文字请加引号；若本行是下级内容，请检查上一行", "quote a text that has a colon; if this line belongs below the one before, mend that one"),
    "yaml_colon_is_missing": ("名称后面缺少半角冒号和空格", "the name is not followed by a colon and a space", "请写成“名称: 值”，不用全角冒号", "write name: value"),
    "yaml_line_does_not_fit": ("这里与前面的内容对不上", "this does not fit what stands before it", "请检查缩进，以及前面的引号", "check the indentation, and the quotes before it"),
    "yaml_text_begins_wrongly": ("文字不能以 {character} 开头", "a text cannot begin with {character}", "请给整段文字加引号", "quote the whole text"),
    "yaml_escape_is_not_known": ("双引号内的反斜杠写法不对", "a backslash within double quotes means nothing here", "请改用单引号", "use single quotes"),
    "yaml_has_tab": ("不能用制表符缩进", "a tab cannot indent YAML", "请改用空格", "write spaces"),
    "yaml_has_directive": ("不支持以 % 开头的 YAML 指令", "YAML directives, lines that begin with %, are not used", "请删除这一行", "remove the line"),
    "yaml_has_two_documents": ("一个文件只能有一份政策", "a file holds one document", "请删除 --- 之后的内容", "remove what follows ---"),
    "yaml_too_deep": ("嵌套超过 {deepest} 层", "this is nested more than {deepest} deep", "请写得平一些", "write it flatter"),
    "yaml_has_anchor": ("不支持锚点、别名和合并键", "anchors, aliases and merge keys are not used", "数值请改用 same_as，文字请重写一遍", "write same_as for a figure, and a text once more"),
    "yaml_has_tag": ("不支持以 ! 开头的类型标记", "type tags, words that begin with !, are not used", "请删除标记，直接写值", "remove it and write the value alone"),
    "yaml_key_is_not_text": ("名称必须是文字", "a name is text", "请写成普通名称", "write a plain name"),
    "yaml_key_twice": ("“{key}”重复，第 {first} 行已经写过", "{key} stands twice, first on line {first}", "请保留一处", "keep one of them"),
    "yaml_comma_cuts_number": ("花括号内的逗号把 {number} 断成了两截", "within braces the comma cuts {number} in two", '请去掉逗号，或写成 "{number}"', 'leave the comma out, or write "{number}"'),
    # -- the shape ----------------------------------------------------------------
    "field_is_missing": ("缺少“{name}”", "{name} is missing", "请补上“{name}”", "write {name}"),
    "field_is_not_known": ("这里没有“{name}”这个字段{near}", "there is no field {name} here{near}", "请删除或更正名称", "remove it or mend its name"),
    "value_is_missing": ("“{name}”没有写值", "{name} has no value", "请写值，或删除这一行", "write one, or remove the name"),
    "wrong_type": ("写法不对，应为{kind}", "{kind} is wanted here", "请改为{kind}", "write {kind}"),
    "word_is_not_allowed": ("这里不能写{given}", "{given} is not one of the words allowed here", "可用：{words}", "write one of: {words}"),
    "form_does_not_fit": ("这里不能用 {form} 这种写法", "a figure with {form} cannot stand here", "请用以下写法之一：{forms}，或写成表", "write it with one of: {forms}, or as a table"),
    "too_few": ("至少要有 {least} 项", "at least {least} must be given", "请补充", "write more of them"),
    "day_is_not_iso": ("{given}不是日期", "{given} is not a day", "请写成 2018-01-01", "write it like 2018-01-01"),
    "truth_is_not_yes_or_no": ("应为 true 或 false", "true or false is wanted", "请写 true 或 false", "write true or false"),
    "text_is_empty": ("文字为空", "the text is empty", "请写明内容", "say it"),
    "amount_is_not_text": ("金额应为一个值", "an amount is one value", "请写成 400 或 10万元", "write it like 400 or 10万元"),
    "amount_is_not_a_number": ("{given}不是金额", "{given} is not an amount", "请写成 400、1,000.50 或 10万元", "write it like 400, 1,000.50 or 10万元"),
    "amount_is_negative": ("{given}：金额不能为负", "{given}: an amount is not negative", "请写不带负号的数", "write it without the sign"),
    "amount_has_third_decimal": ("{given}：金额最多精确到分", "{given}: an amount has no part of a fen", "请写到分为止", "write at most two decimals of a yuan"),
    "rate_is_not_text": ("比例应为一个值", "a rate is one value", "请写成 90% 或 0.90", "write it like 90% or 0.90"),
    "rate_is_not_a_number": ("{given}不是比例", "{given} is not a rate", "请写成 90%、0.90 或 2/37", "write it like 90%, 0.90 or 2/37"),
    "rate_above_one": ("比例在 0 与 1 之间，{given}超出了", "a rate lies between 0 and 1, and {given} does not", "请写成 90% 或 0.90", "write it like 90% or 0.90"),
    "rate_divides_by_zero": ("{given}：分母不能为 0", "{given}: nothing is divided by 0", "请核对分数", "check the fraction"),
    "count_is_not_a_number": ("这里应为整数", "a whole number is wanted here", "请写成 4", "write it like 4"),
    # -- names and words ------------------------------------------------------------
    "in_force_ends_before_it_begins": ("结束日期早于开始日期", "it ends before it begins", "请核对 in_force", "check in_force"),
    "file_is_not_in_its_folder": ("本文件应放在 {wanted} 文件夹下", "the file belongs into the folder {wanted}", "请移动文件或更正 region", "move it, or mend region"),
    "file_is_not_named_by_its_day": ("文件名应为 {wanted}", "the file's name should be {wanted}", "请改名或更正日期", "rename it, or mend the days"),
    "division_is_not_six_digits": ("行政区划代码是六位数字", "a division is six digits", '请写成 "360900"', 'write it like "360900"'),
    "fund_is_not_six_digits": ("基金代码是六位数字", "a fund code is six digits", '请写成 "390100"', 'write it like "390100"'),
    "fund_is_not_in_the_map": ("基金代码不在本地区的 funds 表中", "the fund code is not in the region's map", "请在 funds 中加入该代码", "add it to funds"),
    "name_is_not_plain": ("名称{name}只能用小写字母、数字和下划线，最多 60 个", "the name {name} may only have a-z, 0-9 and _, at most 60 of them", "请改名", "rename it"),
    "name_is_reserved": ("“{name}”另有含义", "{name} has a meaning of its own", "请换一个名称", "choose another name"),
    "name_is_a_word": ("名称“{name}”与固有词汇相同", "{name} is a word of the trade already", "请换一个名称", "choose another name"),
    "group_is_a_programme": ("组名“{name}”与专项同名", "the group {name} is named like a programme", "请换一个组名", "choose another name"),
    "group_mixes_dimensions": ("组内的词属于不同维度", "the group mixes words of different dimensions", "请按维度分组", "make a group for each"),
    "word_is_not_known": ("这里不认识“{word}”", "the word {word} is not known here", "请查阅词汇表，或在 groups、programmes 中定义", "see the glossary, or define it in groups or programmes"),
    "word_of_another_dimension": ("这里应为{dimension}，“{word}”不是", "{dimension} is wanted here, and {word} is none", "请移到它所属的条件下，或更正", "move it to the condition it belongs to, or mend it"),
    "level_is_treated_as_nothing": ("treated_as 只能在医院等级之间对应，且不能连环", "treated_as maps one hospital level to another, not in a chain", "请直接写目标等级", "name the level itself"),
    "layer_is_not_there": ("没有名为“{layer}”的保障层", "there is no layer {layer}", "可用：{layers}", "one of: {layers}"),
    "example_is_not_complete": ("例子的 request 须有 visit 和 bill，expect 须有 payers、patient 或 error", "an example's request has visit and bill, what it expects is payers, patient or error", "请补全", "complete it"),
    "known_before_issued": ("该文件在政策为人所知之后才发布", "the source was issued after the policy was known", "请核对 known 和 issued", "check known and issued"),
    "source_is_not_listed": ("sources 中没有“{source}”", "{source} is not among the sources", "请在 sources 中列出", "list it in sources"),
    # -- rules ------------------------------------------------------------------------
    "rule_has_no_form": ("这条规则没有写如何支付", "the rule does not say how it pays", "请写 rate、bands、payments、patient_pays、pays、ceiling、items、steps、must_be_given、unknown 或 nothing 之一", "write one of rate, bands, payments, patient_pays, pays, ceiling, items, steps, must_be_given, unknown, nothing"),
    "rule_has_two_forms": ("这条规则同时写了 {forms}", "the rule has more than one form: {forms}", "请只保留一种", "keep one of them"),
    "layer_has_rules_and_a_form": ("保障层既有 rules 又有自己的支付写法（{forms}）", "the layer has rules and a form of its own: {forms}", "请移入 rules", "move it into rules"),
    "field_has_no_effect": ("“{name}”与 {form} 一起写时不起作用", "{name} has no effect beside {form}", "请删除，或移到起作用的地方", "remove it, or move it where it counts"),
    "yearly_needs_a_schedule": ("按年累计（yearly）只用于 rate 或 bands", "yearly goes with rate or bands only", "请改用 rate 或 bands，或删除 yearly", "use rate or bands, or remove yearly"),
    "yearly_counts_what_is_left": ("按年累计的规则只能就各部分余额计算", "a yearly rule counts what is left of its parts", "请删除 of", "remove of"),
    "unknown_does_not_say_what_happens": ("未知的保障层须说明遇到时如何处理", "an unknown layer says what happens when it is met", "请写 meets: refuse 或 meets: outside", "write meets: refuse or meets: outside"),
    "payment_has_no_rate": ("支付公式没有比例", "the payment has neither rate nor bands", "请写 rate 或 bands", "write rate or bands"),
    "part_stands_twice": ("同一部分费用写了两次", "the same part of the bill stands twice", "请保留一处", "keep one of them"),
    "payments_share_a_part": ("{part}已由 {other} 支付，两个支付公式不能用同一部分费用", "{part} is already the base of {other}: two payments of a rule have no part in common", "请分成两个保障层，或按各部分分开", "make two layers of it, or divide the parts"),
    "bands_do_not_say_where_they_begin": ("有起付线的分段须说明从何处起算", "bands with a deductible say where they count from", "请写 counted_from: zero 或 counted_from: deductible", "write counted_from: zero or counted_from: deductible"),
    "band_is_never_reached": ("前一段没有上限，本段永远用不到", "the band before has no end: this one is never reached", "请给前一段写上限", "end the band before"),
    "bands_do_not_ascend": ("本段上限不高于前一段", "this band does not end above the one before", "请按从小到大排列", "order them from small to large"),
    "bands_leave_a_gap": ("最后一段有上限，超过部分没有规定", "the last band ends: nothing is said above it", "请加一段不写上限的", "add a band without an end"),
    # -- figures ----------------------------------------------------------------------
    "boundary_has_no_side": ("边界没有说明是否包含本数", "the boundary does not say whether it includes the number", "请写 {sides} 之一", "write one of {sides}"),
    "boundary_has_two_beginnings": ("同时写了 at_least 和 above", "both at_least and above are given", "含本数写 at_least，不含写 above", "at_least includes the number, above does not"),
    "boundary_has_two_ends": ("同时写了 at_most 和 below", "both at_most and below are given", "含本数写 at_most，不含写 below", "at_most includes the number, below does not"),
    "boundary_holds_nothing": ("没有数值落在这两个边界之间", "no number lies between these two boundaries", "请核对两个数值", "check the two numbers"),
    "none_is_not_an_amount": ("这里不能写 none", "none makes no sense here", "请写金额；只有封顶线可以是 none", "write an amount; only a cap may be none"),
    "range_does_not_hold_the_value": ("数值不在 low 与 high 之间", "the value does not lie between low and high", "请核对 low、value、high", "check low, value and high"),
    "table_is_empty": ("表中没有任何一行", "the table has no arm", "请至少写一行", "write at least one"),
    "arm_is_never_reached": ("前面的“{before}”不限条件，本行永远用不到", "{before} before it holds for everybody: this arm is never reached", "请把“{before}”移到最后", "put {before} last"),
    "same_as_leads_nowhere": ("same_as 所指的“{address}”不存在", "same_as points to {address}, which is not there", "请核对地址，如 layers.basic.rate", "check the address, such as layers.basic.rate"),
    "same_as_points_to_same_as": ("same_as 所指的“{address}”本身又是 same_as", "same_as points to {address}, which is a same_as itself", "请直接指向数值本身", "point to the figure itself"),
    "same_as_is_of_another_kind": ("same_as 所指的“{address}”不是{kind}", "same_as points to {address}, which is not {kind}", "请指向{kind}", "point to {kind}"),
    "same_as_goes_in_a_circle": ("same_as 绕了一圈又回到这里", "same_as leads back to where it stands", "请在其中一处直接写数值", "write the figure itself at one of the places"),
    # -- building on another -------------------------------------------------------
    "base_is_not_there": ("找不到所依据的政策 {base}", "the policy it builds on, {base}, is not there", "请写成 地区/首日，如 jx-yichun/2018-01-01", "write region/first day, such as jx-yichun/2018-01-01"),
    "base_is_a_repeal": ("所依据的 {base} 是废止，没有内容", "{base}, which it builds on, is a repeal and says nothing", "请依据废止之前的政策", "build on the policy before it"),
    "base_goes_in_a_circle": ("政策之间循环依据", "the policies build on each other in a circle", "请去掉其中一个 builds_on", "remove one builds_on"),
    "changes_without_base": ("有 changes 而没有 builds_on", "there are changes but no builds_on", "请写 builds_on", "write builds_on"),
    "change_leads_nowhere": ("所依据的政策没有“{address}”，无从删除", "the base has no {address} that could be removed", "请核对地址", "check the address"),
    "change_changes_nothing": ("与所依据的政策相同", "the base says the same", "请删除这一处，或核对数值", "remove it, or check the figure"),
    # -- the formula ---------------------------------------------------------------
    "figure_without_evidence": ("数值没有依据等级", "the figure has no evidence", "请写 evidence: official、secondary、seed、interpretation 或 assumed", "write evidence: official, secondary, seed, interpretation or assumed"),
    "figure_too_large": ("数值超过 10 亿元", "the figure is above 1,000,000,000.00", "请核对单位（元）", "check the unit (yuan)"),
    "table_has_a_condition": ("有 when 的一行只能写 value，不能再分行", "an arm with a when has a value, not arms of its own", "请写 value，或把 when 移到里面的每一行", "write a value, or put the when into each of the arms"),
    "arm_without_condition": ("“{arm}”不是词汇，须写 when 说明何时适用", "{arm} is not a word of the trade: it needs a when", "请写 when，或用 otherwise，或在 groups 中定义", "write when, name it otherwise, or define it in groups"),
    "change_without_normal": ("plus、times 只能用于 tilt 中改变已有数值", "plus and times only change a normal figure within a tilt", "请直接写数值", "write the figure itself"),
    "amount_might_overflow": ("这一步的金额可能超出 64 位整数", "an amount of this step might leave 64 bits", "请简化分数比例或降低上限", "use simpler fractions or smaller figures"),
    # -- versions ------------------------------------------------------------------
    "file_is_not_a_version": ("文件名“{name}”不是日期，本文件未被读取", "the file's name {name} is not a day: it is not read", "请改名为 <首日>.yaml 或 <首日>.known-<日期>.yaml", "name it <first day>.yaml or <first day>.known-<day>.yaml"),
    "versions_overlap": ("与 {other} 的有效期重叠", "it is in force together with {other}", "请给前一版写 until", "end the earlier version"),
    "versions_leave_a_gap": ("{from_day} 至 {until_day} 没有政策", "nothing is in force from {from_day} to {until_day}", "请补上政策或 repeal", "add a version or a repeal"),
    # -- asking for a policy --------------------------------------------------------
    "unknown_region": ("没有地区“{region}”{near}", "there is no region {region}{near}", "可用 benefits policies list 查看", "see benefits policies list"),
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
    **facts: str | Text,
) -> Problem:
    """A problem of a policy, its sentences filled in; a fact may differ by language."""
    zh = {name: each if isinstance(each, str) else each.zh for name, each in facts.items()}
    en = {name: each if isinstance(each, str) else each.en for name, each in facts.items()}
    what_zh, what_en, fix_zh, fix_en = SENTENCES[code]
    what = Text(what_zh.format_map(zh), what_en.format_map(en))
    fix = Text(fix_zh.format_map(zh), fix_en.format_map(en))
    return Problem(code, where, what, fix, line, column, file)
