"""Statements: who, the cue, what is said, in every construction; and whose name may be printed beside an item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer import statements
from briefer.choose import label, speech
from briefer.choose.lines import lines
from briefer.choose.statements import _model, pack
from briefer.model import Article, Span, Statement
from briefer.text import document


def words(text: str, span: Span | None) -> str | None:
    """Return the words of a span."""
    return text[span.start : span.end] if span else None


def told(text: str, language: str = "en") -> list[tuple[str | None, str | None, list[str | None], str]]:
    """Return the statements of a text in its words."""
    return [
        (words(text, one.speaker), words(text, one.cue), [words(text, part) for part in one.content], one.kind)
        for one in statements(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content", "kind"),
    [
        # indirect, with "that" and without
        (
            "The mayor said that the mill would close in June.",
            "The mayor",
            "said",
            ["the mill would close in June"],
            "indirect",
        ),
        (
            "Anna Berg said the plant would hire 40 people this year.",
            "Anna Berg",
            "said",
            ["the plant would hire 40 people this year"],
            "indirect",
        ),
        (
            "Officials said on Friday that the army had left the town.",
            "Officials",
            "said",
            ["the army had left the town"],
            "indirect",
        ),
        # the cue behind, around, before
        (
            "The mill would close in June, the mayor said.",
            "the mayor",
            "said",
            ["The mill would close in June"],
            "indirect",
        ),
        (
            "The bridge, Falk said, was safe when it opened.",
            "Falk",
            "said",
            ["The bridge", "was safe when it opened"],
            "indirect",
        ),
        (
            "The bridge is ahead of the plan, according to Ines Falk.",
            "Ines Falk",
            "according to",
            ["The bridge is ahead of the plan"],
            "indirect",
        ),
        (
            "According to the police, the lorry had no lights.",
            "the police",
            "According to",
            ["the lorry had no lights"],
            "indirect",
        ),
        # what people believe and promise
        (
            "The owners believe the mill will make money again.",
            "The owners",
            "believe",
            ["the mill will make money again"],
            "indirect",
        ),
        (
            "In a statement carried by KCNA, Kim Jong Un vowed to build more ships.",
            "Kim Jong Un",
            "vowed",
            ["to build more ships"],
            "indirect",
        ),
        # passive, without a speaker
        (
            "The mayor was accused of hiding the costs of the bridge.",
            None,
            "accused",
            ["hiding the costs of the bridge"],
            "indirect",
        ),
        # direct
        ("“The bridge is safe,” said Falk.", "Falk", "said", ["“The bridge is safe,”"], "direct"),
        ("Falk said: “The bridge is safe.”", "Falk", "said", ["“The bridge is safe.”"], "direct"),
        ('"The bridge is safe," she said.', "she", "said", ['"The bridge is safe,"'], "direct"),
        ("''The bridge is safe,'' Ms. Berg said.", "Ms. Berg", "said", ["''The bridge is safe,''"], "direct"),
        (
            '"The bridge is safe," Falk said, "and it will stay safe."',
            "Falk",
            "said",
            ['"The bridge is safe,"', '"and it will stay safe."'],
            "direct",
        ),
        # mixed
        (
            "Falk said the bridge was “a gift to the valley” and cheap.",
            "Falk",
            "said",
            ["the bridge was “a gift to the valley” and cheap"],
            "mixed",
        ),
        # the speaker is the whole phrase
        (
            "The spokesman for Ines Falk said she would stay.",
            "The spokesman for Ines Falk",
            "said",
            ["she would stay"],
            "indirect",
        ),
        (
            "The United States said on Friday that it would send two ships.",
            "The United States",
            "said",
            ["it would send two ships"],
            "indirect",
        ),
    ],
)
def test_constructions(text: str, speaker: str | None, cue: str, content: list[str], kind: str) -> None:
    """Speaker, cue and content are found in each construction, by their places in the text."""
    assert told(text) == [(speaker, cue, content, kind)]


def test_quotation_over_sentences() -> None:
    """What stands in quotation marks before and after the cue is one statement."""
    text = "“The bridge is safe,” Falk told reporters. “It has always been safe. Nobody needs to worry.”"
    assert [content for _, _, content, _ in told(text)] == [
        ["“The bridge is safe,”", "“It has always been safe. Nobody needs to worry.”"]
    ]


def test_quotation_over_paragraphs() -> None:
    """A quotation without a closing mark goes on where the next paragraph opens with a mark."""
    text = (
        "“The bridge is safe,” Falk said. “I have crossed it myself.\n\n“My children cross it every day.\n\n"
        "“So does the whole valley.”\n\nThe council meets on Friday."
    )
    found = told(text)
    assert len(found) == 1
    assert found[0][2] == [
        "“The bridge is safe,”",
        "“I have crossed it myself.",
        "“My children cross it every day.",
        "“So does the whole valley.”",
    ]


def test_forgotten_mark_ends_with_its_paragraph() -> None:
    """A quotation that is never closed does not swallow the paragraphs after it."""
    text = (
        "Falk said: “The bridge is safe and will stay so.\n\nThe council of Nordal meets on Friday in the old school."
    )
    assert all(part is not None and "council" not in part for _, _, parts, _ in told(text) for part in parts)


def test_quotation_inside_a_quotation() -> None:
    """Single marks inside double ones, and inside doubled single ones, end nothing."""
    for text in (
        "''The 'big sale' never took place,'' Ms. Berg said.",
        "“The ‘big sale’ never took place,” Ms. Berg said.",
        "\"The 'big sale' never took place,\" Ms. Berg said.",
    ):
        assert told(text) == [("Ms. Berg", "said", [text.split(" Ms.")[0]], "direct")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Berg runs the mill in Nordal.\n\n“The mill will stay open,” she said on Friday.", "Anna Berg"),
        ("Anna Berg met Kari Moe at the mill.\n\n“The mill will stay open,” she said on Friday.", None),
        ("Anna Berg's lawyer came alone.\n\n“The mill will stay open,” he said on Friday.", None),
        ("“The mill will stay open,” she said on Friday.", None),
        ("The spokesman for Anna Berg said the mill would stay open.", None),
        ("“The mill will stay open,” said Anna Berg.", "Anna Berg"),
        ("“The mill will stay open,” said Anna Berg, its owner.", "Anna Berg"),
    ],
)
def test_name_behind_the_words(text: str, name: str | None) -> None:
    """A name is given for the words of a speaker only where nobody else can be meant."""
    assert [words(text, one.name) for one in statements(text)] == [name]


@pytest.mark.parametrize(
    ("language", "text", "quotation"),
    [
        ("de", "Der Umbau dauert. „Die Brücke ist sicher genug“, sagte Falk.", "„Die Brücke ist sicher genug“"),
        ("de", "»Die Brücke ist sicher genug«, sagte Falk.", "»Die Brücke ist sicher genug«"),
        ("fr", "Le maire a dit : « Le pont est tout à fait sûr. »", "« Le pont est tout à fait sûr. »"),
        ("es", "«El puente es muy seguro», dijo Falk.", "«El puente es muy seguro»"),
        ("sv", "”Bron är helt säker”, sade Falk.", "”Bron är helt säker”"),
        ("ru", "«Мост совершенно безопасен», — сказал Фальк.", "«Мост совершенно безопасен»"),
        ("uk", "«Міст цілком безпечний», — сказав Фальк.", "«Міст цілком безпечний»"),
        ("ja", "市長は「橋はとても安全です」と述べた。", "「橋はとても安全です」"),
        ("zh", "市长说：“这座桥非常安全，没有问题。”", "“这座桥非常安全，没有问题。”"),
        ("ko", "팔크는 “다리는 매우 안전하다”고 말했다.", "“다리는 매우 안전하다”"),
        ("ar", "قال فالك: «الجسر آمن تماما اليوم».", "«الجسر آمن تماما اليوم»"),
    ],
)
def test_quotations_of_other_languages(language: str, text: str, quotation: str) -> None:
    """In other languages a quotation is found in its own marks, and nobody is guessed to have said it."""
    assert told(text, language) == [(None, None, [quotation], "direct")]


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "“", "””", "'", "said", "Said Falk.", "“\n\n“\n\n“", "according to", "\ud800 said"]
)
def test_strange_texts(text: str) -> None:
    """Texts that are hardly any give statements inside the text or none, and never fail."""
    for one in statements(text):
        assert isinstance(one, Statement)
        for part in one.content:
            assert 0 <= part.start < part.end <= len(text)


def test_same_text_same_statements() -> None:
    """The numbers are read once and the outcome does not change; they stay a small file."""
    text = "“The bridge is safe,” said Falk. The council believes the mill will close."
    assert statements(text) == statements(text)
    assert len(pack(_model()).encode()) <= 400_000


# ---- the name that is printed


def printed(text: str) -> str | None:
    """Return the name that may be printed beside the sentences of a text."""
    made = lines(document(Article(id="a", title="", text=text, source="a")))
    found = label(made, made[0])
    return found[0].text[found[1].start : found[1].end] if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ines Falk said that the bridge would open in May.", "Ines Falk"),
        ("Norway's ambassador to the United States, Ole Moe, said that the bridge would open in May.", "Ole Moe"),
        ("Former Governor Ines Falk said that the bridge would open in May.", "Former Governor Ines Falk"),
        ("The bridge, ten Hoopen said on Monday, would open in May.", "ten Hoopen"),
        ("She spoke after the harbour master Ines Falk announced that the bridge would open.", None),
        ("Sorland denied him entry on Monday.", None),
        ("Neither Ines Falk nor Ole Moe testified in court on Monday.", None),
        ("Ines Falk called the council into a second session to vote on the bridge.", None),
        ("Ines Falk called the bridge “a disgrace” on Monday.", "Ines Falk"),
        ("Outrage spread over the night that Ines Falk said she lived through.", None),
        ("Ines Falk denied the claims for five years, but Ole Moe went to court.", None),
        ("Ines Falk insisted that all was well, a thought echoed by Ole Moe: “We go on.”", None),
        ("The campaigning MP said that the bridge would open in May.", None),
        # A label stands for the whole item: what somebody else did is not what she said.
        ("A quake shook the west of Norway. Ines Falk said that the bridge would open in May.", None),
        ("Critics of Ines Falk run the port. Ines Falk said that the bridge would open in May.", None),
        ("Ines Falk said that the bridge would open in May. She asked for calm.", "Ines Falk"),
        ("The United States said on Friday that it would send two ships.", "United States"),
        ("Korean Central News Agency reported that three ships were built.", "Korean Central News Agency"),
        ("On Monday the White House said that the talks would go on.", "White House"),
        ("“The bridge is safe,” said Falk. Ines Falk added that it would open in May.", "Ines Falk"),
        ("The lorry had no lights, according to KLRT.", "KLRT"),
        ("The Bridge Monitoring Team was announced in Nordal.", None),
        ("North Korea tested two missiles.", None),
        ("When Ines Falk called for help, the whole valley came.", None),
        ("It was not what Ines Falk called a good start.", None),
        ("The council (Ines Falk demanded ten million) met on Friday.", None),
        ("A source at the old jail Holmgate told the Herald that it was empty.", None),
        ("“It is safe,” Kari Moe, M.D., said in a statement.", "Kari Moe"),
        ("The President said that the bridge was safe.", None),
        ("Ines Falk said the bridge was safe. Ola Dahl said it was not.", None),
        ("Ines Falk said the bridge was safe. But officials said that it was not.", None),
        ("Ola Dahl, the mayor, said Falk -- who left in May -- had known of it.", "Ola Dahl"),
        ("Ines Falk reported from Bergen.", None),
        ("Ines Falk wrote the songs for the film.", None),
        ("Ines Falk continued to write novels in the summer.", None),
        ("Diplomats reported that Ines Falk claimed victory.", None),
        ("Teachers were angry because Ines Falk argued against the new school.", None),
        ("She said that the bridge was safe.", None),
    ],
)
def test_printed_name(text: str, name: str | None) -> None:
    """A printed name is that of the one who speaks, and there is none where that is not certain."""
    assert printed(text) == name


def test_a_passive_inside_what_was_said_is_no_statement_of_its_own() -> None:
    """Nobody says anything by "was signed" in what somebody else says."""
    text = "Minister Ada Brandt said that the treaty was signed in Port Selkirk on Monday."
    (only,) = statements(text)

    assert text[only.content[0].start : only.content[0].end] == "the treaty was signed in Port Selkirk on Monday"


def test_a_day_is_no_part_of_a_name() -> None:
    """"The White House Saturday told" names the White House."""
    text = "The White House Saturday told the Senate that it would veto the bill."
    article = Article(id="", title="", text=text, source="")
    (line,) = lines(document(article))

    assert line.names[0].text == "White House"


PIECES = (
    *sorted(speech.SAY | speech.VOW),
    *("according to", "According", "in a statement", "in a", "called for", "called", "added up", "added to"),
    *("the", "He", "said’s", "re-said", "saids", ",", ".", "—", "’", "to", "Said", "VOWED"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([" ", "-", "  ", ""]))
def test_cues_found_by_their_first_words_are_all_cues(words: list[str], between: str) -> None:
    """Looking only where a cue can begin finds what looking everywhere finds."""
    text = between.join(words)
    assert [match.span() for match in speech.cues(text)] == [match.span() for match in speech.CUES.finditer(text)]


@pytest.mark.parametrize("cue", sorted((speech.SAY | speech.VOW) - speech._NO_CUE))
def test_every_cue_after_a_name_has_a_speaker(cue: str) -> None:
    """No cue is lost to the quick look whether a sentence has one."""
    (line,) = lines(document(Article(id="", title="", text=f"Anna Berg {cue} that the mill would close.", source="")))
    found = [(line.text[who.start : who.end], line.text[at.start : at.end]) for who, at in speech.speakers(line)]
    assert found == [("Anna Berg", cue)]
