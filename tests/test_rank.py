"""Ranking: the parts of a score, the length of a summary, what a question changes, and sumy's rankers as sumy's."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from briefer.choose import RANKERS, rank, summarize
from briefer.choose.sumy_rankers import LIMIT, LIMITS
from briefer.text import split, stop_words, words

FERRY = (
    "The ferry line between Halvik and the island of Sorn will close in March, its owner said on Tuesday. "
    "The two ferries carried 310,000 people last year, a third fewer than ten years ago. "
    '"We have lost money every winter since the bridge opened," said the owner, Marit Hauge. '
    "She thanked the crews. "
    "The mayor of Sorn, Jon Aune, called the decision a blow to the island's fish plants, which send salmon to Halvik. "
    "Fish plants on Sorn employ 140 people and ship 60 tons of salmon a week. "
    "A bus over the bridge takes an hour longer than the ferry. "
    "The school on Sorn teaches children up to the age of 12; older pupils cross to Halvik each day. "
    "Pupils and their parents marched to the quay on Wednesday with lamps. "
    "The council will meet on Friday to discuss a bus for the pupils. "
    "Hauge said the older ferry would be sold for scrap and the newer one chartered abroad. "
    "It was built in 1998. "
    "Read more about the coast in our series."
)
STORM = (
    "A storm tore the roof off the sports hall in Orvik on Sunday night and cut power to 4,000 homes. "
    "Nobody was hurt, the police said, because a match had been put off an hour before. "
    "Winds reached 150 kilometres an hour at the lighthouse, the highest figure since 1987. "
    "Crews had brought power back to half of the homes by Monday noon. "
    "The hall was built in 1974 and had been due for a new roof in the spring. "
    "Insurers put the damage to the hall at 3 million crowns. "
    "Schools in Orvik stayed closed on Monday, and trains to the north ran late. "
    "Forecasters expect the wind to drop on Tuesday before a second storm on Thursday. "
    "The club will play its matches in the next town until the hall has a roof again."
)
VOTE = (
    "The council of Nordal voted by 14 to 11 on Monday to buy the paper mill that closed in the autumn. "
    "The town will pay 40 million crowns for the mill and the forest behind it. "
    "Supporters of the purchase say that the town can let the halls to smaller firms. "
    "Opponents warned that the town would have to raise its taxes. "
    "The mill had been the largest employer in Nordal for ninety years. "
    "Its last 212 workers were dismissed in October. "
    "A third of them have found other work, the union said. "
    "The mayor, Kari Moen, said the vote gave the town its river back. "
    "The purchase must still be approved by the county."
)


def test_parts_have_names_and_add_up() -> None:
    """A score is the sum of its named parts, and what a question adds is one of them."""
    texts = [sentence.text for sentence in split(FERRY)]
    parts = rank.parts(texts)
    assert [sum(part.values()) for part in parts] == RANKERS["expected"](texts, "en")
    assert {"words", "place", "taken up again"} <= set(parts[0])
    assert "said before" not in parts[0]  # nothing is chosen yet
    asked = rank.parts(texts, about="schools and pupils")
    told = [part.get("asked", 0.0) for part in asked]
    assert texts[told.index(max(told))].startswith(("The school", "Pupils", "The council"))
    named = {"any sentence", "asked", *rank.SENTENCE_PARTS}
    assert all(set(part) <= named for part in [*parts, *asked])
    assert rank.parts([]) == []


def test_the_choice_is_the_sum_of_parts_at_each_step() -> None:
    """What the ranker tells of a score is what it chooses by: the first in a summary of words has the highest sum."""
    texts = [sentence.text for sentence in split(FERRY)]
    scores = RANKERS["expected"](texts, "en")
    chosen = rank.Reading(texts).by_length(60, range(len(texts)), [len(text.split()) for text in texts])
    assert scores[chosen[0]] == max(scores)


def test_numbers_name_every_part() -> None:
    """The file of numbers has one for each part, no more, and stays small."""
    numbers = rank.numbers()
    assert set(numbers["word"]) == set(rank.WORD_PARTS)
    assert set(numbers["asked"]) == set(rank.ASKED_PARTS)
    assert set(numbers["closed"]) == set(numbers["open"]) == {"any sentence", *rank.SENTENCE_PARTS}
    assert all(word == word.lower() and abs(value) < 3 for word, value in numbers["lexicon"].items())
    path = Path(rank.__file__).with_name("ranker.json")
    assert path.stat().st_size < 60_000
    assert json.loads(path.read_text("utf-8")) == numbers


@pytest.mark.parametrize("text", [FERRY, STORM, VOTE, FERRY + " " + STORM + " " + VOTE])
@pytest.mark.parametrize("budget", [30, 45, 60, 75, 100, 120])
@pytest.mark.parametrize("ranker", [None, "lead", "centrality"])
def test_summary_of_words_fills_its_length(text: str, budget: int, ranker: str | None) -> None:
    """A summary of so many words is within a tenth of them, whatever the sentences are like."""
    found = summarize(text, words=budget, ranker=ranker)
    assert 0.9 * budget <= sum(len(sentence.text.split()) for sentence in found) <= 1.1 * budget
    assert list(found) == sorted(found, key=lambda sentence: sentence.start)


@pytest.mark.parametrize("budget", [1, 2, 5])
@pytest.mark.parametrize("about", [None, "fish"])
def test_summary_is_never_empty(budget: int, about: str | None) -> None:
    """Where no sentence is short enough, one of the shortest is given: something, and as little too much as can be."""
    found = summarize(FERRY, words=budget, about=about)
    assert len(found) == 1
    assert len(found[0].text.split()) <= 5


def test_summary_of_more_than_there_is() -> None:
    """Asked for more than a text holds, a summary is the text."""
    assert len(summarize(STORM, sentences=50)) == len(split(STORM)) == len(summarize(STORM, words=5000))


def test_summary_does_not_repeat_itself() -> None:
    """Of two sentences that say the same in much the same words one is enough."""
    text = (
        "The bridge at Orvik fell into the river on Monday night, and two lorries fell with it. "
        "Divers searched the river at Orvik for the drivers of the two lorries. "
        "The bridge at Orvik fell into the river late on Monday, and two lorries fell with it. "
        "Engineers had warned the county of rust in the bearings as early as 2009. "
        "The county will set up a ferry by the weekend."
    )
    found = [sentence.text for sentence in summarize(text, sentences=2)]
    assert sum(text.startswith("The bridge at Orvik fell") for text in found) <= 1


@pytest.mark.parametrize(
    ("about", "start"),
    [
        ("schools, pupils and teachers", ("The school on Sorn", "Pupils and their parents", "The council will meet")),
        ("fishing, salmon", ("The mayor of Sorn", "Fish plants on Sorn")),
        ("money and losses", ('"We have lost money',)),
    ],
)
def test_a_question_is_answered(about: str, start: tuple[str, ...]) -> None:
    """Asked about something, the summary holds what the text says of it, in whatever form of the word."""
    assert any(sentence.text.startswith(start) for sentence in summarize(FERRY, sentences=2, about=about))


@pytest.mark.parametrize("about", ["", "  ", "of the", "volcano", "?!"])
def test_a_question_of_nothing_still_gives_a_summary(about: str) -> None:
    """A question that says nothing, or asks for what is not there, is no error and leaves a summary."""
    assert len(summarize(FERRY, sentences=2, about=about)) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Werk in Nordal schließt im März. Die Stadt kauft die Halle. Dort entstehen Wohnungen."),
        ("ru", "Завод закроется в марте. Город купит цех. Рабочие ищут новое место."),
        ("ko", "공장이 3월에 문을 닫는다. 시는 건물을 산다. 노동자들은 새 일을 찾는다."),
        ("xx", "Lorka menti salu. Menti salu varo deni. Deni pola menti."),
    ],
)
def test_other_languages_are_ranked(language: str, text: str) -> None:
    """A language without fitted words of its own is ranked by what its words do in the text."""
    assert len(summarize(text, sentences=2, language=language)) == 2
    assert len(summarize(text, sentences=1, about=text.split()[1], language=language)) == 1


def test_a_long_text_is_read_in_linear_time() -> None:
    """Ten thousand sentences are no reason to wait: the choice costs what the sentences taken cost."""
    text = " ".join(f"Ship number {at} reached berth {at % 70} with {at * 7} tons of salt." for at in range(10_000))
    assert len(summarize(text, sentences=3)) == 3
    assert 180 <= sum(len(sentence.text.split()) for sentence in summarize(text, words=200)) <= 220


def test_the_same_choice_in_every_process() -> None:
    """Whatever the order in which sets are kept, the same sentences and scores come out."""
    code = (
        "from briefer.choose import RANKERS, rank\n"
        "from briefer.text import split\n"
        f"texts = [sentence.text for sentence in split({FERRY!r})]\n"
        "print(RANKERS['expected'](texts, 'en'), rank.parts(texts, about='fish and pupils'))"
    )
    root = Path(__file__).parent.parent
    said = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
        ).stdout
        for seed in ("0", "1", "77")
    }  # fmt: skip
    assert len(said) == 1


# ---- sumy's rankers

SUMY = {
    "edmundson": "EdmundsonSummarizer", "kl": "KLSummarizer", "lex-rank": "LexRankSummarizer",
    "lsa": "LsaSummarizer", "luhn": "LuhnSummarizer", "reduction": "ReductionSummarizer",
    "sum-basic": "SumBasicSummarizer", "text-rank": "TextRankSummarizer",
}  # fmt: skip


class Ours:
    """Our words, in the form sumy asks for."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(words(text))


def by_sumy(name: str, texts: Sequence[str], count: int) -> list[str]:
    """What sumy itself chooses of our sentences, by our words."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.nlp.stemmers import Stemmer
    from sumy.utils import get_stop_words

    kind: Any = getattr(import_module(f"sumy.summarizers.{name.replace('-', '_')}"), SUMY[name])
    summarizer = kind(Stemmer("english"))
    stops = get_stop_words("english")
    if name == "edmundson":
        summarizer.bonus_words = frozenset(words(" ".join(texts[:2]))) - stops
        summarizer.stigma_words = ["hardly", "impossible", "perhaps"]
        summarizer.null_words = stops
    elif hasattr(kind, "stop_words"):
        summarizer.stop_words = stops
    document = ObjectDocumentModel([Paragraph([Sentence(text, Ours()) for text in texts])])
    return [str(sentence) for sentence in summarizer(document, count)]


@pytest.mark.parametrize("name", sorted(SUMY))
@pytest.mark.parametrize("text", [FERRY, STORM, VOTE, FERRY + " " + STORM + " " + VOTE])
def test_sumys_rankers_choose_as_sumy_does(name: str, text: str) -> None:
    """Under sumy's name stands sumy's choice, given the same sentences and words."""
    texts = [sentence.text for sentence in split(text)]
    for count in (1, 3, 5):
        found = [sentence.text for sentence in summarize(text, sentences=count, ranker=name)]
        assert found == by_sumy(name, texts, count)


def test_sumys_rankers_are_all_there() -> None:
    """Every ranker of sumy that can be named is, and the stop words are the ones sumy has."""
    from sumy.utils import get_stop_words

    assert set(SUMY) | {"centrality", "expected", "lead"} == set(RANKERS)
    assert stop_words("en") == get_stop_words("english")


@pytest.mark.parametrize("name", ["luhn", "sum-basic", "text-rank"])
def test_a_long_text_is_reduced_for_sumy(name: str) -> None:
    """Of a text too long for sumy's rankers, those sentences are handed over that the default ranker puts first."""
    texts = [f"Ship number {index} reached berth {index % 7} with {index} tons of salt." for index in range(LIMIT + 50)]
    scores = RANKERS[name](texts, "en")
    assert len(scores) == LIMIT + 50
    kept = [score for score in scores if score]
    assert len(kept) == LIMITS.get(name, LIMIT)
    ranked = RANKERS["expected"](texts, "en")
    least = min(own for own, score in zip(ranked, scores, strict=True) if score)
    assert all(own <= least for own, score in zip(ranked, scores, strict=True) if not score)


def test_nothing_is_downloaded_for_sumy(monkeypatch: pytest.MonkeyPatch) -> None:
    """sumy's rankers work where nothing of NLTK's data is installed and none can be fetched."""
    import nltk

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("NLTK was asked for data")

    monkeypatch.setattr(nltk, "download", refuse)
    monkeypatch.setattr(nltk.data, "find", refuse)
    for name in SUMY:
        assert len(summarize(VOTE, sentences=2, ranker=name)) == 2
