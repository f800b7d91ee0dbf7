"""What a site says about access (访问设置): sessions, tokens, single sign-on, limits.

Everything has a safe default. Files are paths: nothing is fetched from anywhere. Part of `api.settings`.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from benefits.accounts.account import Lock
from benefits.accounts.passwords import Hashing
from benefits.accounts.session import Timeouts
from benefits.problems import Text


def there(given: Any) -> Any:
    """A path from the file or the environment; `~` is the user's home."""
    return Path(given).expanduser() if isinstance(given, str) and given else given


FilePath = Annotated[
    Path,
    BeforeValidator(there),
    Field(json_schema_extra={"must": "file"}),
    Text("一个可以读取的文件的路径", "the path of a file that can be read"),
]
_Count = Annotated[
    int, Field(ge=1, le=1_000_000), Text("1 到 1000000 的整数", "a whole number from 1 to 1000000")
]
_Name = Annotated[str, Field(max_length=500), Text("一段文字", "a line of text")]


class Group(BaseModel):
    """What membership of a provider's group gives (单点登录的组): a role, and where it counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["clerk", "supervisor", "bureau", "analyst", "author", "auditor", "admin"]
    region: str | None = None
    hospital: str | None = None
    department: str | None = None


class AccessSettings(BaseModel):
    """Settings of access. Times in the unit their name ends with."""

    lock_after: _Count = 5
    """So many wrong passwords in a row lock an account (锁定前的错误次数)."""
    lock_minutes: _Count = 15
    """How long it stays locked (锁定分钟数)."""
    idle_minutes: _Count = 15
    """How long a session lasts without a request (空闲退出分钟数)."""
    session_hours: _Count = 12
    """How long it lasts in all (会话最长小时数)."""

    argon2_passes: _Count = 3
    """How dear a guess at a password is made (口令散列轮数)."""
    argon2_memory_kib: _Count = 65_536
    """The memory it takes (口令散列内存)."""
    argon2_lanes: _Count = 2
    """The threads it takes (口令散列线程数)."""

    token_keys: FilePath | None = None
    """The public keys of machine clients, a JWKS file (令牌公钥); left out: no token is taken."""
    token_issuer: _Name = ""
    """Who signs them: `iss` (令牌签发者)."""
    token_audience: _Name = "benefits"
    """Whom they are for: `aud` (令牌接收者)."""

    oidc_discovery: FilePath | None = None
    """The provider's discovery document, as a file (单点登录发现文档)."""
    oidc_keys: FilePath | None = None
    """The provider's public keys, a JWKS file (单点登录公钥)."""
    oidc_client: _Name = ""
    """What the provider calls this server (单点登录客户端)."""
    oidc_secret: Annotated[SecretStr, Text("一段文字", "a line of text")] | None = None
    """The secret shared with the provider, if any (单点登录密钥)."""
    oidc_return: _Name = ""
    """Where it sends people back to: `https://host/sign-in/single/back` (单点登录返回地址)."""
    oidc_groups: Annotated[
        Mapping[str, Group],
        Text("组名 → {role, region, hospital, department}",
             "a group's name → {role, region, hospital, department}"),
    ] = Field(default_factory=dict)  # fmt: skip
    """What its groups may do here (单点登录的组)."""

    requests_a_minute: _Count = 600
    """Of one account (每账户每分钟请求数)."""
    machine_requests_a_minute: _Count = 6_000
    """Of one machine client (每机器客户端每分钟请求数)."""
    anonymous_requests_a_minute: _Count = 120
    """Of one address that nobody is known of (每地址每分钟匿名请求数)."""
    sign_ins_a_minute: _Count = 10
    """Attempts from one address (每地址每分钟登录次数)."""

    @property
    def lock(self) -> Lock:
        return Lock(self.lock_after, timedelta(minutes=self.lock_minutes))

    @property
    def timeouts(self) -> Timeouts:
        return Timeouts(timedelta(minutes=self.idle_minutes), timedelta(hours=self.session_hours))

    @property
    def hashing(self) -> Hashing:
        return Hashing(self.argon2_passes, self.argon2_memory_kib, self.argon2_lanes)
