"""Which population is meant (选定人群): a description, a few things put otherwise, and its text again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import PlainScalarString

from benefits import money
from benefits.populations.description import Description
from benefits.populations.reading import described, read_description
from benefits.populations.sentences import problem
from benefits.problems import Refused, WrongValue
from benefits.reading.document import Places
from benefits.reading.text import LARGEST_FILE
from benefits.reading.tree import read_tree

POOR: Final = "registered_poor"
_YEARS: Final = re.compile(r"(\d{4})(?:-(\d{4}))?", re.ASCII)
_MILLION: Final = 1_000_000
_WHOLE: Final = re.compile(r"0|-?[1-9]\d*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A description and the text that says it whole."""

    description: Description
    text: str


def chosen(
    name: str | None = None,
    *,
    households: int | None = None,
    years: str | None = None,
    seed: int | None = None,
    region: str | None = None,
    poor: str | None = None,
) -> Chosen:
    """The description named (a file, or one that comes along), with what is put otherwise.

    Without a name it is the region's own where there is one, else the default. Raises `Refused`.
    """
    text, file = _text(name, region)
    said = read_description(text, file)
    tree = read_tree(text, file)
    top: dict[str, Any] = dict(tree.top)
    if households is not None:
        top["households"] = str(households)
    if seed is not None:
        top["seed"] = str(seed)
    if region is not None:
        top["region"] = region
    if years is not None:
        top |= _years(years)
    if poor is not None:
        top["identities"] = _with_poor(said.identities, poor)
    if top == tree.top:
        return Chosen(said, text)
    return Chosen(described(top, Places(file, tree.places)), written(top))


def _text(name: str | None, region: str | None) -> tuple[str, str]:
    """A description's text and what its file is called."""
    folder = files("benefits.populations") / "descriptions"
    for packaged in (name,) if name is not None else (region, "default"):
        if packaged is not None and re.fullmatch(r"[a-z0-9-]+", packaged, re.ASCII):
            own = folder / f"{packaged}.yaml"
            if own.is_file():
                return own.read_text(encoding="utf-8"), f"{packaged}.yaml"
    assert name is not None, "the default comes along"
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_FILE + 1).decode("utf-8"), name
    except (OSError, UnicodeDecodeError, ValueError):
        raise _wrong("description_is_not_there", "--from", name, _packaged()) from None


def _packaged() -> str:
    folder = files("benefits.populations") / "descriptions"
    return ", ".join(sorted(each.name.removesuffix(".yaml") for each in folder.iterdir()))


def _years(given: str) -> dict[str, str]:
    found = _YEARS.fullmatch(given.strip())
    if found is None:
        raise _wrong("years_are_unclear", "--years", given)
    first, last = found[1], found[2] or found[1]
    return {"first_day": f"{first}-01-01", "last_day": f"{last}-12-31"}


def _with_poor(identities: Mapping[str, tuple[int, int]], given: str) -> dict[str, str]:
    """The shares of the poor made to add up to what is asked, those of the others to the rest."""
    try:
        share = money.rate(given)
    except WrongValue:
        raise _wrong("share_is_unclear", "--poor", given) from None
    exact = {word: Fraction(*each) for word, each in identities.items()}
    poor = [word for word in exact if POOR in word.split("+")]
    scaled: dict[str, int] = {}
    for group, whole in ((poor or [POOR], share), ([w for w in exact if w not in poor], 1 - share)):
        before = sum((exact.get(word, Fraction(0)) for word in group), Fraction(0))
        left = whole * _MILLION
        for word in group:
            part = exact.get(word, Fraction(0)) / before if before else Fraction(1, len(group))
            scaled[word] = int(part * whole * _MILLION)
            left -= scaled[word]
        if group:
            scaled[group[0]] += int(left)
    return {word: money.percent(Fraction(each, _MILLION)) for word, each in scaled.items() if each}


def written(top: Mapping[str, Any]) -> str:
    """A tree of texts as YAML, each as it is written there."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 100
    said = StringIO()
    yaml.dump(_plain(top), said)
    return said.getvalue()


def _plain(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {_scalar(name): _plain(each) for name, each in tree.items()}
    if isinstance(tree, list):
        return [_plain(each) for each in tree]
    return _scalar(tree)


def _scalar(text: Any) -> Any:
    """Whole numbers stand without quotes; every other text as YAML wants it."""
    if isinstance(text, str) and _WHOLE.fullmatch(text):
        return int(text)
    return PlainScalarString(text) if isinstance(text, str) else text


def _wrong(code: str, where: str, given: object, most: str = "") -> Refused:
    return Refused("invalid_request", [problem(code, where, given=str(given)[:60], most=most)])
