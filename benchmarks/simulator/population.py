"""Made-up people for the benchmark (测算样本): a year of claims in order, as a claim table.

35% of the people are poor, 2.5 claims a person, 3 people a household, all levels and places mixed, 1%
of the claims refused.
"""

import numpy as np
import pyarrow as pa


def claims(number: int, seed: int = 1) -> pa.Table:
    """Each person's claims together and by day."""
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(number), 1 + random.poisson(1.5, number))[:number]
    day = np.datetime64("2018-01-01") + random.integers(0, 365, number).astype("m8[D]")
    poor = (random.random(number) < 0.35)[person]

    def drawn(**shares: int) -> pa.DictionaryArray:
        parts = np.array(list(shares.values())) / sum(shares.values())
        return pa.DictionaryArray.from_arrays(
            pa.array(random.choice(len(shares), number, p=parts).astype(np.int32)), list(shares)
        )

    sizes = {"eligible": 13.3, "first_self_pay": 10, "over_limit": 8, "own_expense": 10}
    return pa.table(
        {
            "claim_id": np.arange(number),
            "person_id": person,
            "household_id": person // 3,
            "date": day[np.lexsort((day, person))],
            "categories": pa.DictionaryArray.from_arrays(
                pa.array(poor.astype(np.int32)), ["", "registered_poor"]
            ),
            "kind": drawn(inpatient=99, delivery=1),
            "hospital_level": drawn(township=1, primary=1, secondary=2, tertiary=1),
            "place": drawn(in_county=50, in_city=25, in_province=15, out_of_province=10),
            "referral": drawn(filed=7, unfiled=3),
            "findings": drawn(accident=99, over_treatment=1),
            **{
                f"{part}_fen": np.minimum(random.lognormal(size, 1.2, number), 10**8).astype("i8")
                for part, size in sizes.items()
            },
        }
    )
