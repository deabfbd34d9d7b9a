"""Feeds of every kind and damage, OPML, mailboxes, and the names of articles."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from internet import article, item, rss

from briefer.read import feeds, opml
from briefer.read.contained import Bounds, Parsers
from briefer.read.found import Unusable
from briefer.read.html import fragment
from briefer.read.identity import canonical, host_of, names, same_site, web_address
from briefer.read.mailbox import messages

FEED = "https://news.example.org/feeds/all.xml"


def parsed(data: bytes, charset: str | None = None, **options: Any) -> list[dict[str, Any]]:
    """The items of a feed."""
    items: list[dict[str, Any]] = feeds.parse(data, charset, FEED, **options)["items"]
    return items


def test_rss() -> None:
    """An RSS item gives its guid, whole link, title, summary, whole text in paragraphs, date and author as said."""
    feed = feeds.parse(
        rss(
            "<item><title>Ferries &amp;amp; &lt;b&gt;boats&lt;/b&gt;</title>"
            "<link>../a?utm_source=rss</link><guid isPermaLink='false'>17</guid><author>Jo Ray</author>"
            "<pubDate>Sun, 29 Dec 2024 10:00:00 +0900</pubDate>"
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three,&lt;br&gt;four.&lt;/p&gt;</description>"
            "<content:encoded><![CDATA[<p>First&nbsp;word.<script>bad()</script></p><figure>A picture</figure>"
            "<ul><li>Item</li></ul>Loose<br><br>words.<p>The post Ferries appeared first on Wire.</p>]]>"
            "</content:encoded></item>"
        ),
        url=FEED,
    )
    assert (feed["title"], feed["language"]) == ("Harbour Wire (demo)", "en")
    assert feed["items"] == [
        {
            "guid": "17",
            "link": "https://news.example.org/a?utm_source=rss",
            "title": "Ferries & boats",
            "summary": "One.\n\nTwo & three, four.",
            "content": "First word.\n\nItem\n\nLoose\n\nwords.",
            "published": "2024-12-29T10:00:00+09:00",
            "updated": None,
            "author": "Jo Ray",
            "language": None,
            "outlet": None,
        }
    ]


def test_atom() -> None:
    """An Atom entry gives the same, its text in any of the three ways Atom has for it."""
    entries = parsed(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>W</title>'
        b"<entry><id>tag:w.example,2024:1</id><title>A</title><link href='/a'/><updated>2024-12-29T10:00:00Z</updated>"
        b"<author><name>Jo</name></author><summary>Short.</summary>"
        b"<content type='html'>&lt;p&gt;Ein Satz.&lt;/p&gt;</content></entry>"
        b"<entry><id>tag:w.example,2024:2</id><title>B</title><published>2024-12-28T10:00:00Z</published>"
        b"<content type='text'>a &lt; b\n\nnext</content></entry>"
        b"<entry><id>urn:uuid:3</id><title type='html'>C &amp;amp; D</title><content type='xhtml'>"
        b"<div xmlns='http://www.w3.org/1999/xhtml'><p>One</p><p>Two</p></div></content></entry></feed>"
    )
    assert [each["content"] for each in entries] == ["Ein Satz.", "a < b\n\nnext", "One\n\nTwo"]
    assert [each["guid"] for each in entries] == ["tag:w.example,2024:1", "tag:w.example,2024:2", "urn:uuid:3"]
    assert [each["published"] for each in entries] == [None, "2024-12-28T10:00:00+00:00", None] or [
        each["published"] for each in entries
    ] == [None, "2024-12-28T10:00:00Z", None]
    assert entries[0]["updated"] == "2024-12-29T10:00:00Z"
    assert (entries[0]["author"], entries[0]["link"], entries[0]["language"]) == (
        "Jo",
        "https://news.example.org/a",
        "de",
    )
    assert entries[2]["title"] == "C & D"


def test_rdf() -> None:
    """The oldest kind still in use is read, too."""
    entries = parsed(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel>'
        b"<item><title>A</title><link>https://r.example/a</link><description>Words.</description>"
        b"<dc:date>2024-12-29T10:00:00+00:00</dc:date></item></rdf:RDF>"
    )
    assert (entries[0]["link"], entries[0]["summary"]) == ("https://r.example/a", "Words.")
    assert "2024-12-29T10:00:00+00:00" in (entries[0]["published"], entries[0]["updated"])


def test_json_feed() -> None:
    """A JSON feed gives the same as the others, and a number for an id is a text."""
    body = {
        "version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en",
        "items": [
            {"id": 5, "url": "/five", "content_html": "<p>One.</p><p>Two.</p>",
             "date_published": "2024-12-29T10:00:00Z", "authors": [{"name": "Jo"}, {"name": "Al"}]},
            {"id": "https://j.example/six", "title": "Six", "content_text": "Plain <b>.", "summary": "S"},
            "no item", {"id": None},
        ],
    }  # fmt: skip
    feed = feeds.parse(json.dumps(body).encode(), url=FEED)
    five, six, odd = feed["items"]
    assert (five["guid"], five["link"], five["content"]) == ("5", "https://news.example.org/five", "One.\n\nTwo.")
    assert (five["author"], five["published"]) == ("Jo, Al", "2024-12-29T10:00:00Z")
    assert (six["link"], six["content"], six["summary"]) == ("https://j.example/six", "Plain <b>.", "S")
    assert (odd["guid"], odd["content"]) == (None, "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/f?a=1&amp;b=2'></head>",
         "is a web page, not a feed; its feed is https://news.example.org/f?a=1&b=2: give that"),
        (b"<html><body>Hello</body></html>", 'not a feed; give the address of its feed, or name it with page ='),
        (b"{", "begins like JSON and is not valid JSON"),
        (b"{}", "a JSON feed has a list of items"),
        (b"[" * 100_000, "is no feed"),
        (b'{"a":' * 100_000, "is no feed"),
        (b"plain words", "is no feed: it has no <rss>, <feed> or <rdf>"),
        (b"\x89PNG\r\n\x1a\n", "is no feed"),
        (b"", "is no feed"),
    ],
)  # fmt: skip
def test_what_is_no_feed(data: bytes, words: str) -> None:
    """Something else at the address is said to be that, with what to do."""
    with pytest.raises(Unusable) as caught:
        parsed(data)
    assert words in caught.value.reason


def test_a_feed_without_items() -> None:
    """A feed that has nothing to say is a feed."""
    assert parsed(rss()) == []


WORDS = "Fähre für Łódź, “Ольга”"


@pytest.mark.parametrize(
    ("encoding", "charset", "declared", "text"),
    [
        ("utf-8", None, "utf-8", WORDS),
        ("utf-8", None, None, WORDS),
        ("utf-8", "iso-8859-1", "utf-8", WORDS),  # what many servers say of everything
        ("utf-8", None, "iso-8859-1", WORDS),
        ("utf-8-sig", "iso-8859-1", "iso-8859-2", WORDS),
        ("utf-16", None, "utf-16", WORDS),
        ("utf-16-le", None, None, WORDS),
        ("utf-16-be", None, None, WORDS),
        ("iso-8859-2", "iso-8859-2", "utf-8", "Łódź"),  # HTTP before the declaration
        ("iso-8859-2", None, "iso-8859-2", "Łódź"),
        ("windows-1251", "windows-1251", None, "Ольга"),
        ("euc-kr", "euc-kr", None, "김정은"),
        ("shift_jis", "no-such-charset", "shift_jis", "金正恩"),
        ("cp1252", None, "iso-8859-1", "“Fähre” – 5 €"),
        ("gb18030", "base64", "gb2312", "朝鲜"),
    ],
)
def test_charsets(encoding: str, charset: str | None, declared: str | None, text: str) -> None:
    """The byte order mark goes before HTTP, and HTTP before the declaration; what is UTF-8 is UTF-8 all the same."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = f"{head}<rss version='2.0'><channel><title>T</title><item><title>{text}</title></item></channel></rss>"
    assert parsed(body.encode(encoding), charset)[0]["title"] == text


def test_one_bad_byte() -> None:
    """One bad byte costs one letter of one item and not the encoding of all the others."""
    for charset in (None, "utf-8"):
        titles = [each["title"] for each in parsed(
            b'<?xml version="1.0" encoding="utf-8"?><rss><channel><item><title>F\xc3\xa4hre \xff</title></item>'
            b"<item><title>\xc3\x9cber</title></item></channel></rss>", charset)]  # fmt: skip
        assert titles == ["Fähre \ufffd", "Über"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&#xD800;b", "ab"), ("a&#55296;b", "ab"), ("a&#1114112;b", "ab"), ("a&#x110000;b", "ab"), ("a&#0;b", "ab"),
        ("a&#xFFFF;b", "ab"), ("a&#x1B;b", "ab"), ("a&#99999999999999999999;b", "ab"),
        ("a&#" + "9" * 9000 + ";b", "ab"),
        ("a&#xD83D;&#xDE00;b", "a😀b"), ("a&#55357;&#56832;b", "a😀b"), ("a&#x26;amp;b", "a&b"),
        ("a\x00\x1b[31mb", "a[31mb"),
        ("a&#xE4;b", "aäb"), ("a&#228;b", "aäb"), ("a&amp;#xD800;b", "ab"),
    ],
)  # fmt: skip
def test_references(written: str, read: str) -> None:
    """A reference to no character costs itself and not the feed; two halves of a pair are one character."""
    first = parsed(rss(f"<item><title>{written}</title></item>", "<item><title>next</title></item>"))
    assert [each["title"] for each in first] == [read, "next"]


def test_truncated() -> None:
    """Of a feed that breaks off, what came is read."""
    whole = rss(*(item(n, guid=f"g{n}") for n in range(20)))
    cut = parsed(whole[: len(whole) // 2])
    assert 5 < len(cut) < 15
    assert [each["guid"] for each in cut[:5]] == [f"g{n}" for n in range(5)]


def test_very_many_items() -> None:
    """Of fifty thousand items the five hundred newest are read, in the feed's order, in a few seconds."""

    def dated(number: int, year: int) -> str:
        return item(number, guid=f"g{number}", whole=False, date=f"Sun, 22 Nov {year} 09:00:00 +0000")

    data = rss(*(dated(n, 2000 + n % 20) for n in range(50_000)))
    assert len(data) > 10_000_000
    began = time.monotonic()
    newest = parsed(data)
    assert time.monotonic() - began < 6
    assert len(newest) == 500
    assert {each["published"][:4] for each in newest} == {"2019"}
    assert [each["guid"] for each in newest] == [f"g{n}" for n in range(19, 10_000, 20)]
    some = parsed(rss(*(dated(n, 2000 + n) for n in range(9))), most=3)
    assert [each["guid"] for each in some] == ["g6", "g7", "g8"]


def test_hostile_feeds() -> None:
    """Feeds made to be slow or to reach outside give their words and nothing else, each in a moment."""
    letters = zip("abcdefgh", "bcdefghi", strict=True)
    laughs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in letters)
    body = "<rss><channel><item><title>{}</title></item></channel></rss>"
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    hostile = {
        "comments": rss("<item><description><![CDATA[" + "<!--" * 50_000 + "]]></description></item>"),
        "author": rss(*("<item><author>" + "a@" * 8_000 + "</author></item>" for _ in range(50))),
        "author in CDATA": rss("<item><author><![CDATA[" + "a@" * 8_000 + "]]></author></item>"),
        "laughs": f'<!DOCTYPE r [<!ENTITY a "ha">{laughs}]>{body.format("&i;")}'.encode(),
        "outside": (outside + body.format("&x;")).encode(),
        "parameter": f'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]>{body.format("x")}'.encode(),
        "deep": rss("<item><description>" + "&lt;div&gt;" * 50_000 + "x</description></item>"),
        "tags": rss("<item>" + "<a>" * 10_000),
        "namespaces": rss("".join(f"<x{n}:item xmlns:x{n}='u{n}'/>" for n in range(900))),
        "title": rss("<item><title>" + "&lt;" * 500_000 + "</title></item>"),
    }
    for name, data in hostile.items():
        began = time.monotonic()
        try:
            said = json.dumps(parsed(data))
        except Unusable:
            said = ""
        assert time.monotonic() - began < 4, name
        assert "root:" not in said
        assert len(said) < 2_000_000, name


def test_feeds_that_are_too_much() -> None:
    """What takes more time or memory than a parse may have is a reason, and the next feed is read."""
    attributes = rss("<item " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>")  # a minute, were it let
    with Parsers(Bounds(seconds=1, memory=200_000_000)) as parsers:
        with pytest.raises(Unusable, match="its reader took more than 1 s of processor time"):
            parsers.parse("feed", attributes)
        with pytest.raises(Unusable, match=r"its reader (?:needs more than 200 MB|crashed)"):
            parsers.parse("feed", rss(item(1)) + b" " * 60_000_000)
        assert len(parsers.parse("feed", rss(item(1)))["items"]) == 1


PIECES = st.sampled_from(
    [piece.replace(b"_", b" ") for piece in rb"""
    <rss><channel> <item> </item> <title> </title> <![CDATA[ ]]> <!-- --> &#xD800; &#1114112; &amp; &x; <entry>
    <link> <guid>
    <feed_xmlns='http://www.w3.org/2005/Atom'> <content_type='xhtml'> <link_href='http://[::1'/>
    <author>a@b_( <a_
    <content_type='application/octet-stream'_mode='base64'> <pubDate>Mon,_99_Foo_0000_99:99:99_+9999</pubDate>
    <updated>9999-99-99T99:99:99Z</updated> <!DOCTYPE_x_[<!ENTITY_y_'z'>]> <georss:box>1_2_x</georss:box>
    <media:content_width='x'/> <itunes:duration>1:x</itunes:duration> <enclosure_length='x'/>
    <?xml_version='1.0'_encoding='x-odd'?> {"items":[ {"id":1} {"url":[] ]} }
    """.split()]
)  # fmt: skip
LETTERS = st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace"))
CHARSETS = st.sampled_from(
    [None, *"utf-8 utf-16 iso-2022-jp utf-7 idna punycode unicode_escape hex undefined \0".split()]
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=12), LETTERS), max_size=30), CHARSETS)
@example([b"<rss><channel><item><title>", b"&#xD800;", b"</title></item>"], None)
@example([b"{", b'"items": [{"id": 1e400, "url": ["x"], "authors": {}}]}'], None)
def test_no_feed_raises(pieces: list[bytes], charset: str | None) -> None:
    """Whatever bytes a server sends, they are a feed of plain values or there is a reason."""
    try:
        feed = feeds.parse(b"".join(pieces), charset, FEED)
    except Unusable:
        return
    json.dumps(feed)
    for entry in feed["items"]:
        assert entry["link"] is None or entry["link"].startswith(("http://", "https://"))
        assert "\n" not in entry["title"]


MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "word ",
        "&lt;",
        "&#xD800;",
        "<!--",
        "<script>",
        "</script>",
        "\n\n",
        "<td>",
        "<svg>",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.lists(MARKUP, max_size=20).map("".join)))
def test_fragments(markup: str) -> None:
    """Any piece of HTML gives clean text in paragraphs, without tags that were tags."""
    text = fragment(markup)
    assert text == text.strip()
    assert "\0" not in text
    assert "<p>" not in text or "&lt;" in markup or "<" not in markup


# ---- OPML


def test_opml() -> None:
    """The feeds of an OPML file are read with their titles, however deep in folders, each once."""
    data = b"""<?xml version="1.0" encoding="utf-8"?><!DOCTYPE opml [<!ENTITY x "y">]><opml version="2.0"><head/><body>
    <outline text="Asia"><outline text="Wire" title="The Wire" xmlUrl="https://a.example/feed" type="rss"/>
    <outline text="Deep"><outline text="Post &amp; Co" xmlurl="http://b.example/rss"/></outline></outline>
    <outline text="again" xmlUrl="https://a.example/feed"/><outline text="bad" xmlUrl="file:///x"/></body></opml>"""
    assert opml.parse(data) == [
        {"url": "https://a.example/feed", "title": "The Wire"},
        {"url": "http://b.example/rss", "title": "Post & Co"},
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<opml><body>", "is not valid XML at line 1"),
        (b"<rss/>", "is no OPML file (it begins with <rss>)"),
        (b"<opml><body><outline text='a'/></body></opml>", "has no feed in it"),
        (b"<opml>%s</opml>" % b"".join(b"<outline xmlUrl='http://a.example/%d'/>" % n for n in range(2001)),
         "has 2,001 feeds and the limit is 2,000"),
        (b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&a;"/></opml>',
         "is not valid XML"),
    ],
)  # fmt: skip
def test_what_is_no_opml(data: bytes, words: str) -> None:
    """A file that is no OPML, or has nothing in it, is said to be so."""
    with pytest.raises(Unusable) as caught:
        opml.parse(data)
    assert words in caught.value.reason


# ---- mailboxes


def letter(number: int) -> bytes:
    """A message of a newsletter."""
    return (
        f"From: Harbour Letter <letter@news.example.org>\nSubject: Letter {number}\n"
        f"Message-ID: <{number}@news.example.org>\nDate: Sun, 22 Nov 2026 09:{number % 60:02}:00 +0000\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{article(number)}\n"
    ).encode()


def test_mbox(tmp_path: Path) -> None:
    """An mbox gives its newest messages; a quoted From line in a text parts nothing, and is unquoted."""
    box = tmp_path / "mbox"
    line = b"From letter@news.example.org Sun Nov 22 09:00:00 2026\n"
    quoted = letter(99) + b">From the harbour came a report.\n\nFrom here on nothing is parted.\n"
    box.write_bytes(b"".join(line + letter(n) + b"\n" for n in range(600)) + line + quoted)
    found = list(messages(str(box)))
    assert len(found) == 500
    assert (found[0].source, found[-1].source) == (f"{box}#102", f"{box}#601")
    assert b"\nFrom the harbour came" in found[-1].data and b"From here on" in found[-1].data
    assert found[-1].data.startswith(b"From: Harbour Letter")
    known = frozenset(each.mark for each in found)
    box.write_bytes(box.read_bytes()[len(line + letter(0)) + 1 :] + b"\n" + line + letter(1000))
    again = list(messages(str(box), known))
    assert [each.source.rpartition("#")[2] for each in again if each.data] == ["601"]


def test_maildir_and_folder(tmp_path: Path) -> None:
    """A Maildir and a folder of .eml files give their messages and are left as they were; a flag makes nothing new."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box" / "new" / "1.a").write_bytes(letter(1))
    (tmp_path / "box" / "cur" / "2.b:2,S").write_bytes(letter(2))
    (tmp_path / "box" / "tmp" / "3.c").write_bytes(letter(3))
    found = list(messages(str(tmp_path / "box")))
    assert sorted(each.data for each in found) == [letter(1), letter(2)]
    marks = frozenset(each.mark for each in found)
    (tmp_path / "box" / "new" / "1.a").rename(tmp_path / "box" / "cur" / "1.a:2,RS")
    assert all(each.mark in marks and not each.data for each in messages(str(tmp_path / "box"), marks))
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes(letter(4))
    (tmp_path / "mails" / "notes.txt").write_bytes(b"no mail")
    assert [each.data for each in messages(str(tmp_path / "mails"))] == [letter(4)]
    assert [each.data for each in messages(str(tmp_path / "mails" / "a.eml"))] == [letter(4)]
    with pytest.raises(Unusable, match="there is no such mailbox"):
        list(messages(str(tmp_path / "gone")))
    with pytest.raises(Unusable, match="is a pipe or device"):
        list(messages("/dev/null"))


# ---- names


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example.ORG:443/A%7eb/%c3%a4?b=2&utm_source=x&a=1&fbclid=y#top",
         "https://news.example.org/A~b/%C3%A4?b=2&a=1"),
        ("http://news.example.org:80", "http://news.example.org/"),
        ("http://news.example.org:8080/", "http://news.example.org:8080/"),
        ("http://me:secret@news.example.org./x?", "http://news.example.org/x"),
        ("https://news.example.org/x?UTM_Medium=a&ns_mchannel=rss&at_campaign=x", "https://news.example.org/x"),
        ("https://news.example.org/x?id=utm_source", "https://news.example.org/x?id=utm_source"),
        ("https://news.example.org/x?utm%5Fsource=a", "https://news.example.org/x"),
        (" https://news.example.org/x\n", "https://news.example.org/x"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
        ("mailto:a@b.example#x", "mailto:a@b.example"),
        ("", None),
    ],
)  # fmt: skip
def test_canonical(url: str, expected: str | None) -> None:
    """All the spellings of an address are one, and nothing that tells pages apart is lost."""
    assert canonical(url) == expected


BITS = (
    "http:// HTTPS:// // a.Example : 80 :443 @ / ? # & = % 41 %25 %7e utm_source utm%5Fx=1 \\ [ ] .. é İ id=1".split()
)
URLS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*BITS, " "]), max_size=25).map("".join))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(URLS, st.one_of(st.none(), URLS))
def test_addresses_hold(url: str, base: str | None) -> None:
    """The canonical form of any text is its own canonical form, and no text makes an address function raise."""
    once = canonical(url)
    assert canonical(once) == once
    address = web_address(url, base)
    assert address is None or web_address(address) == address
    assert names(url, (url,), "hash") == names(url, (url,), "hash")
    host_of(url), same_site(url, base or "")


def test_names() -> None:
    """A changed guid, protocol or parameter leaves an article a name it had; guids of two feeds do not meet."""
    old = names("tag:a.example,2024:1", ("http://a.example/x?utm_source=rss",), "h1")
    new = names("tag:a.example,2024:99", ("https://A.example/x#top",), "h2")
    assert set(old) & set(new) == {"https://a.example/x"}
    assert old[0] == "tag:a.example,2024:1"
    assert names("https://a.example/x?utm_source=1", (), "h")[0] == "https://a.example/x"
    assert names("17", (), "h", "https://a.example/f") != names("17", (), "h", "https://b.example/f")
    assert names("17", (), "h", "https://a.example/f") == ("a.example#17",)
    assert names(None, (None,), "h") == ("h",)
    assert same_site("https://www.a.example/x", "http://a.example")
    assert not same_site("https://b.example", "https://a.example")
