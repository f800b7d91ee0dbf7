"""What the ledger refuses, in words (台账问题): code → what and fix, in both languages."""

from typing import Final

from benefits.problems import Problem, Text

_SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "from_the_book": (
        "结算时由台账提供，不能在请求中填写",
        "the book knows this; a settlement does not state it",
        "请去掉这一项",
        "leave it out",
    ),
    "person_is_missing": (
        "没有写明是谁",
        "nobody is named",
        "请填写人员编号（本单位的代号，不是身份证号）",
        "give the person's id: the site's surrogate, not an identity number",
    ),
    "identity_number": (
        "这里不能写身份证号码",
        "an identity number does not belong here",
        "台账只用人员编号；证件号码只在人员登记里填写",
        "the book knows people by their surrogate only; documents belong to the register of people",
    ),
    "person_is_not_known": (
        "台账中没有这个人员",
        "the book does not have this person",
        "请先登记人员，或核对编号",
        "register the person first, or check the id",
    ),
    "person_of_another_region": (
        "该人员的参保地是 {theirs}",
        "the person is insured in {theirs}",
        "请按参保地结算，region 写 {theirs}",
        "settle where the person is insured: write {theirs} as region",
    ),
    "day_in_future": (
        "日期晚于今天（{today}）",
        "the day is after today, {today}",
        "请核对日期；也请核对服务器的时钟",
        "check the day, and the server's clock",
    ),
    "stay_is_missing": (
        "中途结算须写明住院号",
        "an interim settlement has to name the stay",
        "请填写 stay",
        "give stay",
    ),
    "decision_is_missing": (
        "没有写明由谁认定",
        "nobody is named who decided this",
        "请在 decisions 中写明 about={about}、认定单位、文书号、日期",
        "add to decisions: about={about}, by whom, the document and the day",
    ),
    "decision_about_nothing": (
        "请求中没有需要这项认定的内容",
        "nothing in the request is decided by this",
        "可以写的有：{things}",
        "there could be: {things}",
    ),
    "decided_twice": (
        "{about} 有两项认定",
        "{about} is decided twice",
        "请只保留一项",
        "keep one",
    ),
    "decision_after_today": (
        "认定日期晚于今天",
        "the day of the decision is after today",
        "请核对日期",
        "check the day",
    ),
    "only_the_bureau": (
        "过度医疗只能由经办机构认定或撤销",
        "over-treatment is set or cleared by the bureau alone",
        "请由经办机构更正",
        "have the bureau correct it",
    ),
    "reviews_are_the_bureaus": (
        "年度审核救助由经办机构办理",
        "yearly reviews are made by the bureau",
        "请由经办机构办理",
        "have the bureau make it",
    ),
    "version_is_there": (
        "{file} 已发布，不能更改",
        "{file} is published already and cannot be changed",
        "请改日发布新的版本，或另写首日",
        "publish a new version on another day, or with another first day",
    ),
    "only_outside": (
        "已由他处支付的金额只能由经办机构填写",
        "payments made elsewhere are taken down by the bureau alone",
        "请由经办机构按手工报销办理",
        "have the bureau settle it as a claim from outside",
    ),
    "hospital_is_missing": (
        "没有写明就诊的医院",
        "the hospital is not named",
        "请填写 visit.hospital.id",
        "give visit.hospital.id",
    ),
    "hospital_is_another": (
        "不能为其他医院结算",
        "this settles for another hospital",
        "请去掉 visit.hospital.id，或由该医院、经办机构办理",
        "leave out visit.hospital.id, or have that hospital or the bureau do it",
    ),
    "department_is_another": (
        "不能为其他科室结算",
        "this settles for another department",
        "请去掉 department，或由该科室办理",
        "leave out department, or have that department do it",
    ),
    "assumed_figures": (
        "计算用到 {number} 处未经核实的数值：{figures}",
        "{number} figures that nobody has confirmed were used: {figures}",
        "请先核实政策数值；确需据此结算的，由管理员在设置中允许",
        "have the policy's figures confirmed, or have the site's settings allow settling on them",
    ),
    "totals_have_moved": (
        "个人应付由 {seen} 变为 {now}：本年度累计在此期间有变化",
        "the patient now pays {now}, not {seen}: the year's totals have moved",
        "请与家属重新核对后再结算",
        "show the family the new split, then settle again",
    ),
    "settlement_not_found": (
        "没有这笔结算",
        "there is no such settlement",
        "请核对结算编号",
        "check the settlement's id",
    ),
    "is_a_reversal": (
        "这是一笔冲销，不能再冲销",
        "this is a reversal; it cannot be reversed",
        "如需恢复，请重新结算",
        "settle again to restore it",
    ),
    "already_reversed": (
        "这笔结算已被冲销（{by}）",
        "the settlement has been reversed already, by {by}",
        "无需再次冲销",
        "nothing is left to reverse",
    ),
    "others_depend_on_it": (
        "有 {number} 笔后来的结算以它的累计为依据",
        "{number} later settlements rest on its totals",
        "请先冲销它们，或要求一并重算（rework）",
        "reverse those first, or ask for them to be worked out again (rework)",
    ),
    "rework_needs_a_supervisor": (
        "一并重算须由主管或经办机构办理",
        "settling others again needs a supervisor or the bureau",
        "请由主管或经办机构办理",
        "have a supervisor or the bureau do it",
    ),
    "rework_needs_the_bureau": (
        "重算涉及其他医院的 {number} 笔结算",
        "this would settle {number} settlements of other hospitals again",
        "请由经办机构办理",
        "have the bureau do it",
    ),
    "rework_is_refused": (
        "结算 {id} 不能重算：{why}",
        "settlement {id} cannot be worked out again: {why}",
        "请先由经办机构处理这笔结算",
        "have the bureau deal with that settlement first",
    ),
    "rework_is_refused_elsewhere": (
        "有一笔以它的累计为依据的结算（医院 {hospital}）不能重算",
        "a settlement of {hospital} that rests on its totals cannot be worked out again",
        "请由经办机构办理",
        "have the bureau deal with it",
    ),
    "stay_is_settled": (
        "住院 {stay} 已作出院结算（{by}）",
        "the stay {stay} has been settled to its end, by {by}",
        "如需更改，请更正那笔结算",
        "to change it, correct that settlement",
    ),
    "stay_of_another": (
        "住院 {stay} 属于另一人员",
        "the stay {stay} is another person's",
        "请核对住院号和人员编号",
        "check the stay and the person's id",
    ),
    "review_is_done": (
        "{year} 年度的审核救助已办理",
        "the yearly review of {year} has been made",
        "每人（户）每年只办理一次",
        "it is made once a year for a person or household",
    ),
    "no_last_year": (
        "台账中没有上一年度（{year}）的就诊",
        "the book has no visit in the year before, {year}",
        "没有自付费用可供审核",
        "there is nothing to review",
    ),
    "reason_is_missing": (
        "没有写明原因",
        "no reason is given",
        "请填写 reason",
        "give reason",
    ),
    "policy_text_is_missing": (
        "台账中没有政策文本 {digest}",
        "the book does not hold the policy {digest}",
        "请运行 benefits ledger verify",
        "run benefits ledger verify",
    ),
    "key_is_missing": (
        "缺少 Idempotency-Key",
        "the header Idempotency-Key is missing",
        "请为每笔业务生成一个不重复的值，重发时用同一个值",
        "send a value of your own, new for each action and the same when you send it again",
    ),
    "key_is_malformed": (
        "Idempotency-Key 须为 1–255 个可见 ASCII 字符",
        "Idempotency-Key is 1 to 255 visible ASCII characters",
        "例如一个 UUID",
        "a UUID, for instance",
    ),
    "key_reused": (
        "这个 Idempotency-Key 已用于另一份请求",
        "this Idempotency-Key was used for another request",
        "新的业务请用新的值；要查询原来的结果，请发送原来的请求",
        "use a new value for something new; to have the old answer, send the old request",
    ),
    "in_flight": (
        "同一请求正在办理",
        "the same request is being worked on",
        "请稍后用同一个 Idempotency-Key 重发",
        "send it again in a moment with the same Idempotency-Key",
    ),
    "person_or_region": (
        "请写明 person 或 region，且只写一个",
        "either person or region is given, and not both",
        "一个人写 person，一个地区的全部写 region",
        "give person for one, region for everybody of a region",
    ),
    "year_is_missing": (
        "请写明年度",
        "the year is not given",
        "例如 ?year=2018",
        "like ?year=2018",
    ),
    "no_book": (
        "这台服务器没有台账",
        "this server keeps no book",
        "请以 benefits serve --database … 启动",
        "start it with benefits serve --database …",
    ),
    "day_is_not_over": (
        "{day} 尚未结束",
        "{day} is not over",
        "请在次日日结",
        "close it when the day has passed",
    ),
    "day_is_closed": (
        "{day} 已日结",
        "{day} is closed already",
        "无需再次日结",
        "nothing is left to close",
    ),
}


def problem(code: str, where: str, **facts: object) -> Problem:
    """A problem in words."""
    zh, en, fix_zh, fix_en = (each.format(**facts) for each in _SENTENCES[code])
    return Problem(code, where, Text(zh, en), Text(fix_zh, fix_en))
