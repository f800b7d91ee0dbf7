"""`benefits population` and `benefits calibrate` (人群命令): the library makes, these print."""

import sys
from typing import Annotated, Any

import typer

from api.options import Json, Lang, Policies, language_for
from benefits.problems import Refused, Text

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="人群描述文件，或随附的 default、benchmark · a description, or one that comes along",
    ),
]
Households = Annotated[int | None, typer.Option(min=1, help="多少户 · how many households")]
Years = Annotated[
    str | None, typer.Option(help="哪几年，如 2018 或 2016-2018 · which years, 2018 or 2016-2018")
]
Seed = Annotated[int | None, typer.Option(min=0, help="种子 · the seed")]
Region = Annotated[str | None, typer.Option(help="地区 · the region")]
Poor = Annotated[
    str | None,
    typer.Option(help="建档立卡户占比，如 35% · the share of registered-poor households, like 35%"),
]
Items = Annotated[bool, typer.Option("--items", help="写出收费项目 · write charge items")]
Shuffled = Annotated[bool, typer.Option("--shuffled", help="打乱次序 · in no order")]
Out = Annotated[str | None, typer.Option(help="输出文件 · the file (.parquet, .csv)")]


def population(
    out: Out = None,
    description: From = None,
    households: Households = None,
    years: Years = None,
    seed: Seed = None,
    region: Region = None,
    poor: Poor = None,
    items: Items = False,
    shuffled: Shuffled = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from pathlib import Path

    from api.progress import progress_bar
    from api.terminal import print_json, refuse
    from benefits.populations.chosen import chosen
    from benefits.populations.file import write_population

    language = language_for(lang)
    try:
        found = chosen(
            description, households=households, years=years, seed=seed, region=region, poor=poor
        )
        if out is None:
            print(found.text, end="")
            return
        with progress_bar(language, silent=as_json) as progress:

            def tell(claims: int, share: int) -> None:
                if progress is not None and share:
                    progress("work", claims, claims * 1_000_000 // share)

            written = write_population(
                found.description, Path(out), items=items, shuffled=shuffled, tell=tell
            )
    except Refused as refused:
        refuse(refused, language, as_json)
    told: dict[str, Any] = {
        "claims": written,
        "households": found.description.households,
        "seed": found.description.seed,
        "out": out,
    }
    if as_json:
        print_json(told)
    else:
        says = {
            "zh": "{households:,} 户，{claims:,} 笔，种子 {seed}：{out}",
            "en": "{households:,} households, {claims:,} claims, seed {seed}: {out}",
        }
        print(says[language].format(**told))


Table = Annotated[
    str,
    typer.Argument(
        help="报表文件，或随附的 jx-yichun-2018、ha-luoyang-2020、ah-yixian-2009；"
        "也可以是以前校准所得的 calibrated.yaml · a table, one that comes along, or a calibrated.yaml"
    ),
]
Folder = Annotated[str, typer.Option("--out", help="结果文件夹 · the folder for what comes out")]


def calibrate(
    table: Table,
    out: Folder,
    policies: Policies = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from pathlib import Path

    from api.files import book_of
    from api.terminal import CHECK_FAILED, print_json, refuse
    from benefits.populations.calibrated_file import read_calibrated
    from benefits.populations.calibration import calibrated
    from benefits.populations.folder import write_folder
    from benefits.populations.outcome import outcome
    from benefits.populations.tables import open_table, read_table
    from benefits.populations.told import page, told

    language = language_for(lang)

    def tell(text: Text) -> None:
        if not as_json:
            print(text.in_(language), file=sys.stderr)

    try:
        book, file = book_of(policies), open_table(table)
        if file.is_calibrated:
            found = read_calibrated(file, book)
        else:
            found = calibrated(read_table(file.tree, file.places, book), file.tree, book, tell)
        result = outcome(found, book)
        write_folder(result, Path(out))
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json(told(result))
    else:
        print(page(result, language), end="")
    if not result.met:
        raise typer.Exit(CHECK_FAILED)
