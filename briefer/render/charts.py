"""The small vector charts of the header strip: reports per day, reports by outlet.

Only rectangles and lines, coordinates rounded to two decimals (the same bytes everywhere), labels in HTML beside them.
Each says in its <title> what it shows, which becomes the alternative text of the PDF's figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from briefer.model import Coverage
from briefer.render import dates

ACCENT, GREY = "#8a1c1c", "#9a9da4"
SHADES = (ACCENT, "#b0605a", "#5c5f66", "#8b8e95", "#b9bcc2", "#d5d7da")
MOST_BARS = 45  # days; a longer stretch is drawn in equal steps of several days


def _figure(width: float, height: float, title: str, marks: Sequence[str]) -> str:
    from html import escape  # many pages have no chart, and it brings a table of all entities

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}pt" height="{height:g}pt"><title>{escape(title)}</title>{"".join(marks)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"/>'


def daily(days: Mapping[str, int], first: str, last: str, width: float = 150.0, height: float = 20.0) -> str:
    """Reports per day as bars, days without a report included, the peak in the accent; empty with one day only."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    total = (end - start).days + 1
    if total < 2:
        return ""
    step = -(-total // MOST_BARS)
    bars = [0] * -(-total // step)
    for day, many in days.items():
        at = (date.fromisoformat(day) - start).days
        if 0 <= at < total:
            bars[at // step] += many
    peak = max(bars)
    if not peak:
        return ""
    pitch = min(width / len(bars), 14.0)
    thick = pitch * 0.72
    marks = []
    telling = bars.count(peak) <= max(1, len(bars) // 4)  # a row of equal peaks is no peak
    for at, many in enumerate(bars):
        if many:
            tall = max(1.2, (height - 1) * many / peak)
            top = telling and many == peak
            marks.append(
                _rect(at * pitch, height - 0.5 - tall, thick, tall, ACCENT if top else GREY, "peak" if top else "bar")
            )
    base = f'<line class="base" x1="0" y1="{height - 0.25:.2f}" x2="{len(bars) * pitch:.2f}" y2="{height - 0.25:.2f}" '
    marks.append(base + f'stroke="{GREY}" stroke-width="0.5"/>')
    unit = "day" if step == 1 else f"{step} days"
    at = bars.index(peak)
    most = dates.long((start + timedelta(days=at * step)).isoformat())
    said = f"Reports per {unit} from {dates.long(first)} to {dates.long(last)}; the most, {peak}, on {most}."
    return _figure(width, height, said, marks)


def outlets(shares: Sequence[tuple[str, int]], width: float = 150.0, height: float = 7.0) -> str:
    """Reports by outlet as one stacked bar, in the order given."""
    total = sum(many for _, many in shares)
    if not total:
        return ""
    gap = 0.8
    room = width - gap * (len(shares) - 1)
    x, marks = 0.0, []
    for number, (_, many) in enumerate(shares):
        wide = room * many / total
        marks.append(_rect(x, 0, wide, height, SHADES[min(number, len(SHADES) - 1)], f"share s{number}"))
        x += wide + gap
    said = ", ".join(f"{name} {many}" for name, many in shares)
    return _figure(width, height, f"Reports by outlet: {said}.", marks)


def days_between(period: tuple[str | None, str | None]) -> int:
    """How many days there are from the first to the last, both counted; 0 where they are unknown."""
    first, last = period
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1 if first and last else 0


def telling(coverage: Coverage, period: tuple[str | None, str | None]) -> tuple[bool, bool]:
    """Whether there is a chart of days and one of outlets: each needs two of them to tell anything."""
    return days_between(period) > 1 and any(coverage.days.values()), len(coverage.outlets) > 1
