"""Who may do what with people (人员权限): by role, and by the region whose people they are.

Somebody of another region is not there at all: even that they are registered is not told.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from benefits.accounts.actor import Actor, Role
from benefits.people.sentences import problem
from benefits.problems import Problem, Refused, Text

Doing = Literal["register", "read", "search", "reveal", "move", "import", "access"]

_DESK: Final[tuple[Role, ...]] = ("clerk", "supervisor", "machine")
_ROLES: Final[Mapping[Doing, tuple[Role, ...]]] = MappingProxyType(
    {
        "register": (*_DESK, "bureau"),
        "read": (*_DESK, "bureau", "auditor"),
        "search": (*_DESK, "bureau"),
        "reveal": (*_DESK, "bureau"),
        "move": (*_DESK, "bureau"),
        "import": ("bureau",),
        "access": ("bureau", "auditor"),
    }
)
_WHAT: Final[Mapping[Doing, Text]] = MappingProxyType(
    {
        "register": Text("登记人员", "register people"),
        "read": Text("查看人员", "look at people"),
        "search": Text("按证件查询", "look people up by document"),
        "reveal": Text("查看完整身份信息", "see who somebody is in full"),
        "move": Text("变更家庭", "move people to another household"),
        "import": Text("导入名单", "import a list"),
        "access": Text("查看访问记录", "see who looked at whom"),
    }
)
_WHO: Final[Mapping[Role, Text]] = MappingProxyType(
    {
        "clerk": Text("结算员", "a clerk"),
        "supervisor": Text("主管", "a supervisor"),
        "machine": Text("医院系统", "a hospital's program"),
        "bureau": Text("经办机构", "the bureau"),
        "auditor": Text("审计", "an auditor"),
    }
)


def allowed(actor: Actor, doing: Doing) -> None:
    """Go on where a role allows it; raises `Refused("forbidden")`."""
    roles = _ROLES[doing]
    if not actor.has(*roles):
        raise _forbidden(doing, roles)


def _forbidden(doing: Doing, roles: tuple[Role, ...]) -> Refused:
    what = _WHAT[doing]
    told = problem(
        "not_allowed",
        "",
        what_zh=what.zh,
        what_en=what.en,
        who_zh="、".join(_WHO[role].zh for role in roles),
        who_en=", ".join(_WHO[role].en for role in roles),
    )
    return Refused("forbidden", [told])


def sees(actor: Actor, region: str) -> bool:
    """Whether people of a region are there for an actor; an auditor of the site sees every region."""
    if actor.demo or actor.region == region:
        return True
    return actor.region is None and actor.has("auditor")


def own_region(actor: Actor, region: str) -> None:
    """Go on in the actor's own region; raises `Refused("forbidden")`."""
    if not (actor.demo or actor.region == region):
        raise Refused("forbidden", [problem("region_is_not_yours", "region")])


def may_reach_back(actor: Actor) -> bool:
    """Whether an actor may change what held before today (追溯更改)."""
    return actor.has("bureau")


def not_there() -> Refused:
    """Nobody is registered so, or nobody the actor may know of."""
    return Refused("not_found", [problem("person_is_not_there", "id")])


def conflict(found: Problem) -> Refused:
    return Refused("conflict", [found])
