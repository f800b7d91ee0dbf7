"""The table of permissions: every role, every action, every place it may be done to."""

import pytest

from benefits.accounts.actor import DEMO, ROLES, Actor, Role
from benefits.accounts.permissions import ABOUT, ACTIONS, PERMISSIONS, Action, may, require
from benefits.problems import Refused

OWN = {"region": "r1", "hospital": "h1", "department": "d1"}
PLACES = {
    "own": OWN,
    "another department's": {**OWN, "department": "d2"},
    "another hospital's": {**OWN, "hospital": "h2", "department": "d3"},
    "another region's": {"region": "r2", "hospital": "h3", "department": "d4"},
}
REACHED: dict[tuple[str, bool], set[str]] = {
    # how far the table says, whether the account belongs to a department: which places it reaches
    ("—", False): set(),
    ("—", True): set(),
    ("hospital", False): {"own", "another department's"},
    ("hospital", True): {"own"},
    ("region", False): {"own", "another department's", "another hospital's"},
    ("region", True): {"own", "another department's", "another hospital's"},
    ("site", False): set(PLACES),
    ("site", True): set(PLACES),
}

ALLOWED = {
    # Written down a second time, from the words and not from the table.
    "clerk": "quotes.make policies.read people.read people.write people.reveal totals.read "
    "settlements.settle settlements.read book.read",
    "supervisor": "quotes.make policies.read people.read people.write people.reveal totals.read "
    "settlements.settle settlements.read settlements.reverse "
    "book.read book.close",
    "bureau": "quotes.make policies.read simulations.read simulations.run people.read people.write "
    "people.access people.reveal people.import identities.backdate totals.read "
    "settlements.settle settlements.read settlements.reverse reworks.preview reworks.settle "
    "reviews.settle findings.record book.read",
    "analyst": "quotes.make policies.read simulations.read simulations.run",
    "author": "quotes.make policies.read policies.publish simulations.read simulations.run",
    "auditor": "quotes.make policies.read simulations.read people.read people.access totals.read "
    "settlements.read book.read book.verify trail.read trail.export",
    "admin": "quotes.make policies.read accounts.manage keys.manage backups.make metrics.read",
    "machine": "quotes.make policies.read people.read people.write totals.read settlements.settle "
    "settlements.read",
}


def actor(role: Role, department: str | None = None) -> Actor:
    return Actor("a", frozenset({role}), "r1", "h1", department)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_actions_it_should_have_and_no_other(role: Role) -> None:
    had = {action for action in ACTIONS if PERMISSIONS[action][role] != "—"}
    assert had == set(ALLOWED[role].split())


@pytest.mark.parametrize("bound", [False, True], ids=["hospital", "department"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_an_actor_reaches_as_far_as_the_table_says(action: Action, role: Role, bound: bool) -> None:
    asking = actor(role, "d1" if bound else None)
    reached = {name for name, place in PLACES.items() if may(asking, action, **place)}
    assert reached == REACHED[PERMISSIONS[action][role], bound]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_refusal_is_forbidden_without_the_action_and_not_found_outside_the_reach(
    action: Action, role: Role
) -> None:
    for place in PLACES.values():
        if may(actor(role), action, **place):
            assert require(actor(role), action, **place) == actor(role)
            continue
        with pytest.raises(Refused) as refused:
            require(actor(role), action, **place)
        without = PERMISSIONS[action][role] == "—"
        assert refused.value.code == ("forbidden" if without else "not_found")


def test_nobody_may_do_anything() -> None:
    for action in ACTIONS:
        with pytest.raises(Refused) as refused:
            require(None, action, **OWN)
        assert refused.value.code == "unauthenticated"


def test_what_belongs_nowhere_is_in_no_hospitals_and_no_regions_reach() -> None:
    nowhere = Actor("a", frozenset({"clerk"}))
    assert not may(nowhere, "settlements.settle")
    assert not may(nowhere, "people.read")
    assert not may(actor("clerk"), "settlements.settle")


def test_an_account_of_a_department_reaches_what_is_no_departments() -> None:
    assert may(actor("clerk", "d1"), "settlements.settle", region="r1", hospital="h1")


def test_two_roles_reach_as_far_as_the_further_one() -> None:
    both = Actor("a", frozenset({"supervisor", "bureau"}), "r1", "h1")
    assert may(both, "reworks.settle", **PLACES["another hospital's"])
    assert may(both, "book.close", **PLACES["own"])
    assert not may(both, "book.close", **PLACES["another hospital's"])


def test_the_demo_user_may_do_everything_everywhere() -> None:
    for action in ACTIONS:
        for place in PLACES.values():
            assert may(DEMO, action, **place)


def test_no_action_is_nobodys_and_each_says_what_it_is() -> None:
    assert all(set(row.values()) != {"—"} for row in PERMISSIONS.values())
    assert set(ABOUT) == set(ACTIONS)
    assert all(text.zh and text.en for text in ABOUT.values())


def test_who_keeps_accounts_sees_no_people_and_who_audits_sees_them_masked() -> None:
    seen = {
        role: {
            action
            for action in ACTIONS
            if action.startswith("people.") and PERMISSIONS[action][role] != "—"
        }
        for role in ("admin", "auditor", "analyst", "author")
    }
    assert seen == {
        "admin": set(),
        "analyst": set(),
        "author": set(),
        "auditor": {"people.read", "people.access"},
    }
