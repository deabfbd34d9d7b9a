"""A word to a service that waits for it, such as healthchecks: it is what notices that a run never began at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from .read.fetch import Client, Failed, Limits

SECONDS = 10.0  # for one try; hc-ping.com and its kin answer at once or not at all
TRIES = 3
LONGEST = 10_000  # bytes of the words; such services keep 10 to 100 kB


def ping(
    url: str,
    outcome: str,
    words: str,
    *,
    now: datetime,
    allow: Collection[str] = (),
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """Tell an address that a run has begun ("start"), has ended well ("") or has failed ("fail"), with a line on it.

    Returns why the address did not take it, and "" when it did; nothing is raised. A machine of a private network is
    called where ``allow`` names it ("host:port") and nowhere else.
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/") + (f"/{outcome}" if outcome else "")
    address = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    body = words.encode("utf-8", "replace")[:LONGEST]
    reason = ""
    for attempt in range(TRIES):
        if attempt:
            sleep(float(attempt))
        try:
            Client(now, allow=allow, limits=Limits(seconds=SECONDS, spacing=0.0)).tell(address, body)
            return ""
        except Failed as failed:
            reason = failed.reason
            if failed.lasting:
                break
    return reason
