"""Pronouns, in the text and in quotations: whether the one they mean stands before them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from ..text.pattern import pattern
from .lines import Line, Name
from .openings import connective
from .speech import CUES
from .told import BEFORE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, is_person, plain, sex_of, tokens
from .wordlists import (
    AMOUNTS,
    ANYONE,
    APPOSED,
    ARTICLES,
    ASCERTAINED,
    AUXILIARY,
    BREAKS,
    CATAPHORA,
    DESTINED,
    EVALUATING,
    EXPLETIVE_VERBS,
    FIRST_PERSON,
    FUNCTION,
    HE,
    IDIOMS,
    INTRODUCING,
    IT,
    JOINTS,
    MASS,
    MEN,
    MODAL,
    NO_PLURAL,
    OFFICERS,
    PEOPLE,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    QUOTE_POINTS,
    SAID,
    SHE,
    SUBORDINATE,
    TAKEN_UP,
    THEY,
    THINGS,
    TIMES,
    TO_DO,
    VERBS,
    WELL_KNOWN,
    WOMEN,
)


def pronouns(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of the first pronoun of each kind that means somebody or something outside the sentence."""
    lost: set[str] = set()  # kinds that lack their owner already; a second "he" is the same one
    bare, words = line.bare, rest.words
    comma = bare.find(",", rest.starts[skip] if skip < len(rest.starts) else 0)
    front = skip < len(words) and (
        words[skip] in CATAPHORA
        or words[skip].endswith(("ed", "ing"))
        or words[skip] in ("known", "born", "built", "made", "seen", "held")
    )
    for at in range(skip, len(words)):
        word = words[at].removesuffix("'s").removesuffix("'d").removesuffix("'ll") if "'" in words[at] else words[at]
        if words[at] in ("they're", "they've", "they'd"):
            word = "they"
        if word not in PRONOUNS:
            continue
        raw, place = rest.raw[at], rest.starts[at]
        if raw in ("US", "IT") or (raw == "I" and bare[place + 1 : place + 2] in ".-"):
            continue
        ahead = front and place < comma
        if word in FIRST_PERSON:
            if word == "us" and words[at - 1 : at] == ["told"]:
                continue
            yield Fault(f"“{raw}” of an unknown speaker", UNKNOWN)
            return
        if word in ("you", "your", "yours"):
            yield Fault("speaks to the reader", UNKNOWN, MILD)
            continue
        subject = skip == at or (front and comma > 0 and bare[comma + 1 : place].strip() == "")
        if word in HE or word in SHE:
            sex = "he" if word in HE else "she"
            if sex in lost:
                continue
            if word in ("he", "she") and _attributes(line, rest, skip, at):
                lost.add(sex)
                yield Fault(f"“{raw}” without a name before it", _last_person(line, told, sex))
                continue
            other = _other(line, rest, skip, at) or _acted_on(line, rest, skip, at)
            if _person(line, told, rest, skip, at, sex) and not other:
                continue
            if ahead and any(comma < name.start <= comma + 20 and bare[name.start] != " " for name in line.names):
                continue
            lost.add(sex)
            yield Fault(f"“{raw}” without a name before it", _last_person(line, told, sex))
            continue
        if word in THEY:
            if "they" in lost:
                continue
            if word == "they" and at > skip and _attributes(line, rest, skip, at):
                lost.add("they")
                yield Fault(f"“{raw}” without a name before it", BEFORE)
                continue
            other = (subject and at - skip < 2) or _other(line, rest, skip, at)
            if _many(line, told, rest, skip, at) and not other:
                continue
            if ahead and any(comma < name.start <= comma + 20 and bare[name.start] != " " for name in line.names):
                continue
            lost.add("they")
            yield Fault(f"“{raw}” without a name before it", BEFORE)
            continue
        dangling = front and not ahead and words[skip].endswith("ed") and words[at + 1 : at + 2] == ["was"]
        if word == "it" and subject and dangling:  # "Surrounded on all sides, it was thought"
            yield Fault(f"“{rest.raw[skip]}” of nothing named", UNKNOWN)
            continue
        if word == "it" and _expletive(words, at):
            if at == skip:
                yield Fault("begins with “It”", BEFORE, SLIGHT)
            continue
        if (
            (word == "its" or (word == "it" and words[skip] in SUBORDINATE))
            and ahead
            and any(name.start > comma and bare[name.start] != " " for name in line.names)
        ):
            continue
        if ahead and word == "its" and bare[comma + 1 :].lstrip().startswith(("the ", "a ", "an ")):
            continue
        if "it" not in lost and (not _thing(line, told, rest, skip, at, subject) or _other(line, rest, skip, at)):
            lost.add("it")
            yield Fault(f"“{raw}” without a noun before it", BEFORE)


def _attributes(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a pronoun is the speaker of all that stands before it: "The shop was shut, he said"."""
    words, bare = rest.words, line.bare
    says = words[at + 1 : at + 2] and words[at + 1] in SAID
    inverted = words[at - 1] in SAID and at > skip
    if not says and not inverted:
        return False
    place = rest.starts[at - 1] if inverted and not says else rest.starts[at]
    before = bare[:place].rstrip()
    if not (before.endswith(",") or (len(before) < place - 2 and line.text[:place].rstrip()[-1:] in "\"”'’")):
        return False
    front = words[skip] in CATAPHORA or words[skip].endswith("ing")
    return not (front and before.count(",") == 1) and CUES.search(before) is None


def _expletive(words: Sequence[str], at: int) -> bool:
    """Tell whether an "it" stands for what follows: "it was not clear whether", "it would be wrong to"."""
    after = list(words[at + 1 : at + 10]) if words[at] == "it" else ["is", *words[at + 1 : at + 8]]
    if after[:1] and (after[0] in MODAL or after[:2] in (["has", "been"], ["had", "been"])):
        after = after[1:]
    if " ".join(["it", *after[:2]]) in IDIOMS:
        return True
    if not after or after[0] not in EXPLETIVE_VERBS:
        return False
    after = after[1:]
    if after and after[0].endswith("ing") and after[0] not in EVALUATING:
        return False  # "it was flying to Oslo"
    if {"so", "such"} & set(after[:3]):
        return False
    for step, word in enumerate(after):
        if word in INTRODUCING and step > 0:
            if word in ("that", "who", "to") and after[0] in ("a", "an", "the"):
                if word == "to":
                    return step > 1 and after[step - 1] in TO_DO
                return step > 1 and after[step - 1] in (
                    "shame",
                    "pity",
                    "fact",
                    "mistake",
                    "case",
                )  # not "it is a feat that"
            if word in ("what", "how", "when", "why", "who"):
                return any(known in EVALUATING or known in ASCERTAINED for known in after[:step])
            return step < 6 and not (word in ("to", "for") and after[0] in DESTINED)
        if word in EVALUATING:
            return True
        if word in ("he", "she", "they", "his", "her", "their"):
            return False
    return False


def _person(line: Line, told: Told, rest: Tokens, skip: int, at: int, sex: str) -> bool:
    """Tell whether someone whom this pronoun can mean is named or described before it, outside quotation marks."""
    place = rest.starts[at]
    front = line.bare[rest.starts[skip] : place].rstrip()
    first = rest.words[skip]
    if (
        front.endswith(",")
        and front.count(",") == 1
        and (first in APPOSED or first in PREPOSITIONS or first in ("despite", "unlike"))
    ):
        # "As an actor, he", "A founder of the firm, he", "In a talk with Jane Hale, she": none of these names the one.
        opens = any(name.start == rest.starts[skip + 1] for name in line.names)  # "After Ana Lund spoke, she"
        owners = any(line.bare[name.end : name.end + 2] in ("'s", "’s") and name.end < place for name in line.names)
        if first in APPOSED or first in ("like", "unlike") or not (owners or (opens and first in SUBORDINATE)):
            return False
    for name in line.names:
        if line.bare[name.start] == " " or name.end > place:
            continue
        parts = name.text.split()
        if parts[-1].endswith(("ans", "crats", "ists")) and (
            len(parts) == 1 or parts[-1] not in told.people or rest.words[skip] in AMOUNTS
        ):
            continue  # "two New Hampshire Republicans"
        if not (is_person(name, told.people) or parts[0] in told.people or parts[-1] in WELL_KNOWN):
            continue
        known = sex_of(line, name) or told.sexes.get(parts[-1], "")
        if not known or known == sex:
            return True
    wrong = WOMEN if sex == "he" else MEN
    for step in range(skip, at):
        word = rest.words[step].removesuffix("'s")
        if any(name.start <= rest.ends[step] + 1 <= name.end for name in line.names):
            continue  # "close friend Barbara", "Chief Barbara Lund": that one is Barbara
        if (
            (word in PEOPLE or word.endswith("-old"))
            and word not in wrong
            and rest.words[step - 1 : step] not in (["his"], ["her"])
        ):
            return True
    return False


_TONGUES = ("ish", "ench", "ian", "man", "ese", "bic", "utch", "brew")  # "in fluent French"


def _many(line: Line, told: Told, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether several people or things, or a body of people, stand before this place."""
    for step in range(skip, at):
        word = rest.words[step]
        if word in MASS or (
            len(word) > 3
            and word.endswith("s")
            and not word.endswith(("ss", "us", "is", "'s"))
            and word not in NO_PLURAL
            and word not in BREAKS
            and word not in TIMES
        ):
            return True
        if word in (
            "anyone",
            "everyone",
            "someone",
            "nobody",
            "anybody",
            "everybody",
            "person",
            "child",
            "victim",
            "suspect",
            "patient",
        ):
            return True
    named = [name for name in line.names if name.end <= rest.starts[at] and line.bare[name.start] != " "]
    # A place where something was is no "they", nor is a surname alone.
    able = [
        name
        for name in named
        if line.bare[: name.start].split()[-1:] not in (["in"], ["at"], ["near"], ["from"])
        and not (name.text.endswith(_TONGUES) and "in" in line.bare[: name.start].lower().split()[-2:])
    ]
    bodies = [name for name in able if not is_person(name, told.people)]
    return at - skip >= 2 and (len(named) > 1 or bool(bodies))


def _thing(line: Line, told: Told, rest: Tokens, skip: int, at: int, subject: bool) -> bool:
    """Tell whether anything that can be an "it" stands before: a noun with its article, or a name of no person."""
    place = rest.starts[at]
    for name in line.names:
        owner = line.bare[name.end : name.end + 2] in ("'s", "’s")  # "South Korea's minister": the minister is the one
        if (
            name.end <= place
            and line.bare[name.start] != " "
            and not owner
            and not is_person(name)
            and name.text.split()[-1] not in told.people
        ):
            return True
    if subject and rest.words[skip] not in CATAPHORA and at > skip:
        return False  # "Known as …, it": the one who is known is the one looked for
    for step in range(skip, at - 1):
        word = rest.words[step]
        if word in ARTICLES and rest.words[step + 1] not in BREAKS and rest.words[step + 1] not in TIMES:
            return True
        if (
            not subject
            and step + 1 < at
            and len(word) > 4
            and word.endswith(
                ("tion", "sion", "ment", "ity", "ism", "ness", "ance", "ence", "ship", "ware", "ology", "ing")
            )
            and word not in ("during", "including", "according", "following")
        ):
            return True
    return False


def _other(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a pronoun is the object beside its only owner, and so somebody else: "Ri contradicted him"."""
    if rest.words[at] not in ("him", "them", "it"):
        return False
    place = rest.starts[at]
    before = [name for name in line.names if name.end <= place and name.text.lower() not in TIMES]
    if not before:
        return False
    between = line.bare[before[-1].end : place]
    gap = [word for word in between.split()]
    if rest.words[at] in ("it", "them") and len(before) == 1 and _looked_into(line, rest, skip, at, before[0], gap):
        return True
    if (
        not 1 <= len(gap) <= 2
        or "," in between
        or "'" in between
        or "’" in between
        or any(word.lower() in JOINTS for word in gap)
    ):
        return False
    if rest.words[at] == "it" and len(before) > 1:
        return _one_list(line, before) and line.bare[: before[0].start].strip().lower() in ("", "the")
    first = before[0].start
    if rest.words[at] == "it":
        # "word that Norway might sell it to Sweden": who sells it is not what is sold
        earlier = [word for word, end in zip(rest.words[skip:], rest.ends[skip:], strict=True) if end <= first]
        if gap[0].lower() in MODAL and not any(word in ARTICLES and word != "that" for word in earlier):
            return True
    return sum(1 for end in rest.ends[skip:] if end <= first) <= 4 and not any(
        word in ARTICLES for word, end in zip(rest.words[skip:], rest.ends[skip:], strict=True) if end <= first
    )


def _looked_into(line: Line, rest: Tokens, skip: int, at: int, name: Name, gap: list[str]) -> bool:
    """Tell whether the one name that opens a sentence does something to "it": "The FBI is also looking into it"."""
    opens = name.start <= rest.starts[skip] or (rest.words[skip] == "the" and name.start == rest.starts[skip + 1])
    following = rest.words[at + 1] if at + 1 < len(rest.words) else ""
    ends = line.bare[rest.ends[at] :].strip()[:1]
    whole = ends in (",", ".", ";", "") or (following in FUNCTION and following not in AUXILIARY)
    if not opens or not whole or not 2 <= len(gap) <= 5 or "," in " ".join(gap):
        return False
    inner = [word.lower() for word in gap]
    verb = inner[-2] if inner[-1] in PREPOSITIONS else inner[-1]
    plural = any(word.endswith("s") and word not in BREAKS for word in inner[:-1])
    acts = verb.endswith(("ed", "ing")) or verb in VERBS
    joined = any(word in ARTICLES or word in JOINTS - {"for", "at", "into", "on"} for word in inner)
    return acts and not plural and not joined


def _acted_on(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a pronoun is what the only one named does something to: "Anna Berg rose and sent her in"."""
    words, bare = rest.words, line.bare
    if words[at] in ("him", "her") and words[at - 1] == "against":
        own = {word.removesuffix("'s") for word in words[skip:at]} & (PEOPLE - OFFICERS)
        return not own and not any(is_person(name) and name.end <= rest.starts[at] for name in line.names)
    if words[at] not in ("him", "her") or at < skip + 3 or words[at - 2] not in ("and", "then", "to"):
        return False
    following = words[at + 1] if at + 1 < len(words) else ""
    gap = bare[rest.ends[at] :].strip()[:1]
    if words[at] == "her" and following not in FUNCTION | {"inside", "outside", "home"} and gap not in (".", ","):
        return False
    verb = words[at - 1]
    place = rest.starts[at]
    before = [name for name in line.names if name.end <= place and bare[name.start] != " "]
    acts = verb.endswith("ed") or verb in VERBS or words[at - 2] == "to"
    if not acts or len(before) != 1 or sum(1 for end in rest.ends[skip:] if end <= before[0].start) > 2:
        return False
    between = bare[before[0].end : place]
    # "Berg may appear should judges decide to free him": the judges do it to Berg.
    return not any(word in PEOPLE or word in ARTICLES or word.endswith("s") for word in tokens(between).words)


def _one_list(line: Line, names: Sequence[Name]) -> bool:
    """Tell whether these names are one list: "Norway, Sweden and Japan condemned it" has no "it" among them."""
    return all(
        set(line.bare[left.end : right.start].replace(",", " ").lower().split()) <= {"and", "or", "the"}
        for left, right in itertools.pairwise(names)
    )


def _last_person(line: Line, told: Told, sex: str) -> int:
    """Return the nearest earlier line (at most three back) that names exactly one person, whom the pronoun can mean.

    A line between that speaks of somebody else makes it uncertain, and an uncertain "he" is never printed.
    """
    wrong = WOMEN if sex == "he" else MEN
    same = HE if sex == "he" else SHE
    for index in range(line.index - 1, max(-1, line.index - 4), -1):
        earlier = told.lines[index]
        named: dict[str, str] = {}
        for name in earlier.names:
            last = name.text.split()[-1]
            if is_person(name, told.people):
                named[last] = sex_of(earlier, name) or told.sexes.get(last, "")
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
        if any(word in PEOPLE and word not in wrong for word in held):
            return index if index == line.index - 1 else UNKNOWN
    return UNKNOWN


def quoted(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a quotation that speaks of somebody or something named before it began."""
    if line.bare == line.text:
        return
    pairs = zip(line.text, line.bare, strict=True)
    inside = "".join(char if blank == " " and char != " " else " " for char, blank in pairs)
    if not inside.strip():
        return
    first = len(inside) - len(inside.lstrip())
    said = tokens(inside[: first + 400])
    outside = sum(1 for end in rest.ends[skip:] if end <= first)
    fresh = said.words and said.words[0] not in ("both", "only", "no", "well", "yes")
    if outside < 3 and fresh and connective(line, said, 0):
        yield Fault("the quotation goes on from something outside it", BEFORE)
    elif any(_points(line, said, at, first, outside) for at in range(len(said.words))):
        yield Fault("the quotation points to something outside it", BEFORE)
    elif len(said.words) < 4 and outside == 0 and line.index > 0 and CUES.search(line.bare) and "." not in inside:
        yield Fault("a short quotation without what it is about", BEFORE)
    else:
        content = [word for word in rest.words[skip:] if word not in BREAKS]
        size = len(said.words)
        little = size < 11 and size + len(rest.words) - skip < 15 and len(content) <= 4
        if little and line.index > 0 and len(line.names) < 2:
            yield Fault("a short quotation without what it is about", BEFORE)


_WHERE = pattern(r"\b(?:in|at|of|from|for|near)(?: the)? \Z")


def _only_speaker(line: Line, first: int) -> bool:
    """Tell whether the one who speaks is the only one named before a quotation, which is not about herself."""
    before = [
        name
        for name in line.names
        if name.start < first and line.bare[name.start] != " " and not _WHERE.search(line.text, 0, name.start)
    ]
    return len(before) == 1 and line.text[before[0].end : before[0].end + 2] not in ("'s", "’s")


def _points(line: Line, said: Tokens, at: int, first: int, outside: int) -> bool:
    """Tell whether this word of a quotation, which begins at ``first``, is about something named before it."""
    words = said.words
    base = words[at].split("'")[0]  # "that's"
    following = words[at + 1] if at + 1 < len(words) else ""
    named = any(name.start < first for name in line.names)
    if base in ("this", "these", "those", "that") and (plain(following) in THINGS or following in PERSONAL):
        return True
    if at == 0 and base in QUOTE_POINTS and following not in TIMES and (outside < 6 or not named):
        expletive = base == "it" and _expletive(words, at)
        if not expletive and not (base in ("but", "and", "so") and outside >= 6):
            return True
    if at == 0 and (base in HE or base in SHE) and _only_speaker(line, first):
        return True  # "Ana Lund, an expert on the movement, said: “He was its leader”"
    closes = line.text[said.ends[at] : said.ends[at] + 2].strip(" .,")[:1] if at == len(words) - 1 and at > 1 else ""
    if base in ("this", "that") and closes and closes in "\"”'’":
        return True  # "and respect that"
    if named:
        return False
    before = words[:at]
    if base == "the" and (following in TAKEN_UP or following in ANYONE) and at < 8 and following not in before:
        after = words[at + 2] if at + 2 < len(words) else ""
        return after not in ("of", "who", "that", "against", "in", "at", "on", "whose", "to")
    heard = any(first <= name.start < said.starts[at] and line.bare[name.start] == " " for name in line.names)
    if base in HE or base in SHE:
        return not heard and not any(word in PEOPLE for word in before)
    if base in THEY:
        return not heard and not any((noun.endswith("s") and len(noun) > 3) or noun in MASS for noun in before)
    if base in IT:
        return at <= 3 and not heard and not _expletive(words, at) and not any(word in ARTICLES for word in before)
    if base in ("this", "that") and following in ("is", "was", "will", "has", "means") and at < 8:
        stops = line.text[said.starts[at] - 2 : said.starts[at] - 1] in (",", ".", ";")
        if before[-1:] not in (["say"], ["know"], ["think"]) and (base == "this" or at == 0 or stops):
            return True
    dated = following in TIMES or words[at + 2 : at + 3] in (["week"], ["month"], ["year"])
    return base in ("this", "these", "those") and not dated and (at <= 3 or base != "this")
