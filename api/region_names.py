"""Names of regions for a menu (地区名称), without reading their policies whole.

A policy takes some fifty milliseconds to read and a menu needs all of them, so only the head of the
newest file is parsed, up to its `name`. Where that cannot be read, the id stands for the name.
"""

from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent

from benefits.problems import Text
from benefits.reading.book import PolicyBook


def region_names(book: PolicyBook) -> dict[str, Text]:
    """Each region of a book and its name."""
    names: dict[str, Text] = {}
    for region in book.regions():
        names[region] = Text(region, region)
        for version in reversed(book.versions(region)):
            head = (book.folder / region / version.name).read_bytes()[:20_000]
            if (name := _name(head)) is not None:
                names[region] = name
                break
    return names


@lru_cache(maxsize=256)
def _name(head: bytes) -> Text | None:
    """The mapping under the top-level key `name`; None where there is none (a repeal has none)."""
    found: dict[str, str] = {}
    scalars: list[str] = []
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(head.decode("utf-8", "ignore")):
            if isinstance(event, MappingStartEvent):
                depth += 1
                if depth == 2 and scalars[-1:] == ["name"]:
                    scalars = []
                    continue
                if depth > 1:
                    scalars = ["not the name"]
            elif isinstance(event, MappingEndEvent):
                depth -= 1
                if depth == 1 and len(scalars) == 4 and scalars[0] in ("zh", "en"):
                    found = {scalars[0]: scalars[1], scalars[2]: scalars[3]}
                    break
                scalars = []
            elif isinstance(event, ScalarEvent):
                scalars.append(str(event.value))
    except YAMLError:
        return None
    return Text(found["zh"], found["en"]) if found.keys() == {"zh", "en"} else None
