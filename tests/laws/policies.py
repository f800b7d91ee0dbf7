"""Made-up policies (随机政策): every form a policy may take, in any combination, by a seed.

The laws hold for all of them. A policy is a tree as its file would give it, read like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from benefits.policy.policy import Policy
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.reading.document import Document, Places, digest
from benefits.reading.sense import sense

Tree = dict[str, Any]

LEVELS = ("township", "primary", "secondary", "tertiary")
IDENTITIES = ("registered_poor", "destitute", "low_income")
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
SERVICES = ("registration", "nursing", "chest_xray")


@dataclass(frozen=True, slots=True, repr=False)
class MadeUp:
    """A made-up policy, ready, with the tree it was made from and the features it uses."""

    seed: int
    tree: Tree
    ready: Adjudicator
    features: frozenset[str]

    def __repr__(self) -> str:
        return f"made_up({self.seed})"


@cache
def made_up(seed: int, yearly_alone: bool = False) -> MadeUp:
    """The policy of a seed; `yearly_alone` has one yearly layer and nothing else."""
    maker = _Maker(Random(f"policy {seed} {yearly_alone}"), set())
    tree = maker.one_yearly_layer() if yearly_alone else maker.policy()
    policy = Policy.model_validate(tree)
    document = Document(
        policy=policy, file="made-up/2020-01-01.yaml", text="", digest=digest(tree) + str(seed),
        tree=tree, places=Places("made-up/2020-01-01.yaml", {}),
    )  # fmt: skip
    found = sense(document)
    assert not found, (seed, [(each.where, each.what.en) for each in found])
    return MadeUp(seed, tree, adjudicator(document), frozenset(maker.used))


@dataclass(slots=True)
class _Maker:
    random: Random
    used: set[str]

    def policy(self) -> Tree:
        layers = {f"layer_{n}": self.layer(n) for n in range(self.random.randint(1, 5))}
        tree = self.head(layers)
        if self.chance(0.3, "first_self_pay_away"):
            tree["first_self_pay_away"] = {
                "away": {
                    "when": {"place": ["in_province", "out_of_province"]},
                    "value": self.rate(),
                },
                "otherwise": "0%",
            }
        if self.chance(0.3, "no_layer_pays"):
            says = {"zh": "不予支付", "en": "no layer pays"}
            when = self.random.choice(({"finding": "crime"}, {"referral": "unfiled"}))
            tree["no_layer_pays"] = {"excluded": {"when": when, "says": says}}
        if self.chance(0.25, "floor"):
            tree["floor"] = {"rate": self.random.choice(("90%", "80%", "2/3"))}
        if self.chance(0.2, "grant"):
            name = {"zh": "补助", "en": "grant"}
            tree["grants"] = {"grant": {"name": name, "amount": self.amount(), "when": self.when()}}
        if self.chance(0.2, "warning"):
            says = {"zh": "超过目标", "en": "above the target"}
            tree["warnings"] = {"target": {"says": says, "patient_above": "10%"}}
        return tree

    def one_yearly_layer(self) -> Tree:
        layer = self.titled(0) | self.schedule() | {"yearly": True}
        for jumps in ("gate", "ladder"):  # what jumps is cut to the visit's own base
            layer.pop(jumps, None)
        if "bands" in layer:
            layer["counted_from"] = "zero"
        if "deductible" in layer:  # one that each visit has anew would make the year another year
            layer["deductible"] = self.yuan()
        if self.chance(0.6, "cap"):
            layer["cap"] = self.yuan()
        return self.head({"layer_0": layer})

    def head(self, layers: dict[str, Tree]) -> Tree:
        return {
            "region": "made-up",
            "name": {"zh": "试验", "en": "made up"},
            "division": "990000",
            "in_force": {"from": "2020-01-01"},
            "evidence": "assumed",
            "kinds": ["inpatient", "outpatient"],
            "treated_as": {"village": "township"},
            "programmes": {
                "quota": {
                    "name": {"zh": "定额", "en": "fixed price"},
                    "kinds": ["inpatient"],
                    "price": self.amount(),
                }
            },
            "layers": layers,
        }

    # -- layers ---------------------------------------------------------------

    def layer(self, number: int) -> Tree:
        layer = self.titled(number)
        if self.chance(0.1, "backstop"):
            layer["backstop"] = True
        if self.chance(0.25, "rules"):
            first = self.rule() | {"when": self.when()}
            return layer | {"rules": {"first": first, "second": self.rule()}}
        layer |= self.rule()
        if self.chance(0.4, "when"):
            layer["when"] = self.when()
        return layer

    def titled(self, number: int) -> Tree:
        return {"title": {"zh": f"第{number + 1}层", "en": f"Layer {number + 1}"}}

    def rule(self) -> Tree:
        forms: list[tuple[str, int, Callable[[], Tree]]] = [
            ("schedule", 8, self.capped_schedule),
            ("yearly", 4, self.yearly),
            ("payments", 2, self.payments),
            ("patient_pays", 1, lambda: {"patient_pays": self.amount(), "base": "all"}),
            ("pays", 1, lambda: {"pays": self.amount(), "base": self.base()}),
            (
                "ceiling",
                2,
                lambda: {"ceiling": self.random.choice(("10%", "5%", "500")), "base": "all"},
            ),
            ("items", 2, self.waiver),
            ("steps", 1, self.steps),
            ("price", 1, self.price),
            (
                "must_be_given",
                1,
                lambda: self.said("must_be_given") | {"when": {"finding": "accident"}},
            ),
            ("unknown", 1, lambda: self.said("unknown") | {"meets": "outside"}),
        ]
        names = [name for name, _, _ in forms]
        name = self.random.choices(names, [weight for _, weight, _ in forms])[0]
        self.used.add(name)
        return next(make for each, _, make in forms if each == name)()

    def said(self, field: str) -> Tree:
        return {field: {"zh": "未知", "en": "not known"}}

    def capped_schedule(self) -> Tree:
        rule = self.schedule()
        if self.chance(0.6, "cap"):
            rule["cap"] = self.cap()
        if self.chance(0.15, "caps"):
            rule["caps"] = {"further": {"amount": self.amount(), "account": "further"}}
        if self.chance(0.15, "least_payment"):
            rule["least_payment"] = "20%"
        if self.chance(0.2, "rounding"):
            unit, mode = (
                self.random.choice(("fen", "yuan")),
                self.random.choice(("down", "up", "half_up")),
            )
            rule["rounding"] = {"unit": unit, "mode": mode}
        return rule

    def cap(self) -> Any:
        if self.chance(0.3, "household_cap"):
            return {"amount": self.amount(), "of": "household"}
        if self.chance(0.2, "lifetime_cap"):
            return {"amount": self.amount(), "per": "lifetime"}
        if self.chance(0.2, "visit_cap"):
            return {"amount": self.amount(), "per": "visit"}
        return self.amount()

    def schedule(self) -> Tree:
        rule: Tree = {"base": self.base()}
        if self.chance(0.6, "deductible"):
            rule["deductible"] = self.amount()
        if self.chance(0.4, "bands"):
            rule["bands"] = self.bands()
            rule["counted_from"] = self.random.choice(("zero", "deductible"))
            if self.chance(0.25, "ladder"):
                rule["ladder"] = True
                rule.pop("counted_from")
        else:
            rule["rate"] = self.rates()
        if self.chance(0.15, "gate"):
            rule["gate"] = {self.random.choice(("at_least", "above")): self.amount()}
        if self.chance(0.4, "tilt"):
            several = 2 if self.chance(0.4, "several_tilts") else 1
            rule["tilt"] = {
                identity: self.tilt("rate" in rule)
                for identity in self.random.sample(IDENTITIES, several)
            }
        return rule

    def yearly(self) -> Tree:
        rule = self.schedule() | {"yearly": True}
        if self.chance(0.6, "cap"):
            rule["cap"] = self.amount()
        return rule

    def tilt(self, has_rate: bool) -> Tree:
        tilt: Tree = {"rate": {"plus": self.random.choice(("5%", "10%"))}}
        if has_rate and self.random.random() < 0.3:
            tilt = {"rate": self.rate()}
        return tilt

    def payments(self) -> Tree:
        first = {"base": "eligible", "rate": self.rate()}
        others = {"base": ["first_self_pay", "over_limit"], "rate": self.rate()}
        rule: Tree = {"payments": {"in_catalogue": first, "out_of_catalogue": others}}
        if self.random.random() < 0.5:
            rule["cap"] = self.amount()
        return rule

    def waiver(self) -> Tree:
        services = self.random.sample(SERVICES, self.random.randint(1, 3))
        return {"items": {service: self.random.choice(("100%", "50%")) for service in services}}

    def steps(self) -> Tree:
        steps = {
            "none": {"below": "1000", "pays": "0"},
            "some": {"at_most": "20000", "pays": "800"},
            "more": {"pays": "2000"},
        }
        return {"base": "all", "steps": steps, "once": "year", "scope": "household"}

    def price(self) -> Tree:
        return {"base": "all", "of": "price", "rate": self.rate(), "when": {"programme": "quota"}}

    # -- figures --------------------------------------------------------------

    def base(self) -> Any:
        kind = self.random.random()
        if kind < 0.6:
            return "eligible"
        return "all" if kind < 0.75 else self.random.sample(PARTS, self.random.randint(1, 3))

    def rate(self) -> str:
        return self.random.choice(
            ("0%", "50%", "80%", "90%", "100%", "37.5%", "0.0001%", "2/37", "1/3")
        )

    def rates(self) -> Any:
        if not self.chance(0.3, "rate_table"):
            return self.rate()
        # Two strange fractions in one yearly table would leave int64 and be refused.
        others = [self.random.choice(("1/3", "60%", "75.5%", "0.80")) for _ in range(2)]
        return {"tertiary": others[0], "low_income": others[1], "otherwise": "55%"}

    def yuan(self) -> str:
        return self.random.choice(("0.01", "100", "400", "1500.55", "12000", "10万元", "250,000"))

    def amount(self) -> Any:
        kind = self.random.random()
        if kind < 0.7:
            return self.yuan()
        forms: list[tuple[str, Any]] = [
            ("lesser_of", {"lesser_of": {"share": {"share": "30%", "of": "total"}, "amount": self.yuan()}}),
            ("greater_of", {"greater_of": {"one": self.yuan(), "two": self.yuan()}}),
            ("share", {"share": self.rate(), "of": self.random.choice(("total", "eligible"))}),
            ("statistic", {"statistic": "poverty_line", "otherwise": self.yuan()}),
            ("raised", {"start": self.yuan(), "raises": {
                "more": {"adds": "300", "for_each": "diseases", "beyond": "1", "at_most": "20%"}}}),
            ("amount_table", {"in_county": self.yuan(), "again": {
                "when": {"admission_number": {"above": "1"}}, "value": self.yuan()},
                "otherwise": self.yuan()}),
        ]  # fmt: skip
        name, form = self.random.choice(forms)
        self.used.add(name)
        return form

    def bands(self) -> Tree:
        rates = [self.random.choice(("0%", "50%", "65%", "82.5%", "100%")) for _ in range(3)]
        return {
            "first": {"at_most": "3000", "rate": rates[0]},
            "second": {"below": "20000", "rate": rates[1]},
            "above": {"rate": rates[2]},
        }

    def when(self) -> Tree:
        options: list[tuple[str, Tree]] = [
            ("identity", {"identity": self.random.sample(IDENTITIES, self.random.randint(1, 2))}),
            ("without", {"without": "destitute"}),
            ("hospital_level", {"hospital_level": ["primary", "secondary"]}),
            ("place", {"place": ["in_county", "in_city"]}),
            ("referral", {"none_of": [{"referral": "unfiled"}]}),
            ("kind", {"kind": ["inpatient", "outpatient"]}),
            ("programme", {"programme": "none"}),
            ("bound", {"total": {"above": "30000"}}),
            ("age", {"any_of": [{"age": {"at_least": "70"}}, {"age": {"at_most": "6"}}]}),
        ]
        name, when = self.random.choice(options)
        self.used.add(name)
        return when

    def chance(self, share: float, feature: str) -> bool:
        happens = self.random.random() < share
        if happens:
            self.used.add(feature)
        return happens
