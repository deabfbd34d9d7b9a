"""Words are what a reader would count, and cost little."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import briefer
from briefer.errors import MissingError
from briefer.text import stem, stop_words, words
from briefer.text.pattern import pattern


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toughest anti-U.S. policy.", ["the", "toughest", "anti-u.s.", "policy"]),
        ("In the U.S., the U.N. and D.C.", ["in", "the", "u.s.", "the", "u.n.", "and", "d.c."]),
        ("Trump’s plan, Kim's aim", ["trump", "plan", "kim", "aim"]),
        ("the soldiers’ and Paris' view", ["the", "soldiers", "and", "paris", "view"]),
        ("They don’t and don't", ["they", "don't", "and", "don't"]),
        ("10,000 troops, 3.5 percent, $4.2, 1.000,50", ["10,000", "troops", "3.5", "percent", "4.2", "1.000,50"]),
        ("It ended in 2004. North-east of it, F-16s", ["it", "ended", "in", "2004", "north-east", "of", "it", "f-16s"]),
        ("“North,” AT&T said—twice… e.g.", ["north", "at&t", "said", "twice", "e.g."]),
        ("It ended.The next one", ["it", "ended", "the", "next", "one"]),
        ("U.S.-led and non-U.S. firms", ["u.s.-led", "and", "non-u.s.", "firms"]),
        ("Élysée, Straße, Москва, 김정은", ["élysée", "straße", "москва", "김정은"]),
        ("O'Neill’s l’été", ["o'neill", "l'été"]),
        ("", []),
        ("… — “”", []),
    ],
)  # fmt: skip
def test_words(text: str, expected: list[str]) -> None:
    """A word keeps its inner marks and loses its possessive ending and the stop of its sentence."""
    assert words(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "会议于3月5日结束。", ["会议", "议于", "3", "月", "5", "日结", "结束"]),
        ("ja", "首相は東京オリンピックに出した。", ["首相", "は", "東京", "オリンピック", "に", "出", "した"]),
        ("th", "ประชุม", ["ประ", "ระช", "ะชุ", "ชุม"]),
        ("hi", "यह पहला वाक्य है।", ["यह", "पहला", "वाक्य", "है"]),
        ("ar", "قالَ الوزيرُ «نعم».", ["قالَ", "الوزيرُ", "نعم"]),
        ("ko", "북한은 3.5%라고 했다.", ["북한은", "3.5", "라고", "했다"]),
        ("fr", "L’été d’Anne, aujourd'hui qu’il pleut", ["été", "anne", "aujourd'hui", "il", "pleut"]),
        ("it", "L’acqua dell'isola", ["acqua", "isola"]),
        ("en", "Kim met 习近平 and cafe\u0301", ["kim", "met", "习近", "近平", "and", "cafe\u0301"]),
    ],
)
def test_words_of_other_scripts(language: str, text: str, expected: list[str]) -> None:
    """Where no spaces stand, words are overlapping pieces; marks on letters belong to their word; articles do not."""
    assert words(text, language) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_words_of_any_text(text: str) -> None:
    """Words never hold white space, are never empty and stand in the text in order."""
    low = text.lower().replace("’", "'")
    at = 0
    for word in words(text):
        assert word
        assert not any(sign.isspace() for sign in word)
        at = low.index(word, at) + 1  # pieces of a script without spaces overlap


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "1,", "'", "’s", "U.S.", "a&", "a.b.c.d ", ".", "-", "_"])
def test_words_take_linear_time(piece: str) -> None:
    """A long run of one piece is read at once."""
    text = piece * (400_000 // len(piece))
    start = time.process_time()
    words(text)
    assert time.process_time() - start < 1.0


def test_stem() -> None:
    """Forms of one word share a stem in a known language; elsewhere the word is its own stem."""
    assert stem("policies", "en") == stem("policy", "en")
    assert stem("Häuser".lower(), "de") == stem("haus", "de")
    assert stem("sanctions") == "sanction"
    assert stem("policies", "xx") == "policies"
    assert stem("policies", "en_GB") == "polici"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ko", "북한 북한은 북한이 북한의 북한에서"),
        ("uk", "президент президента президентом президентами"),
        ("ru", "министр министра министром министрами"),
        ("ar", "حكومة الحكومة والحكومة للحكومة"),
        ("es", "ministro ministros"),
        ("fr", "ministre ministres"),
        ("de", "schiff schiffe schiffen"),
    ],
)
def test_forms_of_one_word(language: str, forms: str) -> None:
    """Case, number, particles and articles do not make another word of one."""
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "small", "telling"),
    [
        ("de", "und der nicht", "minister"), ("fr", "le dans que", "ministre"), ("es", "el de que", "ministro"),
        ("ru", "и в что который", "министр"), ("uk", "і та що який", "міністр"), ("ko", "그 그리고", "장관"),
        ("zh", "的 我们", "部长"), ("ja", "これ は して", "大臣"), ("ar", "في من هذا", "وزير"),
    ],
)  # fmt: skip
def test_small_words_of_languages(language: str, small: str, telling: str) -> None:
    """Each language has its small words, and a minister is none of them."""
    assert set(small.split()) <= stop_words(language)
    assert telling not in stop_words(language)


def test_stop_words() -> None:
    """The list of a language holds its small words, and an unknown language has none."""
    assert {"the", "and", "of", "don't"} <= stop_words("en")
    assert "minister" not in stop_words("en")
    assert {"der", "und"} <= stop_words("de-AT")
    assert stop_words("xx") == frozenset()
    assert stop_words("nl") == frozenset()  # sumy has no Dutch list


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without sumy the error says what is missing and how to get it."""
    module = sys.modules["briefer.text.words"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match="come with sumy, which is not installed: pip install sumy"):
        stop_words.__wrapped__("en")
    monkeypatch.setitem(sys.modules, "Stemmer", None)
    with pytest.raises(MissingError, match="PyStemmer, which is not installed: pip install PyStemmer"):
        module._stemmer.__wrapped__("english")


def test_stems_and_stop_words_import_little() -> None:
    """Neither sumy nor what it needs is imported."""
    code = (
        "import sys; from briefer.text import stem, stop_words; stem('policies'); stop_words('en'); "
        "print([m for m in sys.modules if m.split('.')[0] in ('sumy', 'nltk', 'numpy', 'snowballstemmer')])"
    )
    folder = Path(briefer.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert run.stdout.strip() == "[]"


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    """It does all that a compiled one does, is compiled at most once for a method, and not at all before."""
    made = pattern(r"(?P<day>\d+) may", re.IGNORECASE)
    with pytest.raises(re.error):
        pattern("(").search("no mistake is seen before this")

    assert [match["day"] for match in made.finditer("on 9 May and 10 MAY")] == ["9", "10"]
    assert made.finditer is made.finditer and made.pattern == r"(?P<day>\d+) may" and made.groups == 1
    assert copy.copy(made).sub("-", "9 may") == copy.deepcopy(made).sub("-", "9 may") == "-"
    assert not hasattr(made, "finds")
