"""What in an English sentence points outside it: pronouns, definite nouns, connectives, quotations without a speaker.

Every word list is a set looked up by token; long alternations in regular expressions cost milliseconds at import.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .lines import Line, Name
from .speech import CUES, person_like, person_part

GRAVE, MILD, SLIGHT = 2, 1, 0
SUBJECT = 6  # so many of the commonest terms of an article say what it is about
BEFORE, UNKNOWN = -1, -2  # where a fault points: the sentence before, or nobody knows


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a sentence lacks when it stands alone."""

    said: str  # in words
    at: int  # index of the earlier line that supplies it, or BEFORE or UNKNOWN
    grade: int = GRAVE  # GRAVE: the reader is lost or misled; MILD: less precise; SLIGHT: hardly felt


@dataclass(frozen=True, slots=True)
class Told:
    """What an article has told, by the line that told it first."""

    lines: Sequence[Line]
    words: dict[str, list[int]]  # plain word -> the lines that hold it
    people: dict[str, int]  # surname -> the line that names its owner in full
    firsts: dict[str, int]  # first name -> the same line
    sexes: dict[str, str]  # surname -> "he" or "she", where the article or the first name says so
    known: frozenset[str]  # names that the profile expects its readers to know
    subject: frozenset[str]  # the terms the article uses most
    actors: frozenset[str]  # the names of its first two sentences

    def first(self, word: str, line: Line) -> int | None:
        """Return the first earlier line that holds a word, or None."""
        found = self.words.get(plain(word))
        return found[0] if found and found[0] < line.index else None

    def last(self, word: str, line: Line) -> int | None:
        """Return the last earlier line that holds a word, or None."""
        found = [at for at in self.words.get(plain(word), ()) if at < line.index]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A line as words with their places, outside quotation marks."""

    words: list[str]  # lower-cased
    raw: list[str]
    starts: list[int]
    ends: list[int]


_TOKEN = re.compile(r"\w(?:[\w’'.-]*\w)?")
_DATELINE = re.compile(r"(?:[A-ZÀ-Þ][\w.,’' -]{0,40})?\([A-Z][\w ]{1,20}\)\s*(?:[-–—]+\s*)?")


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Return a word without possessive and plural ending, for comparing."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def tokens(text: str) -> Tokens:
    """Return the words of a text with their places."""
    matches = list(_TOKEN.finditer(text))
    raw = [match.group() for match in matches]
    words = [word.lower() for word in raw]
    if "’" in text:
        words = [word.replace("’", "'") for word in words]
    return Tokens(words, raw, [match.start() for match in matches], [match.end() for match in matches])


def opening(line: Line) -> int:
    """Return where the sentence proper begins, after a dateline and opening marks."""
    dateline = _DATELINE.match(line.text)
    at = dateline.end() if dateline else 0
    while at < len(line.text) and line.text[at] in " \"'“‘(":
        at += 1
    return at


def tell(lines: Sequence[Line], known: frozenset[str]) -> Told:
    """Return what an article tells and where."""
    words: dict[str, list[int]] = {}
    people: dict[str, int] = {}
    firsts: dict[str, int] = {}
    sexes: dict[str, str] = {}
    for line in lines:
        for word in dict.fromkeys(plain(word) for word in line.words):
            words.setdefault(word, []).append(line.index)
        for name in line.names:
            parts = person_part(name.text).split()
            opens = not line.text[: name.start].strip(" \"'“‘(") and parts and parts[0].endswith(("ing", "ed"))
            if len(parts) >= 2 and person_like(name.text) and not opens:  # "Upending Obamacare" names nobody
                people.setdefault(parts[-1], line.index)
                firsts.setdefault(parts[0], line.index)
                if parts[0] == "Kim" or len(parts[0]) <= 3:  # East Asian names put the family first
                    people.setdefault(parts[0], line.index)
            sex = _sex_of_name(line, name)
            if sex and len(parts) >= 1:
                sexes.setdefault(parts[-1], sex)
    for surname, votes in _votes(lines, people).items():
        if surname not in sexes and votes["he"] != votes["she"]:
            sexes[surname] = "he" if votes["he"] > votes["she"] else "she"
    counted = Counter(term for line in lines for term in sorted(line.terms))
    subject = frozenset(sorted(counted, key=lambda term: (-counted[term], term))[:SUBJECT])
    actors = frozenset(word for line in lines[:2] for name in line.names for word in name.text.split())
    return Told(lines, words, people, firsts, sexes, known, subject, actors)


def _votes(lines: Sequence[Line], people: dict[str, int]) -> dict[str, Counter[str]]:
    """Count for each person the sentences that name nobody else and say "he", and those that say "she"."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        named = {name.text.split()[-1] for name in line.names} & people.keys()
        if len(named) == 1:
            held = set(line.words)
            he, she = held & _HE, held & _SHE
            if bool(he) != bool(she):
                found.setdefault(min(named), Counter())["he" if he else "she"] += 1
    return found


# ---- word lists

_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_AUXILIARY = _BE | frozenset(
    "has have had will would can could may might must shall should do does did hasn't haven't hadn't won't wouldn't can't couldn't don't doesn't didn't".split()
)
_VERBS = frozenset(
    "said says say told tells added began begins became becomes came comes gave gives got gets went goes made makes took takes took found finds left leaves held holds hit hits "
    "led leads lost won wins met meets put puts ran runs sat saw sees sent sends set sets shot shows show showed spent spoke stood struck rose fell grew kept knew meant means paid "
    "read thought wrote writes broke brought built bought caught chose drew drove fought flew hid hurt let lay lies rang seem seems seemed need needs want wants remain remains appear appears "
    "include includes look looks also never still now just then only even already ever always often not allegedly reportedly later soon already".split()
)
_FUNCTION = frozenset(
    "of who whom that which whose where when while in at on for from with against between to into onto over about behind near under since as than during among amid through throughout "
    "across along around after before until without within by per and or but nor if because so though although like unlike the a an this these those his her its their our my your he she it they we i you "
    "up down out off back away ahead there here too either both all not no".split()
)
_BREAKS = _FUNCTION | _AUXILIARY | _VERBS
# What follows a definite noun and says which one is meant.
_GROUNDS = frozenset("of who whom that which whose where when between about against involving containing known called named than surrounding".split())
_MAYBE_GROUNDS = frozenset("in at on for from with to into over behind near under since as during among across along around within by like after before".split())
_ORDER = frozenset(
    "first second third fourth fifth sixth last latest only next same former current new so-called main rest usual very right wrong final previous past late early "
    "late-night own entire whole general vast".split()
)
# There is one of each, or the words say enough by themselves.
_WORLD = frozenset(
    "world earth globe planet sun moon sky sea ocean air internet web public media press economy future past present time way fact rest end beginning start middle day days week weeks weekend month "
    "months year years decade century season summer winter spring autumn fall morning afternoon evening night midnight hour hours moment era war-torn north south east west northeast northwest southeast "
    "southwest northern southern eastern western middle-east left right top bottom back front side ground road streets roads poor rich elderly young old dead wounded living homeless majority minority "
    "number amount level rate idea possibility chance risk need right rights ability lack kind sort type likes united u.s us uk eu un u.n e.u nfl nba fbi cia bible koran quran law market markets "
    "environment climate weather universe heart mind body face head eyes hands life lives death truth reality job work lot point case-by-case aftermath wake midst face sake "
    "community public's world's nation's country's general whole same other others more most least less better worse best worst".split()
) - frozenset("body death".split())
_PERSONAL = frozenset(
    "man woman boy girl suspect suspects victim victims father mother son daughter brother sister parents couple pair duo trio teenager teen student judge lawyer "
    "lawyers attorney prosecutor officer officers soldier soldiers minister spokesman spokeswoman spokesperson author singer actor actress player patient child children baby "
    "driver pilot passenger passengers defendant teacher doctor nurse owner men women girls boys official officials leader leaders chief director "
    "senator congressman governor mayor ambassador envoy commander general captain sergeant candidate professor chairman "
    "executive founder militants rebels fighters gunman gunmen attackers attacker assailant killer hostages militant rebel "
    "hostage prisoner detainee detainees witness jurors family relatives veteran star comedian producer host presenter mogul rapper husband wife widow reporter journalist "
    "diplomat diplomats critic critics coach champion striker midfielder defender goalkeeper manager boss youngster toddler infant youth youths employee employees worker workers resident residents native "
    "activist activists protesters demonstrators survivor survivors migrant migrants refugee refugees tourists student students pupils pupil teens scientist researcher researchers scientists expert "
    "mother-of-two mother-of-three father-of-two father-of-three mother-to-be grandmother grandfather politician lawmaker lawmakers spokesmen businessman millionaire billionaire designer model artist "
    "musician band director chef priest bishop pastor terrorist terrorists extremists insurgents jihadis jihadists thief thieves robber burglar inmate inmates convict fugitive shooter sniper bomber "
    "bombers hijackers pirates crew aviator astronaut astronauts athlete runner boxer golfer cyclist".split()
)
_ANONYMOUS = frozenset("official officials source sources spokesman spokeswoman spokesperson diplomat diplomats aide aides adviser lawmaker lawmakers witness witnesses statement report newspaper paper agency".split())
_PERFORMERS = frozenset("rapper singer actor actress model comedian musician rocker presenter host star author designer director artist".split())
_NO_AGENT = frozenset(
    "number order letter paper water power river border summer winter weather tower center offer matter computer newspaper theater member chapter quarter factor error color tumor floor door corridor motor mirror sector tractor "
    "reactor list twist other never over under after layer layers danger anger hunger character cover letter slaughter laughter monster sister minister disaster master cluster filter shelter helicopter chamber timber cancer "
    "dinner banner corner tanker freighter carrier cruiser destroyer bomber fighter server router printer scanner transfer chapter career tier pier barrier harbor labor humor honor odor vapor terror horror flavor favor behavior "
    "interior exterior superior transistor tremor vector elevator escalator generator monitor container trailer feather leather brother murder order gender tender thunder wonder shoulder ladder folder".split()
)
_RESIDENT = frozenset("resident residents native man woman boy girl mother father couple teenager teen student mother-of-two mother-of-three father-of-two grandmother grandfather duo pair youngster toddler".split())
_DEMONYMS = frozenset(
    "swede dane finn pole scot spaniard turk briton frenchman frenchwoman englishman irishman welshman scotsman dutchman norwegian argentine argentinian brazilian italian german belgian portuguese uruguayan chilean colombian mexican "
    "croatian croat serb serbian swiss russian ukrainian american australian canadian austrian hungarian romanian bulgarian egyptian nigerian ghanaian kenyan ivorian senegalese cameroonian algerian moroccan tunisian iranian "
    "iraqi israeli indian pakistani korean japanese chinese texan californian floridian londoner scouser geordie".split()
)
_BODY = frozenset(
    "group company firm organization organisation agency team club side party movement network bank store shop restaurant union federation institute foundation charity coalition alliance "
    "department office committee commission board panel council court university school hospital airline newspaper magazine channel station broadcaster outlet retailer supermarket chain brand "
    "giant app site website publication parliament senate regime government ministry administration military army navy".split()
)
_SITE = frozenset(
    "city town village country nation island area region province state county district neighborhood neighbourhood suburb capital site scene resort territory peninsula archipelago kingdom republic continent".split()
)
# At the head of a sentence these take up what was just told, even where the word itself is new.
_POINTING = frozenset(
    "group company firm organization organisation agency team claim claims move decision announcement visit comments comment remarks deal incident incidents attack attacks news gains gain ruling statement statements result "
    "results findings finding idea warning plan proposal trip event events situation development developments revelation revelations allegations allegation accusation accusations theory answer question reason explanation "
    "problem solution difference reaction response controversy row scandal tragedy crash accident explosion blast shooting killing killings murder study survey report video footage clip image images photo photos picture pictures "
    "letter email post tweet message note item items show episode film movie game match win victory defeat loss draw goal result sides two three four pair duo trio latter former rest others".split()
)
_CHANGES = frozenset("here there ahead before again otherwise differently alike elsewhere likewise too instead however though afterwards afterward".split())
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())
_THEY = frozenset("they them their theirs themselves".split())
_IT = frozenset("it its itself".split())
_FIRST_PERSON = frozenset("i me my we us our ours i'm i've i'd i'll we're we've we'd we'll".split())
_PRONOUNS = _HE | _SHE | _THEY | _IT | _FIRST_PERSON | frozenset("you your yours".split())
_MEN = frozenset("man boy father son brother husband king prince actor grandfather uncle nephew gentleman businessman spokesman chairman congressman gunman fisherman policeman sir lord mr father-of-two father-of-three boyfriend widower waiter".split())
_WOMEN = frozenset("woman girl mother daughter sister wife queen princess actress grandmother aunt niece lady businesswoman spokeswoman chairwoman congresswoman policewoman dame mrs ms miss mother-of-two mother-of-three girlfriend widow waitress".split())
_PEOPLE = (
    _PERSONAL
    - frozenset(
        "lawyers officers men women girls boys officials leaders militants rebels fighters gunmen attackers hostages detainees jurors family relatives diplomats critics parents couple pair duo trio suspects victims children "
        "soldiers passengers youths employees workers residents activists protesters demonstrators survivors migrants refugees tourists students pupils teens researchers scientists lawmakers terrorists extremists insurgents jihadis jihadists "
        "thieves inmates bombers hijackers pirates crew astronauts band".split()
    )
) | _MEN | _WOMEN | frozenset(
    "person somebody someone anyone everybody everyone nobody member counterpart colleague friend neighbor neighbour uncle aunt cousin guard citizen president premier chancellor king queen prince "
    "princess pope statesman analyst farmer fisherman agent partner voter user client customer lecturer graduate officer-in-charge sheriff constable detective inspector whoever".split()
)
_MASS = frozenset("police people men women children authorities government team family group company crew staff army troops forces public media couple isis hamas hezbollah congress parliament".split())
_TIMES = frozenset(
    "week weeks month months year years morning afternoon evening weekend summer spring fall autumn winter time season century decade past coming day days "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "night moment stage point quarter term hour generation christmas easter ramadan".split()
)
_UNITS = frozenset("second seconds minute minutes moment moments hour hours day days week weeks month months year years night morning evening afternoon decade decades".split())
_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
_AMOUNTS = _NUMBERS | frozenset("several some many most few all both each another others other none neither either half dozens hundreds".split())
_FEMALE = frozenset(
    "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley cynthia angela melissa "
    "brenda amy anna rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine marie janet catherine frances ann anne joyce diane alice julie heather teresa doris gloria evelyn jean cheryl mildred katherine "
    "joan ashley judith rose janice kelly nicole judy christina kathy theresa beverly denise tammy irene jane lori rachel marilyn andrea kathryn louise sara jacqueline wanda bonnie julia ruby lois tina phyllis norma paula diana annie lillian "
    "emily robin peggy crystal gladys rita dawn connie florence tracy edna tiffany carmen rosa cindy grace wendy victoria edith kim sherry sylvia josephine thelma shannon sheila ethel ellen elaine marjorie carrie charlotte monica esther pauline "
    "emma juanita anita rhonda hazel amber eva debbie april leslie clara lucille joanne eleanor valerie danielle megan alicia suzanne michele gail bertha darlene veronica jill erin geraldine lauren cathy joann lorraine lynn sally regina erica "
    "beatrice dolores bernice audrey yvonne annette samantha dana stacy ana renee ida vivian roberta holly brittany melanie loretta yolanda jeanette laurie katie kristen vanessa alma sue elsie beth jeanne olivia sophie sophia chloe lucy hannah "
    "zoe abigail isabella mia ella hillary angelina kate katy taylor serena venus malala oprah michaela natalie natasha olga svetlana tatiana irina ingrid astrid greta aisha fatima leila yasmin priya indira sonia gabrielle claire fiona siobhan".split()
) - frozenset("kim robin dana leslie taylor jean kelly shannon april dawn grace rose virginia tracy".split())
_MALE = frozenset(
    "james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric stephen andrew "
    "raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl arthur ryan roger joe juan jack albert jonathan justin terry gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce brandon adam harry fred wayne "
    "billy steve louis jeremy aaron randy howard eugene carlos russell bobby victor martin ernest phillip todd jesse craig alan shawn clarence sean philip chris johnny earl jimmy antonio danny bryan tony luis mike stanley leonard nathan dale manuel "
    "rodney curtis norman allen marvin vincent glenn jeffery travis jeff chad jacob lee melvin alfred kyle francis bradley jesus herbert frederick ray joel edwin don eddie ricky troy randall barry alexander bernard mario leroy francisco marcus "
    "micheal theodore clifford miguel oscar jay jim tom calvin alex jon ronnie bill lloyd tommy leon derek warren darrell jerome floyd leo alvin tim wesley gordon dean greg jorge dustin pedro derrick dan lewis zachary corey herman maurice vernon "
    "roberto clyde glen hector shane ricardo sam rick lester brent ramon charlie tyler gilbert gene barack vladimir xi mohammed muhammad mohamed ahmed ali hassan hussein abdullah omar ibrahim mahmoud benjamin bashar recep emmanuel angel boris "
    "nigel graham neil simon ian stuart colin trevor geoffrey hugh duncan malcolm alistair callum liam noah ethan oliver jürgen hans klaus wolfgang pierre jacques françois antoine giovanni marco luca sergei dmitry igor ivan nikolai yuri".split()
) - frozenset("lee jay jean angel".split())
WELL_KNOWN = frozenset(
    "Obama Trump Biden Putin Xi Merkel Macron Zelenskyy Zelensky Netanyahu Erdogan Modi Clinton Bush Kerry Blinken Lavrov Assad Khamenei Rouhani Kim Guterres "
    "Johnson Thatcher Blair Cameron Sunak Starmer Scholz Hollande Sarkozy Mandela Castro Chavez Maduro Lula Bolsonaro Abe Kishida Gaddafi Gadhafi Hussein Stalin Hitler".split()
)

# Openings by their first words. A comma after the phrase is asked for where the word has other uses.
_OPEN = frozenset(
    "but|however|instead|nor|therefore|thus|hence|nevertheless|nonetheless|then|yet|otherwise|rather|likewise|similarly|besides|furthermore|moreover|consequently|accordingly|conversely|also|and|or|afterwards|"
    "afterward|which|whereas|meantime|including|only|indeed|additionally|separately|elsewhere|others|plus|because of this|because of that|because of these|in addition|as a result|in contrast|by contrast|on the other hand|"
    "on the one hand|in response|in turn|in return|that said|having said|even so|at the same time|for example|for instance|in fact|after all|of course|put simply|in other words|needless to say|to do that|to do this|to do so|"
    "soon after|soon afterwards|shortly after|shortly afterwards|by then|until then|before then|before that|after that|since that|at the time|at that time|at this time|at that point|at this point|at that stage|at this stage|at that moment|"
    "in that case|if so|if not|if that|if this|even then|even more|more than that|for one|for a start|not so|not only that|despite this|despite that|despite these|despite those|despite all|as such|to that end|with that|like that|either way|in any case|in the meantime|"
    "on top of that|the same|and so|one of them|among them|among those|among these|among other|in the end|by the way|all the while|along the way|what's more|worse still|better still|even worse|"
    "last updated|for as|for if|for it|for he|for she|for they|for we|all so|all this|all that|the other|the others|the latter|the former|the rest".split("|")
)
_OPEN_COMMA = frozenset(
    "still|too|well|yes|no|finally|first|firstly|second|secondly|third|thirdly|fourth|lastly|last|there|here|for one thing|not surprisingly|unsurprisingly|understandably|in short|in sum|in all|all in all|overall|regardless|surprisingly|"
    "ironically|incidentally|granted|alas|sadly|thankfully|fortunately|unfortunately|again|once again|once there|since|before|earlier on|later on|in part|naturally|no wonder|if anything|at best|at worst|at least|most importantly|more importantly|importantly|"
    "on the contrary|to be sure|to be fair|in particular|specifically|in reality|in truth|in practice|in theory".split("|")
)
_SLIGHT_OPEN = frozenset("earlier later meanwhile now already until-now".split())


def _cut(line: Line, at: int, rest: Tokens, count: int) -> str:
    return line.text[rest.starts[at] : rest.ends[at + count - 1]]


def faults(line: Line, told: Told) -> list[Fault]:
    """Return everything that this sentence lacks when it stands alone, in the order of reading."""
    start = opening(line)
    rest = tokens(line.bare)
    skip = sum(1 for end in rest.ends if end <= start)
    if _speechless(line):
        return [Fault("a quotation without its speaker", BEFORE)]
    found = [*_opening(line, told, rest, skip), *_middle(line, rest)]
    for rule in (_pronouns, _quoted, _demonstratives, _definites):
        found.extend(rule(line, told, rest, skip))
    found.extend(_answers(line))
    found.extend(_surname(line, told))
    found.extend(_nameless(line, told, rest, skip))
    return found


def _speechless(line: Line) -> bool:
    if line.bare == line.text or CUES.search(line.bare):
        return False
    bare = line.bare.strip(" .,;:-—")
    if len(tokens(line.text).words) > 2 * len(tokens(line.bare).words) + 6 and not any(line.bare[name.start] != " " for name in line.names):
        return True
    return len(bare) < 4 or (line.text.lstrip()[:1] in "\"“'‘" and not line.names)


# ---- how it begins


def _opening(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    words = rest.words[skip:]
    if not words:
        return
    at = skip
    if words[0] in ("just", "even", "barely", "perhaps", "maybe") and len(words) > 2:
        at, words = skip + 1, words[1:]
    size = _phrase(line, rest, at)
    if size:
        yield Fault(f"begins with “{_cut(line, at, rest, size)}”", BEFORE)
        return
    size = _elapsed(words) or _amount(line, rest, at)
    if size:
        yield Fault(f"begins with “{_cut(line, at, rest, min(size, len(words)))}”", BEFORE)
        return
    if words[0] in _SLIGHT_OPEN and (len(words) < 2 or words[1] not in _TIMES):
        yield Fault(f"begins with “{rest.raw[at]}”", BEFORE, SLIGHT)
    if words[:2] in (["since", "then"], ["so", "far"], ["until", "now"]):
        yield Fault(f"begins with “{_cut(line, at, rest, 2)}”", BEFORE, MILD if words[0] == "since" and not (len(line.names) > 2 and _led(line, told)) else SLIGHT)


def _phrase(line: Line, rest: Tokens, at: int) -> int:
    """Return how many words of a connective open the sentence, 0 for none."""
    words = rest.words[at : at + 5]
    first = words[0]
    following = words[1] if len(words) > 1 else ""
    if first == "so":
        return 0 if following in ("far", "many", "much", "called") else 1
    if first == "not":
        return 0 if following in ("all", "every", "everyone", "one", "since", "until", "long", "even", "far", "only") and words[1:3] != ["only", "that"] else 1
    if first in ("either", "neither", "both"):
        other = {"either": "or", "neither": "nor", "both": "and"}[first]
        return 0 if other in rest.words[at + 1 : at + 14] and following not in ("sides", "parties") else 1
    if first == "each":
        return 0 if following in ("year", "day", "week", "month", "of") else 1
    if first == "another":
        return 0 if following.isdigit() else 1
    if first == "the" and following in ("same", "other", "others", "rest", "latter", "former") and words[2:3] != [] and words[2] in ("day", "week", "year", "of") and following == "rest":
        return 0
    for size in (4, 3, 2, 1):
        if len(words) < size:
            continue
        phrase = " ".join(words[:size])
        if phrase in _OPEN:
            if phrase in ("the same", "the former", "the other", "the rest") and size == 2 and rest.raw[at + 2 : at + 3] and rest.raw[at + 2][:1].isupper():
                return 0
            if phrase == "separately" or phrase != "the same" or words[2:4][:1] not in (["day"], ["week"]):
                return size
        if phrase in _OPEN_COMMA and line.bare[rest.ends[at + size - 1] :][:1] == ",":
            return size
    return 0


def _elapsed(words: Sequence[str]) -> int:
    """Return how many words say how long after something else ("two days later", "the next day"), 0 for none."""
    for at, word in enumerate(words[:5]):
        if word in _UNITS:
            if at + 1 < len(words) and words[at + 1] in ("later", "earlier", "afterwards"):
                return at + 2
            if at >= 1 and words[at - 1] in ("next", "same", "following", "previous") and words[0] in ("the", "on", "by", "in"):
                return at + 1
            if at >= 1 and words[at - 1] == "that" and (at == 1 or words[0] in ("by", "on", "in", "later", "earlier", "since")):
                return at + 1
            if at == 1 and words[0] in ("within", "for") and word.endswith("s") and words[2:3] != ["of"]:
                return 2
    return 2 if list(words[:2]) in (["later", "that"], ["earlier", "that"]) else 0


def _amount(line: Line, rest: Tokens, at: int) -> int:
    """Return the words of a subject that is a bare number ("One was killed", "Some of them"), 0 for none."""
    words = rest.words[at : at + 8]
    if words[:1] == ["all"] and len(words) > 2 and (words[1].isdigit() or words[1] in _NUMBERS):
        named = any(raw[:1].isupper() for raw in rest.raw[at + 2 : at + 9])
        return 0 if named or any(word in _GROUNDS or word in ("in", "on") for word in words[3:7]) else 3
    if len(words) < 2 or words[0] not in _AMOUNTS or line.bare[rest.ends[at] : rest.starts[at + 1]].strip():
        return 0
    following = words[1]
    if words[0] in ("all", "one", "some", "many", "most", "few", "several", "none", "half", "both", "each", "either", "neither", "two", "three", "four", "five") and following == "of":
        after = words[2] if len(words) > 2 else ""
        if after in ("them", "those", "these", "this", "that", "us"):
            return 3
        named = any(raw[:1].isupper() for raw in rest.raw[at + 3 : at + 8])
        grounded = any(word in _GROUNDS for word in words[4:8])
        return 3 if after in ("the", "his", "her", "its", "their") and not named and not grounded else 0
    verb = following in _AUXILIARY or following in _VERBS or (following.endswith("ed") and len(words) > 2 and words[2] in _FUNCTION)
    return 2 if verb and following not in ("never", "not") else 0


# ---- small words in the middle


def _middle(line: Line, rest: Tokens) -> Iterator[Fault]:
    words, bare = rest.words, line.bare
    for at, word in enumerate(words):
        closed = bare[rest.ends[at] : rest.ends[at] + 1]
        commas = at > 0 and bare[: rest.starts[at]].rstrip().endswith(",")
        if commas and closed == "," and word in ("however", "though", "instead", "therefore", "nevertheless", "too", "meanwhile", "likewise"):
            yield Fault(f"“{word}” points to the sentence before", BEFORE, SLIGHT if word == "meanwhile" else GRAVE)
        two = words[at : at + 2]
        closed = bare[rest.ends[at + 1] : rest.ends[at + 1] + 1] if at + 1 < len(words) else ""
        if (commas and closed == "," or at > 2 and closed == ".") and two in (["for", "example"], ["for", "instance"], ["as", "well"], ["in", "turn"], ["of", "course"], ["so", "far"]):
            if two != ["so", "far"]:
                yield Fault(f"“{' '.join(two)}” points to the sentence before", BEFORE)
        if word in ("also", "again", "additional", "further") and at > 0:
            yield Fault("adds to something said before", BEFORE, SLIGHT)
        if word in ("other", "others", "another") and at > 0 and words[at - 1] not in ("and", "or", "each", "any", "no", "many", "among", "every", "dozen", "dozens", "hundreds", "thousands", "some", "several") and words[at + 1 : at + 2] != ["than"]:
            yield Fault("adds to something said before", BEFORE, SLIGHT)
    if not words:
        return
    end = bare.rstrip("\"'”’ ").rstrip()
    if end.endswith(".") and words[-1] and rest.ends[-1] == len(end) - 1:
        last = words[-1]
        if last in ("too", "either", "though", "instead", "however", "otherwise", "likewise", "accordingly", "afterwards", "beforehand", "likewise", "vice-versa"):
            yield Fault(f"“{last}” points to the sentence before", BEFORE)
        elif last in _STANDS_FOR or (last in ("one", "ones", "others", "another") and words[-2:-1] not in (["no"], ["every"], ["any"]) and not set(words[-3:-1]) & {"and", "dozens", "hundreds", "many", "two"}):
            yield Fault("ends on a word that stands for what was said before", BEFORE)
    if end.endswith("!"):
        yield Fault("an exclamation", UNKNOWN)


_STANDS_FOR = frozenset("will did does do would can could has have had is are was were not that this those these neither so such of the a an and or but by to didn't don't won't wasn't isn't couldn't wouldn't hasn't hadn't".split())


# ---- pronouns


def _pronouns(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    bare, words = line.bare, rest.words
    comma = bare.find(",", rest.starts[skip] if skip < len(rest.starts) else 0)
    front = skip < len(words) and (words[skip] in _CATAPHORA or words[skip].endswith(("ed", "ing")) or words[skip] in ("known", "born", "built", "made", "seen", "held"))
    for at in range(skip, len(words)):
        word = words[at].removesuffix("'s").removesuffix("'d").removesuffix("'ll") if "'" in words[at] else words[at]
        if words[at] in ("they're", "they've", "they'd"):
            word = "they"
        if word not in _PRONOUNS:
            continue
        raw, place = rest.raw[at], rest.starts[at]
        if raw in ("US", "IT") or (raw == "I" and bare[place + 1 : place + 2] in ".-"):
            continue
        ahead = front and place < comma
        if word in _FIRST_PERSON:
            if word == "us" and words[at - 1 : at] == ["told"]:
                continue
            yield Fault(f"“{raw}” of an unknown speaker", UNKNOWN)
            return
        if word in ("you", "your", "yours"):
            yield Fault("speaks to the reader", UNKNOWN, MILD)
            continue
        subject = skip == at or (front and comma > 0 and bare[comma + 1 : place].strip() == "")
        if word in _HE or word in _SHE:
            sex = "he" if word in _HE else "she"
            if word in ("he", "she") and _attributes(line, rest, skip, at):
                yield Fault(f"“{raw}” who speaks is not named", _last_person(line, told, sex))
                return
            if _person(line, told, rest, skip, at, sex) and not _other(line, rest, skip, at):
                continue
            if ahead and any(comma < name.start <= comma + 20 and bare[name.start] != " " for name in line.names):
                continue
            yield Fault(f"“{raw}” without a name before it", _last_person(line, told, sex))
            return
        if word in _THEY:
            if _many(line, rest, skip, at) and not (subject and at - skip < 2):
                continue
            if ahead and any(comma < name.start <= comma + 20 and bare[name.start] != " " for name in line.names):
                continue
            yield Fault(f"“{raw}” without a name before it", BEFORE)
            return
        if word == "it" and _expletive(words, at):
            if at == skip:
                yield Fault("begins with “It”", BEFORE, SLIGHT)
            continue
        if (word == "its" or word == "it" and words[skip] in _SUBORDINATE) and ahead and any(name.start > comma and bare[name.start] != " " for name in line.names):
            continue
        if ahead and word == "its" and bare[comma + 1 :].lstrip().startswith(("the ", "a ", "an ")):
            continue
        if not _thing(line, told, rest, skip, at, subject) or _other(line, rest, skip, at):
            yield Fault(f"“{raw}” without a noun before it", BEFORE)
            return


_CATAPHORA = frozenset("while as after before when in during despite for with since if although though on at under from throughout speaking by like unlike because given amid until upon without within".split())
_SUBORDINATE = frozenset("while as after before when since if although though until unless because given".split())
_EXPLETIVE_VERBS = frozenset("is was it's remains remained seems seemed appears appeared takes took be been became becomes isn't wasn't makes made".split())
_MODAL = frozenset("will would may could might should can must".split())


def _attributes(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a pronoun is the speaker of all that stands before it: "The shop was shut, he said"."""
    words, bare = rest.words, line.bare
    says = words[at + 1 : at + 2] and words[at + 1] in _SAID
    inverted = words[at - 1] in _SAID and at > skip
    if not says and not inverted:
        return False
    place = rest.starts[at - 1] if inverted and not says else rest.starts[at]
    before = bare[:place].rstrip()
    if not (before.endswith(",") or (len(before) < place - 2 and line.text[:place].rstrip()[-1:] in "\"”'’")):
        return False
    front = words[skip] in _CATAPHORA or words[skip].endswith("ing")
    return not (front and before.count(",") == 1) and CUES.search(before) is None


_SAID = frozenset("said says told tells added adds wrote writes explained explains recalled recalls noted notes insisted claimed continued warned argued tweeted admitted joked announced stated".split())


def _expletive(words: Sequence[str], at: int) -> bool:
    """Tell whether an "it" stands for what follows: "it was not clear whether", "it took two days to"."""
    if words[at] == "it" and words[at + 1 : at + 2] and words[at + 1] in _MODAL and words[at + 2 : at + 3] in (["be"], ["take"], ["seem"], ["appear"], ["have"]):
        words, at = [*words[: at + 1], *words[at + 2 :]], at  # "it would be wrong to": as "it is wrong to"
    if words[at] == "it's" or words[at + 1 : at + 2] and words[at + 1] in _EXPLETIVE_VERBS | {"be", "take", "seem", "appear"}:
        after = words[at + 2 : at + 9] if words[at] == "it" else words[at + 1 : at + 8]
        if after and after[0].endswith("ing") and after[0] not in ("surprising", "worrying", "amazing", "interesting", "disappointing", "striking", "tempting", "encouraging"):
            return False
        if set(after[:3]) & {"so", "such"}:
            return False
        for step, word in enumerate(after):
            if word in ("that", "whether", "if", "how", "what", "when", "why", "who", "to", "for") and step > 0:
                return step < 6 and not (word in ("to", "for") and after[0] in ("a", "an", "the", "expected", "set", "due", "going", "likely", "able", "scheduled", "used", "designed", "made", "known"))
            if word in ("clear", "unclear", "unknown", "possible", "impossible", "necessary", "unlikely", "important", "true", "difficult", "hard", "easy"):
                return True
            if word in ("he", "she", "they", "his", "her", "their"):
                return False
    return words[at : at + 3] in (["it", "goes", "without"], ["it", "turned", "out"], ["it", "turns", "out"])


def _person(line: Line, told: Told, rest: Tokens, skip: int, at: int, sex: str) -> bool:
    """Tell whether someone whom this pronoun can mean is named or described before it, outside quotation marks."""
    place = rest.starts[at]
    front = line.bare[rest.starts[skip] : place].rstrip()
    first = rest.words[skip]
    if front.endswith(",") and front.count(",") == 1 and (first in _APPOSED or first in _PREPOSITIONS or first in ("despite", "unlike")):
        # "As an actor, he", "A founder of the firm, he", "In an interview with Jane Hale, she": none of these names the one.
        owners = any(line.bare[name.end : name.end + 2] in ("'s", "’s") and name.end < place for name in line.names)
        if first in _APPOSED or not owners:
            return False
    for name in line.names:
        if line.bare[name.start] == " " or name.end > place:
            continue
        parts = name.text.split()
        if parts[-1].endswith(("ans", "crats", "ists")) and (len(parts) == 1 or parts[-1] not in told.people or rest.words[skip] in _AMOUNTS):
            continue  # "two New Hampshire Republicans"
        if not (person_like(name.text) or parts[-1] in told.people or parts[0] in told.people or parts[-1] in WELL_KNOWN):
            continue
        known = _sex_of_name(line, name) or told.sexes.get(parts[-1], "")
        if not known or known == sex:
            return True
    wrong = _WOMEN if sex == "he" else _MEN
    for step in range(skip, at):
        word = rest.words[step].removesuffix("'s")
        if any(name.start == rest.ends[step] + 1 for name in line.names):
            continue  # "close friend Barbara": that one is Barbara
        if (word in _PEOPLE or word.endswith("-old")) and word not in wrong and rest.words[step - 1 : step] not in (["his"], ["her"]):
            return True
    return False


def _sex_of_name(line: Line, name: Name) -> str:
    parts = [part.strip(".,").lower() for part in name.text.split()]
    before = line.text[max(0, name.start - 12) : name.start].split()
    if before:
        parts.insert(0, before[-1].strip(".,").lower())
    for part in parts:
        if part in ("mr", "sir", "lord", "king", "prince"):
            return "he"
        if part in ("mrs", "ms", "miss", "dame", "queen", "princess", "lady"):
            return "she"
    person = person_part(name.text).split()
    if len(person) >= 2:
        first = person[0].lower()
        return "he" if first in _MALE else "she" if first in _FEMALE else ""
    return ""


def _many(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether several people or things, or a body of people, stand before this place."""
    for step in range(skip, at):
        word = rest.words[step]
        if word in _MASS or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in _NO_PLURAL and word not in _BREAKS and word not in _TIMES):
            return True
        if word in ("anyone", "everyone", "someone", "nobody", "anybody", "everybody", "person", "child", "victim", "suspect", "patient"):
            return True
    named = [name for name in line.names if name.end <= rest.starts[at] and line.bare[name.start] != " "]
    return at - skip >= 2 and (len(named) > 1 or any(not person_like(name.text) for name in named))


_NO_PLURAL = frozenset("sometimes perhaps besides towards afterwards always nevertheless nonetheless regardless whereas unless years months weeks days hours minutes times percent".split())


def _thing(line: Line, told: Told, rest: Tokens, skip: int, at: int, subject: bool) -> bool:
    """Tell whether anything that can be an "it" stands before this place: a noun with its article, or a name of no person."""
    place = rest.starts[at]
    for name in line.names:
        owner = line.bare[name.end : name.end + 2] in ("'s", "’s")  # "South Korea's minister": the minister is the one
        if name.end <= place and line.bare[name.start] != " " and not owner and not person_like(name.text) and name.text.split()[-1] not in told.people:
            return True
    if subject and rest.words[skip] not in _CATAPHORA and at > skip:
        return False  # "Known as …, it": the one who is known is the one looked for
    for step in range(skip, at - 1):
        word = rest.words[step]
        if word in _ARTICLES and rest.words[step + 1] not in _BREAKS and not (word in ("the", "this", "that") and rest.words[step + 1] in _TIMES):
            return True
        if not subject and step + 1 < at and len(word) > 4 and word.endswith(("tion", "sion", "ment", "ity", "ism", "ness", "ance", "ence", "ship", "ware", "ology", "ing")) and word not in ("during", "including", "according", "following"):
            return True
    return False


_APPOSED = frozenset("as a an the".split())
_ARTICLES = frozenset("a an the its his her their our any no each every some this that one another".split())


def _other(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a pronoun is the object beside its only possible owner, and so somebody else: "Ri contradicted him"."""
    if rest.words[at] not in ("him", "them", "it"):
        return False
    place = rest.starts[at]
    before = [name for name in line.names if name.end <= place]
    if not before:
        return False
    between = line.bare[before[-1].end : place]
    gap = [word for word in between.split()]
    if not 1 <= len(gap) <= 2 or "," in between or "'" in between or "’" in between or any(word.lower() in _JOINTS for word in gap):
        return False
    if rest.words[at] == "it" and len(before) > 1:
        return False
    first = before[0].start
    return sum(1 for end in rest.ends[skip:] if end <= first) <= 4 and not any(word in _ARTICLES for word, end in zip(rest.words[skip:], rest.ends[skip:], strict=True) if end <= first)


_JOINTS = frozenset("that and or but as when if while because said says think believe for to of with in on at by from about whether although though than like where".split())


def _last_person(line: Line, told: Told, sex: str) -> int:
    """Return the nearest earlier line (at most three back) that names exactly one person, whom the pronoun can mean.

    A line between that speaks of somebody else makes it uncertain, and an uncertain "he" is never printed.
    """
    wrong = _WOMEN if sex == "he" else _MEN
    same = _HE if sex == "he" else _SHE
    for index in range(line.index - 1, max(-1, line.index - 4), -1):
        earlier = told.lines[index]
        named: dict[str, str] = {}
        for name in earlier.names:
            last = name.text.split()[-1]
            if person_like(name.text) or last in told.people:
                named[last] = _sex_of_name(earlier, name) or told.sexes.get(last, "")
        able = [last for last, known in named.items() if known in ("", sex)]
        # Further back only one who surely is a he or a she.
        if len(able) == 1 and (named[able[0]] == sex or (len(named) == 1 and index == line.index - 1)):
            return index
        if named:
            return UNKNOWN
        held = set(tokens(earlier.bare).words)
        if held & same:
            if index == line.index - 1:
                return index  # "he" goes on there: that line brings its own
            continue
        if any(word in _PEOPLE and word not in wrong for word in held):
            return index if index == line.index - 1 else UNKNOWN
    return UNKNOWN


# ---- quotations


def _quoted(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a quotation that speaks of somebody or something named before it began."""
    if line.bare == line.text:
        return
    inside = "".join(char if blank == " " and char != " " else " " for char, blank in zip(line.text, line.bare, strict=True))
    if not inside.strip():
        return
    first = len(inside) - len(inside.lstrip())
    said = tokens(inside[:first].replace(" ", " ") + inside[first : first + 400])
    words = said.words
    outside = sum(1 for end in rest.ends[skip:] if end <= first)
    named = any(name.start < first for name in line.names)
    heard = [name.start for name in line.names if name.start >= first and line.bare[name.start] == " "]
    if outside < 3 and words and _phrase(line, said, 0) and words[0] not in ("both", "only", "no", "well", "yes"):
        yield Fault("the quotation goes on from something outside it", BEFORE)
        return
    pointed = "the quotation points to something outside it"
    for at, word in enumerate(words):
        base = word.removesuffix("'s").removesuffix("'re").removesuffix("'ll").removesuffix("'d").removesuffix("'ve")
        following = words[at + 1] if at + 1 < len(words) else ""
        if base in ("this", "these", "those", "that") and following and (plain(following) in _THINGS or following in _PERSONAL):
            yield Fault(pointed, BEFORE)
            return
        if at == 0 and base in ("this", "that", "these", "those", "they", "it", "he", "she", "so", "but", "and", "then", "because") and following not in _TIMES:
            if outside < 6 or not named:
                if base == "it" and _expletive(words, at):
                    continue
                if base in ("but", "and", "so") and outside >= 6:
                    continue
                yield Fault(pointed, BEFORE)
                return
        if named:
            continue
        capital = any(start < said.starts[at] for start in heard)
        if base in _HE or base in _SHE:
            if not capital and not any(word in _PEOPLE for word in words[:at]):
                yield Fault(pointed, BEFORE)
                return
        elif base in _THEY:
            if not any(noun.endswith("s") and len(noun) > 3 or noun in _MASS for noun in words[:at]) and not capital:
                yield Fault(pointed, BEFORE)
                return
        elif base in ("this", "that") and following in ("is", "was", "will", "has", "means") and words[at - 1 : at] not in (["say"], ["know"], ["think"]) and at < 8 and not (base == "that" and at > 0 and line.text[said.starts[at] - 2 : said.starts[at] - 1] not in (",", ".", ";")):
            yield Fault(pointed, BEFORE)
            return
        elif base in ("this", "these", "those") and following not in _TIMES and words[at + 2 : at + 3] not in (["week"], ["month"], ["year"]):
            if at <= 3 or base != "this":
                yield Fault(pointed, BEFORE)
                return
        elif base in _IT and at <= 3 and not capital and not _expletive(words, at) and not any(word in _ARTICLES for word in words[:at]):
            yield Fault(pointed, BEFORE)
            return
    size = len(words)
    content = [word for word in rest.words[skip:] if word not in _BREAKS]
    if size < 8 and size + len(rest.words) - skip < 14 and len(content) <= 4 and line.index > 0 and len(line.names) < 2:
        yield Fault("a short quotation without what it is about", BEFORE)


# ---- this, that, such


def _demonstratives(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    words, bare = rest.words, line.bare
    for at in range(skip, len(words)):
        word = words[at].removesuffix("'s")
        if word not in ("this", "these", "those", "that", "such", "same"):
            continue
        raw = rest.raw[at]
        noun = words[at + 1] if at + 1 < len(words) else ""
        after = words[at + 2] if at + 2 < len(words) else ""
        early = at == skip
        pointed = f"“{raw}{' ' + noun if noun else ''}” points outside"
        before = {plain(one) for one in words[skip:at]}
        if word in ("this", "these"):
            if noun.removesuffix("'s") in _TIMES or after in _TIMES:
                continue
            if noun and plain(noun) in before and not early and noun not in _PERSONAL:
                continue
            yield Fault(pointed, BEFORE)
            return
        if word == "those":
            if noun in _WHICH or (not early and (not noun.endswith("s") or plain(noun) in before)):
                continue
            if not early and any(word.endswith("s") for word in words[skip:at] if word not in _TIMES and len(word) > 3) and plain(noun) in ("area", "place", "country", "state", "people", "charge"):
                continue
            yield Fault(pointed, BEFORE)
            return
        if word == "such":
            if noun == "as" or words[at - 1 : at] in (["no"], ["as"]) or words[at - 1 : at] == ["any"]:
                continue
            yield Fault("“such” points outside", BEFORE, GRAVE if early or noun in ("a", "an") else MILD)
            continue
        if word == "same":
            if words[at - 1 : at] == ["the"] and not {"as", "that", "which", "who", "when", "where"} & set(words[at + 1 : at + 5]) and plain(noun) not in before and noun not in ("time", "sex"):
                if at - 1 > skip and words[at - 2 : at - 1] and words[at - 2] in ("in", "on", "at", "by", "of", "from", "with", "during", "is", "was", "do", "did", "say", "said"):
                    if noun in _TIMES and any(one in _TIMES or one.isdigit() for one in words[skip : at - 1]):
                        continue
                    yield Fault(f"“the same {noun}” points outside", BEFORE)
                    return
            continue
        if early:
            yield Fault(f"begins with “{raw}”", BEFORE)
            return
        if _pointing_that(line, rest, skip, at):
            yield Fault(pointed, BEFORE)
            return


_WHICH = frozenset("who in of with from on at whose that which involved injured killed affected responsible living not under already for to working charged arrested seeking trying infected hurt close near without still most behind present".split())
_PREPOSITIONS = frozenset("in of on at by for with from after since before under over about to during against behind into through until near like beyond around".split())
_SAYING = frozenset("worry worries mean means hope hopes fear fears but and like".split())


def _pointing_that(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a "that" points to something, and is no conjunction or relative."""
    words = rest.words
    previous = words[at - 1]
    noun = words[at + 1] if at + 1 < len(words) else ""
    if not noun:
        return False
    if words[at] == "that's":
        return line.bare[rest.ends[at - 1] : rest.starts[at]].strip() == "," or previous in ("said", "but", "and", "think", "because", "if", "so", "says")
    before = {plain(one) for one in words[skip:at]}
    comma = line.bare[rest.ends[at - 1] : rest.starts[at]].strip()
    if noun in _AUXILIARY | {"means", "meant", "makes", "made", "gives", "gave", "leaves", "left"}:
        return comma == "," or previous in _SAYING or (previous in ("it's", "is", "was") and words[at - 2 : at - 1] == ["it"])
    if noun in _BREAKS or noun.endswith("ly"):
        return False
    if noun in _TIMES and noun not in ("may", "march"):
        return previous not in ("said", "says", "told", "so") and not any(one in _TIMES or (one.isdigit() and len(one) == 4) for one in words[skip:at])
    known = plain(noun) in _THINGS or noun in _PERSONAL or noun in _BODY or noun in _SITE
    if plain(noun) in before or not (previous in _PREPOSITIONS or (known and not noun.endswith("s"))):
        return False
    if noun in _SITE or noun in _BODY:
        return not any(name.end <= rest.starts[at] for name in line.names)
    return not (previous not in _PREPOSITIONS and noun in ("military", "army", "police", "family", "government"))


_THINGS = _POINTING | _SITE | _BODY | frozenset(
    "agreement measure bill law meeting talk summit case trial program programme ship vessel plane aircraft jet flight vehicle car truck bus building house home storm hurricane typhoon tornado quake earthquake tsunami fire virus disease "
    "outbreak operation mission strike raid protest vote poll test launch argument issue conflict process project policy strategy order request offer speech interview article document book song race tournament weapon gun knife fund "
    "package sanction resolution treaty pact truce ceasefire verdict sentence charge conviction appeal hearing lawsuit suit evidence testimony investigation probe search rescue effort campaign offensive advance assault battle fighting "
    "violence massacre death disaster crisis change increase drop rise figure number total threat message account page device system service product phone tour bridge dam river mountain church mosque temple camp prison jail base embassy "
    "wording practice kind type area approach position view amount period money information material behavior behaviour task role job title trend goal cooperation threat pressure".split()
)


# ---- the


def _definites(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    words, bare = rest.words, line.bare
    grave = False
    for at in range(skip, len(words) - 1):
        if words[at] != "the":
            continue
        stop = _phrase_end(line, rest, at)
        if stop == at + 1:
            continue
        fault = _definite(line, told, rest, skip, at, stop)
        if fault and not (grave and fault.grade == GRAVE):
            grave = grave or fault.grade == GRAVE
            yield fault


def _phrase_end(line: Line, rest: Tokens, at: int) -> int:
    """Return the index of the token after the noun phrase that begins with "the" at ``at``."""
    step = at + 1
    while step < len(rest.words) and step <= at + 5:
        if line.bare[rest.ends[step - 1] : rest.starts[step]].strip():
            break
        word = rest.words[step]
        if step > at + 1:
            if word in _BREAKS or (word.endswith("ed") and len(word) > 4 and word not in ("unmanned", "armed", "alleged", "accused", "united")) or word.endswith("ly"):
                break
            if rest.words[step - 1].endswith(("'s", "s'")) and step - at > 3:
                break
        elif word in _FUNCTION:
            break
        step += 1
    # "the report alleges that": a verb that no list holds comes after a noun that one does.
    while step > at + 2 and not _noun(rest.words[step - 1]) and _noun(rest.words[step - 2]):
        step -= 1
    return step


def _noun(word: str) -> bool:
    return word in _PERSONAL or word in _BODY or word in _ANONYMOUS or plain(word) in _THINGS


def _definite(line: Line, told: Told, rest: Tokens, skip: int, at: int, stop: int) -> Fault | None:
    words, bare = rest.words, line.bare
    phrase = words[at + 1 : stop]
    # "the group's leader", "the fans' reaction": the owner is what has to be known.
    owned = next((step for step, word in enumerate(phrase) if word.endswith("'s") or bare[rest.ends[at + 1 + step] : rest.ends[at + 1 + step] + 1] in ("'", "’")), None)
    if owned is not None:
        phrase = phrase[: owned + 1]
    head = phrase[-1].removesuffix("'s")
    shown = f"“{_cut(line, at, rest, 1 + len(phrase))}”"
    follows = at + 1 + len(phrase)
    after = words[follows] if follows < len(words) else ""
    between = bare[rest.ends[follows - 1] : rest.starts[follows]].strip() if follows < len(words) else "."
    fronted = words[skip] in _CATAPHORA and bare[rest.starts[skip] : rest.starts[at]].count(",") == 1 and bare[: rest.starts[at]].rstrip().endswith(",")
    subject = at == skip or fronted or (at == skip + 1 and words[skip] in ("when", "if", "after", "as", "while", "in", "on", "but", "and", "before", "since"))
    capital = any(raw[:1].isupper() for raw in rest.raw[at + 1 : at + 1 + len(phrase)])
    names = [name for name in line.names if name.end <= rest.starts[at] and bare[name.start] != " "]
    number = phrase[0] in _NUMBERS or (phrase[0].replace(",", "").isdigit() and len(phrase[0]) < 4)
    if capital:
        if head in _RESIDENT and not after[:0] and not _named_next(line, rest, follows) and between != "," and after not in _GROUNDS:
            return None if _person_named(line, told, rest, at) else Fault(f"{shown} points outside", BEFORE, GRAVE if subject else MILD)
        if subject and head in _PERFORMERS and not _named_next(line, rest, follows) and not (between == "" and after in _GROUNDS):
            return Fault(f"{shown} points outside", BEFORE)
        if subject and head in ("boss", "manager", "striker", "midfielder", "defender", "star", "winger", "singer", "coach", "republican", "democrat") and not _named_next(line, rest, follows):
            return Fault(f"{shown} of no name", BEFORE, MILD)
        if len(phrase) == 1 and head in _DEMONYMS and not _person_named(line, told, rest, at) and (after in _AUXILIARY | _VERBS or between or after.endswith("ed")):
            return Fault(f"{shown} points outside", BEFORE if subject else UNKNOWN, GRAVE if subject else MILD)
        if rest.words[at + 1 : stop] in (["president"], ["prime", "minister"], ["chancellor"], ["king"], ["queen"], ["prince"], ["minister"], ["senator"], ["governor"]) and not names and rest.raw[at + 1][:1].isupper():
            if not any(name.end > rest.ends[stop - 1] for name in line.names):
                return Fault(f"{shown} of no name", UNKNOWN, MILD)
        return None
    if _named_next(line, rest, follows):
        return None  # "the mill's owner, Anna Berg", "the actor Tom Hale"
    grounded = between == "" and after in _GROUNDS
    if head == "chief" and words[follows : follows + 2] == ["of", "staff"] and words[follows + 2 : follows + 3] and words[follows + 2] in _VERBS | _AUXILIARY and not names:
        return Fault(f"{shown} points outside", BEFORE if told.first(head, line) is None else UNKNOWN)
    if grounded and owned is None:
        return None
    if head in ("two", "three", "four", "latter", "pair", "duo", "trio", "sides", "others", "former") or head.endswith("-old") or (number and len(phrase) > 1):
        if _counted(line, rest, names) >= (1 if head.endswith("-old") else 2) or any(word in _ORDER or word.endswith("est") for word in phrase[1:]) or (after in _MAYBE_GROUNDS and between == "") or head in ("years", "months", "weeks", "days", "hours", "koreas", "minutes", "percent"):
            return None
        return Fault(f"{shown} points outside", BEFORE)
    if any(word in _ORDER or (word.endswith("est") and len(word) > 4 and word not in ("protest", "request", "interest", "forest", "arrest", "conquest", "guest", "harvest", "contest", "west", "test")) for word in phrase):
        return None
    if head in _WORLD or head.endswith("ing") and len(phrase) == 1 and not told.first(head, line):
        return None
    before = {plain(word) for word in words[skip:at]}
    if plain(head) in before and not (head == "official" and "officials" not in words[:at] and not {"a", "an"} & set(words[skip:at])):
        return None
    loose = between == "" and after in _MAYBE_GROUNDS
    placed = loose and follows + 1 < len(words) and (rest.raw[follows + 1][:1].isupper() or words[follows + 1] == "the" and rest.raw[follows + 2 : follows + 3] and rest.raw[follows + 2][:1].isupper()) and words[follows + 1] not in _TIMES
    first, last = told.first(head, line), told.last(head, line)
    anchor = last if last is not None and last >= line.index - 3 else first
    if anchor is not None and plain(head) == head and head not in told.lines[anchor].words and head + "'s" not in told.lines[anchor].words and head in _PERSONAL:
        anchor = UNKNOWN  # "the officer" of two officers
    if head in _SITE:
        if names:
            return None
        return Fault(f"{shown} of a place not named", UNKNOWN if anchor is None else anchor, GRAVE if subject and owned is None and not loose else MILD)
    if head in _BODY:
        if any(not person_like(name.text) for name in names):
            return None
        if subject and owned is None and not loose and head not in ("government", "military", "army", "court"):
            return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
        return Fault(f"{shown} of no name", UNKNOWN if anchor is None else anchor, MILD)
    if head in _ANONYMOUS and words[at - 1 : at] != ["a"] and (subject or after in ("said", "says", "told", "added", "wrote") or words[at - 1] in ("said", "says", "added")):
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
    if head in _PERSONAL or (head.endswith(("er", "or", "ist", "man", "woman")) and "-" in head):
        if _person_named(line, told, rest, at) or loose and not (first is not None and not subject):
            return None
        if subject:
            return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
        if first is None and names:
            return None
        speaks = follows < len(words) and (after in ("said", "says", "told", "added", "wrote") or words[at - 1] in ("said", "says", "added"))
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor, MILD if not speaks or names else GRAVE)
    if head in _POINTING and subject and not loose:
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
    agent = head.endswith(("er", "or", "ist", "ian")) and head not in _NO_AGENT and len(head) > 4
    if agent and subject and owned is None and not loose and not _person_named(line, told, rest, at):
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor, GRAVE if after in _AUXILIARY | _VERBS or after.endswith("ed") or after == "and" else MILD)
    if first is None:
        if subject and not loose and not names and not _first_mention(line, rest, follows):
            return Fault(f"{shown} without more", UNKNOWN, MILD)
        return None
    if placed or loose and subject and plain(head) not in _THINGS:
        return None
    if subject and owned is None and plain(head) in _THINGS:
        return Fault(f"{shown} points outside", anchor if anchor is not None else UNKNOWN)
    if subject and owned is None and not any(name.start > rest.starts[at] for name in line.names):
        return Fault(f"{shown} points outside", anchor if anchor is not None else UNKNOWN)
    if (names and head not in _POINTING and plain(head) not in _THINGS) or (head not in _POINTING and len(line.names) > 1 and _led(line, told)):
        return Fault(f"{shown} was introduced before", anchor if anchor is not None else UNKNOWN, SLIGHT)
    return Fault(f"{shown} was introduced before", anchor if anchor is not None else UNKNOWN, MILD)


def _counted(line: Line, rest: Tokens, names: Sequence[Name]) -> int:
    """Return how many of these names can be the ones counted: not the places where something was."""
    return sum(line.bare[: name.start].split()[-1:] not in (["in"], ["at"], ["to"], ["from"], ["near"]) for name in names)


def _led(line: Line, told: Told) -> bool:
    """Tell whether a line names one of those whom the article is about, as its first two sentences do."""
    return any(word in told.actors for name in line.names for word in name.text.split())


def _first_mention(line: Line, rest: Tokens, follows: int) -> bool:
    """Tell whether a subject that is new is explained by what comes right after it."""
    return line.bare[rest.ends[follows - 1] :][:1] == "," or any(name.start > rest.ends[follows - 1] for name in line.names)


def _named_next(line: Line, rest: Tokens, follows: int) -> bool:
    """Tell whether a name follows that says who or what is meant."""
    if follows >= len(rest.words):
        return False
    gap = line.bare[rest.ends[follows - 1] : rest.starts[follows]].strip()
    if gap not in ("", ","):
        return False
    raw = rest.raw[follows]
    if not raw[:1].isupper() or raw.lower() in _TIMES:
        return False
    if gap == ",":  # "the photos, Jaffer said": no apposition
        name = next((name for name in line.names if name.start <= rest.starts[follows] < name.end), None)
        return name is None or CUES.match(line.bare, min(len(line.bare), name.end + 1)) is None
    return True


def _person_named(line: Line, told: Told, rest: Tokens, at: int) -> bool:
    """Tell whether a person stands before this place, so that "the officer" is that one."""
    for name in line.names:
        if name.end <= rest.starts[at] and line.bare[name.start] != " " and (person_like(name.text) or name.text.split()[-1] in told.people):
            return True
    return any(word in ("a", "an") and any(one in _PERSONAL for one in rest.words[step + 1 : step + 4]) for step, word in enumerate(rest.words[:at]))


# ---- who


def _answers(line: Line) -> Iterator[Fault]:
    if "?" in line.text and _ASKED.search(line.bare):
        yield Fault("a question without its answer", UNKNOWN)
    if " add" in line.bare and _ADDED.search(line.bare):
        yield Fault("goes on with what was said before", BEFORE, MILD)
    if _REPLY.search(line.bare):
        yield Fault("an answer without what it answers", BEFORE)
    if " there" in line.bare and _ELSEWHERE.search(line.bare):
        yield Fault("“there” points to a place outside", BEFORE, GRAVE if not line.names else SLIGHT)


_ASKED = re.compile(r"\bask(?:ed|s)\b")
_ADDED = re.compile(r"\badd(?:ed|s)\s*(?:[.,:]|that\b|\w*$)|[,”\"'’]\s+add(?:ed|s)\b|\b(?:went on to say|continued|added)\s*\.?$")
_REPLY = re.compile(r"\b(?:repli|respond|answer|retort|counter)ed\b(?! (?:to|with|by)\b)|\bcontinued(?=,)")
_ELSEWHERE = re.compile(
    r"(?<!^)\bthere\b(?!['’]|\s+(?:is|are|was|were|ha[sd]|have|will|would|could|may|might|can|must|should|remain|seem|appear|came|exist|be|been|being|to be|isn|aren|wasn|weren|still|also|now|not|never|likely|probably|simply)s?\b)"
)


def _surname(line: Line, told: Told) -> Iterator[Fault]:
    """Give the fault of a person who appears by surname alone, though the article named them in full earlier."""
    for name in line.names:
        word = name.text
        at = told.firsts.get(word, line.index)
        if at < line.index and word not in told.people and word not in told.known and not any(word in other.text.split() for other in line.names if other is not name):
            yield Fault(f"only the first name of {word}", at, SLIGHT if line.bare[name.start] != " " else GRAVE)
            return
        if " " in word or word not in told.people or told.people[word] >= line.index or word in WELL_KNOWN or word in told.known:
            continue
        before = line.text[: name.start].rstrip().split(" ")[-1]
        if before[:1].isupper() and before.lower().strip("\"“'‘") not in ("mr", "mr.", "mrs", "mrs.", "ms", "ms."):
            continue
        at = told.people[word]
        yield Fault(f"only the surname of {word}", at, SLIGHT)
        if len(line.words) < 16:
            yield Fault(f"says little of {word}, named before", at)
        return


def _nameless(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a sentence that does not say itself what it belongs to.

    It names nobody and no place, or nothing of what its article is about: which talks, whose troops stays open.
    """
    if line.index == 0:
        return
    if not line.names and not any(raw[:1].isupper() for raw in rest.raw[skip + 1 :] if raw != "I"):
        yield Fault("names nobody and no place", UNKNOWN, MILD)
    if len(line.terms & told.subject) <= 1 and not _led(line, told):
        yield Fault("names little of what the article is about", UNKNOWN, MILD)
