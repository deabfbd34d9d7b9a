"""Every morning: what is new since the last brief, whatever the sources do and whenever the run is killed."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from internet import Web, rss, silent

from briefer.model import Article, Brief
from briefer.novelty import Judged, Memory, items, judge
from briefer.render.record import from_json
from briefer.store import open_archive
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


def briefing(at: Path, *words: str, code: str | None = IMPATIENT, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    start = ["-c", code] if code else ["-m", "briefer"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration")}
    command = [sys.executable, *start, "run", *words]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, timeout=60, **more)


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
        (["harbour.toml"], "allow_host = []", 78, "'allow_host' is not known there; use allow_hosts or ping"),
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


def test_forty_kills_lose_nothing(tmp_path: Path) -> None:
    """Killed at any moment, a run loses no article, tells none twice, and leaves a whole archive and whole files."""
    profile(tmp_path, 'folder = "news"')
    (tmp_path / "news").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(tmp_path / "none")}
    words = ["-m", "briefer", "run", "harbour.toml", "--archive", "a.db", "--format", "json"]
    chance = random.Random(6)
    killed = number = 0
    needs = 0.3  # seconds, by and by as it was measured: most kills are to meet work, not the start of Python
    while killed < 40 and number < 80:
        number += 1
        (tmp_path / "news" / f"{number}.txt").write_text(report(number))
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(needs * chance.uniform(0.3, 1.05))
            needs = time.monotonic() - began
        except subprocess.TimeoutExpired:
            process.kill()
            killed += process.wait() == -signal.SIGKILL
            needs *= 1.02
        if (tmp_path / "out" / "brief.json").exists():
            made(tmp_path)  # whole
    assert killed == 40

    done = subprocess.run([sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.info(check=True)["damage"] == []
        assert archive.info()["articles"] == number
        history = archive.history("harbour")
        kept = {version.article.sha256 for version in archive.articles()}
    read = [sha256 for each in history for _, sha256 in each.articles]
    assert len(read) == len(set(read)) and set(read) == kept
    assert [each.number for each in history] == list(range(1, len(history) + 1))
    printed = [item.text for each in history for item in items(from_json(each.record))]
    assert len(printed) == len(set(printed))
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["brief.json"]


def test_a_full_disk(tmp_path: Path) -> None:
    """One sentence and status 73; the archive is as before, the files are whole, and the next run does it again."""
    profile(tmp_path, 'folder = "news"')
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text(report(1))
    run = ["harbour.toml", "--archive", "a.db", "--format", "json"]
    assert briefing(tmp_path, *run).returncode == 0
    (tmp_path / "news" / "2.txt").write_text(report(2) + "\n".join(report(n) for n in range(3, 4000)))
    limit = (tmp_path / "a.db").stat().st_size + 100_000
    done = briefing(tmp_path, *run, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert (done.returncode, done.stderr.count("\n")) == (73, 1), done.stderr
    assert made(tmp_path).number in (1, 2)
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.info(check=True)["damage"] == [] and archive.info()["articles"] == 1
    assert briefing(tmp_path, *run).returncode == 0
    assert made(tmp_path).number == 2


# ---- what is new, without sources and archive


def article(text: str, outlet: str | None = "Post", **more: str) -> Article:
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
