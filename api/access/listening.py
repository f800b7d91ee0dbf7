"""May the server listen there (能否监听): elsewhere than at this machine itself, only with accounts and TLS."""

from typing import Final, Protocol

from api.access.surroundings import Proxies
from api.serving import is_loopback
from benefits.problems import Problem, Refused, Text

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})


class Listening(Protocol):
    """What the check reads of the settings."""

    @property
    def tls_certificate(self) -> object | None: ...
    @property
    def tls_key(self) -> object | None: ...
    @property
    def trusted_proxies(self) -> Proxies: ...
    @property
    def allowed_hosts(self) -> tuple[str, ...]: ...


def may_listen(host: str, settings: Listening, *, accounts: bool, demo: bool = False) -> None:
    """Refuse an address where others could come in without being asked who they are, or be overheard.

    `accounts`: whether there is any. Raises `Refused` with everything that has to be set.
    """
    if is_loopback(host):
        return
    wrong = []
    if demo:
        wrong.append(
            _wrong(
                "demo_elsewhere",
                ("试算演示只能在 127.0.0.1 上运行", "a demo only runs at 127.0.0.1"),
                (
                    "请去掉 --host，或换正式数据库",
                    "leave out --host, or take a database that is no demo",
                ),
            )
        )
    elif not accounts:
        wrong.append(
            _wrong(
                "no_accounts",
                (
                    f"在 {host} 上监听，但还没有任何账户",
                    f"it would listen at {host} without any account",
                ),
                (
                    "请先建管理员：benefits accounts add 用户名 --role admin",
                    "make an administrator first: benefits accounts add NAME --role admin",
                ),
            )
        )
    if (
        settings.tls_certificate is None or settings.tls_key is None
    ) and not settings.trusted_proxies:
        wrong.append(
            _wrong(
                "no_tls",
                (f"在 {host} 上监听需要 TLS", f"listening at {host} needs TLS"),
                (
                    "请设置 tls_certificate 和 tls_key，或用 trusted_proxies 说明由代理终结 TLS",
                    "set tls_certificate and tls_key, or state with trusted_proxies that a proxy ends it",
                ),
            )
        )
    if host in _EVERYWHERE and not settings.allowed_hosts:
        wrong.append(
            _wrong(
                "no_hosts",
                (
                    "在所有地址上监听，但没有说明服务器的名字",
                    "it listens everywhere, but goes by no name",
                ),
                (
                    "请设置 allowed_hosts，例如 benefits.example.org",
                    "set allowed_hosts, like benefits.example.org",
                ),
            )
        )
    if wrong:
        raise Refused("invalid_request", wrong)


def _wrong(code: str, what: tuple[str, str], fix: tuple[str, str]) -> Problem:
    return Problem(code, "--host", Text(*what), Text(*fix))
