"""Settings (设置): from the command line, the environment and a TOML file, in this order.

A setting is called the same everywhere: `log_level` in the file, `BENEFITS_LOG_LEVEL` in the environment.
Everything wrong is told at once, with its line or variable; a value is never repeated, it may be a secret.
"""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

from api.access.settings import AccessSettings, FilePath, there
from api.simulation_store import usual_folder
from benefits.problems import Text

PREFIX: Final = "BENEFITS_"
FILE_VARIABLE: Final = "BENEFITS_SETTINGS"


def _listed(given: Any) -> Any:
    """Several values may be one text with commas between them, as the environment has them."""
    if isinstance(given, str):
        return [each.strip() for each in given.split(",") if each.strip()]
    return given


_Folder = Annotated[Path, BeforeValidator(there), Text("一个文件夹的路径", "the path of a folder")]
_Several = (NoDecode, BeforeValidator(_listed))


class Settings(AccessSettings):
    """What a site may set. Each field's `Text` says what may be written."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=False
    )

    database: Annotated[
        SecretStr,
        Text("sqlite:///路径 或 postgresql://用户@主机/库名",
             "sqlite:///path or postgresql://user@host/name"),
    ] | None = None  # fmt: skip
    """Where the book is kept (数据库地址); left out: `book.sqlite` in the data folder."""

    host: Annotated[
        str,
        Field(min_length=1),
        Text("监听地址，例如 127.0.0.1", "an address to listen at, like 127.0.0.1"),
    ] = "127.0.0.1"
    """The address to listen at (监听地址)."""

    port: Annotated[
        int, Field(ge=0, le=65535), Text("0 到 65535 的整数", "a whole number from 0 to 65535")
    ] = 8000
    """The port (端口); 0 finds a free one."""

    tls_certificate: FilePath | None = None
    """The certificate chain, PEM (TLS 证书). Goes with `tls_key`."""

    tls_key: FilePath | None = None
    """The private key of the certificate, PEM (TLS 私钥)."""

    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        *_Several,
        Text("代理的地址或网段，例如 10.1.2.3 或 10.1.2.0/24",
             "the proxies' addresses or networks, like 10.1.2.3 or 10.1.2.0/24"),
    ] = ()  # fmt: skip
    """States that TLS ends at these proxies (可信代理), and that only they are believed about a caller."""

    allowed_hosts: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9.:\[\]-]+$")], ...],
        *_Several,
        Text("主机名，例如 benefits.example.org", "host names, like benefits.example.org"),
    ] = ()
    """The names callers may use for this server (允许的主机名); left out: the address it listens at."""

    data_folder: _Folder = Field(default_factory=usual_folder)
    """Where what is kept lies, its user's alone (数据文件夹)."""

    key_file: FilePath | None = None
    """The site's master key (主密钥文件), readable by the server's user alone."""

    policies: Annotated[_Folder, Field(json_schema_extra={"must": "folder"})] | None = None
    """The site's own folder of policies (政策文件夹); left out: those that come along."""

    settle_on_assumed_figures: Annotated[
        bool, Text("true 或 false", "true or false")
    ] = False  # fmt: skip
    """Whether bills may be settled on figures nobody has confirmed (允许按假定数值结算)."""

    retention_years: Annotated[
        int, Field(ge=1, le=100), Text("1 到 100 的整数", "a whole number from 1 to 100")
    ] = 30
    """How long people's identities are kept after their last settlement (保存年限)."""

    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Text("debug、info、warning 或 error", "debug, info, warning or error"),
    ] = "info"
    """What is logged (日志级别): `info` has a line for every request."""

    log_format: Annotated[
        Literal["json", "console"], Text("json 或 console", "json or console")
    ] = "json"  # fmt: skip
    """JSON lines for programs, or lines for people (日志格式)."""

    metrics: Annotated[
        Literal["loopback", "everywhere", "off"],
        Text("loopback、everywhere 或 off", "loopback, everywhere or off"),
    ] = "loopback"
    """Who may read `/metrics` (监控指标): this machine only, whoever reaches the server, or nobody."""

    goodbye_seconds: Annotated[
        int, Field(ge=0, le=300), Text("0 到 300 的整数", "a whole number from 0 to 300")
    ] = 20
    """How long running answers may take once the server is told to stop (停机等待秒数)."""

    @property
    def database_url(self) -> str:
        """The database's address, with its password: hand it on, never print it."""
        if self.database is not None:
            return self.database.get_secret_value()
        return sqlite_at(self.data_folder / "book.sqlite")


def sqlite_at(path: Path) -> str:
    """The address of an embedded database in a file."""
    return f"sqlite:///{os.fspath(path)}"
