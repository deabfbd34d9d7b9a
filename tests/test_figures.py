"""Figures for one thing that differ are found, and nothing else is called a difference."""

from __future__ import annotations

import pytest

from briefer.choose.facts import compare
from briefer.choose.figures import counted, differ
from briefer.choose.lines import Line, lines, weights
from briefer.model import Article
from briefer.text import document

DIFFERENT = [
    (
        "South Korea's military said that at least 1,100 foreign soldiers had been killed or wounded in Kursk.",
        "President Volodymyr Zelenskyy said that more than 3,000 foreign soldiers had been killed or wounded in Kursk.",
    ),
    (
        "Ten people were killed in the fire in Tarsa.",
        "The death toll from the fire in Tarsa rose to 12 people.",
    ),
    (
        "The quake killed 40 people in Tarsa.",
        "The quake in Tarsa killed at least 52 people.",
    ),
    (
        "The navy of Varn moved over 10,000 troops to the northern islands on Friday.",
        "The navy of Varn moved about 12,000 troops to the northern islands on Friday.",
    ),
    (
        "Three brigades crossed the strait on Monday.",
        "Five brigades crossed the strait on Monday.",
    ),
    (
        "The bridge at Holm will cost 40 million euros.",
        "The bridge at Holm will cost €55 million.",
    ),
    (
        "Prices rose by 3.5 percent in March.",
        "Prices rose by 4.1 % in March.",
    ),
    (
        "Some 2,000 dockers walked out in Lundby.",
        "More than 3,000 dockers walked out in Lundby.",
    ),
    (
        "Dozens of people were injured in the blast in Oslo.",
        "Seven people were injured in the blast in Oslo.",
    ),
    (
        "Im Hafen wurden 3.500 Soldaten gezählt.",
        "Im Hafen wurden 5.200 Soldaten gezählt.",
    ),
    (
        "Twenty-five miners are missing in Kesh.",
        "Thirty miners are missing in Kesh.",
    ),
    (
        "A hundred houses burned down in Kesh.",
        "Sixty houses burned down in Kesh.",
    ),
]
ALIKE = [
    (
        "Two of the 10 soldiers were killed in Kesh.",
        "The 12 soldiers were killed in Kesh.",
    ),
    (
        "Last year 12 people were killed in the mine.",
        "This year 10 people were killed in the mine.",
    ),
    (
        "In 2023 the army had 12,000 soldiers.",
        "In 2024 the army had 15,000 soldiers.",
    ),
    (
        "12 percent of the soldiers left.",
        "300 soldiers left.",
    ),
    (
        "About 10,000 troops crossed the river.",
        "Some 10,400 troops crossed the river.",
    ),
    (
        "More than 3,000 troops crossed the river.",
        "3,200 troops crossed the river.",
    ),
    (
        "Between 10 and 15 people were hurt.",
        "Twelve people were hurt.",
    ),
    (
        "10-15 people were hurt.",
        "Twelve people were hurt.",
    ),
    (
        "Dozens of people were hurt.",
        "Forty people were hurt.",
    ),
    (
        "100 soldiers were killed in Kursk.",
        "1,000 soldiers were wounded in Kursk.",
    ),
    (
        "10 people were killed in Oslo.",
        "12 people were killed in Bergen.",
    ),
    (
        "Six soldiers were killed in the blast.",
        "Four civilians were killed in the blast.",
    ),
    (
        "12 French soldiers arrived.",
        "10 German soldiers arrived.",
    ),
    (
        "It cost $4 million.",
        "It cost €5 million.",
    ),
    (
        "On Monday 10 ships left the port.",
        "On Tuesday 14 ships left the port.",
    ),
    (
        "The quake killed 40 people, including 12 children.",
        "The quake killed 40 people, including eight children.",
    ),
    (
        "In March 2024 he met 5 ministers.",
        "On May 3 he met 7 ministers.",
    ),
    (
        "The attack killed 5 soldiers on Jan. 5.",
        "The attack killed 8 soldiers on Jan. 9.",
    ),
    (
        "They lost more than 1,000 men, killed or wounded, within a single week.",
        "They lost more than 3,000 men, killed or wounded.",
    ),
    (
        "It ended 2:1 after 90 minutes.",
        "It ended 3:1 after 88 minutes.",
    ),
    (
        "He is 45 years old.",
        "He is 46 years old.",
    ),
    (
        "The 3rd brigade crossed.",
        "The 5th brigade crossed.",
    ),
    (
        "Inflation was 3 percent and unemployment 5 percent.",
        "Inflation was 4 percent and unemployment 6 percent.",
    ),
    (
        "14 ships waited in the bay.",
        "The number rose by 6 ships.",
    ),
]


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_other_figures_for_one_thing(left: str, right: str) -> None:
    """Two sentences that count one thing differently are found, whichever comes first."""
    assert differ(left, right)
    assert differ(right, left)


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_no_difference(left: str, right: str) -> None:
    """Parts, other times, other places, other kinds, roundings and ranges are no difference."""
    assert not differ(left, right)
    assert not differ(right, left)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Three ships and twenty-five boats left.", [3, 25]),
        ("A hundred houses and half a million people.", [100, 500_000]),
        ("Dozens of people fled.", [20]),
        ("It cost $4.2 million and 3,5 Mio. Euro.", [4_200_000, 3_500_000]),
        ("Sie zählten 1.200 Soldaten.", [1200]),
        ("He left on May 5, 2024 and on 7 June at 5 p.m.", []),
        ("The 3rd brigade took one of the four hills.", []),
        ("It was 3-1 after 90 minutes.", []),
        ("One in five workers left.", []),
        ("Sales of £5.1bn and 20m copies.", [5.1e9, 20e6]),
    ],
)
def test_values_of_figures(text: str, values: list[float]) -> None:
    """Figures, words for them and scales are read; dates, hours, ranks and shares are not counts."""
    assert [figure.low for figure in counted(text).figures] == values


def line(text: str, article: int) -> Line:
    return lines(document(Article(str(article), "", text, f"{article}.txt")), article)[0]


def verdict(left: str, right: str) -> str:
    pair = [line(left, 0), line(right, 1)]
    return compare(pair[0], pair[1], weights([[each] for each in pair]))


def test_verdicts_on_two_lines() -> None:
    """Lines of two articles differ, are the same, or have nothing to do with each other."""
    seen = "The mayor of Holm said that 40 ships had left the harbour of Holm on Friday."
    assert verdict(seen, "On Friday 55 ships left the harbour of Holm, the owners said.") == "differs"
    assert verdict(seen, "The mayor of Holm said on Friday that 40 ships had left the harbour.") == "same"
    assert verdict(seen, "On Friday 55 ships left the harbour of Bergen, the owners said.") != "differs"
    assert verdict(seen, "The baker of Holm sold 55 loaves of rye on Friday.") == ""


@pytest.mark.parametrize("piece", ["1 ", "$1 ", "two-", "a hundred ", "killed 1 ", "In A ", "1.000."])
def test_a_sentence_without_end_costs_little(piece: str) -> None:
    """A hostile run of figures is held against another one at once."""
    assert not differ(piece * 50_000, piece * 40_000)
