"""Reads one policy file (读取政策): text → Document, or every problem with file:line:column."""

import json

from pydantic import BaseModel, ValidationError

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Refused
from benefits.reading.base import Base, Whole, resolved
from benefits.reading.document import Document, Places, digest
from benefits.reading.sense import sense
from benefits.reading.shape import shape_problems
from benefits.reading.tree import Tree, read_tree


def read_policy(text: str | bytes, file: str, base: Base | None = None) -> Document:
    """Read a file named `<region>/<first day>.yaml`; raises `Refused("invalid_policy")`.

    `base` finds the document a policy builds on.
    """
    tree = read_tree(text, file)
    return _document(tree, file, resolved(tree, file, base))


def kept_text(document: Document) -> str:
    """A policy with all it builds on, as text that `read_kept` reads years later without its base."""
    return json.dumps(document.tree, ensure_ascii=False, indent=1)


def read_kept(text: str, file: str) -> Document:
    """What `kept_text` wrote; its digest is the policy's own, or it is not what was written."""
    tree = read_tree(text, file)
    return _document(tree, file, Whole(dict(tree.top), Places(file, tree.places)))


def _document(tree: Tree, file: str, whole: Whole) -> Document:
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


__all__ = ["Base", "kept_text", "read_kept", "read_policy"]
