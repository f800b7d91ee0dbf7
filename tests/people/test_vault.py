"""The vault: what went in comes out, for the right person under the right keys, and for nobody else."""

import os
import random
from collections.abc import Callable

import pytest

from benefits.people.key_file import new_keys
from benefits.people.vault import Unreadable, Vault, Wrapped
from tests.people.made_up import BEGIN, Drawn, keys


def vault(seed: str = "") -> Vault:
    return Vault(keys(seed), os.urandom)


def why(ask: Callable[[], object]) -> str:
    with pytest.raises(Unreadable) as caught:
        ask()
    return caught.value.why


def test_a_thousand_people_come_out_as_they_went_in() -> None:
    chance, here = random.Random(20180615), vault()
    sealed_before: set[bytes] = set()
    for place in range(1000):
        id, number = f"p{place}", chance.randrange(1, 1000)
        content = {
            "name": "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(chance.randrange(40))),
            "number": str(chance.randrange(10**17, 10**18)),
        }  # fmt: skip
        key = here.new_key(id)
        sealed = here.seal(id, key, number, content)
        assert here.open(id, key, number, sealed) == content
        assert content["number"].encode() not in sealed
        sealed_before.add(sealed)
    assert len(sealed_before) == 1000


def test_the_same_content_is_never_the_same_ciphertext() -> None:
    here = vault()
    key = here.new_key("p1")
    assert here.seal("p1", key, 1, {"name": "试验"}) != here.seal("p1", key, 1, {"name": "试验"})


def test_any_altered_byte_is_refused() -> None:
    here = vault()
    key = here.new_key("p1")
    sealed = here.seal("p1", key, 1, {"name": "试验"})
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 0x40]) + sealed[place + 1 :]
        assert why(lambda altered=altered: here.open("p1", key, 1, altered)) == "altered"  # type: ignore[misc]
    for length in range(len(sealed)):
        assert why(lambda length=length: here.open("p1", key, 1, sealed[:length])) == "altered"  # type: ignore[misc]
    for place in range(len(key.wrapped)):
        altered = key.wrapped[:place] + bytes([key.wrapped[place] ^ 1]) + key.wrapped[place + 1 :]
        broken = Wrapped(key.master, altered)
        assert why(lambda broken=broken: here.open("p1", broken, 1, sealed)) == "altered"  # type: ignore[misc]


def test_a_ciphertext_is_bound_to_its_person_and_version() -> None:
    here = vault()
    key = here.new_key("p1")
    sealed = here.seal("p1", key, 1, {"name": "试验"})
    assert why(lambda: here.open("p2", key, 1, sealed)) == "altered"
    assert why(lambda: here.open("p1", key, 2, sealed)) == "altered"


def test_other_keys_open_nothing_and_find_nothing() -> None:
    here, there = vault(), vault("there")
    key = here.new_key("p1")
    sealed = here.seal("p1", key, 1, {"name": "试验"})
    assert why(lambda: there.open("p1", key, 1, sealed)) == "key_lost"
    assert set(here.hashes("id_card|1")).isdisjoint(there.hashes("id_card|1"))


def test_a_hash_depends_on_type_and_number() -> None:
    here = vault()
    told = {here.hashes(each)[-1].hash for each in ("id_card|1", "passport|1", "id_card|2")}
    assert len(told) == 3
    assert here.hashes("id_card|1") == here.hashes("id_card|1")


def test_a_key_does_not_show_itself() -> None:
    made = new_keys(Drawn(), BEGIN)
    shown = repr(made) + str(made)
    for key in (*made.masters, *made.searches):
        assert repr(key.secret) not in shown
        assert key.secret.hex() not in shown
