"""sumy's rankers under sumy's names; the only module that imports sumy, and only when one of them is asked for.

They get our sentences and our words, with the stop words set (without them some lose four points of ROUGE) and sumy's
own stemmer, so that they choose as sumy itself would. Nothing is downloaded: sumy's tokenizer, which would, is not
used. A text of very many sentences is first reduced to those that the default ranker puts first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from ..errors import MissingError
from ..text import stem, stop_words, words

LIMIT = 400  # sentences that a ranker is given; most are quadratic and would take minutes over a book
LIMITS = {"kl": 120, "lsa": 250}  # these grow with the cube: over a minute and 14 seconds for 400 sentences
_CLASSES = {
    "edmundson": ("edmundson", "EdmundsonSummarizer"),
    "kl": ("kl", "KLSummarizer"),
    "lex-rank": ("lex_rank", "LexRankSummarizer"),
    "lsa": ("lsa", "LsaSummarizer"),
    "luhn": ("luhn", "LuhnSummarizer"),
    "reduction": ("reduction", "ReductionSummarizer"),
    "sum-basic": ("sum_basic", "SumBasicSummarizer"),
    "text-rank": ("text_rank", "TextRankSummarizer"),
}


def ranker(name: str) -> Callable[[Sequence[str], str], list[float]]:
    """Return the ranker of that name; a KeyError for a name that sumy does not have."""
    module, kind = _CLASSES[name]
    try:
        found = getattr(import_module(f"sumy.summarizers.{module}"), kind)
    except ImportError as error:
        raise MissingError(
            f"the ranker {name!r} needs sumy and numpy ({error}); install them: pip install sumy numpy"
        ) from error
    return partial(_scores, name, found)


class _Words:
    """Hands our words to sumy's documents."""

    def __init__(self, language: str) -> None:
        self._language = language

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence, self._language))


def _scores(name: str, kind: Any, sentences: Sequence[str], language: str = "en") -> list[float]:
    """Return a score for each sentence from the order in which sumy would choose them."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    spoken = [index for index, text in enumerate(sentences) if words(text, language)]
    taken = _reduced(spoken, name, sentences, language)
    if not taken:
        return [0.0] * len(sentences)
    summarizer = kind(_stemmer(language))
    stops = stop_words(language) or frozenset([""])
    if name == "edmundson":
        # Edmundson asks for words that raise and lower a sentence; the opening gives the first, stop words the second.
        summarizer.bonus_words = frozenset(words(" ".join(sentences[:2]), language)) - stops or frozenset(["-"])
        summarizer.stigma_words = frozenset(["hardly", "impossible", "perhaps"])
        summarizer.null_words = stops
    elif hasattr(kind, "stop_words"):
        summarizer.stop_words = stops
    # Equal sentences compare equal in sumy, so each carries its number outside of its words.
    made = [Sentence(sentences[index], _Words(language)) for index in taken]
    at = {id(sentence): index for sentence, index in zip(made, taken, strict=True)}
    document = ObjectDocumentModel([Paragraph(made)])
    scores = [0.0] * len(sentences)
    for rank, index in enumerate(_order(summarizer, document, made, at)):
        scores[index] = 1.0 / (1 + rank)
    return scores


def _reduced(taken: list[int], name: str, sentences: Sequence[str], language: str) -> list[int]:
    """Return the sentences that a ranker can read in a few seconds, in the text's order."""
    from .rank import expected

    limit = LIMITS.get(name, LIMIT)
    if len(taken) <= limit:
        return taken
    scores = expected(sentences, language)
    return sorted(sorted(taken, key=lambda index: (-scores[index], index))[:limit])


def _stemmer(language: str) -> Callable[[str], str]:
    """Return sumy's stemmer of a language, or ours where it has none."""
    from sumy.nlp.stemmers import Stemmer

    try:
        found: Callable[[str], str] = Stemmer(language.replace("_", "-").partition("-")[0].lower())
    except LookupError:
        return lambda word: stem(word.lower(), language)
    return found


def _order(summarizer: Any, document: Any, made: Sequence[Any], at: dict[int, int]) -> list[int]:
    """Return our indexes, best first, as sumy rates them."""
    caught: list[Any] = []

    def catch(sentences: Any, count: Any, rating: Any, *args: Any, **kwargs: Any) -> Any:
        rate = rating
        if isinstance(rating, dict):
            rate = rating.__getitem__
        listed = list(sentences)
        rated = [(rate(sentence, *args, **kwargs), number) for number, sentence in enumerate(listed)]
        caught.extend(listed[number] for _, number in sorted(rated, key=lambda pair: (-pair[0], pair[1])))
        return ()  # lsa hands over its ratings one at a time, so they can be asked for once only

    summarizer._get_best_sentences = catch
    summarizer(document, len(made))
    order = [at[id(sentence)] for sentence in caught if id(sentence) in at]
    return list(dict.fromkeys(order))
