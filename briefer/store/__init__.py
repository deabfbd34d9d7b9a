"""The archive: every article, every brief and every statement that went by, in one SQLite file.

with open_archive(path) as archive, archive.transaction():
    added = archive.add_articles(articles, seen="2026-11-24T06:30:00+00:00")
    archive.add_brief(brief, record, articles, made="2026-11-24T06:30:00+00:00")
"""

from .archive import Archive, NumberTaken, open_archive
from .export import EXPORTS, json_line
from .opening import look
from .outbox import Delivery, Outbox, Queued
from .values import Added, Hit, Said, Scheduled, Spoken, StoredBrief, Version

__all__ = [
    "EXPORTS",
    "Added",
    "Archive",
    "Delivery",
    "Hit",
    "NumberTaken",
    "Outbox",
    "Queued",
    "Said",
    "Scheduled",
    "Spoken",
    "StoredBrief",
    "Version",
    "json_line",
    "look",
    "open_archive",
]
