"""What a sentence counts: how many of what, of what kind, and when; and whether two sentences count it differently.

Precision comes first: two figures differ only where the same thing is counted, in the same unit, at the same time and
place. A part ("two of the ten"), a figure of last year and a rounding are no contradiction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from ..values import dataclass

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_WORDS = {word: float(value) for value, word in enumerate([*_ONES, "seventeen", "eighteen", "nineteen"])} | {
    word: 10.0 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT = {"m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "mio": 1e6, "mrd": 1e9, "millionen": 1e6, "milliarden": 1e9}
# "Dozens" may be twenty or ninety; what lies in between is no contradiction.
_VAGUE = {"dozens": (20.0, 150.0), "scores": (35.0, 150.0), "hundreds": (150.0, 1500.0), "thousands": (1500.0, 15000.0),
          "millions": (1.5e6, 15e6)}  # fmt: skip
_NUMBER = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?!0)\d{1,3}(?:\.\d{3})+(?![\d])(?:,\d+)?|\d+(?:[.,]\d+)?|"
    rf"(?:{'|'.join(word for word in _WORDS if word.endswith('ty'))})(?:-(?:{'|'.join(_ONES[1:10])}))?|"
    rf"{'|'.join(sorted(_WORDS, key=len, reverse=True))}|"
    r"(?:an?|several|half a)(?= (?:dozen|hundred|thousand|million|billion))"
)
_FIGURE = re.compile(
    rf"(?<![\w.,:/-])(?P<money>(?:US|A|C)?[$€£¥₩₽₴])?\s?(?:(?P<value>{_NUMBER})(?!\w|-\w|[.,:]\d|/\d)"
    rf"(?:\s?[-–]\s?(?P<to>{_NUMBER})|\s(?:to|and|or)\s(?P<till>{_NUMBER}))?(?!\w|[.,:]\d)"
    r"(?:\s?(?P<scale>dozen|hundred|thousand|million|billion|trillion|Millionen|Milliarden|Mio|Mrd|mn|bn|tn|m|k)\b\.?)?"
    r"|(?P<vague>(?:tens|hundreds) of (?:thousands|millions)|dozens|scores|hundreds|thousands|millions)\b)"
    r"(?P<percent>\s?(?:%|per ?cent\b|percentage points?\b|Prozent\b|pour cent\b|por ciento\b))?",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<![\w.,:/-])([$€£¥₩]?\d[\d,.]*)(mn|bn|tn|m|k)\b")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = re.compile(
    r"\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s(\d{1,2})?\b|"
    r"\b(\d{1,2})\s(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.,$€£-])((?:19|20)\d\d)(?![\w.,]\d|\w|%| (?:people|soldiers|troops|men|women|workers))")
_BEFORE_DATE = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,? \Z", re.IGNORECASE)
_AFTER_DATE = re.compile(r"(?:st|nd|rd|th)?,? (?:of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:last|previous|prior|preceding) (?:year|month|week|season|decade)|\b(?:a|one) (?:year|month|week|decade) "
    r"(?:ago|earlier|before)|\b\w+ (?:years|months|weeks|decades) (?:ago|earlier|before)|\byear[- ]earlier\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:per|each|every|a) (?:day|week|month|year)\b|\b(?:daily|weekly|monthly|annual|annually|yearly)\b|"
    r"\b(?:in|within|over|during|since|by) (?:a single|the (?:first|past|last|next)|one|two|three|\d+) ?\w*? ?(?:hours?|days?|weeks?|months?|years?)\b|"
    r"\bso far\b|\bin (?:total|all)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|near|from|outside|across) (?:the )?((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)*)")
_PART = re.compile(r"(?:\bincluding|\bamong (?:them|the \w+)(?: (?:were|was|are))?|\bof (?:whom|which|them),?|\bthem|\banother|\badditional|\bother|"
                   r"\bmore than half|\bup|\bdown|\bby|\bof (?:the|its|their|these|those))\s(?:at least |about |some |around |up to )?\Z", re.IGNORECASE)  # fmt: skip
_OF = re.compile(r"\s(?:out )?of (?:the|its|their|his|her|our|these|those|them|which|whom|\d)", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|some|approximately|up to|close to|an estimated|circa|just over|just under|"
    r"rund|etwa|environ|unos|unas|cerca de|около)\s\Z",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:more than|over|at least|upwards of|no fewer than|mehr als|plus de|más de|более)\s\Z", re.IGNORECASE)
_RANK = re.compile(r"\A(?:st|nd|rd|th)\b")
_RATIO = re.compile(r"\A in (?:\d|every |ten\b|two\b|three\b|four\b|five\b|six\b)")
_INTO_RATIO = re.compile(r"\b(?:\d+|one|two|three|four|five|six|nine) in (?:every )?\Z", re.IGNORECASE)
_SCOPE = re.compile(r"\b(?:worldwide|globally|nationwide|alone|combined|altogether|overall|elsewhere)\b", re.IGNORECASE)

_TIME = frozenset("year years month months day days week weeks hour hours minute minutes second seconds decade decades am pm".split()) | {"a.m", "p.m", "years-old"}
_SKIPPED = frozenset(
    "the a an of other more than its their his her our new young old some about such were was is are be been being had have has "
    "will would could may might also as at by for from in into on to with and or that which who whom but not it they he she "
    "said say says after before when while since during over under up down out so far".split()
)
_CLAUSE = re.compile(r"[,;:()“”\"—–]| (?:after|before|when|while|because|although|but|and|as|since|that|which|who|where|said) ")
_PERSONS = frozenset("people persons person civilians men women children soldiers troops residents passengers workers victims".split())
_ATTACKERS = frozenset("attackers assailants militants terrorists gunmen bombers fighters insurgents rebels suspects hostages police officers".split())
_OUTCOMES = (
    ("dead", re.compile(r"\b(?:killed|killing|kills?|dead|died|dying|deaths?|fatalities|lost their lives|toll)\b", re.IGNORECASE)),
    ("hurt", re.compile(r"\b(?:wounded|wounding|injured|injuring|injur(?:y|ies)|hurt)\b", re.IGNORECASE)),
    ("missing", re.compile(r"\b(?:missing|unaccounted)\b", re.IGNORECASE)),
    ("held", re.compile(r"\b(?:arrested|detained|captured|jailed)\b", re.IGNORECASE)),
    ("fled", re.compile(r"\b(?:fled|displaced|evacuated|homeless)\b", re.IGNORECASE)),
)  # fmt: skip
_LOSSES = re.compile(r"\b(?:casualties|losses)\b", re.IGNORECASE)
_TOLL = re.compile(r"\b(?:death toll|toll|number of (?:dead|deaths|people killed|victims))\b[^,;.]{0,60}\Z", re.IGNORECASE)


LONGEST = 700  # letters


@dataclass(frozen=True, slots=True)
class Figure:
    """One count in a sentence: from low to high of what, in what unit."""

    low: float
    high: float
    loose: bool  # "about", "some", "nearly"
    more: bool  # "at least", "more than"
    unit: str  # "%", "$" or ""
    things: tuple[str, ...]  # the words that name what is counted, in order
    outcome: frozenset[str]  # what became of those counted
    start: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a sentence counts, and what it says of time and place."""

    figures: tuple[Figure, ...]
    dates: frozenset[str]
    days: frozenset[str]
    earlier: bool
    periods: frozenset[str]
    places: frozenset[str]
    scope: frozenset[str]


def counts(text: str) -> dict[str, frozenset[float]]:
    """Return what a sentence counts and how many: {"troops": {10000}}; dates and years left out."""
    found: dict[str, set[float]] = defaultdict(set)
    for figure in counted(text).figures:
        for word in figure.things:
            found[word].add(figure.low)
    return {word: frozenset(values) for word, values in found.items()}


@lru_cache(maxsize=20_000)
def counted(text: str) -> Counted:
    """Return what a sentence counts; of one too long for a page nothing but its beginning is read."""
    text = text[:LONGEST]
    dates = set(_YEAR.findall(text))
    for month, day, first, other in _MONTH.findall(text):
        name = (month or other).lower()[:3]
        if day or first:
            dates.add(f"{name} {day or first}")
        elif name != "may":
            dates.add(name)
    return Counted(
        figures=tuple(_figures(text)),
        dates=frozenset(dates),
        days=frozenset(day.lower() for day in _WEEKDAY.findall(text)),
        earlier=_EARLIER.search(text) is not None,
        periods=frozenset(period.lower() for period in _PERIOD.findall(text)),
        places=frozenset(_PLACE.findall(text)),
        scope=frozenset(word.lower() for word in _SCOPE.findall(text)),
    )


def _figures(text: str) -> Iterator[Figure]:
    spaced = _GLUED.sub(r"\1 \2", text)
    if len(spaced) != len(text):
        text = spaced
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 90) : start], text[end : end + 90]
        raw = match["value"] or ""
        if raw.isdigit() and not match["scale"] and not match["money"] and not match["percent"]:
            if len(raw) == 4 and raw[:2] in ("19", "20") and _YEAR.match(text, start):
                continue
            if _BEFORE_DATE.search(before) or _AFTER_DATE.match(after):
                continue
        if _RATIO.match(after) or _INTO_RATIO.search(before):
            continue  # "one in five" is a share, not a count
        if _RANK.match(after) or (_PART.search(before) and not match["percent"]) or _OF.match(after):
            continue
        low, high = _range(match)
        if low is None or high is None or (raw.lower() in ("one", "zero") and not match["scale"] and not match["percent"]):
            continue  # "one of them", "one man said"
        clause = _clause(before, after, match)
        unit = "%" if match["percent"] else (match["money"] or "").upper()
        things = _things(after)
        if not unit and things and things[0] in _TIME:
            continue
        if not unit:
            unit, things = _money(things)
        outcome = _outcome(clause, before)
        if not things and not unit and not outcome:
            continue
        yield Figure(
            low, high, _ABOUT.search(before) is not None, _OVER.search(before) is not None, unit, things, outcome, start
        )


def _range(match: re.Match[str]) -> tuple[float | None, float | None]:
    if match["vague"]:
        word = match["vague"].lower()
        if word.startswith(("tens of", "hundreds of")):
            least = (15.0 if word.startswith("tens") else 150.0) * (1e3 if word.endswith("thousands") else 1e6)
            return least, 10 * least
        return _VAGUE[word]
    scale = (match["scale"] or "").lower()
    factor = _SCALES.get(scale) or _SHORT.get(scale) or 1.0
    low = _value(match["value"])
    if low is None:
        return None, None
    other = match["to"] or match["till"]
    high = _value(other) if other else low
    if high is None or high < low:
        high = low
    if match["till"] and " or " not in match[0] and " to " not in match[0] and not match.string[: match.start()].lower().endswith("between "):
        high = low  # "ten and twelve": two figures, not a range
    return low * factor, high * factor


def _value(raw: str) -> float | None:
    word = raw.lower().strip()
    if word in _WORDS:
        return _WORDS[word]
    if "-" in word and word.split("-")[0] in _WORDS:
        tens, ones = word.split("-", 1)
        return _WORDS[tens] + _WORDS.get(ones, 0.0)
    if word in ("a", "an"):
        return 1.0
    if word == "several":
        return None
    if word == "half a":
        return 0.5
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
        word = word.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", word):
        word = word.replace(".", "").replace(",", ".")
    else:
        word = word.replace(",", ".")
    try:
        return float(word)
    except ValueError:
        return None


def _things(after: str) -> tuple[str, ...]:
    """Return up to three words that name what is counted: those right after the figure, to the end of its phrase."""
    found: list[str] = []
    for match in re.finditer(r"\s+((?:[^\W\d_]|[.'’-](?=\w))+)|(.)", after):
        word = (match[1] or "").lower()
        if not word or len(found) == 3:
            break
        if word in _SKIPPED:
            if found:
                break  # "three teams of militants" counts teams
            continue
        if len(word) > 2:
            found.append(word)
    return tuple(found)


_CURRENCIES = {
    "dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pounds": "£", "yen": "¥", "won": "₩", "rubles": "₽", "roubles": "₽",
    "hryvnia": "₴", "yuan": "yuan", "francs": "francs", "rupees": "rupees",
}  # fmt: skip


def _money(things: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    for at, word in enumerate(things[:2]):
        if word in _CURRENCIES:
            return _CURRENCIES[word], things[at + 1 :]
    return "", things


def _clause(before: str, after: str, match: re.Match[str]) -> str:
    """Return the words around a figure up to the next break on either side."""
    breaks = list(_CLAUSE.finditer(before))
    left = before[breaks[-1].end() :] if breaks else before
    # "killed and wounded", "killed, wounded or captured" belong together; another figure ends the clause.
    right = re.split(r"[;:()“”\"—–]|, (?!wounded|injured|or |and (?:wounded|injured))|\d| (?:after|before|when|while|because|although|but|as|since|in a|who|where) ", after)[0]
    return f"{left} {right}"


def _outcome(clause: str, before: str) -> frozenset[str]:
    found = {name for name, pattern in _OUTCOMES if pattern.search(clause)}
    if _LOSSES.search(clause):
        found |= {"dead", "hurt"}
    if not found and _TOLL.search(before):
        found.add("dead")
    return frozenset(found)


# ---------------------------------------------------------------- two sentences

# By how much two figures may differ and still be one rounded in two ways.
ROUND, LOOSE = 0.02, 0.12
CLOSE = 0.6  # so like must sentences be whose percentages, sums or distances are held against each other
_MEASURES = frozenset(
    "kilometers kilometres kilometer kilometre miles mile meters metres meter metre feet tons tonnes kilograms pounds acres "
    "hectares degrees points percent votes goals dollars barrels liters litres km kg".split()
)


def differ(left: str, right: str, close: float = 1.0) -> bool:
    """Tell whether two sentences count one thing differently and nothing alike."""
    one, other = counted(left), counted(right)
    if not one.figures or not other.figures or not _one_time(one, other) or not _one_place(one, other):
        return False
    found = False
    for mine in one.figures:
        for theirs in other.figures:
            if not _one_thing(mine, theirs, one, other, close):
                continue
            if _agree(mine, theirs):
                return False
            found = True
    return found


def _one_time(one: Counted, other: Counted) -> bool:
    """Tell whether two sentences may speak of one time."""
    if one.earlier != other.earlier or one.periods != other.periods:
        return False
    if one.dates and other.dates and not one.dates & other.dates:
        return False
    return not (one.days and other.days and not one.days & other.days)


def _one_place(one: Counted, other: Counted) -> bool:
    """Tell whether two sentences may speak of one place: where both name any, one has to be in both."""
    if one.scope != other.scope:
        return False
    if not one.places or not other.places:
        return True
    mine = {word for place in one.places for word in place.split()}
    theirs = {word for place in other.places for word in place.split()}
    return bool(mine & theirs)


def _one_thing(mine: Figure, theirs: Figure, one: Counted, other: Counted, close: float) -> bool:
    if mine.unit != theirs.unit or mine.outcome != theirs.outcome:
        return False
    if mine.unit:
        # Of several percentages in a sentence nobody knows which is meant.
        alone = sum(figure.unit == mine.unit for figure in one.figures) == 1
        return alone and close >= CLOSE and sum(figure.unit == theirs.unit for figure in other.figures) == 1
    shared = [word for word in mine.things if word in theirs.things]
    if mine.outcome:
        if _ATTACKERS & set(mine.things) != _ATTACKERS & set(theirs.things):
            return False
        persons = _PERSONS & {*mine.things, *theirs.things}
        # "12 people killed", "10 killed": whom a figure counts may be left out, but soldiers are no civilians.
        kinds = [_PERSONS & set(figure.things) - {"people", "persons", "victims"} for figure in (mine, theirs)]
        return bool(shared or persons) and not (kinds[0] and kinds[1] and not kinds[0] & kinds[1])
    if not shared or (set(shared) & _MEASURES and close < CLOSE):
        return False
    # "12 French soldiers", "10 German soldiers": the noun alone is not enough where other words tell them apart.
    head = shared[0]
    extra = [set(figure.things[: figure.things.index(head)]) for figure in (mine, theirs)]
    return not (extra[0] and extra[1] and not extra[0] & extra[1])


def _agree(mine: Figure, theirs: Figure) -> bool:
    """Tell whether two figures are one, rounded or bounded in two ways."""
    if mine.low <= theirs.high and theirs.low <= mine.high:
        return True
    small, big = sorted((mine, theirs), key=lambda figure: figure.low)
    gap = (big.low - small.high) / max(1.0, abs(big.low))
    if gap <= ROUND and max(abs(mine.low), abs(theirs.low)) >= 50:
        return True
    if (mine.loose or theirs.loose) and gap <= LOOSE:
        return True
    # "more than 3,000" and "3,200" are one count; "at least 1,100" and "more than 3,000" are two.
    return small.more and not big.more and gap <= LOOSE
