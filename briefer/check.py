"""What the rules of a profile find in real articles: hits, near misses, and rules that never fire."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from .model import Article, Choice, Document, Profile, SectionRule
from .text.clean import visible
from .values import dataclass

_NEAR = 2  # near misses shown for a section
_NEAR_BY = 0.12  # how far below the mark a sentence may be to be called near


@dataclass(frozen=True, slots=True)
class _Seen:
    """One sentence, with its words and what became of it."""

    text: str
    words: frozenset[str]
    lowered: str  # its words, joined
    choice: Choice
    wants: tuple[float, ...]  # how much each section wants it


def report(profile: Profile, articles: Sequence[Article], width: int) -> Iterator[str]:
    """Say for every section and every rule of it what it finds in the articles."""
    from .choose import choices
    from .text import document

    documents = tuple(document(article) for article in articles)
    seen = _see(documents, choices(documents, profile), profile)
    yield f"{len(articles):,} articles, {len(seen):,} sentences"
    for number, section in enumerate(profile.sections):
        yield ""
        yield from _section(number, section, profile, seen, width)
    yield ""
    yield from _outside(seen, width)


def _see(documents: Sequence[Document], chosen: Sequence[Choice], profile: Profile) -> list[_Seen]:
    from .choose.lines import lines
    from .choose.sections import placed

    set_out = [lines(document, number) for number, document in enumerate(documents)]
    language = profile.language or (documents[0].article.language if documents else "en")
    places = placed(set_out, profile, language)
    seen = []
    for choice in chosen:
        line = set_out[choice.article][choice.sentence]
        wants = places[choice.article][choice.sentence].wants
        seen.append(_Seen(line.text, frozenset(line.words), " ".join(line.words), choice, wants))
    return seen


def _section(number: int, section: SectionRule, profile: Profile, seen: Sequence[_Seen], width: int) -> Iterator[str]:
    here = [each for each in seen if each.choice.section == number]
    kept = [each for each in here if not each.choice.gate]
    yield f"{visible(section.title)}: {_sentences(len(here))}, {len(kept)} of them fit for the page"
    if not here:
        yield "  nothing here belongs in it; widen its about, or add terms"
    silent = []
    for kind, rule in _rules(section):
        found = [each for each in seen if matches(kind, rule, each)]
        if not found:
            silent.append(f"{kind} {visible(rule)}")
            continue
        mine = [each for each in found if each.choice.section == number]
        away = len(found) - len(mine)
        what = "kept out" if kind == "exclude" else f"{away} elsewhere" if away else ""
        head = f"{len(found):>6}  {kind} {visible(rule)}{f' ({what})' if what else ''}"
        yield _cut(f"{head:<36}  “{visible((mine or found)[0].text)}”", width)
    if silent:
        yield from textwrap.wrap(
            f"never fires: {', '.join(silent)}", width, initial_indent="  ", subsequent_indent="    "
        )
    best = max(kept or here, key=lambda each: each.choice.score, default=None)
    if best is not None:
        yield _cut(f"  best {best.choice.score:.2f}  “{visible(best.text)}”", width)
        yield _cut(f"             {visible(best.choice.rule)}", width)
    for each in _near(number, seen):
        where = each.choice.section
        yield _cut(f"  near {each.wants[number]:.2f}  “{visible(each.text)}”", width)
        went = "no section" if where is None else f"{visible(profile.sections[where].title)} ({each.wants[where]:.2f})"
        yield f"             went to {went}"


def _rules(section: SectionRule) -> Iterator[tuple[str, str]]:
    yield from (("speaker", rule) for rule in section.speakers)
    yield from (("term", rule) for rule in section.terms)
    yield from (("exclude", rule) for rule in section.exclude)


def matches(kind: str, rule: str, sentence: _Seen) -> bool:
    """Say whether a rule's words stand in a sentence: a name with all its words, a term with its star."""
    from .text import words

    rule = rule.lower()
    if kind == "speaker":
        parts = {word.removesuffix("'s").removesuffix("’s") for word in words(rule)}
        have = {word.removesuffix("'s").removesuffix("’s") for word in sentence.words}
        return bool(parts) and parts <= have
    if rule.endswith("*"):
        return f" {rule[:-1]}" in f" {sentence.lowered}"
    return f" {rule} " in f" {sentence.lowered} "


def _near(number: int, seen: Sequence[_Seen]) -> list[_Seen]:
    """Return the sentences that this section came closest to having."""
    from .choose.sections import LEAST

    near = []
    for each in seen:
        where = each.choice.section
        if where == number or len(each.wants) <= number:
            continue
        mark = LEAST if where is None else max(LEAST, each.wants[where])
        if mark - _NEAR_BY <= each.wants[number]:
            near.append(each)
    return sorted(near, key=lambda each: -each.wants[number])[:_NEAR]


def _outside(seen: Sequence[_Seen], width: int) -> Iterator[str]:
    """Say what keeps sentences from the page, the commonest reason first."""
    kept: dict[str, list[_Seen]] = {}
    for each in seen:
        if each.choice.gate:
            kept.setdefault(re.split("[:(]", visible(each.choice.gate))[0].strip(), []).append(each)
    yield f"kept from the page: {_sentences(sum(map(len, kept.values())))}"
    for gate, those in sorted(kept.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        yield _cut(f"{len(those):>6}  {gate:<44}  “{visible(those[0].text)}”", width)


def _sentences(count: int) -> str:
    return f"{count:,} sentence{'' if count == 1 else 's'}"


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"
