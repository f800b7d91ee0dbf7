"""The sum rule (合计校验): parts add up to their total, exactly; historic tables within a tolerance."""

from collections.abc import Iterable


def imbalance(total_fen: int, parts_fen: Iterable[int], tolerance_fen: int = 0) -> int:
    """How far a total is from the sum of its parts, in fen; 0 within the tolerance.

    >>> imbalance(27_700, [23_600, 1_800, 150, 2_150]), imbalance(1_000, [999])
    (0, 1)
    """
    apart = total_fen - sum(parts_fen)
    return apart if abs(apart) > tolerance_fen else 0
