"""What a route needs (接口权限标记): each says its action, once, for the check and for its description.

`@router.get("/v1/people/{id}", **needs("people.read", openapi.PERSON))`
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from fastapi import Depends, Request

from benefits.accounts.actor import Actor
from benefits.accounts.permissions import Action, forbidden, scopes, unauthenticated
from benefits.problems import Problem, Refused, Text

Mark = Action | Literal["public", "signed_in"]
"""An action of the table; `signed_in`: whoever has shown who they are; `public`: everybody."""

EXTENSION: Final = "x-action"
"""Where the OpenAPI document says it."""

WITHOUT_ACCOUNTS: Final[frozenset[Mark]] = frozenset(
    {"quotes.make", "policies.read", "simulations.read", "simulations.run"}
)
"""What is done for whoever reaches a server without accounts: nothing of it is about a person."""


def needs(action: Mark, described: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The words of a route's decorator: its description, and that it needs an action."""
    told = dict(described or {})
    told["openapi_extra"] = {**told.get("openapi_extra", {}), EXTENSION: action}
    if action != "public":
        told["dependencies"] = [*told.get("dependencies", ()), Depends(_Check(action))]
    return told


class _Check:
    """Refuses whoever does not have the action at all; how far they reach is looked at with the object."""

    def __init__(self, action: Mark) -> None:
        self.action = action

    async def __call__(self, request: Request) -> None:
        state = request.state
        actor: Actor | None = state.actor
        if actor is None:
            if state.open and self.action in WITHOUT_ACCOUNTS:
                return
            raise unauthenticated(state.why)
        if self.action == "signed_in" or self.action == "public":
            return
        if state.must_change:
            raise _change_first()
        if not scopes(actor, self.action):
            raise forbidden(self.action)


def actor_of(request: Request) -> Actor:
    """Who calls; for routes that need an action. Raises `Refused("unauthenticated")`."""
    actor: Actor | None = request.state.actor
    if actor is None:
        raise unauthenticated(request.state.why)
    return actor


def _change_first() -> Refused:
    what = Text("请先更改口令", "the password has to be changed first")
    fix = Text("请在 /password 更改", "change it at /password")
    return Refused("forbidden", [Problem("password_must_change", "", what, fix)])
