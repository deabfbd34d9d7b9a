"""What a reader of one kind of file hands back: what it found, or why it could not be used."""

from __future__ import annotations

from ..values import dataclass

MOST_BYTES = 20_000_000  # an article has some thousands of letters; more than this is an archive, or an attack
MOST_LETTERS = 2_000_000


def megabytes(size: int) -> str:
    """Return a size in words, with as much of it as tells it from a limit.

    >>> megabytes(100_000_000), megabytes(20_400_000)
    ('100 MB', '20.4 MB')
    """
    return f"{max(size / 1e6, 0.1):,.1f}".removesuffix(".0") + " MB"


@dataclass(frozen=True, slots=True)
class Found:
    """One article as its file gives it; what the file does not say is empty or None."""

    text: str
    title: str = ""
    id: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None  # as written in the file; made an ISO date, or nothing, later
    language: str | None = None
    number: int | None = None  # 1-based, where a file holds several


class Unusable(Exception):
    """An input, or the article of this number in it, cannot be used; the message says why and what to do."""

    def __init__(self, reason: str, number: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = number
