"""Archives become briefs: the same bytes from any engine and number of workers, and nothing lost but what is named."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefer.batch import Engine, Outcome, Settings, batch, fingerprint
from briefer.batch.engine import Job
from briefer.batch.local import Local
from briefer.errors import InputError, MissingError, OutputError, UsageError
from briefer.profile import load_profile
from briefer.render.record import from_json
from briefer.render.sheet import coverage_line
from briefer.verify import verify

ROOT = Path(__file__).parent.parent
POISON = Path(__file__).parent / "poison"
DAYS = 4

_SENTENCES = [
    sentence
    for path in sorted((ROOT / "seeds").glob("*.txt"))
    for sentence in re.split(r"(?<=[.!?])\s+", path.read_text("utf-8"))
    if 40 < len(sentence) < 300
]


def an_article(n: int, days: int = DAYS, **more: Any) -> dict[str, Any]:
    """An article recombined from the demonstration texts, always the same for a number; every tenth is a copy."""
    chance = random.Random(n - 1 if n % 10 == 9 else n)
    text = " ".join(chance.sample(_SENTENCES, 8))
    if n % 10 == 9:
        text += " Copied as it came."
    day = f"2024-12-{1 + n % days:02}"
    return {
        "id": f"a{n:04}",
        "title": f"Report {n}",
        "text": text,
        "outlet": f"Outlet {n % 3}",
        "published": day,
        **more,
    }


def write_lines(path: Path, articles: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in articles), "utf-8")
    return path


def settings(out: Path, **more: Any) -> Settings:
    profile = replace(load_profile("korea"), path=None)
    return Settings(
        **{
            "profile": profile,
            "work": str(out / ".work"),
            "out": str(out),
            "formats": ("md", "json"),
            "code": fingerprint(),
            "split_bytes": 40_000,
            "piece": 40,
            **more,
        }
    )


class Here:
    """An engine that does the jobs in this process, one after the other."""

    def each(self, function: Callable[..., dict[str, Any]], jobs: Iterable[Job]) -> Iterator[tuple[str, Any]]:
        for name, arguments in jobs:
            yield name, function(*arguments)


def made(archives: list[Path], out: Path, engine: Engine | None = None, **more: Any) -> Outcome:
    return batch([str(each) for each in archives], settings(out, **more), engine or Here(), os.urandom(8).hex())


def files(out: Path) -> dict[str, bytes]:
    """All that a batch has written but its work."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".work" not in path.parts
    }


def manifest(out: Path) -> Any:
    return json.loads((out / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 200 articles, some lines of which are none."""
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    write_lines(path, [an_article(n) for n in range(200)])
    with open(path, "ab") as file:
        file.write(b'{"text": "no date stands here, and no word of one"}\n{broken\n')
    return path


@pytest.fixture(scope="module")
def plain(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of it, split by split."""
    out = tmp_path_factory.mktemp("plain")
    made([news], out)
    return out


# ---------------------------------------------------------------- one way, the same bytes


def test_a_manifest_names_everything(news: Path, plain: Path) -> None:
    """Each period with its articles and the hash of each file, each record that was left out with its reason."""
    told = manifest(plain)

    assert [each["period"] for each in told["periods"]] == [f"2024-12-0{n}" for n in range(1, DAYS + 1)]
    assert told["articles"] == 200 == sum(each["articles"] for each in told["periods"])
    assert [(each["records"], each["articles"]) for each in told["archives"]] == [(202, 200)]
    assert told["skipped"]["count"] == 2
    assert told["skipped"]["records"] == [
        {"source": f"{news}#201", "reason": "has no date that is certain, so it belongs to no period"},
        {"source": f"{news}#202",
         "reason": "is not valid JSON (column 2: expecting property name enclosed in double quotes)"},
    ]  # fmt: skip
    for each in told["periods"]:
        folder = plain / each["period"]
        assert set(each["files"]) == {"brief.md", "brief.json", "articles.jsonl", "sources.jsonl"}
        for name, file in each["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"]
        lines = [json.loads(line) for line in (folder / "articles.jsonl").read_bytes().splitlines()]
        assert len(lines) == each["articles"] and each["items"]
        assert sum("copy_of" in line for line in lines) == each["copies"] + each["told_before"]
    assert {line["source"] for line in map(json.loads, (plain / "skipped.jsonl").read_bytes().splitlines())} == {
        f"{news}#201",
        f"{news}#202",
    }


def test_a_brief_is_proven_by_the_sources_beside_it(plain: Path) -> None:
    """A brief of a batch is verified without its archive, from the cited articles in its own folder."""
    folder = plain / "2024-12-02"
    found = verify(folder / "brief.json", folder / "sources.jsonl")

    assert found.ok and found.checks


@pytest.mark.parametrize(("size", "piece"), [(3_000, 7), (1 << 30, 5000)])
def test_the_cutting_does_not_show(news: Path, plain: Path, tmp_path: Path, size: int, piece: int) -> None:
    """Splits and pieces of any size, read by two workers, give the bytes that one process gives."""
    with Local(2) as engine:
        made([news], tmp_path, engine, split_bytes=size, piece=piece)

    assert files(tmp_path) == files(plain)


def test_the_order_and_number_of_archives_do_not_show(tmp_path: Path) -> None:
    """The same archives in another order give the same bytes, and one article more changes its own periods alone."""
    one = write_lines(tmp_path / "one.jsonl", [an_article(n) for n in range(40)])
    two = write_lines(tmp_path / "two.jsonl", [an_article(n) for n in range(40, 80)])
    made([one, two], tmp_path / "out", formats=("json",))
    first = files(tmp_path / "out")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*/brief.json")}
    made([two, one], tmp_path / "again", formats=("json",))
    assert files(tmp_path / "again") == first

    late = write_lines(tmp_path / "z.jsonl", [an_article(900, published="2024-12-04")])
    made([one, two, late], tmp_path / "out", formats=("json",))

    changed = {path.parent.name for path, before in times.items() if path.stat().st_mtime_ns != before}
    assert changed == {"2024-12-04"}


@pytest.mark.parametrize(
    ("by", "periods", "date"), [("week", ["2024-W48", "2024-W49"], "2024-12-01"), ("month", ["2024-12"], "2024-12-31")]
)
def test_weeks_and_months(tmp_path: Path, by: str, periods: list[str], date: str) -> None:
    """A week is that of ISO 8601 and a brief bears the last day of its period; 9999 is no year."""
    late = an_article(30, published="9999-12-31")
    path = write_lines(tmp_path / "news.jsonl", [*(an_article(n) for n in range(30)), late])

    made([path], tmp_path / "out", by=by, formats=("json",))

    told = manifest(tmp_path / "out")
    assert [each["period"] for each in told["periods"]] == periods
    assert told["periods"][0]["date"] == date
    assert [each["source"] for each in told["skipped"]["records"]] == [f"{path}#31"]
    assert json.loads((tmp_path / "out" / periods[0] / "brief.json").read_bytes())["date"] == date


# ---------------------------------------------------------------- copies, and too many


def test_a_copy_is_set_aside_whenever_it_came(tmp_path: Path) -> None:
    """Of articles that are nearly the same the earliest stands, also for those of the days after, up to three."""
    story = an_article(1)["text"]
    # Words that stand in every article make none the copy of another.
    articles = [
        an_article(2, published="2024-12-01"),
        an_article(3, published="2024-12-01"),
        an_article(1, published="2024-12-01"),
        an_article(501, text=f"{story} More soon.", published="2024-12-01T08:00:00+00:00"),
        an_article(502, text=f"(Wire) {story}", published="2024-12-03"),
        an_article(503, text=story, published="2024-12-09"),
    ]
    path = write_lines(tmp_path / "news.jsonl", articles)

    made([path], tmp_path / "out", formats=("json",))

    first, third, ninth = manifest(tmp_path / "out")["periods"]
    assert (first["articles"], first["copies"], first["candidates"]) == (4, 1, 3)
    assert (third["articles"], third["told_before"], third["brief"]) == (1, 1, None)
    assert (ninth["articles"], ninth["told_before"]) == (1, 0)
    (line,) = (tmp_path / "out" / "2024-12-03" / "articles.jsonl").read_bytes().splitlines()
    assert json.loads(line)["copy_of"] == f"{path}#3"


def test_what_is_not_weighed_is_counted(news: Path, tmp_path: Path) -> None:
    """A period with more articles than are weighed keeps those near the profile, and brief and manifest say so."""
    made([news], tmp_path, candidates=20, by="month", formats=("md", "json"))

    (period,) = manifest(tmp_path)["periods"]
    coverage = json.loads((tmp_path / "2024-12" / "brief.json").read_bytes())["coverage"]
    lines = [json.loads(line) for line in (tmp_path / "2024-12" / "articles.jsonl").read_bytes().splitlines()]
    assert period["candidates"] == 20 and period["left_out"] > 100
    assert coverage["articles"] + period["left_out"] == 200
    assert sum(coverage["days"].values()) == 200
    assert coverage["unweighed"] == period["left_out"] and coverage["skipped"] == []
    page = (tmp_path / "2024-12" / "brief.md").read_text("utf-8")
    assert f"\n{coverage['articles']} of 200 articles weighed, " in page and "Not used" not in page
    assert "\nWeighed are those that share most words with the profile, or were reported most often.\n" in page
    brief = from_json((tmp_path / "2024-12" / "brief.json").read_bytes())
    assert coverage_line(brief).startswith(f"{coverage['articles']} of 200 articles weighed (1 story); ")
    assert "could not be used" not in coverage_line(brief)
    assert sum("left_out" not in line and "copy_of" not in line for line in lines) == 20


# ---------------------------------------------------------------- poison

_KILLED = "ended its worker twice, or took too long, or too much memory; it is left out"
_DEADLY = {  # what an article does to its worker, and what is said of it
    "DEADLY-EXIT": _KILLED,
    "DEADLY-FAULT": _KILLED,
    "DEADLY-LOOP": _KILLED,
    "DEADLY-MEMORY": "needs more memory than an article may have",
    "DEADLY-ERROR": "cannot be read (LookupError: a fault of a library)",
}


def _poisoned(path: Path, words: Iterable[str]) -> dict[str, str]:
    """Write an archive with deadly articles in it; return what has to be said of each."""
    articles = [an_article(n) for n in range(60)]
    reasons = {}
    for n, word in enumerate(words):
        articles[7 + 11 * n]["text"] += f" {word}"
        reasons[f"{path}#{8 + 11 * n}"] = _DEADLY[word]
    write_lines(path, articles)
    return reasons


def _assert_no_other_is_lost(out: Path, reasons: dict[str, str]) -> None:
    told = manifest(out)
    assert {each["source"]: each["reason"] for each in told["skipped"]["records"]} == reasons
    assert told["articles"] == 60 - len(reasons) == sum(each["articles"] for each in told["periods"])


def test_poison_is_skipped_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An article that ends its worker, faults, hangs, eats memory or fails is named, and no other one is lost."""
    monkeypatch.setenv("PYTHONPATH", f"{POISON}{os.pathsep}{ROOT}")
    out = tmp_path / "out"
    reasons = _poisoned(tmp_path / "poisoned.jsonl", _DEADLY)
    with Local(2) as engine:
        made([tmp_path / "poisoned.jsonl"], out, engine, patience=1.5, memory=400_000_000, formats=("json",))

    _assert_no_other_is_lost(out, reasons)
    lines = [json.loads(line) for path in out.glob("*/articles.jsonl") for line in path.read_bytes().splitlines()]
    assert sorted(line["id"] for line in lines) == [f"a{n:04}" for n in range(60) if n not in range(7, 60, 11)]


def test_poison_in_making_a_brief_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An article that can be read, and hangs, ends or fails the making of its brief, is found, left out and named
    there."""
    monkeypatch.setenv("PYTHONPATH", f"{POISON}{os.pathsep}{ROOT}")
    monkeypatch.setenv("POISON_LATER", "1")
    articles = [an_article(n, days=1) for n in range(9)]
    later = {0: "LOOP", 2: "EXIT", 4: "FAULT", 6: "MEMORY", 7: "ERROR"}
    for n, word in later.items():
        articles[n]["text"] += f" LATER-{word}"
    path = write_lines(tmp_path / "news.jsonl", articles)
    with Local(1) as engine:
        made([path], tmp_path / "out", engine, patience=1.5, reading=3.0, memory=400_000_000, formats=("json",))

    (period,) = manifest(tmp_path / "out")["periods"]
    told = {
        f"{path}#1": _KILLED,
        f"{path}#3": _KILLED,
        f"{path}#5": _KILLED,
        f"{path}#7": "needs more memory than an article may have",
        f"{path}#8": "cannot be worked with (LookupError: a fault of a library)",
    }
    brief = json.loads((tmp_path / "out" / "2024-12-01" / "brief.json").read_bytes())
    assert dict(period["skipped"]) == told == {each["source"]: each["reason"] for each in brief["coverage"]["skipped"]}
    assert (period["articles"], period["failed"]) == (9, "") and period["items"]


def test_an_article_has_a_minute() -> None:
    """The limits that people get: 60 seconds an article, 2 GB beyond what a worker has when it starts."""
    plain = Settings(profile=load_profile("korea"), work="", out="")

    assert (plain.patience, plain.memory) == (60.0, 2_000_000_000)


# ---------------------------------------------------------------- interrupted and resumed

KILLS = int(os.environ.get("BATCH_KILLS", "2"))  # more of them take a second each


def _command(path: Path, out: Path, address: str = "") -> list[str]:
    """A process that makes briefs of an archive in splits of forty articles, here or on a cluster."""
    start = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_batch; test_batch.drive()"
    return [sys.executable, "-c", start, str(path), str(out), address]


def drive() -> None:
    """What such a process does."""
    from briefer.batch.cluster import Dask

    path, out, address = sys.argv[1:]
    chosen, run = settings(Path(out)), os.urandom(8).hex()
    with Dask(address, chosen, run) if address else Local(2) as engine:
        batch([path], chosen, engine, run)


def _environment(slow: float = 0.0) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{POISON}{os.pathsep}{ROOT}", "POISON_SLOW": str(slow)}


def _wait(condition: Any, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_a_killed_batch_goes_on(news: Path, plain: Path, tmp_path: Path) -> None:
    """After kill -9 in the reading and in the briefs the same command goes on: what was finished is not touched, and
    the bytes are those of a run that nobody killed."""
    command = _command(news, tmp_path / "out")
    out = tmp_path / "out"

    first = subprocess.Popen(command, env=_environment(0.01), cwd=tmp_path, stderr=subprocess.DEVNULL)
    _wait(lambda: any(path.stat().st_size for path in out.glob(".work/journal/*.at")))
    time.sleep(0.3)
    first.kill()
    first.wait()
    assert not list(out.glob("2024*"))
    second = subprocess.Popen(command, env=_environment(), cwd=tmp_path, stderr=subprocess.DEVNULL)
    _wait(lambda: (out / ".work" / "periods" / "2024-12-01.json").exists())
    second.kill()
    second.wait()
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.data")}
    times |= {path: path.stat().st_mtime_ns for path in (out / "2024-12-01").iterdir()}
    third = subprocess.run(command, env=_environment(), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert third.returncode == 0, third.stderr
    assert {path: path.stat().st_mtime_ns for path in times} == times and len(times) >= 5
    assert files(out) == files(plain)
    assert not list(out.glob(".work/journal/*.at")) and not list(out.rglob("*.part"))


def test_it_may_be_killed_at_any_moment(news: Path, plain: Path, tmp_path: Path) -> None:
    """Killed again and again at moments nobody chose, each of two workers does again at most the piece or the brief
    that it was at, nothing finished is touched, and the bytes are the same."""
    out, log = tmp_path / "out", tmp_path / "log"
    chance = random.Random(11)
    finished: dict[Path, int] = {}
    runs = 1
    environment = {**_environment(0.004), "POISON_LOG": str(log)}
    for _ in range(KILLS):
        process = subprocess.Popen(_command(news, out), env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 2.2))
        process.kill()
        process.wait()
        whole = [path.with_suffix(".data") for path in out.glob(".work/splits/*/*-*.json")]
        whole += [out / path.stem / "brief.json" for path in out.glob(".work/periods/*.json")]
        assert {path: path.stat().st_mtime_ns for path in finished} == finished
        finished = {path: path.stat().st_mtime_ns for path in whole}
        if (out / "manifest.json").exists():  # nothing is left to be killed
            assert files(out) == files(plain)
            shutil.rmtree(out)
            finished, runs = {}, runs + 1
    environment["POISON_SLOW"] = "0"
    subprocess.run(_command(news, out), env=environment, cwd=tmp_path, capture_output=True, check=True)

    assert files(out) == files(plain)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    done = log.read_bytes()
    assert 202 * runs <= done.count(b"a") <= 202 * runs + KILLS * 2 * settings(out).piece
    assert DAYS * runs <= done.count(b"b") <= DAYS * runs + KILLS * 2


def test_a_second_batch_waits_its_turn(news: Path, tmp_path: Path) -> None:
    """Two batches do not write into one folder at a time."""
    import fcntl

    (tmp_path / ".work").mkdir()
    with open(tmp_path / ".work" / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match=f"another briefer batch writes into {tmp_path} now"):
            made([news], tmp_path)


# ---------------------------------------------------------------- a cluster


class Cluster:
    """A scheduler and workers of Dask on loopback, each a process with its nanny."""

    def __init__(self, folder: Path, environment: dict[str, str], workers: int = 2) -> None:
        self.folder, self.environment = folder, environment
        where = folder / "scheduler.json"
        self.processes = [self._start("scheduler", "--port", "0", "--scheduler-file", str(where))]
        _wait(lambda: where.exists() and where.stat().st_size > 0)
        self.address = json.loads(where.read_text())["address"].removeprefix("tcp://")
        for _ in range(workers):
            self.processes.append(
                self._start("worker", self.address, "--nthreads", "1", "--local-directory", str(folder / "dask"))
            )
        _wait(lambda: len(self.workers()) == workers)

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, "--host", "127.0.0.1", "--no-dashboard", *options]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=quiet, stderr=quiet)

    def workers(self) -> list[int]:
        """The processes that do the work: children of the nannies that are ready."""
        import distributed

        client: Any = distributed.Client
        with client(self.address, set_as_default=False, timeout=20) as client:
            return sorted(client.run(os.getpid).values())

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Lose a machine: the process and all those it has started."""
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
        process.kill()
        for each in listed.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(each), signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in reversed(self.processes):
            self.kill(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, for whom an article takes 10 ms longer and deadly ones are deadly."""
    found = Cluster(tmp_path_factory.mktemp("cluster"), _environment(0.01))
    yield found
    found.stop()


def test_a_cluster_gives_the_same_bytes_though_workers_die(
    news: Path, plain: Path, tmp_path: Path, cluster: Cluster
) -> None:
    """A worker and a whole nanny are killed in the middle; the bytes are those of one machine."""
    out = tmp_path / "out"
    one, _ = cluster.workers()
    done = subprocess.Popen(
        _command(news, out, cluster.address),
        env=_environment(), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    _wait(lambda: list(out.glob(".work/journal/*.at")))
    time.sleep(0.2)
    os.kill(one, signal.SIGKILL)
    _wait(lambda: list(out.glob(".work/splits/*/*.data")))
    assert done.poll() is None and not (out / "manifest.json").exists()
    cluster.kill(cluster.processes.pop())
    said, _ = done.communicate(timeout=60)

    assert done.returncode == 0, said
    assert files(out) == files(plain)


def test_poison_on_a_cluster(tmp_path: Path, cluster: Cluster) -> None:
    """What kills the workers of a cluster is named as on one machine, and the work goes on."""
    from briefer.batch.cluster import Dask

    chosen = settings(tmp_path / "out", memory=400_000_000, formats=("json",))
    run = os.urandom(8).hex()
    reasons = _poisoned(tmp_path / "poisoned.jsonl", ("DEADLY-EXIT", "DEADLY-MEMORY", "DEADLY-ERROR"))
    with Dask(cluster.address, chosen, run) as engine:
        batch([str(tmp_path / "poisoned.jsonl")], chosen, engine, run)

    _assert_no_other_is_lost(tmp_path / "out", reasons)


def test_a_cluster_that_differs_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cluster: Cluster) -> None:
    """Workers with another briefer, no scheduler, and no Dask here: each is said before the first task."""
    from briefer.batch import cluster as engine

    chosen = settings(tmp_path / "out")
    with monkeypatch.context() as patched:
        patched.setattr(engine, "fingerprint", lambda: "0123456789abcdef")
        with pytest.raises(UsageError, match=r"has briefer \w{16} and this machine 0123456789abcdef; install the same"):
            engine.Dask(cluster.address, chosen, "ab")
    with monkeypatch.context() as patched:
        patched.setattr(engine, "_PATIENCE", 1)
        with pytest.raises(MissingError, match=r"no Dask scheduler answers at tcp://127.0.0.1:1 .* dask scheduler"):
            engine.Dask("127.0.0.1:1", chosen, "ab")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingError, match=r"needs Dask, which is not installed; .* pip install 'briefer\[dask\]'"):
        engine.Dask(cluster.address, chosen, "ab")


# ---------------------------------------------------------------- what people see


def _says(*arguments: str, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "briefer", "batch", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """A wrong engine or period, no scheduler, an unreadable archive and nothing dated: each says what to do."""
    write_lines(tmp_path / "undated.jsonl", [{"text": "Nobody says when this was written, not even here."}])
    for arguments, status, words in (
        (("x.jsonl", "--by", "year"), 2, "--by: 'year' is no period of a brief; use one of: day, week, month"),
        (
            ("x.jsonl", "--engine", "spark"),
            2,
            "'spark' is no engine; use local, or dask://HOST:PORT for a Dask cluster",
        ),
        (("x.jsonl", "--engine", "dask://here"), 2, "has no host and port; write it as dask://HOST:PORT"),
        (("x.jsonl", "--engine", "dask://cluster.example.org:8786"), 2, "a scheduler runs any code that is sent to it"),
        (("x.jsonl",), 65, "x.jsonl: cannot be read: no such file or directory; check the name"),
        (("undated.jsonl",), 65, "undated.jsonl#1: has no date that is certain, so it belongs to no period"),
    ):
        found, said = _says(*arguments, cwd=tmp_path)
        assert (found, words in said) == (status, True), said


def test_a_dry_run_writes_nothing(news: Path, tmp_path: Path) -> None:
    """A dry run tells the archives, how many parts and about how many articles they have, and the periods seen."""
    status, said = _says(str(news), "--by", "week", "--out", "out", "--dry-run", cwd=tmp_path)

    assert status == 0
    assert f"would read {news}" in said and "in 1 part, about 2" in said
    assert "would write a brief for each week into out; the beginnings of the archives have 2024-W48, 2024-W49" in said
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_bad_archives(tmp_path: Path) -> None:
    """When no archive can be read the reasons are the error."""
    (tmp_path / "none.parquet").write_bytes(b"no")

    with pytest.raises(InputError, match=r"there is no archive to read\n.*none.parquet: is not Parquet"):
        made([tmp_path / "none.parquet"], tmp_path / "out")


def test_a_local_batch_loads_no_engine_of_others() -> None:
    """Dask, pyarrow and fastwarc are loaded where they are asked for, and numpy not by the command line."""
    script = "import briefer.cli, briefer.batch.local, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert not {"distributed", "dask", "pyarrow", "fastwarc", "fsspec"} & set(done.stdout.split())
