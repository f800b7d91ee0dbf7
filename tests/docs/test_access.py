"""docs/access.md has the table of permissions and the settings as the program has them."""

import re

from api.access.settings import AccessSettings
from benefits.accounts.actor import ROLES
from benefits.accounts.permissions import ABOUT, ACTIONS, PERMISSIONS
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    part = re.split(r"\n## ", PAGE.partition(f"\n## {title}\n")[2])[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_table_is_the_programs() -> None:
    head, _, *told = rows("The table")
    assert head == ["action", "what", *ROLES]
    assert told == [
        [
            f"`{action}`",
            f"{ABOUT[action].zh} {ABOUT[action].en}",
            *(PERMISSIONS[action][role] for role in ROLES),
        ]
        for action in ACTIONS
    ]


def test_every_setting_stands_there_with_its_default() -> None:
    told: dict[str, str] = {}
    for names, default, _ in rows("Settings")[2:]:
        each = re.findall(r"`(\w+)`", names)
        values = [value.strip(" `") for value in default.split(",")]
        told |= dict(zip(each, values * (len(each) if len(values) == 1 else 1), strict=True))
    for _, default, setting in rows("Limits")[2:]:
        told[setting.strip("`")] = default
    own = {
        name: "none" if not field.get_default(call_default_factory=True) else str(field.default)
        for name, field in AccessSettings.model_fields.items()
    }
    assert told == own


def test_every_role_is_told_in_chinese() -> None:
    for role in ROLES:
        assert re.search(rf"`{role}` [一-鿿]+", PAGE), role
