"""`benefits policies` (政策命令): list, show, check and diff. The library says, these print."""

from typing import Annotated, Any

import typer

from api.options import Json, Lang, language_for
from benefits.problems import Language, Refused

policies = typer.Typer(
    help="政策：列出、查看、检查、比较 · Policies: list, show, check, compare.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NAME = "地区、地区/首日，或文件路径 · a region, region/first-day, or a file's path"
Name = Annotated[str, typer.Argument(help=_NAME)]
Day = Annotated[str | None, typer.Option(help="哪一天有效 · the day it is in force on")]
KnownOn = Annotated[str | None, typer.Option(help="哪一天所知 · as it was known on this day")]


@policies.command(
    "list",
    help="列出各地区的政策版本 · List every region's versions.",
    epilog="例 · Example: benefits policies list --json",
)
def list_(as_json: Json = False, lang: Lang = None) -> None:
    from api.policies import listed
    from api.terminal import print_json

    regions = listed(_book())
    if as_json:
        print_json({"regions": regions})
        return
    language = language_for(lang)
    for region in regions:
        for version in region["versions"]:
            print(_line(region["region"], version, language))


def _line(region: str, version: dict[str, Any], language: Language) -> str:
    if "problems" in version:
        first = version["problems"][0]
        return f"{region:<18} {version['file']}  ! {first['where']}: {first['what'][language]}"
    days = f"{version['first_day']} – {version['last_day'] or '…'}"
    known = f" ({version['known']})" if version["known"] else ""
    return f"{region:<18} {days:<23}{known} {version['digest'][:19]}  {version['name'][language]}"


@policies.command(
    help="把一份政策印成可读的文件，附依据 · Print a policy as a document, with its sources.",
    epilog="例 · Example: benefits policies show jx-yichun --on 2018-06-15",
)
def show(
    name: Name,
    on: Day = None,
    known_on: KnownOn = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.naming import day_named, document_named
    from api.policies import shown
    from api.terminal import print_json, refuse
    from benefits.checks import show as show_document

    language = language_for(lang)
    try:
        day, known = day_named(on, "--on"), day_named(known_on, "--known-on")
        document = document_named(_book(), name, day, known)
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json(shown(document))
    else:
        print(show_document(document, language))


@policies.command(
    help="检查政策：空档、重叠、悬崖、缺依据等；有错误时以 1 结束 · "
    "Check policies for gaps, overlaps, cliffs, missing evidence; ends with 1 on an error.",
    epilog="例 · Example: benefits policies check jx-yichun",
)
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="地区或文件路径，默认全部 · regions or files; by default every region"),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from api.naming import base_of, policy_file
    from api.terminal import CHECK_FAILED, print_json, refuse
    from benefits.checks import check as check_region
    from benefits.checks import check_text

    language, book = language_for(lang), _book()
    found = []
    try:
        for name in names or book.regions():
            if name.endswith((".yaml", ".yml")):
                found += check_text(*policy_file(name), base_of(book, name))
            else:
                found += check_region(book, name)
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json({"findings": [each.told() for each in found]})
    else:
        for each in found:
            print(each.text(language))
        print(_summary([each.kind for each in found], language))
    if any(each.kind == "error" for each in found):
        raise typer.Exit(CHECK_FAILED)


def _summary(kinds: list[str], language: Language) -> str:
    counts = [kinds.count(kind) for kind in ("error", "warning", "info")]
    says = {"zh": "错误 {}，警告 {}，提示 {}", "en": "{} errors, {} warnings, {} remarks"}
    return says[language].format(*counts)


@policies.command(
    help="比较两份政策：改了哪些条款，对三个标准家庭有何影响 · "
    "Compare two policies: which clauses changed, and what that does to three families.",
    epilog="例 · Example: benefits policies diff jx-yichun/2018-01-01 draft/jx-yichun/2019-01-01.yaml",
)
def diff(before: Name, after: Name, as_json: Json = False, lang: Lang = None) -> None:
    from api.naming import document_named
    from api.terminal import print_json, refuse
    from benefits.checks import diff as difference

    language, book = language_for(lang), _book()
    try:
        found = difference(document_named(book, before), document_named(book, after))
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json(found.told())
    else:
        print(found.text(language))


def _book() -> Any:
    from benefits.reading.book import PolicyBook

    return PolicyBook.packaged()
