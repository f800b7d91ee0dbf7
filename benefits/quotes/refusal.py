"""Why claims are refused, told of one of them (拒付举例): of many with one code a person reads one."""

from dataclasses import dataclass
from typing import Any, Final

from benefits.problems import Text

_OF_RULES: Final = ("unknown_layer", "unknown_programme", "unknown_parameter")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code: how many claims, one of them, and what is wrong with that one, where in a request."""

    code: str
    count: int
    claim_id: int
    what: Text
    where: str
    fix: Text | None = None

    def told(self) -> dict[str, Any]:
        """For a program; whose claim it is, is not told."""
        return {
            "code": self.code,
            "count": self.count,
            "what": self.what.both(),
            "where": self.where,
        }

    def speaks_of_rules(self) -> bool:
        """What is said quotes no figure of the one claim: anybody may read it."""
        return self.code in _OF_RULES or not any(each.isdigit() for each in self.what.en)
