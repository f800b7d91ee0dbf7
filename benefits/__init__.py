"""Who pays which part of a poor family's hospital bill, and why, to the fen (医疗待遇测算).

A policy book (政策库) holds the regions' rules; a desk (结算窗口) splits a bill under them.

>>> from benefits import Desk, PolicyBook
>>> desk = Desk(PolicyBook.packaged())
>>> answer = desk.quote({
...     "region": "jx-yichun", "date": "2018-06-15",
...     "person": {"categories": ["registered_poor"]},
...     "visit": {"kind": "inpatient", "hospital_level": "secondary"},
...     "bill": {"total": "10000.00", "eligible": "8000.00", "own_expense": "2000.00"},
... })
>>> [(payer["layer"], payer["amount"]) for payer in answer["payers"]], answer["patient"]
([('basic', '6400.00'), ('supplementary', '2940.00'), ('medical_aid', '112.00')], '548.00')
>>> print(answer["worksheet"][3]["what"]["en"], "=", answer["worksheet"][3]["how"]["en"])
Residents' basic insurance pays = 80% of [1], at most 100,000.00
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from benefits.problems import Problem, Refused, Text
    from benefits.quotes.desk import Desk
    from benefits.reading.book import PolicyBook
    from benefits.reading.document import Document
    from benefits.reading.reader import read_policy

__all__ = ["Desk", "Document", "PolicyBook", "Problem", "Refused", "Text", "read_policy"]

_HOMES: Final = {
    "Desk": "benefits.quotes.desk",
    "Document": "benefits.reading.document",
    "PolicyBook": "benefits.reading.book",
    "Problem": "benefits.problems",
    "Refused": "benefits.problems",
    "Text": "benefits.problems",
    "read_policy": "benefits.reading.reader",
}


def __getattr__(name: str) -> Any:
    """A public name from its home, on first use: a command's `--help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
