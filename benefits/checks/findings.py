"""What a check of a policy found (检查结果): errors, warnings and remarks, each with its place and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from benefits.problems import Language, Problem, Text
from benefits.reading.document import Document

FindingKind = Literal["error", "warning", "info"]

KINDS: Final[Mapping[FindingKind, Text]] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "info": Text("提示", "info"),
}

_SENTENCES: Final[dict[str, tuple[FindingKind, str, str, str, str]]] = {
    "layer_never_pays": (
        "warning",
        "“{title_zh}”从不支付：试算的 {tried} 种情形中没有一种使它支付",
        "{title_en} never pays: none of the {tried} claims tried makes it pay",
        "请核对它的 when 和前面各层",
        "check its when and the layers before it",
    ),
    "cap_never_binds": (
        "warning",
        "封顶线 {cap} 从不起作用：试算的 {tried} 种情形中没有一种达到它",
        "the cap of {cap} never binds: none of the {tried} claims tried reaches it",
        "请核对金额、单位和 per，或删除它",
        "check the amount, its unit and per, or remove it",
    ),
    "fund_map_is_missing": (
        "warning",
        "写了基金代码 {fund}，但本地区没有 funds 表，无法核对",
        "the fund code {fund} is named, but the region has no map of funds to check it against",
        "请在 funds 中列出本地区的代码和名称",
        "list the region's codes and names in funds",
    ),
    "example_differs": (
        "error",
        "例子“{name}”的结果不同：{differences}",
        "the example {name} comes out otherwise: {differences}",
        "请核对例子和政策数值",
        "check the example and the policy's figures",
    ),
    "example_is_refused": (
        "error",
        "例子“{name}”没有结果：{why_zh}",
        "the example {name} has no answer: {why_en}",
        "请补全例子或政策",
        "complete the example or the policy",
    ),
    "cliff_jump": (
        "warning",
        "悬崖：{family_zh}，总额 {total} 处，个人负担由 {before} 跳到 {after}（{by}）",
        "a cliff: {family_en}: at a total of {total} the patient's share jumps from {before} to "
        "{after} ({by})",
        "若文件本意如此，可以保留；否则请核对边界和起付方式",
        "keep it if the notice means it; else check the boundary and what passes it",
    ),
    "cliff_above_whole": (
        "warning",
        "悬崖：{family_zh}，总额 {total} 至 {until}，每多 1 元费用个人多付 {slope} 元",
        "a cliff: {family_en}: from {total} to {until} each further yuan of the bill costs the patient "
        "{slope}",
        "请核对该层在费用增加时为何少付",
        "check why this layer pays less as the bill grows",
    ),
    "cliff_below_nothing": (
        "warning",
        "悬崖：{family_zh}，总额 {total} 至 {until}，每多 1 元费用个人反而少付（{slope} 元）",
        "a cliff: {family_en}: from {total} to {until} the patient pays less as the bill grows "
        "({slope} for each yuan)",
        "请核对该层在费用增加时为何多付",
        "check why this layer pays more than what the bill grows by",
    ),
    "cliff_first_self_pay": (
        "warning",
        "悬崖：{family_zh}，总额 {total}，政策范围内费用从 {until} 起转为先行自付，个人反而少付（{slope}）",
        "a cliff: {family_en}: of a total of {total}, moving eligible spending to first self-pay makes "
        "the patient better off, from {until} eligible down ({slope})",
        "请核对各层的 base 包含哪些部分",
        "check which parts of the bill each layer's base has",
    ),
    "assumed_figures": (
        "info",
        "有 {count} 个数值为假定，未经核实；据以结算须经许可",
        "{count} figures are assumed, not confirmed anywhere; settling on them needs leave",
        "请查到出处后改写 evidence",
        "find their source and write its evidence",
    ),
    "unknown_figures": (
        "info",
        "尚有 {count} 处未知，遇到时拒绝或不计入",
        "unknown places: {count}; a claim that meets one is refused or answered without it",
        "请向政策制定者核实",
        "ask the policy's author",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how grave, a stable code, the sentence, the remedy, and the place."""

    kind: FindingKind
    code: str
    what: Text
    fix: Text
    file: str
    address: str = ""
    line: int | None = None
    column: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def place(self) -> str:
        """`file:line:column: address`, as far as it is known."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts) + (f": {self.address}" if self.address else "")

    def text(self, language: Language) -> str:
        """Three lines for people: the place, what was found, what to do."""
        return (
            f"{self.place()} [{KINDS[self.kind].in_(language)} {self.code}]\n"
            f"  {self.what.in_(language)}\n  {self.fix.in_(language)}"
        )

    def told(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "kind": self.kind,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "address": self.address,
            "what": self.what.both(),
            "fix": self.fix.both(),
            "facts": dict(self.facts),
        }


def finding(document: Document, code: str, address: str, **facts: str) -> Finding:
    """A finding at a dotted address of a policy."""
    kind, what_zh, what_en, fix_zh, fix_en = _SENTENCES[code]
    file, line, column = document.spot(address) if address else (document.file, 1, 1)
    return Finding(
        kind,
        code,
        Text(what_zh.format(**facts), what_en.format(**facts)),
        Text(fix_zh, fix_en),
        file,
        address,
        line,
        column,
        facts,
    )


def of_problem(problem: Problem, file: str, kind: FindingKind = "error") -> Finding:
    """A problem of reading as a finding."""
    return Finding(
        kind,
        problem.code,
        problem.what,
        problem.fix,
        problem.file or file,
        problem.where,
        problem.line,
        problem.column,
    )


CODES: Final = tuple(_SENTENCES)
"""The codes of a check's own; those of reading a policy stand beside them."""
