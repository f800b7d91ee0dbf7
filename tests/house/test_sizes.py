"""Files stay small enough to be read in one sitting."""

from statistics import median

from tests.house.tracked import ROOT, name_of

LONGEST = 400
MIDDLE = 200


def too_long(lengths: dict[str, int]) -> list[str]:
    """Files above the longest length, and a median at or above the middle."""
    found = [f"{name} has {length} lines" for name, length in lengths.items() if length > LONGEST]
    if lengths and (middle := median(lengths.values())) >= MIDDLE:
        found.append(f"the median is {middle:.0f} lines")
    return found


def test_the_library_is_made_of_small_files() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted((ROOT / "benefits").rglob("*.py"))
    }
    written = {name: length for name, length in lengths.items() if length > 1}
    assert len(written) > 40, "the library was found"
    assert too_long(written) == []


def test_a_long_file_and_a_long_median_are_told() -> None:
    assert too_long({"a": 400, "b": 10, "c": 10}) == []
    assert too_long({"a": 401, "b": 10, "c": 10}) == ["a has 401 lines"]
    assert too_long({"a": 200, "b": 200}) == ["the median is 200 lines"]
