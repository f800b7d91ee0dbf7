"""Settling, reversing, correcting, working out again (结算、冲销、更正、重算)."""

import pytest

from benefits.people.person import Identity
from benefits.problems import Refused
from benefits.stores.trail import events
from benefits.stores.verification import verified
from tests.ledger.site import BUREAU, CLERK, REGION, SUPERVISOR, Site, acting, bill, date, somebody


def refused(site: Site, given: object, actor: object = CLERK) -> Refused:
    with pytest.raises(Refused) as caught:
        site.settle(given, actor)  # type: ignore[arg-type]
    return caught.value


def codes(refusal: Refused) -> list[str]:
    return [each.code for each in refusal.problems]


def whole(site: Site) -> None:
    """The book is as it was written, and comes out the same."""
    checked = verified(site.database, site.office.terms, recompute=True)
    assert [(each.code, each.where) for each in checked.found] == []


def test_a_settlement_answers_as_the_desk_does_and_is_in_the_totals(site: Site) -> None:
    told = site.settle(bill("li"))
    quoted = site.desk.quote(
        {**bill("li"), "person": {"categories": ["registered_poor"], "insurance": "resident"}}
    )
    assert told["patient"] == quoted["patient"] == "1096.00"
    assert told["hospital"] == "county"
    taken = [each["where"] for each in told["notes"] if each["kind"] == "defaulted"]
    assert taken == ["bill.items"], "the book knows the year, so it is not taken for granted"
    assert site.totals("li")["layers"]["basic"] == {"base": "0.00", "paid": "12800.00"}
    assert site.totals("li")["layers"]["critical_illness"]["base"] == "3200.00"
    assert site.totals("li")["admissions"] == 1
    whole(site)


def test_the_second_stay_counts_on_from_the_first(site: Site) -> None:
    site.settle(bill("li"))
    told = site.settle(bill("li", "50000.00", "40000.00", "2018-07-01"))
    paid = {each["layer"]: each["amount"] for each in told["payers"]}
    # critical illness: 90% above 6,000 of what basic leaves, 3,200 already there: 8,000 + 3,200 - 6,000
    assert told["year_to_date"]["layers"]["critical_illness"]["base"] == "11200.00"
    assert site.totals("li")["admissions"] == 2
    assert set(paid) >= {"basic", "critical_illness"}
    whole(site)


def test_another_year_begins_anew(site: Site) -> None:
    site.change("li", region="ah-suzhou")
    for day in ("2017-12-31", "2018-01-01"):
        told = site.settle({**bill("li", day=day), "region": "ah-suzhou"})
    assert told["benefit_year"] == 2018
    assert site.totals("li", 2017) == site.totals("li", 2018)
    assert site.totals("li", 2018)["admissions"] == 1


def test_a_reversal_leaves_no_trace_in_the_totals_and_comes_once(site: Site) -> None:
    before = site.totals("li")
    told = site.settle(bill("li"))
    reversal = site.reverse(told["id"])
    assert reversal["patient"] == "1096.00"
    assert site.totals("li") == before
    with pytest.raises(Refused) as again:
        site.reverse(told["id"])
    assert codes(again.value) == ["already_reversed"]
    with pytest.raises(Refused) as of_a_reversal:
        site.reverse(reversal["id"])
    assert codes(of_a_reversal.value) == ["is_a_reversal"]
    whole(site)


def test_what_rests_on_it_is_listed_or_settled_again(site: Site) -> None:
    first = site.settle(bill("li"))
    second = site.settle(bill("li", "50000.00", "40000.00", "2018-07-01"))
    with pytest.raises(Refused) as listed:
        site.reverse(first["id"])
    assert codes(listed.value) == ["others_depend_on_it"]
    dependents = listed.value.beside["dependents"]
    assert [each["settlement"] for each in dependents] == [second["id"]]  # type: ignore[attr-defined]
    assert site.totals("li")["admissions"] == 2, "a refusal leaves everything"

    done = site.reverse(first["id"], rework=True)
    site.add(somebody("zhao", "h9", poor=True))
    fresh = site.office.preview(CLERK, bill("zhao", "50000.00", "40000.00", "2018-07-01"))
    (again,) = done["reworked"]
    assert again["settlement"] == second["id"]
    assert again["changes"]["patient"]["after"] == fresh["patient"]
    assert site.totals("li")["admissions"] == 1
    whole(site)


def test_a_correction_takes_the_place_of_what_was_wrong(site: Site) -> None:
    wrong = site.settle(bill("li", "20000.00", "6000.00"))
    right = site.correct(wrong["id"], bill("li"))
    assert right["replaces"] == wrong["id"]
    assert right["patient"] == "1096.00"
    assert site.totals("li")["layers"]["basic"]["paid"] == "12800.00"
    whole(site)


def test_an_interim_settlement_gives_way_to_the_whole_stay(site: Site) -> None:
    site.settle(bill("li", "10000.00", "8000.00", stay="z1", interim=True))
    last = site.settle(bill("li", "20000.00", "16000.00", "2018-06-30", stay="z1"))
    assert last["patient"] == "1096.00"
    assert site.totals("li")["admissions"] == 1
    assert codes(refused(site, bill("li", stay="z1"))) == ["stay_is_settled"]
    assert codes(refused(site, bill("li", interim=True))) == ["stay_is_missing"]
    whole(site)


def test_the_total_the_clerk_saw_is_held_to(site: Site) -> None:
    seen = bill("li", expected={"patient": "1096.00"})
    site.settle({**seen, "expected": {"patient": "1096.00"}})
    moved = refused(site, {**seen, "date": "2018-07-01", "expected": {"patient": "0.01"}})
    assert codes(moved) == ["totals_have_moved"]
    assert moved.beside["split"]["patient"] != "0.01"  # type: ignore[index]


def test_whoever_looks_stands_in_the_trail(site: Site) -> None:
    site.office.preview(CLERK, bill("li"))
    told = site.settle(bill("li"))
    site.office.looked_at(CLERK, told["id"])
    site.office.renewal(BUREAU, "li", "2018-01-01")
    with site.database.reading() as connection:
        seen = [
            (event.action, event.actor, event.subject)
            for chain in ("hospital:county", f"region:{REGION}")
            for _, event, _, _ in events(connection, chain)
        ]
    assert seen == [
        ("settlement.previewed", "clerk", "li"),
        ("settlement.settled", "clerk", "li"),
        ("settlement.read", "clerk", "li"),
        ("differences.read", "bureau", "li"),
    ]


def test_what_the_book_knows_is_not_stated(site: Site) -> None:
    given = bill("li", year_to_date={"layers": {}}, known_on="2018-01-01")
    given["person"] |= {"categories": [], "age": 3}
    refusal = refused(site, given)
    places = [each.where for each in refusal.problems if each.code == "from_the_book"]
    assert places == ["year_to_date", "known_on", "person.categories", "person.age"]
    assert codes(refused(site, bill("nobody"))) == ["person_is_not_known"]


def test_decisions_name_office_document_and_day(site: Site) -> None:
    given = bill("li", visit={"findings": ["accident"]})
    assert codes(refused(site, given)) == ["decision_is_missing"]
    decided = {
        "about": "findings.accident",
        "by": "医保局",
        "document": "2018-7",
        "day": "2018-06-14",
    }
    site.settle({**given, "decisions": [decided]})
    twice = {**given, "decisions": [decided, decided, {**decided, "about": "findings.crime"}]}
    assert codes(refused(site, twice)) == ["decided_twice", "decision_about_nothing"]


def test_over_treatment_is_the_bureaus_to_say(site: Site) -> None:
    decided = {
        "about": "findings.over_treatment",
        "by": "医保局",
        "document": "2018-8",
        "day": "2018-06-20",
    }
    found = bill("li", visit={"findings": ["over_treatment"]}, decisions=[decided])
    assert codes(refused(site, found)) == ["only_the_bureau"]
    plain = site.settle(bill("li"))
    with pytest.raises(Refused) as by_the_hospital:
        site.correct(plain["id"], found)
    assert codes(by_the_hospital.value) == ["only_the_bureau"]
    of_the_bureau = {**found, "visit": {**found["visit"], "hospital": {"id": "county"}}}
    marked = site.correct(plain["id"], of_the_bureau, BUREAU)
    with pytest.raises(Refused) as cleared:
        site.correct(marked["id"], bill("li"))
    assert codes(cleared.value) == ["only_the_bureau"]


def test_a_claim_from_outside_is_the_bureaus(site: Site) -> None:
    decided = {"about": "prior_payments.basic", "by": "外省", "document": "9", "day": "2018-06-01"}
    outside = bill("li", prior_payments={"basic": "1000.00"}, decisions=[decided])
    assert codes(refused(site, outside)) == ["only_outside"]
    outside["visit"]["hospital"] = {"id": "elsewhere"}
    told = site.settle(outside, BUREAU)
    assert {each["layer"]: each["amount"] for each in told["payers"]}["basic"] == "1000.00"
    assert refused(site, outside).code == "forbidden"


def test_a_retroactive_identity_lists_who_would_get_what_and_then_settles_it(site: Site) -> None:
    first = site.settle(bill("wang"))
    second = site.settle(bill("wang", day="2018-08-01"))
    site.change("wang", identities=(Identity("registered_poor", date(2018, 1, 1)),))
    listed = site.office.renewal(BUREAU, "wang", "2018-01-01")
    assert [each["settlement"] for each in listed] == [first["id"], second["id"]]
    assert listed[0]["changes"]["patient"]["after"] == "1096.00"
    assert site.totals("wang")["patient"] != "2192.00", "listing changes nothing"
    site.office.renew(BUREAU, site.key(BUREAU, "/v1/reworks"), "wang", "2018-01-01")
    assert site.office.renewal(BUREAU, "wang", "2018-01-01") == []
    whole(site)


def test_a_hospital_sees_of_others_only_how_many(site: Site) -> None:
    first = site.settle(bill("li"))
    city = acting("supervisor", "city")
    site.settle(bill("li", "50000.00", "40000.00", "2018-07-01"), city)
    with pytest.raises(Refused) as refusal:
        site.reverse(first["id"])
    assert refusal.value.beside["dependents"] == [{"hospital": "city", "settlements": 1}]
    with pytest.raises(Refused) as by_the_hospital:
        site.reverse(first["id"], SUPERVISOR, rework=True)
    assert codes(by_the_hospital.value) == ["rework_needs_the_bureau"]
    assert len(site.reverse(first["id"], BUREAU, rework=True)["reworked"]) == 1
    whole(site)


def test_one_key_has_one_effect_and_one_answer(site: Site) -> None:
    office, key = site.office, site.key(key="k")
    first = office.settle(CLERK, key, bill("li"))
    site.later(days=400)
    assert office.settle(CLERK, key, bill("li")) == first
    assert site.totals("li")["admissions"] == 1
    with pytest.raises(Refused) as reused:
        office.settle(CLERK, key, bill("li", day="2018-06-16"))
    assert reused.value.code == "key_reused"
    with pytest.raises(Refused):
        office.settle(CLERK, site.key(key="k2"), bill("nobody"))
    assert office.settle(CLERK, site.key(key="k2"), bill("wang")), "a refusal frees its key"


def test_a_closed_day_stays_as_it_was(site: Site) -> None:
    told = site.settle(bill("li"))
    closing = site.key(path="closing")
    with pytest.raises(Refused) as early:
        site.office.close_day(SUPERVISOR, closing, "county", date(2019, 3, 1))
    assert codes(early.value) == ["day_is_not_over"]
    site.later(days=1)
    site.office.close_day(SUPERVISOR, closing, "county", date(2019, 3, 1))
    before = site.office.day(CLERK, "county", date(2019, 3, 1))
    reversal = site.reverse(told["id"])
    assert reversal["cash_day"] == "2019-03-02"
    assert site.office.day(CLERK, "county", date(2019, 3, 1)) == before
    after = site.office.day(CLERK, "county", date(2019, 3, 2))
    assert after["total"] == "-20000.00"
    assert site.totals("li")["admissions"] == 0, "the totals are those of the year it belongs to"
    whole(site)


def test_figures_nobody_has_confirmed_are_not_settled_on(site: Site) -> None:
    from dataclasses import replace

    strict = replace(site.office, terms=replace(site.office.terms, assumed_allowed=False))
    with pytest.raises(Refused) as refusal:
        strict.settle(CLERK, site.key(), bill("li"))
    assert refusal.value.code == "assumed_figures"
    assert REGION == "jx-yichun"
