"""Every sentence of the desk page (页面文字), in Chinese and English."""

from typing import Final

from benefits.problems import Language, Text

WORDS: Final[dict[str, Text]] = {
    "sign_out": Text("退出", "Sign out"),
    "title": Text("医疗待遇测算", "Who pays which part of the bill"),
    "intro": Text(
        "填写一次就诊和账单，得出各方支付与个人负担，并逐行说明依据。结果为试算，不作记录。",
        "Fill in a visit and its bill: out comes who pays what, each figure explained. "
        "A trial calculation; nothing is kept.",
    ),
    "colon": Text("：", ": "),
    "comma": Text("，", ", "),
    "stop": Text("。", ". "),
    "other_language": Text("English", "中文"),
    "skip": Text("跳到填写", "Skip to the form"),
    "fill_example": Text("填入示例", "Fill in an example"),
    "empty_form": Text("清空", "Empty the form"),
    "form": Text("就诊与账单", "Visit and bill"),
    "where_and_when": Text("政策", "Policy"),
    "the_visit": Text("就诊", "Visit"),
    "the_person": Text("身份（可多选）", "Identities (any number)"),
    "the_bill": Text("账单（元）", "Bill (yuan)"),
    "so_far": Text("此前", "Before this visit"),
    "region": Text("地区", "Region"),
    "date": Text("日期", "Date"),
    "date_hint": Text("例如 2018-06-15", "for example 2018-06-15"),
    "kind": Text("就诊类别", "Kind of visit"),
    "level": Text("医院等级", "Hospital level"),
    "place": Text("就医地", "Place"),
    "referral": Text("转诊备案", "Referral"),
    "programme": Text("专项（可空）", "Programme (may be empty)"),
    "programme_hint": Text(
        "按病种或慢特病代码，一般留空", "a code of the policy, mostly left empty"
    ),
    "identities": Text("身份", "Identities"),
    "total": Text("总费用", "Total"),
    "eligible": Text("政策范围内费用", "Eligible"),
    "first_self_pay": Text("先行自付", "First self-pay"),
    "over_limit": Text("超限价", "Over limit"),
    "own_expense": Text("全自费", "Own expense"),
    "amount_hint": Text(
        "四部分之和等于总费用；写成 1092.70，不带千分位。",
        "The four parts add up to the total; written like 1092.70, without thousands.",
    ),
    "deposit": Text("押金（可空）", "Deposit (may be empty)"),
    "admission": Text("本年第几次住院", "Admission number this year"),
    "totals": Text("年度累计（一行一层）", "Year to date (one layer a line)"),
    "totals_hint": Text(
        "保障层 基数 已支付，例如 critical_illness 3000.00 0.00",
        "layer base paid, for example critical_illness 3000.00 0.00",
    ),
    "prior": Text("已由其他途径支付（一行一层）", "Already paid elsewhere (one layer a line)"),
    "prior_hint": Text(
        "保障层 金额，例如 basic 5000.00", "layer amount, for example basic 5000.00"
    ),
    "layers_of": Text("该政策的保障层代码", "The policy's layers and their codes"),
    "not_said": Text("（未填）", "(not given)"),
    "submit": Text("计算", "Work it out"),
    "wrong": Text("有以下问题，请更正后重新计算", "Please put this right and try again"),
    "answer": Text("结果", "Result"),
    "patient": Text("个人负担", "The patient pays"),
    "of_total": Text("占总费用", "of the total"),
    "split": Text("各方支付", "Who pays what"),
    "payer": Text("支付方", "Payer"),
    "fund": Text("基金代码", "Fund"),
    "amount": Text("金额（元）", "Amount (yuan)"),
    "share": Text("占比", "Share"),
    "sum": Text("合计", "Total"),
    "worksheet": Text("结算计算单", "Worksheet"),
    "line": Text("行", "Line"),
    "what": Text("项目", "What"),
    "how": Text("计算", "How"),
    "source": Text("依据", "Source"),
    "capped": Text("已达上限", "limit reached"),
    "notes": Text("提示", "Notes"),
    "grants": Text("另可领取（不计入账单）", "Also due (not part of the bill)"),
    "refund": Text("押金退还", "Deposit refunded"),
    "reform": Text("调整后", "Under the reform"),
    "patient_change": Text("个人负担变化", "Change for the patient"),
    "held": Text("已交押金", "deposit held"),
    "not_settled": Text("未经核实，不得据以结算", "Not confirmed: nothing may be settled on it"),
    "not_for_settling": Text("不得据以结算", "nothing may be settled on it"),
    "policy": Text("所用政策", "Policy used"),
    "version": Text("版本", "version"),
    "digest": Text("摘要", "digest"),
    "before_backstop": Text("兜底前个人占比", "Patient's share before the backstop"),
    "after_backstop": Text("兜底后个人占比", "Patient's share after the backstop"),
    "of_the_total": Text("总费用", "of the total"),
    "of_eligible": Text("政策范围内", "of the eligible part"),
}

NOTE_KINDS: Final[dict[str, Text]] = {
    "assumed": Text("假定", "Assumed"),
    "interpretation": Text("解释", "Interpretation"),
    "outside": Text("未计入", "Left outside"),
    "warning": Text("提醒", "Warning"),
    "excluded": Text("不予支付", "Excluded"),
    "defaulted": Text("按默认", "Taken for granted"),
    "tilt": Text("倾斜", "Tilt"),
    "no_effect": Text("无影响", "No effect"),
    "reform": Text("调整", "Reform"),
}
"""What a kind of note is called."""


def words_in(language: Language) -> dict[str, str]:
    """The page's words in one language."""
    return {name: text.in_(language) for name, text in WORDS.items()}
