"""What access is made of (访问控制的组成): accounts of a database, settings, tokens, limits."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from api.access.exchange import Exchange, exchange
from api.access.limits import Limits
from api.settings import Settings
from benefits.accounts.actor import Actor
from benefits.accounts.single import Provider, read_provider
from benefits.accounts.tokens import Expected, Keys, bad, read_keys, verified
from benefits.problems import Problem, Refused, Text
from benefits.stores.database import Database
from benefits.stores.sign_in import SignIn


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Access:
    """Everything the layer and the routes of access look at."""

    database: Database
    settings: Settings
    sign_in: SignIn
    limits: Limits
    demo: bool
    keys: Keys | None = None
    """Of machine clients; None: no token is taken."""
    provider: Provider | None = None
    """Of single sign-on, where there is one."""
    exchange: Exchange = exchange
    _has_accounts: list[bool] = field(default_factory=list)

    def open_to_this_machine(self) -> bool:
        """Before the first account is made, what is about nobody is open at this machine itself.

        No account is ever deleted: once there is one, nothing is asked of the database any more.
        """
        if not self._has_accounts and self.sign_in.has_accounts():
            self._has_accounts.append(True)
        return not self._has_accounts

    def bearer(self, lines: list[str]) -> Actor:
        """The machine client that an Authorization header shows; raises `Refused`."""
        scheme, _, token = lines[0].partition(" ")
        if len(lines) != 1 or scheme.lower() != "bearer" or not token:
            raise bad("token_is_malformed")
        if self.keys is None:
            raise bad("token_not_taken")
        expected = Expected(self.settings.token_issuer, self.settings.token_audience)
        claims, kid = verified(token, self.keys, expected, self.sign_in.now())
        account = self.sign_in.client(claims["sub"], kid)
        if account is None:
            raise bad("token_client")
        return account.actor


def opened(
    database: Database,
    settings: Settings | None = None,
    *,
    demo: bool = False,
    now: Callable[[], datetime] = _now,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Access:
    """Access to one database; raises `Refused` where a file of the settings cannot be used."""
    settings = settings or Settings()
    sign_in = SignIn(database, now, random, settings.hashing, settings.lock, settings.timeouts)
    keys = None
    if settings.token_keys is not None:
        keys = read_keys(_text_of(settings.token_keys, "token_keys"), "token_keys")
    limits, provider = Limits(settings), _provider(settings)
    return Access(database, settings, sign_in, limits, demo, keys, provider)


def _provider(settings: Settings) -> Provider | None:
    if settings.oidc_discovery is None or settings.oidc_keys is None:
        return None
    return read_provider(
        _text_of(settings.oidc_discovery, "oidc_discovery"),
        _text_of(settings.oidc_keys, "oidc_keys"),
        client=settings.oidc_client,
        return_to=settings.oidc_return,
        groups=settings.oidc_groups,
    )


def _text_of(path: Path, where: str) -> str:
    """A file that a setting names; raises `Refused`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        what = Text(f"读不到文件 {path}", f"the file {path} cannot be read")
        fix = Text(f"请核对设置 {where}", f"check the setting {where}")
        raise Refused("invalid_request", [Problem("settings_file", where, what, fix)]) from None
