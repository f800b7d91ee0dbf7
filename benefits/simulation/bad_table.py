"""What is wrong with a claim table as a whole (明细表问题): which column, which row, what to do.

A row that is bad alone is no matter for this: it is kept, refused and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from benefits.problems import Problem, Refused, Text

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "column_is_missing": (
        "缺少这一列",
        "the column is missing",
        "请加上；列名见 docs/claim-table.md",
        "add it; docs/claim-table.md lists the columns",
    ),
    "columns_do_not_fit": (
        "各列不能组成一张表：{why}",
        "the columns make no table: {why}",
        "各列的行数应相同，每列只放一种值",
        "give every column as many rows, and values of one kind",
    ),
    "value_is_missing": (
        "缺少数值",
        "a value is missing",
        "请补上，或去掉这一行",
        "fill it in, or leave out the row",
    ),
    "value_is_too_large": (
        "“{given}”超出 64 位整数",
        "{given} does not fit into 64 bits",
        "请核对",
        "check it",
    ),
    "number_is_below_zero": (
        "有人没有户号时，户号和人员号不得为负数",
        "where somebody has no household, numbers of people and households may not be below 0",
        "请给每人写上户号，或改用不小于 0 的号码",
        "give everybody a household, or use numbers from 0 on",
    ),
    "whole_numbers_are_needed": (
        "这一列应为整数，不是 {given}",
        "the column holds whole numbers, not {given}",
        "请改正列的类型；金额以分为单位写整数，12.50 元写 1250",
        "correct its type; amounts are whole fen, 12.50 yuan is 1250",
    ),
    "days_are_needed": (
        "这一列应为日期，不是 {given}",
        "the column holds days, not {given}",
        "请改用日期类型，如 2018-06-15",
        "make it a column of days, such as 2018-06-15",
    ),
    "words_are_needed": (
        "这一列应为文字，不是 {given}",
        "the column holds words, not {given}",
        "请写合同规定的词，如 inpatient",
        "write the words of the contract, such as inpatient",
    ),
    "items_are_needed": (
        "这一列应为收费项目的列表，不是 {given}",
        "the column holds lists of items, not {given}",
        "每个项目写 service 和各部分金额（分）",
        "an item has its service and its parts in fen",
    ),
    "item_has_no_service": (
        "收费项目缺少 service",
        "an item has no field service",
        "请写明项目名称",
        "say which service it is",
    ),
    "claim_stands_twice": (
        "明细号 {given} 出现不止一次",
        "claim {given} stands there more than once",
        "每个明细号只能有一行；冲销另用新号和 reverses_claim_id",
        "a claim has one row; a reversal is a claim of its own, with reverses_claim_id",
    ),
    "region_is_not_said": (
        "没有 region 列，也没有给出地区",
        "there is no column region, and no region is named",
        "请加上这一列，或指明地区",
        "add the column, or name the region",
    ),
}


class BadTable(Refused):
    """The table as a whole cannot be read; `problems` says everything that is wrong.

    `column` and `row` (from 0; None: the whole column) are those of the first problem.
    """

    def __init__(self, found: "Sequence[Wrong]") -> None:
        self.wrong = tuple(found)
        self.column, self.row = found[0].column, found[0].row
        super().__init__("invalid_claims", [each.problem() for each in found])


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: a code, its column, its row from 0 where it is one row's."""

    code: str
    column: str
    row: int | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def problem(self) -> Problem:
        """The same in words; a person counts rows from 1."""
        where = self.column if self.row is None else f"{self.column}, row {self.row + 1}"
        zh, en, fix_zh, fix_en = (each.format(**self.facts) for each in SENTENCES[self.code])
        return Problem(self.code, where, Text(zh, en), Text(fix_zh, fix_en))


def bad(code: str, column: str, row: int | None = None, **facts: str) -> BadTable:
    """One problem, to be raised."""
    return BadTable([Wrong(code, column, row, facts)])
