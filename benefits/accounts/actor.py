"""Who does something (操作者): an account with its roles, and where it belongs."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Role = Literal["clerk", "supervisor", "bureau", "analyst", "author", "auditor", "admin", "machine"]
"""结算员、主管、经办机构、分析员、政策编写、审计、管理员、机器客户端."""

ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who has shown who they are. `id` is the account's surrogate, never a name."""

    id: str
    roles: frozenset[Role]
    region: str | None = None
    """The region of a bureau (统筹区), or the one the hospital lies in."""
    hospital: str | None = None
    department: str | None = None
    demo: bool = False
    """The user of a demo database, who holds every role."""

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def chain(self) -> str:
        """The trail this actor's doings stand in: the hospital's, the region's, or the site's."""
        if self.hospital is not None:
            return f"hospital:{self.hospital}"
        return f"region:{self.region}" if self.region is not None else "site"


DEMO: Final = Actor("demo", frozenset(ROLES), hospital="demo", demo=True)
"""The one who uses a demo database without signing in."""
