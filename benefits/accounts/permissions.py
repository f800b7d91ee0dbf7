"""Who may do what (权限表): one table, read by the server, by the documents and by the tests.

A role reaches as far as the table says: its own hospital, its own region, the whole site, or not at all.
An account that belongs to a department (科室) reaches, inside its hospital, only what is that department's
or no department's. What lies outside is told like what is not there: that it exists is nobody else's business.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from benefits.accounts.actor import ROLES, Actor, Role
from benefits.problems import Problem, Refused, Text

Action = Literal[
    "quotes.make",
    "policies.read",
    "policies.publish",
    "simulations.read",
    "simulations.run",
    "people.read",
    "people.access",
    "people.write",
    "people.reveal",
    "people.import",
    "identities.backdate",
    "totals.read",
    "settlements.settle",
    "settlements.read",
    "settlements.reverse",
    "reworks.preview",
    "reworks.settle",
    "reviews.settle",
    "findings.record",
    "book.read",
    "book.close",
    "book.verify",
    "trail.read",
    "trail.export",
    "accounts.manage",
    "keys.manage",
    "backups.make",
    "metrics.read",
]
Scope = Literal["hospital", "region", "site", "—"]
"""How far a role reaches (范围): 本院、本统筹区、全站、无."""

ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

_TABLE: Final = """
                     clerk     supervisor bureau  analyst  author  auditor  admin  machine
quotes.make          site      site       site    site     site    site     site   site
policies.read        site      site       site    site     site    site     site   site
policies.publish     —         —          —       —        site    —        —      —
simulations.read     —         —          site    site     site    site     —      —
simulations.run      —         —          site    site     site    —        —      —
people.read          region    region     region  —        —       site     —      region
people.access        —         —          region  —        —       site     —      —
people.write         region    region     region  —        —       —        —      region
people.reveal        region    region     region  —        —       —        —      —
people.import        —         —          region  —        —       —        —      —
identities.backdate  —         —          region  —        —       —        —      —
totals.read          region    region     region  —        —       site     —      region
settlements.settle   hospital  hospital   region  —        —       —        —      hospital
settlements.read     hospital  hospital   region  —        —       site     —      hospital
settlements.reverse  —         hospital   region  —        —       —        —      —
reworks.preview      —         —          region  —        —       —        —      —
reworks.settle       —         —          region  —        —       —        —      —
reviews.settle       —         —          region  —        —       —        —      —
findings.record      —         —          region  —        —       —        —      —
book.read            hospital  hospital   region  —        —       site     —      —
book.close           —         hospital   —       —        —       —        —      —
book.verify          —         —          —       —        —       site     —      —
trail.read           —         —          —       —        —       site     —      —
trail.export         —         —          —       —        —       site     —      —
accounts.manage      —         —          —       —        —       —        site   —
keys.manage          —         —          —       —        —       —        site   —
backups.make         —         —          —       —        —       —        site   —
metrics.read         —         —          —       —        —       —        site   —
"""

ABOUT: Final[Mapping[Action, Text]] = {
    "quotes.make": Text("预结算，不写任何内容", "quote a bill; writes nothing"),
    "policies.read": Text("查看政策", "read policies"),
    "policies.publish": Text(
        "发布本地政策的新版本", "publish a version of the site's own policies"
    ),
    "simulations.read": Text("查看测算结果", "read what simulations came to"),
    "simulations.run": Text("上传明细并测算", "upload a claim table and simulate"),
    "people.read": Text("查看参保人（遮盖显示）", "read a person, masked"),
    "people.access": Text("查看谁看过参保人", "see who looked at a person"),
    "people.write": Text("登记参保人和家庭", "register people and households"),
    "people.reveal": Text("说明理由后查看完整证件号", "see an identity in clear, with a reason"),
    "people.import": Text("导入经办机构的月度名单", "import a bureau's monthly list"),
    "identities.backdate": Text("追溯认定身份", "give or end an identity in the past"),
    "totals.read": Text("查看年度累计", "read a person's year to date"),
    "settlements.settle": Text(
        "结算、中途结算；经办机构：院外手工报销、年度救助",
        "settle, also in the middle of a stay; a bureau: claims from outside, yearly reviews",
    ),
    "settlements.read": Text("查看结算单", "read a settlement"),
    "settlements.reverse": Text("撤销、更正结算", "reverse or correct a settlement"),
    "reworks.preview": Text("列出受影响的结算", "list what a re-work would change"),
    "reworks.settle": Text("重新结算受影响的结算", "re-work settlements"),
    "reviews.settle": Text("年度依申请救助", "settle a yearly review"),
    "findings.record": Text("记录或撤销认定", "record or clear a finding"),
    "book.read": Text("查看日结汇总和明细", "read day-end totals and their detail"),
    "book.close": Text("日结", "close a day"),
    "book.verify": Text("核对账簿", "verify the book"),
    "trail.read": Text("查看审计留痕", "read the trail"),
    "trail.export": Text("导出留痕的签名摘要", "export the trail's signed heads"),
    "accounts.manage": Text("管理账户和机器客户端", "manage accounts and machine clients"),
    "keys.manage": Text("管理密钥", "manage keys"),
    "backups.make": Text("备份和恢复", "make and restore backups"),
    "metrics.read": Text("查看运行指标", "read metrics"),
}
"""What each action is, for the documents."""


def _read(table: str) -> dict[Action, dict[Role, Scope]]:
    head, *lines = (line.split() for line in table.strip().splitlines())
    assert tuple(head) == ROLES, "a column for each role"
    assert [line[0] for line in lines] == list(ACTIONS), "a row for each action"
    rows: dict[Action, dict[Role, Scope]] = {}
    for action, (_, *scopes) in zip(ACTIONS, lines, strict=True):
        assert set(scopes) <= set(get_args(Scope)), "a word for each scope"
        rows[action] = dict(zip(ROLES, scopes, strict=True))  # type: ignore[arg-type]
    return rows


PERMISSIONS: Final[Mapping[Action, Mapping[Role, Scope]]] = _read(_TABLE)
"""How far each role reaches, by action."""


def scopes(actor: Actor, action: Action) -> frozenset[Scope]:
    """How far an actor reaches with an action, by all its roles; empty: not at all."""
    row = PERMISSIONS[action]
    return frozenset(row[role] for role in actor.roles if row[role] != "—")


def may(
    actor: Actor,
    action: Action,
    *,
    region: str | None = None,
    hospital: str | None = None,
    department: str | None = None,
) -> bool:
    """Whether an actor may do an action to what belongs to a region, a hospital and a department.

    What has no hospital is in no hospital's reach, and what has no region in no region's.
    """
    reach = scopes(actor, action)
    if "site" in reach or (actor.demo and reach):
        return True
    if "region" in reach and region is not None and region == actor.region:
        return True
    inside = hospital is not None and hospital == actor.hospital
    return (
        "hospital" in reach
        and inside
        and actor.department in (None, department or actor.department)
    )


def require(
    actor: Actor | None,
    action: Action,
    *,
    region: str | None = None,
    hospital: str | None = None,
    department: str | None = None,
) -> Actor:
    """The actor, if it may; raises `Refused`.

    `unauthenticated` without an actor; `forbidden` where no role of the actor has the action at all;
    `not_found` where what it is about lies outside the actor's reach.
    """
    if actor is None:
        raise unauthenticated()
    if not scopes(actor, action):
        raise forbidden(action)
    if not may(actor, action, region=region, hospital=hospital, department=department):
        raise not_found()
    return actor


def unauthenticated(code: str = "not_signed_in") -> Refused:
    """Nobody has shown who they are."""
    what, fix = _UNAUTHENTICATED[code]
    return Refused("unauthenticated", [Problem(code, "", what, fix)])


def forbidden(action: str) -> Refused:
    """The roles of the actor do not have the action."""
    what = Text(f"您的角色无权执行 {action}", f"your roles do not allow {action}")
    fix = Text("请联系管理员；权限见 docs/access.md", "ask an administrator; see docs/access.md")
    return Refused("forbidden", [Problem("role_does_not_allow", "", what, fix)])


def not_found() -> Refused:
    """It is not there, or it is others'; the two are told alike."""
    what = Text("没有找到，或不在您的权限范围内", "it is not there, or not within your reach")
    fix = Text("请核对编号", "check the number")
    return Refused("not_found", [Problem("not_there", "", what, fix)])


_UNAUTHENTICATED: Final[Mapping[str, tuple[Text, Text]]] = {
    "not_signed_in": (
        Text("尚未登录，或登录已过期", "nobody is signed in, or the session has ended"),
        Text(
            "请在 /sign-in 登录；机器客户端请附上 Authorization: Bearer",
            "sign in at /sign-in; a machine sends Authorization: Bearer",
        ),
    ),
    "no_accounts": (
        Text("本服务器没有数据库，也就没有账户", "this server has no database, and so no accounts"),
        Text("请用 --database 启动", "start it with --database"),
    ),
    "demo_switched_off": (
        Text(
            "演示用户只在本机直接访问时可用（Host、Origin、转发标头）",
            "the demo's user is for this machine itself only (Host, Origin, forwarding headers)",
        ),
        Text("请在本机打开 http://127.0.0.1", "open http://127.0.0.1 on this machine"),
    ),
    "sign_in_refused": (
        Text(
            "用户名或口令不对，或账户已停用、已锁定",
            "the name or the password is wrong, or the account is disabled or locked",
        ),
        Text(
            "请核对；连续输错会锁定一段时间，届时可再试，或请管理员重设",
            "check both; wrong ones in a row lock the account for a while: wait, or have it reset",
        ),
    ),
    "single_sign_on_refused": (
        Text("单点登录没有成功", "the single sign-on did not succeed"),
        Text(
            "请重新登录；若仍不成功请联系管理员",
            "sign in again; if it goes on, ask an administrator",
        ),
    ),
}
