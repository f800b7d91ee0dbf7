"""Where a server may listen: everything that has to be set is told at once."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from api.access.listening import may_listen
from api.settings import Settings
from benefits.problems import Refused
from tests.api.test_serving import ended

TLS = {"tls_certificate": Path("c.pem"), "tls_key": Path("k.pem")}
PROXY = {"trusted_proxies": (ip_network("10.1.2.3"),)}
NAMED = {"allowed_hosts": ("benefits.example.org",)}


def wrong(host: str, accounts: bool = True, demo: bool = False, **settings: Any) -> list[str]:
    try:
        may_listen(host, Settings.model_construct(**settings), accounts=accounts, demo=demo)
    except Refused as refused:
        return [each.code for each in refused.problems]
    return []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_at_this_machine_itself_nothing_is_needed(host: str) -> None:
    assert wrong(host, accounts=False) == []
    assert wrong(host, accounts=False, demo=True) == []


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "desk.example", "localhost.example"])
def test_elsewhere_it_takes_accounts_and_tls_or_a_stated_proxy(host: str) -> None:
    assert wrong(host, accounts=False) == ["no_accounts", "no_tls"]
    assert wrong(host) == ["no_tls"]
    assert wrong(host, tls_certificate=Path("c.pem")) == ["no_tls"]
    assert wrong(host, accounts=False, **TLS) == ["no_accounts"]
    assert wrong(host, **TLS) == []
    assert wrong(host, **PROXY) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_everywhere_it_takes_a_name_as_well(host: str) -> None:
    assert wrong(host, accounts=False) == ["no_accounts", "no_tls", "no_hosts"]
    assert wrong(host, **TLS) == ["no_hosts"]
    assert wrong(host, **TLS, **NAMED) == []


def test_a_demo_never_listens_elsewhere() -> None:
    assert wrong("192.0.2.1", demo=True, **TLS, **NAMED) == ["demo_elsewhere"]


def test_a_server_without_accounts_does_not_start_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENEFITS_TRUSTED_PROXIES", "10.1.2.3")
    code, told = ended(
        "serve",
        "--host",
        "0.0.0.0",
        "--port",
        "0",
        "--database",
        f"sqlite:///{tmp_path}/book.sqlite",
        "--lang",
        "en",
    )
    assert code == 2
    for says in (
        "without any account",
        "benefits accounts add",
        "goes by no name",
        "allowed_hosts",
    ):
        assert says in told
    assert "Traceback" not in told
