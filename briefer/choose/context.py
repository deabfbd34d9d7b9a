"""Whether a sentence is true and clear when it stands alone, and which earlier sentences make it so.

A fault is either grave (the reader cannot tell who or what is meant, or is misled) or mild (less precise only). A
grave fault is cured by printing earlier sentences of the article with it, or the sentence is passed over.
The rules are those of English; in other languages only the marks that all share and a few opening words are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ..text.pattern import pattern
from .company import RISKY, Company
from .lines import Line
from .pointing import LITTLE, NOBODY, faults
from .risk import Risks
from .safety import MOST, TOGETHER, Safety
from .speech import CUES
from .told import BEFORE, GRAVE, MILD, SLIGHT, Fault, Told, opening, tell, tokens
from .wordlists import TURNS

GOES_ON = "part of a quotation that goes on"
MAXIMUM = 600  # characters of one sentence; longer is a list or an accident of extraction
HELD = {MILD: 0.80, SLIGHT: 0.90}  # the share of its score a sentence keeps for each fault of a grade
_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "።", "։")

# ---- what is no sentence for a page

_ANYWHERE = (
    "copyright ", "©", "all rights reserved", "subscribe", "sign up for", "sign up to", "click here", "contributed to this report", "contributed reporting", "contributed from", "contributed to this story",
    "follow us", "getty images", "file photo", "(pictured", "newsletter", "terms of use", "terms of service", "privacy policy", "story highlights", "pictured above", "pictured left", "pictured right", "pictured here",
    "pictured with", "pictured in", "seen above", "shown above", "seen below", "shown below", "graph above", "graphic above", "picture above", "photo above", "map above", "pictured at", "pictured on", "(left)", "(right)", "(above)", "(below)", "(center)", "(centre)", "(l)", "(r)", ", left,", ", right,", ", center,", ", centre,",
    "scroll down", "for confidential support", "call the samaritans", "all times ", "follow the latest", "full coverage", "live updates", "photo gallery", "navy image of", "file image", "file picture", "file pic", "handout image", "artist's impression", "artist’s impression", "in this photo", "in this image", "photo credit", "image credit",
)  # fmt: skip
# Each of these marks has one of these pieces in it.
_PIECES = (
    "copyright", "©", "all ", "subscribe", "sign up", "click here", "contribut", "follow us", "getty", "photo", "pictur", "newsletter", "terms of", "privacy policy", "highlights", "follow the", "coverage", "live up", " above", " below", "(left)", "(right)", "(above)",
    "(below)", "(cent", "(l)", "(r)", ", left,", ", right,", ", cent", "scroll down", "confidential support", "samaritans", "image", "artist", "file pic",
)  # fmt: skip
_AT_FIRST = (
    "read more", "read also", "read next", "see also", "photo:", "photos:", "photograph:", "photo by", "image:", "video:", "file:", "watch:", "click ", "follow him", "follow her", "follow them", "follow @", "share this",
    "advertisement", "editor's note", "editor’s note", "reporting by", "editing by", "writing by", "additional reporting", "caption", "above:", "below:", "left:", "right:", "pictured:", "pictured,", "above,", "below,",
    "(above", "(below", "(left", "(right", "last updated", "updated:", "updated at", "published:", "scroll ", "more:", "related:", "watch the video", "listen to", "all photos", "tap here", "sorry we are", "we are not currently", "watch the ", "watch as ", "this is the moment", "this is the dramatic", "this is the shocking", "see the full", "to read the full", "posted by",
)  # fmt: skip
_CREDIT = re.compile(
    r"(?:[A-Z]\S* ){1,4}(?:reported|contributed|wrote) (?:from|to|in) [A-Z][^,]{2,40}(?:, [^,]{3,30})?\.$|"
    r"CNN['’]s .{4,120}\b(?:contributed|(?:reported|wrote) (?:in|from|and))\b|.*\breported (?:from|and wrote)\b.*\b(?:contributed|reported from|wrote from|wrote and)\b"
)
# "Students flee the quake The quake struck…": a caption or a link without its stop before the sentence.
_RUN_ON = pattern(r"\b[a-z]{3,} (?:The|A|An|It|He|She|They|But|And|There|This) [a-z]{2,}")
_JOINS = frozenset("by and for with of in".split())
# "…sexual assault. damaged the bonds…": a stop inside a sentence, before a small letter, is a line end gone wrong.
_BROKEN = pattern(r"\b(?!(?:approx|dept|univ|prof|capt|supt|corp|assn|govt)\b)[a-z]{4,}\. [a-z]|\s\.\s+\w")
_LABEL = re.compile(r"^[A-Z][\w’'-]*(?:,? [\w’'-]+){0,5}: (?=[A-Z]|\d\d-)")
# "Falk is congratulated by her team", "Falk leaves court": news is told in the past, pictures in the present.
_SHOWN = re.compile(
    r"(?:[A-Z][\w’'.-]+,? ){1,5}(?:\([^)]*\) )?(?:(?:is|are) (?:congratulated|tackled|pictured|mobbed|consoled|hugged|escorted|embraced|photographed|led away|seen (?:in|at|with|here|leaving|arriving|outside))\b|"
    r"(?:poses?|leaves court|waves?|smiles?|looks on|holds up|holds a|shows off|gestures?)\b)"
)
# "Reveals that she …", "Rapper says he …", "Check out the …": headings, bullets and calls to the reader.
_HEADED = re.compile(
    r"(?:Reveals|Admits|Says|Claims|Insists|Believes|Adds|Comes|Follows|Tells|Denies|Told|Faces|Hopes|Wants|Warns) (?:that|he|she|they|it|his|her|after|as|the|a|in|to)\b|"
    r"(?:Rapper|Singer|Actor|Actress|Star|Mother|Father|Man|Woman|Boy|Girl|Couple|Teenager|Teen|Student|Driver|Victim|Suspect|Striker|Midfielder|Defender|Model) (?:says|said|is|was|has|had|who|told|claims)\b|"
    r"(?:Check|Find|Go|Watch|Listen|Click|Visit|See|Read|Share|Tell) (?:out|to|the|more|how|us|your|this|here|below|above)\b"
)
_DATED = re.compile(r"(?:\d{4}|\d{1,2}(?::\d\d)? ?[ap]\.?m\.?|(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z.]* \d{1,2}(?:, \d{4})?): ")
# "Anna Berg and her lawyer arriving at court: The owner …": a picture's words, then the text's.
_PICTURED = re.compile(r"^[A-Z][^:.\"“]{4,90}?\b(?:arriving|leaving|posing|walking|speaking|standing|sitting|smiling|waving|pictured|seen|shown)\b[^:.\"“]{0,60}: (?=[A-Z])")
# "A bomb explodes outside the station on March 6, 2008.", "An army lorry patrols the town this morning": the present
# tense with a day that is past.
_SNAPPED = re.compile(r"(?:An?|Two|Three|Four|Five|The) [^,.;:]{3,70}? (?:explodes?|patrols?|stands?|walks?|arrives?|burns?|inspects?|pass(?:es)?|carry|carries|hugs?|kneels?|mourns?|gather|sits?|waits?|drives?|flies|fly)\b")
_WATCHED = re.compile(r"(?:Police|Officers|Soldiers|Troops|People|Residents|Workers|Protesters|Demonstrators|Men|Women|Children|Rescuers|Firefighters|Volunteers|Mourners|Supporters|Fans)(?: \w+)? (?:watch over|stand guard|stand|walk|patrol|gather|look on|look at|wait|march|inspect|sit|line up|pass by|mourn|embrace)\b")
_LEFT = re.compile(r"(?:An?|Two|Three|The) [^,.;:]{3,60}? (?:sits?|stands?|lies?) (?:burn(?:t|ed)|damaged|wrecked|parked|abandoned|empty|smashed|crumpled|outside|beside|near|next to|in front of|among)\b")
# "Haul passes $1B; Small group of donors pushes it on": a headline with its deck.
_DECK = pattern(r"[^\"“”‘]+; (?:Critics|Experts|Officials|Police|Voters|Supporters|Analysts|Report|Study|Poll|Plan|Move|Small|Big|New|Few|Many|Most|Some|More|Former|Top|First|Two|Three|How|Why|What|Just|The|A|An|His|Her|He|She|It|They|Its|Their|No|Not) [a-z][^;]*$")
# "A bird's eye view of the harbour shows charred wreckage."
_VIEW = pattern(r"(?:An?|The|This|These) (?:\w+ )?(?:bird['’]s[- ]eye|aerial|satellite|overhead|general|close-up) (?:views?|images?|photos?|photographs?|pictures?|shots?)\b.*\b(?:shows?|showed|showing)\b|(?:An?|This|These) (?:\w+ )?(?:photos?|photographs?|pictures?) (?:\w+ ){0,3}shows?\b")
# "Containers stored for residents that look for them.": no verb but that of the clause at its end.
_LYING = pattern(r"(?:[A-Z][\w’'-]*|\d+)(?: [a-z][\w’'-]*){0,4} (?:stored|displayed|pictured|shown|stacked|stationed|seen|laid out|set out|lined up|piled)(?: \w+)? (?:in|at|for|on|outside|inside|near|along|by|beside|behind)\b")
_CLAUSE = pattern(r"\b(?:that|who|which|where|as|while)\b.*")
_FINITE = pattern(r"\b(?:was|were|is|are|has|have|had|will|would|can|could|may|might|said|says|\w{3,}ed)\b")
_SNAP_DAY = pattern(r"\bthis (?:morning|afternoon|evening)\b|\b(?:on|in) (?:[A-Z][a-z]+ \d{1,2}, )?(?:19|20)\d\d\.$|\b(?:yesterday|on [A-Z][a-z]+day)\b")
_NUMBERED = pattern(r"\(?\d{1,2}[.)] ")
_HERE = pattern(r"Here(?: are|['’]s| is) (?=some\b|a few\b|the\b|how\b|what\b|our\b|\d)")
_NOT_SMALL = bytes(code for code in range(128) if not chr(code).islower())
_LIST = ("•", "- ", "--", "– ", "— ", "* ", "·")


def _fragment(line: Line, english: bool) -> str:
    """Return why a line is no sentence for a page, in words, or ""."""
    text = line.text.strip()
    runs = text.split()
    # Where half of the signs are small letters of English, neither signs nor capitals have to be counted.
    worded = 2 * len(text.encode("ascii", "ignore").translate(None, _NOT_SMALL)) >= len(text)
    letters = len(text) if worded else sum(map(str.isalpha, text))
    spaced = text.isascii() or " " in text
    if len(text) > MAXIMUM:
        return f"longer than {MAXIMUM} characters"
    if len(text) > 80 and max(map(len, runs)) > 80 and spaced and text[0].isascii():
        return "has a word of more than 80 letters"
    if letters < len(text) * 0.5:
        return "mostly digits and signs"
    if spaced and len(runs) < 5 and (english or len(text) < 12):
        return "shorter than five words"
    if not text.rstrip("\"'”’»)]」』 ").endswith(_STOPS):
        return "no full stop: a heading or a caption"
    if not english:
        return ""
    if text[-1] == "." and text[-2].isspace():
        return "set like a caption"
    lower = text.lower()
    if lower.startswith(_AT_FIRST) or _marked(lower) or _credited(text) or _names_only(text):
        return "boilerplate or a caption"
    if _SHOWN.match(text) and not re.search(r"\b(?:said|was|were|had|has|have)\b", text):
        return "set like a caption"
    if "show" in lower and _VIEW.match(text):
        return "set like a caption"
    if text.startswith(_LIST) or "•" in text or _NUMBERED.match(text):
        return "part of a list"
    if _SNAPPED.match(text) and _SNAP_DAY.search(text) and not re.search(r"\b(?:said|says|was|were|had|has|have)\b", text):
        return "set like a caption"
    if _LEFT.match(text) or (_WATCHED.match(text) and not re.search(r"\b(?:said|says|was|were|had|has|have|to)\b", text)):
        return "set like a caption"
    if (lying := _LYING.match(text)) and not _FINITE.search(_CLAUSE.sub("", text[lying.end() :])):
        return "set like a caption"
    parted = ": " in text
    if parted and _DATED.match(text):
        return "part of a list"
    if parted and (picture := _PICTURED.match(text)) and not re.search(r"\b(?:said|says|was|were|is|are|told)\b", picture.group()):
        return "set like a caption"
    if parted and _LABEL.match(text) and not re.match(r"^[A-Z][\w’'-]*(?: [\w’'-]+){0,3} (?:said|says|told)", text):
        return "set like a heading or a caption"
    if (". " in text and _BROKEN.search(text)) or _RUN_ON.search(text):
        return "broken in extraction"
    if _HEADED.match(text):
        return "set like a heading"
    if line.index < 3 and (_titled(text) or (line.index == 0 and "; " in text and _DECK.match(text))):
        return "set like a heading or a caption"
    if text.startswith("(") and text.endswith(")"):
        return "an aside in brackets"
    if text.endswith(":") or _HERE.match(text):
        return "announces what follows"
    if line.bare.rstrip("\"'”’ ").endswith("?") or (text.rstrip("\"'”’").endswith("?") and not CUES.search(line.bare)):
        return "a question"
    if not worded and letters > 20 and sum(map(str.isupper, text)) > 0.7 * letters:
        return "set in capitals"
    return ""


def _titled(text: str) -> bool:
    """Tell whether all words but the small ones begin with a capital, as in headlines of American newspapers."""
    runs = text.split()
    if 2 * sum(run[0].isupper() for run in runs) < len(runs):
        return False
    words = _PLAIN_WORD.findall(text)
    if not 5 <= len(words) <= 20 or not any(word in _VERBS_SET_LARGE for word in words[1:]):
        return False
    return all(word[0].isupper() for word in words if len(word) > 4) and sum(len(word) > 4 for word in words) >= 2


_PLAIN_WORD = pattern(r"[A-Za-z][\w’'-]*")
# In a sentence these are small, but in "Who Is Who".
_VERBS_SET_LARGE = frozenset(
    "Is Are Was Were Be Has Have Had Will Would Can Could May Might Must Should Do Does Did Get Gets Say Says Said See Sees Make Makes Take Takes Give Gives Keep Keeps Go Goes Share Sell Sells Buy "
    "Speaks Calls Wants Needs Faces Finds Shows Tells Leads Wins Loses Dies Killed Hit Hits Not Their His Her Its".split()
)

# Bylines, datelines and captions stand before the first sentence; a question is the first sentence.
_BEFORE_LEAD = frozenset(
    ("shorter than five words", "boilerplate or a caption", "set like a caption", "no full stop: a heading or a caption", "mostly digits and signs", "set like a heading or a caption", "set in capitals")
)


def _marked(lower: str) -> bool:
    """Tell whether one of the marks of boilerplate stands anywhere in a text; few texts have even a piece of one."""
    for piece in _PIECES:
        if piece in lower:
            return any(mark in lower for mark in _ANYWHERE)
    return False


def _credited(text: str) -> bool:
    """Tell whether a text says who wrote an article; it is looked through where one of the words for that stands in it."""
    return any(word in text for word in ("reported", "contributed", "wrote", "CNN")) and _CREDIT.match(text) is not None


def _names_only(text: str) -> bool:
    """Tell whether a text is a byline: names, and the words that join them."""
    return all(word[:1].isupper() or word in _JOINS for word in text.split()) and len(text.split()) < 14


# ---- what leans on others


def risks(lines: Sequence[Line], fitted: Mapping[str, Any] | None = None) -> Risks:
    """Return the risk of every item that could be printed from one English article, by other numbers where given."""
    gates = [_fragment(line, True) for line in lines]
    told = tell(lines, frozenset(), _lead(gates))
    found = {line.index: faults(line, told) for line, gate in zip(lines, gates, strict=True) if not gate}
    return Risks(lines, told, found, fitted)


def _lead(gates: Sequence[str]) -> int:
    """Return the index of the first sentence of an article; bylines and captions stand before it."""
    return next((at for at, gate in enumerate(gates) if gate not in _BEFORE_LEAD), 0)


def safeties(lines: Sequence[Line], language: str = "en", known: frozenset[str] = frozenset()) -> tuple[Safety, ...]:
    """Return for every line of one article whether it can stand alone, or with which earlier ones."""
    judge = Judge(lines, language, known)
    return tuple(judge.safety(line.index) for line in lines)


class Judge:
    """What stands between the sentences of one article and the page.

    A sentence is judged when it is asked for, and with it those before it, on which it may lean: of an archive only
    the few are judged that may come on the page.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        language: str = "en",
        known: frozenset[str] = frozenset(),
        subject: frozenset[str] = frozenset(),
        bar: float = RISKY,
    ) -> None:
        """Take the lines of an article, the names that need no introduction, those in the subject, and a risk too high."""
        self._bar = bar
        self._subject = subject
        self._lines = lines
        self._language = language
        self._known = known
        self._english = language.startswith("en")
        self._gates = [_fragment(line, self._english) for line in lines]
        self._lacking: dict[int, list[Fault]] = {}
        self._found: list[Safety] = []

    @property
    def lead(self) -> int:
        """The index of the first sentence; bylines and captions stand before it."""
        return _lead(self._gates)

    def gate(self, at: int) -> str:
        """Return what drops a sentence however it is printed, in words, or ""."""
        gate, line = self._gates[at], self._lines[at]
        quoted = line.starts_quoted or line.ends_quoted
        return GOES_ON if not gate and quoted and not self._begun(line) else gate

    def safety(self, at: int) -> Safety:
        """Return what a sentence lacks by the rules, and which earlier ones supply it."""
        for line in self._lines[len(self._found) : at + 1]:
            self._found.append(self._judged(line))
        return self._found[at]

    def weighed(self, at: int) -> Safety:
        """Return what a sentence lacks, with the risk that its reader is stuck where the language has a model of it."""
        safety = self.safety(at)
        return self.company.weighed(at) if self._english else safety

    def together(self, group: tuple[int, ...]) -> bool:
        """Tell whether lines that stand in this order can be printed as one item."""
        if sum(len(self._lines[at].text) for at in group) > TOGETHER or any(self.safety(at).gate for at in group):
            return False
        if not self._english:
            return group[-1] - group[0] < len(group) == 2
        return self.company.clear(group) and self.company.fit(group)

    @cached_property
    def company(self) -> Company:
        """What of an English article can be printed together; it knows the sentences that have been judged."""
        return Company(self._lines, self._found, self._lacking, self._told, self._subject, self._bar)

    @cached_property
    def _told(self) -> Told:
        return tell(self._lines if self._english else (), self._known, _lead(self._gates))

    def _judged(self, line: Line) -> Safety:
        gate = self._gates[line.index]
        if gate:
            return Safety(gate=gate)
        if line.starts_quoted or line.ends_quoted:
            begun = self._begun(line)
            if not begun:
                return Safety(gate=GOES_ON)
            self._lacking[line.index] = []
            return Safety(leans="the end of a longer quotation", needs=begun, full=None)
        lacking = faults(line, self._told) if self._english else _foreign(line, self._language)
        self._lacking[line.index] = lacking
        return _lean(line, self._lines, self._found, lacking, self._english)

    def _begun(self, line: Line) -> tuple[int, ...]:
        """Return where a quotation of several sentences began that ends in this line: its end is printed with those.

        It is none where it goes on, nobody is seen to speak, or what it begins with is not clear.
        """
        if line.ends_quoted or not _has_speaker(line, self._lines, self._english):
            return ()
        group = _quotation(line, self._lines)
        if any(self._gates[at] for at in group):
            return ()
        lacking = any(fault.grade == GRAVE for fault in faults(self._lines[group[0]], self._told))
        return () if lacking else group


def _lean(line: Line, lines: Sequence[Line], earlier: Sequence[Safety], lacking: list[Fault], english: bool) -> Safety:
    if english and line.index > 0 and re.search(r"\bwould\b", line.bare) and re.match(r"if\b|should\b", lines[line.index - 1].text, re.IGNORECASE):
        lacking.append(Fault("goes on with a supposition", BEFORE))
    if english and line.index + 1 < len(lines) and _denies(lines[line.index + 1]):
        lacking.append(Fault("qualified by the next sentence", line.index, SLIGHT))
    grave = [fault for fault in lacking if fault.grade == GRAVE]
    rest = [fault for fault in lacking if fault.grade != GRAVE]
    mild = tuple(dict.fromkeys(fault.said for fault in rest))
    worth = 1.0
    for said in mild:
        worth *= HELD[max(fault.grade for fault in rest if fault.said == said)]
    felt = [fault for fault in rest if fault.grade == MILD]
    full = _cure(line, lines, earlier, [fault for fault in lacking if _wanted(fault, line, bool(grave))])
    if grave:
        reason = "; ".join(dict.fromkeys(fault.said for fault in grave))
        needs = full or _cure(line, lines, earlier, grave) or ()
        return Safety(leans=reason, needs=needs, mild=mild, worth=worth, full=full)
    if len(felt) > MOST:
        return Safety(leans="; ".join(fault.said for fault in felt), needs=full or (), mild=mild, worth=worth, full=full)
    helps = (full or ()) if felt or any(fault.said.startswith("begins with") for fault in rest) else ()
    return Safety(mild=mild, helps=helps, vague=bool(felt), worth=worth, full=full)


def _wanted(fault: Fault, line: Line, grave: bool) -> bool:
    """Tell whether a fault has to be cured before a line lacks nothing at all."""
    if fault.said in (NOBODY, LITTLE):
        return not grave  # the line that says who "he" is names him
    return fault.grade != SLIGHT or (fault.at >= 0 and fault.at != line.index)


def _quotation(line: Line, lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the indexes of the lines that a quotation runs through before the line where it ends."""
    first = line.index
    while first > 0 and lines[first].starts_quoted:
        first -= 1
    return tuple(range(first, line.index))


def _has_speaker(line: Line, lines: Sequence[Line], english: bool) -> bool:
    """Tell whether the end of a quotation, with its one or two lines before it, says who speaks."""
    group = _quotation(line, lines)
    if not english or not 0 < len(group) <= 2:
        return False
    first = lines[group[0]]
    return bool((CUES.search(first.bare) or CUES.search(line.bare)) and (first.names or line.names))


_DENYING = frozenset("not never no deny denied denies false untrue wrong rejected disputed incorrect dismissed refuted cannot".split())


def _denies(line: Line) -> bool:
    """Tell whether a line takes back what stands before it."""
    if not line.text.startswith(TURNS):
        return False
    return any(word in _DENYING or word.endswith("n't") for word in tokens(line.text).words)


def _cure(line: Line, lines: Sequence[Line], earlier: Sequence[Safety], lacking: Sequence[Fault]) -> tuple[int, ...] | None:
    """Return the earlier lines that supply all that is lacking, or None when no one or two clear ones do."""
    group: set[int] = set()
    wanted = [line.index - 1 if fault.at == BEFORE else fault.at for fault in lacking]
    while wanted:
        at = wanted.pop()
        if at in group:
            continue
        if at < 0 or at >= line.index or earlier[at].gate:
            return None
        completed = earlier[at].full  # what completes another must lack nothing itself
        if completed is None:
            return None
        group.add(at)
        wanted.extend(completed)
        if len(group) > 2:
            return None
    found = tuple(sorted(group))
    if sum(len(lines[index].text) for index in found) + len(line.text) > TOGETHER:
        return None
    return found


# ---- other languages: the words that at the head of a sentence take up the one before

_POINTS = {
    "de": "er sie ihr ihre sein seine dieser diese dieses aber doch dennoch jedoch deshalb deswegen daher trotzdem außerdem zudem dann danach dabei dagegen damit darauf daraufhin stattdessen allerdings hingegen und oder auch",
    "fr": "elle ils elles celui-ci celle-ci ceux-ci celles-ci cela mais cependant pourtant donc toutefois ensuite puis ainsi et",
    "es": "él ella ellos ellas esto eso aquello pero además entonces luego también tampoco y ambos ambas",
}  # fmt: skip
_OPENINGS = {language: frozenset(found.split()) for language, found in _POINTS.items()}


def _foreign(line: Line, language: str) -> list[Fault]:
    points = _OPENINGS.get(language[:2])
    head = tokens(line.text[opening(line) : opening(line) + 40]) if points else None
    if points and head and head.words and head.words[0] in points and line.index > 0:
        return [Fault(f"begins with “{head.raw[0]}”", BEFORE)]
    return []
