"""A region's kernel (区域核算程序): one loop over claims in order, with a body for each version in use.

The text says everything: which columns it reads, which running totals it keeps, what it writes. Figures
come in as arrays, so a reform runs the same text. Two forms: where only a person's own yearly totals
count, a year's claims stand together and the totals are locals; otherwise they lie in slots, one for
each person, household or lifetime.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benefits.claims.claim import Key
from benefits.money import LARGEST_YEAR_FEN
from benefits.simulation.body import TOTAL_TOO_LARGE
from benefits.simulation.cases import Case
from benefits.simulation.layout import (
    ADMISSIONS,
    MOST_ADMISSIONS,
    OF_ELIGIBLE,
    REFUSED,
    SCOPES,
    Argument,
    Kernel,
    Role,
    Version,
    width,
)
from benefits.simulation.needs import Needs
from benefits.simulation.sheet import Sheet, condition, figures_read, sheet
from benefits.words import code

_INPATIENT = code("kind", "inpatient")
_NEAR_THE_LARGEST = LARGEST_YEAR_FEN.bit_length() - 1
"""A total with no bit from here on is smaller than the largest allowed, so one test does for many."""


def kernel(
    versions: Sequence[Version],
    given: Iterable[Key],
    scalars: Sequence[Key] = (),
    *,
    every_total: bool = False,
    eligible_left: bool = False,
    eligible: bool = False,
) -> Kernel:
    """The kernel for a table with these columns; ("item",) stands for those of all items."""
    needs = Needs(
        tuple(versions), frozenset(given), tuple(scalars), every_total, eligible_left, eligible
    )
    slots = any(key[1] != "person" for key in needs.totals())
    return _Loop(needs, slots).kernel()


@dataclass(slots=True)
class _Loop:
    needs: Needs
    slots: bool
    sheets: list[Sheet] = field(default_factory=list)

    def kernel(self) -> Kernel:
        inside = [" " * 8 + line for line in self._claim()]
        arguments = tuple(self._arguments())
        head = f"def run({', '.join(each.name for each in arguments)}):"
        before = self._before(inside)
        lines = [head, *before, "    for i in range(len(status)):", *inside]
        for each in self.sheets:
            lines = [*each.function(), "", "", *lines]
        classes = {each.axis(axis): axis.classes for each in self.sheets for axis in each.axes}
        sizes = {f"t{each.row}": each.size for each in self.sheets}
        parts = tuple(f"row{each.row}" for each in self.sheets)
        totals = frozenset(self.needs.totals())
        return Kernel("\n".join(lines) + "\n", arguments, self.slots, totals, parts, classes, sizes)

    @property
    def _versions(self) -> tuple[Version, ...]:
        return self.needs.versions

    def _scopes(self) -> list[str]:
        totals = self.needs.totals()
        return [scope for scope in SCOPES if any(key[1] == scope for key in totals)]

    def _carries(self) -> bool:
        """Some version does not take over every total of the one before."""
        return any(version.cuts for version in self._versions) and bool(self.needs.totals())

    def _place(self, key: Key) -> str:
        """Where a running total is kept from one claim to the next."""
        return f"a{self.needs.facts[key]}[p_{key[1]}]" if self.slots else self.needs.name(key)

    # -- what comes in and goes out ---------------------------------------------

    def _arguments(self) -> Iterable[Argument]:
        needs, scopes = self.needs, self._scopes()
        if self.slots:
            yield from (Argument(f"at_{each}", "slot", "int32", (each,)) for each in scopes)
        elif scopes:
            yield Argument("first", "first", "uint8")
        if len(self._versions) > 1:
            yield Argument("version", "version", "int8")
        for key in needs.columns():
            yield Argument(f"c{needs.facts[key]}", "fact", width(key), key)
        for case in self.sheets:
            yield from (Argument(case.axis(axis), "classes", "int32") for axis in case.axes)
            yield Argument(f"t{case.row}", "table", "int64")
        yield Argument("scalars", "scalars", "int64")
        for number in range(len(self._versions)):
            yield Argument(f"figures{number}", "figures", "int64", (str(number),))
        if self.slots:
            for key in needs.totals():
                yield Argument(f"a{needs.facts[key]}", "total", "int64", key)
            if self._carries():
                for each in scopes:
                    yield Argument(f"w_{each}", "total", "int64", ("version", each))
        for number, layer in enumerate(needs.layers()):
            yield Argument(f"out{number}", "layer", "int64", (layer,))
        yield Argument("patient", "patient", "int64")
        for role in self._of_eligible():
            yield Argument(role, role, "int64")
        yield Argument("status", "status", "uint8")

    def _before(self, inside: list[str]) -> Iterable[str]:
        """Figures, scalars and totals as locals."""
        needs = self.needs
        yield from ("    " + line for line in figures_read(inside))
        for place, key in enumerate(needs.scalars):
            if key in needs.facts:
                yield f"    {needs.name(key)} = scalars[{place}]"
        if not self.slots:
            yield from ("    " + line for line in self._nothing_so_far())

    def _nothing_so_far(self) -> list[str]:
        lines = [f"{self.needs.name(key)} = 0" for key in self.needs.totals()]
        return [*lines, "before = 0"] if self._carries() else lines

    # -- one claim ----------------------------------------------------------------

    def _claim(self) -> list[str]:
        """One claim: its columns and totals read, then the body of the version that counts."""
        needs, totals = self.needs, self.needs.totals()
        lines: list[str] = []
        if self.slots:
            lines += [f"p_{scope} = at_{scope}[i]" for scope in self._scopes()]
            lines += [f"{needs.name(key)} = {self._place(key)}" for key in totals]
        elif totals:
            lines += ["if first[i]:", *_indented(self._nothing_so_far())]
        lines += [f"{needs.name(key)} = c{needs.facts[key]}[i]" for key in needs.columns()]
        lines.append(f"s = {needs.name(REFUSED)}" if needs.every_total else "s = 0")
        if ADMISSIONS in needs.facts:
            so_far = needs.name(ADMISSIONS)
            inpatient = f"{needs.name(('kind',))} == {_INPATIENT}"
            lines.append(f"admission = {so_far} + 1 if {inpatient} else 1")
            if needs.every_total:
                lines += [f"if admission > {MOST_ADMISSIONS}:", f"    s |= {TOTAL_TOO_LARGE}"]
        if len(self._versions) == 1:
            return lines + self._under(0)
        lines.append("v = version[i]")
        for number in range(len(self._versions)):
            lines.append(f"{'elif' if number else 'if'} v == {number}:")
            lines += _indented(self._under(number))
        return lines

    def _under(self, number: int) -> list[str]:
        """A claim under one version: totals checked, then worked out as its case wants."""
        return [
            *self._carried(self._versions[number]),
            *self._totals_checked(),
            *self._in_case(number, self.needs.case(number)),
        ]

    def _in_case(self, number: int, case: Case) -> list[str]:
        """Ask what parts the claims, then the lines of the case, and what it writes and feeds."""
        names = self.needs.names(number)
        if case.asked is not None:
            assert case.yes is not None
            assert case.no is not None
            return [
                f"if {condition(case.graph, case.asked.condition, names)}:",
                *_indented(self._in_case(number, case.yes)),
                "else:",
                *_indented(self._in_case(number, case.no)),
            ]
        written = sheet(case, self.needs.used(number), names, str(len(self.sheets)))
        self.sheets.append(written)
        return [*written.lines(), *self._told(number, written)]

    def _told(self, number: int, sheet: Sheet) -> list[str]:
        """What a claim comes to is written and fed, or its refusal is."""
        needs, standing = self.needs, self.needs.standings[number]
        formula = self._versions[number].formula
        paid = {layer.name: sheet.name(standing[layer.paid]) for layer in formula.layers}
        layers = needs.layers()
        good = [f"out{n}[i] = {paid.get(layer, '0')}" for n, layer in enumerate(layers)]
        good += [f"patient[i] = {sheet.name(standing[formula.patient])}", "status[i] = 0"]
        for key, ref in needs.fed[number].items():
            amount = sheet.name(ref)
            if amount != "0":
                good.append(f"{self._place(key)} = {needs.name(key)} + {amount}")
        if ADMISSIONS in needs.facts:
            good.append(f"if {needs.name(('kind',))} == {_INPATIENT}:")
            good.append(f"    {self._place(ADMISSIONS)} = {needs.name(ADMISSIONS)} + 1")
        bad = [f"out{n}[i] = 0" for n in range(len(layers))]
        for role in self._of_eligible():
            good.append(f"{role}[i] = {self._told_of_eligible(role, number, sheet)}")
            bad.append(f"{role}[i] = 0")
        bad += ["patient[i] = 0", "status[i] = s & -s"]
        return ["if s == 0:", *_indented(good), "else:", *_indented(bad)]

    def _of_eligible(self) -> tuple[Role, ...]:
        """What is told of the eligible part."""
        if self.needs.eligible:
            return OF_ELIGIBLE
        return ("eligible_left",) if self.needs.eligible_left else ()

    def _told_of_eligible(self, role: Role, number: int, sheet: Sheet) -> str:
        needs, name = self.needs, sheet.name
        if role == "eligible_backed":
            return " + ".join(map(name, needs.backed_of_eligible(number))) or "0"
        whole = name(needs.standings[number][self._versions[number].formula.eligible])
        if role == "eligible":
            return whole
        return " - ".join([whole, *map(name, needs.paid_of_eligible(number))])

    def _totals_checked(self) -> list[str]:
        """No total may be larger than a request may state; nothing in a body leaves int64 then."""
        names = [self.needs.name(key) for key in self.needs.totals() if key != ADMISSIONS]
        if not names:
            return []
        lines = [f"if ({' | '.join(names)}) >> {_NEAR_THE_LARGEST} != 0:"]
        for name in names:
            lines += [f"    if {name} > {LARGEST_YEAR_FEN}:", f"        s |= {TOTAL_TOO_LARGE}"]
        return lines

    def _carried(self, version: Version) -> list[str]:
        """The first claim under a later version leaves behind what that version does not take over."""
        if not self._carries():
            return []
        lines: list[str] = []
        own = version.place + 1
        for scope in self._scopes() if self.slots else ["person"]:
            before = f"w_{scope}[p_{scope}]" if self.slots else "before"
            lines.append(f"if {before} < {own}:")
            for key in self.needs.totals():
                left = [place for place, kept in version.cuts if key[2] not in kept]
                if left and key != ADMISSIONS and key[1] == scope:
                    lines.append(f"    if 0 < {before} < {max(left) + 1}:")
                    lines.append(f"        {self.needs.name(key)} = 0")
                    lines.append(f"        {self._place(key)} = 0")
            lines.append(f"    {before} = {own}")
        return lines


def _indented(lines: Iterable[str]) -> list[str]:
    return ["    " + line for line in lines]
