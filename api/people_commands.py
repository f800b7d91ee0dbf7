"""`benefits people` (人员命令): a bureau's full list into the book, identities destroyed in time."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.key_commands import KeyFile, opened_book
from api.options import Json, Lang, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told
from benefits.problems import Language, Text

if TYPE_CHECKING:
    from api.settings import Settings
    from benefits.stores.database import Database

people = typer.Typer(
    help="人员：导入名单，按期销毁身份信息 · People: import lists, destroy identities in time.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@people.command(
    "import",
    help="导入经办机构全量名单（CSV 或 XLSX）：先比对，--apply 才写入 · "
    "Import a bureau's full list (CSV or XLSX): compared first, entered with --apply.",
    epilog="例 · Example: benefits people import list.xlsx --region jx-yichun --apply",
)
def import_(
    file: Annotated[
        str, typer.Argument(help="名单文件，- 为标准输入 · the list; - is standard input")
    ],
    region: Annotated[str, typer.Option(help="哪个统筹区的名单 · the region whose list it is")],
    as_of: Annotated[
        str | None,
        typer.Option(help="名单的日期，默认今天 · the day the list speaks of, by default today"),
    ] = None,
    categories: Annotated[
        str,
        typer.Option(
            help="名单中一行也没有、但确已全部取消的类别 · "
            "categories that nobody holds any more, so that the list has no row of them",
        ),
    ] = "",
    apply: Annotated[bool, typer.Option("--apply", help="写入 · enter it")] = False,
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.files import read_file
    from api.naming import day_named
    from api.terminal import print_json
    from benefits.accounts.actor import Actor
    from benefits.people.key_file import read_keys
    from benefits.people.listed import categories_of
    from benefits.people.table import MOST_BYTES
    from benefits.people.vault import Vault
    from benefits.stores.people_import import Import, Wanted
    from benefits.stores.people_keys import OPERATOR

    language = language_for(lang)
    with _opened(database, key_file, settings_file, language, as_json) as (there, _, path):
        wanted = Wanted(
            region,
            read_file(file, MOST_BYTES),
            day_named(as_of, "--as-of"),
            categories_of(categories, "--categories"),
            apply,
        )
        vault = Vault(read_keys(path), secrets.token_bytes)
        importer = Import(there, vault, lambda: datetime.now(UTC))
        report = importer.report(Actor(OPERATOR, frozenset({"bureau"}), region), wanted)
    if as_json:
        print_json(report)
    else:
        _print(report, language)


def _print(report: dict[str, Any], language: Language) -> None:
    """The report: counts, then everybody whose entitlement changes, by row and surrogate."""
    zh = language == "zh"
    kinds = (
        ("added", Text("新增", "added")),
        ("changed", Text("变更", "changed")),
        ("ended", Text("终止", "ended")),
    )
    for name, says in kinds:
        for each in report[name]:
            row = f"{'第 {} 行' if zh else 'row {}'}".format(each["row"]) if "row" in each else "·"
            until = each["until"] or "…"
            who = each["id"] or ("新登记" if zh else "new")
            print(
                f"{says.in_(language)}  {row}  {who}  {each['category']}  {each['from']} – {until}"
            )
    counts = {name: len(report[name]) for name, _ in kinds}
    says = Text(
        "{rows} 行：新增 {added}，变更 {changed}，终止 {ended}，不变 {unchanged}；新登记 {new_people} 人",
        "{rows} rows: {added} added, {changed} changed, {ended} ended, {unchanged} unchanged; "
        "{new_people} new people",
    )
    print(says.in_(language).format(**{**report, **counts}))
    for name, told in (
        ("names_differ", Text("与登记姓名不同", "named otherwise in the book")),
        ("starts_differ", Text("登记的开始日期更早，予以保留", "held from earlier in the book, which stays")),
    ):  # fmt: skip
        for each in report[name]:
            row = f"第 {each['row']} 行" if zh else f"row {each['row']}"
            print(f"! {row}  {each['id']}  {told.in_(language)}")
    if report["retroactive"]:
        who = ", ".join(report["retroactive"])
        says = Text(
            "涉及今天以前的待遇，请重算：", "reaches back before today, have worked out again: "
        )
        print(f"! {says.in_(language)}{who}")
    if report["ignored_columns"]:
        says = Text("未读取的列：", "columns that are not read: ")
        print(f"! {says.in_(language)}{', '.join(report['ignored_columns'])}")
    if not report["applied"]:
        says = Text("仅比对，未写入；核对后加 --apply", "compared only; --apply enters it")
        print(says.in_(language))


@people.command(
    help="销毁身份信息：个人密钥一经销毁，姓名和证件不可再读 · Destroy who somebody was: without "
    "their key no name can ever be read again.",
    epilog="例 · Example: benefits people forget p-1 --reason consent_withdrawn",
)
def forget(
    ids: Annotated[list[str] | None, typer.Argument(help="人员编号 · surrogates of people")] = None,
    due: Annotated[
        bool,
        typer.Option(
            "--due",
            help="列出保存期满的人员，--apply 才销毁 · whose retention is over; destroyed with --apply",
        ),
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option(help="恢复备份后重放销毁清单 · destroy everybody on a list, after a restore"),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="consent_withdrawn（撤回同意）或 · or retention_ended（保存期满）")
    ] = "retention_ended",
    apply: Annotated[bool, typer.Option("--apply", help="与 --due 同用 · with --due")] = False,
    list_file: Annotated[
        Path | None,
        typer.Option(
            "--list", help="销毁清单，默认在密钥文件旁 · the list that is kept beside the key file"
        ),
    ] = None,
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from benefits.people.days import day_of, years_before
    from benefits.people.tombstones import read_reason, read_tombstones, write_tombstones
    from benefits.stores import people_keys

    language, now = language_for(lang), datetime.now(UTC)
    with _opened(database, key_file, settings_file, language) as (there, settings, path):
        kept = list_file or path.with_name("forgotten.jsonl")
        wanted = dict.fromkeys(ids or (), read_reason(reason))
        if replay is not None:
            wanted |= read_tombstones(replay)
        with there.reading() as connection:
            if due:
                before = years_before(day_of(now), settings.retention_years)
                found = [*people_keys.due(connection, before)]
                print("\n".join(found), end="\n" if found else "")
                wanted |= dict.fromkeys(found if apply else (), "retention_ended")
            unknown = people_keys.unknown(connection, [*wanted]) if replay is None else []
        if unknown:
            raise _unknown(unknown)
        if replay is None:
            for each in sorted(set(wanted.values())):
                write_tombstones(kept, [id for id, why in wanted.items() if why == each], each, now)
        gone = [id for id, why in wanted.items() if people_keys.destroy(there, [id], why, now)]
        if gone:
            people_keys.overwrite_what_was_destroyed(there)
    print(
        Text(f"已销毁 {len(gone)} 人的身份信息", f"{len(gone)} people are forgotten").in_(language)
    )


def _unknown(ids: list[str]) -> Exception:
    from benefits.people.sentences import problem
    from benefits.problems import Refused

    return Refused("invalid_request", [problem("person_is_not_there", each) for each in ids])


@contextmanager
def _opened(
    database: str | None,
    key_file: Path | None,
    settings_file: str | None,
    language: Language,
    as_json: bool = False,
) -> "Iterator[tuple[Database, Settings, Path]]":
    from api.settings_read import settings_of
    from api.vault import key_path

    with problems_told(language, as_json):
        settings = settings_of(settings_file, {"database": database})
        there = opened_book(settings.database_url)
        try:
            yield there, settings, key_file or key_path(settings)
        finally:
            there.close()
