"""The words of a text as the parts of a statement are told by: light classes, quotations, and the traits weighed.

No part-of-speech tagger is needed: closed classes, endings and capitals go a long way in the news. Every trait is a
short string; its weight is learned (benchmarks/train_statements.py), and a decision is the sum of the weights of its
traits, so it can always be told what spoke for it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import field

from ..model import Document
from ..text.pattern import pattern
from ..values import dataclass

_TOKEN = pattern(
    r"''|``|[$#@]?[^\W_]+(?:(?:[-.&/@_]|[’'](?![sS]\b)|(?<=\d),(?=\d))[^\W_]+)*|[’'][sS]\b|\.\.\.|--|\S"
)
_CLASSES = {
    "D": "a an the this these those some any each every no another both all many most several few much more",
    "G": "his her its their our my your whose",
    "P": "he she they it i we you him them us me himself herself themselves itself everyone someone anyone nobody one",
    "W": "who which whom",
    "B": "is are was were be been being am",
    "H": "has have had having",
    "O": "do does did",
    "M": "will would can could may might should must shall cannot",
    "Y": "if whether because while when where how why what although though since until unless once",
    "I": "in on at for from by with about into over after before during against between under through among "
    "toward towards without within despite around across near per upon",
    "C": "and or but nor yet",
    "N": "not never n't",
    "R": "also then later again now even still just only once already often recently repeatedly simply here there",
    "E": "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight",
}
CLASS = {word: tag for tag, words in _CLASSES.items() for word in words.split()} | {
    "to": "to",
    "that": "that",
    "of": "of",
    "as": "as",
    "than": "than",
    "like": "like",
    "'s": "'s",
}
_OPENING = frozenset(("“", "„", "«", "‹", "「", "『", "``"))
_CLOSES: dict[str, tuple[str, ...]] = {
    "“": ("”",),
    "„": ("“", "”"),
    "«": ("»",),
    "»": ("«",),
    "‹": ("›",),
    "「": ("」",),
    "『": ("』",),
    '"': ('"', "”", "“"),
    "''": ("''",),
    "``": ("''",),
    "”": ("”",),
}
_SINGLE = ("'", "’")
_STOPS = frozenset(".!?…")


@dataclass(slots=True)
class Words:
    """A text as words: places, lower-cased forms, light classes, and which quotation each stands in."""

    text: str
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    word: list[str] = field(default_factory=list)
    form: list[str] = field(default_factory=list)  # the same, but names and figures by their class alone
    tag: list[str] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)  # of each sentence, its first word
    last: list[int] = field(default_factory=list)  # and its last
    before: list[str] = field(default_factory=list)  # the class of the word before, "^" where a sentence begins
    after: list[str] = field(default_factory=list)  # and of the word after
    paragraph: list[int] = field(default_factory=list)  # of each sentence
    heading: list[bool] = field(default_factory=list)  # of each sentence: no full stop ends it
    quote: list[int] = field(default_factory=list)  # number of the quotation a word stands in, or -1
    quotes: list[tuple[int, int]] = field(default_factory=list)  # first and last word, marks included
    open_ended: list[bool] = field(default_factory=list)  # of each quotation: it goes on in the next paragraph
    left: list[tuple[str, ...]] = field(default_factory=list)


def read_words(document: Document) -> Words:
    """Return the words of a document with all that the rules ask of them."""
    text = document.article.text
    made = Words(text)
    start, end, word, tag, number = made.start, made.end, made.word, made.tag, made.sentence
    for index, sentence in enumerate(document.sentences):
        made.first.append(len(word))
        for match in _TOKEN.finditer(text, sentence.start, sentence.end):
            form = match.group()
            lower = form.lower().replace("’", "'") if len(form) > 1 else form.lower()
            if (
                form == "."
                and word
                and number[-1] == index
                and end[-1] == match.start()
                and _inside(text, match.end(), sentence.end)
            ):
                end[-1] = match.end()  # "Mr." in the middle of a sentence
                word[-1] += "."
                continue
            start.append(match.start())
            end.append(match.end())
            word.append(lower)
            tag.append(_class(form, lower))
            number.append(index)
        made.last.append(len(word) - 1)
        made.paragraph.append(document.paragraphs[index])
        tail = text[max(sentence.start, sentence.end - 3) : sentence.end]
        made.heading.append(not any(mark in tail for mark in ".!?…:"))
    made.before = ["^" if number[at] != number[at - 1] else tag[at - 1] for at in range(1, len(tag))]
    made.after = ["^" if number[at] != number[at - 1] else tag[at] for at in range(1, len(tag))]
    made.before.insert(0, "^")
    made.after.append("^")
    # Names and figures are never weighed as words: what is learned of the news of one year must hold for another.
    made.form = [kind if kind in ("A", "0") else form for form, kind in zip(word, tag, strict=True)]
    _mark_quotes(made)
    return made


def _inside(text: str, at: int, end: int) -> bool:
    """Tell whether a sentence goes on with words after a full stop."""
    return any(char.isalnum() for char in text[at : min(end, at + 4)])


def _class(form: str, lower: str) -> str:
    known = CLASS.get(lower)
    if known and form != "May":
        return known
    head = form[0]
    if not (head.isalnum() or head in "$#@"):
        return (
            "'s"
            if lower == "'s"
            else form
            if form in ',:;.?!-–—()"“”'
            else "q"
            if form in ("''", "``", "'", "’", "‘")
            else "-"
            if form == "--"
            else "x"
        )
    if head.isdigit() or head == "$":
        return "0"
    if head.isupper() or head == "@":
        return "A"
    if lower.endswith("ly"):
        return "ly"
    if lower.endswith("ing"):
        return "ing"
    if lower.endswith("ed"):
        return "ed"
    if lower.endswith("s"):
        return "s"
    return "w"


# ---------------------------------------------------------------- quotations


def _mark_quotes(made: Words) -> None:
    """Find the quotations, paragraph by paragraph, in whatever marks they stand."""
    total = len(made.word)
    made.quote = [-1] * total
    begin = 0
    sentences = len(made.first)
    for index in range(1, sentences + 1):
        if index == sentences or made.paragraph[index] != made.paragraph[begin]:
            low, high = made.first[begin], made.last[index - 1]
            if high >= low:
                _quotes_of(made, low, high)
            begin = index


def _quotes_of(made: Words, low: int, high: int) -> None:
    text, word = made.text, made.word
    opened = -1
    closing: tuple[str, ...] = ()
    for at in range(low, high + 1):
        mark = word[at]
        if mark not in _MARKS:
            continue
        before = text[made.start[at] - 1 : made.start[at]]
        after = text[made.end[at] : made.end[at] + 1]
        loose = not before or before.isspace() or before in "([—–-\"'“‘"
        tight = bool(after) and not after.isspace()
        if opened < 0:
            either = (mark == '"' and (tight or loose)) or (mark == "''" and tight)
            if mark in _OPENING or either or (mark in ("”", "»") and loose and tight):
                opened, closing = at, _CLOSES[mark]
            elif mark in ("'", "‘") and loose and tight and _closed(made, at, high):
                opened, closing = at, _SINGLE
        elif mark in closing and (at > opened + 1 or not loose):
            if closing is _SINGLE and tight and after.isalnum():
                continue  # an apostrophe
            if mark in '"“' and loose and tight and before != mark and at < high:
                _add_quote(made, opened, at - 1, False)  # the close was forgotten
                opened, closing = at, _CLOSES[mark]
                continue
            _add_quote(made, opened, at, False)
            opened, closing = -1, ()
        elif mark == "“" and mark not in closing:
            _add_quote(made, opened, at - 1, False)
            opened, closing = at, _CLOSES[mark]
    if opened >= 0:
        _add_quote(made, opened, high, True)


_MARKS = frozenset((*_CLOSES, *_SINGLE, "‘", "›", "」", "』"))


def _closed(made: Words, at: int, high: int) -> bool:
    """Tell whether a single mark that may open a quotation is closed soon, outside a word."""
    for step in range(at + 2, min(high + 1, at + 80)):
        if made.word[step] in ("'", "’"):
            after = made.text[made.end[step] : made.end[step] + 1]
            return not after.isalnum() and not made.text[made.start[step] - 1].isspace()
        if made.word[step] in ('"', "“", "''"):
            return False
    return False


def _add_quote(made: Words, first: int, last: int, open_ended: bool) -> None:
    number = len(made.quotes)
    made.quotes.append((first, last))
    made.open_ended.append(open_ended)
    for at in range(first, last + 1):
        made.quote[at] = number


# ---------------------------------------------------------------- traits


def at_word(made: Words, at: int) -> str:
    """Return the form of a word, or a mark for the edge of the text."""
    return made.form[at] if 0 <= at < len(made.word) else "^"


def at_tag(made: Words, at: int, sentence: int) -> str:
    """Return the class of a word, or a mark for the edge of its sentence."""
    return made.tag[at] if 0 <= at < len(made.word) and made.sentence[at] == sentence else "^"


def cue_traits(made: Words, at: int) -> list[str]:
    """Return what speaks for or against a word being the cue of a statement."""
    word, tag, number = made.form, made.tag, made.sentence[at]
    form = made.word[at]
    first, last = made.first[number], made.last[number]
    t1, t2 = made.before[at], at_tag(made, at - 2, number)
    n1, n2 = made.after[at], at_tag(made, at + 2, number)
    w1 = word[at - 1] if at > first else "^"
    v1 = word[at + 1] if at < last else "^"
    inside = "i" if made.quote[at] >= 0 else "o"
    left = right = "-"
    for step in range(1, 9):
        if at + step <= last and right == "-" and made.quote[at + step] >= 0 and inside == "o":
            right = "1" if step == 1 else "2" if step <= 3 else "3"
        if at - step >= first and left == "-" and made.quote[at - step] >= 0 and inside == "o":
            left = "1" if step == 1 else "2" if step <= 4 else "3"
    subject = "-"
    for step in range(at - 1, max(first, at - 6) - 1, -1):
        if tag[step] in ("P", "A", "s", "W", "w", ","):
            subject = tag[step] + (word[step] if tag[step] in "PW" else "")
            break
    helper = "-"
    for step in range(at - 1, max(first, at - 4) - 1, -1):
        if tag[step] in ("B", "H", "M", "O", "to"):
            helper = word[step]
            break
        if tag[step] not in ("N", "R", "ly"):
            break
    capital = made.text[made.start[at]].isupper()
    case = "T" if capital and at > first else "t" if capital else "l"
    return [
        "a" + form,
        "b" + form + "|" + w1,
        "c" + form + "|" + v1,
        "d" + form + "|" + t1,
        "e" + form + "|" + n1,
        "f" + t1 + n1,
        "g" + t2 + t1 + tag[at],
        "h" + tag[at] + n1 + n2,
        "i" + w1 + "|" + tag[at],
        "j" + v1 + "|" + tag[at],
        "k" + form + inside,
        "l" + inside + left + right,
        "m" + form + left + right,
        "n" + form[-3:] + t1,
        "o" + form + helper,
        "p" + helper + tag[at] + n1,
        "q" + subject + tag[at],
        "r" + form + subject[:1],
        "s" + case + ("h" if made.heading[number] else ""),
        "t" + case + form,
        "u" + at_word(made, at + 2) if at + 2 <= last else "u^",
        "v" + t2 + t1 + n1,
        "w" + form + t1 + n1,
        "x" + ("1" if at == first else "2" if at == last else "3" if last - at < 4 else "4"),
        "y" + ("h" if made.paragraph[number] == 0 else "b") + ("T" if tag[at - 1 if at else 0] == "A" else ""),
    ]


_FAR = (*"0123455566666777777778",)  # how far, or how many words, in steps


def _far(count: int) -> str:
    return _FAR[count] if count < 21 else "8"


def near_places(made: Words, cue: int) -> list[int]:
    """Return where the edge of the speaker that is nearest to the cue may be; -1 stands for no speaker."""
    number = made.sentence[cue]
    low, high = max(made.first[number], cue - 32), min(made.last[number], cue + 9)
    tag = made.tag
    found = [-1]
    found += [at for at in range(low, cue) if tag[at] in _ENDS_NAME]
    found += [at for at in range(cue + 1, high + 1) if tag[at] in _BEGINS_NAME]
    return found


_ENDS_NAME = frozenset(("A", "P", "w", "s", "W", "G", "'s", "D", "0", ")", "that", "ing", "x"))
_BEGINS_NAME = frozenset(("A", "D", "w", "s", "P", "G", "0", "ly", "ed"))


def near_traits(made: Words, cue: int, at: int) -> list[str]:
    """Return what speaks for the speaker ending (left of the cue) or beginning (right of it) at a word."""
    word, tag = made.form, made.tag
    form = made.word[cue]
    if at < 0:
        return [
            "0",
            "0" + form,
            "0t" + tag[cue],
            "0p" + made.before[cue],
            "0n" + made.after[cue],
            "0b" + at_word(made, cue - 1) + tag[cue],
            "0c" + form + made.before[cue],
        ]
    left = at < cue
    side = "L" if left else "R"
    low, high = (at + 1, cue) if left else (cue + 1, at)
    between = tag[low:high]
    count = high - low
    path = "".join(between) if count < 4 else "*"
    commas = between.count(",")
    held = between.count
    verbs = held("B") + held("H") + held("O") + held("M") + held("ed")
    names = held("A") + held("P")
    crossed = "q" if (made.quote[at] >= 0) != (made.quote[cue] >= 0) else ""
    quoted = "Q" if made.quotes and made.quote[low:high].count(made.quote[cue]) != count else ""
    far = _far(count)
    shape = tag[at]
    before, after = made.before[at], made.after[at]
    return [
        side + far,
        side + "a" + form,
        side + "b" + path,
        side + "c" + form + path,
        side + "d" + shape + path,
        side + "f" + str(min(commas, 3)) + str(min(verbs, 3)) + str(min(names, 2)),
        side + "g" + crossed + quoted + shape,
        side + "h" + tag[cue] + path,
        side + "i" + word[at],
        side + "j" + before + shape + after,
        side + "k" + (word[low] if count else "") + (word[high - 1] if count else ""),
        side + "m" + shape + after,
        side + "n" + made.before[cue] + shape + far,
        side + "o" + form + shape + str(min(verbs, 2)),
        side + "p" + tag[cue] + made.before[cue] + far,
        side + "r" + tag[cue] + made.after[cue] + path,
    ]


def far_places(made: Words, cue: int, near: int) -> list[int]:
    """Return where the other edge of the speaker may be, the near one given."""
    number = made.sentence[near]
    if near < cue:
        return list(range(near, max(made.first[number], near - 24) - 1, -1))
    return list(range(near, min(made.last[number], near + 24) + 1))


def far_traits(made: Words, cue: int, near: int, at: int) -> list[str]:
    """Return what speaks for the other edge of the speaker being at a word."""
    word, tag = made.form, made.tag
    number = made.sentence[near]
    left = near < cue
    side = "L" if left else "R"
    low, high = (at, near + 1) if left else (near, at + 1)
    inside = tag[low:high]
    held = inside.count
    beyond, beyond_word = (made.before[at], at_word(made, at - 1)) if left else (made.after[at], at_word(made, at + 1))
    commas = inside.count(",")
    count = high - low
    return [
        side + _far(count),
        side + "a" + tag[at] + beyond,
        side + "b" + tag[at] + "|" + beyond_word,
        side + "c" + beyond + tag[near] + _far(count),
        side + "d" + ("".join(inside) if count < 6 else "*") + "|" + beyond,
        side + "e" + str(min(commas, 3)) + beyond,
        side + "f" + word[at] + "|" + beyond,
        side + "g" + str(min(3, held("B") + held("H") + held("O") + held("M") + held("W"))) + beyond,
        side + "h" + ("q" if made.quote[at] != made.quote[near] else ""),
        side + "i" + (at_tag(made, at - 2, number) if left else at_tag(made, at + 2, number)) + beyond,
        side + "j" + beyond_word,
    ]


def unit(cue: int, source: tuple[int, int] | None) -> tuple[int, int]:
    """Return the first and last word of speaker and cue together."""
    return (min(cue, source[0]), max(cue, source[1])) if source else (cue, cue)


def window(made: Words, cue: int) -> tuple[int, int]:
    """Return between which words the content of a cue may lie: its sentence, and quotations that reach out of it."""
    number = made.sentence[cue]
    low, high = made.first[number], made.last[number]
    for at in (low, high):
        quote = made.quote[at]
        if quote >= 0:
            low, high = min(low, made.quotes[quote][0]), max(high, made.quotes[quote][1])
    if (
        low
        and made.quote[low - 1] >= 0
        and made.quote[low] < 0
        and made.quotes[made.quote[low - 1]][1] == low - 1
        and made.paragraph[made.sentence[low - 1]] == made.paragraph[number]
    ):
        low = made.quotes[made.quote[low - 1]][0]
    nextly = high + 1
    if nextly < len(made.word) and made.quote[nextly] >= 0 and made.quote[high] < 0:
        high = made.quotes[made.quote[nextly]][1]
    return max(low, cue - 150), min(high, cue + 150)


def start_places(made: Words, cue: int, source: tuple[int, int] | None) -> list[int]:
    """Return where the content of a statement may begin."""
    low, high = window(made, cue)
    near_low, near_high = unit(cue, source)
    tag, found = made.tag, []
    for at in range(low, high + 1):
        before = tag[at - 1] if at > low else "^"
        if at == cue or (made.quote[at] < 0 and (tag[at] in _NO_START or made.before[at] in _NO_BEFORE)):
            continue
        opens = made.quote[at] >= 0 and made.quotes[made.quote[at]][0] == at
        if (
            opens
            or at == low
            or at == made.first[made.sentence[at]]
            or near_low - 14 <= at <= near_high + 8
            or before in _PAUSES
            or tag[at] in ("that", "Y", "to", "D", "C", "I", "P", "A")
        ):
            found.append(at)
    return found


_NO_START = frozenset((",", ".", ":", ";", "?", "!", ")", "”", "of", "'s", "than", "O", "H", "-", "–", "—", "x"))
_NO_BEFORE = frozenset(("D", "G", "M", "N", "than"))
_PAUSES = frozenset((",", ":", ";", "-", "–", "—", "(", "^", "“", "q", "C"))


def start_local(made: Words, at: int) -> list[str]:
    """Return what of a word itself speaks for content beginning there."""
    number = made.sentence[at]
    tag = made.tag[at]
    before, before2 = made.before[at], at_tag(made, at - 2, number)
    after = made.after[at]
    opens = made.quote[at] >= 0 and made.quotes[made.quote[at]][0] == at
    inside = "i" if made.quote[at] >= 0 and not opens else "o" if opens else "-"
    return [
        "a" + made.form[at],
        "b" + at_word(made, at - 1),
        "c" + before + tag,
        "d" + before2 + before + tag,
        "e" + tag + after,
        "f" + inside + before,
        "g" + ("1" if before == "^" else "0") + inside,
    ]


def start_traits(made: Words, cue: int, source: tuple[int, int] | None, at: int) -> list[str]:
    """Return what speaks for the content of a cue beginning at a word."""
    word, tag = made.form, made.tag
    form, shape = made.word[cue], tag[at]
    number = made.sentence[cue]
    low, high = unit(cue, source)
    left = at < cue
    side = "L" if left else "R"
    opens = made.quote[at] >= 0 and made.quotes[made.quote[at]][0] == at
    mark = "o" if opens else "i" if made.quote[at] >= 0 else "-"
    begin, stop = (at, low) if left else (cue + 1, at)
    between = tag[begin:stop] if stop > begin else []
    count = len(between)
    path = "".join(between) if count < 4 and not left else "*"
    commas = min(2, between.count(","))
    holds = (
        "s"
        if source and (source[0] <= at <= source[1])
        else "b"
        if source and not left and source[0] > cue and source[1] < at
        else "-"
    )
    same = "=" if made.sentence[at] == number else "#"
    # A quotation that touches speaker and cue, or opens after them, draws the content to it.
    touch = ("L" if (low and made.quote[low - 1] >= 0) or (low > 1 and made.quote[low - 2] >= 0) else "") + (
        "R" if high + 2 < len(word) and (made.quote[high + 1] >= 0 or made.quote[high + 2] >= 0) else ""
    )
    if made.quote[cue] >= 0:
        touch = "i"
    begins = "1" if at == made.first[made.sentence[at]] else "0"
    nxt = made.after[cue]
    where = "-" if not source else "<" if source[0] < cue else ">"
    ends = "e" if high >= made.last[number] - 1 else "m"
    far = _far(count)
    return [
        side + far + holds,
        side + "a" + form,
        side + "b" + form + path,
        side + "c" + form + far,
        side + "d" + touch + mark + begins,
        side + "e" + touch + mark + far,
        side + "f" + path + shape,
        side + "g" + str(commas) + mark + same,
        side + "h" + where + ends + begins + mark,
        side + "i" + tag[cue] + nxt + begins + far,
        side + "j" + nxt + path,
        side + "l" + form + word[at],
        side + "m" + path + word[at],
        side + "o" + str(commas) + ends + begins,
        side + "p" + where + tag[cue] + far,
        side + "r" + touch + where + ends + begins,
        side + "s" + same + begins + mark + touch,
        side + "t" + made.before[cue] + tag[cue] + far,
        side + "u" + path + made.before[at] + shape + holds,
    ]


def end_places(made: Words, cue: int, source: tuple[int, int] | None, start: int) -> list[int]:
    """Return the words the content may end with, its first word given."""
    high = window(made, cue)[1]
    low, above = unit(cue, source)
    limit = high
    if start < low:
        limit = low - 1 if low > start else high
    elif start <= above and source and start > cue and source[0] > start:
        limit = source[0] - 1
    found = []
    for at in range(start, limit + 1):
        if (made.tag[at] not in _NO_END and made.after[at] not in _NO_AFTER) or made.quote[at] >= 0:
            found.append(at)
    return found or [start]


_NO_END = frozenset(
    (",", ":", ";", "(", "“", "D", "G", "C", "-", "–", "—", ".", "to", "of", "as", "than", "H", "M", "N", "'s", "x")
)
_NO_AFTER = frozenset(("of", "'s", "O", "N"))


def end_local(made: Words, at: int) -> list[str]:
    """Return what of a word itself speaks for content ending there."""
    number = made.sentence[at]
    tag = made.tag[at]
    after, after2 = made.after[at], at_tag(made, at + 2, number)
    closes = made.quote[at] >= 0 and made.quotes[made.quote[at]][1] == at
    inside = "i" if made.quote[at] >= 0 and not closes else "c" if closes else "-"
    return [
        "a" + made.form[at],
        "b" + at_word(made, at + 1),
        "c" + tag + after,
        "d" + tag + after + after2,
        "e" + inside + after + made.before[at],
        "f" + inside + ("1" if at == made.last[number] or (at == made.last[number] - 1 and after in ".?!") else "0"),
        "g" + after + "|" + at_word(made, at + 2),
    ]


def end_traits(made: Words, cue: int, source: tuple[int, int] | None, start: int, at: int) -> list[str]:
    """Return what speaks for the content ending with a word, cue and first word given."""
    tag = made.tag
    low = unit(cue, source)[0]
    number = made.sentence[at]
    left = start < cue
    side = "L" if left else "R"
    quote = made.quote[start]
    opens = quote >= 0 and made.quotes[quote][0] == start
    if opens:
        close = made.quotes[quote][1]
        state = "=" if at == close else "<" if at < close else ">"
    else:
        state = "-"
        if made.quote[at] != quote:
            state = "x" if made.quote[at] >= 0 and made.quotes[made.quote[at]][1] != at else "y"
    after = made.after[at]
    count = at - start
    stop = at == made.last[number] or (at + 1 == made.last[number] and after in ".?!")
    last = made.last[number]
    commas = min(3, tag[start : at + 1].count(","))
    unit_next = (
        "u" if left and at + 1 == low else "v" if left and at + 2 == low else "w" if not left and at + 1 == low else "-"
    )
    kind = "$" if stop else after
    form = made.word[cue]
    return [
        side + state + kind,
        side + "b" + kind + _far(count),
        side + "c" + unit_next + kind,
        side + "d" + unit_next + state,
        side + "e" + form + kind,
        side + "f" + tag[start] + kind,
        side + "g" + tag[start] + kind + _far(count),
        side + "h" + made.form[start] + kind,
        side + "j" + tag[cue] + kind + _far(count),
        side + "k" + state + kind + at_word(made, at + 1),
        side + "l" + form + _far(count),
        side + "m" + _far(last - at) + kind + str(commas),
        side + "o" + tag[start] + made.form[at],
        side + "q" + after + ("".join(tag[at + 2 : last]) if last - at < 7 else "*"),
    ]


# ---------------------------------------------------------------- further parts of a content, and loose quotations


def further_places(
    made: Words, cue: int, source: tuple[int, int] | None, content: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the stretches that may be another part of the content: the other side of the cue, quotations beside it."""
    number = made.sentence[cue]
    low, high = unit(cue, source)
    low, high = min(low, content[0]), max(high, content[1])
    first, last = made.first[number], made.last[number]
    found: list[tuple[int, int]] = []
    at = high + 1
    while at <= last and made.tag[at] in (",", ";", "-", "–", "—", ":"):
        at += 1
    stop = last
    while stop > at and made.tag[stop] in (".", "?", "!") and made.quote[stop] < 0:
        stop -= 1
    if at < stop and made.quote[at] < 0:
        found.append((at, stop))
    for quote in range(max(0, bisect_left(made.quotes, (low, 0)) - 1), len(made.quotes)):
        begin, close = made.quotes[quote]
        if close < low and low - close <= 3 and made.paragraph[made.sentence[close]] == made.paragraph[number]:
            found.append((begin, close))
        if begin > high and (
            begin - high <= 3 or made.sentence[begin] == number or made.first[made.sentence[begin]] == begin
        ):
            if made.paragraph[made.sentence[begin]] == made.paragraph[number] or (
                quote and made.open_ended[quote - 1] and made.quotes[quote - 1][1] + 1 == begin
            ):
                found.append((begin, close))
            break
    at = low - 1
    while at >= first and made.tag[at] in (",", ";", "-", "–", "—"):
        at -= 1
    if at > first and made.quote[at] < 0:
        found.append((first, at))
    return found


def further_traits(
    made: Words, cue: int, source: tuple[int, int] | None, content: tuple[int, int], part: tuple[int, int]
) -> list[str]:
    """Return what speaks for a stretch being another part of a content."""
    low, high = unit(cue, source)
    side = "L" if part[0] < low else "R"
    main = "L" if content[0] < low else "R"
    quoted = "q" if made.quote[part[0]] >= 0 and made.quotes[made.quote[part[0]]][0] == part[0] else "-"
    main_quoted = "q" if made.quote[content[0]] >= 0 else "-"
    same = (
        "="
        if made.sentence[part[0]] == made.sentence[cue]
        else "#"
        if made.paragraph[made.sentence[part[0]]] == made.paragraph[made.sentence[cue]]
        else "P"
    )
    gap = part[0] - max(high, content[1]) if side == "R" else min(low, content[0]) - part[1]
    before = made.tag[part[0] - 1] if part[0] else "^"
    first_main = "1" if content[0] == made.first[made.sentence[content[0]]] else "0"
    key = side + main + quoted + main_quoted + same
    form = made.word[cue]
    return [
        key,
        key + "a" + _far(max(0, gap)),
        key + "b" + before,
        key + "c" + made.tag[part[0]],
        key + "d" + form,
        key + "e" + _far(part[1] - part[0]),
        key + "f" + before + made.tag[part[0]] + first_main,
        key + "g" + _far(content[1] - content[0]),
        key + "h" + made.form[part[0]],
        key + "i" + (made.tag[source[0]] if source else "-"),
        key + "j" + (at_word(made, high + 1)) + before,
        key + "o" + made.before[low] + made.after[high],
        key + "l" + at_word(made, part[1] + 1) + made.after[part[1]],
        key
        + "m"
        + ("1" if part[1] >= made.last[made.sentence[part[1]]] - 1 else "0")
        + ("1" if part[0] == made.first[made.sentence[part[0]]] else "0"),
        key
        + "n"
        + at_tag(made, part[1] + 1, made.sentence[part[1]])
        + at_tag(made, part[1] + 2, made.sentence[part[1]]),
        key + "k" + ("1" if high >= made.last[made.sentence[cue]] - 1 else "0") + _far(max(0, gap)),
    ]


def quote_traits(made: Words, quote: int, cued: float) -> list[str]:
    """Return what speaks for a quotation that no cue claims being a statement."""
    first, last = made.quotes[quote]
    number = made.sentence[first]
    count = last - first - 1
    before, after = at_tag(made, first - 1, number), at_tag(made, last + 1, number)
    begins = "1" if first == made.first[number] else "0"
    whole = begins + ("1" if last >= made.last[made.sentence[last]] - 1 else "0")
    long = "1" if count < 2 else "2" if count < 4 else "3" if count < 7 else "4" if count < 12 else "5"
    inner = made.tag[first + 1] if first + 1 < len(made.word) else "^"
    ended = made.tag[last - 1] if last > first else "^"
    strong = "-" if cued <= 0 else str(int(cued * 10))
    previous = "P" if quote and made.quotes[quote - 1][1] + 3 > first else "-"
    return [
        "a" + long,
        "b" + whole + long,
        "c" + before,
        "d" + after,
        "e" + before + after + long,
        "f" + at_word(made, first - 1),
        "g" + at_word(made, last + 1),
        "h" + inner + long,
        "i" + ended + long,
        "j" + strong,
        "k" + strong + long,
        "l" + ("h" if made.heading[number] else "") + long,
        "m" + previous + whole,
        "n" + ("x" if made.open_ended[quote] else "") + long,
        "o" + ("''" if made.word[first] == "'" else "-"),
    ]
