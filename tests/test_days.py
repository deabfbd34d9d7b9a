"""Three days of an analyst with a feed, a page, a folder, a mailbox and an OPML file; every line and page is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from internet import Web, answer, rss
from test_run import FERRY, FIRE, MORE, SECTION, STORM, TREATY, briefing, entry, gone, made, profile, web_page

from briefer import ledger
from briefer import run as running
from briefer.cli import main
from briefer.model import Article, Collected, FetchState, SourceReport
from briefer.novelty import items
from briefer.profile import load_profile
from briefer.render.record import to_json
from briefer.store import open_archive

PORT = (
    "The port of Kestrel will dredge its main channel to 15 metres by next summer, port director Ann Dale said. "
    "“We will lose the big freighters if the channel stays as it is,” Ann Dale said.\n\n"
    "The work costs 40 million crowns, of which the state pays half."
)
TRAWLER = (
    "The coast guard rescued 9 fishermen from a sinking ship near Cape Dunmore on Sunday evening. "
    "The trawler Halcyon had lost its engine in high waves before noon, the coast guard said."
)
ORDER = (
    "The ship owner Brandt Lines ordered four new ferries that run on methanol from the shipyard of Tarn. "
    "The ferries carry 600 travellers each."
)
DAMAGES = (
    "The shipyard of Tarn asked for 9 million crowns in damages from Brandt Lines, which cancelled two ferries. "
    "A court in Oldhaven will hear the ship owner in January."
)
PREMIUMS = (
    "Insurers raised the premiums for ships in the strait by 20 percent after two fires on tankers. "
    "Ship owners called the step excessive and asked for talks in Lindholm."
)


def letter(number: int, text: str, day: int = 23) -> str:
    """A message of an mbox."""
    return (
        f"From news@brandt.example Mon Nov {day} 04:00:0{number} 2026\nFrom: Brandt Lines <news@brandt.example>\n"
        f"Subject: Letter {number}\nMessage-ID: <{number}@brandt.example>\n"
        f"Date: {day} Nov 2026 04:00:0{number} +0000\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
    )


def changes_of(at: Path) -> dict[str, list[str]]:
    """What the brief in the folder says of its items, with their texts."""
    said, changes = {item.n: item.text for item in items(made(at))}, made(at).changes
    told = {kind: [said[n] for n in getattr(changes, kind)] for kind in ("new", "continuing", "corrected")}
    assert sorted(said[n] for n in said) == sorted(text for texts in told.values() for text in texts)  # each once
    return {**told, "dropped": list(changes.dropped)}


def one(texts: list[str], *words: str) -> bool:
    """Say whether each of these words stands in exactly one of the texts."""
    return all(sum(word in text for text in texts) == 1 for word in words)


@pytest.fixture
def web() -> Iterator[Web]:
    """A server with the feeds and pages of the first day."""
    with Web() as server:
        at = server.url
        wire = [
            entry(name, text, at(path), f"tag:{path}", 23)
            for name, text, path in (("Ferries", FERRY, "/1"), ("Fire", FIRE, "/2"), ("Treaty", TREATY, "/3"))
        ]
        server.places |= {path: web_page(text) for path, text in (("/1", FERRY), ("/2", FIRE), ("/3", TREATY))}
        server.places |= {"/feed": rss(*wire), "/page": web_page(PORT)}
        server.places["/insurers"] = rss(entry("Insurers", PREMIUMS, at("/9"), "tag:9", 23))
        yield server


def test_three_days(tmp_path: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """What is new, goes on, was corrected and was dropped is said once and rightly, and nothing else is said."""
    at = web.url
    with Web() as dead:
        pass
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text(f"Title: Trawler\nOutlet: Own\n\n{TRAWLER}\n")
    (tmp_path / "box").write_text(letter(1, ORDER))
    outline = f'<outline type="rss" text="Insurance" xmlUrl="{at("/insurers")}"/>'
    (tmp_path / "feeds.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    feeds = (f'feed = "{at("/feed")}"\noutlet = "Harbour Wire"\ngrade = "B2"', f'feed = "{dead.url("/feed")}"')
    profile(tmp_path, *feeds, f'page = "{at("/page")}"', 'folder = "news"', 'mailbox = "box"', 'opml = "feeds.opml"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "md,json", "--allow", web.host, "--allow", dead.host]
    page = tmp_path / "out" / "brief.md"

    # Monday: all of it is new; that one feed is dead is not worth a word yet.
    done = briefing(tmp_path, *run, "--date", "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    wrote = r"wrote out/brief\.md \(\d kB\)\nwrote out/brief\.json \(\d+ kB\)\n"
    assert re.fullmatch(wrote + r"archived it in a\.db as number 1 of harbour\n", done.stdout)
    monday = changes_of(tmp_path)
    assert [len(monday[kind]) for kind in ("continuing", "corrected", "dropped")] == [0, 0, 0]
    assert one(monday["new"], "40 sailors", "injured 12", "catch of cod", "15 metres", "9 fishermen", "20 percent")
    assert one(monday["new"], "methanol") and len(made(tmp_path).sources) == 7
    assert "Harbour Wire \\[B2\\], 23 November 2026" in page.read_text() and "Not used" not in page.read_text()
    (tmp_path / "monday.md").write_bytes(page.read_bytes())

    # Tuesday: an article under another guid and a tracked address, one corrected in the feed and one on its page, one
    # that goes on, one that is new, one withdrawn, a second letter, and the folder empty.
    web.places["/feed"] = rss(
        entry("Ferries stop", FERRY, at("/1?utm_source=feed&utm_medium=rss"), "tag:other", 24),
        entry("Fire", FIRE.replace("injured 12", "injured 14"), at("/2"), "tag:/2", 23),
        entry("Treaty rejected", f"{MORE.strip()}\n\n{TREATY}", at("/4"), "tag:4", 24),
        entry("Storm", STORM, at("/5"), "tag:5", 24),
    )
    web.places |= {"/3": gone(410), "/page": web_page(PORT.replace("15 metres", "14 metres"))}
    (tmp_path / "box").write_text(letter(1, ORDER) + letter(2, DAMAGES, 24))
    (tmp_path / "news" / "1.txt").unlink()
    done = briefing(tmp_path, *run, "--date", "2026-11-24")
    assert (done.returncode, done.stderr) == (0, "")
    tuesday = changes_of(tmp_path)
    assert one(tuesday["new"], "freighter Margarethe") and one(tuesday["continuing"], "71 votes")
    assert one([*tuesday["new"], *tuesday["continuing"]], "9 million crowns")
    assert len(tuesday["corrected"]) == 2 and one(tuesday["corrected"], "injured 14", "14 metres")
    assert one(tuesday["dropped"], "injured 12", "15 metres", "catch of cod") and "410]" in "".join(tuesday["dropped"])
    assert not {*monday["new"]} & {*tuesday["new"], *tuesday["continuing"], *tuesday["corrected"]}
    assert {text.partition(" [withdrawn")[0] for text in tuesday["dropped"]} <= {*monday["new"]}
    counts = {kind: len(tuesday[kind]) for kind in tuesday}
    line = next(line for line in page.read_text().splitlines() if line.startswith("Since No. 1 of 23 November 2026: "))
    assert re.findall(r"(\d+) (new|continuing|corrected|dropped)", line) == [
        (str(counts[kind]), kind) for kind in ("new", "continuing", "corrected", "dropped")
    ]

    # Wednesday: nothing has happened, and the dead feed has failed three times in a row.
    done = briefing(tmp_path, *run, "--date", "2026-11-25")
    assert done.stdout.splitlines()[2:] == ["nothing new since No. 2 of 24 November 2026"]
    assert done.returncode == 3 and done.stderr.count("\n") == 2
    assert f"skipped {dead.url('/feed')}: cannot be reached (connection refused) (3 times in a row" in done.stderr
    assert page.read_text().count("Nothing new since No. 2 of 24 November 2026.") == 1
    assert list(items(made(tmp_path))) == []

    # Since Tuesday, asked for by its day, is the same as Tuesday said, what was corrected included.
    briefing(tmp_path, *run, "--date", "2026-11-26", "--since", "2026-11-24")
    assert changes_of(tmp_path) == tuesday and made(tmp_path).changes.since == "24 November 2026"

    # Years later: each brief is proven and made again, what was said is found once, and the archive is whole.
    def asked(*words: str) -> list[str]:
        with pytest.raises(SystemExit) as left:
            main([*words, "--archive", str(tmp_path / "a.db")])
        assert left.value.code == 0
        return capsys.readouterr().out.splitlines()

    asked("rebuild", "1", "--format", "md,json", "--out", str(tmp_path / "again"))
    assert (tmp_path / "again" / "brief.md").read_bytes() == (tmp_path / "monday.md").read_bytes()
    proof = asked("verify", str(tmp_path / "again" / "brief.json"))
    assert sum("was changed there" in each for each in proof) == 2 and "every sentence is proven" in proof[-1]
    (said,) = [each for each in asked("statements", "--speaker", "Dale", "--about", "freighters") if each[:1] == "-"]
    assert "Ann Dale said: “We will lose the big freighters if the channel stays as it is,”" in said
    found = asked("search", "freighters")
    assert sum("big" in each and "freighters" in each for each in found) == 2  # the article and the statement, once
    assert not any("an earlier text" in each for each in found)
    assert asked("archive", "info", "--check")[-1] == "it is whole"


def test_what_another_run_put_in_late_is_not_lost(tmp_path: Path) -> None:
    """A run of another profile that began before the last brief may end after it; what it read is for the next one."""
    (tmp_path / "harbour.toml").write_text(f'title = "Harbour Brief"\n{SECTION}\n[[source]]\nfeed = "https://wire.example/feed"\n')
    chosen = load_profile(str(tmp_path / "harbour.toml"))
    report = SourceReport("https://wire.example/feed", "unchanged")
    nothing = Collected((), (), {}, (report,))

    def kept(name: str, **more: str) -> Collected:
        article = Article(f"tag:{name}", name, f"{name}. {FERRY}", "a.txt", url=f"https://wire.example/{name}", **more)
        return replace(nothing, articles=(article,), origins={article.id: report.source})

    known = {report.source: FetchState(report.source)}
    with open_archive(tmp_path / "a.db") as archive:
        first, made_at = kept("first"), "2026-11-24T06:00:00+00:00"
        running.keep(archive, first, {}, chosen, made_at, made_at)
        quiet = running.quiet(chosen, running.edition(archive, chosen, first, made_at), "2026-11-24")
        brief = replace(quiet, number=1, id="1" * 64)
        ledger.record(archive, first.articles, brief, to_json(brief), made_at)
        for seen, collected in (
            ("2026-11-24T05:50:00+00:00", kept("late")),
            ("2026-11-23T05:50:00+00:00", kept("yesterday")),
            ("2026-11-25T05:50:00+00:00", kept("dated", published="2026-11-20")),
        ):
            running.keep(archive, collected, known, replace(chosen, name="other"), seen, seen)
        found = running.edition(archive, chosen, nothing, "2026-11-25T06:00:00+00:00")
        asked = running.edition(archive, chosen, nothing, "2026-11-25T06:00:00+00:00", "2026-11-25")
    assert sorted(article.title for article in found.articles) == ["dated", "late"]
    assert [article.title for article in asked.articles] == ["dated"]  # it has come since, whatever its date


def test_the_whole_text_after_a_summary_is_no_correction(tmp_path: Path, web: Web) -> None:
    """A page that could not be had on Monday is read on Tuesday: what it says beyond its summary goes on."""
    summary = "Sailors of the Lindholm ferry line refuse to work, and the port of Lindholm is full of travellers."
    item = "<item><title>Ferries</title><link>{0}</link><guid>{0}</guid><description>{1}</description></item>"
    web.places |= {"/feed": rss(item.format(web.url("/1"), summary)), "/1": answer(503)}
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    assert briefing(tmp_path, *run, "2026-11-23").returncode == 0
    assert [item.text for item in items(made(tmp_path))] == [summary]
    web.places["/1"] = web_page(FERRY)
    assert briefing(tmp_path, *run, "2026-11-24").returncode == 0
    tuesday = changes_of(tmp_path)
    assert tuesday["corrected"] == [] and one([*tuesday["new"], *tuesday["continuing"]], "40 sailors")


def test_an_old_text_under_a_new_guid_is_not_news(tmp_path: Path, web: Web) -> None:
    """What a feed had from weeks ago when it was first read stays out, though it comes again under other names."""
    old = STORM.replace("Margarethe", "Elisabeth")
    fire = entry("Fire", FIRE, web.url("/2"), "tag:2", 23)
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    web.places["/feed"] = rss(fire, entry("Storm", old, web.url("/5"), "tag:5", 2))
    assert briefing(tmp_path, *run, "2026-11-23").returncode == 0
    web.places["/feed"] = rss(fire, entry("Storm", old, web.url("/6"), "tag:6", 2))
    done = briefing(tmp_path, *run, "2026-11-24")
    assert done.stdout.splitlines()[-1] == "nothing new since No. 1 of 23 November 2026"


def test_an_article_in_two_places_is_withdrawn_from_both(tmp_path: Path, web: Web) -> None:
    """As long as one of its pages stands it is not told as withdrawn."""
    pages = [entry("Ferries", FERRY, web.url(path), f"tag:{path}", 23) for path in ("/1", "/7")]
    web.places |= {"/feed": rss(*pages), "/7": web_page(FERRY)}
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    for day, withdrawn in ((23, ""), (24, "/1"), (25, "/7")):
        if withdrawn:
            web.places[withdrawn] = gone(410)
        assert briefing(tmp_path, *run, f"2026-11-{day}").returncode == 0
        assert bool(made(tmp_path).changes.dropped) == (withdrawn == "/7")
