"""What a sentence lacks when it stands alone, and which earlier sentences cure it."""

from __future__ import annotations

import time

import pytest

from briefer.choose import select
from briefer.choose.context import GOES_ON, Judge, safeties
from briefer.choose.lines import lines
from briefer.model import Article, Profile, SectionRule
from briefer.text import document


def article(text: str, name: str = "a", language: str = "en") -> Article:
    return Article(id=name, title="", text=text, source=f"{name}.txt", language=language)


def safety_of(text: str, sentence: str) -> tuple[str, str, tuple[int, ...]]:
    """Return gate, fault and cure of the sentence of a text that begins so."""
    found = lines(document(article(text)))
    at = next(line.index for line in found if line.text.startswith(sentence))
    safety = safeties(found)[at]
    return safety.gate, safety.leans, safety.needs


@pytest.mark.parametrize(
    ("text", "sentence", "word"),
    [
        ("The mill in Nordal closed. But the owners want to sell it to Oslo.", "But", "begins with “But”"),
        ("The mill in Nordal closed. Instead of paper it will make heat for Oslo.", "Instead", "begins with “Instead”"),
        ("Anna Berg runs the mill in Nordal. He said that Sunday work was over for good.", "He", "“He” without a name"),
        (
            "Anna Berg runs the mill. The ban was lifted, she said in Nordal on Monday.",
            "The ban",
            "“she” without a name",
        ),
        (
            "Ola Dahl has died in Oslo. Kari Moe, an expert on mills in Nordal, said: “He owned half of it.”",
            "Kari",
            "quotation points to something outside",
        ),
        ("The owners of the mill left Nordal. In fluent French, they thanked Oslo.", "In", "“they” without a name"),
        (
            "The mill in Nordal closed. This decision surprised the whole of Oslo.",
            "This",
            "“This decision” points outside",
        ),
        ("The mill in Nordal closed. It employed four hundred people from three towns.", "It", "“It” without a noun"),
        ("Oslo and Bergen met on Friday. The two sides agreed on the price of wood.", "The two", "points outside"),
        (
            "A militia took Nordal on Friday. The group then closed the road to Oslo.",
            "The group",
            "“The group” points outside",
        ),
        (
            "An official in Oslo knew of it. The official said the mill would close in June.",
            "The official",
            "“The official” points",
        ),
        ("Anna Berg runs the mill. “The plant is too old for a second line.”", "“The plant", "without its speaker"),
        ("Ri spoke to Oslo first. Foreign minister Ri Yong Dal contradicted him that night.", "Foreign", "“him”"),
    ],
)
def test_sentences_that_lean_on_others(text: str, sentence: str, word: str) -> None:
    """A sentence that points to something outside itself is known by the word that points."""
    gate, leans, _ = safety_of(text, sentence)
    assert not gate
    assert word in leans


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Scroll down for video of the flooded mill.", "boilerplate"),
        ("Copyright 2025 Nordal Press and its licensors.", "boilerplate"),
        ("Anna Berg (left) with the workers of the mill in Nordal.", "caption"),
        ("Is the mill in Nordal still worth its price?", "a question"),
        ("Mill closes at last.", "shorter than five words"),
        ("Mill in Nordal closes after sixty years of paper", "no full stop"),
        ("The mill in Nordal burned down on Monday .", "caption"),
        ("Owners of Nordal Mill Say Their Plan Is Expansive but Complex.", "heading"),
        ("Price of mill passes $1B; Small group of owners pushes it beyond that of Oslo.", "heading"),
        ("A bird's eye view of the mill in Nordal shows the charred wreckage of its roof.", "caption"),
        ("12,400 13,800 14,900 15,100 16,700 17,300 tons.", "mostly digits"),
        ("The mill " + "and the mill " * 60 + "closed.", "longer than 600"),
        ("-- Workers of the mill in Nordal wait for their pay.", "part of a list"),
        ("(The mill in Nordal has belonged to Oslo since 1907.)", "brackets"),
        ("He wrote a word of " + "x" * 120 + " letters in his book.", "more than 80 letters"),
    ],
)
def test_what_is_no_sentence_for_a_page(text: str, reason: str) -> None:
    """Captions, headings, questions, lists and garbage are dropped with the reason in words."""
    found = lines(document(article(f"{text}\n\nThe mill in Nordal closed on Monday.")))
    assert reason in safeties(found)[0].gate


@pytest.mark.parametrize(
    "text",
    [
        "During his speech in Oslo, Prime Minister Ola Dahl promised a new road.",
        "OSLO (NTB) — Since her return, Minister Kari Moe has visited every mill in the valley.",
        "The mill's owner, Anna Berg, said that she would sell her shares.",
        "It is not clear whether the mill in Nordal will open again.",
        "Those who worked at the mill in Nordal will get a year's pay.",
        "This week the mill in Nordal made its last roll of paper.",
        "The government of Norway said that its loans to the mill were lost.",
        "“We will not sell to Oslo,” Anna Berg, the mill's owner, told reporters.",
        "President Anna Berg met Prime Minister Ola Dahl in Oslo; The Hague was not a choice of either.",
        "Anna Berg of Nordal Mill Limited and Kari Moe of Oslo Paper Works Will Trust agreed on a price.",
    ],
)
def test_sentences_that_stand_alone(text: str) -> None:
    """Names that follow, names that stand before, and fixed phrases make a sentence safe."""
    found = safeties(lines(document(article(text))))
    assert [(safety.gate, safety.leans) for safety in found] == [("", "")]


def test_the_sentence_before_completes() -> None:
    """A pronoun is completed by the sentence before it, where that is safe itself."""
    gate, leans, needs = safety_of(
        "Anna Berg bought the mill in Nordal in 2009. She plans to close the mill next week.", "She"
    )
    assert (gate, needs) == ("", (0,))
    assert "“She”" in leans


def test_no_unsafe_sentence_completes_another() -> None:
    """Where the sentence before leans on something itself, nothing is completed with it."""
    text = "Anna Berg bought the mill. But the river took it in spring. However, the loans of Oslo stay with the town."
    assert safety_of(text, "However")[2] == ()


def test_quotation_over_two_sentences() -> None:
    """The end of a quotation is printed with its beginning and its speaker, its middle never alone."""
    text = (
        "“We held the line at Nordal,” Anna Berg said, “and we will hold it again. "
        "No mill will be sold to Oslo while I live.”"
    )
    found = safeties(lines(document(article(text))))
    assert found[0].gate
    assert found[1].needs == (0,) or found[1].gate


def alone(text: str) -> tuple[str, str, tuple[str, ...], bool]:
    """Return gate, fault, what is less precise and whether that is felt, of the last sentence of a text."""
    safety = safeties(lines(document(article(text))))[-1]
    return safety.gate, safety.leans, safety.mild, safety.vague


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("Two days later the mill in Nordal was sold to Oslo.", "begins with “Two days later”"),
        ("One was sold to Karl Holm, a banker from Oslo.", "begins with “One was”"),
        ("Some of them have moved to the mill at Oslo.", "begins with “Some of them”"),
        ("Just five years earlier, Nordal had paid for 300 of its teachers.", "begins with"),
        ("Nordal, for example, has sold its mill to Karl Holm.", "“for example” points"),
        ("Karl Holm sold his mill as well.", "points to the sentence before"),
        ("Known for its paper since 1907, it sold a mill to Karl Holm.", "“it” without a noun"),
        ("It comes as Karl Holm sells the last mill of Nordal.", "“It” without a noun"),
        ("It was flying from Nordal to Oslo when the weather changed.", "“It” without a noun"),
        ("In four hard years they have competed well with Karl Holm.", "“they” without a name"),
        ("The giant mill is 154 metres long and made of brick.", "“The giant mill” points outside"),
        ("The Nordal resident is survived by a wife and four children.", "“The Nordal resident” points outside"),
        ("The Swede was angry that the mill had been sold.", "“The Swede” points outside"),
        ("The rocker is teaming up with Nordal Studios for a film.", "“The rocker” points outside"),
        ("Karl Holm met Minister Kari Moe on Friday, the official said.", "“the official” points outside"),
        ("All 11 workers aboard are believed dead, Minister Kari Moe said.", "begins with “All 11"),
        ("“The pain will linger,” Minister Kari Moe said.", "a short quotation"),
        ("“This is the end of the mill as the town knew it,” said Karl Holm of Oslo.", "points to something outside"),
        ("“At the same time, the river has to be kept clean,” said Karl Holm of Oslo.", "goes on from something"),
        ("“Can you name the owner of the mill?” Karl Holm asked her mother in Oslo.", "a question without its answer"),
        ("What a fine old mill this was for all of Nordal!", "an exclamation"),
        ("More often than not, that's what the mill in Nordal needs.", "“that's what” points outside"),
    ],
)
def test_classes_of_leaning(last: str, word: str) -> None:
    """Each class of pointing outside is known: connectives, amounts, pronouns, nouns, quotations, exclamations."""
    gate, leans, _, _ = alone(f"Anna Berg runs a mill in Nordal. {last}")
    assert not gate
    assert word in leans


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("In a long talk with Jane Hale, she called Nordal a small town.", "“she” without a name"),
        ("A founder of the bank of Oslo, he spent ten years at sea.", "“he” without a name"),
        ("As an actor, he won three prizes in Oslo and Bergen.", "“he” without a name"),
        ("Karl Holm was shot twice in Nordal, he said.", "“he” without a name"),
        ("Close friend Barbara Lund, on whose farm he stayed, came to Nordal.", "“he” without a name"),
        ("Two Nordal Republicans say he would not sell the mill.", "“he” without a name"),
        ("Mary Lund sold the mill in Nordal before he came home.", "“he” without a name"),
        ("Like the murder of Anna Lund, his death was mourned in Oslo.", "“his” without a name"),
        ("They had joined his call for a new mill in Nordal.", "“his” without a name"),
    ],
)
def test_never_a_wrong_he(last: str, word: str) -> None:
    """A person named in passing, of the other sex, or in what somebody else says, is not taken for the one meant."""
    _, leans, _, _ = alone(f"The river froze over in the night. {last}")
    assert word in leans


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Karl Holm bought the mill in Nordal in 2009. He plans to close the mill next week.", (0,)),
        ("Karl Holm bought the mill in Nordal in 2009. She plans to close the mill next week.", ()),
        ("Karl Holm met Anders Lie in Nordal in 2009. He plans to close the mill next week.", ()),
        ("Robin Falk bought the mill in Nordal. The river froze over in Nordal. He plans to close the mill.", ()),
        (
            "Karl Holm bought the mill in Nordal in 2009. He plans to close the mill next week. "
            "He also plans to sell the river to Oslo for a crown.",
            (0, 1),
        ),
        ("Two officers came to the mill in Nordal. The officer said that the mill would close.", ()),
    ],
)
def test_a_cure_is_certain(text: str, needs: tuple[int, ...]) -> None:
    """A pronoun is completed by the one it surely means, over two sentences at most, and else by nobody."""
    assert safeties(lines(document(article(text))))[-1].needs == needs


@pytest.mark.parametrize(
    "text",
    [
        "Falk Lund is congratulated by his team after the match in Oslo.",
        "Anna Berg waves to the workers at the gate of the mill.",
        "Reveals that she wrote the letters from Nordal by hand.",
        "Anna Berg and Karl Holm.",
        "Kari Moe reported from Nordal, Norway.",
        "BREAKING NEWS FROM THE MILL IN NORDAL TODAY.",
    ],
)
def test_captions_bylines_and_headings(text: str) -> None:
    """Captions told in the present, bylines, bullets without a subject and shouting are no sentences for a page."""
    found = lines(document(article(f"The mill in Nordal closed on Monday.\n\n{text}")))
    assert safeties(found)[-1].gate


@pytest.mark.parametrize(
    "last",
    [
        "It would be wrong to leave Nordal without a mill, Anna Berg said.",
        "After Karl Holm spoke in Nordal, he went home to the mill.",
        "The bridge of Nordal was closed while the mill burned.",
        "The rest of the year Nordal has no snow at all.",
        "So far Nordal has sold 300 tons of paper to Oslo.",
        "Britain leaves the union of mills on Friday, Nordal hopes.",
        "Farmers, teachers and dozens of others came to Nordal for the mill.",
    ],
)
def test_what_only_looks_like_leaning(last: str) -> None:
    """Fixed phrases, a man named in the fronted clause, and nouns that say which one is meant are safe."""
    gate, leans, _, _ = alone(f"Anna Berg runs a mill in Nordal. {last}")
    assert (gate, leans) == ("", "")


def test_vague_is_felt_and_slight_is_not() -> None:
    """A letter told of before is felt to be missing; a surname alone costs a little only."""
    _, leans, mild, vague = alone(
        "Anna Berg got a letter in Nordal. The town of Nordal and the mill of Oslo saw the letter."
    )
    assert (leans, vague) == ("", True)
    assert mild == ("“the letter” was introduced before",)
    text = "Anna Berg runs a mill in Nordal. "
    text += "Berg sold the paper of Nordal to Oslo, Bergen and Moss for three crowns a ton in May."
    _, leans, mild, vague = alone(text)
    assert (leans, vague) == ("", False)
    assert mild == ("only the surname of Berg",)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Werk in Nordal schließt. Er sagte am Montag nichts dazu."),
        ("fr", "L'usine de Nordal ferme. Cependant les ouvriers veulent rester à Oslo."),
        ("es", "La planta de Nordal cierra. Además, los obreros quieren quedarse en Oslo."),
    ],
)
def test_other_languages_have_their_openings(language: str, text: str) -> None:
    """Words that take up the sentence before are known in a few languages, and bring that sentence with them."""
    first, second = safeties(lines(document(article(text, language=language))), language)
    assert (first.gate, first.leans) == ("", "")
    assert second.leans.startswith("begins with")
    assert second.needs == (0,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Es gibt in Nordal kein Papier mehr. But heißt die neue Marke des Werks in Oslo."),
        ("ja", "工場は月曜日に閉鎖された。彼は何も言わなかった。"),
        ("fr", "Il y a trop de papier à Nordal. This Is Paper est le nom de la marque d'Oslo."),
    ],
)
def test_english_rules_stay_in_english(language: str, text: str) -> None:
    """A text in another language goes through without English rules and without a crash."""
    found = safeties(lines(document(article(text, language=language))), language)
    assert all(not safety.leans for safety in found)


TALKS = Profile(
    title="T",
    sections=(
        SectionRule("Talks", about="talks, envoys and summits"),
        SectionRule("Troops", about="troops, drills and weapons"),
    ),
)


def test_a_companion_is_not_taken_from_another_section() -> None:
    """A sentence that is only less precise alone leaves the sentence before it in the section of that one."""
    text = (
        "The talks of envoys from Varn and Olm collapsed at a summit in Nordal in 2019. "
        "Since then the army of Varn has held drills with Olm and moved 3,000 troops and 40 tanks to Nordal and Moss, "
        "the ministry of defence of Varn said."
    )
    picks = select([document(article(text))], TALKS).picks
    assert sorted((pick.section, len(pick.lines)) for pick in picks) == [(0, 1), (1, 1)]


def test_a_vague_sentence_comes_after_clear_ones() -> None:
    """What lacks something keeps less of its score than what lacks nothing."""
    clear = "Varn moved 300 troops and 40 tanks to the islands of Olm on Friday."
    vague = "Varn and the town of Moss moved troops to the islands under the deal of that name in the letter."
    found = safeties(lines(document(article(f"Olm got a letter from Varn. {clear} {vague}"))))
    assert found[1].worth == 1.0
    assert found[2].worth < found[1].worth or found[2].leans


def test_a_long_article_is_quick() -> None:
    """Ten thousand sentences take seconds: the work grows with the text, not with its square."""
    text = " ".join(f"Anna Berg, {at}, sold the mill of Nordal to Oslo, and he said so." for at in range(4000))
    made = lines(document(article(text)))
    start = time.process_time()
    safeties(made)
    assert time.process_time() - start < 8


def test_an_it_after_a_list_of_subjects_points_outside() -> None:
    """Three governments that condemned it are not what they condemned."""
    text = (
        "Norvalia fired a rocket over the Selk Strait on Sunday. The cabinet met at noon for two hours. "
        "The United States, Westmark and Ruland condemned it as a breach of the Harn treaty."
    )
    last = safeties(lines(document(Article(id="", title="", text=text, source=""))))[-1]

    assert "“it” without a noun before it" in " ".join((last.gate, *last.mild)) or last.leans


GRAVE_ALONE = [
    ("The Ormen left Nordal with grain. The ship sank on May 4, 1941, off Oslo in the North Sea.", "The ship"),
    ("Ada Lund rang Oslo. The emotions came back when Robert Hale of Bergen was charged on Monday.", "The emotions"),
    ("Islam came to Nordal. The religion's two main schools are those of Oslo and Bergen.", "The religion"),
    ("Ada Lund was in Oslo. Lund stepped out of her car to stop them, and the boys ran off to Bergen.", "Lund"),
    ("Oslo has gas to sell. There was word in May that Norway might sell it to Sweden by June.", "There was"),
    ("Oslo looks for the thief. Norway is also looking into it, Ada Lund of Bergen told the paper.", "Norway"),
    ("Rules were set in Oslo. Norway wants them gone for good before the talks in Bergen.", "Norway"),
    ("Ada Lund feared a flood. One day in June 2006, Lund said, that nightmare reached Oslo.", "One day"),
    ("Oslo wants a deal by June. Norway is not ready to do that, one of its ministers said in Bergen.", "Norway"),
    ("Ada Lund may stand trial. It was unclear whether that would happen in Oslo or in Bergen.", "It was"),
    ("Ada Lund says she is ill. A note was even shown to Oslo District Court backing up the claim.", "A note"),
    ("The coast is open, men say. Retired captains gave the grim warning as they met in Oslo.", "Retired"),
    ("A body lay in the barn. Detectives made the discovery at a farm in Nordal on Wednesday.", "Detectives"),
    ("Boris Hale was killed. Ada Lund says she does not know who ordered the murder or why.", "Ada"),
    ("Crews came to Mali. While in West Africa, the workers came to the aid of their colleague.", "While"),
    ("Anna Rice lost a son. In Oslo, protesters stood outside the Rice home on Monday night.", "In Oslo"),
    ("Ada Lund saw a man. Lund fired and the man threw his gun at the wall in Nordal.", "Lund fired"),
    ("A man lay in the car. Mrs Lund grabbed the man by the arms and pulled him out in Oslo.", "Mrs Lund"),
    ("A soldier was held. Sweden handed the American soldier to the Oslo police in June.", "Sweden"),
    ("Ada Lund has a girl. Ada Lund drove home and sent her inside to fetch a coat from Oslo.", "Ada Lund drove"),
    ("A lawyer sued Ann Lund. The Oslo District Attorney filed a charge against him on Monday.", "The Oslo"),
    ("Ada Lund lost a case. Eventually, Lund found a house in Nordal near the Oslo road.", "Eventually"),
    ("Ada Lund was jailed in Oslo. The mother of three was told that Bergen would hear her in May.", "The mother"),
    ("Oslo has a cap. Officials in Norway say the number is abstract until Sweden agrees.", "Officials"),
    ("Two men won. One recently received a high honour in Oslo for saving Ada Lund.", "One recently"),
    ("Ada Lund was ill. Yesterday Miss Lund told the inquest.", "Yesterday"),
    ("Oslo raised a tax. As a consequence, Norway lost trade with Sweden in June.", "As a"),
    ("Rebels rose. The Shiite minority group took the port of Aden and the palace in January.", "The Shiite"),
    ("Troops came to Bergen. Surrounded on three sides, it was thought Norway would give it up.", "Surrounded"),
    ("Ann Lund met a boy of 16. Lund said she had been hurt by the 16-year-old and had gone to Oslo.", "Lund said"),
    ("A sponsor helped Ann Lund. Lund also told the sponsor that she had shown Oslo pictures.", "Lund also"),
    ("A lad was there. While Ann Lund said she was hurt by the teenage boy, Oslo held nobody.", "While"),
    ("Norway has debts. A man at the World Trade Fund said he saw no good end to the country's loan.", "A man"),
    ("Ann Lund fears rain. Lund's prediction was made as Norway said it would stop the boats.", "Lund's"),
    ("Norway keeps rules. Take the 2010 Oslo Treaty, which limits the fleet of Sweden to ten ships.", "Take"),
    ("Gunmen took the hall. Ann Lund described the gunmen as dressed like the lawyers of Oslo.", "Ann Lund"),
    ("A woman fell in Oslo. Rescue crews found the woman suffering from two broken ribs in Nordal.", "Rescue"),
    ("Norway was blamed. Among the condemnations was a short note from the King of Sweden.", "Among"),
    ("A tax may come. Norway and Sweden scoff at the idea, and Oslo says so in May.", "Norway"),
    ("Peter Hale was sick. Ann Lund, who was in Bergen with Sweden's envoy, stressed this point.", "Ann Lund"),
    ("Oslo was silent in 2009. Ann Lund, the head of the Oslo council, vowed not to repeat that mistake.", "Ann"),
    ("Groups copy others. One example is the Nordal group of Ann Lund, which burnt a mill in Oslo.", "One example"),
    ("It is rude. “I see why people in Oslo grow angry and respect that,” a reader in Bergen wrote.", "“I see"),
]


@pytest.mark.parametrize(("text", "sentence"), GRAVE_ALONE)
def test_what_a_reader_of_one_sentence_cannot_know(text: str, sentence: str) -> None:
    lines_of = lines(document(article("A storm closed the roads of Telemark on Sunday night. " + text)))
    at = [line.index for line in lines_of if line.text.startswith(sentence)][-1]
    assert safeties(lines_of)[at].leans, sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "2010: The former mayor of Oslo was charged with fraud.",
        "Ada Lund and Robert Hale arriving at court in Oslo today: The owner admitted damage.",
        "A bomb explodes outside the station in Oslo on March 6, 2008.",
        "A police car sits burnt outside the office of a deputy in Oslo.",
        "Flames, smoke and dust: A burnt-out car in front of the Oslo station.",
        "Police watch over travellers at Oslo Central Station before Easter.",
        "An army lorry patrols the old town of Nordal this morning.",
        "Late night fight: 20-year-old Ada Lund died in Oslo on Monday.",
        "Medical boxes stored in the hall of Nordal for people that are waiting for help.",
        "Pupils of Nordal flee the quake The quake struck the east of Norway on Monday.",
        "OSLO (AP) — The Latest on the race of Lund and Hale (all times local): 2:45 p.m.",
        "This is the dramatic moment Ada Lund of Oslo jumped from a burning coach.",
    ],
)
def test_pictures_and_lists_are_no_sentences(sentence: str) -> None:
    assert safety_of("Ada Lund of Oslo met the mayor of Bergen on Monday. " + sentence, sentence[:12])[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway said it would send a ship to Sweden in June.",
        "Ada Lund told the court in Oslo that the man accused of the theft was Robert Hale.",
        "The warning of a flood in Nordal was lifted by Oslo on Monday.",
        "The Trade Ministry in Oslo sold the grain because Sweden needed it.",
        "Lund may face two more charges of theft should the judges of Oslo or of Sweden decide to bring him to Bergen.",
        "Norway made up with Sweden, and the two agreed to share the fish of the North Sea.",
        "Oslo police held a man on Monday and said the man had a gun.",
        "Troops stationed in Nordal were sent home by Norway on Monday.",
        "Norway rejected the idea of a tax on grain from Sweden on Monday.",
    ],
)
def test_what_says_enough_stays(sentence: str) -> None:
    text = "Robert Lund, a grain trader of Oslo, met Norway's ministers on Monday about Sweden. "
    assert safety_of(text + sentence, sentence[:14])[1] == ""


@pytest.mark.parametrize(
    ("text", "gates"),
    [
        # Who speaks is said, and the beginning is clear: the end can be printed with it.
        ("Anna Berg said in Oslo: “The mill in Nordal is too old. It will close in June.”", [GOES_ON, ""]),
        # It begins with a "she" that nobody knows.
        ("Oslo met in May. “She ran the mill of Nordal,” Berg said. “She left us. It will close in June.”", None),
        ("Anna Berg said in Oslo: “The mill is old. It was old in May. It is older now. It will close in June.”", None),
        ("“The mill in Nordal is too old for paper. It will close in June this year.”", [GOES_ON, GOES_ON]),
    ],
)
def test_a_gate_asked_alone(text: str, gates: list[str] | None) -> None:
    """A gate is the same whether it is asked alone or found while every sentence is judged."""
    found = lines(document(article(text)))
    asked = [Judge(found).gate(line.index) for line in found]
    assert asked == [safety.gate for safety in safeties(found)]
    assert gates is None or asked == gates
