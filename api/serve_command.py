"""`benefits serve` and `benefits demo` (启动服务与演示): settings read, a database opened, then served.

A plain server and a demo one never share a database: each has a file of its own by default, and the
database itself says which it is.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.options import Lang, Policies, language_for
from benefits.problems import Language, Refused, Text

if TYPE_CHECKING:
    from api.settings import Settings
    from benefits.people.vault import Vault
    from benefits.stores.database import Database
    from benefits.stores.site import Site

Host = Annotated[
    str | None,
    typer.Option(help="监听地址，默认 127.0.0.1 · the address to listen at, by default 127.0.0.1"),
]
Port = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65535,
        help="端口，默认 8000，0 为自动选择 · the port, by default 8000; 0 finds a free one",
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="数据库：sqlite:///路径 或 postgresql://…，默认在用户的数据文件夹 · "
        "where the book is kept, by default in the user's data folder",
    ),
]
SettingsFile = Annotated[
    str | None,
    typer.Option(
        "--settings",
        help="设置文件（TOML），默认看 BENEFITS_SETTINGS · "
        "a file of settings (TOML), by default BENEFITS_SETTINGS's",
    ),
]


def serve(
    host: Host = None,
    port: Port = None,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="试算库：无需登录，只在本机，一切均为试算 · "
            "a demo database: no signing in, this machine only, nothing in it is real",
        ),
    ] = False,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    from api.settings import sqlite_at
    from api.settings_read import settings_of

    language = language_for(lang)
    given = {"host": host, "port": port, "database": database, "policies": policies}
    with problems_told(language):
        settings = settings_of(settings_file, given)
    if not demo:
        return _serve(settings, settings.database_url, language)
    url = settings.database_url
    if settings.database is None:
        url = sqlite_at(settings.data_folder / "demo.sqlite")
    return _serve(settings, url, language, demo=True)


def demo(
    port: Port = None,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    from api.serving import end_well_when_terminated
    from api.settings import sqlite_at
    from api.settings_read import settings_of

    language = language_for(lang)
    given = {"host": "127.0.0.1", "port": port, "database": database, "policies": policies}
    with problems_told(language):
        settings = settings_of(settings_file, given)
    if settings.database is not None:
        return _serve(settings, settings.database_url, language, demo=True, people=True)
    end_well_when_terminated()
    folder = Path(tempfile.mkdtemp(prefix="benefits-demo-"))
    try:
        settings = settings.model_copy(update={"data_folder": folder})
        url = sqlite_at(folder / "demo.sqlite")
        return _serve(settings, url, language, demo=True, people=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(
    settings: "Settings", url: str, language: Language, *, demo: bool = False, people: bool = False
) -> None:
    from api import serving
    from api.access.listening import may_listen
    from api.files import book_of
    from api.vault import vault_of
    from benefits.quotes.desk import Desk
    from benefits.stores.people_keys import fitting

    serving.end_well_when_terminated()
    with ExitStack() as opened:
        with problems_told(language):
            policies = None if settings.policies is None else str(settings.policies)
            desk = Desk(book_of(policies))
            _demo_stays_here(settings, demo)
            host = "127.0.0.1" if demo else settings.host
            listening = opened.enter_context(serving.listen(host, settings.port))
            database, site = open_site(url, demo=demo)
            opened.callback(database.close)
            accounts = demo or _has_accounts(database)
            may_listen(settings.host, settings, accounts=accounts)
            vault = vault_of(settings, demo=demo)
            if vault is not None:
                with database.reading() as connection:
                    fitting(connection, vault)
            if people and site.new:
                _add_people(database, vault)
            served = serving.Served.of(settings, desk, database, vault, demo=demo)
        if demo:
            _show_example(language)
        scheme = "http" if settings.tls_certificate is None else "https"
        address = serving.address_of(listening, scheme)
        _tell(database, demo, address, language)
        serving.serve(listening, served)


@contextmanager
def problems_told(language: Language, as_json: bool = False) -> Iterator[None]:
    """Whatever refuses or does not answer inside ends the command with 2, in words."""
    from api.serving import CannotServe
    from api.terminal import refuse
    from benefits.stores.database import Unavailable

    try:
        yield
    except Refused as refused:
        refuse(refused, language, as_json)
    except CannotServe as cannot:
        stop(cannot.says, language)
    except Unavailable as unavailable:
        stop(
            Text(
                f"数据库没有应答（{unavailable}）；请核对它是否在运行、地址和权限是否正确",
                f"the database does not answer ({unavailable}); see that it runs, and that the "
                "address and the rights are right",
            ),
            language,
        )


def stop(says: Text, language: Language) -> NoReturn:
    """End with 2 after one sentence."""
    typer.echo(says.in_(language), err=True)
    raise typer.Exit(2)


def _demo_stays_here(settings: "Settings", demo: bool) -> None:
    from api.serving import CannotServe, is_loopback

    if demo and not is_loopback(settings.host):
        raise CannotServe(Text("试算演示只能在 127.0.0.1 上运行", "a demo only runs at 127.0.0.1"))


def _has_accounts(database: "Database") -> bool:
    from benefits.stores.accounts import any_there

    with database.reading() as connection:
        return any_there(connection)


def open_site(url: str, *, demo: bool) -> "tuple[Database, Site]":
    from datetime import UTC, datetime
    from importlib.metadata import version

    from benefits.stores.database import opened
    from benefits.stores.site import taken

    database = opened(url)
    try:
        now = datetime.now(UTC)
        return database, taken(database, demo=demo, now=now, engine=version("benefits"))
    except BaseException:
        database.close()
        raise


def _add_people(database: "Database", vault: "Vault | None") -> None:
    """Made-up people for a new demo database."""
    from datetime import UTC, datetime

    from api.demo_families import add_people
    from benefits.stores.registry import Registry

    assert vault is not None, "a demo makes its own keys"
    add_people(Registry(database, vault, lambda: datetime.now(UTC)))


def _tell(database: "Database", demo: bool, address: str, language: Language) -> None:
    """Where the book lies and where it is served; a password stays out of it."""
    where = database.engine.url.render_as_string(hide_password=True)
    if demo:
        says = Text(f"试算库：{where}", f"Demo database: {where}")
    else:
        says = Text(f"数据库：{where}", f"Database: {where}")
    print(says.in_(language))
    says = Text(f"正在服务：{address}（Ctrl-C 停止）", f"Serving at {address} (Ctrl-C stops it)")
    print(says.in_(language), flush=True)


def _show_example(language: Language) -> None:
    from api.example import EXAMPLE
    from api.terminal import print_answer
    from benefits.quotes.desk import Desk
    from benefits.reading.book import PolicyBook

    heading = {
        "zh": "示例：江西宜春，2018 年，建档立卡贫困人口，二级医院住院，总费用 20,000.00 元",
        "en": "Example: Yichun 2018, a registered poor person, a secondary hospital, 20,000.00",
    }
    print_answer(Desk(PolicyBook.packaged()).quote(EXAMPLE), language, heading[language])
