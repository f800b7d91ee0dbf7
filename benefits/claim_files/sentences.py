"""What is wrong with a claim file, in words (明细文件问题): code → what and fix, in both languages."""

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benefits.claim_files import columns
from benefits.problems import Problem, Refused, Text
from benefits.simulation.table import NEEDED

_TOLD_AT_MOST: Final = 20

SENTENCES: Final[dict[str, tuple[str, str, str, str]]] = {
    "file_is_not_there": (
        "没有这个文件或文件夹",
        "there is no such file or folder",
        "请核对路径",
        "check the path",
    ),
    "file_may_not_be_read": (
        "无权读取这个文件",
        "the file may not be read",
        "请检查权限",
        "check its permissions",
    ),
    "folder_has_no_claims": (
        "文件夹里没有 .parquet 文件",
        "the folder has no .parquet file",
        "请放入明细文件，或直接指明文件",
        "put the claim files there, or name a file",
    ),
    "file_is_of_no_known_kind": (
        "明细文件以 .parquet 或 .csv 结尾",
        "a claim file ends in .parquet or .csv",
        "请按内容改名或另存",
        "rename it by what it holds, or save it as one of the two",
    ),
    "file_is_not_parquet": (
        "这不是完整的 Parquet 文件（可能被截断）：{why}",
        "this is no whole Parquet file (it may be cut short): {why}",
        "请重新导出或重新复制",
        "export or copy it again",
    ),
    "file_contradicts_itself": (
        "文件自己记的最小、最大值与数值不符：{why}",
        "the least and largest numbers that the file states are not those it has: {why}",
        "请用别的程序重新导出",
        "export it again, with another program",
    ),
    "files_differ": (
        "与第一个文件的列不同：{names}",
        "its columns differ from those of the first file: {names}",
        "同一次测算的文件应有相同的列",
        "files of one simulation have the same columns",
    ),
    "csv_cannot_be_read": (
        "CSV 无法读取：{why}",
        "the CSV cannot be read: {why}",
        "第一行写列名，逗号分隔，UTF-8 编码，每行列数相同",
        "names in the first line, commas between, UTF-8, as many fields in every line",
    ),
    "csv_line_is_uneven": (
        "这一行有 {given} 个字段，首行有 {names} 个列名",
        "the line has {given} fields, and the first one {names} names",
        "请补齐或去掉多余的逗号；含逗号的文字要加引号",
        "fill it up, or put quotes around words with a comma",
    ),
    "csv_is_not_utf8": (
        "文件不是 UTF-8 编码",
        "the file is not UTF-8",
        "请在表格软件中另存为“CSV UTF-8”",
        "save it as “CSV UTF-8”",
    ),
    "csv_has_no_commas": (
        "列名之间不是逗号，而是分号或制表符",
        "semicolons or tabs stand between the names, not commas",
        "请另存为以逗号分隔的 CSV",
        "save it as a CSV with commas",
    ),
    "csv_holds_no_items": (
        "CSV 里不能有收费项目的列表",
        "a CSV cannot hold lists of items",
        "有收费项目的明细请用 Parquet",
        "use Parquet for claims with items",
    ),
    "column_is_missing": (
        "缺少这一列",
        "the column is missing",
        "请加上；列名见 docs/claim-table.md",
        "add it; docs/claim-table.md lists the columns",
    ),
    "columns_have_other_names": (
        "列名不是结算明细表的列名：有 {given}；缺 {missing}",
        "the columns do not have the claim table's names: there are {given}; missing are {missing}",
        "请把列名改为 docs/claim-table.md 所列的名称",
        "rename them as docs/claim-table.md has them",
    ),
    "column_stands_twice": (
        "列名出现两次",
        "two columns have this name",
        "请只保留一列",
        "keep one of them",
    ),
    "column_is_of_another_type": (
        "这一列应为{wanted_zh}，不是 {given}",
        "the column holds {wanted_en}, not {given}",
        "请改正列的类型；分以整数写，元不行",
        "correct its type; amounts are whole fen, not yuan",
    ),
    "column_cannot_be_read": (
        "这一列无法读取：{why}",
        "the column cannot be read: {why}",
        "请核对这一列",
        "check the column",
    ),
    "value_is_missing": (
        "缺少数值",
        "a value is missing",
        "请补上，或去掉这一行",
        "fill it in, or leave out the row",
    ),
    "value_is_not_whole": (
        "“{given}”不是整数",
        "{given} is no whole number",
        "金额以分为单位：12.50 元写 1250",
        "amounts are whole fen: 12.50 yuan is 1250",
    ),
    "value_is_no_day": (
        "“{given}”不是日期",
        "{given} is no day",
        "请写作 2018-06-15",
        "write it as 2018-06-15",
    ),
    "value_is_too_large": (
        "“{given}”超出 64 位整数",
        "{given} does not fit into 64 bits",
        "请核对",
        "check it",
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
        "加上这一列，或用 --region jx-yichun",
        "add the column, or say --region jx-yichun",
    ),
    "region_is_said_twice": (
        "文件已有 region 列，又给出了 --region {given}",
        "the file has a column region, and --region {given} is given too",
        "去掉 --region；或去掉这一列",
        "leave out --region, or take the column out",
    ),
    "unknown_region": (
        "没有地区 {given}",
        "there is no region {given}",
        "地区有：{regions}",
        "the regions are: {regions}",
    ),
    "out_is_in": (
        "结果会覆盖明细文件",
        "the result would be written over the claims",
        "请用另一个文件名或文件夹",
        "choose another name or folder",
    ),
    "out_is_of_no_known_kind": (
        "结果文件以 .parquet 或 .csv 结尾",
        "the result's file ends in .parquet or .csv",
        "例如 result.parquet",
        "result.parquet, say",
    ),
    "out_has_no_folder": (
        "没有这个文件夹",
        "there is no such folder",
        "请先建立，或换一个位置",
        "make it first, or choose another place",
    ),
    "out_is_a_folder": (
        "这是一个文件夹",
        "this is a folder",
        "请给出文件名",
        "name a file",
    ),
    "out_is_being_written": (
        "另一次测算正在写这个文件",
        "another simulation is writing this file",
        "请等它结束，或换一个文件名",
        "wait for it, or choose another name",
    ),
    "cannot_write": (
        "无法写入：{why}",
        "cannot write: {why}",
        "请检查权限和磁盘空间",
        "check permissions and free space",
    ),
    "disk_is_full": (
        "磁盘已满",
        "the disk is full",
        "请腾出空间，或用 --scratch 换一个盘；没有留下半个文件",
        "make room, or use --scratch on another disk; no half file was left",
    ),
    "factor_is_no_percentage": (
        "“{given}”不是百分数",
        "{given} is no percentage",
        "例如 5%、-2.5%；不低于 -100%",
        "5% or -2.5%, say; not below -100%",
    ),
}


def problem(
    code: str,
    where: str = "",
    file: Path | str | None = None,
    line: int | None = None,
    **facts: str,
) -> Problem:
    """A problem of a claim file; `facts` fill the blanks of its sentence."""
    zh, en, fix_zh, fix_en = (each.format(**facts) for each in SENTENCES[code])
    name = None if file is None else str(file)
    return Problem(code, where, Text(zh, en), Text(fix_zh, fix_en), file=name, line=line)


_NOT_OF_THE_CLAIMS: Final = {
    "unknown_region": "unknown_region",
    "factor_is_no_percentage": "invalid_request",
    "out_is_in": "invalid_request",
    "out_is_of_no_known_kind": "invalid_request",
    "out_has_no_folder": "invalid_request",
    "out_is_a_folder": "invalid_request",
    "out_is_being_written": "invalid_request",
}
"""What is wrong with what was asked: the claims are sound, as far as is known."""


def refused(code: str, where: str = "", file: Path | str | None = None, **facts: str) -> Refused:
    """The same, alone, to be raised."""
    kind = _NOT_OF_THE_CLAIMS.get(code, "invalid_claims")
    return Refused(kind, [problem(code, where, file, None, **facts)])


def missing(names: Sequence[str], file: Path) -> list[Problem]:
    """A problem for each column that every table has and this one has not; one alone where most are missing:
    then the columns have other names."""
    absent = columns.missing(names)
    others = [name for name in names if columns.kind_of(name) is None]
    if others and 2 * len(absent) > len(NEEDED):
        given = ", ".join(others[:_TOLD_AT_MOST]) + (" …" if len(others) > _TOLD_AT_MOST else "")
        return [
            problem(
                "columns_have_other_names", "", file, None, given=given, missing=", ".join(absent)
            )
        ]
    return [problem("column_is_missing", name, file) for name in absent]


def row_of(column: str, row: int) -> str:
    """How a place in a table is called; rows count from 1.

    >>> row_of("eligible_fen", 0)
    'eligible_fen, row 1'
    """
    return f"{column}, row {row + 1}"


def cannot_write(error: OSError, file: Path) -> Refused:
    """A failure to write, in words: the claims are sound, the place is not."""
    found = (
        problem("disk_is_full", "", file, None)
        if is_full(error)
        else problem("cannot_write", "", file, None, why=error.strerror or str(error))
    )
    return Refused("invalid_request", [found])


def is_full(error: OSError) -> bool:
    """There is no room left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
