"""Signing in over both stores: locks, sessions, what is revoked, and a line of the trail for each."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

import pytest

from benefits.accounts.account import Account, Lock
from benefits.accounts.passwords import Hashing
from benefits.problems import Refused
from benefits.stores import accounts as rows
from benefits.stores import trail
from benefits.stores.database import Database
from benefits.stores.sign_in import SignIn
from benefits.trail.event import BEGINNING, Event, chained

GIVEN: Final = "seven grey herons wade"
PASSWORD: Final = "five brown otters swim"


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **so_long: float) -> None:
        self.at += timedelta(**so_long)


def counted(start: int = 1) -> "object":
    """Bytes that nobody guesses, for a test that wants to know them."""
    numbers = count(start)
    return lambda size: next(numbers).to_bytes(size)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> SignIn:
    return SignIn(database, clock, counted(), Hashing(1, 8, 1))  # type: ignore[arg-type]


def made(accounts: SignIn, name: str = "li", *roles: str, hospital: str = "h1") -> Account:
    return accounts.add(
        name, list(roles or ("clerk",)), region="r1", hospital=hospital, password=GIVEN
    )


def refused(accounts: SignIn, name: str, password: str) -> str:
    with pytest.raises(Refused) as wrong:
        accounts.sign_in(name, password)
    assert wrong.value.code == "unauthenticated"
    return wrong.value.problems[0].what.en


def told(database: Database, chain: str = "hospital:h1") -> list[Event]:
    """The events of a chain, whose hashes are worked out again."""
    found, last = [], BEGINNING
    with database.reading() as connection:
        for number, event, previous, hash_ in trail.events(connection, chain):
            assert previous == last
            last = hash_
            assert hash_ == chained(previous, number, event)
            found.append(event)
    return found


def test_the_right_password_signs_in_and_the_token_is_whose_it_is(accounts: SignIn) -> None:
    account = made(accounts)
    token, signed_in = accounts.sign_in("li", GIVEN)
    assert signed_in.must_change
    assert signed_in.last_sign_in == accounts.now()
    found = accounts.who(token)
    assert found is not None
    assert found.id == account.id
    assert accounts.who(token[:-1] + "x") is None


def test_neither_a_password_nor_a_token_is_kept(accounts: SignIn, database: Database) -> None:
    made(accounts)
    token, _ = accounts.sign_in("li", GIVEN)
    from benefits.stores.accounts import ACCOUNT, SESSION

    with database.reading() as connection:
        kept = [str(connection.execute(table.select()).all()) for table in (ACCOUNT, SESSION)]
    assert GIVEN not in kept[0]
    assert "$argon2id$" in kept[0]
    assert token not in kept[1]


def test_every_refusal_says_the_same(accounts: SignIn) -> None:
    made(accounts)
    made(accounts, "disabled")
    made(accounts, "locked")
    accounts.disable("disabled")
    for _ in range(5):
        refused(accounts, "locked", "wrong")
    accounts.add("machine", ["machine"], region="r1", hospital="h1")
    says = {
        refused(accounts, name, password)
        for name, password in (
            ("li", "wrong"),
            ("nobody", GIVEN),
            ("disabled", GIVEN),
            ("locked", GIVEN),
            ("machine", ""),
            ("\0", GIVEN),
            ("x" * 10_000, GIVEN),
            ("li", "x" * 100_000),
        )
    }
    assert len(says) == 1


def test_five_wrong_ones_lock_for_a_quarter_of_an_hour(accounts: SignIn, clock: Clock) -> None:
    made(accounts)
    for _ in range(4):
        refused(accounts, "li", "wrong")
    accounts.sign_in("li", GIVEN)  # and the count begins anew
    for _ in range(5):
        refused(accounts, "li", "wrong")
    refused(accounts, "li", GIVEN)
    clock.passes(minutes=14, seconds=59)
    refused(accounts, "li", GIVEN)
    clock.passes(seconds=1)
    accounts.sign_in("li", GIVEN)


def test_after_a_lock_there_are_five_attempts_again(accounts: SignIn, clock: Clock) -> None:
    made(accounts)
    for _ in range(5):
        refused(accounts, "li", "wrong")
    clock.passes(minutes=15)
    for _ in range(4):
        refused(accounts, "li", "wrong")
    accounts.sign_in("li", GIVEN)


def test_many_guesses_at_one_moment_are_no_more_than_the_lock_allows(
    accounts: SignIn, database: Database
) -> None:
    looked_at = []

    class Counting(Hashing):
        def fits(self, hashed: str | None, password: str) -> bool:
            if hashed is not None:
                looked_at.append(password)
            return super().fits(hashed, password)

    made(accounts)
    counting = replace(accounts, hashing=Counting(1, 8, 1))
    with ThreadPoolExecutor(8) as desks:
        list(desks.map(lambda guess: refused(counting, "li", f"guess {guess}"), range(24)))
    assert len(looked_at) == 5


def test_how_lockouts_go_is_set(accounts: SignIn, clock: Clock) -> None:
    strict = replace(accounts, lock=Lock(2, timedelta(hours=1)))
    made(strict)
    refused(strict, "li", "wrong")
    refused(strict, "li", "wrong")
    clock.passes(minutes=59)
    refused(strict, "li", GIVEN)
    clock.passes(minutes=1)
    strict.sign_in("li", GIVEN)


def test_a_session_ends_idle_or_old_and_when_the_clock_goes_back(
    accounts: SignIn, clock: Clock
) -> None:
    made(accounts)
    token, _ = accounts.sign_in("li", GIVEN)
    clock.passes(minutes=14, seconds=59)
    assert accounts.who(token) is not None
    clock.passes(minutes=15)
    assert accounts.who(token) is None

    token, _ = accounts.sign_in("li", GIVEN)
    for _ in range(12 * 6 - 1):
        clock.passes(minutes=10)
        assert accounts.who(token) is not None
    clock.passes(minutes=10)
    assert accounts.who(token) is None

    token, _ = accounts.sign_in("li", GIVEN)
    clock.passes(days=-1)
    assert accounts.who(token) is None


def test_a_session_ends_with_sign_out_with_the_password_and_with_the_account(
    accounts: SignIn,
) -> None:
    account = made(accounts)
    token, _ = accounts.sign_in("li", GIVEN)
    accounts.sign_out(token)
    assert accounts.who(token) is None
    accounts.sign_out(token)  # twice is once

    other, _ = accounts.sign_in("li", GIVEN)
    own, _ = accounts.change_password(account.id, GIVEN, PASSWORD)
    assert accounts.who(other) is None
    assert accounts.who(own) is not None

    accounts.set_password("li", GIVEN)
    assert accounts.who(own) is None
    again, signed_in = accounts.sign_in("li", GIVEN)
    assert signed_in.must_change
    accounts.disable("li")
    assert accounts.who(again) is None
    accounts.disable("li", enabled=True)
    assert accounts.who(again) is None, "what ended stays so"
    accounts.sign_in("li", GIVEN)


def test_a_session_of_a_disabled_account_is_nobodys_even_where_it_was_not_ended(
    accounts: SignIn, database: Database
) -> None:
    made(accounts)
    token, account = accounts.sign_in("li", GIVEN)
    off = replace(account, enabled=False)
    database.run(lambda connection: rows.keep(connection, off))
    assert accounts.who(token) is None


def test_a_password_is_changed_only_by_who_knows_the_old_one_and_to_another(
    accounts: SignIn,
) -> None:
    account = made(accounts)
    with pytest.raises(Refused) as wrong:
        accounts.change_password(account.id, "wrong", PASSWORD)
    assert wrong.value.problems[0].code == "old_password_is_wrong"
    for new, code in ((GIVEN, "password_is_the_old_one"), ("short", "password_length")):
        with pytest.raises(Refused) as wrong:
            accounts.change_password(account.id, GIVEN, new)
        assert wrong.value.problems[0].code == code
    _, changed = accounts.change_password(account.id, GIVEN, PASSWORD)
    assert not changed.must_change
    refused(accounts, "li", GIVEN)


def test_guesses_at_the_old_password_lock_as_well(accounts: SignIn) -> None:
    account = made(accounts)
    for _ in range(5):
        with pytest.raises(Refused):
            accounts.change_password(account.id, "wrong", PASSWORD)
    with pytest.raises(Refused):
        accounts.change_password(account.id, GIVEN, PASSWORD)


def test_a_reset_opens_the_lock(accounts: SignIn) -> None:
    made(accounts)
    for _ in range(5):
        refused(accounts, "li", "wrong")
    accounts.set_password("li", PASSWORD)
    accounts.sign_in("li", PASSWORD)


def test_a_machine_client_counts_while_it_is_enabled_and_its_key_is_not_revoked(
    accounts: SignIn,
) -> None:
    made(accounts)
    account = accounts.add("his", ["machine"], region="r1", hospital="h1")
    found = accounts.client("his", "k1")
    assert found is not None
    assert found.actor.hospital == "h1"
    assert found.id == account.id
    for nobody in ("nobody", "li", "\0", ""):
        assert accounts.client(nobody, "k1") is None
    accounts.revoke("his", "k1")
    accounts.revoke("his", "k1")
    assert accounts.client("his", "k1") is None
    assert accounts.client("his", "k2") is not None
    accounts.disable("his")
    assert accounts.client("his", "k2") is None


def test_two_accounts_never_have_one_name(accounts: SignIn) -> None:
    made(accounts)
    with pytest.raises(Refused) as wrong:
        made(accounts)
    assert wrong.value.problems[0].code == "account_exists"


def test_single_sign_on_comes_back_once_and_soon(accounts: SignIn, clock: Clock) -> None:
    accounts.begin_single("state", "nonce", "verifier")
    assert accounts.finish_single("other", timedelta(minutes=10)) is None
    assert accounts.finish_single("state", timedelta(minutes=10)) == ("nonce", "verifier")
    assert accounts.finish_single("state", timedelta(minutes=10)) is None
    accounts.begin_single("state", "nonce", "verifier")
    clock.passes(minutes=10)
    assert accounts.finish_single("state", timedelta(minutes=10)) is None


def test_who_is_vouched_for_has_the_roles_of_now(accounts: SignIn) -> None:
    first = Account("s1", "sso-1", frozenset({"clerk"}), "r1", "h1")
    token, account = accounts.sign_in_single(first)
    assert accounts.who(token) is not None
    moved = Account("s2", "sso-1", frozenset({"supervisor"}), "r1", "h2")
    _, again = accounts.sign_in_single(moved)
    assert (again.id, again.roles, again.hospital) == (account.id, {"supervisor"}, "h2")
    refused(accounts, "sso-1", "")
    accounts.disable("sso-1")
    with pytest.raises(Refused):
        accounts.sign_in_single(moved)


def test_all_of_it_stands_in_the_trail_without_a_name(accounts: SignIn, database: Database) -> None:
    account = made(accounts)
    for _ in range(4):
        refused(accounts, "li", "wrong")
    refused(accounts, "li", "secret guess")
    accounts.set_password("li", GIVEN)
    token, _ = accounts.sign_in("li", GIVEN)
    accounts.sign_out(token)
    accounts.change_password(account.id, GIVEN, PASSWORD)
    accounts.disable("li")
    accounts.disable("li", enabled=True)

    own = told(database)
    assert {(event.actor, event.subject) for event in own} == {(account.id, account.id)}
    assert [event.action for event in own] == [
        *["account.refused"] * 4,
        "account.locked",
        "account.refused",
        "account.signed_in",
        "account.signed_out",
        "account.password_changed",
        "account.signed_in",
    ]
    site = told(database, "site")
    assert [event.action for event in site] == [
        "account.added",
        "account.password_set",
        "account.disabled",
        "account.enabled",
    ]
    for event in (*own, *site):
        assert not any(word in str(event) for word in ("'li'", GIVEN, PASSWORD, "secret guess"))
