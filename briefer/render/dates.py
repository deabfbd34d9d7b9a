"""Days as a reader writes them; English, whatever the locale of the machine."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _parts(day: str) -> tuple[int, int, int]:
    year, month, number = day[:10].split("-")
    return int(year), int(month), int(number)


def long(day: str) -> str:
    """29 December 2024, of an ISO date or date-time."""
    year, month, number = _parts(day)
    return f"{number} {MONTHS[month - 1]} {year}"


def short(day: str) -> str:
    """29 Dec."""
    _, month, number = _parts(day)
    return f"{number} {MONTHS[month - 1][:3]}"


def medium(day: str) -> str:
    """29 Dec 2024."""
    return f"{short(day)} {_parts(day)[0]}"


def span(first: str, last: str) -> str:
    """Both days with a dash between, or the one; years only where the stretch is not within twelve months."""
    if first[:10] == last[:10]:
        return short(first)
    a, b = _parts(first), _parts(last)
    if a[:2] == b[:2]:
        return f"{a[2]}\u2013{short(last)}"
    if a[0] == b[0] or (b[0] == a[0] + 1 and a[1] > b[1]):
        return f"{short(first)} \u2013 {short(last)}"
    return f"{medium(first)} \u2013 {medium(last)}"
