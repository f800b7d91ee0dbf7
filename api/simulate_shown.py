"""What `benefits simulate` shows a person (测算结果的显示): sums, what was refused, what has to be known."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benefits.problems import OUTCOMES, Language, Text, outcome
from benefits.quotes.refusal import Refusal

if TYPE_CHECKING:
    from benefits.simulation.scenario import Scenario

_REFUSED: Final = Text(
    "被拒的明细不计入任何金额；是哪几条见结果的 status 列。每种原因举一条为例：",
    "Refused claims stand in no sum; the result's column status says which. One of each reason:",
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
    refusals: Sequence[Sequence[Refusal]],
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
    for line in [*_refusals(refusals, scenarios, language), *(each.in_(language) for each in said)]:
        console.print(line)
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
    if not zh:
        return word
    return OUTCOMES[word].zh if word in OUTCOMES else outcome(word).zh


def _refusals(
    refusals: Sequence[Sequence[Refusal]],
    scenarios: Sequence[tuple[str, Any]],
    language: Language,
) -> Iterator[str]:
    """One claim of each code, and what is wrong with it; under a reform what the baseline does not refuse."""
    if any(refusals):
        yield _REFUSED.in_(language)
    told: set[str] = set()
    for (before, _), several in zip(scenarios, refusals, strict=True):
        for each in several:
            if each.code not in told:
                told.add(each.code)
                claim = f"明细 {each.claim_id}" if language == "zh" else f"claim {each.claim_id}"
                where = f"{each.where}: " if each.where else ""
                yield f"  {before}{each.code}: {claim}: {where}{each.what.in_(language)}"
                if each.fix is not None:
                    yield f"    → {each.fix.in_(language)}"


def _change(fen: int) -> str:
    from benefits.money import yuan_for_people

    return ("+" if fen >= 0 else "−") + yuan_for_people(abs(fen))
