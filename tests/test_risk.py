"""The risk that the reader of a printed item is stuck: what raises it, what lowers it, and what it does to the page."""

from __future__ import annotations

import json
import subprocess
import sys
from math import exp
from pathlib import Path

import pytest
from conftest import FIRES

from briefer.brief import make_brief
from briefer.choose import choices, context, risk, select
from briefer.choose.company import ALONE, AT_MOST, CALM, RISKY, TURNED, Company
from briefer.choose.items import LINES
from briefer.choose.lines import lines
from briefer.choose.select import ENOUGH
from briefer.model import Article, Document, Profile, SectionRule
from briefer.text import document

FIRE = (
    "A fire broke out in the paper mill of Nordal on Monday and killed two workers, the police said. "
    "Anna Berg, the director of the mill, told reporters that a boiler had burst. "
    "The boiler was inspected in the spring by the county of Nordal. "
    "Berg said that the workers had twenty years behind them. "
    "The letter was not read in time, the union complained. "
    "Anna Berg, the director of the Nordal paper mill, promised to pay for the funerals of both workers. "
    "Prime Minister Jon Aune of Westmark will visit Nordal on Friday."
)


def company(text: str, bar: float = RISKY) -> Company:
    """Return what goes with what in a text."""
    found = lines(document(Article(id="", title="", text=text, source="")))
    judge = context.Judge(found, bar=bar)
    for line in found:
        judge.safety(line.index)
    return judge.company


def chance(text: str, *group: int) -> float:
    return company(text).model.chance(group)


def test_naming_the_person_lowers_the_risk() -> None:
    """A sentence that says who a person is, is less risky than the same with a surname alone."""
    alone = FIRE.replace("Anna Berg, the director of the Nordal paper mill, promised", "Berg promised")
    assert chance(FIRE, 5) < chance(alone, 5)


def test_a_noun_told_before_raises_the_risk() -> None:
    """A subject that the article brought in earlier is riskier than one that the sentence brings in itself."""
    fresh = FIRE.replace("The boiler was", "A boiler in the cellar was")
    assert chance(fresh, 2) < chance(FIRE, 2)


def test_what_stands_before_lowers_the_risk() -> None:
    """The sentence that names a person takes away the risk of the one that has the surname alone."""
    assert chance(FIRE, 1, 3) < chance(FIRE, 3)


def test_an_item_is_as_risky_as_its_riskiest_sentence() -> None:
    """Two sentences are not safe because one of them is."""
    model = company(FIRE).model
    riskiest = sum(model.parts((4, 5)).values())
    assert model.chance((4, 5)) >= 1 / (1 + exp(-riskiest))


def test_the_parts_add_up_and_have_names() -> None:
    """The risk is a sum of signs in words, and the first of them is the one that every item has."""
    model = company(FIRE).model
    parts = model.parts((3,))
    assert next(iter(parts)) == risk.ANY
    assert all(sign == sign.strip() and sign[0].isalpha() for sign in parts)
    assert 0.0 < model.chance((3,)) < 1.0
    assert set(parts) <= set(risk.numbers()["weights"])


def test_the_numbers_are_plain_and_bounded() -> None:
    """The file of numbers is small and sorted, its weights are bounded, its shares between 0 and 1."""
    path = Path(risk.__file__).with_name("risk.json")
    numbers = json.loads(path.read_text(encoding="utf-8"))
    assert sorted(numbers) == ["known", "unique", "usual", "weights"]
    assert all(abs(weight) < 8 for weight in numbers["weights"].values())
    assert all(0 <= share <= 1 for share in numbers["unique"].values())
    assert all(list(part) == sorted(part) for part in numbers.values() if isinstance(part, dict))
    assert path.stat().st_size < 40_000
    assert max(len(name.split()) for name in numbers["known"]) < 8


SECTION = SectionRule(title="The mill", about="the mill of Nordal, its boiler, its workers and its director Anna Berg")
PROFILE = Profile(title="Nordal", sections=(SECTION,))


def test_a_sentence_that_leaves_its_reader_stuck_is_not_printed_alone() -> None:
    """What is printed is below the bar, or the first sentence; a little above it where the page is nearly empty."""
    made = document(Article(id="", title="", text=FIRE, source=""))
    made_of = company(FIRE)
    picks = select([made], PROFILE).picks
    groups = [tuple(line.index for line in pick.lines) for pick in picks]
    assert all(group == (0,) or made_of.chance(group) <= AT_MOST for group in groups)
    assert len(picks) <= ENOUGH or all(group == (0,) or made_of.chance(group) <= RISKY for group in groups)
    stuck = [choice.gate for choice in choices([made], PROFILE) if "stuck" in choice.gate]
    assert all("risk" in gate and "%" in gate and ":" in gate for gate in stuck)


def test_companions_are_earlier_and_clear() -> None:
    """What is printed before a sentence stands before it in the article, and never more than two sentences do."""
    made = company(FIRE)
    for at in range(7):
        needs = made.weighed(at).needs
        assert list(needs) == sorted(needs)
        assert len(needs) <= 2
        assert all(one < at for one in needs)


@pytest.mark.parametrize("pronoun", ["He", "She", "They"])
def test_no_risk_is_low_enough_for_a_pronoun_alone(pronoun: str) -> None:
    """A sentence whose pronoun has no owner in it is never printed alone, whatever the model says."""
    text = (
        "A fire in the paper mill of Nordal killed two workers of the county of Westmark on Monday. Nobody slept. "
        f"{pronoun} told Prime Minister Jon Aune of Westmark that the paper mill of Nordal, the largest in the county, "
        "will be built again by 2027 with 40 million crowns from the state."
    )
    safety = company(text).weighed(2)
    assert safety.gate or safety.needs or (safety.leans and not safety.needs)
    assert safety.leans or safety.gate


def test_the_risk_is_the_same_in_every_run() -> None:
    """Two processes with different hash seeds come to the same figures."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_risk import FIRE, company; "
        "model = company(FIRE).model; print([model.parts((at,)) for at in range(7)], model.chance((1, 3)))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_other_languages_have_no_risk() -> None:
    """An article in another language is judged by what its rules say, and by nothing learned from English."""
    text = "Die Fabrik in Nordal ist am Montag abgebrannt. Die Direktorin sagte, der Kessel sei alt gewesen."
    judge = context.Judge(lines(document(Article(id="", title="", text=text, source="", language="de"))), "de")
    assert [judge.weighed(at) for at in range(2)] == [judge.safety(at) for at in range(2)]
    assert all(judge.weighed(at).risk == 0.0 for at in range(2))


def test_a_reader_knows_the_subject_of_the_brief() -> None:
    """A line that names what the brief is about is less risky for its reader, and one that does not is as risky."""
    found = lines(document(Article(id="", title="", text=FIRE, source="")))
    judge = context.Judge(found, subject=frozenset({"Berg"}))
    for line in found:
        judge.safety(line.index)
    assert judge.company.chance((3,)) < company(FIRE).chance((3,))
    assert judge.company.chance((4,)) == company(FIRE).chance((4,))


MILL = (
    "A fire broke out in the paper mill of Nordal on Monday and killed two workers, the police said. "
    "A boiler in the cellar of the mill burst before dawn, and the flames destroyed three halls and 40 houses of "
    "Nordal. The fire injured 12 people in the houses beside the mill, the hospital of Nordal said."
)


def made(text: str) -> Document:
    """Return a text as sentences."""
    return document(Article(id="", title="", text=text, source=""))


@pytest.mark.parametrize(
    ("group", "bar"),
    [
        ((0, 1, 2), RISKY),
        ((0, 1), RISKY * TURNED),
        ((0,), RISKY * ALONE),
        ((4,), RISKY * ALONE),
        ((3,), RISKY * ALONE * TURNED),
        ((1,), RISKY * ALONE * TURNED),
        ((0, 2), CALM),
        ((2, 3), CALM),
    ],
)
def test_each_kind_of_item_has_its_bar(
    group: tuple[int, ...], bar: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes on from the first sentence may be riskiest; what the next sentence turns round has half of its bar."""
    text = (
        "A fire in the mill of Nordal killed two workers. The owner was arrested. However, a judge set him free. "
        "Meanwhile, the mill stays closed. The workers get a year's pay."
    )
    judged = company(text)
    for chance, fits in ((bar - 0.001, True), (bar + 0.001, False)):
        monkeypatch.setattr(judged, "chance", lambda _, chance=chance: chance)
        assert judged.fit(group) is fits


def test_where_nothing_is_clear_only_the_beginning_may_be_riskier(monkeypatch: pytest.MonkeyPatch) -> None:
    """The higher bar of a page that would be empty is for the first sentences of an article, in one piece."""
    calm, bold = company(MILL), company(MILL, AT_MOST)
    for judged in (calm, bold):
        monkeypatch.setattr(judged, "chance", lambda _: 0.13)
    groups = ((0,), (2,), (0, 1), (0, 2), (1, 2))
    assert not any(map(calm.fit, groups))
    assert [bold.fit(group) for group in groups] == [True, False, True, False, False]


def test_the_end_of_a_long_quotation_is_judged_with_its_beginning() -> None:
    """Sentences of one quotation are printed together, at the risk of them all."""
    text = (
        "Anna Berg, who owns the mill in Nordal, said on Monday: “The mill of Nordal will open again in May. The 300 "
        "workers will all be paid.”"
    )
    judge = context.Judge(lines(document(Article(id="", title="", text=text, source=""))))
    safety = judge.weighed(1)
    assert safety.needs == (0,)
    assert safety.risk == pytest.approx(judge.company.chance((0, 1)))
    assert safety.risk > 0


def test_what_the_first_sentence_completes_joins_it() -> None:
    """Sentences that would leave a reader stuck alone go on with the item of the first one, three in all, in order."""
    (pick,) = select([made(MILL)], FIRES).picks
    assert [line.index for line in pick.lines] == [0, 1, 2]
    assert chance(MILL, 2) > RISKY > chance(MILL, 0, 1, 2)
    assert pick.remedy == "printed with the sentence before it and the sentence after it"
    assert pick.risk <= RISKY


def test_no_item_has_more_than_three_sentences() -> None:
    """However many sentences could go on with an item, it stays short."""
    more = " The mill of Nordal will be closed until June, and its 300 workers get 80 percent of their wages."
    picks = select([made(MILL + more)], FIRES).picks
    assert all(len(pick.lines) <= LINES for pick in picks)
    assert any(len(pick.lines) == LINES for pick in picks)


def test_a_first_sentence_that_only_teases_is_risky() -> None:
    """A first sentence that says nothing of what the article is about is no item; one that tells the news is."""
    teased = MILL.replace("killed two workers", "left a gruesome sight").replace(
        "A fire broke out in the paper mill of Nordal on Monday and", "It was a night that"
    )
    assert chance(MILL, 0) < RISKY < chance(teased, 0)
    assert all(pick.lines[0].index != 0 or len(pick.lines) > 1 for pick in select([made(teased)], FIRES).picks)


def test_what_is_followed_is_judged_so() -> None:
    """The risk of an item is that any of its lines leaves the reader stuck, each where it stands."""
    model = company(MILL).model
    one, two = (
        1 / (1 + exp(-sum(model._parts(part, followed).values()))) for part, followed in (((0,), True), ((0, 1), False))
    )
    assert model.chance((0, 1)) == pytest.approx(1 - (1 - one) * (1 - two))
    assert model.chance((0,)) != pytest.approx(one)


def test_a_full_page_keeps_the_best_news_for_the_bottom_line() -> None:
    """With many articles the first sentences at the top stay alone; what would go on with them is passed over."""
    news = (
        ("A flood on the river Maren killed nine people in Nordal on Monday, the mayor said.", "flood", "120 farms"),
        ("An avalanche buried a bus near Sunde on Tuesday and killed 14 pupils, police said.", "avalanche", "a hut"),
        ("A train left the rails in Kravik on Sunday and injured 60 passengers, its owner said.", "train", "a bridge"),
        ("A gas explosion destroyed a theatre in Ostby on Friday, and two actors died.", "explosion", "40 windows"),
        ("A storm with winds of 190 kilometres an hour hit the port of Lunden overnight.", "storm", "six cranes"),
        ("A ferry with 200 people on board sank off Veum on Thursday morning.", "ferry", "a lighthouse"),
        ("A landslide cut the only road to Tangen on Saturday and killed a driver.", "landslide", "a chapel"),
        ("An earthquake of magnitude 6.1 shook the mines of Hovde on Wednesday.", "earthquake", "three shafts"),
        ("Smoke from a burning tanker poisoned 30 dockers in Eide on Monday.", "smoke", "a warehouse"),
        ("A dam above Brekke broke on Tuesday and swept away 25 houses.", "water", "the old mill"),
    )
    texts = [f"{first} The {what} also damaged {more} in the valley, firemen said." for first, what, more in news]
    firsts = {first for first, _, _ in news}
    brief = make_brief(
        [Article(id=str(at), title="", text=text, source=str(at)) for at, text in enumerate(texts)],
        FIRES,
        date="2026-11-24",
    )
    assert 1 <= len(brief.bottom_line) <= 2
    assert {item.text for item in brief.bottom_line} <= firsts
    few = make_brief([Article(id="one", title="", text=MILL, source="one")], FIRES, date="2026-11-24")
    assert few.bottom_line == ()
