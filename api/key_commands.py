"""`benefits keys` (密钥命令): make the site's keys, rotate them, drop the old ones."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import Json, Lang, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told
from benefits.problems import Language, Text

if TYPE_CHECKING:
    from benefits.people.vault import Keys, Vault
    from benefits.stores.database import Database

keys = typer.Typer(
    help="站点密钥：姓名和证件凭它加密、检索 · The site's keys: names and documents are sealed and "
    "found by them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        help="密钥文件，默认为设置 key_file 或数据文件夹中的 keys.json · the key file, by default "
        "the setting key_file, or keys.json in the data folder",
    ),
]


@keys.command(
    help="生成站点的首批密钥；绝不覆盖已有文件 · Make the site's first keys; never overwrites a file.",
    epilog="例 · Example: benefits keys new /etc/benefits/keys.json",
)
def new(
    file: Annotated[
        Path | None,
        typer.Argument(help="写到哪个文件，默认数据文件夹 · where, by default the data folder"),
    ] = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from api.settings_read import settings_of
    from api.vault import key_path
    from benefits.people.key_file import new_keys, write_keys

    language = language_for(lang)
    with problems_told(language):
        path = file or key_path(settings_of(settings_file))
        write_keys(path, new_keys(secrets.token_bytes, datetime.now(UTC)), new=True)
    _say(
        Text(
            f"已生成密钥：{path}（仅属主可读）\n请另行备份，不要与数据库放在一起",
            f"Keys made: {path} (for its owner alone)\nBack it up apart from the database",
        ),
        language,
    )


@keys.command(
    help="列出密钥及各有多少人仍在使用 · List the keys and how many people still need each.",
    epilog="例 · Example: benefits keys list --json",
)
def list(
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.terminal import print_json

    language = language_for(lang)
    with _opened(database, key_file, settings_file, language, writing=False) as site:
        used = site.used()
    listed = [
        {"id": key.id, "kind": kind, "made_at": key.made_at, "people": used.get(key.id, 0),
         "in_use": key is of[-1]}
        for kind, of in (("master", site.keys.masters), ("search", site.keys.searches))
        for key in of
    ]  # fmt: skip
    if as_json:
        print_json({"keys": listed})
        return
    names = {"master": Text("主密钥", "master"), "search": Text("检索密钥", "search")}
    for each in listed:
        kind = names[str(each["kind"])].in_(language)
        in_use = Text("使用中", "in use").in_(language) if each["in_use"] else ""
        print(f"{kind}  {each['id']}  {each['made_at']}  {each['people']:,}  {in_use}".rstrip())


@keys.command(
    help="更换主密钥（--search 一并更换检索密钥），并转换所有人员；可中断后再次执行 · "
    "Make a new master key (--search: a new search key too) and move everybody to it.",
    epilog="例 · Example: benefits keys rotate --database postgresql://benefits@localhost/book",
)
def rotate(
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    search: Annotated[
        bool, typer.Option("--search", help="也更换检索密钥 · a new search key too")
    ] = False,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from benefits.people.key_file import with_new_master, with_new_search, write_keys

    language, now = language_for(lang), datetime.now(UTC)
    with _opened(database, key_file, settings_file, language) as site:
        made = with_new_master(site.keys, secrets.token_bytes, now)
        if search:
            made = with_new_search(made, secrets.token_bytes, now)
        write_keys(site.path, made)
        site.keys = made
        moved = site.move(now)
    _told(moved, language)


@keys.command(
    help="把所有人员转换到使用中的密钥（更换中断后用） · Move everybody to the keys in use, after a "
    "rotation was broken off.",
    epilog="例 · Example: benefits keys move",
)
def move(
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    language = language_for(lang)
    with _opened(database, key_file, settings_file, language) as site:
        moved = site.move(datetime.now(UTC))
    _told(moved, language)


@keys.command(
    help="删除不再有人使用的旧密钥；此后旧备份中的姓名不可再读 · Drop old keys nobody needs; names "
    "in older backups can then never be read again.",
    epilog="例 · Example: benefits keys drop",
)
def drop(
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from benefits.people.key_file import without, write_keys

    language = language_for(lang)
    with _opened(database, key_file, settings_file, language) as site:
        used = site.used()
        left = without(site.keys, lambda key: key not in used)
        write_keys(site.path, left)
    counted = len(site.keys.masters) + len(site.keys.searches)
    dropped = counted - len(left.masters) - len(left.searches)
    still = len(left.masters) + len(left.searches) - 2
    _say(
        Text(
            f"已删除旧密钥 {dropped} 个；仍有人使用而保留的旧密钥 {still} 个",
            f"{dropped} old keys dropped; {still} kept, since people still need them",
        ),
        language,
    )
    raise typer.Exit(1 if still else 0)


@keys.command(
    help="密钥文件遗失后：放弃再也打不开的个人密钥，使人员可以重新登记 · After the key file was lost: give up "
    "people's keys that nothing opens any more, so that they can be registered again.",
    epilog="例 · Example: benefits keys abandon",
)
def abandon(
    database: DatabaseUrl = None,
    key_file: KeyFile = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from benefits.stores.people_keys import abandon as give_up

    language = language_for(lang)
    with _opened(database, key_file, settings_file, language) as site:
        gone = give_up(site.database, site.vault, datetime.now(UTC))
    _say(Text(f"已放弃 {gone:,} 个个人密钥", f"{gone:,} people's keys given up"), language)


class _Site:
    """A database and the keys that belong to it."""

    def __init__(self, database: "Database", path: Path, keys: "Keys") -> None:
        self.database = database
        self.path = path
        self.keys = keys

    @property
    def vault(self) -> "Vault":
        from benefits.people.vault import Vault

        return Vault(self.keys, secrets.token_bytes)

    def used(self) -> dict[str, int]:
        from benefits.stores.people_keys import keys_used

        with self.database.reading() as connection:
            return keys_used(connection)

    def move(self, now: datetime) -> tuple[int, int, int]:
        from benefits.stores.people_keys import move_to_keys_in_use

        moved = move_to_keys_in_use(self.database, self.vault, now)
        return moved.wrapped, moved.hashed, len(moved.unreadable)


@contextmanager
def _opened(
    database: str | None,
    key_file: Path | None,
    settings_file: str | None,
    language: Language,
    *,
    writing: bool = True,
) -> Iterator[_Site]:
    from api.settings_read import settings_of
    from api.vault import key_path
    from benefits.people.key_file import read_keys

    with problems_told(language):
        settings = settings_of(settings_file, {"database": database})
        path = key_file or key_path(settings)
        found = read_keys(path)
        there = opened_book(settings.database_url, writing=writing)
        try:
            yield _Site(there, path, found)
        finally:
            there.close()


def opened_book(url: str, *, writing: bool = True) -> "Database":
    """A database with the book in it; an empty one is made ready. Raises `Refused`, `Unavailable`."""
    from importlib.metadata import version

    from benefits.stores.database import opened
    from benefits.stores.schema import tables_there
    from benefits.stores.site import SITE, site_of, taken

    there = opened(url, writing=writing)
    try:
        with there.reading() as connection:
            ours = SITE.name in tables_there(connection)
            demo = ours and site_of(connection).demo
        if writing or not ours:
            taken(there, demo=demo, now=datetime.now(UTC), engine=version("benefits"))
    except BaseException:
        there.close()
        raise
    return there


def _told(moved: tuple[int, int, int], language: Language) -> None:
    """How many were moved; ends with 1 where somebody's key could not be read."""
    wrapped, hashed, unreadable = moved
    _say(
        Text(
            f"已转换个人密钥 {wrapped:,} 个、检索散列 {hashed:,} 个；无法读取 {unreadable:,} 个",
            f"{wrapped:,} people's keys and {hashed:,} search hashes moved; "
            f"{unreadable:,} could not be read",
        ),
        language,
    )
    raise typer.Exit(1 if unreadable else 0)


def _say(says: Text, language: Language) -> None:
    print(says.in_(language))
