"""Choosing: rankers, stories, statements, sections, and what keeps a sentence off the page."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from conftest import FIRES

from briefer.choose import RANKERS, choices, select, speaker, statements, stories, summarize
from briefer.choose.facts import counts
from briefer.choose.lines import lines
from briefer.choose.sections import Place, placed, with_news
from briefer.errors import UsageError
from briefer.model import Article, Profile, SectionRule
from briefer.text import document, split

HARBOUR = (
    "The port of Halvik closed on Monday after a freighter carrying 4,000 tons of grain hit the northern pier. "
    "Divers found no oil in the water, the harbour master Greta Lind said. "
    "The pier will need new piles, and repairs to the pier may take until March. "
    "Children skated on the old canal in the afternoon. "
    "Grain prices at the exchange in Halvik rose by 3 percent after the freighter hit the pier."
)

SECURITY = Profile(
    title="Strait Brief",
    sections=(
        SectionRule(
            "Leadership statements", about="what leaders and ministers say, vow, order or deny", kind="statements"
        ),
        SectionRule("Military ties", about="troops, arms, drills and weapons programmes"),
        SectionRule("Sanctions diplomacy", about="sanctions, United Nations action, talks and summits"),
    ),
)


def article(text: str, name: str = "a", **known: str) -> Article:
    return Article(id=name, title=known.pop("title", ""), text=text, source=f"{name}.txt", **known)


# ---- summarize and the rankers


def test_summary_is_verbatim_and_in_reading_order() -> None:
    """A summary holds sentences of the text as they stand, first to last."""
    found = summarize(HARBOUR, sentences=2)
    assert len(found) == 2
    assert found[0].start < found[1].start
    assert all(HARBOUR[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert found[0].text.startswith("The port of Halvik closed")


def test_summary_of_words_keeps_to_the_length() -> None:
    """Asked for a number of words, a summary is not longer than a tenth over it, but holds one sentence at least."""
    assert 1 <= len(" ".join(sentence.text for sentence in summarize(HARBOUR, words=40)).split()) <= 44
    assert len(summarize(HARBOUR, words=1)) == 1


def test_summary_about_something() -> None:
    """A question draws the sentences that answer it."""
    found = summarize(HARBOUR, sentences=1, about="What do grain prices do at the exchange?")
    assert found[0].text.startswith("Grain prices")


def test_summary_says_nothing_twice() -> None:
    """A sentence that stands twice in a text is taken once."""
    text = "The dam at Orvik holds. " * 3 + "Water rose to the third mark in the night."
    assert len({sentence.text for sentence in summarize(text, sentences=4)}) == 2


@pytest.mark.parametrize("text", ["", "   \n\n ", "Rain.", "12345", "漢字かな混じり文。これは二つ目の文です。"])
def test_summary_of_odd_texts(text: str) -> None:
    """A text with little or nothing in it gives what there is, never an error."""
    assert len(summarize(text)) <= 2


def test_wrong_calls_say_what_to_use() -> None:
    """An unknown ranker names the known ones, and a length of nothing is refused."""
    with pytest.raises(UsageError, match=r"unknown ranker 'lexrank'; use one of: centrality, lead, .*lex-rank"):
        summarize(HARBOUR, ranker="lexrank")
    with pytest.raises(UsageError, match="give a number above 0"):
        summarize(HARBOUR, sentences=0)


@pytest.mark.parametrize("name", sorted(RANKERS))
def test_every_ranker_scores_every_sentence(name: str) -> None:
    """Each ranker by its name gives one number for each sentence, the same ones again, and copes with copies."""
    texts = [sentence.text for sentence in split(HARBOUR)] + ["The pier will need new piles."] * 2
    scores = RANKERS[name](texts, "en")
    assert len(scores) == len(texts)
    assert scores == RANKERS[name](texts, "en")
    assert len(set(scores)) > 2
    assert RANKERS[name]([], "en") == []


# ---- stories

REPORT = (
    "Workers at the Nordal paper mill walked out on Tuesday over a plan to run the machines on Sundays. "
    "The union said that four in five of its members had voted to stop work. "
    "The owners offered a bonus of two days' pay in spring, which the union turned down within an hour. "
    "Lorries with wood waited at the gate until the evening and were then sent back to the forest depots."
)


def test_copies_are_one_report() -> None:
    """A copy and a shortened copy of a report are one story with one report; another report stays apart."""
    shorter = REPORT.rsplit(". ", 1)[0] + "."
    other = (
        "Paper mill staff in Nordal have gone on strike; a mediator is expected there on Friday to hear both parties."
    )
    found = stories([article(other, "c"), article(shorter, "b"), article(REPORT, "a"), article(REPORT, "d")])
    assert [[each.id for each in story.articles] for story in found] == [["a", "b", "d"], ["c"]]
    assert [story.reports for story in found] == [1, 1]


def test_story_begins_with_the_earliest() -> None:
    """Within a story the earliest article stands first, one without a date last."""
    found = stories(
        [
            article(REPORT, "a"),
            article(REPORT, "b", published="2025-03-02"),
            article(REPORT, "c", published="2025-03-01"),
        ]
    )
    assert [each.id for each in found[0].articles] == ["c", "b", "a"]


def test_shared_quotation_does_not_join_reports() -> None:
    """Two reporters who quote the same words at length still wrote two reports."""
    quote = (
        "“We have kept this mill running through two floods and a war "
        "and we shall not be told which day of the week is holy by a spreadsheet,”"
    )
    one = f"{quote} said the union's chair, Marit Os, as the night shift left. Snow fell on the pickets near the gate."
    two = f"At noon came the answer: {quote} Os said. The owners met in another town and gave no interviews."
    assert len(stories([article(one, "a"), article(two, "b")])) == 2


def test_a_thousand_copies_are_quick() -> None:
    """A thousand near-copies of one text are one story within a few seconds."""
    many = [article(f"{REPORT} Copy {index}.", str(index)) for index in range(1000)]
    assert len(stories(many)) == 1


# ---- statements


def test_statement_with_speaker_cue_and_content() -> None:
    """Speaker, cue and content of plain statements are found by their place in the text."""
    text = "Mayor Ines Falk said that the bridge would open in May. “We are ahead of the plan,” said Falk."
    found = statements(text)
    assert [statement.kind for statement in found] == ["indirect", "direct"]
    first, second = found
    assert first.speaker is not None and "Ines Falk" in text[first.speaker.start : first.speaker.end]
    assert first.cue is not None and text[first.cue.start : first.cue.end] == "said"
    assert text[first.content[0].start : first.content[0].end] == "the bridge would open in May"
    assert second.speaker is not None and text[second.speaker.start : second.speaker.end] == "Falk"
    assert text[second.content[0].start : second.content[0].end] == "“We are ahead of the plan,”"


def test_unknown_speaker_is_none() -> None:
    """No name is given for a pronoun that may be anybody's."""
    found = statements("“Nobody was told about the second door,” she said.")
    assert [statement.name for statement in found] == [None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mayor Ines Falk said that the bridge would open in May.", "Ines Falk"),
        ("“We are ahead of the plan,” said Ines Falk, the mayor of Nordal.", "Ines Falk"),
        ("Nordal's mayor, Ines Falk, denied that the bridge was late.", "Ines Falk"),
        ("The bridge is ahead of the plan, according to Ines Falk.", "Ines Falk"),
        ("“We are ahead of the plan,” said Nordal Herald columnist Ines Falk.", "Ines Falk"),
        ("Officials in Nordal said Holm was ready to pay for the bridge.", None),
        ("The bridge, including the road to Holm, agreed with the plan, officers said.", None),
        ("Officers from Nordal, Holm, described the fall of the bridge.", None),
        ("A Justice Department report found that the bridge was unsafe.", None),
        ("The Falk Team was announced in Nordal on Monday by four governments.", None),
        ("Police shot Ines Falk, said the mayor of Nordal.", None),
        ("Ines Falk told Holm that she was late, Ola Dahl said.", None),
        ("Diplomats said that the bridge would open in May.", None),
    ],
)
def test_speakers_are_certain_or_none(text: str, name: str | None) -> None:
    """A speaker is the one beside the cue; where two speak, or the name is in what was said, there is none."""
    line = lines(document(article(text)))[0]
    found = speaker(line)
    if name is None:
        assert found is None
    else:
        assert found is not None
        assert line.text[found[0].start : found[0].end].endswith(name)


# ---- sections


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("President Olga Varn vowed on Friday to defend every island of the archipelago.", 0),
        ("Foreign Minister Ivo Brandt denied that his government had broken the pact.", 0),
        ("Three brigades and forty tanks crossed the strait for drills with live ammunition.", 1),
        ("Rebel fighters shelled the airbase and killed twelve soldiers.", 1),
        ("The Security Council extended sanctions on the islands after envoys left the talks.", 2),
        ("A summit in Geneva collapsed over the lifting of the embargo.", 2),
        ("The bakery on Mill Lane sells a very good rye loaf.", None),
    ],
)
def test_sentences_find_their_section(sentence: str, section: int | None) -> None:
    """A sentence goes to the section that wants it by more than shared words, and to none where none does."""
    place = placed([lines(document(article(sentence)))], SECURITY)[0][0]
    assert place.section == section
    assert place.rule


def test_named_speakers_are_wanted_most() -> None:
    """Where a profile names its speakers, others go to the section of their subject."""
    profile = Profile(
        title="T",
        sections=(
            SectionRule("Words", about="what leaders say", kind="statements", speakers=("Olga Varn",)),
            SectionRule("Troops", about="troops and casualties"),
        ),
    )
    text = (
        "Olga Varn said that the fleet would stay. "
        "President Karl Holm estimated that 300 Varnian troops had been killed in fighting."
    )
    assert [place.section for place in placed([lines(document(article(text)))], profile)[0]] == [0, 1]


def test_excluded_words_keep_out() -> None:
    """A section takes nothing that holds one of its excluded words."""
    profile = Profile(title="T", sections=(SectionRule("Troops", about="troops", exclude=("football*",)),))
    found = placed([lines(document(article("Troops played a footballer's match against other troops.")))], profile)
    assert found[0][0].section is None


# ---- facts and fates


def test_counts_of_things() -> None:
    """Figures are read with what they count; years and dates are no counts."""
    found = counts("In 2024 about 12,000 troops and two million shells left on Dec. 23.")
    assert found["troops"] == {12000.0}
    assert found["shells"] == {2000000.0}
    assert 2024.0 not in {value for values in found.values() for value in values}


def test_every_sentence_has_a_fate() -> None:
    """Each sentence is a candidate with the parts of its score, or has the reason why it is not."""
    text = (
        "President Olga Varn vowed on Friday to defend every island of Moss against the navy of Olm. "
        "He spoke of drills. Scroll down for video of the parade. The bakery sells a very good rye loaf."
    )
    made = [document(article(text))]
    fates = choices(made, SECURITY)
    assert [choice.sentence for choice in fates] == list(range(len(made[0].sentences)))
    assert fates[0].gate == ""
    assert fates[0].section == 0
    assert fates[0].score == pytest.approx(sum(fates[0].why.values()))
    assert all(choice.gate for choice in fates[1:])


def test_other_figures_stand_as_a_pair() -> None:
    """Two reports that count one thing differently are both kept and know of each other."""
    first = article(
        "The navy of Varn moved over 10,000 troops to the northern islands on Friday, its admiral said.", "a"
    )
    second = article(
        "The navy of Varn moved about 12,000 troops to the northern islands on Friday, residents said.", "b"
    )
    picks = select([document(first), document(second)], SECURITY).picks
    assert [pick.differs for pick in picks] == [(1,), (0,)]
    assert picks[0].section == picks[1].section


def test_same_fact_counts_reports() -> None:
    """A fact that three articles report in their own words is taken once and knows its three reports."""
    texts = (
        "The navy of Varn moved 10,000 troops to the northern islands on Friday.",
        "On Friday 10,000 troops were moved by the navy of Varn to the northern islands, said fishermen.",
        "Varn's navy has moved 10,000 troops to its northern islands on Friday, a report says.",
    )
    picks = select([document(article(text, str(at))) for at, text in enumerate(texts)], SECURITY).picks
    assert len(picks) == 1
    assert picks[0].reports == 3
    assert picks[0].beat


def test_choosing_imports_no_heavy_library() -> None:
    """Choosing with the default ranker loads neither numpy nor sumy."""
    code = (
        "import sys; from briefer.choose import summarize; summarize('The mill closed. The town of Nordal mourns.');"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'sumy', 'nltk', 'weasyprint'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reasons_are_words() -> None:
    """No gate or rule is a code: each is a phrase of letters."""
    made = [document(article(HARBOUR + " He left. But nobody saw it there."))]
    for choice in choices(made, SECURITY):
        assert re.search(r"[a-z]{3}", choice.gate + choice.rule)


AVALANCHE = (
    "An avalanche buried a bus near Sunde on Tuesday and killed 14 pupils, police said. "
    "The avalanche also destroyed two houses in Sunde and injured six people."
)
MATCH = (
    "Velmark United has signed the striker Joss Peel for three seasons. "
    "Peel scored nine goals for Harn, and the club wants to win the cup with him."
)


def test_an_article_belongs_by_what_it_says_not_by_one_word() -> None:
    """In a pile an article is kept that has no word of the subject but is wanted by a section; football is left out."""
    documents = [document(article(AVALANCHE, "a")), document(article(MATCH, "b"))]
    fates = choices(documents, FIRES)
    assert [each.gate for each in fates if each.article == 0 and each.sentence == 0] == [""]
    assert all("is not about" in each.gate for each in fates if each.article == 1)


def test_the_news_of_a_wanted_article_has_its_place() -> None:
    """A first sentence in words of its own goes where it is wanted most, if the rest is wanted and that is clear."""

    def place(*wants: tuple[float, float]) -> int | None:
        places = [
            Place(None if max(each) < 0.25 else each.index(max(each)), max(each), each, reason="") for each in wants
        ]
        return with_news(places, 0)[0].section

    assert place((0.08, 0.01), (0.6, 0.1), (0.5, 0.1)) == 0
    assert place((0.08, 0.07), (0.6, 0.1), (0.5, 0.1)) is None  # not clear which
    assert place((0.08, 0.01), (0.0, 0.0), (0.02, 0.1)) is None  # the article is about something else
    assert place((0.0, 0.0), (0.6, 0.1), (0.5, 0.1)) is None
    assert place((0.1, 0.5), (0.6, 0.1), (0.5, 0.1)) == 1
    assert with_news((), 0) == ()
