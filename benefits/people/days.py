"""The day it is (日期): all of China keeps one time, whatever zone the server's clock is set to."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))


def day_of(now: datetime) -> date:
    """The day at a moment.

    >>> from datetime import UTC
    >>> day_of(datetime(2018, 12, 31, 16, 0, tzinfo=UTC))
    datetime.date(2019, 1, 1)
    """
    return now.astimezone(CHINA).date()


def years_before(day: date, years: int) -> date:
    """The same day so many years before; of 29 February the 28th where there is none.

    >>> years_before(date(2020, 2, 29), 30)
    datetime.date(1990, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def day_written(moment: str) -> date:
    """The day of a moment as the book writes it.

    >>> day_written("2018-06-15T08:30:00.123456Z")
    datetime.date(2018, 6, 15)
    """
    return day_of(datetime.fromisoformat(moment))
