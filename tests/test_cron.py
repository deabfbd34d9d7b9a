"""The days on which clocks are set, with the real cron daemon; tests/test_every_day.py has the others."""

from __future__ import annotations

import os
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
