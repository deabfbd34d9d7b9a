"""Days with the real cron daemon: one brief a day, nothing said, on every kind of day."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from cron_harness import FastCron, why_not
from test_run import report

from briefer.store import open_archive

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it can be had")

PROFILE = """title = "Harbour Brief"
[[section]]
title = "Harbour"
about = "ships, ports and ferries"
terms = ["ship*", "port", "ferr*"]
[[source]]
folder = "news"
"""


def scheduling(at: Path, hour: str) -> list[str]:
    """The command that schedules the profile; and the profile, beside an empty folder."""
    (at / "news").mkdir()
    (at / "harbour.toml").write_text(PROFILE)
    return [sys.executable, "-m", "briefer", "schedule", "add", "harbour.toml", "--at", hour, "--out", "out"]


def places(at: Path) -> dict[str, str]:
    """Where briefer keeps its files here."""
    return {"PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration"), "BRIEFER_DATA": str(at / "data")}


def test_three_days(tmp_path: Path) -> None:
    """Three scheduled days bring three briefs, one a day, each proven, however often cron calls; and no word."""
    (tmp_path / "data").mkdir()
    setup = scheduling(tmp_path, "06:30")
    (tmp_path / "news" / "1.txt").write_text(report(1))
    begin = datetime(2026, 11, 23, 6, 20)
    with FastCron(tmp_path, [setup], begin, rate=15_000, environment=places(tmp_path)) as cron:
        for day in (24, 25):
            cron.until(datetime(2026, 11, day, 0, 30))
            (tmp_path / "news" / f"{day}.txt").write_text(report(day))
        cron.until(datetime(2026, 11, 25, 7, 10))
        cron.settle()
    jobs = cron.jobs()
    assert [(job.status, job.out, job.err) for job in jobs] == [(0, "", "")] * len(jobs)
    assert len(jobs) >= 10
    with open_archive(tmp_path / "data" / "archive.db", create=False) as archive:
        history = archive.history("harbour")
        editions = [archive.scheduled("harbour", f"2026-11-{day}") for day in (23, 24, 25)]
    assert [(each.number, each.date) for each in history] == [
        (1, "2026-11-23"), (2, "2026-11-24"), (3, "2026-11-25"),
    ]  # fmt: skip
    assert [each and (each.state, each.tries, each.number) for each in editions] == [("made", 1, n) for n in (1, 2, 3)]
    for number in (1, 2, 3):
        words = ["rebuild", str(number), "--out", f"again{number}", "--format", "json"]
        for command in (words, ["verify", f"again{number}/brief.json"]):
            done = subprocess.run(
                [sys.executable, "-m", "briefer", *command, "--archive", "data/archive.db"],
                cwd=tmp_path, env={**os.environ, **places(tmp_path)}, capture_output=True, text=True, timeout=60,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (datetime(2027, 3, 28, 1, 15), datetime(2027, 3, 28, 5, 0)),
        pytest.param(
            datetime(2026, 10, 25, 1, 15),
            datetime(2026, 10, 25, 5, 0),
            marks=pytest.mark.skipif("BRIEFER_SLOW_TESTS" not in os.environ, reason="BRIEFER_SLOW_TESTS is not set"),
        ),
    ],
)
def test_the_days_when_clocks_are_set(tmp_path: Path, begin: datetime, end: datetime) -> None:
    """An hour that there is not, and one that there is twice, bring one brief each."""
    (tmp_path / "data").mkdir()
    setup = scheduling(tmp_path, "02:30")
    (tmp_path / "news" / "1.txt").write_text(report(1))
    with FastCron(tmp_path, [setup], begin, rate=6000, environment=places(tmp_path)) as cron:
        cron.until(end)
        cron.settle()
    jobs = cron.jobs()
    assert [(job.status, job.out, job.err) for job in jobs] == [(0, "", "")] * len(jobs)
    assert jobs[0].when.hour in (2, 3) and len(jobs) >= 2
    with open_archive(tmp_path / "data" / "archive.db", create=False) as archive:
        assert [each.date for each in archive.history("harbour")] == [begin.date().isoformat()]
        edition = archive.scheduled("harbour")
    assert edition is not None and (edition.state, edition.tries) == ("made", 1)
