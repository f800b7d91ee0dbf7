"""Whose people an actor may know of (人员可及范围): the table of permissions, asked about regions.

Somebody of another region is not there at all: even that they are registered is not told.
"""

from benefits.accounts.actor import Actor
from benefits.accounts.permissions import Action, forbidden, may, scopes
from benefits.people.sentences import problem
from benefits.problems import Problem, Refused


def allowed(actor: Actor, action: Action) -> None:
    """Go on where a role has the action at all; raises `Refused("forbidden")`."""
    if not scopes(actor, action):
        raise forbidden(action)


def own_region(actor: Actor, action: Action, region: str) -> None:
    """Go on in a region that the action reaches; raises `Refused("forbidden")`."""
    if not may(actor, action, region=region):
        raise Refused("forbidden", [problem("region_is_not_yours", "region")])


def reaching_back(actor: Actor, region: str, day: str) -> None:
    """Go on where what held before today may be changed; raises `Refused("forbidden")`."""
    if not may(actor, "identities.backdate", region=region):
        raise Refused("forbidden", [problem("change_is_retroactive", "since", day=day)])


def not_there() -> Refused:
    """Nobody is registered so, or nobody the actor may know of."""
    return Refused("not_found", [problem("person_is_not_there", "id")])


def conflict(found: Problem) -> Refused:
    """What others hold stands in the way, or what was done cannot be undone."""
    return Refused("conflict", [found])
