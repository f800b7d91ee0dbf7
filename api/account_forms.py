"""What the account paths take (账户接口的表单)."""

from typing import Annotated, Final

from pydantic import Field

from benefits.claims.request import Form, Name

Secret = Annotated[str, Field(max_length=1000)]


class NewAccount(Form):
    """A new account: its name, its roles, where it belongs; a machine has no password."""

    name: Name
    roles: Annotated[list[Name], Field(max_length=10)]
    region: Name | None = None
    hospital: Name | None = None
    department: Name | None = None
    password: Secret | None = None


class GivenPassword(Form):
    """A password that is changed at the next sign-in."""

    password: Secret


class Revocation(Form):
    """A key that counts no more."""

    kid: Name


class Enabled(Form):
    """Whether an account may be used."""

    enabled: bool


FORMS: Final = (NewAccount, GivenPassword, Revocation, Enabled)
