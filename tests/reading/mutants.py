"""Policy files broken by chance, the same chance each time (变异文件).

Half of them are broken as text, half as a tree, which is still YAML but says other things.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Final

from benefits.policy.figures import FORMS, When
from benefits.policy.policy import Layer, Policy, Tilt
from benefits.reading.tree import paths, read_tree
from benefits.words import DIMENSIONS

_PIECES: Final = (
    ": ", ":", "- ", "{", "}", "[", "]", '"', "'", "#", "&a ", "*a", "!t ", "%", "@", "|", ">",
    "? ", "<<: ", "\t", "\n", "\r", " ", "  ", ", ", "~", "null", "none", "any", "NO", "-1", "0",
    "90", "150%", "2/0", "1/999999937", "1e9", "999999999999999", "10万元", "2018-13-01", "\\",
    "\u3000", "\u200b", "\ufeff", "价", "value: ", "unknown: ", "same_as: layers.basic.rules",
    "same_as: layers", "plus: 5%", "times: 50%", "share: 10%", "statistic: poverty_line", "when: ",
    "start: 5", "lesser_of: ", "otherwise: ", "evidence: seed", "yearly: true", "ladder: true",
    "rules: ", "bands: ", "tilt: ", "payments: ", "steps: ", "items: ", "cap: ", "identity: poor",
)  # fmt: skip


_NAMES: Final = sorted(
    {*Policy.model_fields, *Layer.model_fields, *Tilt.model_fields, *When.model_fields, *FORMS}
    | {"low", "high", "of", "amount", "per", "at_most", "at_least", "raises", "from", "otherwise"}
    | {word for words in DIMENSIONS.values() for word in words}
)


def mutant(content: bytes, seed: int) -> bytes:
    """A file with one to four things done to it; the seed says which."""
    random = Random(seed)
    if seed % 2:
        return _as_tree(content, random)
    for _ in range(random.randint(1, 4)):
        content = random.choice(_DEEDS)(content, random)
    return content


def _as_tree(content: bytes, random: Random) -> bytes:
    """Pieces of the policy put elsewhere, left out, or written otherwise."""
    top = read_tree(content, "mutant").top
    for _ in range(random.randint(1, 3)):
        below = [each for each in paths(top) if each[1] and isinstance(each[1], (dict, list))]
        path, place = random.choice(below)
        if isinstance(place, list):
            place[random.randrange(len(place))] = random.choice(["poor", "any", *_NAMES, None, []])
            continue
        name = random.choice([*place, *place, random.choice(_NAMES)])
        alike = [thing for other, thing in paths(top) if other[-1:] == (name,)]
        beside = [thing for other, thing in paths(top) if other[-2:-1] == path[-1:]]
        any_of_it = random.choice(list(paths(top)))[1]
        odd = random.choice([any_of_it, random.choice(_PIECES), {}, [], None, "none", "0", "100%"])
        chosen = random.choice([*alike, *beside]) if alike or beside else odd
        if random.random() < 0.2:
            place.pop(name, None)
        else:
            place[name] = deepcopy(odd if random.random() < 0.2 else chosen)
    return json.dumps(top, ensure_ascii=False, indent=1).encode()


def _byte(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + bytes([random.randrange(256)]) + content[place + 1 :]


def _cut(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + content[place + random.randrange(1, 30) :]


def _end(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _piece(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(_PIECES).encode() + content[place:]


def _word(content: bytes, random: Random) -> bytes:
    """One word of the file in the place of another."""
    words = [each for each in content.replace(b",", b" ").split() if len(each) > 2]
    if not words:
        return content
    old, new = random.choice(words), random.choice(words)
    return content.replace(old, new, 1)


def _value(content: bytes, random: Random) -> bytes:
    """A whole value replaced by a piece."""
    lines = content.split(b"\n")
    number = random.randrange(len(lines))
    name, colon, _ = lines[number].partition(b":")
    lines[number] = name + colon + b" " + random.choice(_PIECES).encode()
    return b"\n".join(lines)


def _line(content: bytes, random: Random) -> bytes:
    """A line left out, twice, moved or indented otherwise."""
    lines = content.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    for _ in range(random.randrange(3)):
        indented = b" " * random.choice((0, 2, 4, 6, 8)) + line.strip()
        lines.insert(random.randrange(len(lines) + 1), random.choice((line, indented)))
    return b"\n".join(lines)


def _field(content: bytes, random: Random) -> bytes:
    """A field added below a line, at the depth of the line."""
    lines = content.split(b"\n")
    number = random.randrange(len(lines))
    depth = len(lines[number]) - len(lines[number].lstrip())
    field = random.choice([each for each in _PIECES if each.endswith((": ", "%", "5", "true"))])
    lines.insert(number + 1, b" " * depth + field.encode() + random.choice((b"", b"{}", b"80%")))
    return b"\n".join(lines)


_DEEDS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    _byte, _cut, _end, _piece, _word, _value, _line, _field, _word, _value, _field,
)  # fmt: skip
