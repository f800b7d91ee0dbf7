"""What must be said of a reform (调整方案提示), loudly: nothing changes, a region lacks the figure, …"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from benefits.policy.policy import Policy
from benefits.problems import Problem, Text
from benefits.quotes.adjudicator import Adjudicator
from benefits.reading.document import Document
from benefits.reforms.plan import Changed
from benefits.reforms.setting import Setting

MOST_LISTED: Final = 6


def version_of(file: str) -> str:
    """A policy's file as people name it.

    >>> version_of("jx-yichun/2018-01-01.yaml")
    'jx-yichun/2018-01-01'
    """
    return file.removesuffix(".yaml")


def listed(names: Iterable[str]) -> str:
    """Several names; beyond six, how many more."""
    every = list(names)
    more = len(every) - MOST_LISTED
    return ", ".join(every[:MOST_LISTED]) + (f", … +{more}" if more > 0 else "")


def of_versions(found: Problem, versions: Sequence[str]) -> Problem:
    """A problem that a setting meets in some versions, told once."""
    names = listed(versions)
    return replace(found, what=Text(f"{names}：{found.what.zh}", f"{names}: {found.what.en}"))


def lacking(
    setting: Setting,
    ready: Sequence[Adjudicator],
    having: Sequence[Adjudicator],
    regions: Collection[str] | None,
) -> Iterator[Text]:
    """Regions of the table, and versions of a region, that have no such figure."""
    has = {each.policy.region for each in having}
    if setting.region is None and regions is not None:
        without = dict.fromkeys(
            each.policy.region for each in ready if each.policy.region not in has
        )
        if without:
            names = listed(without)
            yield Text(
                f"{setting.path}：{names} 没有这个数值，那里不作调整",
                f"{setting.path}: {names} has no such figure, and nothing changes there",
            )
    if setting.region is not None and regions is not None and setting.region not in regions:
        yield not_in_table(setting.spot.told(), setting.region)
    partly = [
        version_of(each.document.file)
        for each in ready
        if each.policy.region in has and each not in having
    ]
    if partly:
        names = listed(partly)
        yield Text(
            f"{setting.path}：版本 {names} 没有这个数值，那里不作调整",
            f"{setting.path}: the version {names} has no such figure, and nothing changes there",
        )


def not_in_table(what: str, region: str) -> Text:
    return Text(
        f"{what}：明细表中没有 {region} 的记录，这项调整不起作用",
        f"{what}: the table has no claim of {region}, so this changes nothing",
    )


def replaced(before: Setting, after: Setting, file: str) -> Text:
    """Of two settings for one figure the later counts."""
    version = version_of(file)
    return Text(
        f"{version} {after.path}：{before.written}（{before.spot.told()}）"
        f"被后面的 {after.written}（{after.spot.told()}）取代",
        f"{version} {after.path}: {before.written} ({before.spot.told()}) gives way to "
        f"{after.written} ({after.spot.told()}), which comes later",
    )


def dropped(setting: Setting, file: str) -> Text:
    """A figure set in a version that a later policy takes the place of."""
    return Text(
        f"{setting.path} = {setting.written}（{setting.spot.told()}）不再有效：{file} 取代了整份政策",
        f"{setting.path} = {setting.written} ({setting.spot.told()}) is gone: {file} takes the place "
        f"of the whole policy",
    )


def structural(file: str, document: Document, before: Document | None) -> Text:
    """A whole policy in place of another, compiled anew."""
    version = version_of(document.file)
    changes = len(document.changes)
    zh = f"结构性调整：{file} 是一份完整的政策，重新编译"
    en = f"structural: {file} is a policy of its own, compiled anew"
    if isinstance(document.policy, Policy) and document.policy.builds_on is not None:
        base = document.policy.builds_on
        zh += f"，在 {base} 之上改动 {changes} 处"
        en += f"; it changes {changes} thing{'' if changes == 1 else 's'} in {base}"
    if before is not None:
        return Text(f"{zh}；取代 {version}", f"{en}; it takes the place of {version}")
    return Text(f"{zh}；作为新版本 {version} 加入", f"{en}; it is added as the version {version}")


def following(base: str, versions: Sequence[str]) -> Text:
    """Policies that build on a policy that was replaced."""
    names = listed(versions)
    return Text(
        f"{names} 以 {base} 为依据，随之改变", f"{names} builds on {base} and changes with it"
    )


def same_policy(file: str, before: Document) -> Text:
    version = version_of(before.file)
    return Text(
        f"{file} 与 {version} 内容相同，没有改变任何内容",
        f"{file} says what {version} says: it changes nothing",
    )


def in_order(
    said: Sequence[Text],
    laid: Mapping[str, Mapping[str, Setting]],
    changed: Sequence[Changed],
    anew: bool,
) -> Iterator[Text]:
    """First that nothing changes at all, then the rest as it was met, each once."""
    if not changed and not anew:
        yield Text(
            "这次调整没有改变任何内容：两个方案完全相同",
            "the reform changes nothing at all: both scenarios are the same",
        )
    yield from dict.fromkeys([*said, *_idle(laid, changed), *_assumed(changed)])


def _idle(laid: Mapping[str, Mapping[str, Setting]], changed: Sequence[Changed]) -> Iterator[Text]:
    """Settings that give a figure the value it has."""
    moved = {(each.version, each.path) for each in changed}
    still: dict[tuple[str, str], list[str]] = {}
    for file, settings in laid.items():
        for path, each in settings.items():
            if (version_of(file), path) not in moved:
                still.setdefault((path, each.written), []).append(version_of(file))
    for (path, written), versions in still.items():
        names = listed(versions)
        yield Text(
            f"{path} = {written}：{names} 现在就是这个数值，没有改变",
            f"{path} = {written} changes nothing in {names}: it is that already",
        )


def _assumed(changed: Sequence[Changed]) -> Iterator[Text]:
    """Figures nobody has confirmed, put otherwise: the baseline rests on a guess there."""
    moved: dict[tuple[str, str, str], list[str]] = {}
    for each in changed:
        if each.evidence == "assumed":
            moved.setdefault((each.path, each.before, each.after), []).append(each.version)
    for (path, before, after), versions in moved.items():
        names = listed(versions)
        yield Text(
            f"{path} {before} → {after}（{names}）：原数值是假定的，未经核实",
            f"{path} {before} → {after} ({names}): the figure it replaces is assumed, not confirmed",
        )
