"""The worked example of the demo and the desk page: a poor person's bill of 20,000 yuan."""

from typing import Any, Final

EXAMPLE: Final[dict[str, Any]] = {
    "region": "jx-yichun",
    "date": "2018-06-15",
    "person": {"categories": ["registered_poor"], "insurance": "resident"},
    "visit": {
        "kind": "inpatient",
        "hospital_level": "secondary",
        "place": "in_city",
        "referral": "local",
        "admission_number": 1,
    },
    "bill": {
        "total": "20000.00",
        "eligible": "16000.00",
        "first_self_pay": "1500.00",
        "over_limit": "500.00",
        "own_expense": "2000.00",
    },
    "year_to_date": {"layers": {"critical_illness": {"base": "3000.00", "paid": "0.00"}}},
}
"""Yichun 2018: the patient pays 1,092.70."""
