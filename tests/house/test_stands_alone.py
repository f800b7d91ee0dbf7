"""The product stands alone: no file speaks of the machine it was made on or of a package registry."""

import re

import pytest

from tests.house.tracked import name_of, tracked

# Written so that none of them finds itself here.
ELSEWHERE = re.compile(r"\.\./shared\b|(?<![\w.~-])/(?:work|root|home)/|[Cc]:\\Users\\")
REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|python(?:hosted)\.org|mirror(?:s)?\.(?:aliyun|tuna|ustc|cloud)"
    r"|registry\.(?:npmjs|yarnpkg)|conda\.(?:anaconda)|(?:tsinghua)\.edu|proxy\.(?:golang)\.org"
)


def mentions(text: str) -> list[str]:
    """What a text says that ties it to a machine or a registry."""
    return [found[0] for rule in (ELSEWHERE, REGISTRIES) for found in rule.finditer(text)]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {}
    for path in tracked():
        said = mentions(path.read_bytes().decode("latin-1"))
        if said:
            found[name_of(path)] = said
    assert found == {}
    assert len(tracked()) > 300, "the files were found"


@pytest.mark.parametrize(
    "pieces",
    [
        ("..", "shared", "cases"),
        ("", "work", "main"),
        ("", "root", ".cache"),
        ("see (", "home", "somebody)"),
        ("https:", "", "pypi" + ".org", "simple"),
        ("https:", "", "files.python" + "hosted.org", "x"),
        ("mirrors" + ".aliyun.com", "pypi"),
    ],
)
def test_a_mention_is_found(pieces: tuple[str, ...]) -> None:
    assert mentions("it is at " + "/".join(pieces))


def test_ordinary_words_are_no_mention() -> None:
    for plain in ("/".join(("docs", "work", "plan")), "a/b", "shared figures", "the home page"):
        assert mentions(plain) == []
