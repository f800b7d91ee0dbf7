"""A note of an answer (提示): one sentence beside the figures."""

from typing import NamedTuple

from benefits.problems import Text


class Note(NamedTuple):
    """One note: its kind, the place it speaks of, and the sentence."""

    kind: str
    where: str
    text: Text
