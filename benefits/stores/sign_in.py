"""Signing in (登录): what happens to accounts and sessions, each in one transaction with its event."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from benefits.accounts.account import Account, Lock, checked, is_name, signed_in
from benefits.accounts.actor import Actor
from benefits.accounts.passwords import Hashing, sound
from benefits.accounts.permissions import unauthenticated
from benefits.accounts.session import Random, Session, Timeouts, digest, new_token
from benefits.problems import Problem, Refused, Text
from benefits.stores import accounts, trail
from benefits.stores.database import Database
from benefits.trail.event import Event, moment

Told = dict[str, object]
"""What an event tells beside who did what to whom."""

OPERATOR: Final = Actor("operator", frozenset({"admin"}))
"""Whoever runs the commands on the server itself."""


@dataclass(frozen=True)
class SignIn:
    """Accounts of one database. `now` and `random` are handed in; moments in UTC."""

    database: Database
    now: Callable[[], datetime]
    random: Random
    hashing: Hashing = field(default_factory=Hashing)
    lock: Lock = field(default_factory=Lock)
    timeouts: Timeouts = field(default_factory=Timeouts)

    # -- at a browser ----------------------------------------------------------------------

    def sign_in(self, name: str, password: str) -> tuple[str, Account]:
        """A new session's token and whose it is; raises `Refused("unauthenticated")`.

        A wrong name, a wrong password, a disabled and a locked account are refused alike.
        """
        account = self.database.run(lambda connection: self._attempt(connection, name))
        fits = self.hashing.fits(None if account is None else account.password, password)
        if account is None or not fits:
            if account is not None:
                self._tell(account.actor, "account.refused", account.id)
            raise unauthenticated("sign_in_refused")
        return self.database.run(lambda connection: self._open(connection, account.id))

    def _attempt(self, connection: Connection, name: str) -> Account | None:
        """Count an attempt before its password is looked at; None: none is taken."""
        account = accounts.by_name(connection, name, locked=True) if is_name(name) else None
        if account is None or not account.enabled or account.password is None:
            return None
        counted = self.lock.attempted(account, self.now())
        if counted is not None:
            accounts.keep(connection, counted)
            if counted.locked_until is not None:
                self._note(connection, counted.actor, "account.locked", counted.id)
        return counted

    def _open(self, connection: Connection, number: str, **done: Told) -> tuple[str, Account]:
        """A new session; `done` are actions of the same transaction that stand before it."""
        account = accounts.by_id(connection, number, locked=True)
        if account is None or not account.enabled:
            raise unauthenticated("sign_in_refused")
        now, timeouts = self.now(), self.timeouts
        account = signed_in(account, now)
        accounts.keep(connection, account)
        accounts.forget_old_sessions(
            connection, number, now - timeouts.absolute, now - timeouts.idle
        )
        token = new_token(self.random)
        session = Session(digest(token), number, now, now)
        accounts.open_session(connection, session)
        done["signed_in"] = {"session": accounts.session_digest(session)}
        for each, content in done.items():
            self._note(connection, account.actor, f"account.{each}", number, content)
        return token, account

    def who(self, token: str) -> Account | None:
        """Whose session a token is; None: nobody's, or it has ended."""
        key, now = digest(token), self.now()
        with self.database.reading() as connection:
            found = accounts.session(connection, key)
        if found is None or not found[1].enabled or found[0].over(self.timeouts, now):
            return None
        if found[0].to_be_noted(self.timeouts, now):
            self.database.run(lambda each: accounts.note_session(each, key, now))
        return found[1]

    def sign_out(self, token: str) -> None:
        """End a session; the token counts no more."""

        def end(connection: Connection) -> None:
            number = accounts.end_session(connection, digest(token))
            account = None if number is None else accounts.by_id(connection, number)
            if account is not None:
                self._note(connection, account.actor, "account.signed_out", account.id)

        self.database.run(end)

    def change_password(self, number: str, old: str, new: str) -> tuple[str, Account]:
        """Change one's own password: every session ends, and a new one begins; raises `Refused`."""
        with self.database.reading() as connection:
            account = accounts.by_id(connection, number)
        if account is None:
            raise unauthenticated()
        attempted = self.database.run(lambda each: self._attempt(each, account.name))
        if not self.hashing.fits(None if attempted is None else attempted.password, old):
            raise _refused(
                "old_password_is_wrong",
                "old",
                (
                    "现口令不对，或账户已锁定",
                    "the present password is wrong, or the account locked",
                ),
                (
                    "请核对；连续输错会锁定一段时间",
                    "check it; wrong ones in a row lock the account",
                ),
            )
        password = sound(new, account.name)
        if self.hashing.fits(account.password, new):
            raise _refused(
                "password_is_the_old_one",
                "password",
                ("新口令与旧口令相同", "the new password is the old one"),
                ("请换一个", "choose another"),
            )
        hashed = self.hashing.hashed(password)

        def change(connection: Connection) -> tuple[str, Account]:
            held = accounts.by_id(connection, number, locked=True)
            assert held is not None, "an account is never deleted"
            changed = replace(held, password=hashed, must_change=False)
            accounts.keep(connection, changed)
            accounts.end_sessions(connection, number)
            return self._open(connection, number, password_changed=_moved(held, changed))

        return self.database.run(change)

    # -- machines --------------------------------------------------------------------------

    def client(self, name: str, kid: str) -> Account | None:
        """The machine client of this name, if it is enabled and the key is not revoked."""
        if not is_name(name):
            return None
        with self.database.reading() as connection:
            account = accounts.client(connection, name, kid)
        usable = account is not None and account.enabled and account.roles == {"machine"}
        return account if usable else None

    # -- single sign-on --------------------------------------------------------------------

    def begin_single(self, state: str, nonce: str, verifier: str) -> None:
        """Remember a single sign-on that goes to the provider."""
        at = self.now()
        self.database.run(
            lambda each: accounts.begin_single(each, digest(state), nonce, verifier, at)
        )

    def finish_single(self, state: str, within: timedelta) -> tuple[str, str] | None:
        """Its nonce and verifier, once, and not after `within`."""
        earliest = self.now() - within
        return self.database.run(lambda each: accounts.finish_single(each, digest(state), earliest))

    def sign_in_single(self, given: Account) -> tuple[str, Account]:
        """Sign in somebody whom a provider vouches for: roles and place as it says now."""

        def enter(connection: Connection) -> tuple[str, Account]:
            self.database.lock(connection, [f"account {given.name}"])
            held = accounts.by_name(connection, given.name, locked=True)
            if held is None:
                accounts.add(connection, given)
                return self._open(connection, given.id, added=_moved(None, given))
            if not held.enabled:
                raise unauthenticated("single_sign_on_refused")
            told = replace(
                held,
                roles=given.roles,
                region=given.region,
                hospital=given.hospital,
                department=given.department,
            )
            accounts.keep(connection, told)
            moved = _moved(held, told)
            return self._open(connection, held.id, **({"changed": moved} if moved else {}))

        return self.database.run(enter)

    # -- kept by the administrator ---------------------------------------------------------

    def add(
        self,
        name: str,
        roles: list[str],
        *,
        region: str | None = None,
        hospital: str | None = None,
        department: str | None = None,
        password: str | None = None,
        by: Actor = OPERATOR,
    ) -> Account:
        """A new account; its password is to be changed at the first sign-in. Raises `Refused`."""
        known = checked(name, roles, region, hospital, department)
        machine = known == {"machine"}
        if machine is not (password is None):
            raise _refused(
                "password_needed",
                "password",
                (
                    "机器客户端没有口令，其他账户必须有",
                    "a machine has no password, others need one",
                ),
                ("请相应增减口令", "give one, or leave it out"),
            )
        hashed = None if password is None else self.hashing.hashed(sound(password, name))
        account = Account(
            self.random(16).hex(), name, known, region, hospital, department, hashed, not machine
        )

        def added(connection: Connection) -> None:
            self.database.lock(connection, [f"account {name}"])
            if accounts.by_name(connection, name) is not None:
                raise _refused(
                    "account_exists",
                    "name",
                    ("已有同名账户", "there is an account of this name"),
                    ("请换一个用户名", "choose another name"),
                )
            accounts.add(connection, account)
            told = {"roles": sorted(known), **_moved(None, account)}
            self._note(connection, by, "account.added", account.id, told)

        self.database.run(added)
        return account

    def disable(self, name: str, *, enabled: bool = False, by: Actor = OPERATOR) -> Account:
        """Disable an account, and end its sessions; or enable it again."""

        def change(connection: Connection) -> Account:
            held = _there(connection, name)
            account = replace(held, enabled=enabled, wrong=0, locked_until=None)
            accounts.keep(connection, account)
            accounts.end_sessions(connection, account.id)
            done = "account.enabled" if enabled else "account.disabled"
            self._note(connection, by, done, account.id, _moved(held, account))
            return account

        return self.database.run(change)

    def set_password(self, name: str, password: str, *, by: Actor = OPERATOR) -> Account:
        """Give an account a password, to be changed at the next sign-in; its lock is opened."""
        hashed = self.hashing.hashed(sound(password, name))

        def change(connection: Connection) -> Account:
            held = _there(connection, name)
            if held.roles == {"machine"}:
                raise _refused(
                    "password_needed",
                    "name",
                    ("机器客户端没有口令", "a machine client has no password"),
                    ("机器客户端用签名令牌", "it signs tokens"),
                )
            account = replace(held, password=hashed, must_change=True, wrong=0, locked_until=None)
            accounts.keep(connection, account)
            accounts.end_sessions(connection, account.id)
            self._note(connection, by, "account.password_set", account.id, _moved(held, account))
            return account

        return self.database.run(change)

    def revoke(self, name: str, kid: str, *, by: Actor = OPERATOR) -> None:
        """A key of a machine client counts no more, from now on."""

        def change(connection: Connection) -> None:
            account = _there(connection, name)
            since = accounts.revoke(connection, account.id, kid, self.now())
            told: Told = {"kid": kid, "since": since}
            self._note(connection, by, "account.key_revoked", account.id, told)

        self.database.run(change)

    def numbered(self, number: str) -> Account | None:
        """An account by its number."""
        if not number.isascii() or not number.isprintable():
            return None
        with self.database.reading() as connection:
            return accounts.by_id(connection, number)

    def has_accounts(self) -> bool:
        """Whether there is any account."""
        with self.database.reading() as connection:
            return accounts.any_there(connection)

    def listed(self) -> list[Account]:
        """Every account by name."""
        with self.database.reading() as connection:
            return accounts.every(connection)

    # -- the trail -------------------------------------------------------------------------

    def _note(
        self,
        connection: Connection,
        actor: Actor,
        action: str,
        subject: str,
        content: Told | None = None,
    ) -> None:
        event = Event(actor.chain, moment(self.now()), actor.id, action, subject, content or {})
        trail.append(connection, [event])

    def _tell(self, actor: Actor, action: str, subject: str) -> None:
        self.database.run(lambda connection: self._note(connection, actor, action, subject))


def _moved(before: Account | None, after: Account) -> Told:
    """What an account was and is now, by digest; nothing where it is the same."""
    told = {"before": accounts.standing(before), "account": accounts.standing(after)}
    return dict(told) if told["before"] != told["account"] else {}


def _there(connection: Connection, name: str) -> Account:
    account = accounts.by_name(connection, name, locked=True)
    if account is None:
        raise _refused(
            "account_is_not_there",
            "name",
            ("没有这个账户", "there is no such account"),
            ("见 benefits accounts list", "see benefits accounts list"),
        )
    return account


def _refused(code: str, where: str, what: tuple[str, str], fix: tuple[str, str]) -> Refused:
    return Refused("invalid_request", [Problem(code, where, Text(*what), Text(*fix))])
