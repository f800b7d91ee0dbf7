"""Reads one policy file (读取政策): text → Document, or every problem with file:line:column."""

from pydantic import BaseModel, ValidationError

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Refused
from benefits.reading.base import Base, resolved
from benefits.reading.document import Document, digest
from benefits.reading.sense import sense
from benefits.reading.shape import shape_problems
from benefits.reading.tree import read_tree


def read_policy(text: str | bytes, file: str, base: Base | None = None) -> Document:
    """Read a file named `<region>/<first day>.yaml`; raises `Refused("invalid_policy")`.

    `base` finds the document a policy builds on.
    """
    tree = read_tree(text, file)
    whole = resolved(tree, file, base)
    form: type[BaseModel] = Repeal if "repealed_from" in whole.top else Policy
    policy: BaseModel | None = None
    misshapen: ValidationError | None = None
    try:
        policy = form.model_validate(whole.top)
    except ValidationError as error:
        misshapen = error
    if wrong := shape_problems(misshapen, whole.top, whole.places):
        raise Refused("invalid_policy", wrong)
    assert isinstance(policy, (Policy, Repeal))
    document = Document(
        policy=policy,
        file=file,
        text=tree.text,
        digest=digest(whole.top),
        tree=whole.top,
        places=whole.places,
        changes=whole.changes,
    )
    if found := sense(document):
        raise Refused("invalid_policy", found)
    return document


__all__ = ["Base", "read_policy"]
