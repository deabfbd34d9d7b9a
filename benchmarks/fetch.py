"""What hostile sources cost: seconds and memory of one run over each, and over all of them beside an honest one.

    python benchmarks/fetch.py [--runs 5] [--check]
    python benchmarks/fetch.py --files FOLDER

The sources are on the loopback interface (tests/internet.py). Every run is a process of its own, in which the limits
are those of the package but for two: three seconds for an answer instead of thirty, and no second between requests.
Medians are printed: wall time, peak memory of the process that fetches and of the one that parses (which is held to
512 MB), the articles it gave, and in words what became of the source. With --check the exit status is 1 where a limit
below is passed or the honest feed beside all the others gave less than alone.

honest      a feed of 20 whole articles
many        a feed of 50,000 items
bomb        20 kB that unpack to 200 MB
drip        an answer that comes letter by letter for ever
headers     the same of its first lines
silent      a server that never says a word
loop        a redirect that leads in a circle
inward      a redirect to an address of a private network
cut         XML that ends in the middle
laughs      entities that stand for a billion letters
comments    200,000 letters that open comments and close none
deep        a page of 20,000 elements inside one another
attributes  a page whose one element has 100,000 attributes
links       a page of 50,000 links
garbage     an answer that is no HTTP

With --files every file below a folder (a feed parser's test cases, saved pages; .gz is unpacked) is parsed as a feed
and as a page, as what was fetched is; the exit status is 1 where one raises anything but a reason, or takes longer
than the ten seconds of processor time and the slack that a parse has.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LIMITS = {"seconds of one": 15.0, "seconds of all": 45.0, "MB": 120.0, "MB of the parser": 512.0}

FETCH = """
import json, resource, sys, time
from datetime import UTC, datetime
from briefer.read.fetch import Limits
from briefer.read.sources import collect
urls, hosts = json.loads(sys.argv[1]), json.loads(sys.argv[2])
began = time.perf_counter()
got = collect([{"url": url} for url in urls], {}, now=datetime(2026, 11, 24, 6, tzinfo=UTC), allow=hosts,
              limits=Limits(seconds=3.0, spacing=0.0))
seconds = time.perf_counter() - began
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
memory = [peak / 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]
print(json.dumps([seconds, *memory, sum(each.articles for each in got.reports),
                  {each.source: [each.articles, each.reason] for each in got.reports}]))
"""


def places(inward: str) -> dict[str, Any]:
    """Return the sources by name."""
    import internet

    items = [internet.item(n, f"https://news.example.org/{n}", f"tag:{n}") for n in range(20)]
    guid, rain = "<guid isPermaLink='false'>", "Rain. " * 9
    short = [f"<item><title>{n}</title>{guid}{n}</guid><description>{rain}</description></item>" for n in range(50_000)]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]><rss><channel><title>&l9;</title>'
    return {
        "honest": internet.rss(*items),
        "many": internet.rss(*short),
        "bomb": internet.bomb(),
        "drip": internet.drip,
        "headers": internet.drip_headers,
        "silent": internet.silent,
        "loop": internet.away("/loop"),
        "inward": internet.away(inward),
        "cut": internet.rss(*items)[:-9_000],
        "laughs": f"{bomb}</channel></rss>".encode(),
        "comments": internet.rss(f"<item><description><![CDATA[{'<!--' * 50_000}]]></description></item>"),
        "deep": (b"<div>" * 20_000) + b"Rain fell on the harbour all day.",
        "attributes": ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">Rain fell all day.</p>").encode(),
        "links": b"<p>Rain fell.</p>" + b"<a href='/x'>Rain fell here</a> " * 50_000,
        "garbage": internet.garbage,
    }


def run(urls: list[str], hosts: list[str]) -> list[Any]:
    """Return what one run over some sources cost and gave."""
    done = subprocess.run(
        [sys.executable, "-c", FETCH, json.dumps(urls), json.dumps(hosts)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    found: list[Any] = json.loads(done.stdout)
    return found


def parse_all(folder: Path) -> int:
    """Parse every file as a feed and as a page; return how many did what none may do."""
    sys.path.insert(0, str(ROOT))
    from briefer.read.contained import Bounds, Parsers
    from briefer.read.found import Unusable

    bounds, faults = Bounds(), 0
    counts, slowest = {"feed": [0, 0], "document": [0, 0]}, 0.0
    wanted: dict[str, dict[str, Any]] = {
        "feed": {"charset": None, "url": "https://news.example.org/feed"},
        "document": {"charset": None, "kind": "text/html"},
    }
    with Parsers() as parsers:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for parser, options in wanted.items():
                began = time.perf_counter()
                try:
                    parsers.parse(parser, body, **options)
                    counts[parser][0] += 1
                except Unusable:
                    counts[parser][1] += 1
                except Exception as error:
                    faults += 1
                    print(f"{path}: {parser}: {type(error).__name__}: {error}")
                seconds = time.perf_counter() - began
                slowest = max(slowest, seconds)
                if seconds > bounds.seconds + bounds.slack:
                    faults += 1
                    print(f"{path}: {parser}: took {seconds:.0f} seconds")
    for parser, (read, refused) in counts.items():
        print(f"as {parser}: {read} read, {refused} refused with a reason")
    print(f"{faults} crashed or hung, the slowest took {slowest:.1f} s")
    return faults


def main() -> int:
    """Fetch, print, and with --check hold the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--files", type=Path)
    options = parser.parse_args()
    if options.files is not None:
        return 1 if parse_all(options.files) else 0
    sys.path.insert(0, str(ROOT / "tests"))
    from internet import Web

    passed: list[str] = []
    print("source       seconds    MB  parser MB  articles  what became of it")
    # A server for each: one that lets a client wait is not asked a third time in a run.
    with Web() as inside:
        servers = {name: Web({f"/{name}": place}) for name, place in places(inside.url("/")).items()}
        for server in servers.values():
            server.__enter__()
        urls = {name: server.url(f"/{name}") for name, server in servers.items()}
        hosts = [server.host for server in servers.values()]
        every = {**{name: [url] for name, url in urls.items()}, "all": list(urls.values())}
        for name, wanted in every.items():
            runs = [run(wanted, hosts) for _ in range(options.runs)]
            seconds, memory, child, articles = (round(statistics.median(one[at] for one in runs), 2) for at in range(4))
            told = "" if name == "all" else runs[0][4][wanted[0]][1]
            print(f"{name:11}  {seconds:7.2f}  {memory:4.0f}  {child:9.0f}  {articles:8.0f}  {told}")
            limit = LIMITS["seconds of all" if name == "all" else "seconds of one"]
            passed += [f"{name}: {seconds} s"] * (seconds > limit) + [f"{name}: {memory} MB"] * (memory > LIMITS["MB"])
            passed += [f"{name}: {child} MB in the parser"] * (child > LIMITS["MB of the parser"])
            if name == "all" and any(one[4][urls["honest"]][0] != 20 for one in runs):
                passed.append("the honest feed lost articles beside the others")
        assert not inside.seen  # nobody called the machine inside
        for server in servers.values():
            server.__exit__(None, None, None)
    print("within all limits" if not passed else "\n".join(passed))
    return 1 if options.check and passed else 0


if __name__ == "__main__":
    sys.exit(main())
