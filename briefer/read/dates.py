"""A date as an article writes it -> an ISO date, or None where it is not known beyond doubt.

"03/04/2024" is the third of April to some and the fourth of March to others, so it stays unknown. A time of day is
kept only with its zone: without one it could be a day off.
"""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero janeiro gennaio januari",
            "february feb februar février fevrier febrero fevereiro febbraio februari",
            "march mar märz mars marzo março maart",
            "april apr avril abril aprile",
            "may mai mayo maio maggio mei",
            "june jun juni juin junio junho giugno",
            "july jul juli juillet julio julho luglio",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre setembro settembre",
            "october oct oktober octobre octubre outubro ottobre okt",
            "november nov novembre noviembre novembro",
            "december dec dezember décembre decembre diciembre dezembro dicembre dez",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"z": 0, "utc": 0, "ut": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420}
_ZONES |= {"mdt": -360, "pst": -480, "pdt": -420}  # the zones RFC 2822 gives a meaning; all others are ambiguous

_ISO = r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s?(?P<zone>[a-z]{1,5}|[+-]\d\d:?\d\d|[+-]\d\d)\b)?"
)
_AS_IT_IS = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d))?"
_WEEKDAY = r"(?:[^\W\d]{2,10}\.?,?\s+)?"
_SHAPES = (
    rf"{_ISO}(?:(?:t|\s+|,\s+)(?P<time>{_TIME}))?",
    rf"{_WEEKDAY}(?P<day>\d\d?)(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<name>[^\W\d]{{3,10}})\.?,?\s+(?:de\s+)?(?P<year>\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?(?P<time>{_TIME}))?",
    rf"{_WEEKDAY}(?P<name>[^\W\d]{{3,10}})\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"(?:,?\s+(?:at\s+)?(?P<time>{_TIME}))?",
    r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d\d?)\s?[月월]\s?(?P<day>\d\d?)\s?[日일]",
)


def iso(written: str | None) -> str | None:
    """Return the date as "2024-12-29" or with time and zone, or None when it is not certain.

    >>> iso("Dec. 29, 2024"), iso("Sun, 29 Dec 2024 10:00:00 +0900"), iso("03/04/2024")
    ('2024-12-29', '2024-12-29T10:00:00+09:00', None)
    """
    if not written:
        return None
    words = re.sub(r"\([^()]*\)", " ", written[:100]).strip().lower()
    for shape in _SHAPES:
        match = re.fullmatch(shape, words)
        if match is not None:
            certain = _certain(match.groupdict())
            return written.strip() if certain and re.fullmatch(_AS_IT_IS, written.strip()) else certain
    return None


def _certain(part: dict[str, str | None]) -> str | None:
    from datetime import date, datetime, timedelta, timezone

    name = part.get("name")
    month = _MONTHS.get(name, 0) if name else int(part["month"] or 0)
    try:
        day = date(int(part["year"] or 0), month, int(part["day"] or 0))
        if day.year < 1000:  # what some programs write for "no date"
            return None
        offset = _offset(part.get("zone")) if part.get("time") else None
        if offset is None:
            return day.isoformat()
        hour = int(part["hour"] or 0)
        if part["half"]:
            hour = hour % 12 + (12 if part["half"] == "p" else 0)
        zone = timezone(timedelta(minutes=offset))
        moment = datetime(
            day.year, day.month, day.day, hour, int(part["minute"] or 0), int(part["second"] or 0), tzinfo=zone
        )
    except ValueError:  # no such day or hour
        return None
    if moment.timestamp() == 0:  # the first second of 1970: a counter nobody set
        return None
    return moment.isoformat()


def _offset(zone: str | None) -> int | None:
    """Return the minutes a zone is ahead of Greenwich, or None for one that is not certain."""
    if zone is None:
        return None
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        if zone in ("-0000", "-00:00"):  # RFC 2822: the zone is not known; the moment is in Greenwich time
            return 0
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return -minutes if zone[0] == "-" else minutes
    return _ZONES.get(zone)
