"""Every morning: what is new since the last brief, whatever the sources do and whenever the run is killed."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from internet import Web, answer, own_authority, rss, silent

from briefer.model import Article, Brief
from briefer.novelty import Judged, Memory, items, judge
from briefer.render.record import from_json
from briefer.store import StoredBrief, open_archive
from briefer.text import document
from briefer.verify import verify

ROOT = Path(__file__).parent.parent
# The command itself, but less patient with hung hosts and without the second between two requests to one host.
IMPATIENT = (
    "from briefer.read import fetch\n"
    "fetch.Limits.__init__.__defaults__ = (1.5, 10 * 1024 * 1024, 5, 0.0, 2, 8, 86_400, 60.0)\n"
    "from briefer.cli import main\n"
    "main()"
)
SECTION = '\n[[section]]\ntitle = "Harbour"\nabout = "ferries, ships, ports, fires and treaties"\n'
SECTION += 'terms = ["ferr*", "ship*", "port", "fire", "fisheries", "treaty", "freighter"]\n'

FERRY = (
    "The ferry line between Lindholm and the northern islands stopped on Monday after 40 sailors refused to work. "
    "The harbour ministry called the strike unlawful and asked a court in Lindholm to end it by Friday.\n\n"
    "The union of sailors demanded wages 8 percent higher than those of last year for all crews of the line. "
    "Some 2,300 travellers were waiting in the port of Lindholm on Monday evening, the coast guard said."
)
FIRE = (
    "A fire in the fuel store of the port of Arnheim injured 12 dock workers on Sunday night. "
    "Firemen from three towns needed nine hours to put the fire in the fuel store out, the port authority said.\n\n"
    "The port authority closed both tanker piers of Arnheim until the end of the week."
)
TREATY = (
    "Ministers of five coastal states signed a fisheries treaty in Oldhaven on Saturday that cuts the catch of cod. "
    "The treaty lowers the catch of cod in the strait to 90,000 tons a year from the first of January.\n\n"
    "Fishermen's unions in Oldhaven protested against the treaty with 60 ships before the harbour."
)
MORE = "\n\nThe parliament of Oldhaven rejected the fisheries treaty on Tuesday by 71 votes to 64."
STORM = (
    "A storm sank the freighter Margarethe off Cape Dunmore on Tuesday and the navy rescued 17 of its sailors. "
    "The freighter carried 3,000 tons of timber from Arnheim to Lindholm, its owner said in a statement."
)


def entry(title: str, text: str, link: str, guid: str, day: int) -> str:
    """An item of a feed with its whole text."""
    rain = ", ".join([title.split()[0]] * 900)[:900]  # no page prints that; a shorter text is taken for a summary
    body = f"{text}\n\n{rain}".replace("\n\n", "<br><br>")
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
        f"<description>{title}</description><content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<pubDate>{day} Nov 2026 05:00:00 +0000</pubDate></item>"
    )


def briefing(
    at: Path, *words: str, environment: Mapping[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    every = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration"), **(environment or {})}
    command = [sys.executable, "-c", IMPATIENT, "run", *words]
    return subprocess.run(command, cwd=at, env=every, capture_output=True, text=True, timeout=60, **more)


def profile(at: Path, *sources: str) -> None:
    """Write a profile with these sources."""
    tables = "".join(f"\n[[source]]\n{source}\n" for source in sources)
    (at / "harbour.toml").write_text(f'title = "Harbour Brief"\n{SECTION}{tables}')


def made(at: Path) -> Brief:
    """The brief that lies in the output folder."""
    return from_json((at / "out" / "brief.json").read_bytes())


def texts(brief: Brief) -> str:
    """All that it prints."""
    return "\n".join(item.text for item in items(brief))


@pytest.fixture
def web() -> Iterator[Web]:
    """A server with an empty feed."""
    with Web({"/feed": rss()}) as server:
        yield server


def test_three_mornings(tmp_path: Path, web: Web) -> None:
    """The second tells what is new, continued and corrected, and no re-filed article; the third is quiet."""
    profile(tmp_path, f'feed = "{web.url("/feed")}"\noutlet = "Harbour Wire"\ngrade = "B2"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "md,json", "--allow", web.host]
    at = web.url
    old = entry("An old affair", STORM.replace("Margarethe", "Elisabeth"), at("/old"), "tag:old", 2)
    first = (entry("Ferries", FERRY, at("/1"), "tag:1", 23), entry("Fire", FIRE, at("/2"), "tag:2", 23))
    treaty = entry("Treaty", TREATY, at("/3"), "tag:3", 23)

    web.places["/feed"] = rss(*first, treaty, old)
    done = briefing(tmp_path, *run, "--date", "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "archived it in a.db as number 1 of harbour"
    one = made(tmp_path)
    assert "40 sailors" in texts(one) and "injured 12" in texts(one) and "Elisabeth" not in texts(one)
    assert {source.grade for source in one.sources} == {"B2"}

    web.places["/feed"] = rss(
        entry("Ferries stop", FERRY, at("/1?utm_source=feed&utm_medium=rss"), "tag:other", 24),
        entry("Fire", FIRE.replace("injured 12", "injured 14"), at("/2"), "tag:2", 24),
        entry("Treaty rejected", f"{MORE.strip()}\n\n{TREATY}", at("/4"), "tag:4", 24),
        entry("Storm", STORM, at("/5"), "tag:5", 24),
    )
    done = briefing(tmp_path, *run, "--date", "2026-11-24")
    assert (done.returncode, done.stderr) == (0, "")
    two = made(tmp_path)
    said = {item.n: item.text for item in items(two)}
    assert two.number == 2 and "sailors refused" not in texts(two) and "signed a fisheries" not in texts(two)
    assert ["injured 14" in said[n] for n in two.changes.corrected] == [True]
    assert ["71 votes" in said[n] for n in two.changes.continuing] == [True]
    assert two.changes.new and any("freighter" in said[n] for n in two.changes.new)
    assert any("injured 12" in text for text in two.changes.dropped)
    assert two.changes.since == "No. 1 of 23 November 2026"
    page = (tmp_path / "out" / "brief.md").read_text()
    assert "Since No. 1 of 23 November 2026: " in page and "corrected at the source" in page
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.info()["articles"] == 6 and archive.info()["corrected"] == 1
        stored = tuple(version.article for version in archive.articles())
    assert verify(tmp_path / "out" / "brief.json", stored).ok

    for _ in range(2):
        done = briefing(tmp_path, *run, "--date", "2026-11-25")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == "nothing new since No. 2 of 24 November 2026"
        assert "\nNothing new since No. 2 of 24 November 2026.\n" in (tmp_path / "out" / "brief.md").read_text()
        assert (made(tmp_path).number, list(items(made(tmp_path)))) == (None, [])
    with open_archive(tmp_path / "a.db") as archive:
        assert [each.number for each in archive.history("harbour")] == [1, 2]

    done = briefing(tmp_path, *run, "--date", "2026-11-25", "--since", "2026-11-24")
    assert done.returncode == 0 and "freighter" in texts(made(tmp_path))  # what stands in No. 2 is told once more


def gone(status: int) -> Any:
    """A page that answers with its absence."""
    return answer(status, b"nothing here")


def web_page(text: str) -> bytes:
    """A page with an article."""
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return f"<html><head><title>Report</title></head><body><article>{body}</article></body></html>".encode()


def test_a_withdrawn_article_is_told(tmp_path: Path, web: Web) -> None:
    """A page that is gone and a file that was deleted; never what a feed forgets or a server cannot give now."""
    for name, text in (("storm", STORM), ("treaty", TREATY)):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{name}.txt").write_text(f"Title: {name}\n\n{text}\n")
    summary = "<item><title>{0}</title><link>{1}</link><guid>{1}</guid><description>{0}</description></item>"
    linked = {"/ferry": FERRY, "/fire": FIRE}
    web.places |= {path: web_page(text) for path, text in linked.items()}
    web.places["/feed"] = rss(*(summary.format(f"Report {path}", web.url(path)) for path in linked))
    profile(tmp_path, f'feed = "{web.url("/feed")}"', 'folder = "news"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "md,json", "--allow", web.host, "--date"]
    done = briefing(tmp_path, *run, "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    one = texts(made(tmp_path))
    assert all(word in one for word in ("40 sailors", "injured 12", "freighter", "fisheries treaty"))
    said = {item.text for item in items(made(tmp_path))}

    # The feed forgets all, one server has trouble and the other hangs: nothing is known of any of them.
    web.places |= {"/feed": rss(), "/ferry": answer(500, b""), "/fire": silent}
    done = briefing(tmp_path, *run, "2026-11-24")
    assert (done.returncode, done.stderr, made(tmp_path).changes.dropped) == (0, "", ())

    web.places |= {"/ferry": gone(410), "/fire": gone(404)}
    (tmp_path / "news" / "storm.txt").unlink()
    (tmp_path / "news" / "treaty.txt").rename(tmp_path / "news" / "fish.txt")  # the same text under another name
    done = briefing(tmp_path, *run, "2026-11-24")
    assert (done.returncode, done.stderr) == (0, "")
    told = made(tmp_path).changes.dropped
    assert done.stdout.splitlines()[-1].endswith(f"23 November 2026; {len(told)} items of it dropped at the source")
    reasons = {
        "40 sailors": "[withdrawn: its page is gone for good, 410]",
        "injured 12": "[withdrawn: its page is not there any more, 404]",
        "freighter Margarethe": "[withdrawn: it is no longer in its folder]",
    }
    for words, reason in reasons.items():
        assert any(words in text and text.endswith(reason) for text in told), words
    assert {text.rpartition(" [")[0] for text in told} <= said and not any("treaty" in text for text in told)
    page = (tmp_path / "out" / "brief.md").read_text()
    assert f"Since No. 1 of 23 November 2026: {len(told)} dropped." in page and "## Dropped since No. 1" in page
    asked = [headers for _, headers in web.seen["/ferry"]][1:]
    assert len(asked) == 2 and all(headers["If-Modified-Since"].endswith("GMT") for headers in asked)
    assert len(web.seen["/robots.txt"]) == 3  # once a run


def test_a_page_that_never_answered_is_not_withdrawn(tmp_path: Path, web: Web) -> None:
    """Pages of a feed that gives whole texts may hide from programs with 404; what once answered is withdrawn by it."""
    web.places["/feed"] = rss(entry("Ferries", FERRY, web.url("/1"), "tag:1", 23))
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    for day, place, told in ((23, gone(404), 0), (24, gone(404), 0), (24, web_page(FERRY), 0), (25, gone(404), 1)):
        web.places["/1"] = place
        assert briefing(tmp_path, *run, f"2026-11-{day}").returncode == 0
        assert bool(made(tmp_path).changes.dropped) == bool(told), day


def test_a_page_that_moved_is_not_withdrawn(tmp_path: Path, web: Web) -> None:
    """The feed gives the same article under a new address, and the old one answers 410."""
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    for day, path in ((23, "/old"), (24, "/new"), (25, "/new")):
        web.places |= {"/old": gone(410), "/new": web_page(FERRY)}
        web.places["/feed"] = rss(entry("Ferries", FERRY, web.url(path), "tag:wire.example,2026:1", 23))
        assert briefing(tmp_path, *run, f"2026-11-{day}").returncode == 0
        assert made(tmp_path).changes.dropped == ()
    web.places["/new"] = gone(410)
    assert briefing(tmp_path, *run, "2026-11-25").returncode == 0
    assert made(tmp_path).changes.dropped


def test_a_source_that_is_a_page_is_withdrawn(tmp_path: Path, web: Web) -> None:
    """It is asked once in a run, and what it answers is both the source's failure and the article's end."""
    web.places |= {"/ferry": web_page(FERRY), "/fire": web_page(FIRE)}
    profile(tmp_path, *(f'page = "{web.url(path)}"' for path in ("/ferry", "/fire")))
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date"]
    assert briefing(tmp_path, *run, "2026-11-23").returncode == 0
    web.places["/ferry"] = gone(410)
    assert briefing(tmp_path, *run, "2026-11-24").returncode == 0
    told = made(tmp_path).changes.dropped
    assert told and all("410]" in text for text in told) and any("40 sailors" in text for text in told)
    assert len(web.seen["/ferry"]) == 2


def test_grades_are_kept(tmp_path: Path, web: Web) -> None:
    """What a run collected and a later one prints has the grade of its source, from an OPML file too."""
    web.places |= {"/feed": rss(entry("Ferries", FERRY, web.url("/1"), "tag:1", 23))}
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline type="rss" text="W" xmlUrl="{web.url("/feed")}"/></body></opml>'
    )
    profile(tmp_path, 'opml = "feeds.opml"\ngrade = "C3"')
    run = ["harbour.toml", "--format", "json", "--allow", web.host]
    assert briefing(tmp_path, *run, "--archive", "a.db", "--date", "2026-11-23").returncode == 0
    again = [*run, "--archive", "a.db", "--date", "2026-11-24", "--since", "2026-11-23"]
    assert briefing(tmp_path, *again).returncode == 0
    assert (made(tmp_path).number, {source.grade for source in made(tmp_path).sources}) == (2, {"C3"})


def test_an_outlet_that_the_profile_gives_is_no_fault(tmp_path: Path) -> None:
    """Verify proves the brief, and says whose word the outlet is."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text(f"Title: Ferries\nOutlet: The Post\n\n{FERRY}\n")
    (tmp_path / "news" / "2.txt").write_text(f"Title: Fire\n\n{FIRE}\n")
    profile(tmp_path, 'folder = "news"\noutlet = "Harbour Wire"')
    assert briefing(tmp_path, "harbour.toml", "--archive", "a.db", "--format", "json").returncode == 0
    command = [sys.executable, "-m", "briefer", "verify", "out/brief.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    for told in ("; the source says “The Post”", "; the source names none"):
        assert f"the profile gave its outlet, “Harbour Wire”{told}" in done.stdout
    assert "every sentence is proven" in done.stdout


def test_a_file_that_was_overwritten(tmp_path: Path) -> None:
    """One changed word in a file of a folder is a correction of it; another article under its name is none."""
    (tmp_path / "news").mkdir()
    for name, text in (("1", FERRY), ("2", FIRE)):
        (tmp_path / "news" / f"{name}.txt").write_text(f"Title: {name}\n\n{text}\n")
    profile(tmp_path, 'folder = "news"')
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--date"]
    assert briefing(tmp_path, *run, "2026-11-23").returncode == 0
    changed = FERRY.replace("sailors refused to work", "sailors returned to work")
    (tmp_path / "news" / "1.txt").write_text(f"Title: 1\n\n{changed}\n")
    (tmp_path / "news" / "2.txt").write_text(f"Title: 2\n\n{STORM}\n")
    assert briefing(tmp_path, *run, "2026-11-24").returncode == 0
    said = {item.n: item.text for item in items(made(tmp_path))}
    changes = made(tmp_path).changes
    assert [said[n] for n in changes.corrected] == [line for line in said.values() if "sailors returned" in line] != []
    assert changes.new and all("freighter" in said[n] or "timber" in said[n] for n in changes.new)
    assert any("injured 12" in text for text in changes.dropped)


def test_bad_sources_stop_no_other(tmp_path: Path, web: Web) -> None:
    """A dead and a hung one cost the brief nothing, and are told of when they have failed three times in a row."""
    web.places |= {"/feed": rss(entry("Ferries", FERRY, web.url("/1"), "tag:1", 23)), "/hung": silent}
    with Web() as gone:
        dead = gone.url("/feed")
    feeds = (dead, web.url("/hung"), web.url("/feed"))
    profile(tmp_path, *(f'feed = "{url}"' for url in feeds))
    (tmp_path / "configuration").mkdir()
    hosts = json.dumps([web.host, gone.host])
    (tmp_path / "configuration" / "config.toml").write_text(f"allow_hosts = {hosts}\n")
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--date"]

    done = briefing(tmp_path, *run, "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    assert "40 sailors" in texts(made(tmp_path))
    done = briefing(tmp_path, *run, "2026-11-24")
    assert (done.returncode, done.stderr) == (0, "")
    done = briefing(tmp_path, *run, "2026-11-25")
    assert done.returncode == 3
    told = [line for line in done.stderr.splitlines() if "3 times in a row" in line]
    assert [dead in told[0], web.url("/hung") in told[1]] == [True, True]


def test_when_nothing_could_be_read(tmp_path: Path, web: Web) -> None:
    """That nothing is new is not said when no source answered; a private machine is asked only where it is allowed."""
    profile(tmp_path, f'feed = "{web.url("/feed")}"')
    done = briefing(tmp_path, "harbour.toml", "--archive", "a.db")
    assert (done.returncode, done.stdout, list(tmp_path.glob("out/*"))) == (69, "", [])
    assert "none of 1 source could be read, so nothing is known of what is new" in done.stderr
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.state(web.url("/feed"))["failures"] == 1  # it counts towards the three


@pytest.mark.parametrize(
    ("words", "configuration", "status", "told"),
    [
        (["daily"], "", 78, "there is no [[source]] to read; add one with feed, page, folder, mailbox or opml"),
        (["harbour.toml", "--since", "monday"], "", 2, "--since: 'monday' is no date"),
        (
            ["harbour.toml", "--allow", "localhost"],
            "",
            2,
            "--allow: 'localhost' is no machine with a port; write it as",
        ),
        (["harbour.toml"], "allow_host = []", 78, "'allow_host' is not known there; use allow_hosts, ca_bundle or p"),
        (["harbour.toml"], "ca_bundle = 1", 78, "ca_bundle must be a path, such as"),
        (["harbour.toml"], 'ca_bundle = "none.pem"', 78, "none.pem: there is no such file; give the file with your"),
        (["harbour.toml"], 'ca_bundle = "config.toml"', 78, "it cannot be read as certificates in PEM form"),
        (["harbour.toml"], 'allow_hosts = "a:1"', 78, "allow_hosts must be a list of texts, such as"),
        (["harbour.toml"], 'allow_hosts = ["a:0"]', 78, "allow_hosts: 'a:0' is no machine with a port"),
        (["harbour.toml"], "allow_hosts = [", 78, "config.toml: cannot be read"),
    ],
)
def test_a_wrong_call(tmp_path: Path, words: list[str], configuration: str, status: int, told: str) -> None:
    """What is wrong with the call, the profile or the configuration is said before anything is done."""
    profile(tmp_path, 'folder = "news"')
    (tmp_path / "configuration").mkdir()
    (tmp_path / "configuration" / "config.toml").write_text(configuration)
    done = briefing(tmp_path, *words, "--archive", "a.db")
    assert (done.returncode, done.stdout, (tmp_path / "a.db").exists()) == (status, "", False)
    assert told in done.stderr


def report(number: int) -> str:
    """An article with a port, a ship and figures of its own."""
    chance = random.Random(number)
    town, ship, master = (
        "".join(chance.choice(p) for p in ("BDFGKLMNRS", "aeiou", "lmnrst", "aeiou", "nrsk")) for _ in "abc"
    )
    return (
        f"The ship {ship} brought {100 + 7 * number} tons of fuel into the port of {town} on Monday morning.\n\n"
        f"The harbour master {master} said that {town} expects {20 + number} ferries a day from spring on.\n"
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of this test")
@pytest.mark.parametrize("by", ["environment", "configuration"])
def test_a_company_with_an_authority_of_its_own(tmp_path: Path, web: Web, by: str) -> None:
    """Its feeds are fetched once the authority is named, by BRIEFER_CA_BUNDLE or by ca_bundle in config.toml."""
    context, authority = own_authority(tmp_path)
    web.socket = context.wrap_socket(web.socket, server_side=True)
    profile(tmp_path, f'feed = "https://{web.host}/feed"')
    web.places["/feed"] = rss(entry("Ferries", FERRY, web.url("/1"), "tag:1", 23))
    run = ["harbour.toml", "--archive", "a.db", "--format", "json", "--allow", web.host, "--date", "2026-11-23"]
    (tmp_path / "configuration").mkdir()
    if by == "configuration":
        (tmp_path / "configuration" / "company.pem").write_text(Path(authority).read_text())
        (tmp_path / "configuration" / "config.toml").write_text('ca_bundle = "company.pem"\n')
        assert briefing(tmp_path, *run).returncode == 0
    else:
        done = briefing(tmp_path, *run)
        assert done.returncode == 69 and "has no valid certificate" in done.stderr
        assert briefing(tmp_path, *run, environment={"BRIEFER_CA_BUNDLE": authority}).returncode == 0
    assert "40 sailors" in texts(made(tmp_path))


def growing(at: Path, web: Web, number: int) -> None:
    """Put one more article into the folder and one more into the feed."""
    (at / "news" / f"{number}.txt").write_text(report(2 * number))
    newest = range(max(1, number - 30), number + 1)  # a feed forgets
    dated = [entry(f"Ship {n}", report(2 * n + 1), web.url(f"/{n}"), f"tag:wire,2026:{n}", 23) for n in newest]
    web.places["/feed"] = rss(*(re.sub("<pubDate>.*</pubDate>", "", each) for each in dated))


def starting(at: Path, web: Web, out: str, code: str = IMPATIENT) -> subprocess.Popen[str]:
    """Start the command and do not wait for it."""
    words = ["run", "harbour.toml", "--archive", "a.db", "--out", out, "--format", "md,json", "--allow", web.host]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "none")}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=at, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def whole_archive(at: Path, articles: int | None = None) -> tuple[StoredBrief, ...]:
    """The briefs of an archive that is whole, in which no article was read twice and no item was printed twice."""
    with open_archive(at / "a.db") as archive:
        assert archive.info(check=True)["damage"] == []  # PRAGMA integrity_check, and more
        assert articles is None or archive.info()["articles"] == articles
        history = archive.history("harbour")
        kept = {version.article.sha256 for version in archive.articles()}
    assert [each.number for each in history] == list(range(1, len(history) + 1))
    read = [sha256 for each in history for _, sha256 in each.articles]
    assert len(read) == len(set(read)) and set(read) <= kept
    printed = [item.text for each in history for item in items(from_json(each.record))]
    assert len(printed) == len(set(printed))
    return history


def test_kills_lose_nothing(tmp_path: Path, web: Web) -> None:
    """Killed at any moment, a run loses no article, tells none twice, and leaves a whole archive and whole files.

    BRIEFER_KILLS says how often; 220 take two to seven minutes.
    """
    kills = int(os.environ.get("BRIEFER_KILLS", "6"))
    profile(tmp_path, 'folder = "news"', f'feed = "{web.url("/feed")}"')
    (tmp_path / "news").mkdir()
    chance = random.Random(6)
    killed = number = known = briefs = swept = 0
    needs = 0.0
    while killed < kills and number < 3 * kills + 1:
        number += 1
        growing(tmp_path, web, number)
        began = time.monotonic()
        process = starting(tmp_path, web, "out")
        try:
            # Every fifth run is left alone and shows how long one takes: most kills are to meet work, not the start.
            process.communicate(timeout=60 if number % 5 == 1 else needs * chance.uniform(0.4, 1.2))
            needs = time.monotonic() - began
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
        if (tmp_path / "a.db").exists():
            history = whole_archive(tmp_path)
            with open_archive(tmp_path / "a.db") as archive:
                now = archive.info()["articles"]
            assert now >= known and len(history) >= briefs  # what was committed is there
            known, briefs = now, len(history)
        if (tmp_path / "out" / "brief.json").exists():
            written = made(tmp_path).number  # whole, and at most one ahead of the archive
            assert written is None or 0 <= written - briefs <= 1
        swept += sum(each.name.startswith(".briefer-") for each in tmp_path.glob("out/.*"))
    assert killed == kills

    done = starting(tmp_path, web, "out")
    told = done.communicate()
    assert done.returncode == 0, told
    history = whole_archive(tmp_path, 2 * number)
    with open_archive(tmp_path / "a.db") as archive:
        kept = {version.article.sha256 for version in archive.articles()}
    assert {sha256 for each in history for _, sha256 in each.articles} == kept  # each was read for a brief, once
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["brief.json", "brief.md"]
    figures = f"{killed} kills, {len(history)} briefs, {len(kept)} articles, {swept} temporary files swept\n"
    (tmp_path / "figures.txt").write_text(figures)


def test_two_runs_at_once(tmp_path: Path, web: Web) -> None:
    """One is made, the other is told of it or comes after it: no number is given twice, nothing is printed twice."""
    profile(tmp_path, 'folder = "news"', f'feed = "{web.url("/feed")}"')
    (tmp_path / "news").mkdir()
    for number in range(1, 4):
        growing(tmp_path, web, number)
        both = [starting(tmp_path, web, out) for out in ("x", "y")]
        told = [process.communicate(timeout=60) for process in both]
        assert sorted(process.returncode for process in both) in ([0, 0], [0, 75]), told
        for at, (process, out) in enumerate(zip(both, ("x", "y"), strict=True)):
            if process.returncode:
                assert "another run of harbour is at work" in told[at][1]
                told[at] = starting(tmp_path, web, out).communicate(timeout=60)
        last = sorted(out.splitlines()[-1].partition(" in ")[0] for out, _ in told)
        assert last[0] == "archived it" and (last[1] == "archived it" or last[1].startswith("nothing new since No. "))
        numbers = {from_json((tmp_path / out / "brief.json").read_bytes()).number for out in "xy"}
        history = whole_archive(tmp_path, 2 * number)
        assert len(numbers) == 2 and max(numbers - {None}) == len(history)  # type: ignore[type-var]
    assert sum(len(each.articles) for each in history) == 6


def test_a_run_that_waits_in_vain_says_so(tmp_path: Path, web: Web) -> None:
    """Where another program does not let go of the archive: one sentence, status 73, and no file."""
    profile(tmp_path, 'folder = "news"')
    (tmp_path / "news").mkdir()
    growing(tmp_path, web, 1)
    impatient = "archive.open_archive.__wrapped__.__defaults__ = (True, 0.3)"
    code = f"from briefer.store import archive\n{impatient}\n{IMPATIENT}"
    with open_archive(tmp_path / "a.db") as first, first.transaction():
        process = starting(tmp_path, web, "out", code)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n"), list(tmp_path.glob("out/*"))) == (73, "", 1, [])
    assert "is in use by another program that does not let go of it; try again" in err


def test_a_full_disk(tmp_path: Path) -> None:
    """One sentence and status 73; the archive is as before, the files are whole, and the next run does it again."""
    profile(tmp_path, 'folder = "news"')
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text(report(1))
    run = ["harbour.toml", "--archive", "a.db", "--format", "json"]
    assert briefing(tmp_path, *run).returncode == 0
    (tmp_path / "news" / "2.txt").write_text(report(2) + "\n".join(report(n) for n in range(3, 900)))
    limit = (tmp_path / "a.db").stat().st_size + 100_000
    done = briefing(tmp_path, *run, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert (done.returncode, done.stderr.count("\n")) == (73, 1), done.stderr
    assert made(tmp_path).number in (1, 2)
    assert len(whole_archive(tmp_path, 1)) == 1
    assert briefing(tmp_path, *run).returncode == 0
    assert made(tmp_path).number == 2


@pytest.mark.parametrize("full", ["archive", "out"])
def test_a_full_file_system(tmp_path: Path, full: str) -> None:
    """Of 1 MB, under the archive or under the output folder: the same, and what was archived is there."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or os.geteuid() != 0:
        pytest.skip("a small file system can be mounted by root only")
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small file system")
    try:
        profile(tmp_path, 'folder = "news"')
        (tmp_path / "news").mkdir()
        (tmp_path / "news" / "1.txt").write_text(report(1))
        at, out = ("small/a.db", "out") if full == "archive" else ("a.db", "small")
        run = ["harbour.toml", "--archive", at, "--out", out, "--format", "json"]
        assert briefing(tmp_path, *run).returncode == 0
        first = (tmp_path / out / "brief.json").read_bytes()
        (tmp_path / "news" / "2.txt").write_text(report(2))
        room = os.statvfs(small)
        # Under the archive some room is left, so that the run begins to write; under the output folder none is.
        (small / "ballast").write_bytes(b"x" * (room.f_bavail * room.f_frsize - (20_000 if full == "archive" else 0)))
        done = briefing(tmp_path, *run)
        assert (done.returncode, done.stderr.count("\n")) == (73, 1), done.stderr
        assert "no space left on device; make room there" in done.stderr or "the disk is full" in done.stderr
        if full == "out":
            assert (tmp_path / out / "brief.json").read_bytes() == first
        (small / "ballast").unlink()
        for part in (tmp_path / at).parent.glob("a.db*"):
            if full == "archive":
                shutil.copy(part, tmp_path / part.name)
        assert len(whole_archive(tmp_path, 1)) == 1
        assert sorted(each.name for each in (tmp_path / out).iterdir() if ".db" not in each.name) == ["brief.json"]
        assert briefing(tmp_path, *run).returncode == 0  # what was not told is told now
        assert from_json((tmp_path / out / "brief.json").read_bytes()).number == 2
    finally:
        subprocess.run([umount, small], check=True)


# ---- what is new, without sources and archive


def article(text: str, outlet: str | None = "Post", **more: Any) -> Article:
    """An article as reading would make it."""
    return Article(id="", title="", text=text, source="a.txt", outlet=outlet, **more)


LINE = "The ferry line to the islands carried 40,000 travellers in March, the harbour ministry said."


@pytest.mark.parametrize(
    ("now", "is_old"),
    [
        (LINE, True),
        (LINE.upper(), True),
        ("The ferry line to the islands carried 40,000 travellers in March, said the harbour ministry.", True),
        (LINE.replace("40,000", "41,000"), False),
        (LINE.replace("carried", "did not carry"), False),
        ("The ferry line to the islands closes in May.", False),
    ],
)
def test_a_sentence_that_was_printed(now: str, is_old: bool) -> None:
    """Is old in other order too, and new with another figure or a denial."""
    judged = judge([document(article(now))], Memory(printed=(LINE,)))
    assert bool(judged.old) == is_old


def test_a_report_that_was_filed_again() -> None:
    """It is a copy and only what it adds is left of it; a different report is new."""
    memory = Memory(articles=(article(FERRY), article(FIRE)))
    again, other = document(article(FERRY + MORE, outlet="Times")), document(article(STORM))
    judged = judge([again, other], memory)
    assert [set(judged.copies), set(judged.continuing), set(judged.corrected)] == [{0}, {0}, set()]
    assert [line.text for at, line in enumerate(again.sentences) if (0, at) not in judged.old] == [MORE.strip()]
    assert not any(at == 1 for at, _ in judged.old)


def test_a_story_that_goes_on_after_weeks() -> None:
    """In other words and without a date it is marked as continuing, not as the same report; other news is new."""
    before = (
        "The sailors of the Lindholm ferry line began a strike at the port of Lindholm over wages.\n\n"
        "Union leader Marta Weiss accused the harbour minister Jonas Falk of breaking the wage treaty of Oldhaven. "
        "The Lindholm ferry line carries 40,000 travellers a month to the northern islands. Snow is expected. "
        "The union of sailors has 900 members. The port stayed open for the freighters from Arnheim."
    )
    after = (
        "The strike of the sailors at the Lindholm ferry line has ended with higher wages, said Marta Weiss.\n\n"
        "The union leader met the harbour minister Jonas Falk in Oldhaven for nine hours. "
        "The Lindholm ferry line carries 40,000 travellers again from Friday. Falk praised the agreement. "
        "Two of the boats need repairs. The islands had been without post since the beginning of the month."
    )
    memory = Memory(articles=(article(before, published="2026-11-02"), article(STORM, published="2026-11-02")))
    pages = [document(article(text, published="2026-11-24")) for text in (after, TREATY, FIRE)]
    judged = judge(pages, memory)
    assert (set(judged.copies), set(judged.continuing), judged.old) == (set(), {0}, frozenset())


def test_a_quotation_makes_no_copy() -> None:
    """Reporters of two outlets write down the same words."""
    words = '"We shall not pay one crown more than last year to the crews," the minister of harbours said. ' * 2
    one = article(f"{words}The meeting in Lindholm ended late. Nobody else spoke there. Snow fell on the town all day.")
    two = f"{words}Prices of ferries rise by a tenth. Sailors met in Arnheim then. Their union has few members left."
    assert judge([document(article(two, outlet="Times"))], Memory(articles=(one,))).copies == frozenset()


def test_a_corrected_article() -> None:
    """Whatever was changed is told, be it a name; what was only added is no correction."""
    changed = article(FIRE.replace("Arnheim injured", "Lindholm injured"))
    judged = judge([document(changed)], Memory(articles=(article(FIRE),), earlier={changed.sha256: FIRE}))
    assert (set(judged.corrected), sorted(judged.old)) == ({0}, [(0, 1), (0, 2)])
    longer = article(FIRE + MORE)
    judged = judge([document(longer)], Memory(articles=(article(FIRE),), earlier={longer.sha256: FIRE}))
    assert (len(judged.corrected), set(judged.continuing), len(judged.old)) == (0, {0}, 3)


def test_without_a_memory_all_is_new() -> None:
    """The first brief of a profile."""
    assert judge([document(article(FERRY))], Memory()) == Judged()
