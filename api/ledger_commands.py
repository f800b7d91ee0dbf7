"""`benefits ledger` (台账命令): verify, explain, heads, list. The library checks, these print."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import Json, Lang, Policies, language_for
from api.serve_command import DatabaseUrl, SettingsFile, problems_told

if TYPE_CHECKING:
    from benefits.stores.office import Office

ledger = typer.Typer(
    help="台账：核对、说明、导出留痕摘要 · The book: verify, explain, export the trail's heads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@ledger.command(
    help="核对整本台账：分录、累计、冲销、留痕；有不符时以 1 结束 · "
    "Check the whole book; ends with 1 where something is not as it was written.",
    epilog="例 · Example: benefits ledger verify --recompute --heads heads.json",
)
def verify(
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    recompute: Annotated[
        bool,
        typer.Option(
            "--recompute",
            help="按留存的政策文本逐笔重算 · work out every settlement again by the policy kept",
        ),
    ] = False,
    heads: Annotated[
        Path | None,
        typer.Option(help="以前导出的签名摘要 · signed heads that were exported before"),
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="摘要的公钥（base64） · the public key of the heads")
    ] = None,
    as_json: Json = False,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    from api.files import read_file
    from api.terminal import print_json
    from benefits.claims.json_text import read_json
    from benefits.stores.verification import verified
    from benefits.trail.heads import read_signed

    language = language_for(lang)
    with problems_told(language), _office(database, settings_file, policies) as office:
        head = None
        if heads is not None:
            head = read_signed(read_json(read_file(str(heads), 1_000_000)), key)
        checked = verified(office.database, office.terms, recompute=recompute, heads=head)
    if as_json:
        print_json(checked.told())
    else:
        for each in checked.found:
            print(f"✗ {each.code}  {each.where}\n  {each.what.in_(language)}")
        _sum_up(checked, language)
    raise typer.Exit(1 if checked.found else 0)


def _sum_up(checked: Any, language: str) -> None:
    counts = (checked.postings, checked.recomputed, checked.chains, checked.events)
    if language == "zh":
        print("记账 {:,} 笔（重算 {:,}），留痕 {:,} 条链 {:,} 件".format(*counts))
        print("全部相符" if not checked.found else f"不符 {len(checked.found)} 处")
        print(checked.not_proven.zh)
        return
    print("{:,} postings ({:,} worked out again), {:,} chains of {:,} events".format(*counts))
    print("all as written" if not checked.found else f"{len(checked.found)} not as written")
    print(checked.not_proven.en)


@ledger.command(
    help="说明一笔结算：当时的请求、计算单、政策文本与引擎，离线重算比对 · "
    "Prove one settlement offline: its request, worksheet, policy and engine, worked out again.",
    epilog="例 · Example: benefits ledger explain k7m2q4zt5xw3a6bc",
)
def explain(
    id: Annotated[str, typer.Argument(help="结算编号 · the settlement's id")],
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    from api.terminal import print_answer, print_json

    language = language_for(lang)
    with problems_told(language), _office(database, settings_file, policies) as office:
        told = office.explained(id)
    if as_json:
        print_json(told)
    else:
        answer = told["answer"]
        heading = f"{answer['id']}  {answer['settled_at']}  {answer['hospital']}"
        print_answer(answer, language, heading)
        names = {
            "zh": ("政策", "引擎", "冲销于", "替换", "重算"),
            "en": ("policy", "engine", "reversed by", "takes the place of", "worked out again"),
        }[language]
        same = {"zh": "相符", "en": "the same"}[language]
        lines = [told["policy"]["digest"], told["engine"], told["reversed_by"], told["replaces"]]
        lines.append(same if not told["found"] else "; ".join(told["found"][language]))
        for name, value in zip(names, lines, strict=True):
            if value is not None:
                print(f"{name}: {value}")
    raise typer.Exit(1 if told["found"] else 0)


@ledger.command(
    "list",
    help="列出由某一引擎版本办理的结算 · List the settlements an engine made.",
    epilog="例 · Example: benefits ledger list --engine 0.1.0 --json",
)
def list_(
    engine: Annotated[str | None, typer.Option(help="引擎版本 · the version of the engine")] = None,
    policy: Annotated[str | None, typer.Option(help="政策摘要 · a policy's digest")] = None,
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.terminal import print_json

    language = language_for(lang)
    with problems_told(language), _office(database, settings_file, None) as office:
        found = office.made_by(engine, policy)
    if as_json:
        print_json({"settlements": found})
        return
    for each in found:
        state = "" if each["reversed_by"] is None else f"  ✗ {each['reversed_by']}"
        print(
            f"{each['id']}  {each['day']}  {each['hospital']}  {each['engine']}  "
            f"{each['policy'][:19]}{state}"
        )


@ledger.command(
    help="导出各留痕链的末尾并签名，存放在数据库之外 · "
    "Export where every chain of the trail ends, signed, to be kept outside the database.",
    epilog="例 · Example: benefits ledger heads --sign-with heads.key --out heads.json",
)
def heads(
    sign_with: Annotated[
        Path,
        typer.Option(help="签名私钥，没有则新建（0600） · the private key; made where missing"),
    ],
    out: Annotated[Path, typer.Option(help="写入的文件 · the file to write")],
    database: DatabaseUrl = None,
    settings_file: SettingsFile = None,
    lang: Lang = None,
) -> None:
    from api.signing import signing_key
    from benefits.stores.verification import heads_of
    from benefits.trail.event import moment
    from benefits.trail.heads import public_text, signed

    language = language_for(lang)
    with problems_told(language), _office(database, settings_file, None) as office:
        key = signing_key(sign_with)
        found = heads_of(office.database, moment(office.terms.now()))
        out.write_text(json.dumps(signed(found, key), ensure_ascii=False, indent=1) + "\n")
    print(f"{len(found.chains)}  {out}  {public_text(key.public_key())}")


@contextmanager
def _office(
    database: str | None, settings_file: str | None, policies: str | None
) -> Iterator["Office"]:
    """The ledger over the database, beside a server that may be running."""
    from api.files import book_of
    from api.server import office_of
    from api.settings_read import settings_of
    from api.vault import vault_of
    from benefits.quotes.desk import Desk
    from benefits.stores.database import opened

    settings = settings_of(settings_file, {"database": database, "policies": policies})
    there = opened(settings.database_url, writing=False)
    try:
        folder = None if settings.policies is None else str(settings.policies)
        yield office_of(there, Desk(book_of(folder)), settings, vault=vault_of(settings))
    finally:
        there.close()
