"""Why a sentence is on the page, and why another is not: the words for the command ``explain``.

Everything about a printed item stands in the record. Of a sentence that is not on the page the record knows only
what was held over; for any other the sources are read again and chosen from again, with the profile of the brief.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from .errors import InputError, ProfileError, UsageError
from .model import Article, Brief, Choice, Document, Item
from .text.clean import visible
from .verify import Opened, Shelf, items, name, shorten

_LABEL = 10  # columns for the words at the left
_BAR = 20


def table(brief: Brief, width: int) -> Iterator[str]:
    """Say of every item where it stands, its score and its rule, one a line."""
    placed = list(_placed(brief))
    column = max([len(title) for title, _ in placed] + [7])
    yield f"{visible(brief.title)}, {brief.date}"
    yield f"{'item':>4}  {'section':<{column}}  score  rule"
    for title, item in placed:
        line = f"{item.n:>4}  {title:<{column}}  {item.score:5.2f}  {visible(item.why.rule)}"
        yield shorten_right(line, width)
    if brief.held_over:
        yield f"{len(brief.held_over)} held over: --sentence WORDS says why a sentence is not here"
    yield "an item in full: briefer explain BRIEF N"


def item(brief: Brief, number: int, width: int) -> Iterator[str]:
    """Say everything about one item."""
    found = next(((title, each) for title, each in _placed(brief) if each.n == number), None)
    if found is None:
        count = len(items(brief))
        raise UsageError(f"there is no item {number}; this brief has {f'items 1 to {count}' if count else 'none'}")
    title, this = found
    yield f"Item {this.n} · {title}"
    yield from _block(f"“{visible(this.text)}”", width, "", "")
    yield ""
    sources = {source.n: source for source in brief.sources}
    for number, spans in groupby(this.spans, key=lambda span: span.source):
        source = sources.get(number)
        where = name(source) if source else f"source {number}, which is not in the record"
        at = " and ".join(f"{span.start} to {span.end}" for span in spans)
        yield from _labelled("where", f"{where}, characters {at}", width)
        said = ", ".join(visible(each) for each in (source.outlet, source.published) if each) if source else ""
        if said:
            yield from _labelled("", said, width)
    if this.speaker is not None:
        yield from _labelled("speaker", visible(this.speaker.text), width)
    yield from _labelled("section", f"{visible(this.why.rule)} ({this.why.rule_score:.2f})", width)
    yield from _labelled("score", f"{this.score:.2f}", width)
    yield from _parts(this.why.parts)
    if this.why.remedy:
        yield from _labelled("context", visible(this.why.remedy), width)
    yield from _labelled("beat", f"“{visible(this.why.beat)}”" if this.why.beat else "nothing like it", width)
    yield from _labelled("reports", "one" if this.reports == 1 else f"{this.reports} independent reports", width)
    if this.differs:
        yield from _labelled("differs", f"items with other figures: {', '.join(str(n) for n in this.differs)}", width)
    for numbers, words in ((brief.changes.continuing, "no: an earlier brief had it"), (brief.changes.new, "yes")):
        if this.n in numbers:
            yield from _labelled("new", words, width)


def sentence(opened: Opened, words: str, sources: Sequence[str], profile: str | None, width: int) -> Iterator[str]:
    """Say what became of the sentences that have these words."""
    if not words.split():
        raise UsageError('--sentence: give some words of the sentence, such as --sentence "troops to Russia"')
    brief = opened.brief
    found = False
    for title, each in _placed(brief):
        if _has(each.text, words):
            found = True
            yield from _block(f"on the page: item {each.n}, {title}: “{visible(each.text)}”", width, "", "  ")
    for held in brief.held_over:
        if _has(held.text, words):
            found = True
            yield from _block(f"held over ({visible(held.reason)}): “{visible(held.text)}”", width, "", "  ")
    printed = {" ".join(text.split()) for text in _texts(brief)}
    articles = _at_hand(opened, sources)
    rest = [(article, text) for article in articles for text in _sentences(article) if _has(text, words)]
    rest = [(article, text) for article, text in rest if not any(" ".join(text.split()) in each for each in printed)]
    if rest:
        found = True
        yield from _choices(brief, articles, words, printed, profile, width)
    if not found:
        if not articles:
            raise InputError("no sentence of the brief has these words, and no source is at hand; give --sources")
        raise InputError(
            f"no sentence of the brief or of the {len(articles)} sources at hand has these words; "
            "name other articles with --sources"
        )


def shorten_right(line: str, width: int) -> str:
    """Return the line, cut at the width."""
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _placed(brief: Brief) -> Iterator[tuple[str, Item]]:
    for each in brief.bottom_line:
        yield "Bottom line", each
    for section in brief.sections:
        for each in section.items:
            yield visible(section.title), each


def _texts(brief: Brief) -> Iterator[str]:
    yield from (each.text for each in items(brief))
    yield from (held.text for held in brief.held_over)


def _has(text: str, words: str) -> bool:
    """Say whether the text has the words: as they stand together, or all of them."""
    text, words = _plain(text), _plain(words)
    return words in text or all(word in text for word in words.split())


def _plain(text: str) -> str:
    return visible(text).casefold().translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


def _at_hand(opened: Opened, sources: Sequence[str]) -> tuple[Article, ...]:
    """Return the cited sources that can be found, and all the articles given."""
    from .read import read

    shelf = Shelf(opened.brief, sources or None, opened.path.parent)
    cited = [shelf.exact(source) or shelf.namesake(source) for source in opened.brief.sources]
    given = read(sources)[0] if sources else ()
    articles = {article.sha256: article for article in (*given, *cited) if article is not None}
    return tuple(articles.values())


def _sentences(article: Article) -> list[str]:
    from .text import split

    return [each.text for each in split(article.text, article.language)]


def _choices(
    brief: Brief, articles: Sequence[Article], words: str, printed: set[str], profile: str | None, width: int
) -> Iterator[str]:
    """Choose again and say of each sentence with the words which gate dropped it."""
    from .choose import choices
    from .profile import load_profile
    from .text import document

    try:
        chosen = load_profile(profile or brief.profile)
    except ProfileError as error:
        if profile is not None:
            raise
        raise ProfileError(
            f"the profile {brief.profile!r} of this brief is not known here; give its file with --profile"
        ) from error
    documents = tuple(document(article) for article in articles)
    for choice in choices(documents, chosen):
        text = documents[choice.article].sentences[choice.sentence].text
        if _has(text, words) and not any(" ".join(text.split()) in each for each in printed):
            yield from _fate(documents, choice, [section.title for section in chosen.sections], width)


def _fate(documents: Sequence[Document], choice: Choice, titles: Sequence[str], width: int) -> Iterator[str]:
    document = documents[choice.article]
    text = document.sentences[choice.sentence].text
    reason = visible(choice.gate) or "a candidate, but others of the page scored higher"
    yield from _block(f"not chosen ({reason}): “{visible(text)}”", width, "", "  ")
    yield from _labelled("  where", shorten(document.article.source, 80), width)
    if choice.section is not None:
        yield from _labelled("  section", f"{visible(titles[choice.section])}: {visible(choice.rule)}", width)
    if choice.score:
        yield from _labelled("  score", f"{choice.score:.2f}", width)
        yield from _parts(choice.why)
    if choice.beat:
        yield from _labelled("  beat", f"“{visible(choice.beat)}”", width)


# ---- setting


def _parts(parts: Mapping[str, float]) -> Iterator[str]:
    """Draw the parts of a score, each as a bar of its size."""
    if not parts:
        return
    full = max(abs(part) for part in parts.values()) or 1.0
    column = max(len(visible(part)) for part in parts)
    for part, value in parts.items():
        yield f"{'':{_LABEL}}{visible(part):<{column}}  {value:6.2f}  {_bar(value / full)}".rstrip()


def _bar(share: float) -> str:
    block, half, minus = ("█", "▌", "−") if _draws_blocks() else ("#", "", "-")
    halves = round(abs(share) * _BAR * 2)
    return (minus if share < 0 and halves else "") + block * (halves // 2) + half * (halves % 2)


def _draws_blocks() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf16")


def _labelled(label: str, text: str, width: int) -> list[str]:
    return _block(text, width, f"{label:<{_LABEL}}", " " * _LABEL)


def _block(text: str, width: int, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False, break_long_words=False
    )
