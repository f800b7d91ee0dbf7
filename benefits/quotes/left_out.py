"""What a request left out and the answer took for granted (默认值提示).

A fact that was not read could not have changed the split, so only those that were read are told.
"""

from typing import Final

from benefits import words
from benefits.claims.claim import Claim, Key
from benefits.problems import Text
from benefits.quotes.adjudicator import Split
from benefits.quotes.note import Note

_LEFT_OUT = {
    "age": Text(
        "未提供年龄，按不涉及年龄优惠计算", "no age given: worked out without any benefit of age"
    ),
    "days": Text("未提供住院天数", "no number of days given"),
    "diseases": Text("未提供病种数，按一种计算", "no diseases given: worked out as for one"),
    "contribution_years": Text(
        "未提供连续参保年数，未计参保激励", "no contribution years given: no incentive counted"
    ),
    "claim_free_years": Text(
        "未提供未报销年数，未计零报销激励", "no claim-free years given: no incentive counted"
    ),
    "insured_months": Text("未提供参保记录", "no contribution periods given"),
    "broken_years": Text("未提供参保记录", "no contribution periods given"),
    "admission_number": Text(
        "未提供本年住院次数，按首次住院计算", "no admission number given: worked out as the first"
    ),
    "hospital_level": Text(
        "未提供医院等级，未计与等级有关的规定",
        "no hospital level given: what depends on it is not counted",
    ),
    "place": Text("未提供就医地，按县域内计算", "no place given: worked out as in the county"),
    "statistic": Text(
        "未提供外部统计数据，按政策所列数值计算",
        "no outside statistic given: the policy's own figure stands in",
    ),
    "item": Text(
        "未提供费用明细，未计算项目减免（六免等）", "item waivers not worked out: no items"
    ),
}


def left_out(claim: Claim, split: Split) -> list[Note]:
    """Every fact that was read and not given, and what stood in for it."""
    told: set[str] = set()
    layers: list[str] = []
    found: list[Note] = []
    for key in _read(split):
        if key[0] == "so_far":
            if key not in claim.facts and key[2] not in layers:
                layers.append(key[2])
            continue
        about = key[1] if key[0] == "statistic" else key[0]
        if about not in told and not claim.gives(key):
            told.add(about)
            found.append(Note("defaulted", claim.place_of(key), _LEFT_OUT[key[0]]))
    if layers:
        listed = ", ".join(layers)
        text = Text(
            f"未提供年度累计，按 0 计算：{listed}",
            f"no year to date given, taken as 0: {listed}",
        )
        found.append(Note("defaulted", "year_to_date", text))
    return [*found, *_person(claim, split), *_admission(claim, split)]


def _read(split: Split) -> tuple[Key, ...]:
    """The facts that were read and may have been left out."""
    ready = split.adjudicator
    marks = split.marks >> len(ready.outline.cited)
    found = ready.watched.get(marks)
    if found is None:
        if len(ready.watched) >= ready.most_kept:
            ready.watched.clear()
        keys = enumerate(ready.outline.watched)
        found = ready.watched[marks] = tuple(key for bit, key in keys if marks >> bit & 1)
    return found


_NO_IDENTITY: Final = Note(
    "defaulted",
    "person.categories",
    Text("未提供身份，按普通参保人计算", "no identity given: worked out as for anybody"),
)


def _person(claim: Claim, split: Split) -> list[Note]:
    policy, person = split.adjudicator.policy, claim.request.person
    found: list[Note] = []
    if split.adjudicator.asks_identity and person.categories is None and person.identities is None:
        found.append(_NO_IDENTITY)
    if person.insurance is None and len(policy.insurance) > 1:
        name = words.INSURANCES[policy.insurance[0]]
        text = Text(f"未提供险种，按{name.zh}计算", f"no insurance given: worked out for {name.en}")
        found.append(Note("defaulted", "person.insurance", text))
    return found


def _admission(claim: Claim, split: Split) -> list[Note]:
    """The day of admission, where the policy looks at it and only other days were given."""
    request = claim.request
    if request.visit.admitted is not None or request.visit.kind != "inpatient":
        return []
    identity_day = split.adjudicator.policy.identity_day
    by_identity = request.person.identities is not None and identity_day in (
        "admission",
        "any_day_of_stay",
    )
    if not (split.adjudicator.asks_admission or by_identity):
        return []
    day = claim.days["admission"]
    text = Text(f"未提供入院日期，按 {day} 计算", f"no day of admission given: taken as {day}")
    return [Note("defaulted", "visit.admitted", text)]
