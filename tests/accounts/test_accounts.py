"""Accounts, their passwords and their sessions, as rules without a database."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access import cookies, layer
from benefits.accounts import passwords, session
from benefits.accounts.account import Account, Lock, checked
from benefits.accounts.passwords import Hashing, sound
from benefits.accounts.session import Session, Timeouts, digest, form_token, new_token, same
from benefits.problems import Refused

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def wrong_with(password: str, name: str = "wang") -> list[str]:
    with pytest.raises(Refused) as refused:
        sound(password, name)
    return [each.code for each in refused.value.problems]


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "小桥流水人家，枯藤老树昏鸦", "x9 ~ 7 trams & 2", "twelve chars"],
)
def test_a_long_password_of_any_signs_is_sound(password: str) -> None:
    assert sound(password, "wang")


def test_both_edges_of_the_length() -> None:
    assert wrong_with("eleven char") == ["password_length"]
    assert sound("eleven chars", "wang")
    assert sound("lines of a poem " * 8, "wang")
    assert wrong_with("lines of a poem " * 8 + "x") == ["password_length"]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PasswordPassword",
        "password!password!",
        "1qaz2wsx1qaz2wsx",
        "qwertyuiop123",
        "123456789012",
        "098765432109",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "我爱你我爱你我爱你我爱你",
        "医院医院医院2026!!",
        "ｐａｓｓｗｏｒｄ１２３４",
        "wang's own cat",
        "admin2026admin",
    ],
)
def test_what_too_many_take_is_not_sound(password: str) -> None:
    assert "password_too_common" in wrong_with(password)


def test_everything_wrong_is_told_at_once() -> None:
    assert wrong_with("password") == ["password_length", "password_too_common"]


def test_a_hash_fits_its_password_only_and_is_another_each_time() -> None:
    hashing = Hashing(1, 8, 1)
    one, two = hashing.hashed("a long password"), hashing.hashed("a long password")
    assert one.startswith("$argon2id$")
    assert one != two
    assert hashing.fits(one, "a long password")
    assert hashing.fits(one, "ａ long password"), "as it is normalised"
    assert not hashing.fits(one, "a long passwore")
    assert not hashing.fits("no hash", "a long password")


def test_where_there_is_no_hash_as_long_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    hashing = Hashing(1, 8, 1)
    hasher = type(hashing._hasher)
    original = hasher.verify

    def verify(self: object, hashed: str, password: str) -> bool:
        verified.append(hashed)
        return original(self, hashed, password)  # type: ignore[arg-type]

    monkeypatch.setattr(hasher, "verify", verify)
    hashing.fits(None, "a long password")
    hashing.fits(hashing.hashed("another one"), "a long password")
    assert [each.rpartition("$")[0].rpartition("$")[0] for each in verified] == [
        "$argon2id$v=19$m=8,t=1,p=1"
    ] * 2
    assert not hashing.fits(None, "nobody has this password")


def test_the_usual_cost_is_what_is_advised() -> None:
    usual = Hashing()
    assert usual.memory_kib * usual.passes >= 19 * 1024 * 2, "OWASP: 19 MiB twice, or more"


def test_secrets_are_compared_in_a_time_that_does_not_tell() -> None:
    assert "compare_digest" in inspect.getsource(same)
    assert same("a", "a")
    assert not same("a", "b")
    assert not same("秘密", "")
    for module in (layer, cookies, session, passwords):
        source = inspect.getsource(module)
        for compared in ("token ==", "== token", "token !=", "!= token", "given ==", "digest =="):
            assert compared not in source, f"{module.__name__}: {compared}"
    assert "same(given, form_token(token))" in inspect.getsource(layer)


def test_a_token_is_256_bits_and_its_form_token_does_not_tell_it() -> None:
    token = new_token(lambda size: bytes(range(size)))
    assert len(token) == 64
    assert len({token, digest(token), form_token(token)}) == 3
    assert form_token(token) != form_token(token[:-1] + "0")


@given(st.integers(0, 50_000), st.integers(0, 50_000))
def test_a_session_is_over_exactly_at_its_ends(old: int, silent: int) -> None:
    held = Session("d", "a", NOON - timedelta(seconds=old), NOON - timedelta(seconds=silent))
    assert held.over(Timeouts(), NOON) is (old >= 12 * 3600 or silent >= 15 * 60)


@given(st.lists(st.integers(0, 1200), max_size=60))
def test_no_quarter_of_an_hour_takes_more_than_ten_guesses(pauses: list[int]) -> None:
    account: Account = Account("a", "li", frozenset({"clerk"}))
    lock, now, taken = Lock(), NOON, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        attempted = lock.attempted(account, now)
        if attempted is not None:
            account = attempted
            taken.append(now)
    for moment in taken:
        assert sum(moment <= each < moment + timedelta(minutes=15) for each in taken) <= 10


def codes(name: str = "li", roles: tuple[str, ...] = ("clerk",), **place: str | None) -> list[str]:
    where: dict[str, str | None] = {"region": "r1", "hospital": "h1", "department": None, **place}
    try:
        checked(name, roles, where["region"], where["hospital"], where["department"])
    except Refused as refused:
        return [each.code for each in refused.problems]
    return []


def test_a_new_account_belongs_where_its_roles_reach() -> None:
    assert codes() == []
    assert codes(hospital=None) == ["place_is_missing"]
    assert codes(hospital=None, region=None) == ["place_is_missing"] * 2
    assert codes(roles=("bureau",), hospital=None) == []
    assert codes(roles=("bureau",), hospital=None, region="") == ["place_is_missing"]
    assert codes(roles=("analyst",), hospital=None, region=None) == []
    assert codes(roles=("analyst",), hospital=None, department="d1") == ["place_is_missing"]


def test_who_keeps_accounts_who_audits_and_what_is_a_machine_is_nothing_else() -> None:
    for role in ("admin", "auditor", "machine"):
        assert codes(roles=(role,)) == []
        assert codes(roles=(role, "clerk")) == ["role_stands_alone"]
    assert codes(roles=("clerk", "supervisor")) == []


@pytest.mark.parametrize("name", ["", "x", "Li", "李", "a b", "-li", "x" * 41, "a\0b", "li\n"])
def test_a_name_is_of_plain_signs(name: str) -> None:
    assert codes(name) == ["account_name"]


def test_a_role_that_is_not_there_is_told() -> None:
    assert codes(roles=("clark",)) == ["role_is_not_known"]
    assert codes(roles=()) == ["role_is_not_known"]
