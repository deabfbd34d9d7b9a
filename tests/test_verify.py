"""A finished brief held against its sources, and its page against its record."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pypdf.annotations
import pypdf.generic
import pytest

from briefer.errors import InputError
from briefer.model import (
    Article,
    Brief,
    Check,
    Coverage,
    HeldOver,
    Item,
    Quote,
    Section,
    Source,
    Speaker,
    Verification,
    Why,
)
from briefer.render import markdown, render
from briefer.render.record import identify, to_json
from briefer.verify import difference, verify

HARBOUR = Article(
    id="harbour",
    title="Harbour opens",
    text=(
        "The harbour of Westport opened again on Monday. Mayor Ann Dale said that 40 ships were\nwaiting outside. "
        "The repairs cost 12 million crowns. Fishermen had waited since March."
    ),
    source="harbour.txt",
    outlet="The Westport Post",
)
TRAIN = Article(
    id="train",
    title="Night train",
    text="A night train will link the two capitals from June. Tickets go on sale in April.",
    source="train.txt",
)


def quote(article: Article, number: int, *texts: str) -> tuple[Quote, ...]:
    starts = [article.text.index(text) for text in texts]
    return tuple(Quote(number, start, start + len(text)) for start, text in zip(starts, texts, strict=True))


def item(n: int, article: Article, number: int, *texts: str, speaker: str | None = None) -> Item:
    at = article.text.index(speaker) if speaker else 0
    return Item(
        n=n,
        text=" ".join(texts),
        spans=quote(article, number, *texts),
        speaker=Speaker(speaker, at, at + len(speaker)) if speaker else None,
        reports=1,
        new=True,
        score=0.5,
        why=Why({"position": 0.5}, "the best of all", 0.5, ""),
    )


def source(n: int, article: Article) -> Source:
    return Source(n, article.title, article.outlet, None, None, article.source, None, None, article.sha256)


def sealed(brief: Brief) -> Brief:
    return replace(brief, id=identify(brief))


BRIEF = sealed(
    Brief(
        title="Westport",
        date="2026-03-02",
        period=(None, None),
        profile="daily",
        language="en",
        bottom_line=(item(1, HARBOUR, 1, "The harbour of Westport opened again on Monday."),),
        sections=(
            Section(
                "Statements",
                (
                    item(
                        2,
                        HARBOUR,
                        1,
                        "Mayor Ann Dale said that 40 ships were\nwaiting outside.",
                        "Fishermen had waited since March.",
                        speaker="Ann Dale",
                    ),
                ),
            ),
            Section("Rail", (item(3, TRAIN, 2, "A night train will link the two capitals from June."),)),
        ),
        sources=(source(1, HARBOUR), source(2, TRAIN)),
        coverage=Coverage(articles=2, used=2),
        held_over=(HeldOver("Tickets go on sale in April.", 2, "no room"),),
    )
)


def statuses(verification: Verification) -> list[str]:
    return [check.status for check in verification.checks]


def altered(brief: Brief, **changes: object) -> Brief:
    """The same brief with other words in item 3, its id made to fit as a forger would."""
    third = replace(brief.sections[1].items[0], **changes)  # type: ignore[arg-type]  # the tests name real fields
    return sealed(replace(brief, sections=(brief.sections[0], Section("Rail", (third,)))))


def test_every_sentence_is_proven() -> None:
    """With the very texts at hand every item is proven, those of several sentences and line breaks too."""
    found = verify(BRIEF, [HARBOUR, TRAIN])
    assert found.ok, found
    assert statuses(found) == ["proven"] * 3
    assert found.checks[0] == Check(1, "The harbour of Westport opened again on Monday.", "proven")


def test_sources_are_found_by_hash_whatever_their_names() -> None:
    """A source that was renamed is known by its text."""
    moved = [replace(TRAIN, source="x/9.txt", id="9", title=""), replace(HARBOUR, source="z.md", id="8")]
    assert verify(BRIEF, moved).ok


def test_a_missing_source() -> None:
    """What is not at hand is named, with what to do; the other items are still proven."""
    found = verify(BRIEF, [HARBOUR])
    assert statuses(found) == ["proven", "proven", "source missing"]
    assert found.checks[2].detail == "source 2 (train.txt) is not at hand; say where it is with --sources"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (TRAIN.text + " Updated.", "the sentence still stands at the same place, word for word"),
        ("Correction. " + TRAIN.text, "the sentence still stands there word for word, at another place"),
        (
            TRAIN.text.replace("June", "July"),
            "the sentence no longer stands there: the source now says “…link the two capitals from July.”, "
            "the record “…link the two capitals from June.”",
        ),
        ("The page is gone.", "the sentence no longer stands there"),
    ],
)
def test_a_source_that_has_changed(text: str, detail: str) -> None:
    """A source with another text is told from a missing one, and what has become of the sentence is said."""
    changed = replace(TRAIN, text=text, sha256="")
    found = verify(BRIEF, [HARBOUR, changed])
    assert statuses(found) == ["proven", "proven", "changed at source"]
    assert found.checks[2].detail == f"source 2 (train.txt) is not what it was; {detail}"


def test_words_that_the_source_does_not_have() -> None:
    """A record whose words were changed fails even where its id was made to fit."""
    forged = altered(BRIEF, text="A night train will link the two capitals from July.")
    found = verify(forged, [HARBOUR, TRAIN])
    assert statuses(found) == ["proven", "proven", "not in the source"]
    assert found.checks[2].detail == (
        "source 2 (train.txt) says at that place: “A night train will link the two capitals from June.”"
    )


@pytest.mark.parametrize(
    ("spans", "detail"),
    [
        ((), "the record does not say where it stands"),
        ((Quote(7, 0, 51),), "it cites source 7, and the brief has no such source"),
        ((Quote(2, 0, 5000),), "source 2 (train.txt) has no characters 0 to 5000"),
        ((Quote(2, 9, 9),), "source 2 (train.txt) has no characters 9 to 9"),
    ],
)
def test_offsets_that_lead_nowhere(spans: tuple[Quote, ...], detail: str) -> None:
    """Offsets that do not lead to a text are no proof."""
    check = verify(altered(BRIEF, spans=spans), [HARBOUR, TRAIN]).checks[2]
    assert (check.status, check.detail) == ("not in the source", detail)


def test_a_speaker_that_was_changed() -> None:
    """Who said it is part of what is proven."""
    check = verify(altered(BRIEF, speaker=Speaker("Ann Dale", 0, 8)), [HARBOUR, TRAIN]).checks[2]
    assert check.status == "not in the source"
    assert check.detail == "its speaker, “Ann Dale”, does not stand where the record says"


def test_the_brief_as_a_whole() -> None:
    """A record that was changed anywhere is no longer the one with this id."""
    found = verify(replace(BRIEF, title="Eastport"), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven"] * 3
    assert found.problems == (
        "the record was changed after the brief was made: its id is not the one its contents give",
    )
    assert not found.ok


def test_what_was_held_over() -> None:
    """A sentence in the list of what did not fit has to stand in its source too."""
    forged = sealed(replace(BRIEF, held_over=(HeldOver("Tickets are free.", 2, "no room"),)))
    assert verify(forged, [HARBOUR, TRAIN]).problems == (
        "held over, but not in source 2 (train.txt): “Tickets are free.”",
    )
    joined = "The repairs cost 12 million crowns. Fishermen had waited since March."
    assert verify(sealed(replace(BRIEF, held_over=(HeldOver(joined, 1, "no room"),))), [HARBOUR, TRAIN]).ok


def test_items_out_of_order() -> None:
    """Numbers that do not run in printing order are a fault of the brief."""
    assert "the items are not numbered 1, 2, 3 … in printing order" in verify(altered(BRIEF, n=9), [TRAIN]).problems


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        (
            "brief.md",
            b"# A brief\n",
            r"only a brief's \.pdf or \.json carries its proof; give the one beside this file",
        ),
        ("brief.html", b"<!DOCTYPE html>", r"only a brief's \.pdf or \.json carries its proof"),
        ("brief.json", b"{", r"this is not a brief: it is not JSON \(line 1"),
        ("brief.json", b'{"schema": "other"}', "this is not a brief: its schema is"),
        ("brief.json", b"", "this is not a brief"),
        ("brief.json", b"\xff\xfe\x00", "this is not a brief: it is not UTF-8 text"),
        ("brief.pdf", b"%PDF-1.7\nnothing else", "this PDF is damaged and cannot be read; ask for the brief again"),
    ],
)
def test_what_is_not_a_brief(tmp_path: Path, name: str, body: bytes, words: str) -> None:
    """A file that is no brief is refused in one sentence that names it."""
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(InputError, match=words) as refusal:
        verify(path)
    assert str(refusal.value).startswith(str(path))
    assert "\n" not in str(refusal.value)


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    """A wrong path is told from a wrong file."""
    with pytest.raises(InputError, match=r"there is no such file; give a brief\.json or brief\.pdf"):
        verify(tmp_path / "none.json")
    with pytest.raises(InputError, match=r"is a folder; give the brief\.json or brief\.pdf in it"):
        verify(tmp_path)


def test_where_two_texts_part() -> None:
    """The difference between page and record is shown with the words around it."""
    record = "Kim vowed to adopt the toughest policy, less than a month before the return of the president."
    page = (
        "1 Statements\nKim vowed to adopt the toughest policy, less than a year before\nthe return of the president.2"
    )
    assert difference(record, page) == (
        "the page says “…toughest policy, less than a year before the return of the…”, "
        "the record “…toughest policy, less than a month before the return of the…”"
    )
    assert difference("Kim vowed to adopt the toughest policy.", "Tickets go on sale.") == "the page does not show it"


# ---- files: the record finds its sources, and a PDF its page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two articles, and the brief made of them in a folder of its own."""
    place = tmp_path_factory.mktemp("brief")
    for article in (HARBOUR, TRAIN):
        outlet = f"Outlet: {article.outlet}\n" if article.outlet else ""
        (place / article.source).write_text(f"Title: {article.title}\n{outlet}\n{article.text}\n")
    for file in render(BRIEF):
        (place / file.name).write_bytes(file.body)
    return place


@pytest.fixture
def files(folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to be spoilt."""
    return shutil.copytree(folder, tmp_path / "copy")


def test_recorded_paths_count_from_the_folder_of_the_brief(files: Path) -> None:
    """Articles beside their brief are found, wherever the command is run."""
    assert files.resolve() != Path.cwd()
    assert statuses(verify(files / "brief.json")) == ["proven"] * 3
    assert statuses(verify(files / "brief.pdf")) == ["proven"] * 3


def test_a_renamed_file_is_found_below_the_sources(files: Path) -> None:
    """A folder of sources is read whole; names do not matter."""
    (files / "deep").mkdir()
    (files / "train.txt").rename(files / "deep" / "other.txt")
    assert statuses(verify(files / "brief.json")) == ["proven", "proven", "source missing"]
    assert statuses(verify(files / "brief.json", files / "deep")) == ["proven"] * 3
    assert statuses(verify(files / "brief.json", [str(files / "deep")])) == ["proven"] * 3


def test_a_changed_file_that_was_moved(files: Path) -> None:
    """Under another folder, the name of the file tells that it is the source, changed."""
    (files / "deep").mkdir()
    (files / "deep" / "train.txt").write_text("A night train will link the two capitals from July.\n")
    (files / "train.txt").unlink()
    check = verify(files / "brief.json", files / "deep").checks[2]
    assert check.status == "changed at source"
    assert "the source now says “…link the two capitals from July.”" in check.detail


def test_an_article_in_a_file_of_many(tmp_path: Path) -> None:
    """A source that is one of many in its file is found there, also after it moved to another line."""
    lines = [f'{{"title": "{each.title}", "text": {json.dumps(each.text)}}}\n' for each in (HARBOUR, TRAIN)]
    (tmp_path / "news.jsonl").write_text("".join(lines))
    sources = tuple(replace(each, path=f"news.jsonl#{each.n}", outlet=None) for each in BRIEF.sources)
    path = tmp_path / "brief.json"
    path.write_bytes(to_json(sealed(replace(BRIEF, sources=sources))))
    assert verify(path).ok, verify(path)
    (tmp_path / "news.jsonl").write_text("".join(reversed(lines)))
    assert statuses(verify(path)) == ["proven"] * 3


@pytest.mark.parametrize("place", ["-", "/dev/stdin", "/dev/zero", "http://localhost:9/x", "x\0y", "y" * 5000, "."])
def test_a_recorded_path_is_only_ever_a_file(tmp_path: Path, place: str) -> None:
    """A brief from a stranger makes verify read no pipe, no device and no address."""
    forged = sealed(replace(BRIEF, sources=(BRIEF.sources[0], replace(BRIEF.sources[1], path=place))))
    path = tmp_path / "brief.json"
    path.write_bytes(to_json(forged))
    assert verify(path, HARBOUR).checks[2].status == "source missing"


def test_what_the_page_says_of_a_source(files: Path) -> None:
    """The name of an outlet is printed, so it is held against the source too."""
    first = replace(BRIEF.sources[0], outlet="The Times")
    (files / "brief.json").write_bytes(to_json(sealed(replace(BRIEF, sources=(first, BRIEF.sources[1])))))
    assert verify(files / "brief.json").problems == (
        "source 1 (harbour.txt): its outlet is “The Westport Post”; the record says “The Times”",
    )
    given = replace(first, outlet_by="profile")  # an analyst may call a source what he likes; it is said
    (files / "brief.json").write_bytes(to_json(sealed(replace(BRIEF, sources=(given, BRIEF.sources[1])))))
    verification = verify(files / "brief.json")
    assert verification.ok and verification.notes == (
        "source 1 (harbour.txt): the profile gave its outlet, “The Times”; the source says “The Westport Post”",
    )


# ---- the PDF


Spoil = Callable[[Any], None]


def spoilt(files: Path, spoil: Spoil) -> Path:
    """The PDF of the folder after someone was at it."""
    writer = pypdf.PdfWriter(clone_from=files / "brief.pdf")
    spoil(writer)
    path = files / "spoilt.pdf"
    writer.write(path)
    return path


def drawn(page: Any, old: str, new: str) -> None:
    """Draw other letters of the same font instead of these, as an editor of PDF files does."""
    data = page.get_contents().get_data().decode("latin-1")
    for name, font in page["/Resources"]["/Font"].items():
        map_ = font.get_object()["/ToUnicode"].get_object().get_data().decode("latin-1")
        letters = {code: bytes.fromhex(text).decode("utf-16-be") for code, text in re.findall("<(.{4})> <(.+)>", map_)}
        codes = {text: code for code, text in letters.items()}
        for operation in re.finditer(rf"{name} [\d.]+ Tf\s+\[(.*?)\] TJ", data, re.DOTALL):
            glyphs = [
                (operation.start(1) + hexes.start(1) + at, hexes[1][at : at + 4])
                for hexes in re.finditer("<([0-9a-f]+)>", operation[1])
                for at in range(0, len(hexes[1]), 4)
            ]
            found = "".join(letters[code] for _, code in glyphs).find(old)
            if found >= 0:
                for (at, _), letter in zip(glyphs[found : found + len(old)], new, strict=True):
                    data = data[:at] + codes[letter] + data[at + 4 :]
                stream = pypdf.generic.DecodedStreamObject()
                stream.set_data(data.encode("latin-1"))
                page[pypdf.generic.NameObject("/Contents")] = stream
                return
    raise AssertionError(f"{old} is not drawn on the page")


def test_a_pdf_as_it_was_made(files: Path) -> None:
    """The PDF carries its own proof: record, Markdown and a page that says what they say."""
    found = verify(files / "brief.pdf", [HARBOUR, TRAIN])
    assert found.ok, found
    (files / "brief.pdf").rename(files / "brief.bin")
    assert verify(files / "brief.bin", [HARBOUR, TRAIN]).ok


def test_words_changed_on_the_page(files: Path) -> None:
    """A PDF whose visible words were changed fails for just that sentence, and both wordings are shown."""
    found = verify(spoilt(files, lambda writer: drawn(writer.pages[0], "June", "Jane")), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven", "proven", "changed on the page"]
    assert found.checks[2].detail == (
        "the page says “…link the two capitals from Jane.”, the record “…link the two capitals from June.”"
    )


def test_a_figure_of_another_size_on_the_page(files: Path) -> None:
    """One letter is enough, in any item."""
    found = verify(spoilt(files, lambda writer: drawn(writer.pages[0], "40 ships", "04 ships")), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven", "changed on the page", "proven"]
    assert "the page says “" in found.checks[1].detail
    assert "that 04 ships" in found.checks[1].detail


def test_words_added_to_the_page(files: Path) -> None:
    """A sentence that somebody put beside the others is found, though every other one is proven."""

    def spoil(writer: Any) -> None:
        page = writer.pages[0]
        data = page.get_contents().get_data().decode("latin-1")
        line = re.search(r"BT.*?TJ\s+ET", data[data.index("TJ") :], re.DOTALL)
        assert line is not None
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data((data + "\nq " + line[0] + " Q\n").encode("latin-1"))
        page[pypdf.generic.NameObject("/Contents")] = stream

    found = verify(spoilt(files, spoil), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven"] * 3
    assert any(problem.startswith("the page shows more than its record makes: ") for problem in found.problems)


def add_note(writer: Any) -> None:
    note = pypdf.annotations.FreeText(text="It did not.", rect=(50, 550, 200, 650))
    writer.add_annotation(page_number=0, annotation=note)


def add_link(writer: Any) -> None:
    link = pypdf.annotations.Link(rect=(50, 550, 200, 650), url="https://evil.example/x")
    writer.add_annotation(page_number=0, annotation=link)


def add_action(writer: Any, kind: str, key: str) -> None:
    name = pypdf.generic.NameObject
    action = {name("/S"): name(kind), name(key): pypdf.generic.TextStringObject("x")}
    writer.root_object[name("/OpenAction")] = pypdf.generic.DictionaryObject(action)


def add_launch(writer: Any) -> None:
    add_action(writer, "/Launch", "/F")


def add_script(writer: Any) -> None:
    add_action(writer, "/JavaScript", "/JS")


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda writer: writer.add_blank_page(), "the PDF has 2 pages; a brief has one"),
        (add_script, "the PDF holds JavaScript; a brief holds none"),
        (add_launch, "the PDF holds an action that starts a program; a brief holds none"),
        (add_launch, "the PDF holds an action on opening; a brief holds none"),
        (add_note, "something is laid over the page (FreeText); a brief has links only"),
        (
            add_link,
            "a link on the page leads to an address that no source of the record has: https://evil.example/x",
        ),
        (
            lambda writer: writer.add_attachment("more.exe", b"MZ"),
            "the PDF carries a file that no brief carries: 'more.exe'",
        ),
        (lambda writer: writer.add_attachment("brief.md", b"# Other"), "the PDF carries brief.md twice"),
    ],
)
def test_what_a_brief_does_not_hold(files: Path, spoil: Spoil, problem: str) -> None:
    """A PDF that acts, covers its page or carries more than its record is no sound brief."""
    found = verify(spoilt(files, spoil), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven"] * 3
    assert problem in found.problems


def test_another_markdown_inside(files: Path) -> None:
    """The Markdown in the PDF has to be the one that the record makes."""
    other = sealed(replace(BRIEF, title="Eastport"))
    found = verify(spoilt(files, exchanged("brief.md", markdown.write(other).encode("utf-8"))), [HARBOUR, TRAIN])
    assert found.problems == ("the brief.md inside the PDF is not the one that its record makes",)


def exchanged(name: str, body: bytes) -> Spoil:
    """Put other bytes in the place of an attachment."""

    def spoil(writer: Any) -> None:
        names = writer.root_object["/Names"]["/EmbeddedFiles"].get_object()["/Names"]
        at = list(names).index(name)
        names[at + 1].get_object()["/EF"]["/F"].get_object().set_data(body)

    return spoil


@pytest.mark.parametrize("change", [{"spans": (Quote(7, 0, 51),)}, {"spans": ()}, {"text": "x" * 30000}])
def test_a_made_up_record_inside(files: Path, change: dict[str, Any]) -> None:
    """A record that no page could be set from is a finding, not a crash."""
    path = spoilt(files, exchanged("brief.json", to_json(altered(BRIEF, **change))))
    found = verify(path, [HARBOUR, TRAIN])
    assert statuses(found)[:2] == ["proven", "proven"]
    assert statuses(found)[2] == "not in the source"
    assert found.problems


def test_paper_that_does_not_exist(files: Path) -> None:
    """A record with an unknown paper has no page."""
    path = spoilt(files, exchanged("brief.json", to_json(sealed(replace(BRIEF, paper="a9")))))
    assert any(problem.startswith("the record makes no page: ") for problem in verify(path).problems)


def test_a_pdf_without_a_record(files: Path) -> None:
    """A PDF that is no brief is refused in one sentence."""

    def spoil(writer: Any) -> None:
        del writer.root_object["/Names"]

    with pytest.raises(
        InputError, match=r"not a brief, or its record was taken out \(there is no brief\.json inside\)"
    ):
        verify(spoilt(files, spoil))


def test_a_pdf_with_a_password(files: Path) -> None:
    """A locked PDF is told as such."""
    with pytest.raises(InputError, match="this PDF is locked with a password; save it without one"):
        verify(spoilt(files, lambda writer: writer.encrypt("secret", algorithm="RC4-128")))


def test_a_pdf_that_is_cut_off(files: Path) -> None:
    """Half a PDF is damaged, whatever its end lacks."""
    body = (files / "brief.pdf").read_bytes()
    for size in (20, len(body) // 3, len(body) - 500):
        (files / "brief.pdf").write_bytes(body[:size])
        with pytest.raises(InputError, match="brief"):
            verify(files / "brief.pdf")
