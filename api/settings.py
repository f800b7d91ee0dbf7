"""Settings (设置): from the command line, the environment and a TOML file, in this order.

A setting is called the same everywhere: `log_level` in the file, `BENEFITS_LOG_LEVEL` in the environment.
Everything wrong is told at once, with its line or variable; a value is never repeated, it may be a secret.
"""

import os
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.access.settings import AccessSettings
from api.settings_kinds import SEVERAL, File, Folder, SiteAccess
from api.simulation_store import usual_folder
from benefits.problems import Text

PREFIX: Final = "BENEFITS_"
FILE_VARIABLE: Final = "BENEFITS_SETTINGS"


class Settings(BaseModel):
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

    tls_certificate: File | None = None
    """The certificate chain, PEM (TLS 证书). Goes with `tls_key`."""

    tls_key: File | None = None
    """The private key of the certificate, PEM (TLS 私钥)."""

    trusted_proxies: Annotated[
        tuple[IPv4Address | IPv6Address, ...],
        *SEVERAL,
        Text("代理的地址，例如 10.1.2.3", "the proxies' addresses, like 10.1.2.3"),
    ] = ()  # fmt: skip
    """States that TLS ends at these proxies (可信代理), and that only they are believed about a caller."""

    allowed_hosts: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9.:\[\]-]+$")], ...],
        *SEVERAL,
        Text("主机名，例如 benefits.example.org", "host names, like benefits.example.org"),
    ] = ()
    """The names this server is called by (允许的主机名), without port; this machine's own always count."""

    data_folder: Folder = Field(default_factory=usual_folder)
    """Where what is kept lies, its user's alone (数据文件夹)."""

    key_file: File | None = None
    """The site's master key (主密钥文件), readable by the server's user alone."""

    policies: Folder | None = None
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

    access: SiteAccess = SiteAccess()
    """Who is let in and how often (访问设置)."""

    @property
    def of_access(self) -> AccessSettings:
        """The settings of access, as its layer wants them."""
        given = self.access.model_dump()
        secret = self.access.oidc_secret
        for name in ("token_keys", "oidc_discovery", "oidc_keys"):
            given[name] = _path(given[name])
        return AccessSettings(
            **{**given, "oidc_secret": None if secret is None else secret.get_secret_value()},
            hosts=self.allowed_hosts,
            proxies=tuple(map(str, self.trusted_proxies)),
            tls_certificate=_path(self.tls_certificate),
            tls_key=_path(self.tls_key),
        )

    @property
    def database_url(self) -> str:
        """The database's address, with its password: hand it on, never print it."""
        if self.database is not None:
            return self.database.get_secret_value()
        return sqlite_at(self.data_folder / "book.sqlite")


def _path(path: Path | None) -> str | None:
    return None if path is None else os.fspath(path)


def sqlite_at(path: Path) -> str:
    """The address of an embedded database in a file."""
    return f"sqlite:///{os.fspath(path)}"
