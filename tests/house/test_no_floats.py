"""Money is whole numbers: nothing in the library writes a float or makes one."""

import ast

import pytest

from tests.house.tracked import ROOT, name_of

KNOWN = {
    # A number with a point in a request becomes what JSON means by it, so that reading refuses it in
    # its place: "write the amount as text".
    "benefits/claims/json_text.py": ["_decimal: float(...)"],
}


def floats(source: str) -> list[str]:
    """Every float written or made in a module, with the function it stands in.

    How alike two names must be for one to be suggested (`cutoff=0.5`) is no amount of anything.
    """
    found: list[str] = []
    _walk(ast.parse(source), "the module", found)
    return found


def _walk(node: ast.AST, inside: str, found: list[str]) -> None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        inside = node.name
    if isinstance(node, ast.keyword) and node.arg == "cutoff":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
        found.append(f"{inside}: {node.value!r}")
    if isinstance(node, ast.Call) and _makes_a_float(node.func):
        found.append(f"{inside}: {ast.unparse(node.func)}(...)")
    for each in ast.iter_child_nodes(node):
        _walk(each, inside, found)


def _makes_a_float(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id in ("float", "complex")) or (
        isinstance(function, ast.Attribute) and function.attr == "fromhex"
        and isinstance(function.value, ast.Name) and function.value.id == "float"
    )  # fmt: skip


def test_the_library_has_no_floats() -> None:
    found = {}
    for path in sorted((ROOT / "benefits").rglob("*.py")):
        here = floats(path.read_text(encoding="utf-8"))
        if here:
            found[name_of(path)] = here
    assert found == KNOWN


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("rate = 0.9", "the module: 0.9"),
        ("def paid(x):\n    return x * 1e2", "paid: 100.0"),
        ("def paid(x):\n    return float(x)", "paid: float(...)"),
        ("class A:\n    x: int = -1.5", "A: 1.5"),
        ("def near(a):\n    return match(a, cut=0.5)", "near: 0.5"),
    ],
)
def test_a_float_is_found(source: str, says: str) -> None:
    assert floats(source) == [says]


def test_words_about_floats_are_not_floats() -> None:
    assert floats('"""0.9 is written 90%"""\n# float(0.9)\nx = "0.5"\nm(a, cutoff=0.5)\n') == []
