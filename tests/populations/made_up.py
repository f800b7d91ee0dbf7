"""A small place whose table has a known answer: bills are all eligible, three payers in a row."""

from pathlib import Path

from benefits.populations.report_table import ReportTable
from benefits.populations.tables import TableFile, read_table
from benefits.reading.book import PolicyBook
from benefits.reading.document import Places
from benefits.reading.tree import read_tree

POLICY = """
region: xx-small
name: {zh: 小地方, en: a small place}
division: "990000"
in_force: {from: 2018-01-01}
sources: {notice: {title: {zh: 例, en: an example}}}
source: notice
funds: {"390100": {zh: 基本, en: basic}, "610100": {zh: 救助, en: aid}}
kinds: [inpatient]
layers:
  basic:
    title: {zh: 基本, en: basic}
    fund: "390100"
    rate: {value: 80%, evidence: BASIC}
  aid:
    title: {zh: 救助, en: aid}
    fund: "610100"
    rate: {value: 50%, evidence: AID}
"""

TABLE = """
table: small
name: {zh: 小表, en: a small table}
source: {zh: 例, en: an example}
region: xx-small
lines:
  claims: {of: claims, number: 400, name: {zh: 人次, en: admissions}}
  basic: {of: basic, amount: 480000, name: {zh: 基本, en: basic}}
  aid: {of: aid, amount: 160000, name: {zh: 救助, en: aid}}
  patient: {of: patient, amount: 160000, name: {zh: 个人, en: patients}}
sums:
  total: {name: {zh: 合计, en: total}, amount: 800000, parts: [basic, aid, patient]}
fit:
  bills: {of: visits.inpatient.at.secondary.median, give: 50%, least: 0.2, most: 5, name: {zh: 费用, en: bills}}
figures: {rate: 30%, amount: 50%}
weights: {least: 30%, most: 3}
people:
  population: small
  region: xx-small
  seed: 3
  households: 280
  first_day: 2018-01-01
  last_day: 2018-12-31
  members: {1: 100%}
  ages: [{from: 20, to: 59, share: 100%}]
  identities: {none: 100%}
  income: {others: {median: 9000, spread: 0.5}}
  illness:
    ill: {share: 100%, share_from_60: 100%, visits: {1: 60%, 2: 40%}}
  visits:
    inpatient:
      share: 100%
      at:
        secondary:
          share: 100%
          median: 1000
          spread: 0.5
          first_self_pay: 0%
          over_limit: 0%
          own_expense: 0%
          places: {in_county: 100%}
  parts_spread: 0
  away: 1
  referrals: {filed: 100%}
"""


def book(folder: Path, *, basic: str = "assumed", aid: str = "seed") -> PolicyBook:
    """The place's policy, with the evidence of its two rates."""
    place = folder / "xx-small"
    place.mkdir(parents=True, exist_ok=True)
    text = POLICY.replace("BASIC", basic).replace("AID", aid)
    (place / "2018-01-01.yaml").write_text(text, encoding="utf-8")
    return PolicyBook(folder)


def file(text: str = TABLE) -> TableFile:
    tree = read_tree(text, "small.yaml")
    return TableFile(tree.top, Places("small.yaml", tree.places))


def table(policies: PolicyBook, text: str = TABLE) -> ReportTable:
    read = file(text)
    return read_table(read.tree, read.places, policies)
