"""The words of the trade (词汇): every code a request or a policy may use, with its names.

A word belongs to exactly one dimension, so a policy's table can be keyed by the word alone.
Source: national medical-security dictionaries and the contract of this product.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from benefits.problems import Text


def _table(**names: tuple[str, str]) -> Mapping[str, Text]:
    return MappingProxyType({word: Text(zh, en) for word, (zh, en) in names.items()})


PARTS: Final = _table(
    eligible=("政策范围内费用", "eligible"),
    first_self_pay=("先行自付", "first self-pay"),
    over_limit=("超限价", "over limit"),
    own_expense=("全自费", "own expense"),
)
"""The four parts of a bill (费用四部分), in the default order in which payments use them up."""

KINDS: Final = _table(
    inpatient=("住院", "in-patient"),
    outpatient=("普通门诊", "out-patient"),
    chronic_outpatient=("门诊慢特病", "chronic out-patient"),
    delivery=("生育分娩", "delivery"),
    annual_review=("年度审核救助", "annual review"),
)
"""Kinds of visit (就诊类别)."""

LEVELS: Final = _table(
    village=("村卫生室", "village"),
    township=("乡镇卫生院", "township"),
    primary=("一级医院", "primary"),
    secondary=("二级医院", "secondary"),
    tertiary=("三级医院", "tertiary"),
)
"""Hospital levels (医院等级)."""

PLACES: Final = _table(
    in_county=("县域内", "in county"),
    in_city=("市域内", "in city"),
    in_province=("省内市外", "in province"),
    out_of_province=("省外", "out of province"),
)
"""Where the hospital stands seen from the insured place (就医地)."""

AWAY: Final = ("in_province", "out_of_province")
"""Places away from home (异地), where the referral matters."""

REFERRALS: Final = _table(
    local=("本地就医", "local"),
    filed=("已备案转诊", "filed"),
    unfiled=("未备案", "unfiled"),
    emergency=("急诊", "emergency"),
)
"""Referral (转诊备案)."""

IDENTITIES: Final = _table(
    registered_poor=("建档立卡贫困人口", "registered poor"),
    lifted_poor=("脱贫人口", "lifted out of poverty"),
    destitute=("特困人员", "destitute"),
    orphan=("孤儿", "orphan"),
    low_income=("低保对象", "low income"),
    low_income_edge=("低保边缘家庭成员", "low-income edge"),
    returned_to_poverty=("返贫致贫人口", "returned to poverty"),
    monitored_unstable=("脱贫不稳定户", "monitored: unstable"),
    monitored_edge=("边缘易致贫户", "monitored: edge"),
    monitored_sudden=("突发严重困难户", "monitored: sudden hardship"),
    illness_poor=("因病致贫重病患者", "poor through illness"),
    low_income_farmer=("低收入农户", "low-income farmer"),
    severely_disabled=("重度残疾人", "severely disabled"),
    veteran=("优抚对象", "veteran"),
)
"""Identities (身份类别), `categories` of a request."""

INSURANCES: Final = _table(
    resident=("城乡居民基本医保", "residents"),
    employee=("职工基本医保", "employees"),
    ncms=("新农合", "rural cooperative scheme"),
)
"""Insurances (险种)."""

EXCLUSIONS: Final = _table(
    crime=("故意犯罪", "crime"),
    third_party_liable=("第三人责任", "third party liable"),
    work_injury=("工伤", "work injury"),
    suicide_or_fight=("自杀、自残或斗殴", "suicide or fight"),
)
"""Findings that exclude every layer (不予支付情形)."""

FINDINGS: Final = _table(
    over_treatment=("过度医疗", "over-treatment"),
    irregular_stay=("不规范住院", "irregular stay"),
    accident=("意外伤害", "accident"),
    no_identity=("身份不明", "no identity"),
    cannot_pay=("无力支付", "cannot pay"),
    **{word: (text.zh, text.en) for word, text in EXCLUSIONS.items()},
)
"""Facts decided by a person, not computed (认定)."""

EVIDENCE: Final = _table(
    seed=("原始报告", "seed"),
    official=("官方文件", "official"),
    secondary=("转引", "secondary"),
    interpretation=("解释", "interpretation"),
    assumed=("假定", "assumed"),
    unknown=("未知", "unknown"),
)
"""How well a figure is sourced (依据等级)."""

STATISTICS: Final = _table(
    poverty_line=("贫困线", "poverty line"),
    disposable_income=("上年人均可支配收入", "last year's disposable income per head"),
)
"""Outside statistics (外部统计数据)."""

ITEM_SERVICES: Final = _table(
    injection=("注射费", "injection"),
    intramuscular_injection=("肌肉注射费", "intramuscular injection"),
    dressing_change=("换药费", "dressing change"),
    routine_tests=("三大常规", "routine tests"),
    chest_xray=("胸片", "chest X-ray"),
    ordinary_bed=("普通床位费", "ordinary bed"),
    nursing=("护理费", "nursing"),
    registration=("挂号费", "registration"),
    consultation=("诊查费", "consultation"),
    expert_consultation=("专家诊查费", "expert consultation"),
    large_equipment_exam=("大型设备检查费", "large-equipment examination"),
    general_consultation=("一般诊疗费", "general consultation"),
    in_hospital_consultation=("院内会诊费", "in-hospital consultation"),
)
"""Charge items that some policy waives (减免项目); a bill's item may name any other service."""

DIMENSIONS: Final[Mapping[str, Mapping[str, Text]]] = MappingProxyType(
    {
        "kind": KINDS,
        "hospital_level": LEVELS,
        "place": PLACES,
        "referral": REFERRALS,
        "identity": IDENTITIES,
        "insurance": INSURANCES,
        "finding": FINDINGS,
    }
)
"""Each dimension of a choice and its words."""

_DIMENSION_OF = {word: dimension for dimension, names in DIMENSIONS.items() for word in names}
_CODES = {
    dimension: {word: number for number, word in enumerate(names, start=1)}
    for dimension, names in DIMENSIONS.items()
}


def dimension_of(word: str) -> str | None:
    """The dimension a word of the trade belongs to; None for a word of no dimension."""
    return _DIMENSION_OF.get(word)


def code(dimension: str, word: str | None) -> int:
    """The whole number that stands for a word inside a graph; 0 for None.

    >>> code("hospital_level", "primary"), code("referral", None)
    (3, 0)
    """
    return 0 if word is None else _CODES[dimension][word]


def bits(dimension: str, held: Iterable[str]) -> int:
    """A set of words as bits: bit n stands for code n.

    >>> bits("identity", ["registered_poor", "destitute"])
    10
    """
    return sum({1 << _CODES[dimension][word] for word in held})
