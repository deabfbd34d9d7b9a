"""The sources of a profile, visited on the hostile internet of the loopback interface."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from internet import (
    Place,
    Web,
    answer,
    article,
    away,
    bomb,
    cut_off,
    drip,
    drip_headers,
    garbage,
    item,
    page,
    rss,
    silent,
    tagged,
)

from briefer.model import Article, Collected, FetchState
from briefer.read.contained import Bounds, Parsers
from briefer.read.fetch import Limits
from briefer.read.sources import FullTexts, collect

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PARSERS = Parsers()  # starting a process takes longer than most of these tests
QUICK = Limits(seconds=0.6, size=2_000_000, spacing=0.0)


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    """The process of all these tests ends with them."""
    yield
    PARSERS.close()


def gathered(
    web: Web,
    *sources: Mapping[str, str],
    state: Mapping[str, FetchState] | None = None,
    now: datetime = NOW,
    **options: Any,
) -> Collected:
    """What the sources give."""
    options.setdefault("limits", QUICK)
    options.setdefault("parsers", PARSERS)
    return collect(sources, state or {}, now=now, allow=[web.host], **options)


def ids(collected: Collected) -> list[str]:
    """The ids of the articles."""
    return [each.id for each in collected.articles]


def words_of(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def test_a_feed_and_its_pages() -> None:
    """Whole texts come from the feed, the others from their pages; dates, outlet, grade and names are as said."""
    with Web() as web:
        web.places |= {
            "/feed": rss(
                item(1, web.url("/1?utm_source=rss"), "tag:wire.example,2026:1"),
                item(2, web.url("/2"), "b", whole=False),
                item(3, web.url("/gone"), "c", whole=False),
            ),
            "/2": page("Page two", 2),
        }
        source = {"feed": web.url("/feed"), "outlet": "The Wire", "language": "EN", "grade": "B2"}
        got = gathered(web, source)
        one, two, three = got.articles
        assert one == Article(
            id="tag:wire.example,2026:1", title="Report 1", text=article(1), source=web.url("/1"), outlet="The Wire",
            url=web.url("/1"), published="2026-11-22T09:00:00+00:00", fetched="2026-11-24T06:00:00+00:00",
            language="en", grade="B2",
        )  # fmt: skip
        assert words_of(two.text) == words_of(article(2))
        assert three.text in article(3)
        assert got.partial == (three.id,)
        assert got.names[one.id] == ("tag:wire.example,2026:1", web.url("/1").replace("http:", "https:"))
        assert set(got.origins.values()) == {web.url("/feed")}
        report = got.reports[0]
        assert (report.outcome, report.articles, report.full_texts, report.summaries) == ("read", 3, 1, 1)
        assert got.skipped == ()
        assert "/1" not in web.seen
        assert len(web.seen["/robots.txt"]) == 1


def test_the_second_run_takes_what_is_new() -> None:
    """Known items are passed over and their pages left alone; a new and a changed one come, the changed by its name."""
    with Web() as web:
        first = [item(1, web.url("/1"), "a"), item(2, web.url("/2"), "b", whole=False)]
        web.places |= {"/feed": rss(*first), "/2": page("Two", 2), "/3": page("Three", 3)}
        source = {"feed": web.url("/feed")}
        old = gathered(web, source)
        again = gathered(web, source, state=old.state)
        assert (len(old.articles), again.articles, again.reports[0].known) == (2, (), 2)
        changed = item(1, web.url("/1"), "a", title="A better title").replace("price of fuel", "price of coal")
        web.places["/feed"] = rss(item(3, web.url("/3"), "c", whole=False), changed, first[1])
        new = gathered(web, source, state=again.state)
        assert [each.title for each in new.articles] == ["Report 3", "A better title"]
        assert new.articles[1].id == old.articles[0].id
        assert new.articles[1].sha256 != old.articles[0].sha256
        assert len(web.seen["/2"]) == 1


def test_state_is_plain() -> None:
    """What is remembered survives JSON, so that any archive can hold it."""
    with Web() as web:
        web.places["/feed"] = tagged(rss(item(1, web.url("/1"), "a")))
        got = gathered(web, {"feed": web.url("/feed")})
        for state in got.state.values():
            plain = json.loads(json.dumps(dataclasses.asdict(state)))
            assert FetchState(**{**plain, "items": tuple(plain["items"])}) == state
        again = gathered(web, {"feed": web.url("/feed")}, state=got.state)
        assert again.reports[0].outcome == "unchanged"
        assert again.state == got.state
        assert web.seen["/feed"][1][1]["If-None-Match"] == '"v1"'


def test_validators_go_with_a_body_that_was_used() -> None:
    """A body that cannot be read, or whose pages are still to come, is asked for again and not called unchanged."""
    with Web() as web:
        web.places |= {"/feed": tagged(b"<html><body>Back soon</body></html>"), "/2": silent}
        got = gathered(web, {"feed": web.url("/feed")})
        state = got.state[web.url("/feed")]
        assert (state.etag, state.last_modified, state.failures) == (None, None, 1)
        assert got.skipped[0].source == web.url("/feed")
        assert "is a web page, not a feed" in got.skipped[0].reason
        web.places["/feed"] = tagged(rss(item(1, web.url("/1"), "a"), item(2, web.url("/2"), "b", whole=False)), '"v2"')
        got = gathered(web, {"feed": web.url("/feed")}, state=got.state)
        assert got.state[web.url("/feed")].etag is None
        assert len(got.partial) == 1
        web.places["/2"] = page("Two", 2)
        got = gathered(web, {"feed": web.url("/feed")}, state=got.state)
        assert words_of(got.articles[0].text) == words_of(article(2))
        assert (len(got.articles), got.partial, got.state[web.url("/feed")].etag) == (1, (), '"v2"')
        web.places["/feed"] = answer(200, b"<html><body>Back soon</body></html>", ETag='"v2"')  # under the old mark
        got = gathered(web, {"feed": web.url("/feed")}, state=got.state)
        assert (got.state[web.url("/feed")].etag, got.reports[0].outcome) == (None, "failed")


def test_identity() -> None:
    """A changed guid, tracking parameter or title is no new article, nor is the same article in two feeds."""
    with Web() as web:
        web.places |= {
            "/a": rss(item(1, web.url("/1?utm_source=a"), "tag:a.example,2026:1")),
            "/b": rss(item(1, web.url("/1?utm_campaign=b#top"), "tag:b.example,2026:9", title="Another title")),
        }
        got = gathered(web, {"feed": web.url("/a")}, {"feed": web.url("/b")})
        assert ids(got) == ["tag:a.example,2026:1"]
        assert got.names["tag:a.example,2026:1"] == (
            "tag:a.example,2026:1", web.url("/1").replace("http:", "https:"), "tag:b.example,2026:9",
        )  # fmt: skip
        assert [report.articles for report in got.reports] == [1, 0]
        again = gathered(web, {"feed": web.url("/a")}, {"feed": web.url("/b")}, state=got.state)
        assert again.articles == ()
        web.places["/a"] = rss(item(1, web.url("/1?utm_source=a&utm_medium=b"), "tag:a.example,2026:1000"))
        renamed = gathered(web, {"feed": web.url("/a")}, state=got.state)
        assert set(renamed.names[renamed.articles[0].id]) & set(got.names[got.articles[0].id])


def test_names_that_name_nothing() -> None:
    """A guid or link that all items of a feed share makes them not one article."""
    with Web() as web:
        web.places["/feed"] = rss(*(item(n, web.url("/"), "same") for n in range(4)))
        got = gathered(web, {"feed": web.url("/feed")})
        assert len(got.articles) == len(set(ids(got))) == 4
        assert gathered(web, {"feed": web.url("/feed")}, state=got.state).articles == ()


@pytest.mark.parametrize(
    ("said", "head", "expected"),
    [
        ("Sun, 22 Nov 2026 09:00:00 +0000", "2026-11-20", "2026-11-22T09:00:00+00:00"),
        ("", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
        ("Sun, 29 Nov 2026 09:00:00 +0000", "2026-11-20", "2026-11-20"),  # in the future: nobody's date
        ("Sun, 29 Nov 2026 09:00:00 +0000", "2027-01-01", None),
        ("Tue, 24 Nov 2026 20:00:00 +0000", "", "2026-11-24T20:00:00+00:00"),  # a clock that is wrong by a zone
        ("soon", "", None),
    ],
)
def test_dates(said: str, head: str, expected: str | None) -> None:
    """The feed's date comes first, then the page's own; one in the future is none; fetching has its own."""
    linked = json.dumps({"@type": "NewsArticle", "datePublished": head})
    with Web() as web:
        entry = item(1, web.url("/1"), "a", whole=False, date="X").replace(
            "<pubDate>X</pubDate>", f"<pubDate>{said}</pubDate>"
        )
        web.places |= {
            "/feed": rss(entry),
            "/1": page("One", 1, f'<script type="application/ld+json">{linked}</script>'),
        }
        one = gathered(web, {"feed": web.url("/feed")}).articles[0]
        assert (one.published, one.fetched) == (expected, "2026-11-24T06:00:00+00:00")


def test_pages() -> None:
    """A page is one article, under its own address where that is on its own site; robots.txt may keep it to itself."""
    head = "<link rel='canonical' href='https://elsewhere.example.org/stolen'>"
    with Web() as web:
        web.places |= {
            "/robots.txt": b"User-agent: briefer\nDisallow: /kept\n",
            "/a": page("A page", 1, head), "/kept": page("Kept", 2), "/feed": rss(item(3, web.url("/3"), "c")),
            "/b": page("B page", 4),
        }  # fmt: skip
        got = gathered(
            web, {"page": web.url("/a?utm_source=x")}, {"page": web.url("/kept")}, {"url": web.url("/kept#2")},
            {"url": web.url("/feed")}, {"url": web.url("/b")},
        )  # fmt: skip
        assert [each.title for each in got.articles] == ["A page", "Report 3", "B page"]
        assert got.articles[0].url == web.url("/a")
        assert got.articles[0].outlet == "127.0.0.1"
        assert [each.outcome for each in got.reports] == ["read", "failed", "failed", "read", "read"]
        assert "asks programs not to fetch this page (robots.txt)" in got.reports[1].reason
        again = gathered(web, {"page": web.url("/a?utm_source=x")}, state=got.state)
        assert (again.articles, again.reports[0].known) == ((), 1)
        web.places["/a"] = page("A page", 7)
        changed = gathered(web, {"page": web.url("/a?utm_source=x")}, state=again.state)
        assert ids(changed) == ids(got)[:1]


def test_robots_keep_a_full_text() -> None:
    """Where robots.txt keeps the page, the feed's summary is what there is; the feed itself is not asked about."""
    with Web() as web:
        web.places |= {
            "/robots.txt": b"User-agent: *\nDisallow: /\n", "/1": page("One", 1),
            "/feed": rss(item(1, web.url("/1"), "a", whole=False)),
        }  # fmt: skip
        got = gathered(web, {"feed": web.url("/feed")})
        assert (len(got.articles), got.partial, "/1" in web.seen) == (1, (got.articles[0].id,), False)
        assert gathered(web, {"feed": web.url("/feed")}, state=got.state).articles == ()


HOSTILE: dict[str, Place] = {
    "/drip": drip, "/heads": drip_headers, "/silent": silent, "/bomb": bomb(), "/cut": cut_off, "/garbage": garbage,
    "/loop": away("/loop"), "/inward": away("http://169.254.169.254/latest/meta-data/"),
    "/nat64": away("http://[64:ff9b::7f00:1]/"), "/file": away("file:///etc/passwd"), "/empty": answer(200, b""),
    "/five hundred": answer(500), "/html": page(), "/binary": bytes(range(256)) * 50,
    "/huge": answer(200, b"a" * 2_100_000),
}  # fmt: skip


def test_the_hostile_internet() -> None:
    """Of sources that hang, lie, die, bomb or point inward each has its reason, and the honest ones are read."""
    with Web(HOSTILE) as web:
        web.places |= {
            "/good": rss(item(1, web.url("/1"), "a")),
            "/cut off": rss(item(2, web.url("/2"), "b"), item(3))[:-300],
            "/latin": answer(200, rss(item(4, guid="d", title="Fähre")), Content_Type="text/xml; charset=iso-8859-1"),
            "/refs": rss(item(5, guid="e", title="a&#xD800;b&#1114112;")),
            "/comments": rss(item(6, guid="f"), f"<item><title><![CDATA[{'<!--' * 50_000}]]></title></item>"),
            "/author": rss("<item><author>" + "a@" * 8_000 + f"</author>{item(7, guid='g')[6:]}"),
            "/xxe": rss(item(8, guid="h", title="&x;")).replace(
                b"<rss", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss', 1),
        }  # fmt: skip
        began = time.monotonic()
        bad = [{"feed": web.url(path.replace(" ", "%20"))} for path in HOSTILE]
        web.places["/five%20hundred"] = answer(500)
        honest = "good cut%20off latin refs comments author xxe".split()
        web.places["/cut%20off"] = web.places["/cut off"]
        limits = dataclasses.replace(QUICK, per_host=8)
        got = gathered(web, *bad, *({"feed": web.url(f"/{name}")} for name in honest), limits=limits)
        assert time.monotonic() - began < 10
        outcomes = [each.outcome for each in got.reports]
    assert len(outcomes) == len(HOSTILE) + len(honest)
    titles = [each.title for each in got.articles]
    assert {"Report 1", "Report 2", "Fähre", "ab", "Report 6", "Report 7"} <= set(titles)
    assert "root:" not in "".join(each.text + each.title for each in got.articles)
    assert set(outcomes[: len(HOSTILE)]) == {"failed"}
    assert set(outcomes[len(HOSTILE) :]) == {"read"}
    assert all(each.reason for each in got.reports[: len(HOSTILE)])
    assert not any(each.problem for each in got.reports)


def test_a_hung_host_costs_its_own_time() -> None:
    """Thirty sources on a host that never answers are two waits, and another host is read meanwhile."""
    with Web({"/": silent}) as hung, Web() as web:
        web.places["/feed"] = rss(item(1, web.url("/1"), "a"))
        began = time.monotonic()
        sources = [{"feed": hung.url(f"/?{n}")} for n in range(30)]
        limits = Limits(seconds=0.5, spacing=0)
        got = collect([*sources, {"feed": web.url("/feed")}], {}, now=NOW, allow=[web.host, hung.host], limits=limits)
        assert time.monotonic() - began < 6
        assert len(got.articles) == 1
        assert [each.outcome for each in got.reports] == ["failed"] * 30 + ["read"]


def test_failures_are_told_in_time() -> None:
    """A failing source is told after three times in a row, once as new; one good answer forgives all."""
    with Web({"/feed": answer(500)}) as web:
        source = {"feed": web.url("/feed")}
        state: Mapping[str, FetchState] = {}
        told = []
        for hour in range(5):
            got = gathered(web, source, state=state, now=NOW + timedelta(hours=hour))
            state = got.state
            told.append((got.reports[0].problem, got.reports[0].new_problem, len(got.skipped)))
        assert told == [(False, False, 0), (False, False, 0), (True, True, 1), (True, False, 1), (True, False, 1)]
        assert got.skipped[0].reason == "has trouble of its own (500) (5 times in a row since 2026-11-24)"
        web.places["/feed"] = rss(item(1, guid="a"))
        got = gathered(web, source, state=state)
        assert got.state[web.url("/feed")].failures == 0
        assert (got.state[web.url("/feed")].first_failure, got.reports[0].problem) == (None, False)


def test_failing_for_two_days_is_told() -> None:
    """A source asked once a week is told at its second failure: two days have gone by."""
    with Web({"/feed": answer(500)}) as web:
        first = gathered(web, {"feed": web.url("/feed")})
        assert not first.reports[0].problem
        early = gathered(web, {"feed": web.url("/feed")}, state=first.state, now=NOW + timedelta(hours=47))
        assert not early.reports[0].problem
        late = gathered(web, {"feed": web.url("/feed")}, state=first.state, now=NOW + timedelta(days=7))
        assert late.reports[0].new_problem


def test_gone_for_good() -> None:
    """After three times 410 in a row a source is not asked any more, and that is told."""
    with Web({"/feed": answer(410)}) as web:
        state: Mapping[str, FetchState] = {}
        for _ in range(5):
            got = gathered(web, {"feed": web.url("/feed")}, state=state)
            state = got.state
        assert len(web.seen["/feed"]) == 3
        assert got.reports[0].outcome == "gone"
        assert "is not asked any more; take it out" in got.skipped[0].reason


def test_moved_for_good() -> None:
    """After three like answers a permanent redirect is believed and told; when that fails, the old is tried."""
    with Web() as web:
        web.places |= {"/old": away("/new", 301), "/new": rss(item(1, guid="a"))}
        state: Mapping[str, FetchState] = {}
        for n in range(1, 5):
            got = gathered(web, {"feed": web.url("/old")}, state=state)
            state = got.state
            assert (state[web.url("/old")].address is not None) is (n >= 3)
        assert (len(web.seen["/old"]), len(web.seen["/new"])) == (3, 4)
        assert got.reports[0].reason == f"has moved for good to {web.url('/new')}; write that into the profile"
        web.places |= {"/new": answer(404), "/old": rss(item(2, guid="b"))}
        for _ in range(3):
            state = gathered(web, {"feed": web.url("/old")}, state=state).state
        got = gathered(web, {"feed": web.url("/old")}, state=state)
        assert [each.title for each in got.articles] == ["Report 2"]
        web.places |= {"/odd": away("/a", 301), "/a": rss(), "/b": rss()}
        for n in range(4):
            web.places["/odd"] = away("/ab"[0] + "ab"[n % 2], 301)
            state = gathered(web, {"feed": web.url("/odd")}, state=state).state
        assert state[web.url("/odd")].address is None


def test_a_host_that_asks_to_be_left_alone() -> None:
    """429 with Retry-After keeps all of us from that host, in this run and the next, and no longer."""
    with Web({"/a": answer(429, Retry_After="7200")}) as web:
        web.places["/b"] = rss(item(1, guid="a"))
        limits = dataclasses.replace(QUICK, per_host=1, at_once=1)
        sources = ({"feed": web.url("/a")}, {"feed": web.url("/b")})
        got = gathered(web, *sources, limits=limits)
        assert [each.outcome for each in got.reports] == ["failed", "waiting"]
        assert got.state[f"host:{web.host}"].next_fetch_after == "2026-11-24T08:00:00+00:00"
        assert got.state[web.url("/a")].next_fetch_after == "2026-11-24T08:00:00+00:00"
        assert got.state[web.url("/b")].failures == 0
        soon = gathered(web, *sources, state=got.state, now=NOW + timedelta(hours=1))
        assert [each.outcome for each in soon.reports] == ["waiting", "waiting"]
        assert (len(web.seen["/a"]), len(web.seen["/b"])) == (1, 0)
        assert f"host:{web.host}" in soon.state
        web.places["/a"] = rss(item(2, guid="b"))
        later = gathered(web, *sources, state=soon.state, now=NOW + timedelta(hours=3))
        assert len(later.articles) == 2
        assert f"host:{web.host}" not in later.state


def test_full_texts_are_bounded() -> None:
    """So many pages a source and in all are fetched in one run; the rest come with the next ones."""
    with Web() as web:
        web.places |= {f"/{n}": page(f"Page {n}", n) for n in range(12)}
        web.places["/feed"] = tagged(rss(*(item(n, web.url(f"/{n}"), f"g{n}", whole=False) for n in range(12))))
        state: Mapping[str, FetchState] = {}
        full = []
        for _ in range(4):
            got = gathered(web, {"feed": web.url("/feed")}, state=state, full_texts=FullTexts(5, 100))
            state = got.state
            full.append((got.reports[0].full_texts, len(got.partial), got.reports[0].outcome))
        assert full == [(5, 7, "read"), (5, 2, "read"), (2, 0, "read"), (0, 0, "unchanged")]
        assert gathered(web, {"feed": web.url("/feed")}, full_texts=FullTexts(5, 3)).reports[0].full_texts == 3


def test_a_page_with_no_more_than_the_summary() -> None:
    """A page behind a wall is not taken for the article: the feed's own words stay, and the page is let be."""
    with Web() as web:
        web.places |= {
            "/feed": rss(item(1, web.url("/1"), "a", whole=False)),
            "/1": b"<html><body><p>Please log in to read on.</p></body></html>",
        }
        got = gathered(web, {"feed": web.url("/feed")})
        assert got.articles[0].text in article(1)
        gathered(web, {"feed": web.url("/feed")}, state=got.state)
        assert len(web.seen["/1"]) == 1


def test_a_wall_before_all_pages() -> None:
    """Where every page leads to one and the same, that is no article of any of them."""
    with Web() as web:
        web.places |= {f"/{n}": away("/consent") for n in range(3)}
        web.places |= {
            "/feed": rss(*(item(n, web.url(f"/{n}"), f"g{n}", whole=False) for n in range(3))),
            "/consent": page("Before you read on", 9),
        }
        got = gathered(web, {"feed": web.url("/feed")})
        assert len(got.articles) == 3
        assert all(one.text in article(n) for n, one in enumerate(got.articles))
        assert not any("consent" in name for names in got.names.values() for name in names)


def test_two_addresses_of_one_page() -> None:
    """What two feeds list under two addresses that lead to one page is one article, under both names."""
    with Web() as web:
        web.places |= {
            "/a": rss(item(1, web.url("/short"), "tag:a.example,2026:1", whole=False)),
            "/b": rss(item(1, web.url("/long"), "tag:b.example,2026:1", whole=False)),
            "/short": away("/long"), "/long": page("One", 1),
        }  # fmt: skip
        got = gathered(web, {"feed": web.url("/a")}, {"feed": web.url("/b")})
        assert ids(got) == ["tag:a.example,2026:1"]
        assert {"tag:b.example,2026:1", web.url("/long").replace("http:", "https:")} < set(
            got.names[got.articles[0].id]
        )
        assert gathered(web, {"feed": web.url("/a")}, {"feed": web.url("/b")}, state=got.state).articles == ()


def test_lost_letters_are_not_quoted() -> None:
    """An item with bytes that are no letters is skipped with the reason, and the others are read."""
    with Web() as web:
        body = rss(item(1, guid="a"), item(2, guid="b")).replace(b"report 1 and", b"report \xff and", 1)
        web.places["/feed"] = body
        got = gathered(web, {"feed": web.url("/feed")})
        assert [each.title for each in got.articles] == ["Report 2"]
        assert "cannot be decoded, so it cannot be quoted exactly" in got.skipped[0].reason


def test_what_a_parser_dies_of_is_skipped() -> None:
    """A feed that takes too long to parse is skipped with the reason at once, and the next is read."""
    with Web() as web:
        web.places |= {
            "/bad": rss("<item " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>"),
            "/good": rss(item(1, guid="a")),
        }
        with Parsers(Bounds(seconds=1)) as parsers:
            got = gathered(web, {"feed": web.url("/bad")}, {"feed": web.url("/good")}, parsers=parsers)
        assert len(got.articles) == 1
        assert [(each.source, each.reason) for each in got.skipped] == [
            (web.url("/bad"), "could not be read: its reader took more than 1 s of processor time")
        ]


def letter(number: int) -> bytes:
    """A message of a newsletter."""
    return (
        f"From: Harbour Letter <letter@news.example.org>\nSubject: Letter {number}\n"
        f"Message-ID: <{number}@news.example.org>\nDate: Sun, 22 Nov 2026 09:00:00 +0000\n\n{article(number)}\n"
    ).encode()


def test_what_is_on_this_machine(tmp_path: Path) -> None:
    """Folders, mailboxes, OPML and feeds in files are found beside the profile, and each is read once."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"Title: From a file\nDate: 2026-11-21\n\n{article(1)}", "utf-8")
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes(letter(2))
    (tmp_path / "mails" / "b.eml").write_bytes(b"Subject: nothing\nFrom: a@b.example\n\n")
    (tmp_path / "feed.xml").write_bytes(rss(item(3, "https://news.example.org/3", "c")))
    with Web() as web:
        web.places["/feed"] = rss(item(4, web.url("/4"), "d"), title="Its own title")
        outline = f'<opml><body><outline title="From OPML" xmlUrl="{web.url("/feed")}"/></body></opml>'
        (tmp_path / "feeds.opml").write_text(outline, "utf-8")
        sources = (
            {"folder": "in", "outlet": "Our desk", "grade": "A"}, {"mailbox": "mails"}, {"feed": "feed.xml"},
            {"opml": "feeds.opml"}, {"url": "in/a.txt"}, {"folder": "gone"}, {"mailbox": "gone.mbox"},
                {"opml": "gone.opml"},
        )  # fmt: skip
        got = gathered(web, *sources, base=tmp_path)
        assert [(each.title, each.outlet) for each in got.articles] == [
            ("From a file", "Our desk"),
            ("Letter 2", "Harbour Letter"),
            ("Report 3", "Harbour Wire (demo)"),
            ("Report 4", "From OPML"),
        ]
        one, two, three, _ = got.articles
        assert (one.published, one.fetched, one.grade) == ("2026-11-21", "2026-11-24T06:00:00+00:00", "A")
        assert (two.id, two.published) == ("2@news.example.org", "2026-11-22T09:00:00+00:00")
        assert three.url == "https://news.example.org/3"
        assert sorted(each.source.rpartition("/")[2] for each in got.skipped) == [
            "b.eml",
            "gone",
            "gone.mbox",
            "gone.opml",
        ]
        again = gathered(web, *sources, base=tmp_path, state=got.state)
        assert again.articles == ()
        (tmp_path / "mails" / "c.eml").write_bytes(letter(5))
        new = gathered(web, *sources, base=tmp_path, state=again.state)
        assert [each.title for each in new.articles] == ["Letter 5"]


def test_an_empty_folder_is_no_trouble(tmp_path: Path) -> None:
    """It has nothing new, as a feed without items; a folder of other things, or none at all, is said to be that."""
    (tmp_path / "news").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "1.xyz").write_bytes(b"\0")
    with Web() as web:
        folders = [{"folder": name} for name in ("news", "pictures", "none")]
        got = gathered(web, *folders, base=tmp_path)
    assert [report.outcome for report in got.reports] == ["read", "read", "failed"]
    assert [each.source.rpartition("/")[2] for each in got.skipped] == ["1.xyz", "none"]
    assert not any(folder.endswith("news") for folder in got.folders)


def test_a_failed_run_makes_nothing_new() -> None:
    """After a failure in between, what was known before it is still known."""
    with Web() as web:
        feed = rss(item(1, web.url("/1"), "a"))
        web.places["/feed"] = feed
        got = gathered(web, {"feed": web.url("/feed")})
        web.places["/feed"] = answer(503)
        got = gathered(web, {"feed": web.url("/feed")}, state=got.state)
        web.places["/feed"] = feed
        assert gathered(web, {"feed": web.url("/feed")}, state=got.state).articles == ()


def test_the_same_whatever_comes_first() -> None:
    """The order of the result is the profile's, whichever source answers first; progress is told to its end."""

    def slow(request: Any) -> None:
        time.sleep(0.2)
        request.send(200, rss(*(item(n, guid=f"s{n}") for n in range(3))))

    with Web({"/slow": slow, "/fast": rss(*(item(n, guid=f"f{n}") for n in range(3, 6)))}) as web:
        steps: list[tuple[int, int]] = []
        sources = ({"feed": web.url("/slow")}, {"feed": web.url("/fast")})
        got = gathered(web, *sources, progress=lambda done, total: steps.append((done, total)))
        assert [each.title for each in got.articles] == [f"Report {n}" for n in range(6)]
        assert steps == [(1, 2), (2, 2)]
        assert gathered(web, *sources) == got


def test_now_has_a_zone() -> None:
    """A moment without its zone could be half a day off, and is refused."""
    with pytest.raises(ValueError, match="now needs a zone"):
        collect([], {}, now=datetime(2026, 11, 24))
    assert collect([], {}, now=NOW) == Collected((), (), {}, ())


def test_a_grade_is_printed_and_recorded() -> None:
    """The analyst's mark for a source stands with it on the page and in the record, in every form of both."""
    from briefer import load_profile, make_brief, render
    from briefer.render.record import from_json

    with Web() as web:
        web.places["/feed"] = rss(item(1, web.url("/1"), "a"))
        got = gathered(web, {"feed": web.url("/feed"), "outlet": "The Wire", "grade": "B<2>"})
    brief = make_brief(got.articles, load_profile("daily"), date="2026-11-24")
    files = {each.name: each.body.decode() for each in render(brief, formats=("md", "html", "json"))}
    assert {each.grade for each in from_json(files["brief.json"].encode()).sources} == {"B<2>"}
    assert "The Wire [B&lt;2&gt;], " in " ".join(files["brief.html"].split())
    assert "The Wire" in files["brief.md"] and "2>" in files["brief.md"]
