"""The frozen values that travel through briefer; this module imports nothing of it.

Offsets are code points into the text they belong to, and every value that quotes keeps the promise
``article.text[start:end] == text``. Dates are ISO 8601 strings ("2024-12-29" or with a time and zone): what an
article says of its date is kept as far as it says it, and an unknown date is None, never a guess.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field

from .values import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One report as it was read: its text verbatim, and what its metadata says of it."""

    id: str
    title: str
    text: str
    source: str  # the path or URL it was read from
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    fetched: str | None = None
    language: str = "en"
    sha256: str = ""  # hex, of the UTF-8 text; filled in when left empty
    grade: str | None = None  # the analyst's own mark for the source; printed, never computed with
    outlet_by: str | None = field(default=None, compare=False)  # "profile" where the outlet is its word

    def __post_init__(self) -> None:
        if not self.sha256:
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "sha256", digest)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be used, and why, in words for the user."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, verbatim."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its sentences; ``paragraphs[i]`` is the number of the paragraph sentence i stands in."""

    article: Article
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that somebody said; an uncertain speaker is None, never guessed."""

    speaker: Span | None  # the words for the speaker that stand beside the cue: "Falk", "the mayor", "she"
    cue: Span | None
    content: tuple[Span, ...]
    kind: str  # "direct", "indirect" or "mixed"
    name: Span | None = None  # the name behind the words for the speaker ("she"), only where it is certain


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that report one event; copies of one text count as one independent report."""

    articles: tuple[Article, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of one sentence: where it went and why, or which gate dropped it."""

    article: int  # index into the articles given
    sentence: int  # index into that document's sentences
    section: int | None  # index into the profile's sections; None when it belongs in none
    score: float
    why: Mapping[str, float] = field(default_factory=dict)  # the parts of the score
    rule: str = ""  # what put it in its section, in words
    gate: str = ""  # "" when it is a candidate for the page, else what dropped it, in words
    beat: str = ""  # the text of the sentence it beat


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article, as the brief prints and proves it."""

    n: int
    title: str
    outlet: str | None
    author: str | None
    url: str | None
    path: str | None
    published: str | None
    fetched: str | None
    sha256: str
    grade: str | None = None  # the analyst's own mark for it, printed as given
    outlet_by: str | None = None  # "profile" where the outlet is its word: the source says another one, or none


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a printed sentence stands: source number and offsets into that source's text."""

    source: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it: verbatim in the article of the item, with offsets into that article's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Why:
    """Why an item was chosen: the parts of its score, its section's rule, and what it beat."""

    parts: Mapping[str, float]
    rule: str
    rule_score: float
    beat: str
    remedy: str = ""  # "" or the context remedy in words, e.g. "printed with the sentence before it"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the page: one sentence, or several of one article, joined by a space."""

    n: int
    text: str
    spans: tuple[Quote, ...]  # in reading order
    speaker: Speaker | None
    reports: int  # independent reports of it
    new: bool
    score: float
    why: Why
    differs: tuple[int, ...] = ()  # numbers of the items whose figures differ from this one's


@dataclass(frozen=True, slots=True)
class Section:
    """A head of the page and what stands under it, in printing order."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class HeldOver:
    """A candidate that is not on the page, with the reason in words."""

    text: str
    source: int
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since the last brief; numbers are item numbers."""

    new: tuple[int, ...] = ()
    continuing: tuple[int, ...] = ()
    dropped: tuple[str, ...] = ()
    corrected: tuple[int, ...] = ()
    since: str = ""  # what it is compared with, in words: "No. 11 of 23 November 2026"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read, what was used, and what had nothing to say."""

    articles: int  # articles read
    used: int  # articles the page cites
    skipped: tuple[Skipped, ...] = ()
    stories: int = 0
    empty: tuple[str, ...] = ()  # titles of sections with nothing to say
    days: Mapping[str, int] = field(default_factory=dict)  # ISO day -> articles published on it
    outlets: Mapping[str, int] = field(default_factory=dict)  # outlet -> articles, most first
    undated: int = 0
    unweighed: int = 0  # articles of the period beyond those that were weighed, where there are too many


@dataclass(frozen=True, slots=True)
class Brief:
    """One edition: before the fit it holds every candidate, after it what the page holds."""

    title: str
    date: str  # ISO day
    period: tuple[str | None, str | None]  # first and last ISO day of the articles, where known
    profile: str
    language: str
    bottom_line: tuple[Item, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    coverage: Coverage
    held_over: tuple[HeldOver, ...] = ()
    changes: Changes = Changes()
    number: int | None = None
    handling: str | None = None
    note: str | None = None  # the analyst's own words, Markdown
    paper: str = "a4"
    id: str = ""  # hex; set by the fit from everything else


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file: its name, its media type and its bytes."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome for one printed sentence."""

    n: int  # item number
    text: str
    status: str  # "proven", "changed at source", "source missing", "changed on the page", "not in the source"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What verify found, sentence by sentence."""

    checks: tuple[Check, ...]
    problems: tuple[str, ...] = ()  # faults of the brief as a whole
    notes: tuple[str, ...] = ()  # what a reader should know and what is no fault

    @property
    def ok(self) -> bool:
        """True when every printed sentence is proven and the brief as a whole is sound."""
        return not self.problems and all(check.status == "proven" for check in self.checks)


@dataclass(frozen=True, slots=True)
class SectionRule:
    """What one section of a profile asks for."""

    title: str
    about: str = ""
    kind: str = "any"  # "any" or "statements"
    speakers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()  # hints; a trailing * matches any ending
    exclude: tuple[str, ...] = ()
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile: what the brief is about, its sections in printing order, how it is set."""

    title: str
    sections: tuple[SectionRule, ...]
    name: str = ""  # file name without its ending, or the packaged name
    about: str = ""
    language: str | None = None  # None: the articles' own
    paper: str = "a4"
    handling: str | None = None
    bottom_line: int = 2
    note: str | None = None  # the text of the note file, Markdown
    path: str | None = None
    sources: tuple[Mapping[str, str], ...] = ()
    mail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is remembered of one source between two runs; it holds texts, numbers and flags only, to be stored as such.

    ``url`` is the source as the profile names it, or "host:NAME" for a host that asked to be left alone until
    ``next_fetch_after``. Moments are ISO 8601 with a zone.
    """

    url: str
    etag: str | None = None  # kept with a body that could be used, and only then
    last_modified: str | None = None
    next_fetch_after: str | None = None
    failures: int = 0  # in a row
    first_failure: str | None = None  # when that row began
    reason: str = ""  # of the last failure, in words
    reported: bool = False  # that the failing has been told to the user
    moved_to: str | None = None  # where the last answers said it had moved for good
    moved: int = 0  # how many of them in a row said so
    address: str | None = None  # where it is fetched from, once it has moved beyond doubt
    gone: int = 0  # answers in a row that it is gone for good
    disabled: bool = False
    items: tuple[str, ...] = ()  # a mark for each item that was used and need not be fetched or read again


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source fared: what it gave, or why it gave nothing."""

    source: str  # as the profile names it
    outcome: str  # "read", "unchanged", "waiting", "failed" or "gone"
    articles: int = 0
    known: int = 0  # items that were used in an earlier run and have not changed
    full_texts: int = 0  # items whose text was fetched from their own pages
    summaries: int = 0  # items of which no more than the summary could be had
    reason: str = ""
    problem: bool = False  # it has failed long enough to be told: three times in a row, or for 48 hours
    new_problem: bool = False  # and this has not been told before


@dataclass(frozen=True, slots=True)
class Collected:
    """What all the sources of a profile gave in one run.

    ``articles`` holds what is new or may have changed; items whose marks are in the state already are not in it.
    ``names`` gives every name an article goes by, the surest first: two articles that share one are the same.
    """

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]
    state: Mapping[str, FetchState]  # by FetchState.url; for all sources, changed or not
    reports: tuple[SourceReport, ...]  # one a source, in the order of the profile
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # Article.id -> names
    origins: Mapping[str, str] = field(default_factory=dict)  # Article.id -> the source, as the state is keyed
    partial: tuple[str, ...] = ()  # ids of articles with their summary only; a longer text later corrects nothing
    pages: tuple[str, ...] = ()  # addresses of articles whose own pages answered
    gone: Mapping[str, int] = field(default_factory=dict)  # address of a printed article -> 404 or 410, its answer now
    # The path of each folder -> path of each article in it -> its text hash; "" where a file cannot be read.
    folders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
