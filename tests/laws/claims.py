"""Made-up bills for the laws: any visit, person and year to date, amounts near the edges of policies."""

from typing import Any

from hypothesis import strategies as st

from benefits.money import yuan
from tests.laws.policies import LEVELS, PARTS, SERVICES

EDGES_FEN = (1, 10_000, 40_000, 150_055, 300_000, 1_200_000, 2_000_000, 3_000_000, 10_000_000)
"""Amounts at which made-up policies change."""

amounts = st.one_of(
    st.just(0),
    st.integers(0, 100_000_000),
    st.sampled_from(EDGES_FEN).flatmap(lambda edge: st.integers(max(edge - 2, 0), edge + 2)),
)
totals = st.fixed_dictionaries({"base": amounts.map(yuan), "paid": amounts.map(yuan)})


@st.composite
def visits(draw: st.DrawFn) -> dict[str, Any]:
    place = draw(st.sampled_from(("in_county", "in_city", "in_province", "out_of_province")))
    kind = draw(st.sampled_from(("inpatient", "inpatient", "inpatient", "outpatient")))
    visit: dict[str, Any] = {
        "kind": kind,
        "hospital_level": draw(st.sampled_from(LEVELS)),
        "place": place,
        "referral": draw(st.sampled_from(("local", "filed", "unfiled", "emergency"))),
        "admission_number": draw(st.integers(1, 4)),
        "findings": draw(st.sampled_from(([], [], [], [], ["over_treatment"]))),
    }
    if kind == "inpatient" and draw(st.integers(0, 5)) == 0:
        visit["programme"] = "quota"
    return visit


@st.composite
def bills(draw: st.DrawFn) -> dict[str, Any]:
    parts = {part: draw(amounts) for part in PARTS}
    bill = {part: yuan(amount) for part, amount in parts.items()}
    return {"total": yuan(sum(parts.values())), **bill}


@st.composite
def itemised(draw: st.DrawFn) -> dict[str, Any]:
    services = st.sampled_from((*SERVICES, "drug"))
    items = draw(
        st.lists(st.tuples(services, st.sampled_from(PARTS), amounts), min_size=1, max_size=6)
    )
    return {
        "total": yuan(sum(amount for _, _, amount in items)),
        "items": [{"service": service, part: yuan(amount)} for service, part, amount in items],
    }


def requests(
    region: str = "made-up", date: str = "2020-06-15"
) -> st.SearchStrategy[dict[str, Any]]:
    """Requests under one region's policy."""
    people = st.fixed_dictionaries(
        {
            "categories": st.lists(
                st.sampled_from(("registered_poor", "destitute", "low_income", "veteran")),
                max_size=2,
            ),
            "age": st.sampled_from((None, 5, 40, 75)),
        }
    )
    names = st.sampled_from([f"layer_{n}" for n in range(5)])
    layers = st.dictionaries(names, totals, max_size=3)
    household = st.fixed_dictionaries({"layers": st.dictionaries(names, totals, max_size=2)})
    year = st.fixed_dictionaries({"layers": layers}, optional={"household": household})
    already_paid = st.dictionaries(names, st.sampled_from((0, 1, 40_000)).map(yuan), max_size=2)
    return st.fixed_dictionaries(
        {
            "region": st.just(region),
            "date": st.just(date),
            "person": people,
            "visit": visits(),
            "bill": st.one_of(bills(), bills(), itemised()),
        },
        optional={
            "year_to_date": year,
            "prior_payments": st.one_of(st.just({}), st.just({}), st.just({}), already_paid),
        },
    )
