"""An account (账户): a name to sign in by, roles, where it belongs, and how it is locked.

Every attempt counts as wrong from before its password is looked at until it has proved right, so that
many attempts at one moment get no more guesses than the lock allows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from benefits.accounts.actor import ROLES, Actor, Role
from benefits.accounts.permissions import PERMISSIONS
from benefits.problems import Problem, Refused, Text

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody, or a hospital's program, who may sign in. `id` is a surrogate; `name` is typed."""

    id: str
    name: str
    roles: frozenset[Role]
    region: str | None = None
    hospital: str | None = None
    department: str | None = None
    password: str | None = None
    """Its argon2id hash; None where it signs in by other means."""
    must_change: bool = False
    """The password was set by somebody else: nothing else may be done before it is changed."""
    enabled: bool = True
    wrong: int = 0
    """Attempts since the last right one."""
    locked_until: datetime | None = None
    last_sign_in: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who this is in the book and the trail."""
        return Actor(self.id, self.roles, self.region, self.hospital, self.department)


@dataclass(frozen=True, slots=True)
class Lock:
    """When wrong passwords lock an account (锁定), and for how long."""

    after: int = 5
    lasts: timedelta = timedelta(minutes=15)

    def locked(self, account: Account, now: datetime) -> bool:
        """Whether it is locked at this moment."""
        return account.locked_until is not None and now < account.locked_until

    def attempted(self, account: Account, now: datetime) -> Account | None:
        """The account with one more attempt counted; None: locked, no attempt is taken.

        >>> from datetime import UTC
        >>> noon, lock = datetime(2018, 6, 15, 12, tzinfo=UTC), Lock(after=2)
        >>> once = lock.attempted(Account("a", "li", frozenset({"clerk"})), noon)
        >>> twice = lock.attempted(once, noon)
        >>> once.locked_until, str(twice.locked_until)
        (None, '2018-06-15 12:15:00+00:00')
        >>> lock.attempted(twice, noon + timedelta(minutes=14)) is None
        True
        >>> lock.attempted(twice, noon + timedelta(minutes=15)).wrong
        1
        """
        if self.locked(account, now):
            return None
        wrong = 1 if account.locked_until is not None else account.wrong + 1
        until = now + self.lasts if wrong >= self.after else None
        return replace(account, wrong=wrong, locked_until=until)


def signed_in(account: Account, now: datetime) -> Account:
    """The account after the right password: nothing is counted against it."""
    return replace(account, wrong=0, locked_until=None, last_sign_in=now)


def is_name(name: str) -> bool:
    """Whether this can be an account's name: nothing else is asked of the database."""
    return _NAME.fullmatch(name) is not None


def checked(
    name: str,
    roles: Iterable[str],
    region: str | None,
    hospital: str | None,
    department: str | None,
) -> frozenset[Role]:
    """The roles of a new account; raises `Refused` with everything that is wrong with it."""
    asked, wrong = list(roles), []
    if not is_name(name):
        wrong.append(
            _wrong(
                "account_name",
                "name",
                ("用户名不合规", "the name cannot be an account's"),
                ("请用 2 至 40 个小写字母、数字、点、横线", "use 2 to 40 of a-z, 0-9, . _ -"),
            )
        )
    known = frozenset(role for role in ROLES if role in asked)
    if not known or len(known) != len(set(asked)):
        wrong.append(
            _wrong(
                "role_is_not_known",
                "role",
                ("没有这个角色", "there is no such role, or none is given"),
                (f"可用：{'、'.join(ROLES)}", f"there are: {', '.join(ROLES)}"),
            )
        )
    for alone in sorted(known & {"admin", "auditor", "machine"}):
        if len(known) > 1:
            wrong.append(
                _wrong(
                    "role_stands_alone",
                    "role",
                    (f"{alone} 不得与其他角色兼任", f"{alone} is held with no other role"),
                    ("请另建账户", "make a second account"),
                )
            )
    wrong += _missing_places(known, region, hospital)
    if department is not None and hospital is None:
        wrong.append(
            _wrong(
                "place_is_missing",
                "hospital",
                ("科室属于某家医院", "a department is a hospital's"),
                ("请写明医院", "give the hospital"),
            )
        )
    if wrong:
        raise Refused("invalid_request", wrong)
    return known


def _missing_places(
    roles: frozenset[Role], region: str | None, hospital: str | None
) -> list[Problem]:
    """A role that reaches its own hospital or region needs one."""
    reach = {row[role] for row in PERMISSIONS.values() for role in roles}
    given = {"hospital": hospital, "region": region}
    words = {"hospital": "医院", "region": "统筹区"}
    return [
        _wrong(
            "place_is_missing",
            place,
            (f"这个角色须属于一个{words[place]}", f"this role belongs to a {place}"),
            (f"请写明{words[place]}", f"give the {place}"),
        )
        for place, value in given.items()
        if place in reach and not value
    ]


def _wrong(code: str, where: str, what: tuple[str, str], fix: tuple[str, str]) -> Problem:
    return Problem(code, where, Text(*what), Text(*fix))
