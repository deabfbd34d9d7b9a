"""Where the sentences of a text begin and end.

A text is first cut at its hard boundaries (blank lines, lists, and line ends where each line is a paragraph); inside
such a stretch every mark that may end a sentence is looked at once, with the word before it and what comes after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..model import Article, Document, Sentence


def split(text: str, language: str = "en") -> tuple[Sentence, ...]:
    """Return the sentences of a text, in order; together they hold every character that is not white space."""
    rules = _rules(language)
    return tuple(
        Sentence(start, end, text[start:end])
        for _, first, last in _stretches(text)
        for start, end in _sentences(text, first, last, rules)
    )


def document(article: Article) -> Document:
    """Return the article with its sentences and the number of the paragraph that each stands in."""
    text, rules = article.text, _rules(article.language)
    sentences, paragraphs = [], []
    for paragraph, first, last in _stretches(text):
        for start, end in _sentences(text, first, last, rules):
            sentences.append(Sentence(start, end, text[start:end]))
            paragraphs.append(paragraph)
    return Document(article, tuple(sentences), tuple(paragraphs))


# ---------------------------------------------------------------- hard boundaries

_BREAK = re.compile(r"(?:\r\n?|[\n\u2028])[^\S\n\r\u2028\u2029]*[\n\r\u2028]\s*|[\u2029\f]\s*")
_LINE_END = re.compile(r"\r\n?|[\n\u2028]")
_BULLET = re.compile(r"[^\S\n\r]*(?:[•▪◦‣●○■□➢➤✓]|[-*–—·+][^\S\n\r]|\(?(?:\d{1,3}|[a-zA-Z])[.)][^\S\n\r])")
_TERMINAL = re.compile(r"[.!?…。！？؟۔।॥:]['\"’”»«“)\]」』）]*\s*$")
_LONGEST_WRAPPED_LINE = 120  # hard-wrapped text is set for a screen or a page; mail breaks at 72, few files above 100


def _stretches(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (paragraph number, start, end) of each stretch of text that no sentence crosses."""
    paragraph = at = 0
    for gap in _BREAK.finditer(text):
        if text[at : gap.start()].strip():
            paragraph = yield from _lines(text, at, gap.start(), paragraph)
        at = gap.end()
    if text[at:].strip():
        yield from _lines(text, at, len(text), paragraph)


def _lines(text: str, start: int, end: int, paragraph: int) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of one block without blank lines; return the number of the next paragraph."""
    ends = [m.start() for m in _LINE_END.finditer(text, start, end)]
    if not ends:
        yield paragraph, start, end
        return paragraph + 1
    starts = [start, *(i + 1 for i in ends)]
    lines = [text[a:b] for a, b in zip(starts, [*ends, end], strict=True)]
    whole = _lines_are_paragraphs(lines)
    at = start
    for i in range(1, len(lines)):
        before, line = lines[i - 1], lines[i]
        stopped = bool(_TERMINAL.search(before[-12:]))
        if whole and (stopped or not line.lstrip()[:1].islower()):
            yield paragraph, at, starts[i]
            paragraph += 1
            at = starts[i]
        elif _BULLET.match(line) and (stopped or _BULLET.match(before)):
            yield paragraph, at, starts[i]
            at = starts[i]
    yield paragraph, at, end
    return paragraph + 1


def _lines_are_paragraphs(lines: list[str]) -> bool:
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    if len(lengths) < 2:
        return False
    stopped = sum(bool(_TERMINAL.search(line[-12:])) for line in lines)
    longest = max(lengths)
    if longest > _LONGEST_WRAPPED_LINE:
        # No one wraps so late: these line ends were meant. Short lines without a stop are headings.
        short = sum(length < 90 for length in lengths)
        return stopped + short >= 0.5 * len(lengths)
    # Wrapped text breaks in mid-sentence nearly everywhere, and its lines fill the measure.
    return stopped >= 0.75 * len(lengths)


# ---------------------------------------------------------------- marks

_WIDE = "。！？｡．"
_QUOTES = "\"'“”‘’„‚«»‹›「」『』"
_MARK = re.compile(
    r"([.!?…؟۔।॥։።။‼⁇⁈⁉]+(?:[ \u00a0][.…]+(?!\w))*|[。！？｡．]+)"
    r"((?:['\"’”›」』】〕〉》）)\]}»]|[“‘«‹](?!\w)|[ \u00a0]?\[(?:\d{1,3}|…|\.\.\.)\]|[ \u00a0\u202f][)\]»'\"”](?!\S))*)"
    r"([\s'\"“”‘’„‚«»‹›「『（【(\[{¿¡—–\-•*·]*)"
)
_NEXT_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ACRONYM = re.compile(r"(?:.*[-/])?(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")  # U.S, anti-U.S, Ph.D, but not standfor.co.nz
_SAID = re.compile(
    r"(?:[A-Z][\w.'’-]* ){1,4}(?:said|says|asked|asks|added|adds|told|tells|wrote|writes|replied|shouted|cried|"
    r"exclaimed|tweeted|quipped|joked|wondered|continued|recalled|insisted|explained|answered)\b"
)
_WIDE_SAID = re.compile(r"と|って|[^\s。！？，、,]{0,8}?(?:说|說|表示|问道|問道|称|稱|指出)")
_LATIN_DOMAINS = frozenset("com org net gov edu info co io uk us eu de fr js py".split())


class _Rules(NamedTuple):
    """What a language knows of its own abbreviations."""

    titles: frozenset[str]  # never end a sentence: a name follows
    numbered: frozenset[str]  # do not end a sentence before a number
    loose: frozenset[str]  # end a sentence only before a word that often begins one
    starters: frozenset[str]  # words that often begin a sentence, and with a capital letter nowhere else
    ordinals: bool  # "3. Oktober"
    semicolon: bool  # Greek asks with a semicolon
    run_on: bool  # English


# A heading or a caption that lost the end of its line: "Ann Lee of the council In the east, her party …".
_RUN_ON_SIGNS = ("Image: ", "Photo: ", "Picture: ", "Credit: ", " In the ", " On ", " At the ")
_RUN_ON = re.compile(
    r"(?<=[\w)\]] )(?=(?:File )?(?:Image|Photo|Picture|Credit): [A-Z]|"
    r"(?:(?:In|At|On) the|On (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b[^.!?;:\"“”\n]{0,80}, )"
)


def _sentences(text: str, start: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a stretch."""
    if rules.run_on and any(text.find(sign, start, end) >= 0 for sign in _RUN_ON_SIGNS):
        for cut in _RUN_ON.finditer(text, start, end):
            yield from _marked(text, start, cut.start(), rules)
            start = cut.start()
    yield from _marked(text, start, end, rules)


def _marked(text: str, start: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    begin = start
    while begin < end and text[begin].isspace():
        begin += 1
    for mark in (_GREEK_MARK if rules.semicolon else _MARK).finditer(text, begin, end):
        at = _boundary(text, begin, end, mark, rules)
        if at:
            yield begin, at
            begin = at
            while begin < end and text[begin].isspace():
                begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def _boundary(text: str, begin: int, end: int, mark: re.Match[str], rules: _Rules) -> int:
    """Return where the sentence ends at this mark, or 0 where it goes on."""
    after = mark.end()
    if after >= end:
        return 0
    stop, closers, gap = mark.groups()
    at = mark.end(2)
    following = text[after]
    if stop[-1] in _WIDE:
        return 0 if closers and _WIDE_SAID.match(text, after) or following.isdigit() and stop == "．" else at
    if not gap or not (gap[0].isspace() or gap[-1].isspace()):
        return _missing_space(text, begin, mark, rules)
    if following in ",;:)]}%&/":
        return 0
    lower = following.islower()
    if stop[0] not in ".…" or "!" in stop or "?" in stop:
        if text[mark.start() - 1 : mark.start()] == "(":
            return 0
        if lower and (closers or not _new_start(text, after, rules)):
            return 0
        if closers and _SAID.match(text, after):
            return 0
        if stop == "!" and not closers and _before(text, begin, mark.start()) in _EXCLAIMED:
            return at if not lower and _starter(text, after, rules) else 0
        return at
    if stop != ".":
        return 0 if lower else at
    word = _before(text, begin, mark.start())
    if lower:
        if closers or not (len(word) > 3 and word.islower() and word.isalpha()) or word in rules.titles:
            return 0
        if word in rules.loose or word in rules.numbered:
            return 0
        return at if "(" in gap or _new_start(text, after, rules) else 0
    if closers and gap.lstrip()[:1] in ("-", "—", "–") and following.isupper() and gap[-1] not in _QUOTES:
        return 0  # “We go on.” — Kim Jong Un
    key = word.lower()
    if not key:
        return at
    if key in rules.titles and (word[0].isupper() or not rules.ordinals):
        return 0
    if key in rules.numbered:
        return 0 if following.isdigit() else at
    if key in rules.loose or _ACRONYM.match(word) or (len(word) == 1 and word.isalpha() and word.isascii()):
        if following in "-—–" or gap.lstrip()[:1] in ("-", "—", "–"):
            return 0
        if key in ("a.m", "p.m"):
            return 0 if _NEXT_WORD.match(text, after) and _NEXT_WORD.match(text, after)[0].lower() in _AFTER_HOUR else at
        return at if _starter(text, after, rules) else 0
    if key.isdigit() and mark.start() - len(word) == begin and len(word) < 4:
        return 0
    return at


def _before(text: str, begin: int, at: int) -> str:
    """Return the word that ends at a mark, without what opens before it."""
    parts = text[max(begin, at - 40) : at].split()
    if not parts or text[at - 1].isspace():
        return ""
    word = parts[-1]
    if "—" in word or "/" in word:
        word = re.split("[—/]", word)[-1]
    return word.lstrip(_OPENERS)


def _starter(text: str, at: int, rules: _Rules) -> bool:
    """Tell whether the word here is one that mostly begins a sentence when it has a capital letter."""
    word = _NEXT_WORD.match(text, at)
    if not word or text[word.end() : word.end() + 1] in ("-", "."):
        return False
    return word[0].partition("'")[0].partition("’")[0].lower() in rules.starters


def _new_start(text: str, at: int, rules: _Rules) -> bool:
    """Tell whether a sentence of careless writing begins here with a small letter."""
    return text.startswith(("http", "www."), at) or _starter(text, at, rules)


def _missing_space(text: str, begin: int, mark: re.Match[str], rules: _Rules) -> int:
    """Return the end of a sentence whose next one follows without a space, or 0."""
    after, at = mark.end(), mark.end(2)
    following = text[after]
    if not mark[2] and following >= "\uac00" and following <= "\ud7a3" and text[mark.start() - 1] in "다요까":
        return at
    if not following.isupper() or not mark.start():
        return 0
    last = text[mark.start() - 1]
    if not (last.islower() or last in ")”’\"%" or (last.isdigit() and text[mark.start() - 2].isdigit())):
        return 0
    word = _NEXT_WORD.match(text, after)
    if not word or (len(word[0]) > 1 and not word[0][1:].replace("’", "").replace("'", "").islower()):
        return 0
    beyond = text[word.end() : word.end() + 1]
    if beyond and beyond not in ",;-’'" and not beyond.isspace():
        return 0
    if word[0].lower() in _DOMAINS:
        return 0
    previous = _before(text, begin, mark.start())
    if previous.lower() in rules.titles or previous.lower() in rules.loose or any(c in previous for c in "@:/\\_=."):
        return 0
    return at


# ---------------------------------------------------------------- what each language knows

_OPENERS = "'\"“”‘’„‚«»‹›「『（【([{¿¡—–-"
_DOMAINS = frozenset("com org net gov edu info biz html htm pdf txt js py md doc docx xls csv jpg png".split())
_EXCLAIMED = frozenset(("Yahoo", "Jeopardy", "Yum", "Panic"))  # names that end in an exclamation mark
_AFTER_HOUR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun gmt utc et est edt ct "
    "cst cdt mt mst mdt pt pst pdt bst cet cest ist jst kst hkt aest aedt eastern central pacific mountain greenwich local".split()
)

_MONTHS = "jan feb febr mar apr jun jul aug sep sept oct nov dec"
_STARTERS = {
    "en": """the a an this that these those there here it he she we they you i his her its their our my your
        but and or so yet nor if when while where who what why how which whether although though because since after before
        during despite however meanwhile moreover furthermore nevertheless nonetheless therefore thus instead also then now
        in on at by for from with without to of as under among between through throughout until within according
        some many most all both each every several few another other others such even once only still perhaps maybe let
        do does did is are was were has have had can could would should must might not no yes today yesterday tomorrow
        last earlier later asked speaking officials analysts experts critics mr mrs ms please thanks""",
    "de": """der die das den dem des ein eine einer eines einem einen er sie es wir ihr ich du man dies diese dieser dieses
        aber und oder doch denn sondern wenn als weil da dass obwohl während nach vor bei mit ohne für gegen um aus von zu in
        im am an auf über unter zwischen seit bis durch wegen trotz auch so dann nun jetzt hier dort heute gestern morgen
        nicht kein keine was wer wie wo warum wann welche welcher viele einige alle beide sein seine ihre unsere zudem
        außerdem dennoch deshalb daher damit dabei dazu laut""",
    "fr": """le la les l un une des du de d il elle ils elles on nous vous je tu ce cet cette ces c cela ça mais et ou donc or
        ni car si quand lorsque comme que qui quoi où pourquoi comment après avant pendant depuis malgré selon dans en sur
        sous par pour avec sans entre vers chez contre à au aux son sa ses leur leurs notre votre nos vos plus tout toute
        tous toutes plusieurs certains aujourd hier demain ainsi alors aussi cependant toutefois pourtant enfin puis""",
    "es": """el la los las un una unos unas lo él ella ellos ellas yo tú nosotros usted ustedes se su sus este esta estos estas
        ese esa esos esas esto eso aquel pero y e o u ni si cuando mientras aunque porque como que qué quien quién cuál dónde
        cómo después antes durante desde según en a al de del por para con sin sobre entre hasta hacia contra tras no sí
        también además ahora hoy ayer mañana así entonces todos todas muchos algunos cada otro otra ante""",
    "it": """il lo la i gli le l un uno una egli lui lei noi voi loro io tu si questo questa questi queste quello quella quelli
        ma e ed o però se quando mentre anche perché poiché come che chi cosa dove dopo prima durante secondo in a al alla
        di del della da dal per con senza su sul tra fra fino contro non sì oggi ieri domani così allora inoltre infine
        tutti tutte molti alcuni ogni altro altra suo sua nel nella""",
    "pt": """o a os as um uma uns umas ele ela eles elas eu tu nós você vocês se seu sua seus suas este esta estes estas esse
        essa isso isto aquele mas e ou nem se quando enquanto embora porque como que quem qual onde depois antes durante
        desde segundo em no na nos nas ao à de do da por para com sem sobre entre até contra após não sim também além
        agora hoje ontem amanhã assim então todos muitos alguns cada outro outra""",
    "nl": """de het een hij zij ze wij we jullie ik jij je u dit dat deze die er maar en of want dus als toen terwijl omdat hoewel
        wanneer wat wie waar hoe waarom welke na voor tijdens sinds volgens in op aan bij met zonder van uit door om over
        onder tussen tot tegen naar niet geen ook nu vandaag gisteren morgen daarom daarna toch zijn haar hun ons onze
        veel sommige alle beide elk ieder andere""",
    "ru": """он она оно они мы вы я ты это этот эта эти тот та те но и а или если когда пока хотя потому что чтобы как кто где
        куда почему после до во в на по при с со без для из от о об за под над между через против также не нет да сегодня
        вчера завтра так тогда теперь все многие некоторые каждый другой его её ее их наш ваш по""",
}
_TITLES = {
    "en": """mr mrs ms mx dr prof gen sen rep gov drs lt col maj sgt capt cpl cmdr cdr adm brig pvt rev hon fr msgr pres supt insp det
        sr sra atty messrs mmes ald amb asst assoc dep dir ens fst ofc pfc st ste ft mt vs v e.g i.e eg p.s cf viz ca approx
        lt.col lt.gen maj.gen brig.gen gen.sec vice-adm""",
    "de": """hr fr dr prof gen st sen bzw ca z.b d.h u.a s.o vgl sog ggf inkl evtl usf dipl ing med phil jur geb gest abs z.t
        v.a o.ä i.d.r bspw allg insb mind max min str tel""",
    "fr": """m mm mme mmes mlle mlles me mgr dr pr st ste gén col cdt lt cf p.ex c.-à-d env av apr""",
    "es": """sr sra srta sres dr dra d dña prof profa gral cnel cap lic ing arq sto sta san excmo excma mons ud uds vd vds p.ej
        cf aprox av avda""",
    "it": """sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing arch gen col ten cap on sen mons don s ss p.es ad.es
        cfr ca""",
    "pt": """sr sra srta srs dr dra drs prof profa gen cel cap eng arq exmo exma dom sto sta p.ex cf aprox av""",
    "nl": """dhr mevr mw mej dr drs ir ing mr prof gen kol kap st ds bijv bv d.w.z o.a m.a.w t.a.v i.p.v ca vgl zgn""",
    "ru": """г-н г-жа им ул пр просп пл пер т.е т.к т.н напр см ср акад проф ген полк доц тов гр св""",
}
_NUMBERED = {
    "en": f"no nos p pp fig figs vol vols art arts ch chap sec sect par para eq ex ver nr num pt rm ext apt {_MONTHS}",
    "de": "nr nrn s abb bd art abs kap ziff jan feb mär apr jun jul aug sep sept okt nov dez tel",
    "fr": "n no nos p pp fig vol art chap janv févr avr juil sept oct nov déc tél",
    "es": "n núm nro no p pp pág págs fig vol art cap ene feb mar abr may jun jul ago sep sept oct nov dic tel",
    "it": "n nn p pp pag pagg fig vol art artt cap gen feb mar apr mag giu lug ago set sett ott nov dic tel",
    "pt": "n no p pp pág págs fig vol art cap jan fev mar abr mai jun jul ago set out nov dez tel",
    "nl": "nr nrs blz p pp fig art afb hfst jan feb mrt apr jun jul aug sep sept okt nov dec tel",
    "ru": "стр с рис табл гл ст п пп № тел",
}
_LOOSE = {
    "en": """inc corp co cos ltd llc plc bros assn dept univ jr esq ave blvd rd hwy bldg sq dist al
        ala ariz ark calif colo conn del fla ga ill ind kan kans ky la md mass mich minn miss mo mont neb nebr nev okla ore
        penn pa ri tenn tex vt va wash wis wisc wyo ont que alta natl intl gov't govt mgr mfg ph.d""",
    "de": "co kg gmbh ag usw etc jh mio mrd tsd",
    "fr": "cie sté éd etc",
    "es": "cía ee.uu ee uu etc",
    "it": "soc ecc",
    "pt": "cia ltda etc",
    "nl": "bv nv enz etc",
    "ru": "г гг в вв т д п тыс млн млрд руб др",
}
_ORDINALS = frozenset("de da no nb nn fi cs sk hu sl hr sr et lv tr".split())
_GREEK_MARK = re.compile(_MARK.pattern.replace("[.!?…", "[.!?;\u037e…", 1))


@cache
def _rules(language: str) -> _Rules:
    code = language.replace("_", "-").partition("-")[0].lower()
    known = code if code in _TITLES else "en"

    def listed(table: dict[str, str]) -> frozenset[str]:
        return frozenset(table[known].split())

    return _Rules(
        listed(_TITLES), listed(_NUMBERED), listed(_LOOSE), listed(_STARTERS), code in _ORDINALS, code == "el", known == "en"
    )
