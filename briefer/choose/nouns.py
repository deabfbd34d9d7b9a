"""Nouns that point: "this decision", "the group", and whether the sentence says which one is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lines import Line, Name
from .speech import CUES, person_like
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, cut, led, plain
from .wordlists import (
    ANONYMOUS,
    AUXILIARY,
    BODY,
    BREAKS,
    CATAPHORA,
    DEMONYMS,
    FUNCTION,
    GROUNDS,
    MAYBE_GROUNDS,
    NO_AGENT,
    NUMBERS,
    ORDER,
    PERFORMERS,
    PERSONAL,
    POINTING,
    PREPOSITIONS,
    RESIDENT,
    SAYING,
    SITE,
    THINGS,
    TIMES,
    VERBS,
    WHICH,
    WORLD,
)


def demonstratives(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
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
            if noun.removesuffix("'s") in TIMES or after in TIMES:
                continue
            if noun and plain(noun) in before and not early and noun not in PERSONAL:
                continue
            yield Fault(pointed, BEFORE)
            return
        if word == "those":
            if noun in WHICH or (not early and (not noun.endswith("s") or plain(noun) in before)):
                continue
            if not early and any(word.endswith("s") for word in words[skip:at] if word not in TIMES and len(word) > 3) and plain(noun) in ("area", "place", "country", "state", "people", "charge"):
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
                    if noun in TIMES and any(one in TIMES or one.isdigit() for one in words[skip : at - 1]):
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
    if noun in AUXILIARY | {"means", "meant", "makes", "made", "gives", "gave", "leaves", "left"}:
        return comma == "," or previous in SAYING or (previous in ("it's", "is", "was") and words[at - 2 : at - 1] == ["it"])
    if noun in BREAKS or noun.endswith("ly"):
        return False
    if noun in TIMES and noun not in ("may", "march"):
        return previous not in ("said", "says", "told", "so") and not any(one in TIMES or (one.isdigit() and len(one) == 4) for one in words[skip:at])
    known = plain(noun) in THINGS or noun in PERSONAL or noun in BODY or noun in SITE
    if plain(noun) in before or not (previous in PREPOSITIONS or (known and not noun.endswith("s"))):
        return False
    if noun in SITE or noun in BODY:
        return not any(name.end <= rest.starts[at] for name in line.names)
    return not (previous not in PREPOSITIONS and noun in ("military", "army", "police", "family", "government"))


def definites(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
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
            if word in BREAKS or (word.endswith("ed") and len(word) > 4 and word not in ("unmanned", "armed", "alleged", "accused", "united")) or word.endswith("ly"):
                break
            if rest.words[step - 1].endswith(("'s", "s'")) and step - at > 3:
                break
        elif word in FUNCTION:
            break
        step += 1
    # "the report alleges that": a verb that no list holds comes after a noun that one does.
    while step > at + 2 and not _noun(rest.words[step - 1]) and _noun(rest.words[step - 2]):
        step -= 1
    return step


def _noun(word: str) -> bool:
    return word in PERSONAL or word in BODY or word in ANONYMOUS or plain(word) in THINGS


def _definite(line: Line, told: Told, rest: Tokens, skip: int, at: int, stop: int) -> Fault | None:
    words, bare = rest.words, line.bare
    phrase = words[at + 1 : stop]
    # "the group's leader", "the fans' reaction": the owner is what has to be known.
    owned = next((step for step, word in enumerate(phrase) if word.endswith("'s") or bare[rest.ends[at + 1 + step] : rest.ends[at + 1 + step] + 1] in ("'", "’")), None)
    if owned is not None:
        phrase = phrase[: owned + 1]
    head = phrase[-1].removesuffix("'s")
    shown = f"“{cut(line, at, rest, 1 + len(phrase))}”"
    follows = at + 1 + len(phrase)
    after = words[follows] if follows < len(words) else ""
    between = bare[rest.ends[follows - 1] : rest.starts[follows]].strip() if follows < len(words) else "."
    fronted = words[skip] in CATAPHORA and bare[rest.starts[skip] : rest.starts[at]].count(",") == 1 and bare[: rest.starts[at]].rstrip().endswith(",")
    subject = at == skip or fronted or (at == skip + 1 and words[skip] in ("when", "if", "after", "as", "while", "in", "on", "but", "and", "before", "since"))
    capital = any(raw[:1].isupper() for raw in rest.raw[at + 1 : at + 1 + len(phrase)])
    names = [name for name in line.names if name.end <= rest.starts[at] and bare[name.start] != " "]
    number = phrase[0] in NUMBERS or (phrase[0].replace(",", "").isdigit() and len(phrase[0]) < 4)
    if capital:
        if head in RESIDENT and not after[:0] and not _named_next(line, rest, follows) and between != "," and after not in GROUNDS:
            return None if _person_named(line, told, rest, at) else Fault(f"{shown} points outside", BEFORE, GRAVE if subject else MILD)
        if subject and head in PERFORMERS and not _named_next(line, rest, follows) and not (between == "" and after in GROUNDS):
            return Fault(f"{shown} points outside", BEFORE)
        if subject and head in ("boss", "manager", "striker", "midfielder", "defender", "star", "winger", "singer", "coach", "republican", "democrat") and not _named_next(line, rest, follows):
            return Fault(f"{shown} of no name", BEFORE, MILD)
        if len(phrase) == 1 and head in DEMONYMS and not _person_named(line, told, rest, at) and (after in AUXILIARY | VERBS or between or after.endswith("ed")):
            return Fault(f"{shown} points outside", BEFORE if subject else UNKNOWN, GRAVE if subject else MILD)
        if rest.words[at + 1 : stop] in (["president"], ["prime", "minister"], ["chancellor"], ["king"], ["queen"], ["prince"], ["minister"], ["senator"], ["governor"]) and not names and rest.raw[at + 1][:1].isupper():
            if not any(name.end > rest.ends[stop - 1] for name in line.names):
                return Fault(f"{shown} of no name", UNKNOWN, MILD)
        return None
    if _named_next(line, rest, follows):
        return None  # "the mill's owner, Anna Berg", "the actor Tom Hale"
    grounded = between == "" and after in GROUNDS
    if head == "chief" and words[follows : follows + 2] == ["of", "staff"] and words[follows + 2 : follows + 3] and words[follows + 2] in VERBS | AUXILIARY and not names:
        return Fault(f"{shown} points outside", BEFORE if told.first(head, line) is None else UNKNOWN)
    if grounded and owned is None:
        return None
    if head in ("two", "three", "four", "latter", "pair", "duo", "trio", "sides", "others", "former") or head.endswith("-old") or (number and len(phrase) > 1):
        if _counted(line, rest, names) >= (1 if head.endswith("-old") else 2) or any(word in ORDER or word.endswith("est") for word in phrase[1:]) or (after in MAYBE_GROUNDS and between == "") or head in ("years", "months", "weeks", "days", "hours", "koreas", "minutes", "percent"):
            return None
        return Fault(f"{shown} points outside", BEFORE)
    if any(word in ORDER or (word.endswith("est") and len(word) > 4 and word not in ("protest", "request", "interest", "forest", "arrest", "conquest", "guest", "harvest", "contest", "west", "test")) for word in phrase):
        return None
    if head in WORLD or (head.endswith("ing") and len(phrase) == 1 and not told.first(head, line)):
        return None
    before = {plain(word) for word in words[skip:at]}
    if plain(head) in before and not (head == "official" and "officials" not in words[:at] and not {"a", "an"} & set(words[skip:at])):
        return None
    loose = between == "" and after in MAYBE_GROUNDS
    placed = loose and follows + 1 < len(words) and (rest.raw[follows + 1][:1].isupper() or (words[follows + 1] == "the" and rest.raw[follows + 2 : follows + 3] and rest.raw[follows + 2][:1].isupper())) and words[follows + 1] not in TIMES
    first, last = told.first(head, line), told.last(head, line)
    anchor = last if last is not None and last >= line.index - 3 else first
    if anchor is not None and plain(head) == head and head not in told.lines[anchor].words and head + "'s" not in told.lines[anchor].words and head in PERSONAL:
        anchor = UNKNOWN  # "the officer" of two officers
    if head in SITE:
        if names:
            return None
        return Fault(f"{shown} of a place not named", UNKNOWN if anchor is None else anchor, GRAVE if subject and owned is None and not loose else MILD)
    if head in BODY:
        if any(not person_like(name.text) for name in names):
            return None
        if subject and owned is None and not loose and head not in ("government", "military", "army", "court"):
            return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
        return Fault(f"{shown} of no name", UNKNOWN if anchor is None else anchor, MILD)
    if head in ANONYMOUS and words[at - 1 : at] != ["a"] and (subject or after in ("said", "says", "told", "added", "wrote") or words[at - 1] in ("said", "says", "added")):
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
    if head in PERSONAL or (head.endswith(("er", "or", "ist", "man", "woman")) and "-" in head):
        if _person_named(line, told, rest, at) or (loose and not (first is not None and not subject)):
            return None
        if subject:
            return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
        if first is None and names:
            return None
        speaks = follows < len(words) and (after in ("said", "says", "told", "added", "wrote") or words[at - 1] in ("said", "says", "added"))
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor, MILD if not speaks or names else GRAVE)
    if head in POINTING and subject and not loose:
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor)
    agent = head.endswith(("er", "or", "ist", "ian")) and head not in NO_AGENT and len(head) > 4
    if agent and subject and owned is None and not loose and not _person_named(line, told, rest, at):
        return Fault(f"{shown} points outside", BEFORE if anchor is None else anchor, GRAVE if after in AUXILIARY | VERBS or after.endswith("ed") or after == "and" else MILD)
    if first is None:
        if subject and not loose and not names and not _first_mention(line, rest, follows):
            return Fault(f"{shown} without more", UNKNOWN, MILD)
        return None
    if placed or (loose and subject and plain(head) not in THINGS):
        return None
    if subject and owned is None and plain(head) in THINGS:
        return Fault(f"{shown} points outside", anchor if anchor is not None else UNKNOWN)
    if subject and owned is None and not any(name.start > rest.starts[at] for name in line.names):
        return Fault(f"{shown} points outside", anchor if anchor is not None else UNKNOWN)
    if (names and head not in POINTING and plain(head) not in THINGS) or (head not in POINTING and len(line.names) > 1 and led(line, told)):
        return Fault(f"{shown} was introduced before", anchor if anchor is not None else UNKNOWN, SLIGHT)
    return Fault(f"{shown} was introduced before", anchor if anchor is not None else UNKNOWN, MILD)


def _counted(line: Line, rest: Tokens, names: Sequence[Name]) -> int:
    """Return how many of these names can be the ones counted: not the places where something was."""
    return sum(line.bare[: name.start].split()[-1:] not in (["in"], ["at"], ["to"], ["from"], ["near"]) for name in names)


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
    if not raw[:1].isupper() or raw.lower() in TIMES:
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
    return any(word in ("a", "an") and any(one in PERSONAL for one in rest.words[step + 1 : step + 4]) for step, word in enumerate(rest.words[:at]))
