"""Which identities a layer tells apart (身份分类).

In each layer separately the identity that pays most counts (domain rule 9). A layer is worked out once
for each class of identities it treats alike, and once for nobody in particular.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from benefits import words
from benefits.formula.params import Params, Site, as_list
from benefits.policy import figures as forms
from benefits.policy.policy import Layer, Rule


def classes(params: Params, layer: Layer, site: Site) -> list[tuple[str, frozenset[str]]]:
    """The classes of identities a layer tells apart: (one of them, all of them), in a fixed order.

    Identities the layer does not mention are in no class; they change nothing.
    """
    sets = list(dict.fromkeys(_mentioned(params, layer, site)))
    by_signature: dict[tuple[bool, ...], list[str]] = {}
    for word in words.IDENTITIES:
        signature = tuple(word in listed for listed in sets)
        if any(signature):
            by_signature.setdefault(signature, []).append(word)
    return [(members[0], frozenset(members)) for members in by_signature.values()]


def _mentioned(params: Params, thing: Any, site: Site) -> Iterator[frozenset[str]]:
    if isinstance(thing, forms.When):
        if thing.identity is not None:
            yield params.words_of("identity", as_list(thing.identity), site)
        for inner in (*(thing.any_of or ()), *(thing.none_of or ())):
            yield from _mentioned(params, inner, site)
        for bound in ("total", "left", "eligible"):
            yield from _mentioned(params, getattr(thing, bound), site)
        return
    if isinstance(thing, forms.SameAs):
        found = params.find(thing.same_as)
        if found is not None and not isinstance(found[0], forms.SameAs):
            yield from _mentioned(params, found[0], site)
        return
    if isinstance(thing, (forms.AmountTable, forms.RateTable, forms.CountTable)):
        for name, arm in thing.root.items():
            if params.word_named(name) == "identity":
                yield params.words_of("identity", [name], site)
            yield from _mentioned(params, arm, site)
        return
    if isinstance(thing, Rule):
        for name in thing.tilt:
            yield params.words_of("identity", [name], site)
    if isinstance(thing, Mapping):
        for each in thing.values():
            yield from _mentioned(params, each, site)
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from _mentioned(params, getattr(thing, name), site)
