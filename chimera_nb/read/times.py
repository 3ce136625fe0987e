"""Clock times of benchmark files, as one kind of text."""

from datetime import UTC, datetime
from typing import Any

from .records import is_number

_YEAR_2000, _YEAR_2100 = 946_684_800, 4_102_444_800


def utc_text(epoch: Any) -> str | None:
    """Return seconds since 1970 as ISO text in UTC; None for what is no such time.

    >>> utc_text(1700000000)
    '2023-11-14T22:13:20+00:00'
    """
    if not is_number(epoch) or not _YEAR_2000 <= epoch <= _YEAR_2100:
        return None
    return datetime.fromtimestamp(epoch, UTC).isoformat()
