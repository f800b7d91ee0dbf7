"""The made-up people of the demo (试算库的虚构人员): eight families in seven regions.

Nobody is meant: the names say 试 (trial), and no identity card number begins with 990000. The check digits
are right, so that a desk takes the numbers with a warning about the area.
"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benefits.accounts.actor import DEMO

if TYPE_CHECKING:
    from benefits.stores.registry import Registry


class Member(NamedTuple):
    """One person; `category` is what they were certified as from 2015 on."""

    id: str
    name: str
    number: str
    category: str | None


class Family(NamedTuple):
    """A household (家庭) of a region."""

    region: str
    household: str
    members: tuple[Member, ...]


FAMILIES: Final[tuple[Family, ...]] = (
    Family(
        "jx-yichun",
        "home-1",
        (
            Member("demo-1", "甘试一", "990000195803120017", "registered_poor"),
            Member("demo-2", "甘试二", "990000196007210024", "registered_poor"),
            Member("demo-3", "甘试三", "990000201209050034", "registered_poor"),
        ),
    ),
    Family("jx-yichun", "home-2", (Member("demo-4", "袁试一", "990000194902180045", "destitute"),)),
    Family(
        "jx-nanchang",
        "home-3",
        (
            Member("demo-5", "洪试一", "990000197206300051", "low_income"),
            Member("demo-6", "洪试二", "990000200711190062", "low_income"),
        ),
    ),
    Family(
        "hn-sangzhi",
        "home-4",
        (
            Member("demo-7", "桑试一", "990000196508140079", "registered_poor"),
            Member("demo-8", "桑试二", "99000020091226008X", "registered_poor"),
        ),
    ),
    Family(
        "sd-taian",
        "home-5",
        (
            Member("demo-9", "岱试一", "990000197703090091", "lifted_poor"),
            Member("demo-10", "岱试二", "990000197905160107", "lifted_poor"),
        ),
    ),
    Family(
        "ha-luoyang",
        "home-6",
        (
            Member("demo-11", "洛试一", "990000195409230111", "low_income_edge"),
            Member("demo-12", "洛试二", "990000201506110128", "orphan"),
        ),
    ),
    Family(
        "bj-beijing",
        "home-7",
        (
            Member("demo-13", "京试一", "990000198201270134", "low_income"),
            Member("demo-14", "京试二", "99000019851104014X", "severely_disabled"),
        ),
    ),
    Family(
        "nm-ulanqab",
        "home-8",
        (
            Member("demo-15", "蒙试一", "990000199310080158", None),
            Member("demo-16", "蒙试二", "990000201704020166", None),
        ),
    ),
)


def add_people(registry: "Registry") -> int:
    """Register them all in a new demo database; how many they are."""
    everybody = [(family, member) for family in FAMILIES for member in family.members]
    for family, member in everybody:
        registry.register(DEMO, member.id, registration(family, member))
    return len(everybody)


def registration(family: Family, member: Member) -> dict[str, Any]:
    """What `PUT /v1/people/{id}` would bring of them."""
    identities = [] if member.category is None else [_since_2015(member.category)]
    return {
        "name": member.name,
        "document": {"type": "id_card", "number": member.number},
        "region": family.region,
        "household": family.household,
        "insurance": "resident",
        "identities": identities,
        "since": "2015-01-01",
    }


def _since_2015(category: str) -> dict[str, Any]:
    return {"category": category, "from": "2015-01-01", "until": None}
