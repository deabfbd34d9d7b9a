"""Copies are one report, reports of one event are one story, and nothing else is joined."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import briefer
from briefer import Article, Story, stories
from briefer.choose.stories import SHINGLE, _runs, groups
from briefer.model import Profile, SectionRule

# Event, outlet, day, title and text. What follows an event with a number is near it, and is another one.
REPORTS = (
    (
        "quake", "Coast Wire", "2025-03-03", "Quake kills at least 40 in Tarsa province",
        "A magnitude 6.4 earthquake struck the mountain province of Tarsa in the republic of Ostan early on "
        "Monday and killed at least 40 people, the interior ministry said. The tremor was centred 12 km "
        "north of the town of Velik, where a school and a clinic collapsed. Rescue teams from the capital, "
        "Doran, were flown in by helicopter because landslides had cut the only road. President Ilya Maren "
        "declared three days of mourning.",
    ),
    (
        "quake", "Doran Times", "2025-03-03", "Dozens dead as earthquake flattens homes around Velik",
        "Rescuers dug with bare hands for survivors in Velik on Monday after a strong earthquake flattened "
        "hundreds of homes in Ostan's Tarsa province. Officials counted 52 dead by nightfall and warned "
        "that the toll would rise. The quake of magnitude 6.4 hit at 4.12 a.m., when most people were "
        'asleep. "We felt the whole hill move," said Ana Brod, a nurse at the ruined clinic. President '
        "Maren is due in the province on Tuesday.",
    ),
    (
        "quake", "Global Desk", "2025-03-04", "Ostan earthquake: death toll passes 60",
        "The number of people killed by Monday's earthquake in Ostan has passed 60, the government said, as "
        "soldiers reached villages that landslides had cut off. Army engineers opened one lane of the road "
        "to Velik, the worst-hit town in Tarsa province. Ostan has asked its neighbours for tents and field "
        "hospitals. The 6.4 tremor was the strongest there since 1988.",
    ),
    (
        "quake2", "Coast Wire", "2025-03-03", "Quake shakes southern Peru, no victims",
        "A magnitude 5.8 earthquake shook the coast of southern Peru on Monday but no one was hurt, the "
        "civil defence agency said. The tremor was centred 40 km west of the port of Ilo and was felt in "
        "Tacna. Schools were checked for cracks before classes began. Officials said there was no danger of "
        "a tsunami.",
    ),
    (
        "quake3", "Global Desk", "2025-03-04", "Ostan builders charged over schools",
        "Prosecutors in Doran have charged four builders with fraud over the cement used in schools in "
        "eastern Ostan. The case began last year after a wall fell in the town of Kesh. The interior "
        "ministry said that 60 schools would be examined. President Ilya Maren promised stricter rules when "
        "he took office.",
    ),
    (
        "strike", "Harbour Post", "2025-03-05", "Dockers in Lundby walk out over shifts",
        "More than 2,000 dockers at the port of Lundby walked out on Wednesday over a plan for twelve-hour "
        "shifts. The union, Havn, said that the stoppage would go on until the owner, Norline, withdrew the "
        "plan. Cranes stood still and 14 ships waited in the bay. Norline's chief executive, Stig Aune, "
        "called the strike unlawful and said the company would go to court.",
    ),
    (
        "strike", "Lundby Herald", "2025-03-05", "Port of Lundby at a standstill",
        "The largest container port of the country came to a standstill on Wednesday when dockers laid down "
        "their work. They reject longer shifts that Norline wants to bring in from May. Some 1,800 workers "
        "took part, according to the company; the union Havn spoke of more than 2,000. Aune, who heads "
        "Norline, said a judge would have to decide. Supermarkets said that they had fruit for four days.",
    ),
    (
        "strike", "Trade Monitor", "2025-03-06", "Norline loses first round in Lundby port dispute",
        "A labour court on Thursday refused to stop the strike of dockers in Lundby, a setback for the "
        "port's owner Norline. The judge said that the Havn union had given notice in time. The walkout "
        "over twelve-hour shifts entered its second day, with 20 ships waiting outside the port. Norline "
        "said it would appeal.",
    ),
    (
        "strike2", "Harbour Post", "2025-03-05", "Norline to buy two ferries",
        "Norline said on Wednesday that it had ordered two electric ferries for its route between Lundby "
        "and Skagen. The ships will carry 600 cars each and be built in Gdansk. Chief executive Stig Aune "
        "said the order was worth 210 million euros. The first ferry will sail in 2027.",
    ),
    (
        "vote", "Capital News", "2025-03-07", "Parliament in Karsk ousts Premier Dovan",
        "Parliament in Karsk brought down Prime Minister Petra Dovan on Friday in a vote of no confidence, "
        "151 to 144. Six members of her own Reform Party voted against her after a dispute over pensions. "
        "President Anton Weil has two weeks to name a successor. Dovan said that she accepted the result "
        "and would lead her party into the election.",
    ),
    (
        "vote", "Eastern Review", "2025-03-07", "Dovan government falls over pensions",
        "The government of Petra Dovan has fallen. Lawmakers withdrew their confidence from the prime "
        "minister by seven votes on Friday, after rebels in the Reform Party sided with the opposition on "
        "pensions. Opposition leader Marek Stohl called for an early election. President Weil, who must now "
        "find a new premier, met party leaders in the evening in Karsk.",
    ),
    (
        "vote", "World Brief", "2025-03-08", "Who will follow Dovan? Weil begins talks",
        "Karsk's president, Anton Weil, began talks with party leaders on Saturday, a day after parliament "
        "toppled Prime Minister Petra Dovan in a no-confidence vote. Marek Stohl of the opposition has "
        "asked for an early election, but Weil said that he would first look for a majority in the present "
        "parliament. Dovan stays in office until a successor is sworn in.",
    ),
    (
        "vote2", "Capital News", "2025-03-06", "Karsk raises pensions by 4 percent",
        "Pensions in Karsk will rise by 4 percent in July, the government of Prime Minister Petra Dovan "
        "decided on Thursday. The increase costs 900 million crowns a year. The opposition leader, Marek "
        "Stohl, called it too little. Parliament has to approve the budget in May.",
    ),
    (
        "vote3", "World Brief", "2025-03-07", "Senate in Molda approves gas deal",
        "The senate of Molda approved a gas deal with its eastern neighbour on Friday by 61 votes to 40. "
        "Prime Minister Ion Rusu said that the deal would lower prices before winter. The opposition walked "
        "out before the vote. President Lena Popa still has to sign the law.",
    ),
    (
        "summit", "Coast Wire", "2025-03-04", "Leaders of Varn and Tolm sign border deal",
        "The leaders of Varn and Tolm signed an agreement in Geneva on Tuesday that ends a dispute of "
        "thirty years over the Sella strait. Olga Varnin and Tolm's president, Idris Kamal, agreed to "
        "withdraw warships from within 20 miles of the line. A joint commission will meet every month. The "
        "United Nations welcomed the deal.",
    ),
    (
        "summit", "Eastern Review", "2025-03-04", "Warships to leave Sella strait",
        "Two old enemies made peace over a stretch of water on Tuesday. In Geneva President Idris Kamal of "
        "Tolm and Varn's leader Olga Varnin put their names to a text under which warships leave the Sella "
        "strait. Fishermen from both countries may work there again from April. The Secretary-General of "
        "the United Nations, who had mediated, spoke of a good day.",
    ),
    (
        "summit2", "Coast Wire", "2025-03-04", "Tolm holds naval drill",
        "Tolm's navy began a drill off its southern coast on Tuesday with nine ships. The exercise had been "
        "planned for a year, President Idris Kamal's office said. Varn said it had been told in advance. "
        "The drill ends on Friday.",
    ),
)  # fmt: skip
COUNTS = {"quake": 3, "strike": 3, "vote": 3, "summit": 2}


def article(text: str, name: str, title: str = "", outlet: str | None = None, published: str | None = None) -> Article:
    return Article(
        id=name,
        title=title,
        text=text,
        source=f"{name}.txt",
        outlet=outlet,
        published=published,
        sha256=name[:40] + text,
    )


def pile() -> list[Article]:
    """Return the reports above as articles whose ids begin with their event."""
    return [
        article(text, f"{event} {number}", title, outlet, day)
        for number, (event, outlet, day, title, text) in enumerate(REPORTS)
    ]


def events(found: tuple[Story, ...]) -> list[list[str]]:
    """Return the events of the articles of each story."""
    return [sorted({each.id.split()[0] for each in story.articles}) for story in found]


def test_reports_of_one_event_are_one_story() -> None:
    """Two or three outlets that tell of one event are one story; its neighbours with the same people are not in it."""
    found = stories(pile())
    assert all(len(names) == 1 for names in events(found))
    assert len(found) == len({event for event, *_ in REPORTS})
    assert {story.articles[0].id.split()[0]: story.reports for story in found if story.reports > 1} == COUNTS


@pytest.mark.parametrize("event", sorted(COUNTS))
def test_a_small_pile_is_enough(event: str) -> None:
    """Where nothing but one event and its neighbours are read, they are told apart as well."""
    found = stories([each for each in pile() if each.id.split()[0].startswith(event)])
    assert all(len(names) == 1 for names in events(found))
    # In other words altogether ("quake", "tremor"; "at least 40", "52", "60") a report stays alone until the pile is
    # large enough to tell that the names of its places are rare.
    assert event == "quake" or sum(story.reports == COUNTS[event] for story in found) == 1


def test_copies_count_once() -> None:
    """A copy and a shortened copy by other outlets add articles to a story, and no report."""
    wire = pile()[0]
    copy = article(wire.text, "quake copy", wire.title, "Valley News", "2025-03-04")
    short = article(wire.text.rsplit(". ", 1)[0] + ".", "quake short", "Quake in Tarsa", "Hill News", "2025-03-04")
    story = next(each for each in stories([*pile(), copy, short]) if len(each.articles) > 4)
    assert {each.id.split()[0] for each in story.articles} == {"quake"}
    assert (len(story.articles), story.reports) == (5, 3)


def test_one_outlet_is_one_report() -> None:
    """Two texts of one outlet about one event are not two independent reports."""
    found = stories([*pile(), article(REPORTS[0][4].replace("at least 40", "at least 44") + " The airport is open.",
                                      "quake update", "Quake", "Coast Wire", "2025-03-03")])  # fmt: skip
    assert max(story.reports for story in found if story.articles[0].id.startswith("quake")) == 3


def test_the_earliest_named_source_comes_first() -> None:
    """A story begins with the earliest article that has a date and an outlet, then come the others by date."""
    given = [
        article(REPORTS[0][4], "a", published="2025-03-01"),
        article(REPORTS[0][4], "b", outlet="Coast Wire", published="2025-03-03"),
        article(REPORTS[0][4], "c", outlet="Valley News", published="2025-03-02"),
        article(REPORTS[0][4], "d", outlet="Hill News"),
    ]
    assert [each.id for each in stories(given)[0].articles] == ["c", "a", "b", "d"]


def test_other_days_are_other_events() -> None:
    """The same words a month later are another event, unless they are a copy."""
    later = [
        article(each.text, each.id, each.title, each.outlet, f"2025-0{4 + number}-11")
        for number, each in enumerate(pile()[:3])
    ]
    assert [story.reports for story in stories(later)] == [1, 1, 1]


def test_without_dates_more_is_asked() -> None:
    """Articles without date and outlet are one story only where hardly a doubt is left."""
    bare = [article(each.text, each.id, each.title) for each in pile()]
    assert all(len(names) == 1 for names in events(stories(bare)))


def test_a_brief_counts_events_and_reports() -> None:
    """The page counts the stories that stories() finds, and an item its independent reports, not the copies."""
    fact = "The navy of Varn moved 10,000 troops to the northern islands on Friday."
    rest = (" Fishermen saw the ships at noon.", " The harbour of Tolm was closed for the day, its master wrote.")
    given = [
        article(fact + rest[0], "a", outlet="Coast Wire", published="2025-03-07"),
        article(fact + rest[0], "b", outlet="Valley News", published="2025-03-08"),
        article(rest[1][1:] + " On Friday the navy of Varn moved 10,000 troops to islands in the north, it is said.",
                "c", outlet="Global Desk", published="2025-03-07"),
    ]  # fmt: skip
    profile = Profile(title="Strait", sections=(SectionRule("Troops", about="troops, navies and drills"),))
    brief = briefer.make_brief(given, profile, date="2025-03-08")
    items = [*brief.bottom_line, *(item for section in brief.sections for item in section.items)]
    assert max(item.reports for item in items) == 2
    assert brief.coverage.stories == len(stories(given))


def test_order_of_input_does_not_matter() -> None:
    """Any order of the articles gives the same stories, byte for byte."""
    given = pile()
    wanted = stories(given)
    for seed in range(5):
        random.Random(seed).shuffle(given)
        assert stories(given) == wanted


def test_hash_seed_does_not_matter() -> None:
    """Two processes with other hash seeds find the same stories in the same order."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_stories as t; "
        "print([[a.id for a in s.articles] for s in t.stories(t.pile())])"
    )
    folder = Path(__file__).parent
    said = {
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(briefer.__file__).parent.parent)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


FOOTER = (
    "Coast Wire brings you the news of the day at any hour of the day and of the night, with reporters in nine towns. "
    "Write to the desk, or read our rules."
)


def test_a_footer_joins_nothing() -> None:
    """What an outlet prints under all its articles makes no report of two."""
    short = [text.split(". ")[0] + ". " + text.split(". ")[1] + ".\n\n" + FOOTER for *_, text in REPORTS]
    found = groups([article(text, str(number)) for number, text in enumerate(short)])
    assert len(found) == len(short)


def test_a_round_up_joins_nothing() -> None:
    """An article that holds many others word for word makes no report of them."""
    single = [article(text, str(number)) for number, (*_, text) in enumerate(REPORTS)]
    whole = article("\n\n".join(each.text for each in single), "round-up")
    sizes = sorted(len(group) for group in groups([*single, whole]))
    assert sizes[-1] <= 2


def test_one_shared_sentence_is_no_copy() -> None:
    """Two reports that share one sentence word for word stay two."""
    sentence = "The navy of Varn said on Friday that nine ships had left the strait after the talks in Geneva ended."
    one = f"{sentence} {REPORTS[6][4]}"
    other = f"{sentence} {REPORTS[9][4]}"
    assert len(groups([article(one, "a"), article(other, "b")])) == 2


def test_no_chain_of_neighbours() -> None:
    """Articles of which each is near the next do not end in one story."""
    chance = random.Random(5)
    sounds = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("alt", "eng", "ilm", "ork", "und")]
    told = []
    for _ in range(30):
        name, *own = (f"{chance.choice(sounds)}{chance.choice(sounds)}" for _ in range(9))
        told.append(f"{own[0]} {own[1]} {name.title()} {' '.join(own[2:])}.".capitalize())
    chain = [
        article(
            " ".join(chance.sample(told[at : at + 6], 6)), f"{at:02}", outlet=f"Outlet {at}", published="2025-03-03"
        )
        for at in range(24)
    ]
    assert max(len(story.articles) for story in stories(chain)) <= 12


def test_ten_times_as_many_take_about_ten_times_as_long() -> None:
    """The work grows with the number of articles, not with its square."""

    def seconds(size: int) -> float:
        chance = random.Random(size)
        given = []
        for number in range(size):
            own = [
                f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randint(0, 999)}" for _ in range(60)
            ]
            given.append(article(" ".join(f"The {word} met on Friday." for word in own), str(number)))
        start = time.process_time()
        assert len(stories(given)) == size
        return time.process_time() - start

    assert any(seconds(1500) < 30 * seconds(150) for _ in range(4))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=8))
def test_any_articles_are_all_there_once(texts: list[str]) -> None:
    """Whatever the texts are, each article is in one story, and no story counts more reports than articles."""
    given = [article(text, str(number)) for number, text in enumerate(texts)]
    found = stories(given)
    assert sorted(each.id for story in found for each in story.articles) == sorted(each.id for each in given)
    assert all(1 <= story.reports <= len(story.articles) for story in found)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40))
def test_runs_of_words_in_one_long_number(codes: list[int]) -> None:
    """The numbers of all runs, made at once in the lanes of one, are those that a loop over the words makes."""
    wanted = []
    for at in range(max(1, len(codes) - SHINGLE + 1)):
        code = codes[at]
        for following in codes[at + 1 : at + SHINGLE]:
            code = (code * 1000003 ^ following) & 0xFFFFFFFF
        wanted.append(code)
    assert list(_runs(codes)) == wanted
