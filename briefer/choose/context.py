"""Whether a sentence is true and clear when it stands alone, and which earlier sentences make it so.

A fault is either grave (the reader cannot tell who or what is meant, or is misled) or mild (less precise only). A
grave fault is cured by printing earlier sentences of the article with it, or the sentence is passed over.
The rules are those of English; in another language only the marks that all languages share are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lines import Line
from .speech import CUES, person_like, person_part


@dataclass(frozen=True, slots=True)
class Safety:
    """What stands between a sentence and the page."""

    gate: str = ""  # what drops it however it is printed, in words
    leans: str = ""  # what it lacks alone, in words; "" when it stands
    needs: tuple[int, ...] = ()  # indexes of the earlier sentences that complete it; empty when none do
    mild: tuple[str, ...] = ()  # what makes it less precise


GOES_ON = "part of a quotation that goes on"
MAXIMUM = 600  # characters of one sentence; longer is a list or an accident of extraction
TOGETHER = 700  # characters of one item of several sentences

_BOILERPLATE = re.compile(
    r"copyright\b|©|all rights reserved|^read (more|also|next)\b|^see also\b|^photo(s|graph)?\s*(:|by\b|credit)|^image\s*:|^video\s*:|^file\s*:|^watch\s*:|"
    r"\bsubscribe\b|\bsign up (for|to)\b|^click\b|click here|^scroll down|contributed to this report|contributed reporting|reported from\b.*\bcontributed|reported (?:from|and wrote)\b.*\b(?:reported|wrote) (?:from|and)|"
    r"follow us\b|follow (him|her|them|@)|^share this|^advertisement\b|^editor.s note|^by [A-Z][\w.-]+ [A-Z][\w.-]+\W*$|\bgetty images\b|\bfile photo\b|"
    r"\(pictured\b|\bpictured (above|left|right|here|with|in|at|on)\b|^\(?(above|below|left|right|pictured)\b\s*[:,)]|"
    r"newsletter\b|terms of (use|service)|privacy policy|^(reporting|editing|writing|additional reporting) by\b|^caption\b|^story highlights",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\((?:left|right|above|below|center|centre|l|r)\)|, (?:left|right|cent(?:er|re)),", re.IGNORECASE)
# "WASHINGTON (CNN)", "(Reuters) -": where and by whom a report was filed; it stands before the sentence proper.
# "…sexual assault. damaged the bonds…": a stop inside a sentence, before a small letter, is a line end gone wrong.
_BROKEN = re.compile(r"\b(?!(?:approx|dept|univ|prof|capt|supt|corp|assn|govt)\b)[a-z]{4,}\. [a-z]")
_DATELINE = re.compile(r"(?:[A-ZÀ-Þ][\w.,’' -]{0,40})?\([A-Z][\w ]{1,20}\)\s*(?:[-–—]+\s*)?")
_LABEL = re.compile(r"^[A-Z][\w’'-]*(?: [\w’'-]+){0,5}: (?=[A-Z])")
_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "።", "։")

_CONNECTIVES = re.compile(
    r"(?:but|however|instead|nor|therefore|thus|hence|nevertheless|nonetheless|then|so(?! far\b)|yet|still(?=,)|otherwise|rather|likewise|similarly|besides|furthermore|"
    r"moreover|not\b(?! (?:all|every|only|one|since|until|long|even|far|surprisingly)\b)|the (?:first|second|third|other|latter|former|rest|most recent|last) (?:\w+ed|ran|was|were|is|are|has|had|came|took|will|would|said|says|of (?:them|these|those))|within (?:hours|days|weeks|months|minutes)(?=,)|in the (?:hours|days|weeks|months|years) (?:since|that followed)(?=,)|(?:all|both|either|neither|each) (?:sides?|parties|men|women|teams|families|leaders)|for [^,]{2,40}, (?:it|that|this)|consequently|either\b(?!.{3,60}\bor\b)|accordingly|conversely|also|and|or|because of (?:this|that|these)|in addition|as a result|in contrast|by contrast|"
    r"on the other hand|on the one hand|in response|in turn|in return|that said|having said|even so|at the same time|for (?:example|instance)|in fact|indeed|after all|"
    r"of course|put simply|in other words|needless to say|to do (?:that|this|so)|afterwards?|soon after(?:wards?)?|shortly after(?:wards?)?|"
    r"by then|until then|at (?:the|that|this) (?:time|point|stage)|at (?:that|this) moment|in that case|if so|if not|even then|even more|more than that|(?:second|third|fourth|last)(?:ly)?(?=,)|"
    r"finally(?=,)|for one(?: thing)?(?=,)|for a start|first(?:ly)?(?=,)|too(?=,)|well(?=,)|yes(?=,)|no(?=,)|not so|not only that|which|whereas|despite (?:this|that|these|those|all)|"
    r"as such|to that end|with that|like that|plus|either way|in any case|meantime|in the meantime|on top of that|the same\b(?! (?:day|week|month|year) (?:as|that))|"
    r"(?:hours|days|weeks|months|minutes|moments|seconds|years) (?:later|earlier)|"
    r"(?:an?|one|two|three|four|five|six|several|few|a few) (?:hours?|days?|weeks?|months?|minutes?|years?) (?:later|earlier)|"
    r"the (?:next|same|following|previous) (?:day|night|morning|week|month|year|evening|afternoon)|later that|earlier that|that (?:same )?(?:day|night|morning|evening|afternoon|week|month|year|evening|changed)|"
    r"here(?= (?:he|she|they|we|it|is|are)\b)|there(?=,)|others?\b|another\b(?! \d)|neither\b(?!.{3,60}\bnor\b)|none of (?:the|them|those|these|this|that)|both\b(?!.{2,60}\band\b)|each\b(?! (?:year|day|week|month))|"
    r"some (?:of (?:the|them|those|these)|\w+ed\b|were\b|are\b|have\b|had\b|say\b|said\b|even\b)|most (?:of (?:the|them|those|these)|never\b|don\b|do\b|did\b|will\b|would\b|can\b|say\b|said\b|were\b|are\b|have\b)|many (?:of (?:them|those|these)|were\b|are\b)|"
    r"all (?:of (?:them|those|these|this|that)|were\b|are\b|but\b)|one of (?:the (?:men|women|two|three)|them|those|these)|among (?:them|those|these)|including|only)\b",
    re.IGNORECASE,
)
_TEMPORAL = re.compile(r"since then|earlier|later|meanwhile|until now|so far|now|already", re.IGNORECASE)
_MIDDLE = re.compile(r", (?:however|though|instead|therefore|nevertheless|too|as well|for example|for instance|of course|in turn),|\b(?:too|as well|either|though)\.$", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|again|similarly|other|others|further|additional|continued)\b")
_PRONOUN = re.compile(
    r"\b(he|she|him|her|his|hers|himself|herself|they|them|their|theirs|themselves|it|its|itself|i|me|my|we|us|our|ours|you|your)\b(?:'|’)?", re.IGNORECASE
)
_DEMONSTRATIVE = re.compile(r"\b(this|that|these|those|such)\b(?:\s+([\w’'-]+))?(?:\s+([\w’'-]+))?", re.IGNORECASE)
_TIMES = frozenset(
    "week weeks month months year years morning afternoon evening weekend summer spring fall autumn winter time season century decade past coming "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "day night moment stage point quarter term hour generation".split()
)
_THAT_NOUN = re.compile(
    r"\b(?:in|of|on|at|by|for|with|from|after|since|before|under|over|about|to|during|against|behind|into|through|until) that "
    r"(?!he\b|she\b|they\b|it\b|the\b|a\b|an\b|we\b|i\b|you\b|this\b|these\b|those\b|was\b|is\b|were\b|are\b|had\b|has\b|have\b|would\b|could\b|can\b|will\b|may\b|might\b)([a-z][\w-]*)"
)
_THAT_VERB = re.compile(
    r"(?:,|\b(?:worry|worries|say|says|said|mean|means|hope|hopes|fear|fears|believe|believes|think|thinks|but|and)) "
    r"that (?:could|would|will|is|was|has|had|may|might|means|meant|makes|made|gives|gave)\b|\bit(?:['’]s| is| was) (?:that|this) ",
    re.IGNORECASE,
)
_SAME = re.compile(r"\b(?:in|on|at|by|of|from|with|during) the same (\w+)\b(?! (?:as|that|which|who|when|where)\b)")
_WHO = frozenset(
    "man woman boy girl suspect suspects victim victims father mother son daughter brother sister parents couple pair duo trio teenager teen student judge lawyer "
    "lawyers attorney prosecutor officer officers soldier minister ministry spokesman spokeswoman spokesperson author singer actor actress player patient child children baby "
    "driver pilot passenger defendant teacher doctor nurse owner men women girls boys official officials leader leaders chief director president "
    "premier chancellor senator congressman governor mayor ambassador envoy commander general captain sergeant candidate professor chairman "
    "executive founder king queen prince princess pope bishop militants rebels fighters gunman gunmen attackers attacker assailant killer hostages "
    "hostage prisoner detainee detainees witness jurors jury workers monitors delegates delegation family relatives sides two three others statesman veteran "
    "diplomat diplomats critic critics coach champion striker midfielder captain star comedian producer host presenter mogul rapper husband wife widow reporter journalist".split()
)
_WHAT = frozenset(
    "group move decision attack attacks deal agreement plan proposal measure measures bill law letter report statement statements video photo photos ruling incident "
    "event meeting talks summit case trial program programme company organization organisation agency team ship vessel plane aircraft jet flight vehicle car truck bus "
    "building house home school hospital airport city town village country nation island area region province state storm hurricane typhoon tornado quake earthquake "
    "tsunami blast blasts explosion explosions crash shooting fire virus disease outbreak operation mission strike strikes raid protest protests vote poll "
    "study survey test tests launch claim claims allegation allegations accusation argument idea issue question problem situation conflict process "
    "project policy strategy order request offer visit trip speech interview comments remarks article document documents book film movie show song game match race "
    "season tournament club side party movement network firm bank store shop restaurant facility site scene weapon weapons gun knife body bodies money funds package "
    "sanctions resolution treaty pact truce ceasefire verdict sentence charge charges conviction appeal hearing lawsuit suit evidence testimony investigation probe "
    "search rescue effort efforts campaign offensive advance assault battle fighting violence massacre killing killings murder death deaths accident tragedy disaster "
    "crisis change changes increase drop rise figure figures number numbers total result results finding findings news announcement warning threat message post tweet "
    "account page site website app device system service product phone cruise tour road bridge dam river mountain church mosque temple camp prison jail base embassy "
    "council committee commission board panel court department office union federation institute foundation charity coalition alliance regime government army military "
    "forces troops convoy exercise exercises drill drills missile missiles rocket rockets bomb bombs device drug drugs vaccine treatment patient cases animals birds dog "
    "cat shark whale bear couple newspaper magazine channel station broadcaster outlet publication".split()
)
_AFTER = re.compile(r"\s*(?:,? also known| (?:of|who|that|which|whose|where|when|in|at|on|for|from|with|against|between|to|into|over|about|by|behind|near|under|since|after|as)\b|['’]s?\b)", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"it(?:['’]s|\s+(?:is|was|remains|remained|will be|would be|seems|seemed|appears|appeared|became|has been|may be|could be|took|takes))\s+"
    r"(?:not\s+|still\s+|also\s+|now\s+|immediately\s+|un)*[\w-]+(?:\s+[\w-]+){0,3}?\s+(?:that|whether|if|how|what|when|why|who|to|for)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\b(first|second|third|last|latest|only|biggest|largest|highest|worst|best|most|next|same|former|current|new|so-called)\b", re.IGNORECASE)
_MASSES = frozenset("fighting violence evidence testimony government military police congress news men women children people family staff damage".split())
_FIRST_PERSON = frozenset("i me my we us our ours".split())
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_THEY = frozenset("they them their theirs themselves".split())
_PEOPLE = (_WHO - frozenset("witness lawyers officers men women girls boys officials leaders militants rebels fighters gunmen attackers hostages detainees jurors workers monitors delegates delegation family relatives sides two three others diplomats critics parents couple pair duo trio suspects victims children ministry jury".split())) | frozenset(
    "person official officer somebody someone anyone everybody nobody member activist resident spokesman spokeswoman "
    "counterpart colleague friend neighbor neighbour uncle aunt cousin grandfather grandmother guard citizen researcher scientist expert "
    "analyst minister politician manager worker farmer fisherman survivor migrant refugee someone".split()
)
_MASS = frozenset("police people men women children authorities government team family group company crew staff army troops forces police public media couple isis hamas hezbollah congress parliament".split())
_CATAPHORA = re.compile(r"^(?:while|as|after|before|when|in|during|despite|for|with|since|if|although|though|on|at|under|from|throughout|speaking|by|like|unlike|because of)\b", re.IGNORECASE)
_DENIAL = re.compile(r"^(?:but|however|yet|nevertheless|instead)\b.*\b(?:not|never|no|deny|denied|denies|false|untrue|wrong|rejected|disputed|incorrect|dismissed|n['’]t)\b", re.IGNORECASE)
WELL_KNOWN = frozenset(
    "Obama Trump Biden Putin Xi Merkel Macron Zelenskyy Zelensky Netanyahu Erdogan Modi Clinton Bush Kerry Blinken Lavrov Assad Khamenei Rouhani Kim Guterres "
    "Johnson Thatcher Blair Cameron Sunak Starmer Scholz Hollande Sarkozy Mandela Castro Chavez Maduro Lula Bolsonaro Abe Kishida Gaddafi Gadhafi Hussein Stalin Hitler".split()
)


def safeties(lines: Sequence[Line], language: str = "en", known: frozenset[str] = frozenset()) -> tuple[Safety, ...]:
    """Return for every line of one article whether it can stand alone, or with which earlier ones."""
    english = language.startswith("en")
    people = introductions(lines) if english else {}
    first_seen: dict[str, int] = {}
    if english:
        for line in lines:
            for word in line.words:
                first_seen.setdefault(word.removesuffix("'s").removesuffix("’s"), line.index)
    found: list[Safety] = []
    for line in lines:
        gate = _fragment(line, english)
        if gate:
            found.append(Safety(gate=gate))
            continue
        found.append(_lean(line, lines, found, people, first_seen, known, english))
    return tuple(found)


def introductions(lines: Sequence[Line]) -> dict[str, int]:
    """Return the surnames of the people named in full, with the index of the first line that does so."""
    found: dict[str, int] = {}
    for line in lines:
        for name in line.names:
            parts = person_part(name.text).split()
            if len(parts) >= 2 and person_like(name.text):
                found.setdefault(parts[-1], line.index)
                if parts[0] == "Kim" or len(parts[0]) <= 3:  # East Asian names put the family first
                    found.setdefault(parts[0], line.index)
    return found


def _fragment(line: Line, english: bool) -> str:
    """Return why a line is no sentence for a page, in words, or ""."""
    text = line.text.strip()
    letters = sum(char.isalpha() for char in text)
    spaced = text.isascii() or " " in text
    if len(text) > MAXIMUM:
        return f"longer than {MAXIMUM} characters"
    if any(len(run) > 80 for run in text.split()) and spaced and text[0].isascii():
        return "has a word of more than 80 letters"
    if letters < len(text) * 0.5:
        return "mostly digits and signs"
    if spaced and len(text.split()) < 5 and (english or len(text) < 12):
        return "shorter than five words"
    if not text.rstrip("\"'”’»)]」』 ").endswith(_STOPS):
        return "no full stop: a heading or a caption"
    if not english:
        return ""
    if re.search(r"\s[.]$", text):
        return "set like a caption"
    if _BOILERPLATE.search(text) or _CAPTION.search(text):
        return "boilerplate or a caption"
    if text.startswith(("•", "- ", "--", "– ", "— ", "* ", "·")) or "•" in text or re.match(r"\(?\d{1,2}[.)] ", text):
        return "part of a list"
    if _LABEL.match(text) and not re.match(r"^[A-Z][\w’'-]*(?: [\w’'-]+){0,3} (?:said|says|told)", text):
        return "set like a heading or a caption"
    if _BROKEN.search(text):
        return "broken in extraction"
    if text.startswith("(") and text.endswith(")"):
        return "an aside in brackets"
    if text.endswith(":"):
        return "announces what follows"
    if line.bare.rstrip("\"'”’ ").endswith("?") or (text.rstrip("\"'”’").endswith("?") and not CUES.search(line.bare)):
        return "a question"
    return ""


def _lean(
    line: Line,
    lines: Sequence[Line],
    earlier: Sequence[Safety],
    people: dict[str, int],
    first_seen: dict[str, int],
    known: frozenset[str],
    english: bool,
) -> Safety:
    mild: list[str] = []
    if line.starts_quoted or line.ends_quoted:
        if line.ends_quoted:
            return Safety(gate=GOES_ON)
        first = line.index
        while first > 0 and lines[first].starts_quoted:
            first -= 1
        group = tuple(range(first, line.index))
        speaker = CUES.search(lines[first].bare) or CUES.search(line.bare)
        if english and speaker and len(group) <= 2 and (lines[first].names or line.names):
            opening = _faults(lines[first], lines, people, first_seen, known)
            if not opening and all(earlier[at].gate in ("", GOES_ON) for at in group):
                return Safety(leans="the end of a longer quotation", needs=group)
        return Safety(gate=GOES_ON)
    if not english:
        return Safety()
    faults = _faults(line, lines, people, first_seen, known, mild)
    if faults:
        reason = "; ".join(dict.fromkeys(fault for fault, _ in faults))
        return Safety(leans=reason, needs=_needs(line, lines, earlier, [anchor for _, anchor in faults]), mild=tuple(mild))
    if line.index + 1 < len(lines) and _DENIAL.match(lines[line.index + 1].text):
        mild.append("qualified by the next sentence")
    if len(mild) > 2:
        return Safety(leans="; ".join(mild), mild=tuple(mild))
    return Safety(mild=tuple(mild))


def _opening(line: Line) -> int:
    """Return where the sentence proper begins, after a dateline and opening marks."""
    dateline = _DATELINE.match(line.text)
    at = dateline.end() if dateline else 0
    while at < len(line.text) and line.text[at] in " \"'“‘(":
        at += 1
    return at


def _needs(line: Line, lines: Sequence[Line], earlier: Sequence[Safety], anchors: Sequence[int]) -> tuple[int, ...]:
    """Return the earlier lines that cure every fault of this one, or () when no one or two safe ones do.

    An anchor is the index of a line, -1 for the line before, -2 for one that is not known.
    """
    group = tuple(sorted({line.index - 1 if anchor == -1 else anchor for anchor in anchors}))
    if group[0] < 0 or len(group) > 2 or sum(len(lines[index].text) for index in group) + len(line.text) > TOGETHER:
        return ()
    # Only what is fully clear itself completes another sentence.
    if any(earlier[index].gate or earlier[index].leans or earlier[index].mild for index in group):
        return ()
    return group


def _faults(
    line: Line,
    lines: Sequence[Line],
    people: dict[str, int],
    first_seen: dict[str, int],
    known: frozenset[str],
    mild: list[str] | None = None,
) -> list[tuple[str, int]]:
    """Return the grave faults in words, each with the index of the line it points to (-1: the one before)."""
    mild = [] if mild is None else mild
    text, bare = line.text, line.bare
    opening = text[_opening(line) :]
    spoken = CUES.search(bare) is not None
    if not spoken and (len(bare.strip(" .,;:-—")) < 4 or (text.lstrip()[:1] in "\"“'‘" and not line.names)):
        return [("a quotation without its speaker", -1)]
    found: list[tuple[str, int]] = []
    match = _CONNECTIVES.match(opening)
    if match:
        found.append((f"begins with “{match.group().strip(' ,')}”", -1))
    match = _MIDDLE.search(bare)
    if match:
        found.append((f"“{match.group().strip(' ,.')}” points to the sentence before", -1))
    for fault in (_pronouns(line, lines, people, mild), _demonstratives(line, mild), _definites(line, first_seen, mild)):
        if fault:
            found.append(fault)
    if re.search(r"\b(?:replied|responded|answered|retorted|countered|continued(?=,)|continued, saying)\b(?! (?:to|with|by)\b)", bare):
        found.append(("an answer without what it answers", -1))
    if _ELSEWHERE.search(bare):
        found.append(("“there” points to a place outside", -1))
    if _CUT_SHORT.search(bare.rstrip("\"'”’ ")):
        found.append(("ends on a word that stands for what was said before", -1))
    if line.index > 0 and re.search(r"\bwould\b", bare) and re.match(r"if\b|should\b", lines[line.index - 1].text, re.IGNORECASE):
        found.append(("goes on with a supposition", -1))
    if _TEMPORAL.match(opening):
        mild.append(f"begins with “{opening.split()[0]}”")
    if _ALSO.search(bare):
        mild.append("adds to something said before")
    name = _bare_surname(line, people, known)
    if name:
        mild.append(f"only the surname of {name}")
        if len(line.words) < 14:
            found.append((f"says little of {name}, named before", people.get(name, -1)))
    return found


_ELSEWHERE = re.compile(
    r"(?<!^)\bthere\b(?!['’]|\s+(?:is|are|was|were|has|have|had|will|would|could|may|might|can|must|should|remain|remains|seem|seems|appear|appears|appeared|"
    r"came|exist|exists|be|been|being|to be|isn|aren|wasn|weren|still|also|now|not|never|likely|probably|simply)\b)"
)
_CUT_SHORT = re.compile(r"\b(?:will|did|does|do|would|can|could|has|have|had|is|are|was|were|not|that|this|those|these|both|neither|so|such|one|ones|others|another|on|of|the|an?|and|or|but|by|to)\.$", re.IGNORECASE)


def _person_before(line: Line, at: int, people: dict[str, int]) -> bool:
    """Tell whether a person is named or described before this place in the line, outside quotation marks."""
    for name in line.names:
        if line.bare[name.start] == " ":
            continue  # named inside a quotation: another voice
        if name.end <= at and (person_like(name.text) or name.text.split()[-1] in people or name.text.split()[0] in people):
            return True
    return any(word in _PEOPLE for word in re.findall(r"[a-z]+", line.bare[:at].lower()))


def _pronouns(line: Line, lines: Sequence[Line], people: dict[str, int], mild: list[str]) -> tuple[str, int] | None:
    bare = line.bare
    start = _opening(line)
    comma = bare.find(",")
    for match in _PRONOUN.finditer(bare):
        word = match.group(1)
        at = match.start()
        lower = word.lower()
        if word == "US" or word == "IT" or (word == "I" and bare[at + 1 : at + 2] in ".-"):
            continue
        ahead = _CATAPHORA.match(bare[start:]) and 0 <= at < comma
        if lower in _FIRST_PERSON:
            if lower == "us" and re.search(r"\btold $", bare[:at]):
                continue
            return f"“{word}” of an unknown speaker", -1
        if lower in ("you", "your"):
            mild.append("speaks to the reader")
            continue
        if lower in ("him", "them", "it") and _object_of_subject(line, start, at):
            return f"“{word}” is not the one named before it", -1
        if lower in _HE or lower in _SHE:
            if _person_before(line, at, people):
                continue
            if ahead and any(comma < name.start <= comma + 20 and bare[name.start] != " " for name in line.names):
                continue
            return f"“{word}” without a name before it", _last_person(line, lines, people)
        if lower in _THEY:
            before = re.findall(r"[\w’']+", bare[start:at].lower())
            plural = any(
                (len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s"))) or noun in _MASS for noun in before
            )
            if len(before) >= 2 and (plural or any(name.end <= at for name in line.names)):
                continue
            if ahead and any(name.start > comma and bare[name.start] != " " for name in line.names):
                continue
            return f"“{word}” without a name before it", -1
        if at - start < 3 or len(bare[start:at].split()) < 2:
            if lower == "it" and _EXPLETIVE.match(bare[at:]):
                mild.append("begins with “It”")
                continue
            if lower == "its" and ahead:
                continue
            return f"“{word}” without a name before it", -1
        if lower in ("it", "its") and not ahead and not _thing_before(line, start, at, people):
            return f"“{word}” without a noun before it", -1
        if ahead and not any(name.end <= at for name in line.names) and not any(name.start > comma for name in line.names) and lower == "it":
            return f"“{word}” without a name before it", -1
    return _quoted_pronouns(line)


_THING = re.compile(
    r"\b(?:an?|the|its|his|her|their|our|any|no|each|every|some|this|that|one|another)\s+[\w-]|\b\w{3,}(?:ing|tion|sion|ment|ity|ism|ness|ance|ence|ship|ware|ology)\b",
    re.IGNORECASE,
)


def _thing_before(line: Line, start: int, at: int, people: dict[str, int]) -> bool:
    """Tell whether anything that can be an "it" stands before this place: a noun with its article, or a name of no person."""
    for name in line.names:
        owner = line.bare[name.end : name.end + 2] in ("'s", "’s")  # "South Korea's minister": the minister is the one
        if name.end <= at and line.bare[name.start] != " " and not owner and not person_like(name.text) and name.text.split()[-1] not in people:
            return True
    return _THING.search(line.bare, start, at) is not None


def _object_of_subject(line: Line, start: int, at: int) -> bool:
    """Tell whether a pronoun is the object of the only one named before it, and so somebody else: "Ri contradicted him"."""
    before = [name for name in line.names if name.end <= at]
    if not before or not line.bare[at:].lower().startswith(("him", "them", "it")):
        return False
    between = line.bare[before[-1].end : at].split()
    if not 1 <= len(between) <= 2 or any(word.strip(",").lower() in _JOINTS for word in between) or "," in line.bare[before[-1].end : at]:
        return False
    head = line.bare[start : before[0].start]
    return len(head.split()) <= 4 and not _THING.search(line.bare, start, before[0].start)


_JOINTS = frozenset("that and or but as when if while because said says think believe for to of with in on at by from about whether although though than like".split())


def _quoted_pronouns(line: Line) -> tuple[str, int] | None:
    """Return the fault of a quotation that speaks of somebody or something named before it began."""
    inside = _inside(line)
    first = len(inside) - len(inside.lstrip())
    if not inside.strip():
        return None
    named = any(name.start < first for name in line.names)
    tokens = re.findall(r"[\w’']+", inside[first : first + 400])
    for at, word in enumerate(tokens):
        lower = word.lower()
        if lower in ("this", "these", "those") and tokens[at + 1 : at + 2] and (tokens[at + 1] in _WHAT or tokens[at + 1] in _WHO):
            return "the quotation points to something outside it", -1
        if named:
            continue
        if lower in _HE or lower in _SHE or lower in _THEY or lower in ("this", "that", "these", "those", "it", "its"):
            if lower in ("that", "it", "this") and at > 3:
                continue
            if lower in _THEY and any(noun.endswith("s") and len(noun) > 3 for noun in tokens[:at]):
                continue
            if (lower in _HE or lower in _SHE) and any(noun[:1].isupper() for noun in tokens[1:at]):
                continue
            return "the quotation points to something outside it", -1
    return None


def _inside(line: Line) -> str:
    return "".join(char if blank == " " and char != " " else " " for char, blank in zip(line.text, line.bare, strict=True))


def _last_person(line: Line, lines: Sequence[Line], people: dict[str, int]) -> int:
    """Return the index of the nearest earlier line (at most three back) that names exactly one person."""
    for index in range(line.index - 1, max(-1, line.index - 4), -1):
        named = {name.text.split()[-1] for name in lines[index].names if person_like(name.text) or name.text.split()[-1] in people}
        if len(named) == 1:
            return index
        if named:
            return -2
    return -2


def _demonstratives(line: Line, mild: list[str]) -> tuple[str, int] | None:
    bare = line.bare
    start = _opening(line)
    for match in _DEMONSTRATIVE.finditer(bare):
        word, noun = match.group(1), (match.group(2) or "").lower()
        lower = word.lower()
        early = match.start() - start < 2
        before = bare[start : match.start()].lower()
        if lower in ("this", "these"):
            if noun in _TIMES or noun == "days" or (match.group(3) or "").lower() in _TIMES:
                continue
            if noun and noun[:5] in before and not early and noun not in _WHO:
                continue
            return f"“{word}{' ' + noun if noun else ''}” points outside", -1
        if lower == "those":
            if (not noun.endswith("s") and not early) or noun in ("who", "in", "of", "with", "from", "on", "at", "whose", "that", "involved", "injured", "killed", "affected", "responsible", "living", "not", "under", "already"):
                continue
            if noun and noun[:5] in before and not early:
                continue
            return f"“{word}{' ' + noun if noun else ''}” points outside", -1
        if lower == "such":
            if noun == "as":
                continue
            if early or noun in ("a", "an"):
                return f"“{word}{' ' + noun if noun else ''}” points outside", -1
            mild.append("“such” points outside")
            continue
        if early:
            return f"begins with “{word}”", -1
    same = _SAME.search(bare)
    if same and same.group(1).rstrip("s")[:5] not in bare[start : same.start()].lower():
        return f"“the same {same.group(1)}” points outside", -1
    verb = _THAT_VERB.search(bare)
    if verb:
        return f"“{verb.group().strip(' ,')}” points outside", -1
    before = bare[start:].lower()
    for that in re.finditer(r"\b\w+ that ([a-z]+)\b", bare):
        noun = that.group(1)
        single = (noun in _WHAT or noun in _WHO) and not noun.endswith("s") and noun not in _MASSES
        if single and noun[:5] not in before[: max(0, that.start() - start)]:
            return f"“that {noun}” points outside", -1
    then = re.search(r"\b(?!said\b|says\b|told\b|so\b)\w+ that (?:same )?(day|night|morning|evening|afternoon|week|month|year|time|point)\b", bare)
    if then:
        return f"“that {then.group(1)}” points outside", -1
    other = _THAT_NOUN.search(bare)
    if other and other.group(1)[:5] not in before[: max(0, other.start() - start)]:
        place = other.group(1) in ("country", "group", "state", "city", "area", "region", "nation")
        if not (place and any(name.end <= other.start() for name in line.names)):
            return f"“that {other.group(1)}” points outside", -1
    return None


def _definites(line: Line, first_seen: dict[str, int], mild: list[str]) -> tuple[str, int] | None:
    bare = line.bare
    start = _opening(line)
    for match in re.finditer(r"\bthe ((?:[\w.’'-]+ ){0,2}?)([\w’'-]+)", bare, re.IGNORECASE):
        head, at = _head(bare, match.start())
        if not head:
            continue
        if any(word[:1].isupper() and word.lower() not in _WHO for word in bare[match.start() + 4 : at].split()):
            continue  # a name inside: "the Fars news agency"
        if re.match(r",? (?:of |for )?[A-Z]", bare[at:]):
            continue  # "the President of France", "the mill's owner, Anna Berg"
        if _SO_MANY.match(bare[match.start() + 4 :]) and not _AFTER.match(bare[at:]):
            if sum(name.end <= match.start() for name in line.names) < 2:
                return f"“{bare[match.start() : at].strip()}” points outside", -1
            continue
        if head in ("two", "three", "latter", "pair", "duo", "trio", "sides", "others") or head.endswith("-old"):
            follows = re.match(r"\s+(?:people|of|most|main|largest|biggest|koreas)\b", bare[at:], re.IGNORECASE)
            named = sum(name.end <= match.start() for name in line.names)
            if follows or named >= (1 if head.endswith("-old") else 2):
                continue
            return f"“{bare[match.start() : at].strip()}” points outside", -1
        who, what = head in _WHO, head in _WHAT
        if not (who or what):
            if match.start() - start < 2 and first_seen.get(head, line.index) < line.index and not _AFTER.match(bare[at:]):
                mild.append(f"“the {head}” was introduced before")
            continue
        if _AFTER.match(bare[at:]) or _ORDER.search(bare[match.start() : at]):
            continue
        phrase = bare[match.start() : at].strip()
        before = bare[start : match.start()]
        if re.search(rf"\b{re.escape(head[:6])}", before, re.IGNORECASE):
            continue
        if any(name.end <= match.start() for name in line.names):
            if first_seen.get(head, line.index) < line.index:
                mild.append(f"“{phrase}” was introduced before")
            continue
        seen = first_seen.get(head, line.index)
        subject = match.start() - start < 2 or re.match(r"\s+(?:said|says|told|added|wrote|has|had|was|were|is|are|will|would|also)\b", bare[at:])
        if head in _POINTING and match.start() - start < 2:
            return f"“{phrase}” points outside", -1
        if head in ("government", "military", "army", "court", "country", "state", "nation"):
            mild.append(f"“{phrase}” of a state not named")
            continue
        if seen == line.index and what:
            mild.append(f"“{phrase}” without more")
            continue
        if subject:
            # Only a mention close by surely is the same one.
            return f"“{phrase}” points outside", seen if line.index - 3 <= seen < line.index else -2
        mild.append(f"“{phrase}” points outside")
    return None


_SO_MANY = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}) (?!most|main|largest|biggest|koreas|percent|million|billion|years|months|weeks|days|hours|minutes)[a-z]", re.IGNORECASE)
# At the head of a sentence these take up what was just told, even where the word itself is new.
_POINTING = frozenset("group company firm organization organisation agency team claim claims move decision announcement visit comments remarks deal incident attack attacks news gains gain ruling statement news result results findings idea warning plan proposal".split())
_NOUN_STEP = re.compile(r"[\w’'-]+")


def _head(bare: str, at: int) -> tuple[str, int]:
    """Return the head noun of the phrase that begins with "the" here, and where it ends: the last of the listed nouns in a row."""
    head, end = "", at
    first = ("", at)
    for tokens, match in enumerate(_NOUN_STEP.finditer(bare, at + 4)):
        word = match.group().lower().removesuffix("'s").removesuffix("’s")
        listed = word in _WHO or word in _WHAT or word.endswith("-old") or word == "latter"
        apart = tokens > 0 and bare[end : match.start()].strip()
        if apart or (head and not listed):
            break
        if tokens == 0:
            first = (word, match.end())
        if listed:
            head = word
        end = match.end()
        if tokens == 2 or (head and match.group().lower() != word):
            break
    if head:
        return head, end
    return first


def _bare_surname(line: Line, people: dict[str, int], known: frozenset[str]) -> str:
    """Return the first person who appears by surname alone, though the article named them in full earlier."""
    for name in line.names:
        word = name.text
        if " " in word or word not in people or people[word] >= line.index or word in WELL_KNOWN or word in known:
            continue
        before = line.text[: name.start].rstrip().split(" ")[-1]
        if before[:1].isupper() and before.lower().strip("\"“'‘") not in ("mr", "mr.", "mrs", "mrs.", "ms", "ms."):
            continue
        return word
    return ""
