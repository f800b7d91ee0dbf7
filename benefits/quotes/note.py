"""A note of an answer (提示): one sentence beside the figures."""

from dataclasses import dataclass

from benefits.problems import Text


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its kind, the place it speaks of, and the sentence."""

    kind: str
    where: str
    text: Text
