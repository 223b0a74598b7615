"""Reads cron expressions as the server does: five fields or `@daily` and the like, after an optional time zone.

`cronsim` computes the next run: it has no dependencies, is imported in 2 ms, and follows changes of the clock.
(`croniter` needs `dateutil`, and its import takes ten times as long.)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from nuon_notebook.display import formats

PREFIX: Final = re.compile(r"\s*(?:(?:CRON_)?TZ=(\S*)\s+)?(.*?)\s*", re.DOTALL)
EVERY: Final = re.compile(r"@every\s+((?:[0-9.]+(?:h|m|s))+)")
NICKNAMES: Final = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


class CronSchedule(NamedTuple):
    """A cron expression.

    Attributes:
        words: when it runs, in words; the expression itself if it is not valid.
        zone: its time zone.
        valid: whether it can be read.
        fields: its five fields; empty if it is not valid, or counts from its start (`@every 1h`).
    """

    words: str
    zone: str
    valid: bool
    fields: str = ""

    def next_run(self, moment: datetime | None) -> datetime | None:
        """Return the first run after a moment, in UTC; None if that is not known, or there is none."""
        if moment is None or not self.fields:
            return None
        try:
            return next(CronSim(self.fields, moment.astimezone(_zone(self.zone)))).astimezone(UTC)
        except (StopIteration, OverflowError):
            return None


@lru_cache(maxsize=512)
def read_cron(expression: str) -> CronSchedule:
    """Read a cron expression. One that cannot be read is kept as it is, and `valid` is false."""
    found = PREFIX.fullmatch(expression)
    zone, text = found.groups(default="UTC") if found else ("UTC", expression)
    if every := EVERY.fullmatch(text):
        return CronSchedule(f"every {every[1]}, counted from its start", zone, valid=True)
    fields = NICKNAMES.get(text.lower(), text).replace("?", "*")
    try:
        CronSim(fields, ANY_TIME.astimezone(_zone(zone)))
    except (CronSimError, ValueError, KeyError, OSError):
        return CronSchedule(expression, zone, valid=False)
    described = formats.cron(f"CRON_TZ={zone} {fields}")
    words = f"{fields} {zone}" if described.startswith("CRON_TZ=") else described
    return CronSchedule(words, zone, valid=True, fields=fields)


def _zone(name: str) -> tzinfo:
    return UTC if name.upper() in ("UTC", "") else ZoneInfo(name)
