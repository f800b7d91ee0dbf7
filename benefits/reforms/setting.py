"""One figure of a reform, as it was written (调整项): `--set [region[/first-day]:]path=figure`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benefits.problems import Problem, Text
from benefits.reforms.sentences import problem

_SCOPE: Final = re.compile(r"[a-z0-9][a-z0-9-]*(?:/\d{4}-\d{2}-\d{2}[a-z0-9.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a setting stands: a flag's own words, or file, line and column."""

    where: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def problem(self, code: str, **facts: str | Text) -> Problem:
        """A problem here."""
        return problem(
            code, self.where, file=self.file, line=self.line, column=self.column, **facts
        )

    def told(self) -> str:
        """As a remark names it: `a.yaml:3`, or the flag."""
        return self.where if self.file is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure put otherwise; `scope` is a region, `region/first-day`, or None for all of the table."""

    scope: str | None
    path: str
    written: str
    spot: Spot
    scope_spot: Spot | None = None
    """Where the scope stands, if apart from the figure."""

    @property
    def region(self) -> str | None:
        return None if self.scope is None else self.scope.partition("/")[0]

    @property
    def version(self) -> str | None:
        """The first day of the one version that is meant, as its file is named."""
        return None if self.scope is None else self.scope.partition("/")[2] or None


def is_scope(written: str) -> bool:
    """Whether this could be a region, or `region/first-day`.

    >>> is_scope("jx-yichun"), is_scope("jx-yichun/2018-01-01"), is_scope("layers.basic")
    (True, True, False)
    """
    return _SCOPE.fullmatch(written) is not None


def address(written: str) -> tuple[str | None, str]:
    """A path with the scope before its colon, where there is one.

    >>> address("jx-yichun:layers.backstop.ceiling"), address("layers.backstop.ceiling")
    (('jx-yichun', 'layers.backstop.ceiling'), (None, 'layers.backstop.ceiling'))
    """
    before, colon, after = written.partition(":")
    return (before.strip(), after.strip()) if colon else (None, written.strip())


def settings(
    given: Sequence[str], wrong: list[Problem], flag: str = "--set", example: str = "5%"
) -> list[Setting]:
    """Flags as settings; what is no setting is added to `wrong`."""
    found: list[Setting] = []
    for each in given:
        spot = Spot(f"{flag} {_short(each)}")
        left, equals, right = each.partition("=")
        if not equals:
            wrong.append(spot.problem("setting_has_no_value", flag=flag, example=example))
            continue
        scope, path = address(left)
        if scope is not None and not is_scope(scope):
            wrong.append(spot.problem("scope_is_not_a_region", given=scope[:60] or "—"))
        elif not path or not right.strip():
            wrong.append(spot.problem("setting_is_empty", flag=flag, example=example))
        else:
            found.append(Setting(scope, path, right.strip(), spot))
    return found


def _short(written: str) -> str:
    """What somebody typed, in short and on one line."""
    plain = "".join(each if each.isprintable() else "·" for each in written)
    return plain if len(plain) <= 100 else plain[:99] + "…"
