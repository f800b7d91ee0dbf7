"""The answer (预结算结果) in the contract's form, ready to serialise."""

from typing import Any

from benefits.claims.claim import Claim, Key
from benefits.formula.graph import Source
from benefits.money import ratio, yuan
from benefits.quotes.adjudicator import Split
from benefits.quotes.note import Note
from benefits.quotes.outline import ELIGIBLE, PATIENT, TOTAL
from benefits.readers.worksheet import Row

Answer = dict[str, Any]


def answer(claim: Claim, split: Split, said: list[Note], detail: str) -> Answer:
    """The contract's answer; `detail` is `none` (no worksheet), `short` or `full`."""
    adjudicator = split.adjudicator
    total, patient = split.amounts[TOTAL], split.amounts[PATIENT]
    told: Answer = {
        "total": yuan(total),
        "patient": yuan(patient),
        "patient_share_of_total": ratio(patient, total),
        "payers": _payers(split),
        "ratios": _ratios(split),
        "benefit_year": claim.days[adjudicator.policy.year_day].year,
        "year_to_date": _year_to_date(claim, split),
        "policy": dict(adjudicator.label),
        "notes": [
            {"kind": kind, "where": where, "text": {"zh": text.zh, "en": text.en}}
            for kind, where, text in said
        ],
    }
    grants = _grants(split)
    if grants:
        told["grants"] = grants
    if claim.deposit_fen is not None:
        held = claim.deposit_fen
        told["deposit"] = {"held": yuan(held), "refund": yuan(max(held - patient, 0))}
    if detail != "none":
        rows = adjudicator.sheet.rows(split.values(), full=detail == "full")
        told["worksheet"] = [_row(row) for row in rows]
    return told


def _payers(split: Split) -> list[Answer]:
    outline = split.adjudicator.outline
    return [
        {
            **payer.fields,
            "name": {"zh": payer.name.zh, "en": payer.name.en},
            "amount": yuan(paid),
        }
        for payer, paid in zip(outline.payers, split.amounts[outline.paid], strict=True)
        if paid
    ]


def _ratios(split: Split) -> dict[str, str]:
    """The patient's share of the total and of the eligible part, before and after the backstop."""
    amounts, outline = split.amounts, split.adjudicator.outline
    total, patient, eligible = amounts[TOTAL], amounts[PATIENT], amounts[ELIGIBLE]
    eligible_after = eligible - sum(amounts[outline.of_eligible])
    backed = backed_eligible = 0
    for paid, of_eligible in outline.backstops:
        backed += amounts[paid]
        backed_eligible += amounts[of_eligible]
    return {
        "total_before": ratio(patient + backed, total),
        "total_after": ratio(patient, total),
        "eligible_before": ratio(eligible_after + backed_eligible, eligible),
        "eligible_after": ratio(eligible_after, eligible),
    }


def _year_to_date(claim: Claim, split: Split) -> Answer:
    """Every running total this policy keeps, with this visit in it, and any other as it was given."""
    known, amounts = claim.facts, split.amounts
    told: Answer = {"layers": {}}
    for kept in split.adjudicator.outline.kept:
        total = _total(told, kept.base_key)
        base = 0 if kept.base is None else amounts[kept.base]
        total["base"] = yuan(known.get(kept.base_key, 0) + base)
        total["paid"] = yuan(known.get(kept.paid_key, 0) + amounts[kept.paid])
    if claim.request.year_to_date is not None:
        for key, amount_fen in known.items():
            if key[0] == "so_far":
                _total(told, key).setdefault(key[4], yuan(amount_fen))
    return told


def _total(told: Answer, key: Key) -> Answer:
    """The place of one running total in an answer."""
    _, scope, layer, name, _ = key
    of_scope = told if scope == "person" else told.setdefault(scope, {"layers": {}})
    total: Answer = of_scope["layers"].setdefault(layer, {})
    if name:
        total = total.setdefault("accounts", {}).setdefault(name, {})
    return total


def _grants(split: Split) -> list[Answer]:
    grants = split.adjudicator.policy.grants
    told: list[Answer] = []
    for name, place in split.adjudicator.outline.grants:
        amount = split.amounts[place]
        if amount:
            grant = grants[name]
            entry: Answer = {"grant": name, "name": grant.name.both(), "amount": yuan(amount)}
            if grant.fund is not None:
                entry["fund"] = grant.fund
            told.append(entry)
    return told


def _row(row: Row) -> Answer:
    no, what, (zh, en), amount_fen, uses, layer, source, capped = row
    told: Answer = {
        "no": no,
        "what": {"zh": what.zh, "en": what.en},
        "how": {"zh": zh, "en": en},
        "amount": yuan(amount_fen),
        "uses": list(uses),
        "layer": layer or None,
        "source": None if source is None else _source(source),
    }
    if capped is not None:
        told["capped"] = capped
    return told


def _source(source: Source) -> Answer:
    told: Answer = {"evidence": source.evidence}
    if source.title is not None:
        told["title"] = source.title.zh
        told["title_en"] = source.title.en
    if source.number is not None:
        told["number"] = source.number
    if source.article is not None:
        told["article"] = source.article
    if source.quote is not None:
        told["quote"] = source.quote
    return told
