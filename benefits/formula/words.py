"""Codes of words (词汇编码): the whole numbers that stand for words inside a graph.

0 is "not given" or "none" in every dimension, so a table that names no such arm refuses.
"""

from benefits import words
from benefits.policy.policy import Policy

_DIMENSION_OF = {
    word: dimension for dimension, names in words.DIMENSIONS.items() for word in names
}


def dimension_of(word: str) -> str | None:
    """The dimension a word of the trade belongs to; None for a word of no dimension."""
    return _DIMENSION_OF.get(word)


def code(dimension: str, word: str | None) -> int:
    """The code of a word in a fixed dimension; 0 for None."""
    return 0 if word is None else _CODES[dimension][word]


_CODES = {
    dimension: {word: number for number, word in enumerate(names, start=1)}
    for dimension, names in words.DIMENSIONS.items()
}


def programme_code(policy: Policy, word: str | None) -> int:
    """The code of a programme of this policy; 0 for none, −1 for one it does not have."""
    if word is None:
        return 0
    names = list(policy.programmes)
    return names.index(word) + 1 if word in names else -1


def bits(dimension: str, held: frozenset[str]) -> int:
    """A set of words as bits: bit n stands for code n."""
    return sum(1 << _CODES[dimension][word] for word in held)
