"""Who acts (操作者): the actor that the access layer found for a request."""

from starlette.requests import Request

from benefits.accounts.actor import Actor


def actor_of(request: Request) -> Actor | None:
    """Who sent the request; None where nobody has shown who they are."""
    actor: Actor | None = getattr(request.state, "actor", None)
    return actor
