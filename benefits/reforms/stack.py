"""Reforms laid one on the other (方案叠加): what comes later wins, and whatever is odd is said.

Files come in the order they are given, then the flags. A figure without a region is for every region
of the table that has it; a whole policy takes the place of the version with its first day, and what was
set in that version before it is gone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused, Text
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reforms import remarks
from benefits.reforms.file import ReformFile, read_reform
from benefits.reforms.plan import Changed, Plan
from benefits.reforms.setting import Setting, Spot, settings
from benefits.reforms.settled import changes, figures_under
from benefits.simulation.scenario import Scenario

MOST_NEAR: Final = 5


def scenarios(
    book: PolicyBook,
    files: Sequence[Path],
    sets: Sequence[str],
    regions: Collection[str] | None,
) -> Plan:
    """The baseline, and the reform that files and flags come to together.

    `regions` are those of the claim table; None where they are not known, then every region of the
    book counts. Raises `Refused` with every problem, each with its file, line and column or its flag.
    """
    return stacked(book, files, sets, regions).plan(len(files) + len(sets))


def stacked(
    book: PolicyBook,
    files: Sequence[Path],
    sets: Sequence[str],
    regions: Collection[str] | None,
) -> "Stack":
    """Files and flags laid one on the other; what is wrong with them is kept in `wrong`."""
    stack = Stack(book, regions)
    for path in files:
        stack.lay_file(path)
    for each in settings(sets, stack.wrong):
        stack.lay(each)
    return stack


@dataclass(slots=True)
class Stack:
    """Reforms as they are laid: the book as it is by now, and the settings by policy and path."""

    baseline: PolicyBook
    regions: Collection[str] | None
    book: PolicyBook = field(init=False)
    wrong: list[Problem] = field(default_factory=list)
    said: list[Text] = field(default_factory=list)
    names: list[Text] = field(default_factory=list)
    laid: dict[str, dict[str, Setting]] = field(default_factory=dict)
    structural: list[str] = field(default_factory=list)
    """The files that are whole policies."""
    anew: bool = False
    """Whether some whole policy says other things than the one it replaces."""
    _ready: dict[tuple[str, str], Adjudicator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = self.baseline

    def copy(self) -> "Stack":
        """The same reform, to lay more on it; nothing that was said of it so far."""
        other = Stack(self.baseline, self.regions)
        other.book, other._ready = self.book, self._ready
        other.laid = {file: dict(laid) for file, laid in self.laid.items()}
        other.structural, other.anew = [*self.structural], self.anew
        return other

    # -- laying ---------------------------------------------------------------

    def lay_file(self, path: Path) -> None:
        """One file, its settings or its policy; its problems are kept."""
        try:
            reform = read_reform(path, self._base)
        except Refused as refused:
            self.wrong += refused.problems
            return
        self.wrong += reform.wrong
        if reform.name is not None:
            self.names.append(reform.name)
        if reform.document is not None:
            self._lay_policy(reform, reform.document)
        for each in reform.settings:
            self.lay(each)

    def lay(self, setting: Setting) -> None:
        """One figure, in every version it is meant for that has it."""
        for each in self.having(setting):
            figures = self.laid.setdefault(each.document.file, {})
            before = figures.pop(setting.path, None)
            if before is not None:
                self.said.append(remarks.replaced(before, setting, each.document.file))
            figures[setting.path] = setting

    def having(self, setting: Setting) -> list[Adjudicator]:
        """The versions that are meant and have such a figure; those without it are said."""
        versions = self._meant(setting)
        if versions is None:
            return []
        ready = [self._made_ready(each) for each in versions]
        having = [each for each in ready if setting.path in each.figure_places]
        if having:
            self.said += remarks.lacking(setting, ready, having, self.regions)
        else:
            self.wrong.append(self._not_known(setting, ready))
        return having

    def _lay_policy(self, reform: ReformFile, document: Document) -> None:
        region = document.policy.region
        spot = Spot("region", reform.file, *document.place("region"))
        if not self._known(region, spot):
            return
        first_day = document.first_day
        gone = [each for each in self.book.versions(region) if each.first_day == first_day]
        for version in gone:
            dropped = self.laid.pop(f"{region}/{version.name}", {})
            self.said += [remarks.dropped(each, reform.file) for each in dropped.values()]
        before = self.book.document(region, gone[-1]) if gone else None
        self.book = self.book.with_document(region, document)
        self.structural.append(reform.file)
        self.said.append(remarks.structural(reform.file, document, before))
        if before is not None:
            self._follow(document)
        if before is not None and before.digest == document.digest:
            self.said.append(remarks.same_policy(reform.file, before))
        else:
            self.anew = True
        if self.regions is not None and region not in self.regions:
            self.said.append(remarks.not_in_table(reform.file, region))

    def _follow(self, document: Document) -> None:
        """The policies of the table that build on the one replaced: they change with it."""
        base = remarks.version_of(document.file)
        known = self.baseline.regions()
        following = []
        for region in known if self.regions is None else [r for r in known if r in self.regions]:
            for version in self.book.versions(region):
                try:
                    each = self.book.document(region, version)
                    if isinstance(each.policy, Policy):
                        self._made_ready(each)
                except Refused as refused:
                    self.wrong += refused.problems
                    continue
                if isinstance(each.policy, Policy) and each.policy.builds_on == base:
                    following.append(remarks.version_of(each.file))
        following = [each for each in following if each != base]
        if following:
            self.said.append(remarks.following(base, following))

    # -- finding --------------------------------------------------------------

    def _base(self, name: str) -> Document:
        """What a structural reform builds on: as the reforms before it have left it."""
        region, _, day = name.partition("/")
        for version in self.book.versions(region):
            if version.name == f"{day}.yaml":
                return self.book.document(region, version)
        raise Refused("no_policy_in_force", [])

    def _known(self, region: str, spot: Spot) -> bool:
        known = self.baseline.regions()
        if region in known:
            return True
        near = get_close_matches(region, known, n=1)
        meant = Text(f"，是否为 {near[0]}？", f"; is {near[0]} meant?") if near else Text("", "")
        self.wrong.append(spot.problem("unknown_region", given=region[:60], near=meant))
        return False

    def _meant(self, setting: Setting) -> list[Document] | None:
        """The versions a setting is for; None where what it names is not there."""
        region = setting.region
        if region is None:
            known = self.baseline.regions()
            ours = known if self.regions is None else [r for r in known if r in self.regions]
            return [each for region in ours or known for each in self._versions(region)]
        there = setting.scope_spot or setting.spot
        if not self._known(region, there):
            return None
        versions = self._versions(region)
        if setting.version is None:
            return versions
        meant = [each for each in versions if each.file == f"{region}/{setting.version}.yaml"]
        if not meant:
            listed = ", ".join(remarks.version_of(each.file) for each in versions) or "—"
            facts = {"region": region, "given": setting.version, "versions": listed}
            self.wrong.append(there.problem("version_is_not_there", **facts))
            return None
        return meant

    def _versions(self, region: str) -> list[Document]:
        """The policies of a region by now; a repeal has no figures."""
        documents = [self.book.document(region, each) for each in self.book.versions(region)]
        return [each for each in documents if isinstance(each.policy, Policy)]

    def _made_ready(self, document: Document) -> Adjudicator:
        key = document.file, document.digest
        found = self._ready.get(key)
        if found is None:
            found = self._ready[key] = adjudicator(document)
        return found

    def _not_known(self, setting: Setting, ready: Sequence[Adjudicator]) -> Problem:
        regions = remarks.listed(dict.fromkeys(each.policy.region for each in ready))
        paths = list(dict.fromkeys(path for each in ready for path in each.figure_places))
        below = [each for each in paths if each.startswith(setting.path + ".")]
        near = below[:MOST_NEAR] or get_close_matches(setting.path, paths, n=3, cutoff=0.5)
        return setting.spot.problem(
            "figure_is_not_known", regions=regions, near=", ".join(near) or "—"
        )

    # -- what it comes to -----------------------------------------------------

    def plan(self, given: int) -> Plan:
        """The scenarios; raises `Refused` with everything that was found wrong."""
        figures: dict[str, tuple[int, ...]] = {}
        changed: list[Changed] = []
        written: dict[str, dict[str, str]] = {}
        refusals: dict[Problem, list[str]] = {}
        for file, laid in self.laid.items():
            ready = self._ready_by_file(file)
            values, problems = figures_under(ready, laid)
            for wrong in problems:
                refusals.setdefault(wrong, []).append(remarks.version_of(file))
            if problems:
                continue
            figures[file] = values
            changed += changes(ready, values, laid)
            by_path = written.setdefault(ready.policy.region, {})
            by_path |= {path: each.written for path, each in laid.items()}
        self.wrong += [remarks.of_versions(each, those) for each, those in refusals.items()]
        if self.wrong:
            found = {(p.code, p.where, p.file, p.line, p.what): p for p in self.wrong}
            of_policies = all(each.code == "invalid_policy" for each in self.wrong)
            raise Refused("invalid_policy" if of_policies else "invalid_request", found.values())
        baseline = Scenario("baseline", self.baseline)
        if not given:
            return Plan((baseline,))
        reform = Scenario("reform", self.book, figures, written, bool(self.structural))
        said = remarks.in_order(self.said, self.laid, changed, self.anew)
        name = _together(self.names)
        return Plan((baseline, reform), tuple(said), tuple(changed), name)

    def _ready_by_file(self, file: str) -> Adjudicator:
        region, _, name = file.partition("/")
        version = next(each for each in self.book.versions(region) if each.name == name)
        return self._made_ready(self.book.document(region, version))


def _together(names: Sequence[Text]) -> Text | None:
    if not names:
        return None
    return Text(" + ".join(each.zh for each in names), " + ".join(each.en for each in names))
