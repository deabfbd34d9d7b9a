"""Briefs out of archives of millions of articles, on one machine or on a Dask cluster.

The way of an archive: it is cut into splits (plan); each split is read by some worker, which writes its articles into
files of the work folder (shards); what lies there is grouped by period, copies are found, the likeliest candidates
weighed, and each period's brief is written (periods); the manifest tells all that was done (manifest). The files are
the shuffle: between machines travel only names. ``batch`` in work.py tells the whole story on one screen.
"""

from __future__ import annotations

from .engine import Engine
from .manifest import Outcome
from .plan import PERIODS, Settings, fingerprint
from .work import Progress, batch, outlook

__all__ = ["PERIODS", "Engine", "Outcome", "Progress", "Settings", "batch", "fingerprint", "outlook"]
