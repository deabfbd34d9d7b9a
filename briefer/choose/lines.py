"""Sentences as the choosing sees them: their words, names and figures, and what of them stands in quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain

from ..model import Document
from ..text import stem, stop_words, words
from ..values import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, with offsets into its sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of one article, with what the rules ask of it."""

    article: int
    index: int
    start: int
    end: int
    text: str
    paragraph: int
    words: tuple[str, ...]  # lower-cased, in order
    terms: frozenset[str]  # stems of the words that carry meaning
    names: tuple[Name, ...]
    figures: frozenset[str]
    bare: str  # the text with everything inside quotation marks blanked, same length
    starts_quoted: bool  # begins inside a quotation opened before it
    ends_quoted: bool  # ends inside a quotation that goes on after it


_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĶĹĽŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽЀ-Я"
_WORD = rf"[{_CAPITAL}][\w]*(?:['’.\-][\w]+)*\.?(?<![\w]{{4}}\.)"
_ARABIC = rf"(?:(?:\b[ae]l-)?{_WORD})"


def _name(word: str) -> re.Pattern[str]:
    return re.compile(rf"{word}(?:(?:\s+(?:of|of\s+the|al|bin|ibn|de|del|da|di|van|von|der|la|le)\s+|\s+|-){word})*")


# What may begin with a small letter is looked for at every letter of a text, and few texts have such a name.
_NAME, _ARABIC_NAME = _name(_WORD), _name(_ARABIC)
_HEAD = re.compile(r"[\w'’.\-]+")
_IN_MIDDLE = re.compile(rf" (?<=[\w,;] )[{_CAPITAL}]\w+")  # a word with a capital, and the space before it
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
# Words that open a sentence with a capital and are no name by that.
NOT_NAMES = frozenset(
    "a about above according across adding additionally after afterwards again against all almost along alongside already also although always "
    "amid among an and another any anyone anything around as asked at away back based because before behind being below beneath besides between beyond "
    "both but by can citing clearly compared consequently considering could critics currently day days describing despite did do does doctors down due during "
    "each earlier eight either eleven even eventually every everyone everything experts few fewer fifteen fifty finally first five following for former forty four "
    "fourteen fresh friends from further furthermore given go had half has have having he hence her here hers him his how however hundreds i if in including "
    "indeed initially inside instead into investigators is it its itself just last late later latest leaders least less let like likewise local long made make many "
    "may maybe meanwhile men might military millions more moreover most mr mrs ms much must my near nearly neighbours neighbors neither never nevertheless "
    "new news next nine no nobody none nonetheless nor not nothing now of off officers officials often old on once one only onto opening or other others our out "
    "outside over own part parts past people perhaps photo photos police previously prior prosecutors quite rather read recent recently rescuers residents "
    "researchers roughly scientists second secondly several she should similar similarly since six so some someone sometimes soon sources speaking still such "
    "ten than thanks that the their them then there therefore these they third this those though thousands three through throughout thus to today together "
    "tomorrow tonight too toward towards twelve twenty two under unfortunately unless unlike until up upon us using various very video was we well were what "
    "whatever when where whether which while who whoever whom whose why will with within without witnesses women workers would writing yes yesterday yet you young your "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december".split()
)
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december i gmt est edt utc".split()
)


@lru_cache(maxsize=100_000)
def root(word: str, language: str) -> str:
    """Return the stem of a word, without the possessive ending."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    return stem(word, language) if len(word) > 3 or word > "가" else word  # Korean particles follow two syllables


class _Terms(dict[str, str]):
    """The stems of the words seen so far, "" for a word that carries no meaning."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._stops = stop_words(language)

    def __missing__(self, word: str) -> str:
        if len(self) > 100_000:
            self.clear()  # an archive has more words than one brief
        carries = word not in self._stops and (len(word) > 1 or not word.isascii())
        found = self[word] = root(word, self._language) if carries else ""
        return found


_terms = cache(_Terms)


def terms(tokens: Iterable[str], language: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning."""
    return frozenset(filter(None, map(_terms(language).__getitem__, tokens)))


def term_of(word: str, language: str) -> str:
    """Return the stem of a word that carries meaning, or ""."""
    return _terms(language)[word]


def lines(document: Document, article: int = 0) -> tuple[Line, ...]:
    """Return the lines of a document, in its order."""
    text = document.article.text
    language = document.article.language or "en"
    inside = quotations(text, document)
    capitals = _capitals(document)
    found = []
    at = 0
    for index, sentence in enumerate(document.sentences):
        start, end = sentence.start, sentence.end
        while at < len(inside) and inside[at][1] <= start:
            at += 1
        bare, before, after = sentence.text, False, False
        step = at
        while step < len(inside) and inside[step][0] < end:
            opened, closed = inside[step]
            left, right = max(opened, start) - start, min(closed, end) - start
            bare = bare[:left] + " " * (right - left) + bare[right:]
            # A mark that opens at the very start belongs to this sentence; one that closes at the end as well.
            before = before or opened < start
            after = after or closed > end
            step += 1
        tokens = tuple(words(sentence.text, language))
        found.append(
            Line(
                article=article,
                index=index,
                start=start,
                end=end,
                text=sentence.text,
                paragraph=document.paragraphs[index],
                words=tokens,
                terms=terms(tokens, language),
                names=_names(sentence.text, capitals),
                figures=frozenset(figure.rstrip(".,") for figure in _FIGURE.findall(sentence.text)),
                bare=bare,
                starts_quoted=before,
                ends_quoted=after,
            )
        )
    return tuple(found)


_MARK = re.compile("[\"“”„«»'‘’]")
_PAIRS = {"“": "”", "„": "“", "«": "»", '"': '"', "'": "'", "‘": "’"}


def quotations(text: str, document: Document) -> list[tuple[int, int]]:
    """Return the stretches inside quotation marks (marks included), in order; one left open ends with its paragraph."""
    found: list[tuple[int, int]] = []
    for first, last in _paragraphs(document):
        _quoted(text, first, last, found)
    return found


def _paragraphs(document: Document) -> Iterable[tuple[int, int]]:
    numbers, sentences = document.paragraphs, document.sentences
    start = 0
    for index in range(1, len(sentences) + 1):
        if index == len(sentences) or numbers[index] != numbers[start]:
            yield sentences[start].start, sentences[index - 1].end
            start = index


def _quoted(text: str, first: int, last: int, found: list[tuple[int, int]]) -> None:
    opened = -1
    closing = ""
    for match in _MARK.finditer(text, first, last):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > first else " "
        after = text[at + 1] if at + 1 < last else " "
        opens = (before.isspace() or before in "([—–-\"'“‘") and not after.isspace()
        closes = not before.isspace() and not after.isalnum()
        if mark in "'‘’":
            if opened >= 0 and closing in "'’" and mark in "'’" and closes:
                found.append((opened, at + 1))
                opened, closing = -1, ""
            elif opened < 0 and mark in "'‘" and opens and (after.isalpha() or after in '"“[') and _closes_later(text, at, last):
                opened, closing = at, "'"
            continue
        if opened >= 0 and closing in "'’":
            continue  # a quotation inside a quotation
        if opened < 0:
            if mark in "“„«" or (mark == '"' and (opens or not closes)):
                opened, closing = at, _PAIRS[mark]
        elif mark == closing and not (mark == '"' and opens and not closes):
            found.append((opened, at + 1))
            opened, closing = -1, ""
        elif mark in "“«" or (mark == '"' and opens):
            # A second opening mark: the close was forgotten, or the quotation goes on in a new paragraph.
            found.append((opened, at))
            opened, closing = at, _PAIRS[mark]
    if opened >= 0:
        found.append((opened, last + 1))


def _closes_later(text: str, at: int, last: int) -> bool:
    """Tell whether a single mark is a quotation's, not an apostrophe: the close must come soon."""
    return re.search(r"(?<=\S)(?<!^)['’](?!\w)", text[at + 1 : min(last, at + 900)]) is not None


def _capitals(document: Document) -> frozenset[str]:
    """Return the words this article writes with a capital in mid-sentence, so names, not openings."""
    return frozenset(word[1:] for sentence in document.sentences for word in _IN_MIDDLE.findall(sentence.text))


def _names(text: str, capitals: frozenset[str]) -> tuple[Name, ...]:
    found = []
    pattern = _ARABIC_NAME if "al-" in text or "el-" in text else _NAME
    for match in pattern.finditer(text):
        start, end = match.span()
        first = _HEAD.match(text, start, end)
        head = first.group() if first else ""
        opening = not text[:start].strip(" \"'“‘(") or text[start - 1] == ")"  # or right after a dateline
        if head.lower().removesuffix("'s").removesuffix("’s") in NOT_NAMES and (opening or head.lower() in _DATES):
            rest = pattern.search(text, start + len(head), end)
            if rest is None:
                continue
            start = rest.start()
            head = ""
        name = text[start:end]
        if name.endswith(("'s", "’s")):
            name = name[:-2]
        while " " in name and name.rsplit(" ", 1)[1].lower() in _DATES:
            name = name.rsplit(" ", 1)[0]  # "the White House Saturday told"
        single = " " not in name
        if opening and head and single and "-" not in name and name not in capitals and not _known_opening(text, start, name):
            continue
        if name.lower() in _DATES:
            continue
        found.append(Name(name, start, start + len(name)))
    return tuple(found)


def _known_opening(text: str, start: int, name: str) -> bool:
    """Tell whether a single capitalised opening word is a name by what follows it."""
    after = text[start + len(name) : start + len(name) + 12]
    if name.endswith("s") and not name.endswith("ss") and not name.isupper():
        return False  # "Diplomats said": any noun can open a sentence
    return name.isupper() or after.startswith(("'s ", "’s ")) or re.match(r" (said|says|has|told|is|was|will|vowed) ", after) is not None


def weights(documents: Iterable[Iterable[Line]]) -> dict[str, float]:
    """Return how telling each term is in this pile: rare in it counts more, on a scale from 0 to 1."""
    from math import log

    bags = [line.terms for document in documents for line in document]
    counts = Counter(chain.from_iterable(bags))
    total = len(bags)
    scale = log(total + 1.5) or 1.0
    return {term: log((total + 1.5) / (count + 0.5)) / scale for term, count in counts.items()}
