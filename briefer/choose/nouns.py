"""Nouns that point: "this decision", "the group", and whether the sentence says which one is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..values import dataclass
from .lines import Line, Name
from .speech import CUES
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, cut, is_person, led, plain
from .wordlists import (
    AFTER_SAME,
    ANONYMOUS,
    ANYONE,
    AUXILIARY,
    BANDS,
    BODIES,
    BODY,
    BREAKS,
    CATAPHORA,
    COUNTED,
    CREEDS,
    DEMONYMS,
    EVENTS,
    FUNCTION,
    GROUNDS,
    IN_OFFICE,
    KNOWN_BY,
    LEADING,
    MASS,
    MAYBE_GROUNDS,
    NATIONAL,
    NO_AGENT,
    NO_MOST,
    NO_VERB,
    NUMBERS,
    OFFICES,
    ORDER,
    PARTS,
    PERFORMERS,
    PERSONAL,
    PLAYERS,
    POINTING,
    PREPOSITIONS,
    QUANTITIES,
    RELATIVES,
    RESIDENT,
    SAYING,
    SEEN,
    SITE,
    SPEAKING,
    TAKEN_UP,
    THINGS,
    TIMES,
    TOGETHER_THAT,
    TROOPS,
    VERBS,
    WELL_KNOWN,
    WHICH,
    WORLD,
)

# ---- this, that, such, the same


def demonstratives(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a "this", "that", "such" or "the same" that takes up something told before."""
    words = rest.words
    for at in range(skip, len(words)):
        word = words[at].removesuffix("'s")
        if word not in ("this", "these", "those", "that", "such", "same"):
            continue
        noun = words[at + 1] if at + 1 < len(words) else ""
        pointed = f"“{rest.raw[at]}{' ' + noun if noun else ''}” points outside"
        early = at == skip
        if word == "such":
            if noun != "as" and (early or words[at - 1] not in ("no", "as", "any")):
                yield Fault("“such” points outside", BEFORE, GRAVE if early or noun in ("a", "an") else MILD)
        elif word == "same":
            if _same(words, skip, at, noun):
                yield Fault(f"“the same {noun}” points outside", BEFORE)
                return
        elif word == "that" and early:
            yield Fault(f"begins with “{rest.raw[at]}”", BEFORE)
            return
        elif (
            (word == "that" and _pointing_that(line, rest, skip, at))
            or (word in ("this", "these") and _this(words, skip, at, noun))
            or (word == "those" and _those(words, skip, at, noun))
        ):
            # "this tree" under a picture: no sentence before shows it.
            seen = word == "this" and noun in SEEN and not early
            yield Fault(pointed, UNKNOWN if seen else BEFORE)
            return


def _this(words: Sequence[str], skip: int, at: int, noun: str) -> bool:
    if noun.removesuffix("'s") in TIMES or (words[at + 2 : at + 3] and words[at + 2] in TIMES):
        return False
    named = noun != "" and plain(noun) in {plain(one) for one in words[skip:at]}
    return not named or noun in PERSONAL


def _those(words: Sequence[str], skip: int, at: int, noun: str) -> bool:
    if noun in WHICH:
        return False
    if at == skip:
        return True
    before = words[skip:at]
    if not noun.endswith("s") or plain(noun) in {plain(one) for one in before}:
        return False
    several = any(one.endswith("s") and len(one) > 3 and one not in TIMES for one in before)
    return not (several and plain(noun) in ("area", "place", "country", "state", "people", "charge"))


def _same(words: Sequence[str], skip: int, at: int, noun: str) -> bool:
    if words[at - 1 : at] != ["the"] or at - 1 <= skip or words[at - 2] not in AFTER_SAME or noun in ("time", "sex"):
        return False
    before = words[skip:at]
    if RELATIVES & set(words[at + 1 : at + 5]) or plain(noun) in {plain(one) for one in before}:
        return False
    return not (noun in TIMES and any(one in TIMES or one.isdigit() for one in before[:-1]))


def _pointing_that(line: Line, rest: Tokens, skip: int, at: int) -> bool:
    """Tell whether a "that" points to something, and is no conjunction or relative."""
    words = rest.words
    previous = words[at - 1]
    noun = words[at + 1] if at + 1 < len(words) else ""
    done = previous in ("do", "did", "does", "doing", "done") or (previous in PREPOSITIONS and at - skip > 1)
    if not noun:
        return done
    if done and words[at] == "that" and line.bare[rest.ends[at] : rest.starts[at + 1]].strip()[:1] in (",", ";"):
        return "," not in line.bare[rest.starts[skip] : rest.starts[at]]  # "ready to do that, Berg said"
    comma = line.bare[rest.ends[at - 1] : rest.starts[at]].strip()
    if words[at] == "that's":
        return comma == "," or previous in ("said", "but", "and", "think", "because", "if", "so", "says")
    before = words[skip:at]
    if noun in AUXILIARY or noun in TOGETHER_THAT:
        stressed = previous in ("it's", "is", "was") and words[at - 2 : at - 1] == ["it"]
        share = previous == "of" and at - skip > 1 and words[at - 2] in ("part", "all", "some", "much", "most", "none")
        return comma == "," or previous in SAYING or stressed or share or previous == "whether"
    if noun in BREAKS or noun.endswith("ly"):
        return False
    if noun in TIMES and noun not in ("may", "march"):
        dated = any(one in TIMES or (one.isdigit() and len(one) == 4) for one in before)
        return previous not in ("said", "says", "told", "so") and not dated
    known = plain(noun) in THINGS or noun in PERSONAL or noun in BODY or noun in SITE
    verb = words[at + 2] if at + 2 < len(words) else ""
    acts = verb in VERBS or verb in AUXILIARY or (verb.endswith("ed") and verb not in NO_VERB)
    if comma == "," and acts and not noun.endswith("s") and noun not in TIMES and rest.raw[at + 1][:1].islower():
        return True  # "she said, that dream ended in June"
    takes_up = previous in PREPOSITIONS or (known and not noun.endswith("s"))
    if not takes_up or plain(noun) in {plain(one) for one in before}:
        return False
    if noun in SITE or noun in BODY:
        return not any(name.end <= rest.starts[at] for name in line.names)
    return previous in PREPOSITIONS or noun not in ("military", "army", "police", "family", "government")


# ---- the


_FEW = tuple([number] for number in sorted(NUMBERS))
_WHERE = (["in"], ["at"], ["from"], ["near"])  # a place after these is none of those who act


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that begins with "the", with what stands around it."""

    line: Line
    told: Told
    rest: Tokens
    skip: int  # where the sentence proper begins
    at: int  # the "the"
    words: list[str]  # after it, up to the head, or to the owner in "the group's leader"
    stop: int  # the token after the whole phrase
    owner: bool

    @property
    def head(self) -> str:
        return self.words[-1].removesuffix("'s")

    @property
    def follows(self) -> int:
        return self.at + 1 + len(self.words)

    @property
    def after(self) -> str:
        return self.rest.words[self.follows] if self.follows < len(self.rest.words) else ""

    @property
    def gap(self) -> str:
        """What stands between the phrase and the next word besides space."""
        if self.follows >= len(self.rest.words):
            return "."
        return self.line.bare[self.rest.ends[self.follows - 1] : self.rest.starts[self.follows]].strip()

    @property
    def before(self) -> list[str]:
        return self.rest.words[self.skip : self.at]

    @property
    def names(self) -> list[Name]:
        """The names before it that are not in a quotation."""
        bare, place = self.line.bare, self.rest.starts[self.at]
        return [name for name in self.line.names if name.end <= place and bare[name.start] != " "]

    @property
    def subject(self) -> bool:
        """Whether the sentence, or its main clause after a fronted phrase, begins with it."""
        if self.at == self.skip:
            return True
        if self.at == self.skip + 1:
            return self.before[0] in LEADING
        if self.before[-1] == "of" and len(self.before) == 2 and self.before[0] in PARTS:
            return True  # "Top of the agenda", "Members of the jury"
        fronted = self.line.bare[self.rest.starts[self.skip] : self.rest.starts[self.at]].rstrip()
        return self.before[0] in CATAPHORA and fronted.endswith(",") and fronted.count(",") == 1

    @property
    def grounded(self) -> bool:
        """Whether words follow that say which one is meant: "the man who", "the bridge of"."""
        of_children = self.after == "of" and self.rest.words[self.follows + 1 : self.follows + 2] in _FEW
        told = self.after == "that" and self.rest.words[self.at - 1] == "told" and self.head in ANYONE
        parent = self.head in ("mother", "father") and of_children
        return self.gap == "" and self.after in GROUNDS and not told and not parent

    @property
    def loose(self) -> bool:
        """Whether words follow that may say so: "the talks in", but also "the photos in May"."""
        return self.gap == "" and self.after in MAYBE_GROUNDS

    @property
    def placed(self) -> bool:
        """Whether a name follows after a preposition: "the talks in Oslo"."""
        following = self.rest.raw[self.follows + 1 : self.follows + 3]
        if not self.loose or not following or following[0].lower() in TIMES:
            return False
        return following[-1 if following[0] == "the" else 0][0].isupper()

    @property
    def names_itself(self) -> bool:
        """Whether a name stands in it or follows it: "the actor Tom Hale", "the Oslo talks"."""
        return any(raw[:1].isupper() for raw in self.rest.raw[self.at + 1 : self.stop]) or _named_next(self)

    @property
    def person_before(self) -> bool:
        """Whether a person stands before it, so that "the officer" is that one."""
        for name in self.able:
            if is_person(name, self.told.people):
                return True
        words = self.rest.words
        return any(
            words[step] in ("a", "an") and any(one in PERSONAL for one in words[step + 1 : step + 4])
            for step in range(self.at)
        )

    @property
    def plural_before(self) -> bool:
        """Whether several people stand before it, so that "the workers" are those."""
        people = [name for name in self.able if is_person(name, self.told.people)]
        return len(people) > 1 or any(
            word.endswith("s") and word in PERSONAL and word not in self.words for word in self.before
        )

    @property
    def able(self) -> list[Name]:
        """The names before it but those of a place where something was."""
        bare = self.line.bare
        return [name for name in self.names if bare[: name.start].split()[-1:] not in _WHERE]

    @property
    def others(self) -> list[Name]:
        """The names before it but those who only say so: "Berg says", "Anna Berg told"."""
        bare = self.line.bare
        return [name for name in self.names if not CUES.match(bare, min(len(bare), name.end + 1))]

    @property
    def apart(self) -> bool:
        """Whether it begins a clause of its own beside another's: "Berg fired and the man threw"."""
        if not self.acts or self.at <= self.skip + 1 or not self.names:
            return False
        return self.rest.words[self.at - 1] == "and"

    @property
    def someone_before(self) -> bool:
        """Whether a person of no name is brought in before it: "a man", "an armed robber"."""
        words = self.rest.words
        return any(
            words[step] in ("a", "an") and any(one in PERSONAL or one in ANYONE for one in words[step + 1 : step + 4])
            for step in range(self.at)
        )

    @property
    def acts(self) -> bool:
        """Whether a verb follows at once."""
        return self.after in AUXILIARY or self.after in VERBS or self.after.endswith("ed")

    @property
    def speaks(self) -> bool:
        return self.after in SPEAKING or self.rest.words[self.at - 1] in SPEAKING

    def anchor(self, otherwise: int) -> int:
        """Return the line that introduces the head: the last one close by, else the first."""
        first, last = self.told.first(self.head, self.line), self.told.last(self.head, self.line)
        at = last if last is not None and last >= self.line.index - 3 else first
        if at is None:
            return otherwise
        held = self.told.lines[at].words
        alone = plain(self.head) == self.head and self.head not in held and self.head + "'s" not in held
        return UNKNOWN if alone else at  # "the officer" of two officers

    def fault(self, said: str, otherwise: int, grade: int = GRAVE) -> Fault:
        """Return the fault of this phrase, pointing to the line that introduces it, or else to the given one."""
        return self.lost(said, self.anchor(otherwise), grade)

    def lost(self, said: str, at: int, grade: int = GRAVE) -> Fault:
        """Return the fault of this phrase, pointing to the given line."""
        # "The Australian": any line may hold the word, and mean a newspaper or a people by it.
        head = "" if self.rest.raw[self.follows - 1][:1].isupper() else plain(self.head)
        return Fault(f"“{cut(self.line, self.at, self.rest, 1 + len(self.words))}” {said}", at, grade, head)


def definites(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the faults of nouns with "the" that the sentence leaves open; only the first grave one."""
    grave = False
    for phrase in phrases(line, told, rest, skip):
        fault = _definite(phrase)
        if fault and not (grave and fault.grade == GRAVE):
            grave = grave or fault.grade == GRAVE
            yield fault


def phrases(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Phrase]:
    """Give the noun phrases of a line that begin with "the", in order."""
    for at in range(skip, len(rest.words) - 1):
        if rest.words[at] != "the":
            continue
        stop = _phrase_end(line, rest, at)
        if stop == at + 1:
            continue
        words = rest.words[at + 1 : stop]
        owner = next((step for step, word in enumerate(words) if _owns(line, rest, at + 1 + step, word)), None)
        cut_to = words if owner is None else words[: owner + 1]
        yield Phrase(line, told, rest, skip, at, cut_to, stop, owner is not None)


def _owns(line: Line, rest: Tokens, at: int, word: str) -> bool:
    """Tell whether a word is an owner: "the group's leader", "the fans' reaction"."""
    return word.endswith("'s") or line.bare[rest.ends[at] : rest.ends[at] + 1] in ("'", "’")


def _phrase_end(line: Line, rest: Tokens, at: int) -> int:
    """Return the index of the token after the noun phrase that begins with "the" at ``at``."""
    step = at + 1
    while step < len(rest.words) and step <= at + 5:
        if line.bare[rest.ends[step - 1] : rest.starts[step]].strip():
            break
        word = rest.words[step]
        if step == at + 1:
            if word in FUNCTION:
                break
        else:
            past = word.endswith("ed") and len(word) > 4 and word not in NO_VERB
            doing = word.endswith("ing") and rest.words[step - 1] in ANYONE
            if word in BREAKS or past or doing or word.endswith("ly"):
                break
            if rest.words[step - 1].endswith(("'s", "s'")) and step - at > 3:
                break
        step += 1
    # "the report alleges that": a verb that no list holds comes after a noun that one does.
    last, before = rest.words[step - 1], rest.words[step - 2]
    if step > at + 2 and last.endswith("s") and not before.endswith("s") and not _noun(last) and _noun(before):
        step -= 1
    return step


def _noun(word: str) -> bool:
    return word in PERSONAL or word in BODY or word in ANONYMOUS or plain(word) in THINGS


def _definite(phrase: Phrase) -> Fault | None:
    """Return what a noun with "the" leaves open, or None."""
    first = phrase.rest.raw[phrase.at + 1 : phrase.follows]
    if any(word[:1].isupper() for word in first):
        return _with_name(phrase)
    if _named_next(phrase):
        return None  # "the mill's owner, Anna Berg", "the actor Tom Hale"
    head, words, rest = phrase.head, phrase.words, phrase.rest.words
    if head == "chief" and rest[phrase.follows : phrase.follows + 2] == ["of", "staff"] and not phrase.names:
        following = rest[phrase.follows + 2 : phrase.follows + 3]
        if following and (following[0] in VERBS or following[0] in AUXILIARY):
            told_before = phrase.told.first(head, phrase.line) is not None
            return phrase.lost("points outside", UNKNOWN if told_before else BEFORE)
    if phrase.grounded and not phrase.owner:
        return None
    number = words[0] in NUMBERS or (words[0].replace(",", "").isdigit() and len(words[0]) < 4)
    if head in COUNTED or head.endswith("-old") or (number and len(words) > 1):
        return _counted(phrase)
    if any(word in ORDER or (word.endswith("est") and len(word) > 4 and word not in NO_MOST) for word in words):
        if phrase.subject and len(words) == 1 and phrase.acts and not phrase.names:
            return phrase.lost("points outside", BEFORE)  # "The largest was"
        return None  # "the first man", "the biggest bank"
    bare = len(words) == 1 and not phrase.owner and not phrase.gap
    if head in QUANTITIES and bare and phrase.acts and phrase.at > phrase.skip:
        return phrase.lost("points outside", BEFORE)  # "they say the number is abstract"
    if head in WORLD or (head.endswith("ing") and len(words) == 1 and phrase.told.first(head, phrase.line) is None):
        return None
    before = phrase.before
    unnamed = head == "official" and "officials" not in rest[: phrase.at] and not {"a", "an"} & set(before)
    if plain(head) in {plain(word) for word in before} and not unnamed:
        return None
    return _by_kind(phrase)


def _with_name(phrase: Phrase) -> Fault | None:
    """Return what is left open by "the Texas native", "the Swede", "the President"; most names need no more."""
    head, subject = phrase.head, phrase.subject
    next_named = _named_next(phrase)
    if bare := _surname_of(phrase):
        return bare
    if head in RESIDENT and not next_named and phrase.gap != "," and phrase.after not in GROUNDS:
        return None if phrase.person_before else phrase.lost("points outside", BEFORE, GRAVE if subject else MILD)
    if subject and head in PERFORMERS and not next_named and not phrase.grounded:
        return phrase.lost("points outside", BEFORE)
    if subject and head in PLAYERS and not next_named:
        return phrase.lost("of no name", BEFORE, MILD)
    creed = phrase.rest.words[phrase.at + 1] in NATIONAL | CREEDS
    open_ = not (next_named or phrase.grounded or phrase.loose or phrase.able)
    if subject and creed and head in BANDS and open_:
        return phrase.lost("points outside", BEFORE if phrase.gap == "" else UNKNOWN)
    agent = head.endswith(("er", "or", "ist")) and head not in NO_AGENT and head not in IN_OFFICE
    if subject and agent and phrase.acts and not next_named and not phrase.person_before and not _head_named(phrase):
        return phrase.lost("points outside", BEFORE)
    alone = len(phrase.words) == 1 and head in DEMONYMS and (phrase.gap or phrase.acts)
    if alone and not phrase.person_before:
        return phrase.lost("points outside", BEFORE if subject else UNKNOWN, GRAVE if subject else MILD)
    title = " ".join(phrase.rest.words[phrase.at + 1 : phrase.stop])
    if title in OFFICES and not phrase.names and phrase.rest.raw[phrase.at + 1][:1].isupper():
        ends = phrase.rest.ends[phrase.stop - 1]
        if not any(name.end > ends for name in phrase.line.names):
            return phrase.lost("of no name", UNKNOWN, MILD)
    return None


def _surname_of(phrase: Phrase) -> Fault | None:
    """Return what "the Hale home" leaves open, or "the American soldier"."""
    raw = phrase.rest.raw[phrase.at + 1 : phrase.follows]
    first, head = raw[0], raw[-1]
    if len(raw) != 2 or head[:1].isupper() or phrase.owner:
        return None
    at = phrase.told.people.get(first)
    named = any(first in name.text.split() and " " in name.text for name in phrase.line.names)
    known = first in WELL_KNOWN or first in phrase.told.known or first.lower() in NATIONAL
    known = known or first.endswith(("ian", "ish", "ese"))  # "the Norwegian account"
    if at is not None and at < phrase.line.index and not named and not known:
        aside = head in ("family", "case", "trial", "campaign", "administration", "government")
        return phrase.lost("bears a surname alone", at, MILD if aside else GRAVE)
    one = first.lower() in NATIONAL and head in ANYONE
    if one and not phrase.grounded and not _named_next(phrase) and not phrase.someone_before:
        return phrase.lost("points outside", BEFORE if phrase.subject else UNKNOWN)
    return None


def _head_named(phrase: Phrase) -> bool:
    """Tell whether the head itself is a part of a name: "the Daily Mirror", "the Blue Water"."""
    return phrase.rest.raw[phrase.follows - 1][:1].isupper()


def _counted(phrase: Phrase) -> Fault | None:
    """Return what is left open by "the two", "the pair", "the 20-year-old", "the six men"."""
    bare = phrase.line.bare
    able = [name for name in phrase.names if bare[: name.start].split()[-1:] not in [*_WHERE, ["to"]]]
    by = phrase.rest.words[phrase.at - 1] in ("by", "with", "to", "from", "against") and phrase.at > phrase.skip
    if phrase.head.endswith("-old") and by and not phrase.subject and not phrase.loose and not phrase.someone_before:
        return phrase.lost("may be somebody else", UNKNOWN)
    if len(able) >= (1 if phrase.head.endswith("-old") else 2) or phrase.loose:
        return None
    if any(word in ORDER or word.endswith("est") for word in phrase.words[1:]):
        return None
    measured = phrase.head in ("years", "months", "weeks", "days", "hours", "koreas", "minutes", "percent")
    return None if measured else phrase.lost("points outside", BEFORE)


def _by_kind(phrase: Phrase) -> Fault | None:
    """Return what a plain noun with "the" leaves open, by what kind of thing it is."""
    head, subject, names = phrase.head, phrase.subject, phrase.names
    bare_subject = subject and not phrase.owner and not phrase.loose
    if plain(head) in SITE:
        places = [name for name in names if name.text.split()[-1].lower() not in BODIES]
        grade = GRAVE if bare_subject or names else MILD
        return None if places else phrase.fault("of a place not named", UNKNOWN, grade)
    if head in BODY:
        if any(not is_person(name, phrase.told.people) for name in names):
            return None
        if bare_subject and head not in ("government", "military", "army", "court"):
            return phrase.fault("points outside", BEFORE)
        return phrase.fault("of no name", UNKNOWN, MILD)
    if head in ANONYMOUS and (subject or phrase.speaks):
        return phrase.fault("points outside", BEFORE)
    known = phrase.told.first(head, phrase.line) is not None
    anyone = head in ANYONE and not phrase.owner
    doing = phrase.after.endswith("ing") and phrase.rest.words[phrase.at - 1] not in ("found", "saw", "left", "caught")
    anyone = anyone and phrase.after not in KNOWN_BY and not doing and not phrase.someone_before
    whose = phrase.rest.words[phrase.follows : phrase.follows + 2]
    if anyone and subject is False and whose in (["from", "his"], ["from", "her"], ["from", "their"]):
        return phrase.fault("may be somebody else", UNKNOWN)
    if anyone and phrase.apart:
        return phrase.fault("may be somebody else", UNKNOWN)
    if phrase.owner and known and head in ANYONE and phrase.names and not phrase.others and not phrase.someone_before:
        return phrase.fault("may be somebody else", UNKNOWN)
    handled = head in ("man", "woman", "boy", "girl", "toddler") and len(phrase.words) <= 2 and not phrase.owner
    several = head in ANYONE and head.endswith(("s", "men")) and not phrase.owner and bool(phrase.names)
    fixed = phrase.loose and phrase.after != "as"
    if known and several and not subject and not fixed and not phrase.plural_before:
        return phrase.fault("may be somebody else", UNKNOWN)
    if anyone and not subject and ((known and not phrase.loose) or (handled and not phrase.placed)):
        grave = phrase.acts or phrase.speaks or handled
        return phrase.fault("may be somebody else", UNKNOWN, GRAVE if grave else MILD)
    many = head in PERSONAL and head.endswith("s") and len(phrase.words) == 1
    if subject and many and phrase.acts and not phrase.plural_before:
        return phrase.fault("points outside", BEFORE)
    apart = head.endswith(("er", "or", "ist", "man", "woman")) or head.startswith(("mother-of-", "father-of-"))
    if head in PERSONAL or (apart and "-" in head):
        if phrase.person_before or (phrase.loose and (subject or not known)):
            return None
        if subject:
            return phrase.fault("points outside", BEFORE)
        if not known and names:
            return None
        return phrase.fault("points outside", BEFORE, GRAVE if phrase.speaks and not names else MILD)
    placed = phrase.placed and phrase.after in ("in", "at", "near", "from", "by", "to")
    if plain(head) in TAKEN_UP and not placed and (head not in POINTING or not subject):
        event = plain(head) in EVENTS
        if not event or not phrase.others:
            return phrase.fault("was told before", BEFORE, MILD if phrase.owner or (event and phrase.loose) else GRAVE)
    if head in POINTING and subject and not phrase.loose:
        return phrase.fault("points outside", BEFORE)
    agent = head.endswith(("er", "or", "ist", "ian")) and head not in NO_AGENT and len(head) > 4
    if agent and bare_subject and not phrase.person_before:
        return phrase.fault("points outside", BEFORE, GRAVE if phrase.acts or phrase.after == "and" else MILD)
    return _mentioned(phrase) if known else _new(phrase)


def _new(phrase: Phrase) -> Fault | None:
    """Return the fault of a subject that nothing introduces and nothing explains."""
    end = phrase.rest.ends[phrase.follows - 1]
    explained = phrase.line.bare[end:][:1] == "," or any(name.start > end for name in phrase.line.names)
    if phrase.subject and phrase.owner and len(phrase.words) == 1 and not phrase.able and phrase.head not in MASS:
        return phrase.lost("points outside", UNKNOWN)  # "The religion's two main schools"
    part = phrase.at > phrase.skip and phrase.before[-1] == "of"  # "Top of the agenda"
    that = phrase.rest.words[phrase.follows + 1 : phrase.follows + 2] in (["that"], ["to"], ["whether"])
    thing = plain(phrase.head) in THINGS or phrase.head in TROOPS or part or (phrase.head not in MASS and not that)
    alone = len(phrase.words) == 1 and not phrase.owner
    if phrase.subject and alone and thing and phrase.acts and not phrase.loose and not phrase.able:
        return phrase.lost("points outside", UNKNOWN)  # "The ship sank": which one
    if phrase.subject and not phrase.loose and not phrase.names and not explained:
        return phrase.lost("without more", UNKNOWN, MILD)
    return None


def _mentioned(phrase: Phrase) -> Fault | None:
    """Return the fault of a noun that the article brought up before this sentence."""
    line, thing = phrase.line, plain(phrase.head) in THINGS
    if phrase.placed or (phrase.loose and phrase.subject and not thing):
        return None
    named_later = any(name.start > phrase.rest.starts[phrase.at] for name in line.names)
    if phrase.subject and not phrase.owner and (thing or not named_later):
        return phrase.fault("points outside", UNKNOWN)
    pointing = phrase.head in POINTING
    # Who is well named in the sentence carries the reader over a noun like "the conflict", not over "the letter".
    carried = len(line.names) > 1 and led(line, phrase.told) and not phrase.subject
    slight = not pointing and ((phrase.names and not thing) or carried)
    return phrase.fault("was introduced before", UNKNOWN, SLIGHT if slight else MILD)


def _named_next(phrase: Phrase) -> bool:
    """Tell whether a name follows that says who or what is meant."""
    line, rest, follows = phrase.line, phrase.rest, phrase.follows
    if phrase.gap not in ("", ",") or not rest.raw[follows][:1].isupper() or phrase.after in TIMES:
        return False
    if phrase.gap == ",":  # "the photos, Jaffer said": no apposition
        name = next((name for name in line.names if name.start <= rest.starts[follows] < name.end), None)
        fronted = rest.words[phrase.skip] in CATAPHORA and "," not in line.bare[: rest.ends[follows - 1]]
        if name and fronted and line.bare[name.end : name.end + 1] != ",":
            return False  # "While Berg blamed the boy, Oslo held nobody"
        return name is None or CUES.match(line.bare, min(len(line.bare), name.end + 1)) is None
    return True
