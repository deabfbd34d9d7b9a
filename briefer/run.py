"""One run of a profile: what its sources gave goes into the archive, and what of it is new comes out.

The clock, the network and the output folder belong to the caller; all that is done here belongs into the caller's one
transaction, so that a source is never remembered as read without the articles it gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from . import ledger
from .model import Article, Brief, Changes, Collected, Coverage, FetchState, Profile, Skipped, Source
from .novelty import Memory, dropped, items, sentences
from .render.dates import long
from .render.record import from_json
from .store import Archive, StoredBrief
from .text import document
from .values import dataclass

# A run that began before the last brief may have put what it read into the archive after it, for another profile too.
OVERLAP = timedelta(hours=1)
FIRST = timedelta(hours=24)  # a source that is read for the first time does not flood the page with its past
LOOKED_BACK = 60  # briefs whose sentences are known as printed
COMPARED = 20  # briefs whose articles a report is compared with
REMEMBERED = 2000  # articles of a source, the newest; only those since the last brief are ever asked for
GONE = {404: "its page is not there any more, 404", 410: "its page is gone for good, 410"}

_ARTICLES, _RUN = "articles:", "run:"
_ORIGINS = ("feed", "page", "url", "folder", "mailbox")


@dataclass(frozen=True, slots=True)
class Edition:
    """What a run has to make a brief of."""

    articles: tuple[Article, ...]  # since the last brief; old and new, the judging is still to come
    memory: Memory
    history: tuple[Brief, ...]
    since: str  # what it is compared with, in words
    dropped: tuple[str, ...]  # items of the last brief that no longer stand at their source


def states(archive: Archive) -> dict[str, FetchState]:
    """Return what is remembered of all sources."""
    kept = archive.states()
    return {
        key: FetchState(**{**value, "items": tuple(value["items"])})
        for key, value in kept.items()
        if not key.startswith((_ARTICLES, _RUN))
    }


def printed(archive: Archive, profile: Profile, since: str | None = None) -> dict[str, str | None]:
    """Return the addresses of what the last brief printed, each with the moment it was fetched."""
    stored = _before(archive, profile, since)
    return {
        url: source.fetched
        for brief in stored[-1:]
        for source in _sources(from_json(brief.record))
        for url in _addresses(archive, source)
    }


def keep(
    archive: Archive, collected: Collected, before: Mapping[str, FetchState], profile: Profile, seen: str, moment: str
) -> None:
    """Put what was collected into the archive, with the state of the sources."""
    ledger.add(archive, collected.articles, seen)
    for key, state in collected.state.items():
        if state != before.get(key):
            archive.keep_state(key, asdict(state))
    partial = frozenset(collected.partial)
    given: dict[str, list[list[object]]] = {}
    for article in collected.articles:
        origin = collected.origins[article.id]
        first = _unread(before.get(origin))
        late = first and not _recent(article, moment)
        given.setdefault(origin, []).append([article.sha256, seen, article.id in partial, late])
    for origin, rows in given.items():
        known = {row[0]: row for row in archive.state(_ARTICLES + origin) or ()}
        # A text that comes again, under another guid or after a feed forgot it, is not seen anew.
        fresh = [row for row in rows if row[0] not in known]
        archive.keep_state(_ARTICLES + origin, [*known.values(), *fresh][-REMEMBERED:])
    pages = dict.fromkeys([*_pages(archive, profile), *collected.pages])
    kept = {"at": seen, "articles": len(collected.articles), "pages": list(pages)[-REMEMBERED:]}
    archive.keep_state(_RUN + profile.name, kept)


def edition(archive: Archive, profile: Profile, collected: Collected, moment: str, since: str | None = None) -> Edition:
    """Return the articles since the last brief, or since a day, with what the briefs before have told.

    What was collected is in the archive by now, and so is what other runs have collected from the same sources.
    Without a brief before it the first one takes the last 24 hours.
    """
    stored = _before(archive, profile, since)
    last = stored[-1] if stored else None
    just = {article.sha256: article for article in collected.articles}
    grades = {collected.origins[article.id]: article.grade for article in collected.articles}  # an OPML file's too
    grades |= {source[key]: source.get("grade") for source in profile.sources for key in source if key in _ORIGINS}
    origins = dict.fromkeys([*(report.source for report in collected.reports), *collected.origins.values()])
    read = frozenset(sha256 for each in stored for _, sha256 in each.articles)
    after = "" if last is None else _earlier_by(OVERLAP, last.made)
    found: dict[str, Article] = {}
    partial: set[str] = set()
    for origin in origins:
        for sha256, seen, summary, late in archive.state(_ARTICLES + origin) or ():
            if summary:
                partial.add(sha256)
            if since is None and (late or seen < after):
                continue
            for version in archive.articles([sha256]):
                article = version.article
                # What has come, or was corrected, since that day counts though it is dated earlier.
                day = (article.published or seen)[:10] if late or last is None else max(article.published or "", seen)
                if version.current and (since is None or day >= since):
                    graded = replace(article, grade=grades.get(origin, article.grade))
                    found.setdefault(sha256, just.get(sha256) or graded)
    history = tuple(from_json(each.record) for each in stored[-LOOKED_BACK:])
    articles = tuple(article for sha256, article in found.items() if sha256 not in read)
    cited = _cited(archive, history[-COMPARED:])
    memory = Memory(
        printed=sentences(history),
        articles=cited,
        earlier=_overwritten(articles, cited) | _earlier(archive, articles, last, partial),
    )
    gone = () if last is None else _dropped(archive, history[-1], collected, _pages(archive, profile))
    return Edition(articles, memory, history, _since(last, since, moment), gone)


def quiet(profile: Profile, edition: Edition, day: str, skipped: Sequence[Skipped] = ()) -> Brief:
    """Return the brief of a day with nothing new: it says so in one line and has no number, for it is not kept."""
    return Brief(
        title=profile.title,
        date=day,
        period=(None, None),
        profile=profile.name,
        language=profile.language or (edition.history[-1].language if edition.history else "en"),
        bottom_line=(),
        sections=(),
        sources=(),
        coverage=Coverage(len(edition.articles), 0, tuple(skipped)),
        changes=Changes(since=edition.since, dropped=edition.dropped),
        handling=profile.handling,
        paper=profile.paper,
    )


def _earlier_by(span: timedelta, moment: str) -> str:
    """Return a moment that lies earlier, in the same form, so that the two compare as texts."""
    return (datetime.fromisoformat(moment) - span).isoformat(timespec="seconds")


def _unread(state: FetchState | None) -> bool:
    return state is None or (state.failures > 0 and not state.items)


def _recent(article: Article, until: str) -> bool:
    """Say whether an article is of the 24 hours up to a moment, as far as its date tells; undated ones are."""
    if article.published is None:
        return True
    moment = datetime.fromisoformat(until)
    if len(article.published) <= 10:
        return article.published[:10] >= (moment - FIRST).date().isoformat()[: len(article.published)]
    published = datetime.fromisoformat(article.published)
    published = published if published.tzinfo else published.replace(tzinfo=moment.tzinfo)
    return published >= moment - FIRST


def _cited(archive: Archive, history: Sequence[Brief]) -> tuple[Article, ...]:
    """Return the articles that briefs printed something from, as they read then."""
    cited: dict[str, None] = {}
    for brief in history:
        printed = {span.source for item in items(brief) for span in item.spans}
        cited.update({source.sha256: None for source in brief.sources if source.n in printed})
    found: dict[str, Article] = {}
    for version in archive.articles(cited):
        found.setdefault(version.article.sha256, version.article)
    return tuple(found.values())


def _earlier(
    archive: Archive, articles: Sequence[Article], last: StoredBrief | None, partial: set[str]
) -> dict[str, str]:
    """Return the text that each changed article had when the last brief was made, but for mere summaries of it."""
    found: dict[str, str] = {}
    if last is None:
        return found
    known = frozenset(sha256 for _, sha256 in last.articles)
    for article in articles:
        before = None
        for version in archive.versions(article.sha256):
            if version.article.sha256 == article.sha256 or version.article.sha256 in partial:
                continue
            if not version.current and (version.seen <= last.made or version.article.sha256 in known):
                before = version.article.text
        if before is not None:
            found[article.sha256] = before
    return found


def _overwritten(articles: Sequence[Article], cited: Sequence[Article]) -> dict[str, str]:
    """Return the text that was printed from a file in whose place a version of it stands now.

    A file has no name that is sure to be one article's: one may be written anew every day. So half of the sentences
    of the shorter text have to be in both.
    """
    before = {each.source: each for each in cited if each.source != each.url}
    found: dict[str, str] = {}
    for article in articles:
        old = before.get(article.source)
        if old is None or old.sha256 == article.sha256:
            continue
        lines, others = ({line.text for line in document(each).sentences} for each in (article, old))
        if 2 * len(lines & others) >= min(len(lines), len(others)):
            found[article.sha256] = old.text
    return found


def _before(archive: Archive, profile: Profile, since: str | None) -> list[StoredBrief]:
    """Return the briefs that a run is compared with, the oldest first."""
    return [each for each in archive.history(profile.name) if since is None or each.date < since]


def _sources(brief: Brief) -> tuple[Source, ...]:
    """Return the sources that a brief printed something from."""
    cited = {span.source for item in items(brief) for span in item.spans}
    return tuple(source for source in brief.sources if source.n in cited)


def _addresses(archive: Archive, source: Source) -> tuple[str, ...]:
    """Return where the article of a source has to be looked for: an article may have moved, or stand in two places."""
    known = dict.fromkeys(archive.addresses(source.sha256) or [source.url or ""])
    return tuple(url for url in known if url.startswith(("http://", "https://")))


def _pages(archive: Archive, profile: Profile) -> tuple[str, ...]:
    """Return the addresses of articles that have answered once."""
    return tuple((archive.state(_RUN + profile.name) or {}).get("pages", ()))


def _dropped(archive: Archive, last: Brief, collected: Collected, pages: Sequence[str]) -> tuple[str, ...]:
    """Return the items of the last brief that no longer stand at their source, or whose article was withdrawn."""
    now: dict[str, str] = {}
    withdrawn: dict[str, str] = {}
    for source in _sources(last):
        answers = {url: collected.gone.get(url) for url in _addresses(archive, source)}
        # A page that was never seen may have hidden itself from programs from the start.
        if answers and all(status == 410 or (status == 404 and url in pages) for url, status in answers.items()):
            withdrawn[source.sha256] = f"withdrawn: {GONE[max(filter(None, answers.values()))]}"
            continue
        versions = archive.versions(source.sha256)
        current = [each.article for each in versions if each.current]
        if current and all(each.sha256 != source.sha256 for each in current):
            now[source.sha256] = current[-1].text
        elif source.path is not None:
            text = _in_its_place(source.path, source.sha256, collected)
            if text is not None and text != "":
                now[source.sha256] = archive.text(text) or ""
            elif text == "":
                withdrawn[source.sha256] = "withdrawn: it is no longer in its folder"
    return dropped(last, now, withdrawn)


def _in_its_place(path: str, sha256: str, collected: Collected) -> str | None:
    """Return the hash of what a folder has where an article was: "" for nothing, None where that is not known."""
    holding = [(folder, files) for folder, files in collected.folders.items() if path.startswith(folder)]
    if not holding or any(sha256 in files.values() for files in collected.folders.values()):
        return None
    _, files = max(holding, key=lambda each: len(each[0]))
    if path in files:
        return files[path] or None
    file = path.rpartition("#")[0] if "#" in path else path
    return None if files.get(file) == "" else ""  # a file that is there and cannot be read now


def _since(last: StoredBrief | None, since: str | None, moment: str) -> str:
    if last is not None and since is None:
        return f"No. {last.number} of {long(last.date)}"
    return long(since or (datetime.fromisoformat(moment) - FIRST).date().isoformat())
