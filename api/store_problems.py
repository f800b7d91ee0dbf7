"""What is said when the database cannot be had (数据库不可用): never more certainty than there is.

Either nothing was done, and the caller may try again; or the answer to a commit was lost, and only the
same key sent again tells what happened.
"""

from typing import Final

from benefits.problems import Problem, Refused, Text
from benefits.stores.database import Reason, Unavailable

_WHY: Final[dict[Reason, tuple[int, Text]]] = {
    "slow": (2, Text("数据库太忙，等待超时，什么都没有写入",
                     "the database is too busy, and nothing was written")),
    "gone": (5, Text("数据库没有应答，什么都没有写入",
                     "the database does not answer, and nothing was written")),
    "full": (60, Text("数据库的磁盘已满，什么都没有写入",
                      "the database's disk is full, and nothing was written")),
}  # fmt: skip
"""Each reason: after how many seconds another try makes sense, and what is wrong."""

_AGAIN: Final = Text(
    "请稍后重试；若仍不行请联系维护人员", "try again later; if it goes on, tell the operators"
)
_UNKNOWN: Final = Problem(
    "outcome_unknown",
    "",
    Text("数据库在提交时断开，不知道是否已写入",
         "the database was lost at the commit: whether it was written is not known"),
    Text("请用同一个 Idempotency-Key 再发一次同样的请求，切勿换新的",
         "send the same request with the same Idempotency-Key again, never with a new one"),
)  # fmt: skip

IN_FLIGHT: Final = Refused(
    "in_flight",
    [
        Problem(
            "in_flight",
            "",
            Text("同一请求正在处理中", "the same request is being worked on at this moment"),
            Text("稍等后用同一个键再发一次", "wait a moment, then send it again with the same key"),
        )
    ],
)


def unavailable(error: Unavailable) -> tuple[Refused, int]:
    """The refusal, and the seconds after which to try again."""
    seconds, what = _WHY[error.reason]
    problem = _UNKNOWN if error.unknown else Problem("unavailable", error.reason, what, _AGAIN)
    return Refused("unavailable", [problem]), seconds
