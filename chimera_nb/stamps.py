"""When the benchmarks were measured, and their files last changed, as days."""

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from .facts import Fact
from .read import Reading

#: What has a first and a last day.
DATED = ("measured", "modified")
#: Files that were all written within so long are a copy: its time tells nothing.
_ONE_COPY = timedelta(hours=1)


def day_of(
    reading: Reading, subject: Mapping[str, str], metric: str, statistic: str
) -> Fact | None:
    """Tell the first or the last day of something, in UTC.

    Parameters
    ----------
    reading
        What was read.
    subject
        At most a ``type`` of files.
    metric
        "measured": by the time stamps inside the files; "modified": by those of the
        files themselves.
    statistic
        "min" (the first) or "max" (the last).

    Returns
    -------
    Fact or None
        Its value is the day's number (`datetime.date.fromordinal`), its unit "date".
        None where there is no time stamp, or the files are a fresh copy.
    """
    files = reading.benchmark_files()
    if "type" in subject:
        files = files[files["type"].isin(subject["type"].split(" + "))]
    if set(subject) - {"type"} or statistic not in ("min", "max"):
        return None
    if metric == "modified":
        times, places = files["modified"].dropna(), files["path"]
        if len(times) > 1 and times.max() - times.min() < _ONE_COPY:
            return None
    else:
        rows = reading.measurements[["source", "timestamp"]].dropna()
        rows = rows[rows["source"].isin(set(files["path"]))]
        told = rows["timestamp"].astype(str)
        times = pd.to_datetime(told, utc=True, errors="coerce", format="mixed").dropna()
        places = rows["source"].astype(str)
    if times.empty:
        return None
    at = times.idxmin() if statistic == "min" else times.idxmax()
    return Fact(
        metric=metric, statistic=statistic, unit="date", n=len(times), subject=subject,
        value=float(times[at].toordinal()), sources=(places[at],), n_sources=1,
    )  # fmt: skip
