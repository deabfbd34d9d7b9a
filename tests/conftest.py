"""Briefs made by hand or by rule, for every test that needs one."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import settings

from briefer.model import Brief, Coverage, Item, Profile, Quote, Section, SectionRule, Source, Speaker, Why

# A landing must not hang on chance: where CI says so, generated cases are the same each time; elsewhere they vary.
settings.register_profile("landing", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("landing")

# No test may write into the data folder of whoever runs it (runs keep a log there).
os.environ["BRIEFER_DATA"] = tempfile.mkdtemp(prefix="briefer-data-")
atexit.register(shutil.rmtree, os.environ["BRIEFER_DATA"], ignore_errors=True)

WORDS = (
    "ministry envoy convoy harbour ceasefire tariff delegation reservoir statement brigade election treaty port "
    "inspectors radar shipment negotiators quota corridor observers parliament fuel grain battery missile exercise "
    "said reported agreed denied delayed opened closed moved carried sent signed near along after before under with "
    "the a of to in on from its their new third northern joint military foreign senior Ольга Αθήνα München Łódź"
).split()
FIRES = Profile(
    title="Accidents and disasters",
    about="fires, accidents and disasters and what is done about them",
    bottom_line=2,
    sections=(
        SectionRule("What happened", about="the event, its place, deaths, injuries, damage, causes"),
        SectionRule("Response", about="rescue, aid, measures, money, investigation"),
    ),
)
OUTLETS = ("Harbour Wire (demo)", "Northern Ledger (demo)", "Strait Courier (demo)", "Evening Post (demo)")


def sentence(chance: random.Random, length: int) -> str:
    """A sentence of so many words that looks like news to a typesetter."""
    words = [chance.choice(WORDS) for _ in range(length)]
    if chance.random() < 0.3:
        words[chance.randrange(length)] = f"{chance.randint(2, 99999):,}"
    if chance.random() < 0.1:
        words[chance.randrange(length)] = "anti-U.S."
    if chance.random() < 0.05:
        words[chance.randrange(length)] = "https://news.example.org/" + "a" * chance.randint(10, 90)
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def generated(
    seed: int,
    articles: int = 10,
    sections: int = 3,
    items: int = 40,
    shortest: int = 4,
    longest: int = 60,
    title: str | None = None,
) -> Brief:
    """A brief of candidates made by rule from a seed: sources, sections, speakers, counts."""
    chance = random.Random(seed)
    sources = tuple(
        Source(
            n,
            sentence(chance, chance.randint(3, 14)).rstrip("."),
            chance.choice((*OUTLETS, None)),
            None,
            chance.choice((None, f"https://news.example.org/{n}")),
            f"seeds/{n}.txt",
            chance.choice((None, f"2024-12-{chance.randint(10, 31)}")),
            None,
            f"{n:064x}",
        )
        for n in range(1, articles + 1)
    )
    made: list[Item] = []

    def item() -> Item:
        text = sentence(chance, chance.randint(shortest, longest))
        speaker = Speaker(text.split()[0], 0, len(text.split()[0])) if chance.random() < 0.3 else None
        made.append(
            Item(
                len(made) + 1,
                text,
                (Quote(chance.randint(1, articles), 0, len(text)),),
                speaker,
                chance.choice((1, 1, 1, 2, 5)),
                True,
                round(chance.random(), 4),
                Why({"centrality": 0.5}, "made by rule", 1.0, ""),
            )
        )
        return made[-1]

    bottom = tuple(item() for _ in range(min(2, items)))
    left = max(0, items - len(bottom))
    heads = [f"{sentence(chance, chance.randint(1, 4)).rstrip('.')} {n}" for n in range(sections)]
    share = [left // sections + (n < left % sections) for n in range(sections)]
    made_sections = tuple(
        Section(head, tuple(item() for _ in range(many))) for head, many in zip(heads, share, strict=True) if many
    )
    days = Counter(source.published for source in sources if source.published)
    outlets = Counter(source.outlet for source in sources if source.outlet)
    return Brief(
        title=title or sentence(chance, chance.randint(2, 9)).rstrip("."),
        date="2026-11-24",
        period=(min(days, default=None), max(days, default=None)),
        profile="made",
        language="en",
        bottom_line=bottom,
        sections=made_sections,
        sources=sources,
        coverage=Coverage(
            articles,
            articles,
            (),
            max(1, articles - 1),
            (),
            dict(sorted(days.items())),
            dict(outlets.most_common()),
            sum(source.published is None for source in sources),
        ),
        number=chance.choice((None, 7, 142)),
    )


@pytest.fixture
def make() -> Callable[..., Brief]:
    """The maker of briefs by rule."""
    return generated
