"""What an array is called here."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""A column: codes, days, truths, whatever the width."""

Integers = npt.NDArray[np.int64]
"""Fen, or numbers of claims, people and rows."""

Truths = npt.NDArray[np.bool_]
