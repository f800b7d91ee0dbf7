"""`benefits accounts` (账户命令): add, list, disable, enable, password, revoke. On the server itself only.

A password is asked for at the terminal or read from a file, never taken as a word of the command: words
stand in the shell's history and in the list of processes.
"""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import Json, Lang, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told
from benefits.problems import Language, Problem, Refused, Text

if TYPE_CHECKING:
    from benefits.accounts.account import Account
    from benefits.stores.sign_in import SignIn

accounts = typer.Typer(
    help="账户：新建、列出、停用、口令、吊销密钥 · Accounts: add, list, disable, passwords, keys.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(help="用户名 · the name to sign in by")]
PasswordFile = Annotated[
    str | None,
    typer.Option(
        help="口令文件（第一行），- 为标准输入；不写则在终端询问 · "
        "a file whose first line is the password; - is standard input; left out: asked for"
    ),
]


@accounts.command(
    help="新建账户；首次登录须改口令，机器客户端没有口令 · "
    "Add an account; its password is changed at the first sign-in, a machine has none.",
    epilog="例 · Example: benefits accounts add li --role clerk --hospital h36001 --region jx-yichun",
)
def add(
    name: Name,
    role: Annotated[
        list[str],
        typer.Option(
            help="角色，可重复：clerk supervisor bureau analyst author auditor admin machine · "
            "a role; may be repeated"
        ),
    ],
    region: Annotated[str | None, typer.Option(help="统筹区 · the region")] = None,
    hospital: Annotated[str | None, typer.Option(help="医院 · the hospital")] = None,
    department: Annotated[str | None, typer.Option(help="科室 · the department")] = None,
    password_file: PasswordFile = None,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from benefits.accounts.account import checked

    language = language_for(lang)
    with problems_told(language, as_json):
        checked(name, role, region, hospital, department)
        password = None if role == ["machine"] else _password(password_file, language)
        with _opened(database, settings_file) as sign_in:
            account = sign_in.add(
                name,
                role,
                region=region,
                hospital=hospital,
                department=department,
                password=password,
            )
    _tell(account, as_json)


@accounts.command(
    "list",
    help="列出账户 · List the accounts.",
    epilog="例 · Example: benefits accounts list --json",
)
def list_(
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.access.account_routes import told
    from api.terminal import print_json

    with problems_told(language_for(lang), as_json), _opened(database, settings_file) as sign_in:
        found = sign_in.listed()
    if as_json:
        print_json({"accounts": [told(each) for each in found]})
        return
    for each in found:
        _tell(each, as_json=False)


@accounts.command(
    help="停用账户，结束其会话 · Disable an account, and end its sessions.",
    epilog="例 · Example: benefits accounts disable li",
)
def disable(
    name: Name,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    with problems_told(language_for(lang), as_json), _opened(database, settings_file) as sign_in:
        account = sign_in.disable(name)
    _tell(account, as_json)


@accounts.command(
    help="重新启用账户 · Enable an account again.",
    epilog="例 · Example: benefits accounts enable li",
)
def enable(
    name: Name,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    with problems_told(language_for(lang), as_json), _opened(database, settings_file) as sign_in:
        account = sign_in.disable(name, enabled=True)
    _tell(account, as_json)


@accounts.command(
    help="重设口令并解锁；下次登录须更改 · "
    "Set a password and open the lock; it is changed at the next sign-in.",
    epilog="例 · Example: benefits accounts password li",
)
def password(
    name: Name,
    password_file: PasswordFile = None,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = language_for(lang)
    with problems_told(language, as_json):
        typed = _password(password_file, language)
        with _opened(database, settings_file) as sign_in:
            account = sign_in.set_password(name, typed)
    _tell(account, as_json)


@accounts.command(
    help="吊销机器客户端的一把密钥 · Revoke a key of a machine client.",
    epilog="例 · Example: benefits accounts revoke his --kid 2026-01",
)
def revoke(
    name: Name,
    kid: Annotated[str, typer.Option(help="密钥名（kid）· the key's name (kid)")],
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    with problems_told(language_for(lang)), _opened(database, settings_file) as sign_in:
        sign_in.revoke(name, kid)
    print(f"{name}  ✗ {kid}")


@contextmanager
def _opened(url: str | None, settings_file: str | None) -> "Iterator[SignIn]":
    """Accounts of the database that the settings name, made where it is new."""
    import secrets
    from datetime import UTC, datetime

    from api.serve_command import open_site
    from api.settings_read import settings_of
    from benefits.stores.sign_in import SignIn

    settings = settings_of(settings_file, {"database": url})
    database, _ = open_site(settings.database_url, demo=False)
    try:
        yield SignIn(
            database,
            lambda: datetime.now(UTC),
            secrets.token_bytes,
            settings.hashing,
            settings.lock,
            settings.timeouts,
        )
    finally:
        database.close()


def _password(path: str | None, language: Language) -> str:
    """A password, from a file's first line or typed twice; raises `Refused`."""
    from api.files import read_file

    if path is not None:
        try:
            return read_file(path, 10_000).decode("utf-8-sig").partition("\n")[0].rstrip("\r")
        except UnicodeDecodeError:
            raise _refused(Text("口令文件不是 UTF-8", "the password's file is not UTF-8")) from None
    if not _at_a_terminal():
        raise _refused(
            Text("没有终端可以询问口令", "there is no terminal to ask for a password at")
        )
    zh = language == "zh"
    typed = getpass.getpass("口令：" if zh else "Password: ")
    if typed != getpass.getpass("再输一次：" if zh else "Once more: "):
        raise _refused(Text("两次输入不同", "the two are not the same"))
    return typed


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _refused(what: Text) -> Refused:
    fix = Text("请用 --password-file 文件", "use --password-file FILE")
    return Refused("invalid_request", [Problem("password_is_missing", "password", what, fix)])


def _tell(account: "Account", as_json: bool) -> None:
    from api.access.account_routes import told
    from api.terminal import print_json

    if as_json:
        print_json(told(account))
        return
    place = [account.region, account.hospital, account.department]
    where = "/".join(each for each in place if each)
    mark = "" if account.enabled else "  ✗ 停用 · disabled"
    roles = "+".join(sorted(account.roles))
    print(f"{account.name:<20} {roles:<20} {where:<30} {account.id}{mark}")
