"""Accounts, sessions and what is revoked, in the database (账户、会话、吊销表). Rows in and out, no rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from benefits.accounts.account import Account
from benefits.accounts.session import Session
from benefits.stores.tables import METADATA, moment_column, name_column, text_column
from benefits.trail.event import digest_of, moment

ACCOUNT: Final = Table(
    "account",
    METADATA,
    name_column("id", primary_key=True),
    name_column("name", unique=True),
    text_column("roles"),
    name_column("region", nullable=True),
    name_column("hospital", nullable=True),
    name_column("department", nullable=True),
    text_column("password", nullable=True),
    Column("must_change", Integer, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    moment_column("locked_until", nullable=True),
    moment_column("last_sign_in", nullable=True),
)
"""Who may sign in. `roles` are joined by `+`; an account is disabled, never deleted: the trail names it."""

SESSION: Final = Table(
    "session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("account", String(100), ForeignKey("account.id"), nullable=False, index=True),
    moment_column("begun"),
    moment_column("seen"),
)

REVOKED: Final = Table(
    "revoked_key",
    METADATA,
    Column("account", String(100), ForeignKey("account.id"), primary_key=True),
    name_column("kid", primary_key=True),
    moment_column("at"),
)
"""Keys (kid) that a machine client may no longer sign with."""

BEGUN: Final = Table(
    "single_sign_on",
    METADATA,
    Column("state", String(64), primary_key=True),
    name_column("nonce"),
    name_column("verifier"),
    moment_column("begun"),
)
"""A single sign-on that has gone to the provider and not come back (OIDC): by the digest of its state."""


_STANDING: Final = (
    "id", "name", "roles", "region", "hospital", "department", "password", "must_change", "enabled",
)  # fmt: skip
"""What makes an account what it is; the rest counts attempts and sign-ins."""


def standing(account: Account | None) -> str:
    """SHA-256 of what an account is, as the trail has it; "": there is none."""
    if account is None:
        return ""
    return standing_of(_row(account))


def standing_of(row: Mapping[str, Any]) -> str:
    """The same of a row as it lies there."""
    return digest_of({name: row[name] for name in _STANDING})


def session_digest(session: Session) -> str:
    """SHA-256 of who signed in when, as the trail has it."""
    return digest_of([session.digest, session.account, moment(session.begun)])


_MOMENTS: Final = ("locked_until", "last_sign_in")
_COLUMNS: Final = tuple(column.name for column in ACCOUNT.columns)


def add(connection: Connection, account: Account) -> None:
    connection.execute(insert(ACCOUNT).values(**_row(account)))


def keep(connection: Connection, account: Account) -> None:
    """Write an account that is there already."""
    row = _row(account)
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == row.pop("id")).values(**row))


_BY_NAME: Final = select(ACCOUNT).where(ACCOUNT.c.name == bindparam("asked"))
_BY_ID: Final = select(ACCOUNT).where(ACCOUNT.c.id == bindparam("asked"))
_CLIENT: Final = (
    select(ACCOUNT, REVOKED.c.kid.label("revoked"))
    .outerjoin(REVOKED, (REVOKED.c.account == ACCOUNT.c.id) & (REVOKED.c.kid == bindparam("kid")))
    .where(ACCOUNT.c.name == bindparam("asked"))
)
_SESSION: Final = (
    select(SESSION.c.account, SESSION.c.begun, SESSION.c.seen, ACCOUNT)
    .join(ACCOUNT, SESSION.c.account == ACCOUNT.c.id)
    .where(SESSION.c.digest == bindparam("asked"))
)
"""What is asked with every request is put together once."""


def by_name(connection: Connection, name: str, *, locked: bool = False) -> Account | None:
    """An account by the name it signs in with; `locked`: held to the end of the transaction."""
    return _one(connection, _BY_NAME, name, locked)


def by_id(connection: Connection, number: str, *, locked: bool = False) -> Account | None:
    return _one(connection, _BY_ID, number, locked)


def client(connection: Connection, name: str, kid: str) -> Account | None:
    """An account by name, if the key is not one of its revoked ones."""
    row = connection.execute(_CLIENT, {"asked": name, "kid": kid}).one_or_none()
    return None if row is None or row.revoked is not None else _account(row)


def every(connection: Connection) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))]


def any_there(connection: Connection) -> bool:
    return connection.execute(select(ACCOUNT.c.id).limit(1)).first() is not None


def _one(connection: Connection, asked: Select[Any], which: str, locked: bool) -> Account | None:
    asked = asked.with_for_update() if locked else asked
    row = connection.execute(asked, {"asked": which}).one_or_none()
    return None if row is None else _account(row)


def _row(account: Account) -> dict[str, Any]:
    row = {name: getattr(account, name) for name in _COLUMNS}
    row["roles"] = "+".join(sorted(account.roles))
    for name in _MOMENTS:
        row[name] = None if row[name] is None else moment(row[name])
    row["must_change"], row["enabled"] = int(account.must_change), int(account.enabled)
    return row


def _account(row: Any) -> Account:
    told = row._mapping
    account = Account(**{name: told[name] for name in _COLUMNS})
    moments: dict[str, Any] = {
        name: told[name] and datetime.fromisoformat(told[name]) for name in _MOMENTS
    }
    return replace(
        account,
        **moments,
        roles=frozenset(told["roles"].split("+")),
        must_change=bool(told["must_change"]),
        enabled=bool(told["enabled"]),
    )


def open_session(connection: Connection, session: Session) -> None:
    connection.execute(
        insert(SESSION).values(
            digest=session.digest,
            account=session.account,
            begun=moment(session.begun),
            seen=moment(session.seen),
        )
    )


def session(connection: Connection, digest: str) -> tuple[Session, Account] | None:
    """A session and whose it is."""
    row = connection.execute(_SESSION, {"asked": digest}).one_or_none()
    if row is None:
        return None
    begun, seen = datetime.fromisoformat(row.begun), datetime.fromisoformat(row.seen)
    return Session(digest, row.account, begun, seen), _account(row)


def note_session(connection: Connection, digest: str, seen: datetime) -> None:
    connection.execute(update(SESSION).where(SESSION.c.digest == digest).values(seen=moment(seen)))


def end_session(connection: Connection, digest: str) -> str | None:
    """End one; whose it was, None where there was none."""
    asked = select(SESSION.c.account).where(SESSION.c.digest == digest)
    account = connection.execute(asked).scalar_one_or_none()
    connection.execute(delete(SESSION).where(SESSION.c.digest == digest))
    return account


def end_sessions(connection: Connection, account: str) -> None:
    """End all of an account."""
    connection.execute(delete(SESSION).where(SESSION.c.account == account))


def forget_old_sessions(
    connection: Connection, account: str, begun: datetime, seen: datetime
) -> None:
    """Remove those of an account that began or were last seen before a moment."""
    old = (SESSION.c.begun <= moment(begun)) | (SESSION.c.seen <= moment(seen))
    connection.execute(delete(SESSION).where(SESSION.c.account == account, old))


def revoke(connection: Connection, account: str, kid: str, at: datetime) -> str:
    """A key of a machine client counts no more, since when. Doing it twice is doing it once."""
    which = (REVOKED.c.account == account) & (REVOKED.c.kid == kid)
    before = connection.execute(select(REVOKED.c.at).where(which)).scalar_one_or_none()
    if before is None:
        before = moment(at)
        connection.execute(insert(REVOKED).values(account=account, kid=kid, at=before))
    return before


def begin_single(
    connection: Connection, state: str, nonce: str, verifier: str, begun: datetime
) -> None:
    connection.execute(
        insert(BEGUN).values(state=state, nonce=nonce, verifier=verifier, begun=moment(begun))
    )


def finish_single(connection: Connection, state: str, earliest: datetime) -> tuple[str, str] | None:
    """Nonce and verifier of a single sign-on, once; those begun before `earliest` are forgotten."""
    connection.execute(delete(BEGUN).where(BEGUN.c.begun <= moment(earliest)))
    asked = delete(BEGUN).where(BEGUN.c.state == state).returning(BEGUN.c.nonce, BEGUN.c.verifier)
    row = connection.execute(asked).one_or_none()
    return None if row is None else (row.nonce, row.verifier)
