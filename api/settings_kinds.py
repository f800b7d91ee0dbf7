"""Kinds of settings that several parts share (设置的类型), and those of access (访问设置)."""

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

from benefits.problems import Text


def _listed(given: Any) -> Any:
    """Several values may be one text with commas between them, as the environment has them."""
    if isinstance(given, str):
        return [each.strip() for each in given.split(",") if each.strip()]
    return given


def _there(given: Any) -> Any:
    """A path from the file or the environment; `~` is the user's home."""
    return Path(given).expanduser() if isinstance(given, str) and given else given


File = Annotated[
    Path,
    BeforeValidator(_there),
    Text("一个可以读取的文件的路径", "the path of a file that can be read"),
]
Folder = Annotated[Path, BeforeValidator(_there), Text("一个文件夹的路径", "the path of a folder")]
SEVERAL: Final = (NoDecode, BeforeValidator(_listed))
UpTo1000 = Annotated[
    int, Field(ge=1, le=1000), Text("1 到 1000 的整数", "a whole number from 1 to 1000")
]
UpToAMillion = Annotated[
    int, Field(ge=1, le=1_000_000), Text("1 到 1000000 的整数", "a whole number from 1 to 1000000")
]
Word = Annotated[str, Text("一段文字", "a text")]


class SiteAccess(BaseModel):
    """Who is let in and how often (访问设置): the table `access` of the file.

    Each field is one of `api.access.settings.AccessSettings`; in the environment they are called
    `BENEFITS_ACCESS__…`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    lock_after: UpTo1000 = 5
    """Wrong passwords until an account is locked (锁定次数)."""
    lock_minutes: UpToAMillion = 15
    """How long it stays locked (锁定分钟数)."""
    idle_minutes: UpToAMillion = 15
    """A session ends when nothing was asked for so long (会话空闲分钟数)."""
    session_hours: UpTo1000 = 12
    """A session ends after so long in any case (会话最长小时数)."""
    argon2_passes: UpTo1000 = 3
    argon2_memory_kib: UpToAMillion = 65_536
    argon2_lanes: UpTo1000 = 2
    """What working a password out costs (口令散列)."""
    token_keys: File | None = None
    """The public keys of machine clients, a JWKS file (机器令牌公钥). Without it no token is taken."""
    token_issuer: Word = ""
    """Who issues the tokens (令牌签发者): their `iss`."""
    token_audience: Word = "benefits"
    """For whom they are issued (令牌受众): their `aud`."""
    oidc_discovery: File | None = None
    """The single sign-on provider's discovery document, a file (单点登录). Without it there is none."""
    oidc_keys: File | None = None
    """The provider's public keys, a JWKS file."""
    oidc_client: Word = ""
    """What the provider calls this server."""
    oidc_secret: SecretStr | None = None
    """What this server shows the provider. Never printed."""
    oidc_return: Word = ""
    """Where the provider sends back to: `https://host/sign-in/single/back`."""
    oidc_groups: dict[str, dict[str, str]] = Field(default_factory=dict)
    """A provider's group → `role`, and where it counts: `region`, `hospital`, `department`."""
    requests_a_minute: UpToAMillion = 600
    """Of one account (每账户每分钟请求数)."""
    machine_requests_a_minute: UpToAMillion = 6_000
    """Of one machine client (每机器客户端每分钟请求数)."""
    anonymous_requests_a_minute: UpToAMillion = 120
    """Of one address, without an account or with a token that is no good (每地址每分钟请求数)."""
    sign_ins_a_minute: UpToAMillion = 10
    """Attempts to sign in from one address (每地址每分钟登录次数)."""
