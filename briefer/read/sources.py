"""From the sources of a profile to articles: what is new or changed in feeds, pages, folders and mailboxes.

Each source is visited by itself, and what one does (hang, lie, die) stays with it. What is remembered between two
runs goes in and comes out as plain values; nothing is kept here.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from ..model import Article, Collected, FetchState, Skipped, SourceReport
from ..text.clean import visible
from ..values import dataclass
from .contained import Parsers
from .decode import refuse_replaced
from .fetch import Answer, Client, Failed, Limits, Resolve
from .found import Found, Unusable, megabytes
from .identity import canonical, host_of, names, same_site, site_of
from .language import language_of

FAILURES_TOLD = 3  # in a row; before that it is a hiccup, and nobody wants a mail for each
TOLD_AFTER = timedelta(hours=48)
MOVES_BELIEVED = 3  # answers in a row; some servers say "moved for good" on a bad day
GONE_BELIEVED = 3
GONE = (404, 410)  # not there, and gone for good (RFC 9110)
LONGEST_FILE = 10 * 1024 * 1024  # bytes of a feed that is a file; what is fetched has the same limit
# Letters from which on an item's text is taken for the whole article. Summaries that feeds carry end at 500 or so;
# the shortest tenth of news articles has about this many.
WHOLE_TEXT = 900
_AHEAD = timedelta(hours=24)  # a clock may be wrong by a zone, not by more

_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # a letter that says as much as three
_CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|&hellip;|\b(?:read|continue|view|see)\s+(?:more|reading|full\s+\w+)[^\n]{0,80}"
    r"|(?:…|\.\.\.)\s*(?:more|weiterlesen|lire la suite))\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FullTexts:
    """How many pages may be fetched in one run for items that carry a summary only, the newest first."""

    a_source: int = 40
    in_all: int = 200


def collect(
    sources: Sequence[Mapping[str, str]],
    state: Mapping[str, FetchState],
    *,
    now: datetime,
    base: str | os.PathLike[str] | None = None,
    allow: Collection[str] = (),
    contact: str | None = None,
    ca_bundle: str | None = None,
    limits: Limits | None = None,
    parsers: Parsers | None = None,
    full_texts: FullTexts | None = None,
    printed: Mapping[str, str | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    resolve: Resolve = socket.getaddrinfo,
) -> Collected:
    """Return what is new or changed in the sources of a profile; never raises for what a source does.

    ``now`` is the moment of the run, with its zone. ``base`` is the folder that paths in the profile start from.
    ``allow`` names machines of a private network that may be called, as "host:port". ``contact`` is an address that
    the user agent names for people with complaints. ``ca_bundle`` is a PEM file of authorities that are believed
    beside the public ones. ``parsers`` is for those who collect often in one process. What
    ``state`` holds of other sources is passed on as it is. ``printed`` are the addresses of articles that were
    printed, each with the moment it was fetched: whether they still stand there is asked.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a zone, such as datetime.now(UTC)")
    now = now.astimezone(UTC)
    with Parsers() if parsers is None else nullcontext(parsers) as parsers:

        def robots(rules: bytes, url: str, agent: str) -> tuple[bool, float]:
            said = parsers.parse("robots", rules, urls=[url], agent="briefer")
            return bool(said["may"][0]), float(said["delay"])

        client = Client(
            now,
            allow=allow,
            contact=contact,
            ca_bundle=ca_bundle,
            limits=limits,
            robots=robots,
            clock=clock,
            sleep=sleep,
            resolve=resolve,
        )
        for kept in state.values():
            host, until = kept.url.removeprefix("host:"), _moment(kept.next_fetch_after)
            if host != kept.url and until is not None and until > now:
                client.hold(host, (until - now).total_seconds())
        visitor = _Visitor(client, parsers, now, os.fspath(base) if base is not None else "")
        origins, visits = _origins(sources, visitor)
        befores = {origin.where: state.get(origin.where) or FetchState(origin.where) for origin in origins}
        told = _Told(progress)
        # More threads than requests at once: those that wait for a host must not keep the others from theirs.
        with ThreadPoolExecutor(4 * (limits or Limits()).at_once) as threads:
            visits += _all(threads, visitor.visit, [(origin, befores[origin.where]) for origin in origins], told)
            items = _once(item for visit in visits for item in visit.items)
            wanted = _wanted(items, full_texts or FullTexts())
            found = _all(threads, visitor.whole, [(items[n],) for n in wanted], told)
            asked = _asked(printed or {}, visits, found)
            stands = _all(threads, visitor.stands, [(url, (printed or {})[url]) for url in asked], told)
        items = _merged(items, dict(zip(wanted, found, strict=True)))
        collected = _result(visits, items, state, client.held(), now)
    return replace(
        collected,
        pages=_pages(visits, found, dict(zip(asked, stands, strict=True))),
        gone=_gone(printed or {}, visits, dict(zip(asked, stands, strict=True))),
        folders={visitor.path(visit.origin.where): visit.files for visit in visits if visit.files},
    )


# ---- what the profile names


@dataclass(frozen=True, slots=True)
class _Origin:
    """One source as the profile names it; an OPML file stands for the feeds in it."""

    kind: str
    where: str
    outlet: str | None = None
    language: str | None = None
    grade: str | None = None

    @property
    def web(self) -> bool:
        return bool(re.match(r"(?i)https?://", self.where))


_KINDS = ("feed", "page", "url", "folder", "mailbox", "opml")


def _origins(sources: Sequence[Mapping[str, str]], visitor: _Visitor) -> tuple[list[_Origin], list[_Visit]]:
    """Return every source once, and what went wrong in finding them."""
    origins: dict[str, _Origin] = {}
    wrong: list[_Visit] = []
    for source in sources:
        kind = next((key for key in _KINDS if key in source), "url")
        where = source.get(kind, "")
        origin = _Origin(kind, where, source.get("outlet"), source.get("language"), source.get("grade"))
        if kind != "opml":
            origins.setdefault(where, origin)
            continue
        try:
            for feed in visitor.parsers.parse("opml", _content(visitor.path(where))):
                one = replace(origin, kind="feed", where=feed["url"], outlet=origin.outlet or feed["title"] or None)
                origins.setdefault(feed["url"], one)
        except Unusable as error:
            wrong.append(_Visit(origin, FetchState(where), trouble=error))
    return list(origins.values()), wrong


# ---- one visit


@dataclass(frozen=True, slots=True)
class _Item:
    """A candidate for an article, as its source gives it."""

    origin: _Origin
    marks: tuple[str, ...]  # of it and of its doubles
    names: tuple[str, ...]
    title: str
    text: str
    source: str
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    dates: tuple[str | None, ...] = ()  # the surest first
    language: str | None = None
    fetch: bool = False  # its whole text stands on its own page
    full: bool = False  # and was fetched from there
    trouble: str = ""  # why it was not
    settled: bool = True  # it need not be looked at again until it changes


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one visit of a source gave."""

    origin: _Origin
    before: FetchState
    items: tuple[_Item, ...] = ()
    known: tuple[str, ...] = ()
    answer: Answer | None = None
    trouble: Failed | Unusable | None = None
    skipped: tuple[Skipped, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)  # of a folder: path -> text hash, "" where it has no text


class _Visitor:
    """Goes to sources and pages; threads may share it."""

    def __init__(self, client: Client, parsers: Parsers, now: datetime, base: str) -> None:
        self.client = client
        self.parsers = parsers
        self.now = now
        self.base = base

    def path(self, given: str) -> str:
        return os.path.join(self.base, os.path.expanduser(given))

    def visit(self, origin: _Origin, before: FetchState) -> _Visit:
        """Return what a source gives now; whatever goes wrong is a value."""
        if before.disabled:
            return _Visit(origin, before)
        answer = None
        try:
            if not origin.web:
                return self._local(origin, before)
            answer = self.client.get(
                before.address or origin.where,
                etag=before.etag,
                last_modified=before.last_modified,
                polite=origin.kind == "page",
            )
            if answer.status == 304:
                return _Visit(origin, before, known=before.items, answer=answer)
            if origin.kind == "page" or (origin.kind == "url" and not _is_feed(answer)):
                visit = self._page(origin, before, answer)
            else:
                visit = self._feed(origin, before, answer.body, answer.charset, answer)
            return replace(visit, answer=replace(answer, body=b""))  # it may be ten megabytes, and is read
        except (Failed, Unusable) as error:
            return _Visit(origin, before, answer=answer, trouble=error)
        except Exception as error:  # a fault of ours in one source must not cost the reader all the others
            return _Visit(origin, before, answer=answer, trouble=Unusable(f"cannot be read ({type(error).__name__})"))

    def whole(self, item: _Item) -> _Item:
        """Return an item with the text of its own page, or as it was and why."""
        assert item.url is not None
        try:
            answer = self.client.get(item.url, polite=True)
            page = self._document(answer)
        except Failed as error:
            return replace(item, trouble=error.reason, settled=error.lasting)
        except Unusable as error:
            return replace(item, trouble=error.reason)
        except Exception as error:
            return replace(item, trouble=f"cannot be read ({type(error).__name__})")
        if len(page.text) <= len(item.text):
            return replace(item, trouble="has no more than the summary on its page")
        address = _own_address(page, answer)
        return replace(
            item,
            names=tuple(dict.fromkeys((*item.names, *names(None, (answer.url, address), "")))),
            title=item.title or page.title,
            text=page.text,
            url=address,
            source=address,
            outlet=item.outlet or _own_outlet(page, address),
            author=item.author or page.author,
            dates=(*item.dates[:1], page.published, *item.dates[1:]),
            language=page.language or item.language,
            full=True,
        )

    def stands(self, url: str, since: str | None) -> int:
        """Return 200 or 304 where an article still stands, 404 or 410 where it does not, and 0 where nobody knows."""
        moment = _moment(since)
        try:
            return self.client.status(url, format_datetime(moment, usegmt=True) if moment else None)
        except Failed as error:
            return error.status if error.status in GONE else 0
        except Exception:
            return 0

    # ---- feeds

    def _feed(
        self, origin: _Origin, before: FetchState, body: bytes, charset: str | None, answer: Answer | None
    ) -> _Visit:
        at = answer.url if answer is not None else ""
        feed = self.parsers.parse("feed", body, charset=charset, url=at)
        entries: list[dict[str, Any]] = feed["items"]
        # A guid or an address that several items share names none of them.
        guids = Counter(entry["guid"] for entry in entries)
        links = Counter(canonical(entry["link"]) for entry in entries)
        items: list[_Item] = []
        known: list[str] = []
        for entry in entries:
            mark = _mark(*(entry[key] for key in ("guid", "link", "title", "summary", "content", "updated")))
            if mark in before.items:
                known.append(mark)
                continue
            items.append(self._entry(origin, entry, feed, mark, guids, links, at))
        return _Visit(origin, before, tuple(items), tuple(known), answer)

    def _entry(
        self,
        origin: _Origin,
        entry: Mapping[str, Any],
        feed: Mapping[str, Any],
        mark: str,
        guids: Counter[str | None],
        links: Counter[str | None],
        at: str,
    ) -> _Item:
        content, summary, link = entry["content"], entry["summary"], entry["link"]
        text = content if len(content) >= len(summary) else summary
        guid = entry["guid"] if guids[entry["guid"]] == 1 else None
        own = link if links[canonical(link)] == 1 else None
        digest = hashlib.sha256(f"{entry['title']}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
        return _Item(
            origin,
            (mark,),
            names(guid, (own,), digest, at or origin.where),
            entry["title"],
            text,
            canonical(link) or at or origin.where,
            canonical(link),
            entry["outlet"] or feed["title"] or None,
            entry["author"],
            (entry["published"], entry["updated"]),
            entry["language"] or feed["language"],
            fetch=bool(own) and (_size(text) < WHOLE_TEXT or bool(_CUT.search(text))),
        )

    # ---- pages

    def _page(self, origin: _Origin, before: FetchState, answer: Answer) -> _Visit:
        if origin.kind == "url":  # what it is shows only now, and a page may ask not to be read by programs
            self.client.ask(answer.url)
        page = self._document(answer)
        mark = _mark(page.title, page.text)
        if mark in before.items:
            return _Visit(origin, before, known=(mark,), answer=answer)
        address = _own_address(page, answer)
        item = _Item(
            origin,
            (mark,),
            names(None, (address, answer.url, origin.where), ""),
            page.title,
            page.text,
            address,
            address,
            _own_outlet(page, address),
            page.author,
            (page.published,),
            page.language,
        )
        return _Visit(origin, before, (item,), answer=answer)

    def _document(self, answer: Answer) -> Found:
        found = self.parsers.parse("document", answer.body, kind=answer.kind, charset=answer.charset)
        if not found:
            raise Unusable("has no article in it")
        return Found(**found[0])

    # ---- what is on this machine

    def _local(self, origin: _Origin, before: FetchState) -> _Visit:
        path = self.path(origin.where)
        if origin.kind == "folder":
            return self._folder(origin, before, path)
        if origin.kind == "mailbox":
            return self._mailbox(origin, before, path)
        body = _content(path)
        if origin.kind == "feed" or (origin.kind == "url" and _is_feed(Answer(path, 200, body))):
            return self._feed(origin, before, body, None, None)
        return self._folder(origin, before, path)

    def _folder(self, origin: _Origin, before: FetchState, path: str) -> _Visit:
        from .inputs import EMPTY, read

        articles, skipped = read(path)
        if os.path.isdir(path) and [each.reason.startswith(EMPTY) for each in skipped] == [True]:
            # No trouble, as of a feed without items; and no word of what was there: it may be a disk not mounted.
            return _Visit(origin, before)
        if not articles and [each.source for each in skipped] == [_printable(path)]:
            raise Unusable(skipped[0].reason)  # the folder itself is what is wrong
        items, known = [], []
        for article in articles:
            mark = _mark(article.id, article.title, article.sha256)
            if mark in before.items:
                known.append(mark)
                continue
            items.append(
                _Item(
                    origin,
                    (mark,),
                    tuple(dict.fromkeys((article.id, *names(None, (article.url,), article.id)))),
                    article.title,
                    article.text,
                    article.source,
                    article.url,
                    article.outlet,
                    article.author,
                    (article.published,),
                    article.language,
                )
            )
        files = {each.source: "" for each in skipped} | {article.source: article.sha256 for article in articles}
        return _Visit(origin, before, tuple(items), tuple(known), skipped=skipped, files=files)

    def _mailbox(self, origin: _Origin, before: FetchState, path: str) -> _Visit:
        from .mailbox import messages

        items: list[_Item] = []
        known: list[str] = []
        skipped: list[Skipped] = []
        for message in messages(path, frozenset(before.items)):
            if message.mark in before.items:
                known.append(message.mark)
                continue
            try:
                if message.trouble:
                    raise Unusable(message.trouble)
                found = Found(**self.parsers.parse("mail", message.data)[0])
            except Unusable as error:
                skipped.append(Skipped(_printable(message.source), error.reason))
                known.append(message.mark)  # said once; it will not get better
                continue
            items.append(
                _Item(
                    origin,
                    (message.mark,),
                    (found.id,) if found.id else (hashlib.sha256(found.text.encode()).hexdigest(),),
                    found.title,
                    found.text,
                    _printable(message.source),
                    None,
                    found.outlet,
                    found.author,
                    (_iso(found.published),),
                    found.language,
                )
            )
        return _Visit(origin, before, tuple(items), tuple(known), skipped=tuple(skipped))


def _is_feed(answer: Answer) -> bool:
    if answer.kind in ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"):
        return True
    start = answer.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b"jsonfeed" in start
    return re.search(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", start) is not None


def _own_address(page: Found, answer: Answer) -> str:
    """Return a page's address: as it says itself where that is on the same site, else where it was found."""
    said = page.url if page.url and same_site(page.url, answer.url) else None
    return canonical(said or answer.url) or answer.url


def _own_outlet(page: Found, address: str) -> str:
    """Return who a page says it is of; a name taken from an address on another site is not believed."""
    elsewhere = page.url is not None and not same_site(page.url, address)
    if not page.outlet or (elsewhere and page.outlet == host_of(page.url or "").removeprefix("www.")):
        return host_of(address).removeprefix("www.")
    return page.outlet


def _content(path: str) -> bytes:
    try:
        if not os.path.isfile(path):
            raise Unusable("there is no such file; check the path" if not os.path.exists(path) else "is not a file")
        with open(path, "rb") as file:
            body = file.read(LONGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise Unusable(f"cannot be read: {str(getattr(error, 'strerror', None) or error).lower()}") from None
    if len(body) > LONGEST_FILE:
        raise Unusable(f"is larger than {megabytes(LONGEST_FILE)}, the most that is read")
    if not body:
        raise Unusable("is empty: there is nothing to read in it")
    return body


# ---- all of them together


class _Told:
    """Says how far the work is, which grows while it is done."""

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self._progress = progress
        self._done = self._total = 0

    def more(self, count: int) -> None:
        self._total += count

    def one(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _all(threads: ThreadPoolExecutor, job: Callable[..., Any], given: Sequence[tuple[Any, ...]], told: _Told) -> Any:
    """Do a job with all that is given and return the results in the order of the given."""
    # Hosts take turns: else every thread would soon be waiting for the one host whose feeds happen to stand first.
    hosts = [site_of(_address(each[0])) for each in given]
    futures = {n: threads.submit(job, *given[n]) for n in _in_turns(hosts)}
    told.more(len(futures))
    try:
        for _ in as_completed(futures.values()):
            told.one()
    except BaseException:
        for future in futures.values():
            future.cancel()  # Ctrl-C waits for what has begun, not for all the rest
        raise
    return [futures[n].result() for n in range(len(given))]


def _address(given: _Item | _Origin | str) -> str:
    if isinstance(given, str):
        return given
    return given.url or "" if isinstance(given, _Item) else given.where


def _once(items: Iterable[_Item]) -> list[_Item]:
    """Return each article once: of two that share a name the longer text, under all the names of both."""
    kept: list[_Item] = []
    places: dict[str, int] = {}
    for item in items:
        at = next((places[name] for name in item.names if name in places), None)
        if at is None:
            at = len(kept)
            kept.append(item)
        else:
            first = kept[at]
            best = first if len(first.text) >= len(item.text) else replace(item, origin=first.origin)
            kept[at] = replace(
                best,
                names=tuple(dict.fromkeys((*first.names, *item.names))),
                marks=(*first.marks, *item.marks),
                fetch=first.fetch and item.fetch,
                dates=(*first.dates, *item.dates),
            )
        for name in item.names:
            places.setdefault(name, at)
    return kept


def _merged(items: Sequence[_Item], fetched: Mapping[int, _Item]) -> list[_Item]:
    """Return the items with the texts of their pages, but for pages that are a wall: the same for several of a source.

    What two sources list under two addresses may turn out to be one page, and then it is one article.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for item in fetched.values():
        if item.full:
            seen.update({(item.origin.where, item.text), (item.origin.where, item.source)})
    together = list(items)
    for n, item in fetched.items():
        where = item.origin.where
        if item.full and (seen[where, item.text] > 1 or seen[where, item.source] > 1):
            item = replace(items[n], trouble="shows the same page as for other items")
        together[n] = item
    return _once(together)


def _wanted(items: Sequence[_Item], most: FullTexts) -> list[int]:
    """Return which items to fetch the pages of: so many a source and in all, hosts taking turns."""
    a_source: Counter[str] = Counter()
    asked = []
    for n, item in enumerate(items):
        if item.fetch and item.url and a_source[item.origin.where] < most.a_source:
            a_source[item.origin.where] += 1
            asked.append(n)
    return [asked[n] for n in _in_turns([site_of(items[n].url or "") for n in asked])][: most.in_all]


def _asked(printed: Mapping[str, str | None], visits: Sequence[_Visit], found: Sequence[_Item]) -> list[str]:
    """Return the addresses of printed articles that nothing has been heard of in this run."""
    heard = {item.url for visit in visits for item in visit.items} | {item.url for item in found if item.full}
    heard |= {visit.answer.url for visit in visits if visit.answer} | set(_broken_pages(visits))
    known = {canonical(url) for url in heard if url}
    return [url for url in sorted(printed) if canonical(url) not in known]


def _broken_pages(visits: Sequence[_Visit]) -> dict[str, int | None]:
    """Return the pages among the sources that could not be read, each with the status of the answer."""
    return {
        visit.origin.where: visit.trouble.status
        for visit in visits
        if isinstance(visit.trouble, Failed) and visit.origin.kind in ("page", "url") and visit.origin.web
    }


def _pages(visits: Sequence[_Visit], found: Sequence[_Item], stands: Mapping[str, int]) -> tuple[str, ...]:
    """Return the addresses at which an article's own page has answered."""
    pages = [item.url for item in found if item.full]
    pages += [item.url for visit in visits for item in visit.items if _is_page_of(item, visit)]
    pages += [url for url, status in stands.items() if status and status not in GONE]
    return tuple(dict.fromkeys(url for url in pages if url))


def _is_page_of(item: _Item, visit: _Visit) -> bool:
    """Say whether an article was read from the very page that is the source."""
    if visit.answer is None or visit.origin.kind not in ("page", "url"):
        return False
    return visit.origin.kind == "page" or item.url == canonical(visit.answer.url)


def _gone(printed: Mapping[str, str | None], visits: Sequence[_Visit], stands: Mapping[str, int]) -> dict[str, int]:
    """Return the printed articles whose page answered that it is gone, with the status."""
    broken = {canonical(url): status for url, status in _broken_pages(visits).items()}
    said = {url: stands.get(url) or broken.get(canonical(url)) for url in printed}
    return {url: status for url, status in said.items() if status in GONE}


def _in_turns(hosts: Sequence[str]) -> list[int]:
    """Return the order in which hosts take turns: every host's first, then every host's second, and so on."""
    seen: Counter[str] = Counter()
    turns = []
    for n, host in enumerate(hosts):
        seen[host] += 1
        turns.append((seen[host], n))
    return [n for _, n in sorted(turns)]


def _result(
    visits: Sequence[_Visit],
    items: Sequence[_Item],
    state: Mapping[str, FetchState],
    held: Mapping[str, float],
    now: datetime,
) -> Collected:
    articles: list[Article] = []
    skipped: list[Skipped] = []
    all_names: dict[str, tuple[str, ...]] = {}
    origins: dict[str, str] = {}
    partial: list[str] = []
    settled: set[str] = set()
    for item in items:
        pending = item.fetch and not item.full and (not item.trouble or not item.settled)
        if not pending:
            settled.update(item.marks)
        problem = _unusable(item.text)
        if problem:
            skipped.append(Skipped(_printable(item.source), item.trouble or problem))
            continue
        article = _article(item, now)
        if article.id in all_names:  # two whose names met only on their own pages
            continue
        articles.append(article)
        all_names[article.id] = item.names
        origins[article.id] = item.origin.where
        if item.fetch and not item.full:
            partial.append(article.id)
    given = Counter(origins.values())
    of_source: dict[str, list[_Item]] = {}
    for item in items:
        of_source.setdefault(item.origin.where, []).append(item)
    after = {key: value for key, value in state.items() if not key.startswith("host:")}
    reports: list[SourceReport] = []
    for visit in visits:
        new = _after(visit, settled, now)
        if visit.origin.kind != "opml":
            after[visit.origin.where] = new
        report = _report(visit, new, given[visit.origin.where], of_source.get(visit.origin.where, []))
        reports.append(report)
        skipped += visit.skipped
        if report.problem or isinstance(visit.trouble, Unusable):
            skipped.append(Skipped(_printable(visit.origin.where), report.reason))
    for host, seconds in held.items():
        key = f"host:{host}"
        after[key] = FetchState(key, next_fetch_after=_written(now + timedelta(seconds=round(seconds))))
    return Collected(tuple(articles), tuple(skipped), after, tuple(reports), all_names, origins, tuple(partial))


def _article(item: _Item, now: datetime) -> Article:
    said = item.origin
    return Article(
        id=item.names[0],
        # A file without a title has none for whoever reads it again to verify the brief, so it gets none here.
        title=visible(item.title)[:500] or ("" if said.kind == "folder" else visible(item.text)[:80]),
        text=item.text,
        source=item.source,
        outlet=said.outlet or item.outlet,
        author=item.author,
        url=item.url,
        published=next((date for date in item.dates if date and not _ahead(date, now)), None),
        fetched=_written(now),
        language=said.language.lower() if said.language else language_of(item.text, item.language),
        grade=said.grade,
        outlet_by="profile" if said.outlet is not None and said.outlet != item.outlet else None,
    )


def _unusable(text: str) -> str:
    """Return why a text is no article, or nothing."""
    if not any(map(str.isalpha, text)):
        return "has no text: there is nothing to read in it"
    try:
        refuse_replaced(text)
    except Unusable as error:
        return error.reason
    return ""


# ---- what is remembered


def _after(visit: _Visit, settled: Collection[str], now: datetime) -> FetchState:
    """Return the state of a source after a visit."""
    before, trouble, answer = visit.before, visit.trouble, visit.answer
    if before.disabled or (isinstance(trouble, Failed) and trouble.ours):
        return before
    if trouble is not None:
        failed = _failed(before, trouble, now)
        # A body that could not be used must not be called unchanged the next time.
        return replace(failed, etag=None, last_modified=None) if isinstance(trouble, Unusable) else failed
    new = replace(before, failures=0, first_failure=None, reason="", reported=False, gone=0, next_fetch_after=None)
    if answer is None:
        return replace(new, items=_items(visit, settled))
    moved = before.moved + 1 if answer.moved and answer.moved == before.moved_to else int(bool(answer.moved))
    if moved >= MOVES_BELIEVED:
        new = replace(new, address=answer.moved, moved_to=None, moved=0)
    else:
        new = replace(new, moved_to=answer.moved, moved=moved)
    if answer.status == 304:
        return new
    # While a page is still to be fetched the feed is asked for whole again: the item would not come back otherwise.
    whole = all(mark in settled for item in visit.items for mark in item.marks)
    return replace(
        new,
        etag=answer.etag if whole else None,
        last_modified=answer.last_modified if whole else None,
        items=_items(visit, settled),
    )


def _items(visit: _Visit, settled: Collection[str]) -> tuple[str, ...]:
    marks = [*visit.known, *(mark for item in visit.items for mark in item.marks if mark in settled)]
    return tuple(dict.fromkeys(marks))


def _failed(before: FetchState, trouble: Failed | Unusable, now: datetime) -> FetchState:
    failures = before.failures + 1
    first = before.first_failure or _written(now)
    gone = before.gone + 1 if isinstance(trouble, Failed) and trouble.status == 410 else 0
    wait = trouble.wait if isinstance(trouble, Failed) else None
    new = replace(
        before,
        failures=failures,
        first_failure=first,
        reason=trouble.reason,
        gone=gone,
        disabled=gone >= GONE_BELIEVED,
        next_fetch_after=_written(now + timedelta(seconds=wait)) if wait is not None else None,
        moved_to=None,
        moved=0,
        # Where it moved to may be what fails: after three times the address of the profile is tried again.
        address=None if failures % FAILURES_TOLD == 0 else before.address,
    )
    return replace(new, reported=before.reported or _is_problem(new, now))


def _is_problem(state: FetchState, now: datetime) -> bool:
    """Say whether a source has failed for long enough to bother somebody with it."""
    first = _moment(state.first_failure)
    long = first is not None and now - first >= TOLD_AFTER
    return state.disabled or state.failures >= FAILURES_TOLD or (state.failures > 0 and long)


def _report(visit: _Visit, new: FetchState, given: int, items: Sequence[_Item]) -> SourceReport:
    trouble, answer = visit.trouble, visit.answer
    if new.disabled:
        outcome = "gone"
        reason = f"was gone for good (410) {GONE_BELIEVED} times in a row and is not asked any more; take it out"
    elif isinstance(trouble, Failed) and trouble.ours:
        outcome, reason = "waiting", trouble.reason
    elif trouble is not None:
        outcome, reason = "failed", trouble.reason
        if new.failures > 1 and new.first_failure and isinstance(trouble, Failed):
            reason += f" ({new.failures} times in a row since {new.first_failure[:10]})"
    elif answer is not None and answer.status == 304:
        outcome, reason = "unchanged", ""
    else:
        outcome = "read"
        reason = f"has moved for good to {new.address}; write that into the profile" if new.address else ""
    return SourceReport(
        _printable(visit.origin.where),
        outcome,
        given,
        len(visit.known),
        sum(item.full for item in items),
        sum(item.fetch and not item.full for item in items),
        reason,
        problem=new.reported or new.disabled,
        new_problem=(new.reported and not visit.before.reported) or (new.disabled and not visit.before.disabled),
    )


# ---- small things


def _mark(*parts: str | None) -> str:
    joined = "\0".join(part or "" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _size(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text))


def _iso(written: str | None) -> str | None:
    from .dates import iso

    return iso(written)


def _ahead(date: str, now: datetime) -> bool:
    """Say whether a date lies in the future by more than a wrong clock explains."""
    latest = now + _AHEAD
    if len(date) == 10:
        return date > latest.date().isoformat()
    moment = _moment(date)
    return moment is None or moment > latest


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written or "")
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _printable(source: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", source)
