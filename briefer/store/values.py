"""What comes out of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Article, Span, Statement

# A text in pieces, each with whether it is what was searched for.
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of articles that were given to the archive; a changed text under a known identity is a correction."""

    new: tuple[Article, ...]
    corrected: tuple[Article, ...]
    unchanged: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it stood under one identity, and when it was first seen there."""

    article: Article
    seen: str
    current: bool  # False: the article reads differently now


@dataclass(frozen=True, slots=True)
class StoredBrief:
    """A brief as it was recorded; ``record`` are the exact bytes of its brief.json."""

    profile: str
    number: int
    date: str
    id: str
    paper: str
    title: str
    made: str
    maker: str  # the version of briefer that made it
    record: bytes
    profile_text: str  # the profile's TOML
    articles: tuple[tuple[str, str], ...]  # identity and text hash of each article that was read for it


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What became of the brief that a profile owes for a day."""

    profile: str
    day: str
    state: str  # "tried" (and not come to an end), "made", "quiet" (nothing was new) or "missed" (too late)
    tries: int
    at: str  # when it got into this state
    number: int | None = None  # of the brief, when one was made


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement on its way in, with the full name of its speaker where the text itself makes it certain."""

    statement: Statement
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in one article: who said what, where it stands, and where the article is from."""

    statement: int  # the same for one text in several articles
    speaker: str | None
    speaker_span: Span | None
    name: str | None  # the full name of the speaker, where the text calls him by less here
    cue: str | None
    content: tuple[str, ...]  # verbatim, in pieces where the text interrupts it
    spans: tuple[Span, ...]  # where the pieces stand
    kind: str
    date: str  # the day the article was published, or first seen
    title: str
    outlet: str | None
    url: str | None
    source: str
    sha256: str
    article: int  # the same for all texts of one article
    seen: str
    current: bool  # False: it stands in an earlier text of the article
    versions: int  # how many texts the article has had


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found."""

    kind: str  # "article", "item" or "statement"
    title: Pieces  # an article's title, a brief's name and number, a speaker
    excerpt: Pieces
    date: str
    outlet: str | None
    source: str
    sha256: str
    current: bool = True  # False: found in an earlier text of the article
