"""Where in a policy we are (政策位置): the address, what is cited there, whose identity, which layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from benefits.policy import figures as forms
from benefits.policy.cited import Cited


@dataclass(frozen=True, slots=True)
class Site:
    """Where in the policy we are: the address, what is cited there, whose identity, which layer."""

    path: str = ""
    cited: Cited = field(default_factory=Cited)
    identity: str | None = None
    """The identity under which a layer is worked out; None asks what the person really holds."""
    layer: str = ""

    def at(self, step: str, inner: object = None) -> "Site":
        path = f"{self.path}.{step}" if self.path else step
        return replace(self, path=path, cited=merged(self.cited, inner))

    def citing(self, inner: object) -> "Site":
        return replace(self, cited=merged(self.cited, inner))


def merged(outer: Cited, inner: object) -> Cited:
    if not isinstance(inner, Cited):
        return outer
    return Cited(
        evidence=inner.evidence or outer.evidence,
        source=inner.source or outer.source,
        article=inner.article or (outer.article if inner.source is None else None),
        quote=inner.quote,
        # What is read into a clause is read into its figures, but for one that has evidence of its own.
        reading=inner.reading or (outer.reading if inner.evidence is None else None),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Something the policy says wrongly: a code, the address, and what fills the sentence's blanks."""

    code: str
    path: str
    facts: Mapping[str, str]


def as_list(given: forms.Words | None) -> list[str]:
    """One word or several, or none at all, as a list."""
    return [] if given is None else [given] if isinstance(given, str) else given
