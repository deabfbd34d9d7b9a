"""Placing by meaning: the table of subjects and what sections make of it."""

from __future__ import annotations

from briefer.choose import meaning
from briefer.choose.lines import lines
from briefer.choose.sections import Place, placed
from briefer.choose.subjects import ASKS
from briefer.model import Article, Profile, SectionRule
from briefer.text import document, words

PROFILE = Profile(
    title="Security Brief",
    about="war, arms and diplomacy between states",
    sections=(
        SectionRule("Fighting", about="troops, operations, attacks, casualties of fighting"),
        SectionRule("Diplomacy", about="sanctions, talks, envoys, relations between states"),
    ),
)


def place(text: str, language: str = "en", profile: Profile = PROFILE) -> Place:
    made = document(Article(id="a", title="", text=text, source="a.txt", language=language))
    return placed([lines(made)], profile, language)[0][0]


def test_football_goes_nowhere() -> None:
    """Words of war in a report of a match find no section of a profile on war."""
    assert place("The striker fired two shots past the defence as the club attacked after half-time.").section is None


def test_meaning_finds_what_no_word_names() -> None:
    """A sentence that shares no word with the line of a section is placed by what it means, and the rule says so."""
    found = place("Gunmen shelled the barracks with mortars and insurgents seized the airfield.")
    assert found.section == 0
    assert "near in meaning to military" in found.rule


def test_each_subject_is_likely_for_its_own_words() -> None:
    """The table tells subjects from each other."""
    for text, subject in (
        ("The jury found him guilty and the judge sentenced him to prison.", "charges"),
        ("The striker scored twice and the team won the league.", "sport"),
        ("Unemployment fell as employers hired workers.", "jobs"),
        ("Forecasters expect the storm to strengthen by Friday.", "outlook"),
    ):
        likely = meaning.likely(meaning.weighed(words(text)))
        assert meaning.subjects()[likely.index(max(likely))] == subject
        assert abs(sum(likely) - 1) < 1e-9


def test_what_can_be_asked_for_is_in_the_table() -> None:
    """Every subject has the words that ask for it, and none is asked for that the table does not know."""
    assert set(ASKS) | {meaning.NOTHING} == set(meaning.subjects())


def test_other_languages_are_placed_by_their_words() -> None:
    """Where the table does not know a language the words of the section decide alone."""
    assert not meaning.known("de")
    assert meaning.known("en-GB")
    profile = Profile(title="Lage", sections=(SectionRule("Truppen", about="Truppen, Angriffe, Panzer"),))
    found = place("Die Truppen begannen den Angriff mit Panzer und Flugzeug.", "de", profile)
    assert found.section == 0
    assert "near in meaning" not in found.rule


def test_words_without_meaning_say_nothing() -> None:
    """A text of unknown words is as likely to be about a subject as the table holds in general."""
    assert meaning.weighed(["qqxzv"]) == meaning.weighed([])
