"""docs/nodes.md has every kind of node with its fields, and every unit, and no other."""

import re
from dataclasses import fields
from typing import get_args

from benefits.formula import nodes
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "nodes.md").read_text(encoding="utf-8")


def test_every_kind_stands_in_the_page_with_its_fields() -> None:
    told = re.findall(r"^\| `([A-Z]\w+)\((.*?)\)` \|", PAGE, re.MULTILINE)
    kinds = get_args(nodes.Node)
    assert told == [(kind.__name__, ", ".join(f.name for f in fields(kind))) for kind in kinds]


def test_every_unit_stands_in_the_page() -> None:
    section = PAGE.partition("\n## Units\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(get_args(nodes.UnitKind))
