"""Who says something in a sentence: cue verbs, speakers, and the words for those who speak for others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..model import Span
from ..text.pattern import pattern
from .lines import Line, Name

_SAY = (
    "say says said saying tell tells told state states stated add adds added announce announces announced argue argues argued write writes wrote "
    "note notes noted explain explains explained report reported testify testified suggest suggested hint hinted recall recalled predict predicted estimate estimates estimated "
    "believe believes believed think thinks hope hopes hoped express expresses expressed describe describes described comment commented joke joked continued concede conceded"
).split()
_VOW = (
    "vow vows vowed pledge pledges pledged threaten threatens threatened order orders ordered deny denies denied claim claims claimed reiterate reiterates reiterated "
    "label labels labeled labelled accuse accuses accused affirm affirms affirmed reaffirmed warn warns warned insist insists insisted declare declares declared demand demands demanded "
    "urge urges urged condemn condemns condemned denounce denounces denounced reject rejects rejected promise promises promised assert asserts asserted emphasize emphasizes emphasized emphasised "
    "stress stresses stressed criticize criticizes criticized criticised call calls called praise praised dismiss dismissed defend defended acknowledge acknowledged admit admits admitted "
    "maintain maintains maintained outline outlined propose proposes proposed announce announced confirm confirms confirmed repeat repeated blame blames blamed appeal appealed "
    "agree agreed apologize apologized apologised welcome welcomed restate restated boast boasted caution cautioned refuse refused oppose opposes opposed"
).split()
SAY, VOW = frozenset(_SAY), frozenset(_VOW)
_PLAIN = {*_SAY, *_VOW} - {"report", "call", "calls", "state", "states", "note", "notes", "order", "orders", "claim", "claims", "demand", "demands", "label", "appeal", "hope", "hopes", "comment", "promise", "welcome", "praise", "blame", "add", "continued", "think", "thinks", "speak", "maintain", "called"}
CUES = re.compile(
    r"\b(?!added to\b|added up\b)(?:" + "|".join(sorted(_PLAIN)) + r"|according to|in a statement|called (?:for|on|the|it|them|him|her))\b",
    re.IGNORECASE,
)
_RUN = re.compile(r"\w+")
_FIRST = frozenset({*_SAY, *_VOW, "according", "in", "called"})
_SPOKEN = _FIRST - {"in"}
_ALONE = frozenset(_PLAIN - {"added"})  # cues of one word, whatever follows


@lru_cache(maxsize=256)  # asked twice of a sentence
def _spoken(text: str) -> bool:
    """Tell whether a text has any word with which somebody speaks; half of all sentences have none."""
    return not _SPOKEN.isdisjoint(_RUN.findall(text.lower()))


def cues(bare: str) -> list[re.Match[str]]:
    """Return all matches of CUES, found by their first words: trying every alternative everywhere takes six times as long."""
    found: list[re.Match[str]] = []
    if not _spoken(bare) and "in a " not in bare.lower():
        return found
    end = 0
    for run in _RUN.finditer(bare):
        word = run.group().lower()
        if word in _FIRST and run.start() >= end:
            match = run if word in _ALONE else CUES.match(bare, run.start())
            if match is not None:
                found.append(match)
                end = match.end()
    return found


# Who speaks for a state, a movement, a body; matched against the words beside a cue.
LEADERS = frozenset(
    "president premier chancellor minister ministers ministry secretary spokesman spokeswoman spokesperson leader leaders leadership ambassador envoy senator senators "
    "general admiral commander governor king queen prince emir ayatollah pope chief chairman congress parliament government pentagon kremlin "
    "administration cabinet officials official authorities department council party committee representative lawmaker lawmakers congressman congresswoman diplomat "
    "diplomats media state-run agency military army brass".split()
)
_PLACES = frozenset(
    "united states kingdom nations north south east west korea korean new york white house white washington london moscow beijing seoul tokyo security council supreme court high "
    "department ministry university hospital school college center centre institute agency police force forces army navy air party union world bank committee commission "
    "council association service services office bureau city county state county street road park airport river lake island islands sea ocean mountain bay valley gulf "
    "day week times post news daily press journal guardian telegraph chronicle tribune herald gazette globe monitor observer standard reuters san los las santa st group company inc corp ltd foundation fund act bill treaty agreement league cup games olympic olympics "
    "international national federal european african american british russian chinese japanese israeli iranian iraqi syrian ukrainian german french turkish indian pakistani afghan saudi "
    "democratic republican republic islamic middle central eastern western northern southern guard corps board authority parliament congress senate assembly house "
    "prize award festival museum church cathedral mosque district province region prison jail base embassy airlines airways flight hurricane typhoon storm tropical".split()
)
_TITLES = frozenset("mr mrs ms dr gen sen rep gov lt col capt sgt maj adm rev sir dame lord lady judge president prime minister king queen prince pope chancellor".split())


# "White House Chief of Staff Denis McDonough": the person begins after the last of these.
_OFFICES = frozenset(
    "president minister secretary staff spokesman spokeswoman spokesperson chief director senator sen rep gov gen judge justice attorney general commander leader chairman "
    "chairwoman mayor officer sheriff sgt lt col capt maj cpl pvt dr mr mrs ms professor prof pope king queen prince princess ambassador adviser advisor governor premier chancellor "
    "state colonel major captain lieutenant sergeant corporal detective inspector superintendent commissioner congressman congresswoman representative envoy ayatollah sheikh imam bishop cardinal rev sir lord lady dame".split()
)


_NAMELESS = _OFFICES | frozenset(
    "prime foreign vice deputy defense defence briton american frenchman german italian spaniard russian chinese japanese australian canadian mexican brazilian argentine "
    "scot scotsman welshman irishman englishman dutchman swede dane norwegian finn pole czech swiss belgian austrian turk iranian iraqi israeli palestinian indian "
    "mother father pastor coach captain "
    "estimates figures polls surveys studies records documents critics experts analysts fans sources statistics researchers scientists doctors lawyers mp mps mep pm ceo".split()
)


@lru_cache(maxsize=20_000)
def person_part(name: str) -> str:
    """Return the part of a name that is the person's: what follows the last word for an office."""
    parts = name.split()
    last = max((at for at, part in enumerate(parts) if part.strip(".,").lower() in _OFFICES), default=-1)
    return " ".join(parts[last + 1 :]) if 0 <= last < len(parts) - 1 else name


@lru_cache(maxsize=20_000)
def person_like(name: str) -> bool:
    """Tell whether a name looks like a person's: two to four words, none of them of a place or a body."""
    person = person_part(name)
    if person != name and not any(part.lower() in _PLACES for part in person.split()):
        return True
    parts = [part.strip(".").lower() for part in re.split(r"[\s-]+", name) if part]
    if parts and parts[0] in _TITLES:
        return True
    if not 2 <= len(parts) <= 5 or "of" in parts:
        return False
    return not any(part in _PLACES for part in parts) and all(part[:1].isalpha() for part in parts) and not any(part.isupper() and len(part) > 1 for part in name.split())


_ADVERBS = r"(?:\s+(?:has|have|had|also|later|then|again|recently|reportedly|repeatedly|publicly|previously|once|who|never|ever|since|further|explicitly|often|always|on\s+\w+day|\w+day|(?!(?:family|only|assembly|ally)\b)[a-z]+ly))*"
# A byline ("reported from Bergen"), an author's work ("wrote a novel") and what goes on ("continued to sell") are no speech.
# After a name these are nouns as often as verbs ("a Justice Department report"), or no speech ("the court dismissed").
_NO_CUE = frozenset(
    "report note state order claim demand label appeal hope comment promise welcome praise blame call speak think vow pledge estimate refuse refused agree agreed "
    "appealed dismiss dismissed maintain maintained outline believe believes believed hopes hoped suffered".split()
)
_CUE_WORD = r"(?P<cue>" + "|".join(sorted((SAY | VOW) - _NO_CUE)) + r")\b(?!(?<=wrote)(?!\s*[,:.\"“‘']| that\b| in\b| on\b| of\b)|(?<=reported) (?:and|from|for)\b|(?<=continued)(?! that\b| by saying\b|[,.:]))"
_AFTER_NAME = re.compile(r"(?:\s*,[^,;:]{2,90},)?" + _ADVERBS + r"\s+" + _CUE_WORD)
_BEFORE_NAME = re.compile(r"\b(?P<cue>said|says|wrote|added|explained|according\s+to)\s+(?:(?:[a-z][\w’'-]*|[A-Z][\w’'.-]*)\s+){0,6}?$")


def speaker(line: Line) -> tuple[Span, Span] | None:
    """Return speaker and cue of a line as offsets into its text, only where both are certain."""
    found = speakers(line)
    if not found or not _one([line.text[who.start : who.end] for who, _ in found]):
        return None  # two who speak in one sentence: whose words the reader sees is not certain
    who, cue = found[0]
    if _aside(line, who, cue) or _unsaid(line, who, cue) or _shared(line, who, cue):
        return None
    return who, cue


def label(lines: Sequence[Line], main: Line) -> tuple[Line, Span] | None:
    """Return whose name may be printed beside lines that are printed together, and the line it stands in."""
    named = [(line, who) for line in lines for who, _ in speakers(line)]
    if not named or not _one([line.text[who.start : who.end] for line, who in named]):
        return None
    sure = [(line, found[0]) for line in lines if (found := speaker(line))]
    if any(not any(line is spoken for spoken, _ in sure) and _others(line) for line in lines):
        return None
    # "John Kirby … said. “…,” Kirby told reporters." One person: the fuller name is the label.
    best = max(sure, key=lambda pair: pair[1].end - pair[1].start, default=None)
    # A label stands for the whole item: what the writer says in another line would be put into the speaker's mouth.
    rest = [line for line in lines if not any(line is spoken for spoken, _ in sure)]
    if best is None or not all(line.bare[:1] == " " or line.text.startswith(_GOES_ON) or cues(line.bare) for line in rest):
        return None
    said, who = best
    if said.text[who.start : who.end].split()[-1].lower() in _OFFICES and _OF_WHAT.match(said.text, who.end):
        return None  # "High Commissioner for Human Rights": the half of a title
    begun = _BEGUN.search(said.text[: who.start])
    return said, Span(begun.start(1) if begun else who.start, who.end)


_GOES_ON = ("He ", "She ")
_OF_WHAT = pattern(r" (?:for|of) [A-Z]")
# What belongs to a name but does not begin with a capital: "former Governor Falk", "ten Hoopen".
_BEGUN = pattern(r"(?:^|[\s(\"“‘'])((?:[Ff]ormer |[Ee]x-|ten |van |von |de |der |den |di |da |del |della |bin |ibn |al-|el-|le |la )+)$")


def _one(names: Sequence[str]) -> bool:
    """Tell whether names can be one speaker's: each is a part of the longest."""
    longest = max(names, key=lambda name: (len(name), name)).split()
    return all(set(person_part(name).split()) <= set(longest) for name in names)


_PRONOUN = pattern(r"\b(?:he|she)(?:\s+(?:has|had|also|later|then|once|\w+ly))*\s*$", re.IGNORECASE)


def _others(line: Line) -> bool:
    """Tell whether somebody speaks in a line who is not just called "he" or "she" there."""
    starts = [cue.start() for cue in cues(line.bare)]
    return " reports" in line.bare or any(_PRONOUN.search(line.bare[:start]) is None for start in starts)


_DEGREE = re.compile(r"(?!U\.?[SNK]|E\.U)(?:[A-Z][a-z]?\.)+(?:[A-Z]\.?)?")  # "Phil Smith, M.D., said"
_ABBREVIATED = pattern(r"(?:\b[A-Z]|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|St|Bros))\.$")
# "When Falk called for…", "what Falk has called": the sentence is not what Falk says.
_ASIDE = pattern(
    r"(?:\b(?:when|whenever|while|if|although|though|because|unless|once|what|who|which|whom|whose|how|where|whether|why)\b[^,;:]*|\b(?:before|after|since|until)\s+(?:[\w’'.-]+\s+){0,6})$",
    re.IGNORECASE,
)
_DASHES = pattern(r"--|[—–]")
_MARKS = pattern("[\"“”‘«»]|['’](?![\\w])")
_EARLIER = pattern(r"\b(?:said|says|say|told|tells|added|reports?|reported|advised|announced|found|showed|shows|claimed|argued|believes?|believed|called|named|known as|warned|insisted|denied|alleged|revealed|confirmed|heard|learned|thought|thinks)\b", re.IGNORECASE)


def _aside(line: Line, who: Span, cue: Span) -> bool:
    """Tell whether somebody speaks only in a part of the sentence that is not its point."""
    if cue.start < who.start:
        return False
    before = line.bare[: who.start]
    return (
        _ASIDE.search(before) is not None
        or before.count("(") > before.count(")")
        or (len(_DASHES.findall(before)) % 2 == 1 and _DASHES.search(line.bare, who.end) is not None)
        or any(_MARKS.search(line.text[cue.end() : who.start]) is None for cue in _EARLIER.finditer(before))
    )


_NEITHER = pattern(r"\b(?:neither|nor)\s+(?:\S+\s+){0,6}$", re.IGNORECASE)
_OTHERWISE = pattern(r"(?:, (?:but|while|whereas|although)|;) $")


def _unsaid(line: Line, who: Span, cue: Span) -> bool:
    """Tell whether a verb of saying reports no words: "neither Falk testified", "Falk called the house into a session"."""
    if _NEITHER.search(line.bare[: who.start]):
        return True
    verb = line.text[cue.start : cue.end].lower()
    following = line.text[cue.end : cue.end + 80]
    if verb == "denied" and following.startswith((" him ", " her ", " them ", " entry")):
        return True  # "Sorland denied him entry"
    return verb == "called" and not following.startswith((" for ", " on ")) and _MARKS.search(following) is None


def _shared(line: Line, who: Span, cue: Span) -> bool:
    """Tell whether somebody says only a part of a sentence: a clause about her, or the half before "but Moe went"."""
    before = line.bare[: who.start]
    if before.endswith(" that ") and CUES.search(before) is None:
        return True  # "the night that Falk said she lived through"
    return any(
        name.start > cue.end
        and (_OTHERWISE.search(line.bare[: name.start]) or line.text[name.end : name.end + 3] in (': "', ": “", ": ‘"))
        for name in line.names
    )


_APPOSED = pattern(r"\s*,\s*([A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)+),")


def speakers(line: Line) -> list[tuple[Span, Span]]:
    """Return every named speaker of a line with the cue, in order."""
    found: list[tuple[Span, Span]] = []
    if not line.names or not _spoken(line.bare):
        return found
    for name in line.names:
        if line.bare[name.start : name.end] != line.text[name.start : name.end]:
            continue  # named inside a quotation
        if all(part.strip(".").lower() in _NAMELESS for part in name.text.split()):
            continue  # "the President", "the Briton": somebody, but not by name
        if _DEGREE.fullmatch(name.text):
            continue
        after = _AFTER_NAME.match(line.bare, name.end)
        closed = after is None and line.bare[name.end : name.end + 1] == ","
        if closed and line.bare[: name.start].rstrip().endswith(",") and person_like(name.text):
            after = _AFTER_NAME.match(line.bare, name.end + 1)
        if after and (given := _APPOSED.match(line.bare, name.end)) and not person_like(name.text) and person_like(given.group(1)):
            continue  # "the ambassador to the United States, Ole Moe, said": the name that follows speaks
        if after and not _noun_before(line, name):
            found.append((_trimmed(line, name), Span(after.start("cue"), after.end("cue"))))
            continue
        before = _BEFORE_NAME.search(line.bare, max(0, name.start - 80), name.start)
        rest = line.bare[name.end :]
        if before and _ends(rest) and _inverted(line, before) and not (_DASH.match(rest) and _comma_before(line, before)):
            between = line.bare[before.end("cue") : name.start].split()
            if not any(word in _STOPPERS for word in between):
                found.append((_trimmed(line, name), Span(before.start("cue"), before.end("cue"))))
    return found


def _trimmed(line: Line, name: Name) -> Span:
    """Return where a name stands, without the full stop of its sentence."""
    end = name.end - 1 if name.text.endswith(".") and not _ABBREVIATED.search(name.text) else name.end
    start = name.start
    if line.text[:start].endswith("New ") and name.text.startswith(_NEW):
        start -= 4  # "New Zealand": a word that opens a sentence and a name
    elif name.text.startswith("Class "):
        start += 6  # "Sgt. 1st Class Brian Moe"
    return Span(start, end)


_NEW = ("Zealand", "York", "Jersey", "Mexico", "Hampshire", "Orleans", "Delhi", "England", "South Wales", "Guinea", "Caledonia", "Brunswick", "Haven")


def _ends(rest: str) -> bool:
    """Tell whether a phrase ends here; a verb or another noun would make the name a part of what was said."""
    return re.match(r"(?!['’]s\b)\s*(?:$|[,.;:!?)—–-]|(?:in|on|at|of|for|from|to|who|after|before|during|as|last|this|when|with|\w+day)\b|[\"“'‘])", rest) is not None


_DASH = pattern(r"\s*(?:--|[—–])")


def _comma_before(line: Line, before: re.Match[str]) -> bool:
    """Tell whether it may be an apposition that ends before the cue: "Berg, the mayor, said Falk — who left — was late"."""
    return line.text[: before.start("cue")].rstrip().endswith(",")


def _inverted(line: Line, before: re.Match[str]) -> bool:
    """Tell whether the cue follows what was said: a comma or a quotation stands before it."""
    if before.group("cue").startswith("according"):
        return True
    return line.text[: before.start("cue")].rstrip()[-1:] in (",", '"', "”", "’", "'", "?", "!")


# Between "said" and a name these begin what was said: the name is in the content, not the speaker.
_STOPPERS = frozenset("that the a an it he she they there this if when while in on at to of for and with by from his her their its i we was is are were has had not no".split())


def _noun_before(line: Line, name: Name) -> bool:
    """Tell whether the name stands in a phrase that is not the subject: "a spokesman for Assad said"."""
    words = re.split(r"[,;:(—–]|  ", line.bare[: name.start].rstrip())[-1].split()
    # "a source at the old jail Whitemoor told": a preposition shortly before, but not one that opens the clause.
    if any(word in ("of", "for", "from", "by", "at", "with", "against", "in", "near") for word in words[1:][-6:]):
        return True
    # "a girl Falk described": what follows a noun with its article may be a clause of it.
    if len(words) > 2 and " " not in name.text and words[-1].islower() and words[-2].lower() in ("a", "an", "the", "this", "that", "his", "her"):
        return True
    if len(words) > 2 and words[-2:] == ["and", "the"]:
        return True  # "scientists at Nordal and the Falk Institute say"
    before = words[-1].lower() if words else ""
    return before in {"of", "for", "from", "by", "against", "with", "to", "about", "told", "in", "on", "at", "between", "and", "including", "like", "than", "or", "called", "named", "near", "after", "over", "toward", "towards"}
