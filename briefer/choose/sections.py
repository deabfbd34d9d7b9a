"""Which section a sentence belongs in: the one that wants it most, with a clear margin, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from math import exp, sqrt
from operator import add, mul
from typing import NamedTuple

from ..model import Profile, SectionRule, Span
from ..text import stop_words, words
from ..values import dataclass
from . import meaning
from .lines import Line, root
from .speech import LEADERS, SAY, VOW, cues, speakers
from .subjects import ASKS, SUBJECTS

LEAST = 0.25  # how likely a section has to be: below this no section wants a sentence, whatever it is worth
WORDS = 2.0  # what a section's own words weigh beside the meaning of the sentence
NOWHERE = 0.35  # the words that a sentence needs to be wanted as much as it would be without any
READ = 0.6  # how decidedly the line of a section is read
SHARP = 1.1  # a sentence is read a little more decidedly than the table gives it
NAMED = 0.5  # what the very words of a section are worth where the meaning says nothing
TITLED = 4.0  # a sentence that says a section's title, two words or more, is that section's before all others
NONE = 1.0  # how much the subjects that no section asks for count against a place
ALIKE = 0.7  # the share of what another section asks of the subject of the brief from which two ask for it alike
NEAR = 0.2  # what each neighbour in the paragraph adds to the meaning of a sentence
# How much of an article its sections have to want for its first sentence to be wanted, and how much more one of them
# than all: over five profiles the median of articles that suit is 0.25, and nine in ten of others are below 0.11.
BELONGS = 0.12
CLEAR = 0.6
ARTICLE = 0.5  # the words of a whole article agree so well that they are heard by halves


class Place(NamedTuple):
    """Where a sentence goes: section or None, how likely it belongs there, and by which rule in words."""

    section: int | None
    score: float
    wants: tuple[float, ...]
    other: int | None = None  # the section that wants it second
    reason: _Reason | str = "no section wants it"

    @property
    def rule(self) -> str:
        """Return by which rule it goes there, in words; they are put together when somebody asks."""
        return self.reason if isinstance(self.reason, str) else self.reason.words()


class _Reason(NamedTuple):
    """What speaks for the place of a sentence."""

    line: Line
    who: str  # who says it and how, where that counts
    hits: Mapping[str, float]  # its words that count
    subject: int | None  # the subject of the section that it is most about
    language: str

    def words(self) -> str:
        said = [self.who, _words(self.hits)]
        if self.subject is not None:
            stops = stop_words(self.language)
            near = meaning.telling((word for word in self.line.words if word not in stops), self.subject)
            if near:
                name = meaning.subjects()[self.subject]
                said.append(f"near in meaning to {name}: {', '.join(f'‘{word}’' for word in near)}")
        return "; ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class _Terms:
    """Hints of a profile: whole words, beginnings of words (given with a star), and phrases."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    phrases: tuple[str, ...]

    def known(self) -> Iterable[str]:
        """Return the words and beginnings of words among the hints."""
        return (*self.whole, *self.beginnings)

    def has(self, word: str) -> bool:
        """Tell whether a word is one of the hints."""
        return word in self.whole or (bool(self.beginnings) and word.startswith(self.beginnings))


def _terms(given: Sequence[str]) -> _Terms:
    lowered = [term.lower().replace("’", "'").strip() for term in given if term.strip(" *")]
    return _Terms(
        whole=frozenset(term for term in lowered if " " not in term and not term.endswith("*")),
        beginnings=tuple(term[:-1] for term in lowered if " " not in term and term.endswith("*")),
        phrases=tuple(f" {term[:-1]}" if term.endswith("*") else f" {term} " for term in lowered if " " in term),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    statements: bool
    own: Mapping[str, float]  # stems of the section's own words
    prefixes: Mapping[str, float]  # beginnings of words of its subjects
    whole: Mapping[str, float]
    terms: _Terms
    exclude: _Terms
    speakers: tuple[tuple[str, frozenset[str]], ...]  # as written, and the words of each
    roles: frozenset[str]
    title: str  # the words of the title between spaces, where there are several


class _Said(NamedTuple):
    """What a word says for one section."""

    section: int
    worth: float
    hint: bool  # whether it is one of the profile's terms for it
    barred: bool  # or one of those that the section excludes
    stem: str  # in which it is one of the section's own words, or ""
    own: float  # and what it is worth as such


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of all sections, with what the words that were seen so far say for each of them."""

    rules: tuple[_Rule, ...]
    language: str
    beginnings: Mapping[str, Sequence[tuple[int, float]]]  # beginnings of words, with the sections that know them
    starts: frozenset[str]  # the first three letters of all that a section knows of a word
    met: dict[str, tuple[_Said, ...]]

    def heard(self, line: Line) -> list[_Heard]:
        """Return for each section what a line says for it."""
        found = [_SILENCE] * len(self.rules)
        for word in dict.fromkeys(line.words):
            said = self.met.get(word)
            if said is None:
                if len(self.met) > 50_000:
                    self.met.clear()  # an archive has more words than one brief
                said = self.met[word] = self._said(word)
            for at, worth, hint, barred, stem, own in said:
                heard = found[at]
                if heard is _SILENCE:
                    heard = found[at] = _Heard()
                if worth:
                    heard.hits[word] = worth
                if hint:
                    heard.hints.append(word)
                if barred:
                    heard.barred = True
                if stem:
                    heard.own[stem] = own
        flat = ""
        for at, rule in enumerate(self.rules):
            if not rule.terms.phrases and not rule.exclude.phrases:
                continue
            flat = flat or f" {' '.join(line.words)} "
            hints = [phrase.strip() for phrase in rule.terms.phrases if phrase in flat]
            barred = any(phrase in flat for phrase in rule.exclude.phrases)
            if hints or barred:
                heard = found[at] = found[at] if found[at] is not _SILENCE else _Heard()
                heard.hints.extend(hints)
                heard.barred = heard.barred or barred
        return found

    def _said(self, word: str) -> tuple[_Said, ...]:
        stem = root(word, self.language)
        if not self.starts.intersection((word[:1], word[:2], word[:3], stem[:3])):
            return ()
        begun: dict[int, float] = {}
        for size in range(min(len(word), 12), 1, -1):  # the longest beginning that a section knows counts for it
            for at, weight in self.beginnings.get(word[:size], ()):
                begun.setdefault(at, weight)
        found = []
        for at, rule in enumerate(self.rules):
            own = rule.own.get(stem, 0.0)
            worth = max(own, rule.whole.get(word, 0.0), begun.get(at, 0.0))
            hint, barred = rule.terms.has(word), rule.exclude.has(word)
            if worth or hint or barred:
                found.append(_Said(at, worth, hint, barred, stem if own else "", own))
        return tuple(found)


class _Heard:
    """What a line says for one section."""

    __slots__ = ("barred", "hints", "hits", "own")

    def __init__(self) -> None:
        self.hits: dict[str, float] = {}  # its words, with what each is worth
        self.hints: list[str] = []  # the profile's terms for the section that it has
        self.own: dict[str, float] = {}  # the section's very own words that it has, by their stems
        self.barred = False  # whether it has one of the words that the section excludes

    def words(self) -> Mapping[str, float]:
        """Return the words that count for the section."""
        if self.barred:
            return {}
        return {**self.hits, **dict.fromkeys(self.hints, 2.0)} if self.hints else self.hits


_SILENCE = _Heard()  # nearly every line says nothing for most sections


# Words of descriptions that describe no subject.
_PLAIN = frozenset("what may come next happen state states people make made take said say shown show also other others case cases institution outside inside general new news nations united".split())


def placed(documents: Sequence[Sequence[Line]], profile: Profile, language: str = "en") -> tuple[tuple[Place, ...], ...]:
    """Return for every line of every document its place in the profile's sections."""
    each = tuple(_rules(profile, language))
    beginnings: dict[str, list[tuple[int, float]]] = {}
    for at, rule in enumerate(each):
        for beginning, weight in rule.prefixes.items():
            beginnings.setdefault(beginning, []).append((at, weight))
    known = [[*rule.own, *rule.whole, *rule.prefixes, *rule.terms.known(), *rule.exclude.known()] for rule in each]
    starts = frozenset(word[:3] for some in known for word in some)
    rules = _Rules(each, language, beginnings, starts, {})
    asks = _Asks(profile) if meaning.known(language) else None
    return tuple(_document(document, rules, asks, language) for document in documents)


class _Asks:
    """What the sections of a profile ask for of the common subjects of news; few of them each."""

    def __init__(self, profile: Profile) -> None:
        ground = _own_ground(profile)
        links = _links(profile, ground)
        self.subjects = [tuple(at for at, value in enumerate(link) if value) for link in links]
        self.weights = [tuple(filter(None, link)) for link in links]
        self.claimed = [max(own, *asked) for own, *asked in zip(ground, *links, strict=True)]
        self.free = [1.0 - asked for asked in self.claimed]

    def matched(self, section: int, likely: Sequence[float]) -> list[float]:
        """Return how much of what a section asks for a line is, by the section's subjects."""
        return list(map(mul, self.weights[section], map(likely.__getitem__, self.subjects[section])))


def belongs(places: Sequence[Place]) -> bool:
    """Tell whether the sections of a profile want an article as a whole, by how much they want its sentences."""
    return bool(places) and sum(sum(place.wants) for place in places) >= BELONGS * len(places)


def with_news(places: Sequence[Place], lead: int) -> tuple[Place, ...]:
    """Return the places of an article, with one for its first sentence where the article as a whole is wanted.

    A first sentence tells all of the news in words of its own, so that it may be near to no section while the rest is:
    it goes where it is wanted most, if that is clear.
    """
    if lead >= len(places) or places[lead].section is not None or not places[lead].wants:
        return tuple(places)
    wants = places[lead].wants
    best = max(range(len(wants)), key=lambda at: (wants[at], -at))
    if not belongs(places) or wants[best] < CLEAR * sum(wants) or not wants[best]:
        return tuple(places)
    news = Place(best, LEAST, wants, reason="the news of an article that the profile wants")
    return (*places[:lead], news, *places[lead + 1 :])


def _document(document: Sequence[Line], rules: _Rules, asks: _Asks | None, language: str) -> tuple[Place, ...]:
    said = [rules.heard(line) for line in document]
    raw = [
        [_wanted(line, rule, heard) for rule, heard in zip(rules.rules, row, strict=True)]
        for line, row in zip(document, said, strict=True)
    ]
    scores = [[score for score, _ in row] for row in raw]
    if asks is None:
        shared = _share(scores, document)
        return tuple(
            _place(line, heard, row, score, None, (), language)
            for line, heard, row, score in zip(document, said, raw, shared, strict=True)
        )
    sums = [meaning.summed(line.words) for line in document]
    likely = _meanings(document, sums)
    apart = _apart(sums, asks.claimed)
    found = []
    for line, heard, row, score, subjects in zip(document, said, raw, scores, likely, strict=True):
        wants = _wants(line, rules.rules, heard, score, asks, subjects)
        none = NONE * max(0.05, _rest(asks.free, subjects)) * exp(WORDS * NOWHERE) * apart
        whole = sum(wants) + none
        found.append(_place(line, heard, row, [want / whole for want in wants], asks, subjects, language))
    return tuple(found)


def _wants(
    line: Line, rules: Sequence[_Rule], heard: Sequence[_Heard], score: Sequence[float], asks: _Asks, likely: Sequence[float]
) -> list[float]:
    """Return how much each section wants a line, by its words and by its meaning."""
    found = []
    for at, (rule, own) in enumerate(zip(rules, score, strict=True)):
        want = 0.0
        if own:
            # A section may ask for what the table has no subject for: its own words stand for themselves.
            part = sum(asks.matched(at, likely)) + NAMED * _named(heard[at]) ** 2
            if rule.statements:
                part = 0.75 * own * own + 0.25 * part
            want = part * exp(WORDS * own)
        elif not rule.statements and (part := sum(asks.matched(at, likely))) > 0.05:
            want = part
        found.append(want * TITLED if rule.title and rule.title in f" {' '.join(line.words)} " else want)
    return found


def _named(heard: _Heard) -> float:
    """Return how much of a line is in the very words of a section's title, description and terms, from 0 to 1."""
    given = len(heard.hints)
    # One plain word is too little: "attack" is a matter of football as well.
    many = len(heard.own) + given > 1
    return 1.0 - exp(-(sum(heard.own.values()) + 2.0 * given) / 2.5) if many else 0.0


def _own_ground(profile: Profile) -> list[float]:
    """Return the subjects of the whole brief: where no section asks for one, it speaks only half against a place."""
    if not profile.about:
        return [0.0] * len(meaning.subjects())
    title, about = words(profile.title), words(profile.about)
    likely = meaning.likely([READ * weight for weight in meaning.weighed([*title, *about])])
    asked = _asked(title, about)
    top = max(likely)
    return [
        0.5 if asked.get(name) or chance >= 0.3 * top else 0.0
        for name, chance in zip(meaning.subjects(), likely, strict=True)
    ]


def _rest(free: Sequence[float], likely: Sequence[float]) -> float:
    """Return how much a sentence is about what no section asks for; ``free`` is what is left of each subject.

    Many subjects that are each a little likely say less than one that stands out: half of it is their sum, half their
    length as a vector.
    """
    left: list[float] = list(map(mul, free, likely))
    return 0.5 * sum(left) + 0.75 * sqrt(sum([value * value for value in left]))


def _apart(sums: Sequence[meaning.Sum], claimed: Sequence[float]) -> float:
    """Return how much readier the sentences of an article are to go nowhere: above 1 where it is about something else."""
    whole = meaning.joined(sums).weights()
    rest = 1.0 - sum(map(mul, claimed, meaning.likely(whole, ARTICLE)))
    heard = min(1.0, len(sums) / 10)  # a short report says too little of its subject
    return 1.0 + heard * float(min(2.0, max(0.5, 2.0 * rest)) - 1.0)


def _meanings(document: Sequence[Line], sums: Sequence[meaning.Sum]) -> list[list[float]]:
    """Return for every line how likely each subject is, its neighbours in the paragraph heard a little."""
    own = [each.weights() for each in sums]
    found = []
    for index, weights in enumerate(own):
        for other in (index - 1, index + 1):
            if 0 <= other < len(own) and document[other].paragraph == document[index].paragraph:
                weights = list(map(add, weights, map(mul, repeat(NEAR), own[other])))
        found.append(meaning.likely(weights, SHARP))
    return found


def _links(profile: Profile, ground: Sequence[float]) -> list[list[float]]:
    """Return for each section how much it asks for each subject, from 0 to 1; ``ground`` are those of the whole brief."""
    names = meaning.subjects()
    context = meaning.weighed(words(profile.about)) if profile.about else [0.0] * len(names)
    links = []
    for section in profile.sections:
        title, about = words(section.title), words(section.about)
        whole = meaning.weighed([*title, *about])
        parts = [part for part in (words(part) for part in re.split(r"[,;]| and | or ", section.about)) if part]
        read = _mixed(whole, context)
        each = [_mixed([one + 0.4 * all_ for one, all_ in zip(meaning.weighed(part), whole, strict=True)], context) for part in parts]
        asked = _asked(title, about)
        link = []
        for at, name in enumerate(names):
            if name == meaning.NOTHING:
                link.append(0.0)
                continue
            said = 0.5 * read[at] + 0.5 * sum(row[at] for row in each) / len(each) if each else read[at]
            # One word may ask for what the line as a whole does not mean: "trials" of a drug are no court's.
            meant = max((row[at] for row in each), default=read[at])
            link.append(max(said, asked.get(name, 0.0) * (1.0 if max(meant, read[at]) >= 0.03 else 0.4)))
        top = max(link)
        links.append([value / top if value >= 0.2 * top else 0.0 for value in link])
    # What another section asks for more belongs there; but where two ask for what the whole brief is about nearly alike,
    # that is no reason for either of them.
    most = [max(link[at] for link in links) for at in range(len(names))]
    return [
        [
            most[at] if ground[at] and value >= ALIKE * most[at] else value * value / most[at] if value else 0.0
            for at, value in enumerate(link)
        ]
        for link in links
    ]


def _mixed(weights: Sequence[float], context: Sequence[float]) -> list[float]:
    return meaning.likely([READ * (weight + 0.4 * more) for weight, more in zip(weights, context, strict=True)])


@cache
def _asks() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    return {
        name: (
            frozenset(key[:-1] for key in keys.split() if key.endswith(".")),
            tuple(key for key in keys.split() if not key.endswith(".")),
        )
        for name, keys in ASKS.items()
    }


def _asked(title: Sequence[str], about: Sequence[str]) -> dict[str, float]:
    """Return the subjects that a section's words name, with how strongly."""
    found = {}
    for name, (whole, beginnings) in _asks().items():
        hits = 2 * sum(word in whole or word.startswith(beginnings) for word in title)
        hits += sum(word in whole or word.startswith(beginnings) for word in about)
        if hits:
            found[name] = min(1.0, 0.25 + 0.15 * hits)
    return found


def _rules(profile: Profile, language: str) -> list[_Rule]:
    stops = stop_words(language)
    # What the whole brief is about tells none of its sections from another.
    common = {root(word, language) for word in words(f"{profile.title} {profile.about}", language)}
    asked = [
        {word: weight for word, weight in _own(section, stops, language).items() if word not in common}
        for section in profile.sections
    ]
    subjects = [_subjects(section) for section in profile.sections]
    entries = [_entries(names) for names in subjects]
    share: dict[str, int] = {}
    for entry in entries:
        for word in entry:
            share[word] = share.get(word, 0) + 1
    rules = []
    for section, own, entry in zip(profile.sections, asked, entries, strict=True):
        others = [words for words in asked if words is not own]
        # A word that several sections ask for tells them apart less.
        weighted = {word: weight / (1 + sum(word in words for words in others)) for word, weight in own.items()}
        prefixes = {word: weight / share[word] for word, weight in entry.items() if not word.endswith(".")}
        whole = {word[:-1]: weight / share[word] for word, weight in entry.items() if word.endswith(".")}
        rules.append(
            _Rule(
                statements=section.kind == "statements",
                own=weighted,
                prefixes=prefixes,
                whole=whole,
                terms=_terms(section.terms),
                exclude=_terms(section.exclude),
                speakers=tuple((name, _name_words(name)) for name in section.speakers),
                roles=_roles(section) - stops,
                title=f" {' '.join(said)} " if len(said := words(section.title, language)) > 1 else "",
            )
        )
    return rules


def _roles(section: SectionRule) -> frozenset[str]:
    """Return the offices whose words a section of statements wants."""
    named = frozenset(re.findall(r"[a-z]+", section.about.lower()))
    return LEADERS | named | (_OFFICIALS if "officials" in named else frozenset())


_OFFICIALS = frozenset("mayor governor senator congressman congresswoman commissioner lawmaker".split())


def _own(section: SectionRule, stops: frozenset[str], language: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in ((section.about, 1.2), (section.title, 1.6)):
        spaced = re.findall(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*", text.lower())
        for word in spaced if text.isascii() else words(text, language):  # Chinese has no spaces to part it by
            if word not in stops and word not in _PLAIN and len(word) > 1:
                found[root(word, language)] = weight
    return found


def _subjects(section: SectionRule) -> dict[str, float]:
    """Return the subjects that a section's own words ask for, with how strongly."""
    title = re.findall(r"[\w.]+", section.title.lower())
    about = re.findall(r"[\w.]+", section.about.lower())
    found: dict[str, float] = {}
    for subject, (asks, _) in SUBJECTS.items():
        keys = asks.split()
        whole = frozenset(key[:-1] for key in keys if key.endswith("."))
        beginnings = tuple(key for key in keys if not key.endswith("."))
        strength = 2.0 * sum(word in whole or word.startswith(beginnings) for word in title)
        strength += sum(word in whole or word.startswith(beginnings) for word in about)
        if strength:
            found[subject] = strength
    top = max(found.values(), default=0.0)
    return {subject: strength / top for subject, strength in found.items() if strength >= 0.5 * top}


def _entries(subjects: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for subject, strength in subjects.items():
        for entry in SUBJECTS[subject][1].split():
            weight = strength * (2.0 if entry.endswith("++") else 1.0 if entry.endswith("+") else 0.6)
            word = entry.rstrip("+")
            found[word] = max(weight, found.get(word, 0.0))
    return found


def _wanted(line: Line, rule: _Rule, heard: _Heard) -> tuple[float, str]:
    """Return how much a section wants a line for its words, from 0 to 1, and who says it where that counts."""
    if heard is _SILENCE and not rule.statements:
        return 0.0, ""
    if heard.barred:
        return 0.0, ""
    total = sum(heard.words().values())
    return _statement(line, rule, total) if rule.statements else (1.0 - exp(-total / 2.5), "")


def _statement(line: Line, rule: _Rule, total: float) -> tuple[float, str]:
    """Return how much a section of statements wants a line: somebody has to say something in it, best a speaker it names."""
    who = speakers(line)
    spoken = [match for match in cues(line.bare) if not _PASSIVE.search(line.bare, max(0, match.start() - 24), match.start())]
    if not spoken and not who:
        return 0.0, ""
    verb = line.text[who[0][1].start : who[0][1].end].lower() if who else spoken[0].group().lower()
    strong = 0.12 if verb in VOW else 0.0
    topic = min(0.15, 0.03 * total)
    if rule.speakers:
        for span, _ in who:
            name = line.text[span.start : span.end]
            if _listed(name, rule.speakers):
                return min(1.0, 0.85 + strong + topic), f"{verb} + {name}"
        first = line.names[0] if line.names and spoken else None
        if first and first.start <= 30 and first.end < spoken[0].start() and _listed(first.text, rule.speakers):
            # "Kim Jong Un watched the test and said…": the subject of the sentence speaks in it
            return min(1.0, 0.8 + strong + topic), f"{verb} + {first.text}"
        for name, parts in rule.speakers:
            if parts <= set(line.words) and spoken:
                return min(1.0, 0.5 + strong + topic), f"{verb} + {name}"
    role = _role(line, spoken, who, rule.roles)
    base = 0.18 if not role else 0.5 if role in _WEAK else 0.68
    if not role and who:
        base = 0.34
    if _TRAILING.search(line.bare) and line.bare == line.text:
        base -= 0.18  # "…, its admiral said": the event is the news, not that somebody spoke of it
    if rule.speakers:
        base -= 0.25  # the profile names whom it wants to hear; others have to be asked for by their words
    return max(0.0, min(1.0, base + strong + topic)), f"{verb}{' + ' + role if role else ''}"


_TRAILING = re.compile(r",[^,]{0,60}\b(?:said|says|added|reported|confirmed|according to)\b[^,]{0,70}(?:, [^,]{0,60})?\.$|^According to\b")
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+ly\s+)?$")
# Many kinds of people are officials and chiefs; these speak for a state only perhaps.
_WEAK = frozenset("official officials authorities chief commander department council agency military army media representative committee state-run".split())


def _role(line: Line, spoken: Sequence[re.Match[str]], who: Sequence[tuple[Span, Span]], roles: frozenset[str]) -> str:
    """Return the word for an office that stands beside a cue: before the verb, or after "said"."""
    found = ""
    places = [(match.start(), match.end()) for match in spoken] + [(cue.start, cue.end) for _, cue in who]
    for start, end in places:
        beside = re.findall(r"[a-z-]+", line.bare[max(0, start - 110) : start].lower())[-12:]
        if line.bare[start:end].lower() in _INVERTED and line.text[:start].rstrip()[-1:] in (*",\"”’'", ""):
            beside += re.findall(r"[a-z-]+", line.bare[end : end + 90].lower())[:10]
        for word in beside:
            if word in roles and word not in SAY:
                if word not in _WEAK:
                    return str(word)
                found = found or word
    return found


_INVERTED = frozenset(("said", "says", "added", "wrote", "according to", "explained"))


def _listed(name: str, speakers: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Tell whether a name is one of the speakers asked for, or the one part of it that stands for them ("Kim")."""
    parts = _name_words(name)
    return bool(parts) and any(parts <= wanted or wanted <= parts for _, wanted in speakers)


def _name_words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w’'-]+", re.sub("['’]s?\\b", "", name.lower())))


def _words(hits: Mapping[str, float]) -> str:
    best = sorted(hits, key=lambda word: (-hits[word], word))[:3]
    return ", ".join(f"‘{word}’" for word in best)


def _share(scores: list[list[float]], document: Sequence[Line]) -> list[list[float]]:
    """Let the neighbours in the paragraph speak for a sentence, a little: a paragraph keeps to its subject."""
    found = []
    for index, own in enumerate(scores):
        near = [
            scores[other]
            for other in (index - 1, index + 1)
            if 0 <= other < len(scores) and document[other].paragraph == document[index].paragraph
        ]
        if not near:
            found.append(own)
            continue
        found.append([0.88 * score + 0.12 * sum(row[at] for row in near) / len(near) if score > 0 else 0.0 for at, score in enumerate(own)])
    return found


def _place(
    line: Line,
    heard: Sequence[_Heard],
    row: Sequence[tuple[float, str]],
    wants: Sequence[float],
    asks: _Asks | None,
    likely: Sequence[float],
    language: str,
) -> Place:
    top = max(wants)
    if top < LEAST:
        return Place(None, top, tuple(wants))
    best, *others = sorted(range(len(wants)), key=lambda at: (-wants[at], at))
    subject = None
    if asks is not None and (matched := asks.matched(best, likely)) and max(matched) > 0:
        subject = asks.subjects[best][matched.index(max(matched))]
    other = others[0] if others and wants[others[0]] > 1.0 - sum(wants) else None
    return Place(best, top, tuple(wants), other, _Reason(line, row[best][1], heard[best].words(), subject, language))
