"""Made-up people for a demo database (演示人员): nobody is called so, and no office gives out such numbers.

Area 360999 is nowhere, and sequence 000 is given to nobody.
"""

from collections.abc import Mapping
from typing import Any, Final

REGION: Final = "jx-yichun"


def _registered(
    name: str, number: str, household: str, *categories: tuple[str, str]
) -> dict[str, Any]:
    return {
        "name": name,
        "document": {"type": "id_card", "number": number},
        "region": REGION,
        "household": household,
        "insurance": "resident",
        "identities": [{"category": each, "from": since} for each, since in categories],
    }


PEOPLE: Final[Mapping[str, dict[str, Any]]] = {
    "demo-1": _registered(
        "演试甲", "360999196003010002", "demo-home-1", ("registered_poor", "2016-01-01")
    ),
    "demo-2": _registered(
        "演试乙", "360999195005050003", "demo-home-1", ("registered_poor", "2016-01-01")
    ),
    "demo-3": _registered(
        "演试丙", "360999195206060005", "demo-home-2", ("destitute", "2017-07-01")
    ),
    "demo-4": _registered(
        "演试丁",
        "360999195407070007",
        "demo-home-3",
        ("low_income", "2018-01-01"),
        ("severely_disabled", "2015-03-01"),
    ),
    "demo-5": _registered("演试戊", "360999201802280002", "demo-home-4"),
}
"""By surrogate: what `PUT /v1/people/{id}` would bring."""
