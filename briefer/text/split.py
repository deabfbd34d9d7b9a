"""Where the sentences of a text begin and end.

A text is first cut at its hard boundaries (blank lines, lists, and line ends where each line is a paragraph); inside
such a stretch every mark that may end a sentence is looked at once, with the word before it and what comes after it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ..model import Article, Document, Sentence
from .pattern import pattern


def split(text: str, language: str = "en") -> tuple[Sentence, ...]:
    """Return the sentences of a text, in order; together they hold every character that is not white space."""
    return tuple([Sentence(start, end, text[start:end]) for start, end, _ in _spans(text, language)])


def document(article: Article) -> Document:
    """Return the article with its sentences and the number of the paragraph that each stands in."""
    text = article.text
    spans = _spans(text, article.language)
    sentences = tuple([Sentence(start, end, text[start:end]) for start, end, _ in spans])
    return Document(article, sentences, tuple([paragraph for _, _, paragraph in spans]))


def _spans(text: str, language: str) -> list[tuple[int, int, int]]:
    """Return (start, end, paragraph number) of each sentence."""
    rules = _rules(language)
    found: list[tuple[int, int, int]] = []
    for start, end, paragraph in _stretches(text, rules):
        for cut in _lost_ends(text, start, end) if rules.english else ():
            _add_sentences(found, text, start, cut, paragraph, rules)
            start = cut
        _add_sentences(found, text, start, end, paragraph, rules)
    return found


def _add_sentences(
    found: list[tuple[int, int, int]], text: str, begin: int, end: int, paragraph: int, rules: _Rules
) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    for mark in rules.marks.finditer(text, begin, end):
        at = _boundary(text, begin, end, mark, rules)
        if at:
            found.append((begin, at, paragraph))
            begin = at
            while begin < end and text[begin].isspace():
                begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        found.append((begin, end, paragraph))


# ---------------------------------------------------------------- hard boundaries

_NEWLINES = pattern(r"[\n\r\f\u2028\u2029]\s*")
_BLANK_LINE = pattern(r"(?:\r\n?|[\n\u2028])[^\S\n\r\f\u2028\u2029]*[\n\r\f\u2028\u2029]|[\f\u2029]")
_BULLET = pattern(r"[^\S\n\r]*(?:[•▪◦‣●○■□➢➤✓]|[-*–—·+][^\S\n\r]|\(?(?:\d{1,3}[.)]|[a-zA-Z]\))[^\S\n\r])")
_TERMINAL = pattern(r"[.!?…。！？؟۔।॥]['\"’”»«“)\]」』）]*$")
_LONGEST_WRAPPED_LINE = 120  # mail is wrapped at 72, hardly a file above 100
_LONGEST_HEADING = 90


def _stretches(text: str, rules: _Rules) -> list[tuple[int, int, int]]:
    """Return (start, end, paragraph number) of each stretch of text that no sentence crosses."""
    stretches: list[tuple[int, int, int]] = []
    lines: list[tuple[int, int]] = []
    paragraph = start = 0
    for gap in _NEWLINES.finditer(text):
        if gap.start() > start:
            lines.append((start, gap.start()))
        start = gap.end()
        white = gap[0]
        if white != "\n" and _BLANK_LINE.match(white):
            paragraph = _add_stretches(stretches, text, lines, paragraph, rules)
            lines = []
    if start < len(text):
        lines.append((start, len(text)))
    _add_stretches(stretches, text, lines, paragraph, rules)
    return stretches


def _add_stretches(
    stretches: list[tuple[int, int, int]], text: str, lines: list[tuple[int, int]], paragraph: int, rules: _Rules
) -> int:
    """Add the stretches of one block without blank lines; return the number of the next paragraph."""
    if len(lines) < 2:
        stretches.extend((start, end, paragraph) for start, end in lines)
        return paragraph + len(lines)
    nexts = [start for start, _ in lines[1:]] + [len(text)]
    stopped = [_line_stops(text, start, end, after, rules) for (start, end), after in zip(lines, nexts, strict=True)]
    lengths = [end - start for start, end in lines]
    if 2 * sum(length for length in lengths if length > _LONGEST_WRAPPED_LINE) > sum(lengths):
        # No one wraps so late: these line ends were meant. Short lines without a stop are headings.
        headings = sum(length < _LONGEST_HEADING and not stop for length, stop in zip(lengths, stopped, strict=True))
        paragraphs = sum(stopped) + headings >= 0.5 * len(lines)
    else:
        # Wrapped text breaks in mid-sentence nearly everywhere.
        paragraphs = sum(stopped) >= 0.75 * len(lines)
    begin = lines[0][0]
    for i in range(1, len(lines)):
        start = lines[i][0]
        if paragraphs and (stopped[i - 1] or not text[start].islower()):
            stretches.append((begin, lines[i - 1][1], paragraph))
            paragraph += 1
            begin = start
        elif _BULLET.match(text, start) and (
            stopped[i - 1] or text[lines[i - 1][1] - 1] in ":;" or _BULLET.match(text, lines[i - 1][0])
        ):
            stretches.append((begin, lines[i - 1][1], paragraph))
            begin = start
    stretches.append((begin, lines[-1][1], paragraph))
    return paragraph + 1


def _line_stops(text: str, start: int, end: int, following: int, rules: _Rules) -> bool:
    """Tell whether a sentence can end where a line does."""
    tail = text[max(start, end - 40) : end].rstrip()
    stop = _TERMINAL.search(tail)
    if not stop:
        return False
    word = tail[: stop.start()].rsplit(None, 1)[-1:]
    key = word[0].lower().lstrip(_OPENERS) if word else ""
    if key in rules.titles or key in rules.never or key in rules.numbered or key.isdigit():
        return False
    # Between two lines "U.N." and "Security Council" the sentence goes on.
    return not (key in rules.loose or _ACRONYM.match(key)) or following == len(text) or _starter(text, following, rules)


# A heading or a caption that lost the end of its line: "Ann Lee of the council In the east, her party …". Texts that
# keep their lines have none: it fires once in 2,000 articles of cnndm, newts and bbc, rightly, and in GUM's news.
# A title of a song or a film ("Back In the Old Days, and") has capitals only, so a small word has to stand in it.
_LOST_END_SIGNS = (" Image: ", " Photo: ", " Picture: ", " Credit: ", " In the ", " On ", " At the ")
_LOST_END = pattern(
    r"(?:Image|Photo|Picture|Credit): [A-Z]|"
    r"(?:(?:In|At|On) the\b[^,.!?;:\"“”\n]{0,60}? [a-z]{4}[^.!?;:\"“”\n]{0,60}"
    r"|On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b[^.!?;:\"“”\n]{0,80}), [a-z]"
)


def _lost_ends(text: str, start: int, end: int) -> list[int]:
    cuts = []
    for sign in _LOST_END_SIGNS:
        at = text.find(sign, start + 1, end)
        while at >= 0:
            if (text[at - 1].isalnum() or text[at - 1] in ")]") and _LOST_END.match(text, at + 1, end):
                cuts.append(at + 1)
            at = text.find(sign, at + 1, end)
    cuts.sort()
    return cuts


# ---------------------------------------------------------------- marks

_WIDE = "。！？｡．"
_QUOTES = "\"'“”‘’„‚«»‹›「」『』"
_MARK = (
    # one or more stops, also with spaces between them: ". . ."
    r"([.!?…؟۔।॥։።။‼⁇⁈⁉。！？｡．]+(?:[ \u00a0][.…]+(?!\w))*)"
    # what closes with them: quotes and brackets, also after a space in the French manner, and reference marks: [12]
    r"((?:['\"’”›」』】〕〉》）)\]}»]|[“‘«‹](?!\w)|[ \u00a0\u202f](?:[)\]»'\"”](?!\S)|\[(?:\d{1,3}|…|\.\.\.)\])|"
    r"\[(?:\d{1,3}|…|\.\.\.)\])*)"
    # white space and what opens the next sentence
    r"([\s'\"“”‘’„‚«»‹›「『（【(\[{¿¡—–\-•*·]*)"
)
_NEXT_WORD = pattern(r"[^\W_]+(?:['’][^\W_]+)?")
_ROMAN = pattern("[IVX]{1,5}")
_ACRONYM = pattern(r"(?:.*[-/])?(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}$")  # U.S, anti-U.S, Ph.D; not standfor.co.nz
_SAID = pattern(
    r"(?:[A-Z][\w.'’-]*\s){1,4}(?:said|says|asked|asks|added|adds|told|tells|wrote|writes|replied|shouted|cried|"
    r"exclaimed|tweeted|quipped|joked|wondered|continued|recalled|insisted|explained|answered)\b"
)
_SAID_ARABIC = pattern(
    "و?(?:قال|قالت|يقول|تقول|سأل|سألت|تساءل|تساءلت|أضاف|أضافت|أجاب|أجابت|هتف|صرخ|كتب|كتبت|صرح|أكد|أكدت)\\b"
)
_ASKED = pattern(
    r"(?:he|she|they|it|i|we|the \w+|one \w+) (?:said|asked|added|wondered|wrote|replied|shouted|cried|joked|thought)\b"
)
_ACTS = pattern(
    r"([A-Z][a-z]+) (?:also |later |then |has |had )?(?:said|told|added|called|asked|vowed|warned|was|is|has|had|will|"
    r"would|went|wants|met|left|says|did|does|wrote|denied|insisted|replied|argued|became|began|took)\b"
)
_BODIES = frozenset(
    "Army Navy Congress Senate House Treasury Embassy Government State Secretary President Marines Capitol Ambassador "
    "Attorney Coast Command Council Department Justice Steel Open Soccer".split()
)
_PLACE = pattern(r"(?:U\.S|U\.S\.A|U\.K|U\.N|E\.U|D\.C)\.")
_NAMED = pattern(
    r"(?:(?:\b(?!The\b|In\b|On\b|At\b)[A-Z][a-z]+|\b(?:Mr|Mrs|Ms|Dr)\.) "  # a first name or a title
    r"|\b(?:that|and|when|while|as|but|if|said|with|by|to) )$"
)
_FULL = pattern(r" [A-Z][a-z]+ [A-Z][a-z]+\b")  # "Kim Jong Un"
_NO_PERSON = ("the ", "The ", "S. ", "N. ", "K. ", "C. ")
_KNOWN_FOR = 2_000  # letters back
_CARELESS = pattern(r"(?:i|im|i'm|you|he|she|it|its|they|we|this|these|those|my|your|there|please|thanks|do|does)\b")
_WIDE_SAID = pattern(
    "と|って|[^\\s。！？，、,]{0,8}?(?:说|說|表示|问|問|喊|称|稱|指出|强调|強調|补充|補充|警告|写道|寫道)"
)


class _Rules(NamedTuple):
    """What a language knows of its own abbreviations."""

    titles: frozenset[str]  # with a capital letter: a name follows, the sentence goes on
    never: frozenset[str]  # never end a sentence
    numbered: frozenset[str]  # do not end a sentence before a number
    loose: frozenset[str]  # end a sentence only before a word that often begins one
    starters: frozenset[str]  # words that often begin a sentence, and seldom have a capital letter elsewhere
    ordinals: bool  # "3. Oktober"
    marks: re.Pattern[str]
    english: bool
    dates: bool  # "2024. 12. 27."
    nested: bool  # several sentences inside quotation marks are one
    said: re.Pattern[str]  # what follows a quotation and says whose it is


def _boundary(text: str, begin: int, end: int, mark: re.Match[str], rules: _Rules) -> int:
    """Return where the sentence ends at this mark, or 0 where it goes on."""
    start, after = mark.span()
    if after >= end or start == begin:
        return 0
    stop, closers, gap = mark.groups()
    at, following = mark.end(2), text[after]
    if rules.nested and _inside(text, begin, at, end):
        return 0
    if stop[-1] in _WIDE:
        return _after_wide_stop(text, start, at, after, closers)
    if not gap or not (gap[0].isspace() or gap[-1].isspace()):
        return at if _space_is_missing(text, begin, mark, rules) else 0
    if following in ",;:)]}%&/":
        return 0
    if following.islower():
        return at if not closers and _careless(text, begin, mark, rules) else 0
    if closers and _attributed(text, at, gap, after, stop, closers, rules):
        return 0
    if stop == ".":
        return at if _stop_ends(text, begin, mark, rules) else 0
    if stop == "!" and not closers and _before(text, begin, start) in _EXCLAIMED:
        return at if _starter(text, after, rules) else 0
    return 0 if text[start - 1] == "(" else at


def _stop_ends(text: str, begin: int, mark: re.Match[str], rules: _Rules) -> bool:
    """Tell whether a single stop before a capital letter, a number or a sign ends the sentence."""
    after, gap = mark.end(), mark[3]
    word = _before(text, begin, mark.start())
    key = word.lower()
    if not key:
        return True
    if key in rules.never or (key in rules.titles and word[0].isupper()):
        return False
    single = len(word) == 1 and word.isalpha() and word < "\u2e80"  # one Han or Hangul sign is a word
    street = rules.ordinals and key.endswith("str")  # "Goethestr. 5"
    if (key in rules.numbered or street) and not (single and word.isupper()):
        return not text[after].isdigit()
    if single or key.isdigit():
        if mark.start() - len(word) == begin and len(word) < 4:
            return False  # the number of a list: "1. The first"
        if rules.dates and not single:
            return False
        if not single:
            return not (rules.ordinals and len(word) < 3 and text[after].isalpha()) or _starter(text, after, rules)
    if rules.ordinals and _ROMAN.fullmatch(word):
        return _starter(text, after, rules)  # "Ludwig XIV. König von Frankreich"
    if single or key in rules.loose or ("." in word and _ACRONYM.match(word)):
        if gap.lstrip()[:1] in _DASHES:
            return False  # a dateline: "WASHINGTON, D.C. — The"
        at = mark.start() - len(word)
        if key in ("a.m", "p.m") and (word.islower() or text[max(begin, at - 2) : at].strip()[-1:].isdigit()):
            following = _NEXT_WORD.match(text, after)
            return not (following and following[0].lower() in _AFTER_HOUR.split())
        return _starter(text, after, rules) or (rules.english and "." in word and _person(text, begin, at, after))
    return True


def _before(text: str, begin: int, at: int) -> str:
    """Return the word that ends at a mark, without what opens before it."""
    if at <= begin or text[at - 1].isspace():
        return ""
    word = text[max(begin, at - 40) : at].rsplit(None, 1)[-1]
    if word.isalpha():
        return word
    if "—" in word or "/" in word:
        word = re.split("[—/]", word)[-1]
    return word.lstrip(_OPENERS)


def _starter(text: str, at: int, rules: _Rules) -> bool:
    """Tell whether the word here is one that mostly begins a sentence when it has a capital letter."""
    word = _NEXT_WORD.match(text, at)
    if not word or text[word.end() : word.end() + 1] in ("-", "."):
        return False
    return re.split("['’]", word[0].lower())[0] in rules.starters


def _person(text: str, begin: int, at: int, after: int) -> bool:
    """Tell whether a person known from the text before goes on to speak or act here: "He left the U.S. Kim said so".

    "The U.S. Army said so" looks the same; but only a person is named before without an article or an acronym, and
    followed by what people do.
    """
    word = _ACTS.match(text, after)
    # After "the anti-U.S." and the like a noun has to follow.
    if not word or word[1] in _BODIES or not _PLACE.match(text, at) or text[max(0, at - 1) : at] in "-/":
        return False
    name, low = word[1], max(0, at - _KNOWN_FOR)
    found = at
    for _ in range(4):
        found = text.rfind(name, low, found)
        if found < 0:
            return False
        before = text[max(low, found - 24) : found]
        beyond = found + len(name)
        if text[beyond : beyond + 1].isalnum():
            continue
        if _NAMED.search(before) or (_FULL.match(text, beyond) and not before.endswith(_NO_PERSON)):
            return True
    return False


def _attributed(text: str, at: int, gap: str, after: int, stop: str, closers: str, rules: _Rules) -> bool:
    """Tell whether what follows a quote says whose it is: “We go on!” Kim said; “We go on.” - Kim Jong Un."""
    if not any(sign in _QUOTES for sign in closers):
        return False
    if gap.lstrip()[:1] in _DASHES:
        return text[after].isupper() and gap[-1] not in _QUOTES
    return stop != "." and bool(rules.said.match(text, after))


def _careless(text: str, begin: int, mark: re.Match[str], rules: _Rules) -> bool:
    """Tell whether a sentence ends here though the next one begins with a small letter, as in hasty writing."""
    after, stop = mark.end(), mark[1]
    if text[mark.start() - 1] == "(" or stop[0] == "…" or ("." in stop and len(stop) > 1):
        return False
    word = _before(text, begin, mark.start())
    if not word.isalpha() or not word.islower():  # also the mark of a name: "Yahoo! and", "Mamma Mia! at"
        return False
    if stop == ".":
        if len(word) < (3 if text[begin].islower() else 4):
            return False
        if word in rules.never or word in rules.loose or word in rules.numbered:
            return False
        if "(" in mark[3] or text.startswith(("http", "www."), after):
            return True
        # Who began this sentence with a small letter may begin the next one so.
        return text[begin].islower() or bool(_CARELESS.match(text, after))
    return text[begin].islower() or (_starter(text, after, rules) and not _ASKED.match(text, after))


def _space_is_missing(text: str, begin: int, mark: re.Match[str], rules: _Rules) -> bool:
    """Tell whether a sentence ends here though the next one follows without a space: "It ended.The next"."""
    start, after = mark.start(), mark.end()
    last, following = text[start - 1], text[after]
    if not mark[2] and "가" <= following <= "힣":
        return last in "다요까"
    if not following.isupper() or any(sign not in _QUOTES + "([" for sign in mark[3]):
        return False
    if not (last.islower() or last in ')”’"%' or (last.isdigit() and text[start - 2].isdigit())):
        return False
    word = _NEXT_WORD.match(text, after)
    if not word or word[0].lower() in _ENDINGS.split() or not (len(word[0]) == 1 or word[0][1:].islower()):
        return False
    beyond = text[word.end() : word.end() + 1]
    if beyond and beyond not in ",;-’'" and not beyond.isspace():
        return False
    chunk = text[max(begin, start - 300) : start].rsplit(None, 1)[-1]  # a URL or a file name is one chunk
    key = _before(text, begin, start).lower()
    return (
        not any(sign in chunk for sign in "@/\\_=.")
        and key not in rules.titles
        and key not in rules.never
        and key not in rules.loose
        and key not in rules.numbered
    )


def _after_wide_stop(text: str, start: int, at: int, after: int, closers: str) -> int:
    """Return where a sentence ends whose stop needs no space after it, as in Chinese and Japanese."""
    if text[start] == "．" and text[start - 1].isdigit() and text[after].isdigit():
        return 0
    return 0 if closers and _WIDE_SAID.match(text, after) else at


def _inside(text: str, begin: int, at: int, end: int) -> bool:
    """Tell whether a mark stands inside a quotation that this sentence opened and that closes soon."""
    low, high = max(begin, at - _LONGEST_NESTED), min(end, at + _LONGEST_NESTED)
    for opener, closer in _NESTING:
        opened = text.rfind(opener, low, at)
        if opened >= 0 and text.rfind(closer, opened, at) < 0:
            return text.find(closer, at, high) >= 0
    return False


# ---------------------------------------------------------------- what each language knows

_DASHES = ("-", "–", "—")
_NESTING = (("「", "」"), ("『", "』"), ("“", "”"), ("《", "》"))
_LONGEST_NESTED = 200  # a longer speech is better read sentence by sentence
_OPENERS = "'\"“”‘’„‚«»‹›「『（【([{¿¡—–-"
_ENDINGS = "com org net gov edu info biz html htm pdf txt js py md doc docx xls csv jpg png"  # of names, not sentences
_EXCLAIMED = ("Yahoo", "Jeopardy", "Yum", "Panic")  # names that end in an exclamation mark
_AFTER_HOUR = """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun gmt utc
    et est edt ct cst cdt mt mst mdt pt pst pdt bst cet cest ist jst kst hkt aest aedt eastern central pacific mountain
    greenwich local"""
_STARTERS = {
    "en": """the a an this that these those there here it he she we they you i his her its their our my your but and or
        so yet nor if when while where who what why how which whether although though because since after
        before during despite however meanwhile moreover furthermore nevertheless nonetheless therefore
        thus instead also then now in on at by for from with without to of as under among between through
        throughout until within according some many most all both each every several few another other
        others such even once only still perhaps maybe let do does did is are was were has have had can
        could would should must might not no yes today yesterday tomorrow last earlier later asked
        speaking officials analysts experts critics mr mrs ms please thanks""",
    "de": """der die das den dem des ein eine einer eines einem einen er sie es wir ihr ich du man dies diese dieser
        dieses aber und oder doch denn sondern wenn als weil da dass obwohl während nach vor bei mit ohne
        für gegen um aus von zu in im am an auf über unter zwischen seit bis durch wegen trotz auch so
        dann nun jetzt hier dort heute gestern morgen nicht kein keine was wer wie wo warum wann welche
        welcher viele einige alle beide sein seine ihre unsere zudem außerdem dennoch deshalb daher damit
        dabei dazu laut danach""",
    "fr": """le la les l un une des du de d il elle ils elles on nous vous je tu ce cet cette ces c cela ça mais et ou
        donc or ni car si quand lorsque comme que qui quoi où pourquoi comment après avant pendant depuis
        malgré selon dans en sur sous par pour avec sans entre vers chez contre à au aux son sa ses leur
        leurs notre votre nos vos plus tout toute tous toutes plusieurs certains aujourd hier demain ainsi
        alors aussi cependant toutefois pourtant enfin puis""",
    "es": """el la los las un una unos unas lo él ella ellos ellas yo tú nosotros usted ustedes se su sus este esta
        estos estas ese esa esos esas esto eso aquel pero y e o u ni si cuando mientras aunque porque como
        que qué quien quién cuál dónde cómo después antes durante desde según en a al de del por para con
        sin sobre entre hasta hacia contra tras no sí también además ahora hoy ayer mañana así entonces
        todos todas muchos algunos cada otro otra ante""",
    "it": """il lo la i gli le l un uno una egli lui lei noi voi loro io tu si questo questa questi queste quello
        quella quelli ma e ed o però se quando mentre anche perché poiché come che chi cosa dove dopo
        prima durante secondo in a al alla di del della da dal per con senza su sul tra fra fino contro
        non sì oggi ieri domani così allora inoltre infine tutti tutte molti alcuni ogni altro altra suo
        sua nel nella""",
    "pt": """o a os as um uma uns umas ele ela eles elas eu tu nós você vocês se seu sua seus suas este esta estes
        estas esse essa isso isto aquele mas e ou nem se quando enquanto embora porque como que quem qual
        onde depois antes durante desde segundo em no na nos nas ao à de do da por para com sem sobre
        entre até contra após não sim também além agora hoje ontem amanhã assim então todos muitos alguns
        cada outro outra""",
    "nl": """de het een hij zij ze wij we jullie ik jij je u dit dat deze die er maar en of want dus als toen terwijl
        omdat hoewel wanneer wat wie waar hoe waarom welke na voor tijdens sinds volgens in op aan bij met
        zonder van uit door om over onder tussen tot tegen naar niet geen ook nu vandaag gisteren morgen
        daarom daarna toch zijn haar hun ons onze veel sommige alle beide elk ieder andere""",
    "ru": """он она оно они мы вы я ты это этот эта эти тот та те но и а или если когда пока хотя потому что чтобы как
        кто где куда почему после до во в на по при с со без для из от о об за под над между через против
        также не нет да сегодня вчера завтра так тогда теперь все многие некоторые каждый другой его её ее
        их наш ваш по сейчас потом затем однако поэтому например ранее раньше позже позднее кроме среди
        согласно около более вместе всего вчерашний там здесь тут ему ей им мне нам вам был была были
        именно уже ещё еще лишь только даже""",
    "uk": """він вона воно вони ми ви я ти це цей ця ці той та ті але а і й або якщо коли поки хоча тому що щоб як хто
        де куди чому після до у в на за при з із зі без для від про під над між через проти також не ні
        так сьогодні вчора завтра тоді тепер усі всі багато деякі кожен інший його її їх наш ваш по зараз
        потім однак проте втім отже наприклад раніше пізніше крім серед згідно понад разом там тут йому їй
        їм був була було були саме вже ще лише тільки навіть""",
    "ar": """قال وقال قالت وقالت لكن ولكن ثم كما هذا هذه ذلك تلك هو هي هم وهو وهي
        كان كانت وكان لم لن هل نعم اليوم أمس غدا""",
}
_TITLES = {
    "en": """mr mrs ms mx dr drs prof profs gen gens sen sens rep reps gov govs lt col maj sgt capt cpl cmdr cdr adm
        brig pvt rev hon fr msgr pres supt insp det sr sra atty messrs mmes amb asst assoc dir ens fst pfc
        lt.col lt.gen maj.gen""",
    "de": "hr hrn fr dr prof gen st sen dipl ing med phil jur abg oblt hptm",
    "fr": "m mm mme mmes mlle mlles me mgr dr pr st ste gén col cdt lt",
    "es": "sr sra srta sres dr dra dña prof profa gral cnel cap lic ing arq sto sta excmo excma mons ud uds vd vds",
    "it": "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing arch gen col ten cap on sen mons s ss",
    "pt": "sr sra srta srs dr dra drs prof profa gen cel cap eng arq exmo exma sto sta",
    "nl": "dhr mevr mw mej dr drs ir ing mr prof gen kol kap st ds",
    "ru": "г-н г-жа акад проф ген полк доц",
    "uk": "акад проф ген полк доц п",
    "ar": "",
}
_SMALL_TITLES = ("es", "it", "nl", "pt", "ru", "uk")  # languages that write "il dott. Rossi"
_NEVER = {
    "en": "vs v e.g i.e cf viz ca approx p.s c.f incl",
    "de": """bzw ca z.b d.h u.a s.o s.u vgl sog ggf inkl evtl geb gest abs z.t v.a o.ä i.d.r bspw allg insb str lt
        h.c a.d i.a m.e u.u z.z zzt ehem gegr verh verst rd einschl zz med phil jur nat pol rer""",
    "fr": "cf p.ex c.-à-d env av apr",
    "es": "p.ej cf aprox av avda",
    "it": "p.es ad.es cfr ca",
    "pt": "p.ex cf aprox av",
    "nl": "bijv bv d.w.z o.a m.a.w t.a.v i.p.v ca vgl zgn",
    "ru": "им ул пр просп пл пер т.е т.к т.н напр см ср тов гр св бул наб пос дер ж.-д",
    "uk": "ім вул просп пров пл бул наб т.з напр див пор тов гр св смт с м пос о",
    "ar": "د أ.د",
}
_NUMBERED = {
    "en": "no nos p pp fig figs vol vols art arts ch chap sec sect par para eq ex ver nr num pt rm ext apt "
    "jan feb febr mar apr jun jul aug sep sept oct nov dec",
    "de": "nr nrn s abb bd art abs kap ziff jan feb mär apr jun jul aug sep sept okt nov dez tel",
    "fr": "n no nos p pp fig vol art al chap janv févr avr juil sept oct nov déc tél",
    "es": "n núm nro no p pp pág págs fig vol art cap ene feb mar abr may jun jul ago sep sept oct nov dic tel",
    "it": "n nn p pp pag pagg fig vol art artt cap gen feb mar apr mag giu lug ago set sett ott nov dic tel",
    "pt": "n no p pp pág págs fig vol art cap jan fev mar abr mai jun jul ago set out nov dez tel",
    "nl": "nr nrs blz p pp fig art afb hfst jan feb mrt apr jun jul aug sep sept okt nov dec tel",
    "ru": "стр с рис табл гл ст п пп № тел д кв корп оф каб янв февр мар апр авг сент окт нояб дек",
    "uk": "стор с рис табл гл ст п пп № тел буд кв корп оф січ лют бер квіт трав черв серп вер жовт груд",
    "ar": "ص رقم ج ط ع",
}
_LOOSE = {
    "en": """st ste mt ft inc corp co cos ltd llc plc bros assn dept univ jr esq ave blvd rd hwy bldg sq dist al ala
        ariz ark calif colo conn del fla ga ill ind kan kans ky la md mass mich minn miss mo mont neb nebr
        nev okla ore penn pa ri tenn tex vt va wash wis wisc wyo ont que alta natl intl gov't govt mgr mfg
        ph.d""",
    "de": "co kg gmbh ag usw etc jh mio mrd tsd",
    "fr": "cie sté éd etc",
    "es": "cía ee.uu ee uu etc",
    "it": "soc ecc",
    "pt": "cia ltda etc",
    "nl": "nv enz etc",
    "ru": "г гг в вв т д п тыс млн млрд руб коп долл др обл р-н",
    "uk": "р рр ст т д п тис млн млрд грн коп дол ін обл р-н",
    "ar": "م ق.م هـ إلخ الخ",
}
_DATES = ("ko",)  # "2024. 12. 27.": no sentence ends in a figure there, all end in a verb
_NESTED = ("ja", "ko", "zh")  # what is said stays inside the sentence that says it: 「…。…。」と言った
_ORDINALS = ("de", "da", "no", "nb", "nn", "fi", "cs", "sk", "hu", "sl", "hr", "sr", "et", "lv", "tr")


@cache
def _rules(language: str) -> _Rules:
    code = language.replace("_", "-").partition("-")[0].lower()
    known = code if code in _TITLES else "en"

    def listed(table: dict[str, str]) -> frozenset[str]:
        return frozenset(table[known].split())

    # Greek asks with a semicolon.
    marks = re.compile(_MARK.replace("[.!?…", "[.!?;\u037e…", 1) if code == "el" else _MARK)
    never = listed(_NEVER)
    if known in _SMALL_TITLES:
        never |= listed(_TITLES)
    return _Rules(
        titles=listed(_TITLES),
        never=never,
        numbered=listed(_NUMBERED),
        loose=listed(_LOOSE),
        starters=listed(_STARTERS),
        ordinals=code in _ORDINALS,
        marks=marks,
        english=known == "en",
        dates=code in _DATES,
        nested=code in _NESTED,
        said=_SAID_ARABIC if code == "ar" else _SAID,
    )
