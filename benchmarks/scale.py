"""How `briefer batch` grows, and what a year of the world's news would take: time, memory and rates of one run.

    python benchmarks/scale.py [DATA] [--sizes 1000,10000,100000] [--workers 1,2] [--check]

DATA is a folder with cnndm/data.jsonl and article-extraction/html/*.html.gz; without it the articles are recombined
from seeds/ and no rate of real pages is measured. Articles are recombined from sentences of three permitted ones, 26
on average, every tenth a copy with a few words more; 5,000 are of one week, and each week becomes one brief. Every run
is a process of its own, with its workers.
Rates a core are of processor time, which others on the machine hardly change; they do change seconds on the wall.
With --check the exit status is 1 when the growth passes the limit.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import gzip
import json
import math
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIMIT = 1.05  # exponent of time over the number of articles
START = 10  # articles of a run that shows what a start costs
A_WEEK = 5000
YEAR = 140_000_000  # articles of CC-News: 11.5 to 11.7 million in each of three counted months of 2024
DAYS = 365


def sentences(data: Path | None) -> list[list[str]]:
    """The articles to recombine, as sentences."""
    if data is not None:
        with open(data / "cnndm" / "data.jsonl", encoding="utf-8") as file:
            texts = [json.loads(line)["article"] for line in file]
    else:
        texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return [re.split(r"(?<=[.!?])\s+", text) for text in texts]


def write_articles(path: Path, count: int, given: Sequence[Sequence[str]]) -> None:
    """Write so many articles, always the same for a number, as JSON lines."""
    chance = random.Random(6)
    first = datetime.date(2024, 1, 1)
    text = ""
    with open(path, "w", encoding="utf-8") as file:
        for n in range(count):
            if n % 10 == 9:
                text += " The report was sent again in the evening."
            else:
                one, two, three = chance.sample(range(len(given)), 3)
                text = " ".join([*given[one][:10], *given[two][3:11], *given[three][5:13]])
            day = first + datetime.timedelta(days=n // A_WEEK * 7 + n % 7)
            article = {
                "id": f"a{n}", "title": text[:80].rpartition(" ")[0], "text": text, "outlet": f"Outlet {n % 40}",
                "published": day.isoformat(),
            }  # fmt: skip
            file.write(json.dumps(article) + "\n")


def write_pages(path: Path, data: Path, times: int) -> int:
    """Write real pages, each so many times, as a WARC file; return how many."""
    pages = [gzip.decompress(each.read_bytes()) for each in sorted((data / "article-extraction" / "html").glob("*.gz"))]
    count = 0
    with open(path, "wb") as file:
        for _ in range(times):
            for page in pages:
                http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
                head = (
                    f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example.org/{count}\r\n"
                    f"WARC-Date: 2024-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\n"
                    f"Content-Length: {len(http)}\r\n\r\n"
                )
                file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))
                count += 1
    return count


class Memory:
    """What a batch holds, looked at twice a second: MB of all its processes together (PSS, the peak of the moments
    looked at), and the most that the parent and any worker ever held (RSS, the peak that the kernel keeps)."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.together = self.parent = self.worker = 0.0

    def look(self) -> None:
        """Look once."""
        parents: dict[int, int] = {}
        for place in Path("/proc").iterdir():
            if place.name.isdigit():
                try:
                    parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                except (OSError, IndexError):
                    continue
        wanted = {self._root}
        for _ in range(4):
            wanted |= {child for child, parent in parents.items() if parent in wanted}
        together = 0.0
        for process in wanted:
            try:
                held = re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
                most = re.findall(r"^VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.M)
            except OSError:
                continue
            if not held or not most:  # it is at its end
                continue
            together += int(held[0]) * 1024 / 1e6
            peak = int(most[0]) * 1024 / 1e6
            if process == self._root:
                self.parent = max(self.parent, peak)
            else:
                self.worker = max(self.worker, peak)
        self.together = max(self.together, together)


def busy() -> float:
    """Seconds that the cores of this machine have worked for anybody, or were kept from it by its host."""
    told = [int(each) for each in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle = told[3] + told[4]
    return (sum(told) - idle) / os.sysconf("SC_CLK_TCK")


def batch(archive: Path, out: Path, workers: int, by: str = "week") -> dict[str, float]:
    """Run the command: seconds on the wall, processor time of its stages, and peaks of memory in MB."""
    command = [sys.executable, "-m", "briefer", "batch", str(archive), "--profile", "daily", "--by", by,
               "--out", str(out), "--format", "md,json", "--workers", str(workers)]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    of_all, own = busy(), time.process_time()
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=out.parent) as process:
        memory = Memory(process.pid)
        while process.poll() is None:
            memory.look()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
    seconds = time.perf_counter() - start
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    others = max(0.0, busy() - of_all - spent - (time.process_time() - own)) / seconds
    stages = json.loads((out / ".work" / "last-run.json").read_bytes())["seconds"]
    told = json.loads((out / "manifest.json").read_bytes())
    kept = sum(path.stat().st_size for path in (out / ".work").rglob("*") if path.is_file())
    return {
        "seconds": seconds, "processor": spent, "others": others, "reading": stages["reading"],
        "briefs": stages["briefs"], "memory": memory.together, "parent": memory.parent, "worker": memory.worker,
        "articles": told["articles"], "periods": len(told["periods"]), "work": kept / 1e6,
    }  # fmt: skip


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power of the number of articles that time grows with: the slope through the logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def growth(runs: Mapping[tuple[int, int], Mapping[str, float]], sizes: Sequence[int], workers: int) -> bool:
    """Print what time grows with, and return whether that is within the limit.

    A fixed cost in all sizes flattens the slope, so it is also given with the cost of a start taken out (a run with ten
    articles), and over the last step alone, where the start weighs least and each period has 5,000 articles.
    """
    start = runs[START, workers]

    def told(key: str) -> tuple[float, float, float]:
        points = [(n, runs[n, workers][key]) for n in sizes]
        bare = [(n, max(0.1, spent - start[key])) for n, spent in points]
        return exponent(points), exponent(bare), exponent(bare[-2:])

    on_the_wall, processor = told("seconds"), told("processor")
    print(f"{workers} workers: a start takes {start['seconds']:.1f} s; time grows with the articles to the power")
    for what, (whole, bare, last) in (("seconds on the wall", on_the_wall), ("processor time", processor)):
        print(f"    {what:19}: {whole:.2f} as it is, {bare:.2f} without the start, {last:.2f} over the last step "
              f"without the start")  # fmt: skip
    print(f"    the limit is {LIMIT}, for seconds on the wall as they are and for processor time over the last step")
    return on_the_wall[0] <= LIMIT and processor[2] <= LIMIT


def write_crowd(path: Path, count: int) -> None:
    """Write so many short articles of one day, no two alike."""
    chance = random.Random(7)
    letters = "abcdefghijklmnop"
    words = ["".join(chance.choice(letters) for _ in range(chance.randint(3, 9))) for _ in range(4000)]
    with open(path, "w", encoding="utf-8") as file:
        for n in range(count):
            said = " ".join(chance.choice(words) for _ in range(22)).capitalize()
            text = f"{said}. The minister said {' '.join(chance.choice(words) for _ in range(12))}."
            article = {"id": str(n), "text": text, "outlet": f"Outlet {n % 40}", "published": "2024-05-05"}
            file.write(json.dumps(article) + "\n")


def rate_of_reading(archive: Path) -> float:
    """Records a second that are read and not parsed."""
    sys.path.insert(0, str(ROOT))
    from briefer.read.archives import find, records, splits

    (found,), _ = find([str(archive)])
    start = time.process_time()
    count = sum(1 for split in splits(found, 16_000_000, 5000) for _ in records(split))
    return count / (time.process_time() - start)


def main() -> int:
    """Measure, print, and with --check hold the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--times", type=int, default=5, help="how often each real page stands in the WARC file")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sizes = [int(each) for each in options.sizes.split(",")]
    workers = [int(each) for each in options.workers.split(",")]
    given = sentences(options.data)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load of others {load:.1f}, Python {sys.version.split()[0]}")
    runs: dict[tuple[int, int], dict[str, float]] = {}
    within = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("MB are peaks, of the parent and the largest worker (RSS) and of all processes together (PSS);\n"
              "others: cores that somebody else on this machine or its host kept busy meanwhile")  # fmt: skip
        print(f"{'articles':>9} {'workers':>7} {'seconds':>8} {'a second':>8} {'CPU s':>7} {'reading':>8} "
              f"{'briefs':>8} {'others':>6} {'parent MB':>9} {'worker MB':>9} {'all':>6} {'work MB':>7}")  # fmt: skip
        for size in [START, *sizes]:
            archive = folder / f"{size}.jsonl"
            write_articles(archive, size, given)
            for count in workers:
                run = runs[size, count] = batch(archive, folder / "out", count)
                print(f"{size:9,} {count:7} {run['seconds']:8.1f} {size / run['seconds']:8.0f} {run['processor']:7.1f} "
                      f"{run['reading']:8.1f} {run['briefs']:8.1f} {run['others']:6.2f} {run['parent']:9.0f} "
                      f"{run['worker']:9.0f} {run['memory']:6.0f} {run['work']:7.0f}", flush=True)  # fmt: skip
                shutil.rmtree(folder / "out")
            if size != max(sizes):
                archive.unlink()
        for count in workers:
            if len(sizes) > 1:
                within &= growth(runs, sizes, count)
        for size in (2000, 40_000):
            write_crowd(folder / "crowd.jsonl", size)
            run = batch(folder / "crowd.jsonl", folder / "out", 1, "day")
            print(f"{size:9,} articles in one period: {run['worker']:.0f} MB in the worker, "
                  f"{run['parent']:.0f} in the parent", flush=True)  # fmt: skip
            shutil.rmtree(folder / "out")
        most = runs[max(sizes), min(workers)]
        mapped = most["articles"] / most["reading"]
        brief = most["briefs"] / most["periods"]
        print(f"JSON lines: {rate_of_reading(folder / f'{max(sizes)}.jsonl'):,.0f} records a second read, "
              f"{mapped:,.0f} a second and core through the whole reading stage; {brief:.1f} s a brief")  # fmt: skip
        if options.data is not None:
            _year(folder, options.data, options.times, mapped, brief, most["work"] / most["articles"])
    return 1 if options.check and not within else 0


def _year(folder: Path, data: Path, times: int, mapped: float, brief: float, kept: float) -> None:
    """Print the rates of real pages, and what they make of a year."""
    archive = folder / "pages.warc.gz"
    count = write_pages(archive, data, times)
    size = archive.stat().st_size / count
    read = rate_of_reading(archive)
    run = batch(archive, folder / "out", 1, "month")
    pages = count / run["reading"]
    print(f"WARC: {count} real pages of {size / 1000:.0f} kB packed; {read:,.0f} a second read, {pages:,.1f} a second "
          f"and core through the whole reading stage ({run['articles']:,.0f} gave an article)")  # fmt: skip
    hours = {
        "a year of CC-News from its pages (WARC)": YEAR / pages / 3600,
        "the same from its texts (JSON lines, Parquet)": YEAR / mapped / 3600,
    }
    briefs = DAYS * brief / 3600
    for what, spent in hours.items():
        total = spent + briefs
        on = ", ".join(f"{total / cores:,.1f} h on {cores}" for cores in (2, 16, 64, 256))
        print(f"{what}: {total:,.0f} core-hours ({spent:,.0f} reading, {briefs:.1f} for {DAYS} briefs): {on} cores")
    print(f"it reads {YEAR * size / 1e12:.1f} TB of pages and keeps {YEAR * kept / 1e6:,.2f} TB in the work folder")


if __name__ == "__main__":
    sys.exit(main())
