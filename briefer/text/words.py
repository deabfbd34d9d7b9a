"""What counts as a word: tokens, stems and the words that carry no meaning of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from ..errors import MissingError
from .pattern import pattern

# Letters and digits, joined inside by the marks that are part of a word: "anti-u.s.", "10,000", "don't", "at&t".
# The last stop belongs to a word only where another one stands inside it.
_WORD = re.compile(r"[^\W_]+(?:[-'&][^\W_]+|(?<=\d)[.,]\d+|(?<![^\W_]{2})(?:\.[^\W\d_](?![^\W_]))+\.?)*")
_POSSESSIVE = re.compile(r"'s?$")
# Beside Latin letters nearly all articles have no more than quotation marks, dashes and the like.
_BEYOND_LATIN = re.compile("[^\x00-\u02ff\u2000-\u206f]")
# Marks on letters from Hebrew on, and scripts without spaces: Thai to Burmese, Khmer, kana, Han. Korean has spaces.
_FOREIGN = pattern(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u109f\u1780-\u17ff\u3005-\u9fff\uf900-\uff9f\U00020000-\U0003ffff]"
)
_ELIDING = ("fr", "it", "ca")

# Language code -> its name in snowball and, with the same spelling, in sumy's lists of stop words.
_NAMES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "he": "hebrew", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "ja": "japanese", "ko": "korean",
    "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "th": "thai", "tr": "turkish", "uk": "ukrainian", "yi": "yiddish", "zh": "chinese",
}  # fmt: skip
# Languages with small words that sumy does not list, and languages without rules in snowball.
_MORE = ("chinese", "french", "german", "japanese", "korean", "russian", "spanish", "ukrainian")
_LIGHT = ("arabic", "korean", "ukrainian")


def words(text: str, language: str = "en") -> list[str]:
    """Return the words of a text in lower case, in order; possessive endings are taken off.

    Of scripts without spaces the words are overlapping pieces of two or three signs.
    """
    low = text.lower().replace("’", "'")
    if low.isascii() or _BEYOND_LATIN.search(low) is None or _FOREIGN.search(low) is None:
        found = _WORD.findall(low)
    else:
        from .tongues import tokens

        found = tokens(low)
    code = _code(language)
    if code in _ELIDING:
        from .tongues import whole

        found = whole(found, code)
    if "'" not in low:
        return found
    return [_POSSESSIVE.sub("", word) if "'" in word else word for word in found]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """Return the stem of a word in lower case, or the word itself where the language has no stemmer."""
    stemmer = _stemmer(_name(language))
    return stemmer(word) if stemmer else word


@cache
def stop_words(language: str = "en") -> frozenset[str]:
    """Return the words that carry no meaning of their own, empty where no list of them is known."""
    # Only the data file is read: importing sumy would cost a quarter of a second.
    found = find_spec("sumy")
    if found is None or found.origin is None:
        raise MissingError("the lists of stop words come with sumy, which is not installed: pip install sumy")
    name = _name(language)
    path = Path(found.origin).parent / "data" / "stopwords" / f"{name}.txt"
    listed = frozenset(path.read_text(encoding="utf-8").split() if name and path.is_file() else ())
    if name in _MORE:
        from .tongues import small_words

        listed |= small_words(name)
    return listed


@cache
def _code(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _name(language: str) -> str:
    return _NAMES.get(_code(language), "")


@cache
def _stemmer(name: str) -> Callable[[str], str] | None:
    if name in _LIGHT:
        from .tongues import light_stemmer

        return light_stemmer(name)
    try:
        import Stemmer
    except ImportError as error:
        raise MissingError("word stems come from PyStemmer, which is not installed: pip install PyStemmer") from error
    if name not in Stemmer.algorithms():
        return None
    # stem() above remembers the words; a second memory below it would only cost.
    stem_word: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord
    return stem_word
