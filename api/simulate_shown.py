"""What `benefits simulate` shows a person (测算结果的显示): sums, what was refused, what has to be known."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benefits.problems import Language, Text

if TYPE_CHECKING:
    from benefits.simulation.scenario import Scenario

_GONE_THROUGH: Final = {"ok": Text("已测算", "ok"), "reversed": Text("已冲正", "reversed")}
"""What is no refusal."""

_REFUSED: Final = Text(
    "被拒的明细不计入任何金额；是哪几条见结果的 status 列，代码见 docs/claim-table.md；"
    "原因：用 benefits quote 单独算其中一条。",
    "Refused claims stand in no sum. Which they are: the result's column status; the codes: "
    "docs/claim-table.md; why: benefits quote on one of them.",
)


def titles(
    scenarios: Sequence["Scenario"], regions: Sequence[str], language: Language
) -> dict[str, str]:
    """What layers are called in Chinese, where all policies of these regions agree; English keeps the codes,
    which are the words of the result's columns."""
    from benefits.policy.policy import Policy

    found: dict[str, set[str]] = {}
    for book in (each.book for each in scenarios):
        for region in set(regions) & set(book.regions()):
            for version in book.versions(region):
                policy = book.document(region, version).policy
                if isinstance(policy, Policy):
                    for name, layer in policy.layers.items():
                        found.setdefault(name, set()).add(layer.title.zh)
    return {name: each.pop() for name, each in found.items() if language == "zh" and len(each) == 1}


def show(
    told: dict[str, Any],
    out: Path | None,
    said: Sequence[Text],
    names: Mapping[str, str],
    language: Language,
) -> None:
    """The summary as a person reads it."""
    from rich.console import Console

    zh, console = language == "zh", Console(highlight=False)
    console.print(_sums(told, names, zh))
    scenarios = [("", told["statuses"])]
    if "reform" in told:
        scenarios.append(("调整后：" if zh else "reform: ", told["reform"]["statuses"]))
    for before, statuses in scenarios:
        counted = "，".join if zh else ", ".join
        console.print(
            before + counted(f"{_status(word, zh)} {n:,}" for word, n in statuses.items())
        )
    refused = any(set(statuses) - set(_GONE_THROUGH) for _, statuses in scenarios)
    for each in [*([_REFUSED] if refused else []), *said]:
        console.print(each.in_(language))
    seconds = told["seconds"]["total"]
    console.print((f"{seconds} 秒" if zh else f"{seconds} s") + (f" → {out}" if out else ""))


def _sums(told: dict[str, Any], names: Mapping[str, str], zh: bool) -> Any:
    """A row a payer; of claims with weights the weighted sums."""
    from rich.table import Table

    from benefits.money import yuan_for_people

    reform, weighted = told.get("reform"), "weighted_totals_fen" in told
    totals = "weighted_totals_fen" if weighted else "totals_fen"
    title = f"{told['claims']:,} 条明细" if zh else f"{told['claims']:,} claims"
    table = Table(title=title, title_justify="left")
    table.add_column("支付方" if zh else "layer")
    plain, by_weight = ("金额（元）", "加权金额（元）") if zh else ("yuan", "yuan, weighted")
    heads = [by_weight if weighted else plain]
    if reform is not None:
        heads += ["调整后" if zh else "reform", "变化" if zh else "change"]
    for head in heads:
        table.add_column(head, justify="right")
    for name, amount in told[totals].items():
        cells = [yuan_for_people(amount)]
        if reform is not None:
            after = reform[totals][name]
            cells += [yuan_for_people(after), _change(after - amount)]
        patient = "个人负担" if zh else "patient"
        table.add_row(patient if name == "patient" else names.get(name, name), *cells)
    return table


def _status(word: str, zh: bool) -> str:
    """In English the code, in Chinese its title before it: the result's column has the code."""
    from api.problems import CODES

    if not zh:
        return word
    if word in _GONE_THROUGH:
        return _GONE_THROUGH[word].zh
    return f"{CODES[word][1].zh}（{word}）" if word in CODES else word


def _change(fen: int) -> str:
    from benefits.money import yuan_for_people

    return ("+" if fen >= 0 else "−") + yuan_for_people(abs(fen))
