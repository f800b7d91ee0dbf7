"""`benefits backup` and `benefits restore` (备份与恢复): a database to a file, and back into an empty one."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import Json, Lang, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told
from benefits.problems import Language, Text

if TYPE_CHECKING:
    from benefits.stores.backup import Done


def backup(
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            help="写到哪个文件；个人密钥写到旁边的 .keys 文件 · "
            "the file to write; people's keys go to a .keys file beside it",
        ),
    ],
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from datetime import UTC, datetime
    from importlib.metadata import version

    from api.settings_read import settings_of
    from benefits.stores.backup import backed_up, keys_beside

    language = language_for(lang)
    with problems_told(language, as_json):
        url = settings_of(settings_file, {"database": database}).database_url
        done = backed_up(url, to, now=datetime.now(UTC), engine=version("benefits"))
    says = Text(
        f"已备份 {done.tables} 张表 {done.rows:,} 行：{to}\n"
        f"个人密钥 {done.keys:,} 个：{keys_beside(to)}（只保留最新的一份）",
        f"{done.tables} tables with {done.rows:,} rows: {to}\n"
        f"{done.keys:,} people's keys: {keys_beside(to)} (keep only the newest)",
    )
    _tell(done, says, language, as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 · the backup's file")],
    database: DatabaseUrl = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="个人密钥文件，默认为旁边的 .keys 文件 · "
            "the file of people's keys, by default the .keys file beside it",
        ),
    ] = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.settings_read import settings_of
    from benefits.stores.backup import keys_beside, restored

    language = language_for(lang)
    with problems_told(language, as_json):
        url = settings_of(settings_file, {"database": database}).database_url
        done = restored(file, keys or keys_beside(file), url)
    says = Text(
        f"已恢复 {done.tables} 张表 {done.rows:,} 行，个人密钥 {done.keys:,} 个"
        f"（未恢复 {done.left_out:,} 个：其人不在备份中或已被遗忘）",
        f"{done.tables} tables with {done.rows:,} rows and {done.keys:,} people's keys are back "
        f"({done.left_out:,} keys left out: nobody's in this backup, or to be forgotten)",
    )
    _tell(done, says, language, as_json)


def _tell(done: "Done", says: Text, language: Language, as_json: bool) -> None:
    from api.terminal import print_json

    if as_json:
        print_json(asdict(done))
    else:
        print(says.in_(language))
