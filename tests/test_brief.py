"""make_brief: from articles to a brief, and what holds for every brief."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefer.brief import make_brief
from briefer.choose.pick import SHORT
from briefer.errors import InputError
from briefer.model import Article, Brief, Item, Profile, SectionRule, Skipped

PROFILE = Profile(
    title="Strait Brief",
    name="strait",
    about="Varn, Holm and the states around the strait",
    bottom_line=2,
    sections=(
        SectionRule("Statements", about="what leaders and ministers say, vow, order or deny", kind="statements"),
        SectionRule("Military", about="troops, arms, drills and weapons programmes"),
        SectionRule("Diplomacy", about="sanctions, United Nations action, talks and summits"),
    ),
)

WIRE = (
    "President Olga Varn vowed on Friday to defend every island of the archipelago. "
    "Varn's navy moved over 10,000 troops with artillery to the northern islands before dawn, its admiral said.\n\n"
    "The Security Council meets on Monday to discuss new sanctions on the shipyards of Varn. "
    "Envoys from Holm left the talks in Geneva without a date for another round."
)
RIVAL = (
    "KRAVIK — Foreign Minister Ivo Brandt denied that Holm had fired on a ferry. "
    "The navy of Varn moved about 12,000 troops and tanks to the northern islands before dawn, residents said. "
    "But nobody counted them. He said so himself.\n\n"
    "Shells fired by rebels hit the airbase of Kravik and killed six soldiers of the Holm army."
)


def article(text: str, name: str, **known: str) -> Article:
    return Article(id=name, title=known.pop("title", ""), text=text, source=f"{name}.txt", **known)


PILE = (
    article(
        WIRE, "wire", published="2025-03-01T06:00:00Z", outlet="Northern Wire", title="Varn vows to defend islands"
    ),
    article(RIVAL, "rival", published="2025-03-02", outlet="Holm Post"),
    article(WIRE, "copy", published="2025-03-03", outlet="Copy Daily"),
)


def items(brief: Brief) -> list[Item]:
    return [*brief.bottom_line, *(item for section in brief.sections for item in section.items)]


def make(articles: object = PILE, profile: Profile = PROFILE, **more: object) -> Brief:
    return make_brief(articles, profile, date=datetime.date(2025, 3, 4), **more)  # type: ignore[arg-type]  # built by the tests


def check_promises(brief: Brief, articles: object) -> None:
    """Hold the promises of every brief before the fit: verbatim, numbered, in order, nothing twice."""
    by_hash = {each.sha256: each for each in articles}  # type: ignore[attr-defined]  # any iterable of articles
    source = {each.n: by_hash[each.sha256] for each in brief.sources}
    seen: set[tuple[int, int, int]] = set()
    texts: set[str] = set()
    for number, item in enumerate(items(brief), start=1):
        assert item.n == number
        parts = [source[span.source].text[span.start : span.end] for span in item.spans]
        assert item.text == " ".join(parts)
        assert len({span.source for span in item.spans}) == 1
        assert [span.start for span in item.spans] == sorted(span.start for span in item.spans)
        for span, part in zip(item.spans, parts, strict=True):
            assert (span.source, span.start, span.end) not in seen
            seen.add((span.source, span.start, span.end))
            assert part not in texts
            texts.add(part)
        if item.speaker:
            text = source[item.spans[0].source].text
            assert text[item.speaker.start : item.speaker.end] == item.speaker.text
            assert item.speaker.text in item.text
        assert item.score == pytest.approx(sum(item.why.parts.values()), abs=0.001)
        assert 1 <= item.reports <= len(source) + len(by_hash)
    first = list(dict.fromkeys(span.source for item in items(brief) for span in item.spans))
    assert first == list(range(1, len(brief.sources) + 1)), "sources are numbered as they are first cited"
    assert brief.coverage.used == len(brief.sources)
    assert set(brief.coverage.empty) == {section.title for section in brief.sections if not section.items}


def test_the_way_of_a_pile() -> None:
    """Three articles, two of them one report, become sections that a reader would accept."""
    brief = make()
    check_promises(brief, PILE)
    assert brief.title == "Strait Brief"
    assert brief.date == "2025-03-04"
    assert brief.period == ("2025-03-01", "2025-03-03")
    assert [section.title for section in brief.sections] == ["Statements", "Military", "Diplomacy"]
    where = {item.text: section.title for section in brief.sections for item in section.items}
    assert {title for text, title in where.items() if "denied" in text} <= {"Statements"}
    assert {title for text, title in where.items() if "troops" in text or "Shells" in text} <= {"Military"}
    assert {title for text, title in where.items() if "sanctions" in text or "Envoys" in text} <= {"Diplomacy"}
    assert not any(text.startswith(("But", "He ")) for text in where)


def test_coverage_counts() -> None:
    """The coverage counts articles, stories, days and outlets, and carries what was skipped."""
    skipped = (Skipped("scan.pdf", "it holds no text"),)
    coverage = make(skipped=skipped).coverage
    assert (coverage.articles, coverage.stories, coverage.undated) == (3, 2, 0)
    assert dict(coverage.days) == {"2025-03-01": 1, "2025-03-02": 1, "2025-03-03": 1}
    assert list(coverage.outlets) == ["Copy Daily", "Holm Post", "Northern Wire"]
    assert coverage.skipped == skipped


def test_other_figures_stand_side_by_side() -> None:
    """Sentences that give different figures for one thing stand next to each other and name each other's number."""
    brief = make()
    pair = [item for item in items(brief) if item.differs]
    assert len(pair) == 2
    assert pair[1].n - pair[0].n == 1
    assert pair[0].differs == (pair[1].n,)
    assert pair[1].differs == (pair[0].n,)


def test_a_copy_is_no_second_source() -> None:
    """A text that two outlets carry word for word is cited once, from the earlier one."""
    assert "Copy Daily" not in {source.outlet for source in make().sources}


def test_bottom_line_is_moved_and_empties_nothing() -> None:
    """The bottom line holds the best short sentences of different sections; they are not printed again below."""
    brief = make()
    assert 1 <= len(brief.bottom_line) <= 2
    assert all(len(item.text) <= SHORT and len(item.spans) == 1 for item in brief.bottom_line)
    assert not {item.text for item in brief.bottom_line} & {
        item.text for section in brief.sections for item in section.items
    }
    few = make([article("President Olga Varn vowed on Friday to defend every island of the archipelago.", "one")])
    assert few.bottom_line == ()
    assert len(few.sections[0].items) == 1
    none = make(profile=Profile(title="T", sections=PROFILE.sections, bottom_line=0))
    assert none.bottom_line == ()


def test_speakers_are_named_where_certain() -> None:
    """The speaker is the name beside the cue, and nobody where only a pronoun or no name is there."""
    speakers = {item.text.split()[0]: item.speaker and item.speaker.text for item in items(make())}
    assert "Olga Varn" in (speakers["President"] or "")
    assert "Ivo Brandt" in (speakers["KRAVIK"] or "")
    assert speakers["Shells"] is None


def test_a_section_keeps_to_its_most() -> None:
    """A section with a limit holds no more than that."""
    text = " ".join(
        f"Minister {name} of Varn vowed on Friday to defend the {place} of Kravik with every ship of the fleet of Varn."
        for name, place in zip(
            ("Anna Oster", "Bela Kun", "Carl Dahl", "Dora Lind"),
            ("north", "harbour", "coast", "lighthouse"),
            strict=True,
        )
    )
    profile = Profile(
        title="T",
        about="Varn and its neighbours",
        bottom_line=0,
        sections=(SectionRule("S", about="what ministers say", kind="statements", at_most=2),),
    )
    assert len(make([article(text, "a")], profile).sections[0].items) == 2


def test_what_is_off_the_subject_is_left_out() -> None:
    """An article that has nothing to do with what the brief is about is not cited."""
    profile = Profile(
        title="T",
        about="Varn and its islands",
        sections=(SectionRule("News", about="markets, prices, troops and sanctions"),),
    )
    bakery = article("Prices of rye bread on the market of Lodby rose a little. The baker blames the rain.", "bakery")
    brief = make([*PILE, bakery], profile)
    assert "bakery.txt" not in {source.path for source in brief.sources}


def test_history_marks_what_is_new() -> None:
    """With an earlier brief at hand only what it did not print is new; without one nothing is marked."""
    first = make([PILE[0]])
    assert not any(item.new for item in items(first))
    second = make(history=[first])
    old = {item.text for item in items(first)}
    assert {item.text for item in items(second) if not item.new} == {
        item.text for item in items(second) if item.text in old
    }
    assert any(item.new for item in items(second))


def test_nothing_to_brief_on() -> None:
    """No article is an error that says what to give; articles without a usable sentence give empty sections."""
    with pytest.raises(InputError, match="nothing to brief on"):
        make([])
    brief = make([article("Scroll down for video. Read more", "a"), article("", "b")])
    assert brief.coverage.empty == ("Statements", "Military", "Diplomacy")
    assert items(brief) == []
    assert brief.sources == ()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 20_000,
        "The troops of Varn " + "marched and " * 3000 + "rested.",
        "“" * 500 + "Troops of Varn crossed the strait.",
        "12 34 56 78. " * 300,
        "北の島に一万人の兵士が送られた。大統領は島を守ると誓った。",
        "Войска Варны пересекли пролив. Президент пообещала защитить острова.",
        "قال الرئيس إن القوات عبرت المضيق. لم يعلق أحد.",
        "\n\n\n.\n!\n?\n",
    ],
)
def test_odd_texts(text: str) -> None:
    """Texts of garbage, of one word, of open quotation marks and of other scripts give a brief, never a crash."""
    for language in ("en", "ja", "ru", "ar"):
        each = article(text, "odd", language=language)
        check_promises(make([each, PILE[0]]), [each, PILE[0]])


def test_a_thousand_copies() -> None:
    """A thousand copies and near-copies of one report are one story and print each sentence once."""
    many = [
        article(WIRE if index % 2 else f"{WIRE} Copy {index} of the wire was sent.", f"{index:04}")
        for index in range(300)
    ]
    brief = make(many)
    check_promises(brief, many)
    assert brief.coverage.stories == 1
    assert {item.reports for item in items(brief)} == {1}


def test_same_brief_in_any_order_and_hash_seed() -> None:
    """The order of the articles and Python's hash seed change nothing."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); from test_brief import PILE, make;"
        "b = make(PILE if sys.argv[2] == '0' else PILE[::-1]); print(repr(b))"
    )
    outputs = set()
    for seed in ("0", "77"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent), seed],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert "Olga Varn" in outputs.pop()


NAMES = ("Olga Varn", "Ivo Brandt", "Kari Moe", "Ola Dahl")
VERBS = ("vowed to defend", "denied that rebels hold", "said that troops had left", "ordered drills near")
PLACES = ("the northern islands", "Kravik", "the strait", "Geneva", "the airbase of Holm")
ENDS = (
    "on Friday",
    "before talks in Geneva",
    "despite the sanctions",
    "with 300 soldiers",
    "with 500 soldiers",
    "at the summit",
)
OPENS = ("", "President ", "But ", "He said that ", "However, ", "“", "Minister ")


@st.composite
def sentences(draw: st.DrawFn) -> str:
    name, verb, place, end = (draw(st.sampled_from(group)) for group in (NAMES, VERBS, PLACES, ENDS))
    return f"{draw(st.sampled_from(OPENS))}{name} {verb} {place} {end}."


texts = st.lists(sentences(), min_size=1, max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_promises_over_generated_piles(written: list[str], random: object) -> None:
    """Whatever the articles: verbatim, nothing twice, in order, and the same when they are shuffled."""
    made = [article(text, f"a{index}", published=f"2025-03-0{index + 1}") for index, text in enumerate(written)]
    brief = make(made)
    check_promises(brief, made)
    mixed = list(made)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert make(mixed) == brief


def test_a_sentence_that_an_article_says_twice_is_printed_once() -> None:
    """Also where the second one would complete the first, inside one item."""
    text = (
        "But Ivo Brandt vowed to defend Geneva with 300 soldiers. But Ivo Brandt vowed to defend Geneva with 300 "
        "soldiers. He said that Olga Varn vowed to defend the northern islands on Friday."
    )
    made = [article(text, "a0", published="2025-03-01")]

    check_promises(make(made), made)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_promises_over_any_text(text: str) -> None:
    """Any text at all goes through, and what is printed of it is verbatim."""
    made = [article(text, "any"), PILE[0]]
    check_promises(make(made), made)


def test_the_record_can_hold_it() -> None:
    """Every value of an item is plain enough for JSON: numbers are finite and keys are short words."""
    for item in items(make()):
        assert json.loads(json.dumps({**item.why.parts, "score": item.score}, allow_nan=False))
        assert all(name.isalpha() and len(name) <= 12 for name in item.why.parts)
