"""Placing by meaning: the table of subjects and what sections make of it."""

from __future__ import annotations

import pytest

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


COURTS = Profile(
    title="Courts Brief",
    about="criminal cases and trials",
    sections=(
        SectionRule("Rulings", about="charges, pleas, verdicts, sentences, appeals"),
        SectionRule("Evidence", about="what was said or shown in court, the alleged facts of the case"),
        SectionRule("Reactions", about="families, lawyers outside the court and the public reacting"),
    ),
)
MARKETS = Profile(
    title="Economy Brief",
    about="companies, markets and the economy",
    sections=(
        SectionRule("Companies", about="results, deals, takeovers, products and management of companies"),
        SectionRule("Figures", about="shares, currencies, oil, prices, growth and unemployment"),
        SectionRule("Policy", about="what governments, central banks and regulators decide for business"),
    ),
)
GADGETS = Profile(
    title="Technology Brief",
    about="technology, the internet and digital life",
    sections=(
        SectionRule("Products", about="new devices, software and games, and what technology firms sell and earn"),
        SectionRule("Security", about="attacks, viruses, fraud, surveillance and data protection"),
        SectionRule("Society", about="how people use technology, surveys, rules of governments, research and outlook"),
    ),
)


@pytest.mark.parametrize(
    ("profile", "sentence", "section"),
    [
        (COURTS, "A shopkeeper has been jailed for six years for stealing the savings of his neighbours.", 0),
        (COURTS, "A porter told the court that he saw her carry two bags out of the house at midnight.", 1),
        (COURTS, "The parents of the boy wept outside the court and said that nothing would bring him back.", 2),
        (MARKETS, "The brewer Halden has agreed to buy its rival Moss for two billion crowns.", 0),
        (MARKETS, "The crown fell against the euro, and shares in Nordal lost two percent.", 1),
        (MARKETS, "The competition watchdog fined the bank for fixing its rates.", 2),
        (GADGETS, "Brandt's new handheld game console goes on sale in Westmark on Friday.", 0),
        (GADGETS, "A virus stole the passwords of 40,000 customers of the bank.", 1),
        (GADGETS, "Half of all people over sixty use the internet every day, a survey found.", 2),
    ],
)
def test_what_happens_decides_and_not_the_topic_alone(profile: Profile, sentence: str, section: int) -> None:
    """Sections of one subject are told apart by what a sentence tells: a sentence, a fact, a deal, a price, a rule."""
    assert place(sentence, profile=profile).section == section


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
