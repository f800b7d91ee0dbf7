"""The `benefits` command (命令行): reads its words, calls the library, prints what it says.

Ends with 0 done, 1 a check failed, 2 wrong input; never with a traceback. Imports stand inside the
commands, so that `--help` and a refusal come at once.
"""

import os
import sys
import traceback
from io import TextIOWrapper
from typing import Annotated, Final, Literal, NoReturn, TextIO

import typer

from api import (
    account_commands,
    backup_commands,
    key_commands,
    ledger_commands,
    migrate_command,
    people_commands,
    policy_commands,
    population_commands,
    search_commands,
    serve_command,
    simulate_command,
)
from api.options import Json, Lang, Policies, language_for
from benefits.problems import Refused

OUR_MISTAKE: Final = 70
INTERRUPTED: Final = 130

commands = typer.Typer(
    name="benefits",
    help="医疗待遇测算：一张账单由谁支付多少，为什么 · "
    "Who pays which part of a hospital bill, and why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
commands.add_typer(policy_commands.policies, name="policies")
commands.add_typer(ledger_commands.ledger, name="ledger")
commands.add_typer(account_commands.accounts, name="accounts")
commands.add_typer(people_commands.people, name="people")
commands.add_typer(key_commands.keys, name="keys")
commands.command(
    "population",
    help="造一个模拟人群，写成结算明细表；不写 --out 时印出其描述 · "
    "Make people and their claims as a claim table; without --out print what they are made from.",
    epilog="例 · Example: benefits population --households 10000 --poor 35% --out people.parquet",
)(population_commands.population)
commands.command(
    "calibrate",
    help="按公布的报表校准人群和假定数值，逐行列出吻合情况 · "
    "Fit people and assumed figures to a published table, and show the fit line by line.",
    epilog="例 · Example: benefits calibrate jx-yichun-2018 --out calibrated",
)(population_commands.calibrate)

commands.command(
    help="启动服务 · Start the server.",
    epilog="例 · Example: benefits serve --port 8080 --database postgresql://benefits@localhost/book",
)(serve_command.serve)
commands.command(
    help="演示：算一个示例，并用试算库启动本机服务 · "
    "Show one worked settlement and serve on this machine, with a demo database.",
    epilog="例 · Example: benefits demo",
)(serve_command.demo)


commands.command(
    help="备份数据库到文件，服务可以照常运行 · Back the database up to a file; it may be in use.",
    epilog="例 · Example: benefits backup --database postgresql://benefits@localhost/book "
    "--to book-2018-06-15.zip",
)(backup_commands.backup)
commands.command(
    help="把备份恢复到空数据库 · Restore a backup into an empty database.",
    epilog="例 · Example: benefits restore book-2018-06-15.zip --database sqlite:///book.sqlite",
)(backup_commands.restore)
commands.command(
    help="把数据库升级到本版程序的表结构（请先备份） · "
    "Bring a database to this program's schema; back it up first.",
    epilog="例 · Example: benefits migrate --database sqlite:///book.sqlite",
)(migrate_command.migrate)


@commands.command(
    help="预结算一张账单（JSON 文件，- 为标准输入）· "
    "Quote one bill (a JSON file; - is standard input).",
    epilog="例 · Example: benefits quote claim.json --lang zh",
)
def quote(
    file: Annotated[str, typer.Argument(help="请求文件 · the request's file")],
    detail: Annotated[
        Literal["none", "short", "full"],
        typer.Option(help="计算单的详略 · how much of the worksheet"),
    ] = "short",
    as_json: Json = False,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    from api.files import book_of, read_file
    from api.terminal import print_answer, print_json, refuse
    from benefits.claims.json_text import QUOTE_LIMIT, read_json
    from benefits.quotes.desk import Desk

    language = language_for(lang)
    try:
        given = read_json(read_file(file, QUOTE_LIMIT))
        answer = Desk(book_of(policies)).quote(given, detail)
    except Refused as refused:
        refuse(refused, language, as_json)
    if as_json:
        print_json(answer)
    else:
        print_answer(answer, language)


commands.command(
    help="整表测算：按政策计算每一条结算明细 · Work out every claim of a table under the rules.",
    epilog="例 · Example: benefits simulate --claims claims.parquet --out result.parquet "
    "--set layers.backstop.ceiling=5%",
)(simulate_command.simulate)

commands.command(
    help="网格测算：一个或几个数值的各种取值，逐一测算 · Run every point of a grid of figures.",
    epilog="例 · Example: benefits sweep --claims claims.parquet "
    "--vary layers.backstop.ceiling=5%:9.5%:0.5% --out sweep",
)(search_commands.sweep)

commands.command(
    help="求解：使指标达到目标的数值；达不到时以 1 结束 · "
    "Find the figure that meets a target; ends with 1 where none does.",
    epilog="例 · Example: benefits solve --claims claims.parquet "
    "--vary layers.backstop.ceiling=5%:9.5% --target 'backstop<=346400.00'",
)(search_commands.solve)

commands.command(
    help="前沿：基金花费与超线人数，没有别的方案更好的各点 · "
    "The points that no other beats in cost and in people above the promised share.",
    epilog="例 · Example: benefits frontier --claims claims.parquet "
    "--vary layers.backstop.ceiling=5%:9.5%:0.5% --out frontier",
)(search_commands.frontier)


def main() -> None:
    """Run the command; a mistake of our own is one line with its place, never a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a terminal without Chinese still gets every figure
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    output = sys.stdout
    try:
        try:
            commands()
        finally:
            output.flush()  # a reader that has gone is met here, not at the interpreter's end
    except SystemExit:
        if sys.stdout is not output:  # typer found the reader gone, and would end with 1
            _no_more_output(output)
        raise
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _no_more_output(output)
    except Exception as mistake:
        frame = traceback.extract_tb(mistake.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        print(
            f"程序出错，请报告 · the program made a mistake, please report it: "
            f"{type(mistake).__name__} {place}",
            file=sys.stderr,
        )
        sys.exit(OUR_MISTAKE)


def _no_more_output(output: TextIO) -> NoReturn:
    """Whoever read our output has gone (`benefits … | head`): that is no failure of ours."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
    sys.exit(0)
