"""The summary as those may read it who do not hold the claims (摘要披露控制): no more than the report says."""

from collections.abc import Mapping, Sequence
from typing import Any

from benefits.indicators.tally import Tally
from benefits.quotes.refusal import Refusal
from benefits.reports.refused import WITHHELD
from benefits.reports.spending import shown_payers
from benefits.reports.view import View


def disclosed(
    told: Mapping[str, Any], tally: Tally, refusals: Sequence[Sequence[Refusal]]
) -> dict[str, Any]:
    """The summary, null in place of the sums that the report merges with others.

    All of them where they are of fewer than ten people, or of other claims than the report's: one taken
    from the other would tell of the few that some scenario alone refuses.
    """
    view = View(tally)
    scenarios = [told, *([told["reform"]] if "reform" in told else [])]
    accepted = {each["statuses"].get("ok", 0) for each in scenarios}
    if view.too_few or accepted != {tally.spend.accepted}:
        hidden = set(told["totals_fen"])
    else:
        merged = (each.layers for each in shown_payers(view) if each.merged)
        hidden = set().union(*merged)
    made = [
        _without(each, hidden, several) for each, several in zip(scenarios, refusals, strict=True)
    ]
    return made[0] if len(made) == 1 else {**made[0], "reform": made[1]}


def _without(
    told: Mapping[str, Any], hidden: set[str], refusals: Sequence[Refusal]
) -> dict[str, Any]:
    made = dict(told)
    for name in ("totals_fen", "weighted_totals_fen"):
        if name in told:
            made[name] = {
                layer: None if layer in hidden else fen for layer, fen in told[name].items()
            }
    made["refusals"] = [
        each.told() | ({} if each.speaks_of_rules() else {"what": WITHHELD.both()})
        for each in refusals
    ]
    return made
