"""Which language an article is in, when its metadata is silent or plainly wrong."""

from __future__ import annotations

import re

_SAMPLE = 2000  # letters; a page of stop words is enough

# The commonest words that tell these languages from one another; a word shared by two counts for both.
_WORDS = {
    "en": "the of and to in a is that for was on with by as it at from his he are an has have be said were not their",
    "fr": "le la les des du de et un une en est que qui dans pour par sur au aux a ce il elle pas plus ne se son sont",
    "de": "der die das und in den von zu mit ist im für auf nicht des ein eine dem sich auch als es er an werden wurde",
    "es": "el la los las de y en que un una del por con se para su al es lo no como más ha fue pero sus este",
    "it": "il la lo gli le di e in che un una del della per con si da è non al dei nel sono ha più come anche",
    "pt": "o a os as de e em que um uma do da dos das para com por se não no na ao é mais foi como são pelo",
    "nl": "de het een van en in is op te dat voor met zijn niet aan er door ook als bij naar om werd wordt heeft",
    "sv": "och i att det som en på är av för med den till inte om ett har de var från men sig ska",
    "da": "og i at det er en på til af den for med ikke som der de et har var fra om men sig skal blev",
    "no": "og i det er på til en av som for med at ikke den har de et om var fra men seg skal ble etter",
    "pl": "i w na z do się że nie jest to o od za po przez jak dla są był oraz ale który tym",
    "tr": "ve bir bu da de için ile olarak olan daha çok en gibi sonra kadar ancak ise dedi oldu",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak akan ke oleh telah adalah juga sebagai",
}
_SPEAKERS: dict[str, list[str]] = {}  # word -> the languages it is common in
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _SPEAKERS.setdefault(_word, []).append(_language)

_NAMES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt"}
_NAMES |= {"dutch": "nl", "korean": "ko", "japanese": "ja", "chinese": "zh", "russian": "ru", "arabic": "ar"}

# Letters, the language they stand for. A letter of the second row of a script decides between languages sharing it.
_SCRIPTS = (
    ("ko", "\u1100-\u11ff\u3131-\u318f\uac00-\ud7a3"),
    ("ja", "\u3041-\u30ff"),
    ("zh", "\u3400-\u9fff"),
    ("ru", "\u0400-\u04ff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("hi", "\u0900-\u097f"),
)
_SCRIPT_OF = {
    "uk": "ru",
    "be": "ru",
    "bg": "ru",
    "sr": "ru",
    "mk": "ru",
    "kk": "ru",
    "mn": "ru",
    "ky": "ru",
    "fa": "ar",
}
_SCRIPT_OF |= {
    "ur": "ar",
    "ps": "ar",
    "ckb": "ar",
    "yi": "he",
    "mr": "hi",
    "ne": "hi",
    "sa": "hi",
    "tg": "ru",
    "ug": "ar",
}


def language_of(text: str, declared: str | None = None) -> str:
    """Return the language of a text as a code like "en": as declared, unless its letters contradict, else a guess."""
    code = _code(declared)
    sample = text[:_SAMPLE]
    script = None if sample.isascii() else _script(sample)
    if code:
        written_in = _SCRIPT_OF.get(code, code if any(code == row for row, _ in _SCRIPTS) else None)
        if script == written_in or (script == "zh" and code == "ja") or (script is not None and code == "sr"):
            return code
        if script is None:
            # Latin letters under a declaration of another script: romanised text is rarer than a wrong template.
            return code if written_in is None else _latin(sample)
    if script is not None:
        return _neighbour(script, sample)
    return _latin(sample)


def _code(declared: str | None) -> str:
    if not declared:
        return ""
    word = re.split(r"[-_,; ]", declared.strip().lower(), maxsplit=1)[0]
    word = _NAMES.get(word, word)
    return (
        word if word.isascii() and word.isalpha() and 2 <= len(word) <= 3 and word not in ("und", "mul", "zxx") else ""
    )


def _script(sample: str) -> str | None:
    """Return the language that stands for the script of most letters, or None for Latin."""
    if len(sample.encode("ascii", "ignore")) * 10 > len(sample) * 7:
        return None
    counts = {name: len(re.findall(f"[{letters}]", sample)) for name, letters in _SCRIPTS}
    if counts["ja"] * 10 > counts["zh"]:  # kana among the characters
        counts["ja"] += counts["zh"]
        counts["zh"] = 0
    best = max(counts, key=lambda name: counts[name])
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", sample))
    # A character of Chinese or a syllable of Korean says as much as two or three Latin letters.
    weight = 2 if best in ("zh", "ja", "ko") else 1
    return best if counts[best] and counts[best] * weight > latin else None


def _neighbour(script: str, sample: str) -> str:
    """Return the language among those sharing a script that the sample's own letters give away."""
    if script == "ru" and re.search("[\u0456\u0457\u0454\u0491]", sample):
        return "uk"
    if script == "ar":
        if re.search("[\u0679\u0688\u0691\u06d2]", sample):
            return "ur"
        if re.search("[\u067e\u0686\u0698\u06af]", sample):
            return "fa"
    return script


def _latin(sample: str) -> str:
    words = re.findall(r"[^\W\d_]+", sample.lower())
    hits = dict.fromkeys(_WORDS, 0)  # English comes first, so a tie is English
    for word in words:
        for language in _SPEAKERS.get(word, ()):
            hits[language] += 1
    best = max(hits, key=lambda language: hits[language])
    # Fewer than one stop word in twenty words are names and chance, not a language.
    return best if hits[best] * 20 >= len(words) and hits[best] >= 3 else "en"
