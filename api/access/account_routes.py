"""Accounts over HTTP (账户接口): an administrator adds, lists, disables, resets, revokes; by number, not name.

What the commands do on the server itself, for whoever administers from elsewhere, or while an embedded
database is in use. The trail says which administrator it was.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi_access
from api.access.marks import actor_of, needs
from api.access.session_routes import LONGEST_BODY, access_of
from api.account_forms import Enabled, GivenPassword, NewAccount, Revocation
from api.bodies import body_within, query_of
from benefits.accounts.account import Account
from benefits.accounts.actor import Actor
from benefits.accounts.permissions import not_found
from benefits.claims.json_text import read_json
from benefits.claims.request import Form
from benefits.claims.shape import shape_problems
from benefits.problems import Refused
from benefits.stores.sign_in import SignIn

T = TypeVar("T")
F = TypeVar("F", bound=Form)

router = APIRouter(prefix="/v1/accounts")


@router.get("", **needs("accounts.manage", openapi_access.ACCOUNTS))
async def listed(request: Request) -> Response:
    """Every account by name, without anything secret."""
    query_of(request, {})
    found = await run_in_threadpool(access_of(request).sign_in.listed)
    return _json({"accounts": [told(each) for each in found]})


@router.post("", **needs("accounts.manage", openapi_access.NEW_ACCOUNT))
async def add(request: Request) -> Response:
    """A new account; its password is changed at the first sign-in."""
    asked = await _form(request, NewAccount)

    def work(accounts: SignIn, by: Actor) -> Account:
        return accounts.add(
            asked.name,
            asked.roles,
            region=asked.region,
            hospital=asked.hospital,
            department=asked.department,
            password=asked.password,
            by=by,
        )

    return _json(told(await _done(request, work)), 201)


@router.put("/{id}/enabled", **needs("accounts.manage", openapi_access.ENABLED))
async def enable(request: Request, id: str) -> Response:
    """Disable an account and end its sessions, or enable it again."""
    asked = await _form(request, Enabled)
    return _json(
        told(
            await _done(
                request,
                lambda to, by: to.disable(_name(to, id), enabled=asked.enabled, by=by),
            )
        )
    )


@router.put("/{id}/password", **needs("accounts.manage", openapi_access.GIVEN_PASSWORD))
async def password(request: Request, id: str) -> Response:
    """Give an account a password, to be changed at the next sign-in; a lock is opened."""
    asked = await _form(request, GivenPassword)
    return _json(
        told(
            await _done(
                request, lambda to, by: to.set_password(_name(to, id), asked.password, by=by)
            )
        )
    )


@router.post("/{id}/revocations", **needs("accounts.manage", openapi_access.REVOCATION))
async def revoke(request: Request, id: str) -> Response:
    """A key of a machine client counts no more."""
    asked = await _form(request, Revocation)
    await _done(request, lambda to, by: to.revoke(_name(to, id), asked.kid, by=by))
    return Response(status_code=204)


def told(account: Account) -> dict[str, Any]:
    """An account as an administrator sees it: never its password's hash."""
    return {
        "id": account.id,
        "name": account.name,
        "roles": sorted(account.roles),
        "region": account.region,
        "hospital": account.hospital,
        "department": account.department,
        "enabled": account.enabled,
        "must_change_password": account.must_change,
        "locked_until": None if account.locked_until is None else account.locked_until.isoformat(),
        "last_sign_in": None if account.last_sign_in is None else account.last_sign_in.isoformat(),
    }


def _name(accounts: SignIn, number: str) -> str:
    """The name of an account; raises `Refused("not_found")`."""
    account = accounts.numbered(number)
    if account is None:
        raise not_found()
    return account.name


async def _done(request: Request, work: Callable[[SignIn, Actor], T]) -> T:
    return await run_in_threadpool(work, access_of(request).sign_in, actor_of(request))


async def _form(request: Request, form: type[F]) -> F:
    query_of(request, {})
    given = read_json(await body_within(request, LONGEST_BODY))
    try:
        return TypeAdapter(form).validate_python(given)
    except ValidationError as error:
        raise Refused("invalid_request", shape_problems(error, form)) from None


def _json(answer: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(answer), status, media_type="application/json")
