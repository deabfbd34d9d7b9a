"""From a finished brief to its readers: the message, the outbox that loses none, and the way to the server.

with archive.transaction():
    deliver.queue(archive, profile, brief, files, "2026-11-24T06:30:00+01:00")
delivered = deliver.flush(archive, profile, "2026-11-24T06:30:02+01:00")
"""

from .message import Message, compose
from .outbox import Delivered, Outcome, flush, queue, reach, renew
from .settings import Settings, settings
from .smtp import Patience

__all__ = [
    "Delivered", "Message", "Outcome", "Patience", "Settings", "compose", "flush", "queue", "reach", "renew",
    "settings",
]  # fmt: skip
