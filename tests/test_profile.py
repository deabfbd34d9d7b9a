"""Profiles: what a user may write, and what is said when it is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from briefer.errors import ProfileError
from briefer.model import SectionRule
from briefer.paths import TEMPLATES, configuration, data
from briefer.profile import available_profiles, load_profile, mailbox, packaged_profiles

SECTION = '[[section]]\ntitle = "News"\n'
GOOD = 'title = "T"\n' + SECTION
MAIL = GOOD + "[mail]\nfrom = 'a@b.example'\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the profiles of whoever runs it."""
    folder = tmp_path / "configuration"
    monkeypatch.setenv("BRIEFER_CONFIG", str(folder))
    return folder / "profiles"


def written(folder: Path, text: str | bytes, name: str = "p.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(given: str | Path) -> str:
    with pytest.raises(ProfileError) as refused:
        load_profile(given)
    return str(refused.value)


def mistakes(tmp_path: Path, text: str | bytes) -> list[str]:
    """The lines of the message, each without the file's name, which must begin it."""
    path = written(tmp_path, text)
    lines = refusal(path).split("\n")
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_packaged_profiles() -> None:
    """The two packaged profiles load by name, and hold the sections that the README promises."""
    assert packaged_profiles() == ("daily", "korea")
    korea = load_profile("korea")
    assert [section.title for section in korea.sections] == [
        "Leadership statements",
        "Military ties",
        "Sanctions diplomacy",
    ]
    assert (korea.title, korea.name, korea.bottom_line) == ("Korean Peninsula Brief", "korea", 2)
    assert korea.sections[0].kind == "statements"
    assert all(section.about for section in (*korea.sections, *load_profile("daily").sections))


def test_defaults(tmp_path: Path) -> None:
    """A profile of three lines is whole: everything else has a default."""
    profile = load_profile(written(tmp_path, GOOD, "mine.toml"))
    assert profile.name == "mine"
    assert profile.sections == (SectionRule(title="News"),)
    assert (profile.paper, profile.bottom_line, profile.language, profile.note) == ("a4", 2, None, None)
    assert (profile.about, profile.handling, profile.sources, dict(profile.mail)) == ("", None, (), {})


def test_every_key(tmp_path: Path) -> None:
    """Every key of the design is read, and texts lose their outer white space."""
    written(tmp_path, "A *word* of mine.\r\n", "note.md")
    path = written(
        tmp_path,
        """
        title = " Brief "
        about = "Korea"
        language = "KO"
        paper = "letter"
        handling = "INTERNAL"
        bottom_line = 0
        note = "note.md"
        [[section]]
        title = "Statements"
        about = "what is said"
        kind = "statements"
        speakers = [" Kim "]
        terms = ["vow*"]
        exclude = ["football"]
        at_most = 6
        [[source]]
        feed = "feeds/a.xml"
        outlet = "Wire"
        language = "en"
        grade = "B"
        [[source]]
        folder = "in"
        [mail]
        to = ["a@b.example", "c@d.example"]
        from = "e@f.example"
        subject = "Brief"
        server = "mail.example:587"
        security = "tls"
        insecure = false
        user = "u"
        password_command = ["pass", "mail"]
        on_unknown = "hold"
        quiet_day = "skip"
        list_id = "brief.f.example"
        unsubscribe = ["mailto:stop@f.example?subject=stop", "https://f.example/stop?who=1"]
        thread = true
        sendmail = "/usr/sbin/sendmail"
        """,
    )
    profile = load_profile(str(path))
    assert profile.title == "Brief"
    assert (profile.language, profile.paper, profile.handling, profile.bottom_line) == ("ko", "letter", "INTERNAL", 0)
    assert profile.note == "A *word* of mine.\n"
    assert profile.sections == (
        SectionRule("Statements", "what is said", "statements", ("Kim",), ("vow*",), ("football",), 6),
    )
    assert profile.sources[0] == {"feed": "feeds/a.xml", "outlet": "Wire", "language": "en", "grade": "B"}
    assert profile.sources[1] == {"folder": "in"}
    assert profile.mail["to"] == ("a@b.example", "c@d.example")
    assert profile.mail["insecure"] is False
    assert profile.path == str(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["section: is missing; at least one [[section]] is needed, each with a title",
              'title: is missing; write title = "…"']),
        (SECTION, ['title: is missing; write title = "…"']),
        ("titel = 1\n" + GOOD, ['unknown key "titel"; did you mean "title"?']),
        ("Bottomline = 1\n" + GOOD, ['unknown key "Bottomline"; did you mean "bottom_line"?']),
        ("colour = 1\n" + GOOD, ['unknown key "colour"; the keys here are: title, about, language, paper, handling, '
                                 "bottom_line, note, section, source, mail"]),
        ("title = 5\n" + SECTION, ["title: must be a text that is not empty, not 5"]),
        ("title = ' '\n" + SECTION, ['title: must be a text that is not empty, not " "']),
        ('title = "a\\u001bb"\n' + SECTION, [r'title: must be one line without control characters, not "a\u001bb"']),
        ('title = "a\\u202eb"\n' + SECTION, [r'title: must be one line without control characters, not "a\u202eb"']),
        ('title = "a\\nb"\n' + SECTION, ['title: must be one line without control characters, not "a\\nb"']),
        (f'title = "{"x" * 121}"\n' + SECTION, ["title: must be at most 120 letters long, not"]),
        ("about = 2024-12-29\n" + GOOD, ['about: must be a text, not "2024-12-29"']),
        ("language = 'English'\n" + GOOD,
         ['language: must be a language code of two or three letters, such as "en", not "English"']),
        ("paper = 'A5'\n" + GOOD, ['paper: must be "a4" or "letter", not "A5"']),
        ("bottom_line = 4\n" + GOOD, ["bottom_line: must be a whole number from 0 to 3, not 4"]),
        ("bottom_line = true\n" + GOOD, ["bottom_line: must be a whole number from 0 to 3, not true"]),
        ("handling = ['x']\n" + GOOD, ['handling: must be a text that is not empty, not ["x"]']),
        ("title = 'T'\n[section]\ntitle = 'A'\n",
         ["section: must be written as [[section]], with two brackets on each side, above its keys"]),
        ("title = 'T'\nsection = [1]\n",
         ["section: must be written as [[section]], with two brackets on each side, above its keys"]),
        ("title = 'T'\n[[section]]\nabout = 'x'\n", ['section 1: title: is missing; write title = "…"']),
        (GOOD + "at_most = 0\n", ['section 1 "News": at_most: must be a whole number from 1 up, not 0']),
        (GOOD + "at_most = 2.5\n", ['section 1 "News": at_most: must be a whole number from 1 up, not 2.5']),
        (GOOD + "kind = 'quotes'\n", ['section 1 "News": kind: must be "any" or "statements", not "quotes"']),
        (GOOD + "speaker = ['Kim']\n", ['section 1 "News": unknown key "speaker"; did you mean "speakers"?']),
        (GOOD + "zzz = 1\n", ['section 1 "News": unknown key "zzz"; the keys here are: title, about, kind, speakers, '
                              "terms, exclude, at_most"]),
        (GOOD + "terms = 'vow*'\n",
         ['section 1 "News": terms: must be a list of texts, such as ["one", "two"], not "vow*"']),
        (GOOD + "terms = ['a', '', 3]\n",
         ['section 1 "News": terms: entry 2 must be a text that is not empty, not ""',
          'section 1 "News": terms: entry 3 must be a text that is not empty, not 3']),
        (GOOD + "terms = ['vo*w']\n",
         ['section 1 "News": terms: entry 1 may have a * at its end only, such as "vow*", not "vo*w"']),
        (GOOD + "exclude = ['*']\n",
         ['section 1 "News": exclude: entry 1 may have a * at its end only, such as "vow*", not "*"']),
        (GOOD + "[[section]]\ntitle = ' news'\n",
         ['section 2 "news": title: section 1 has it already; each section needs its own title']),
        (GOOD + "[[source]]\noutlet = 'Wire'\n",
         ["source 1: needs exactly one of url, feed, page, folder, mailbox, opml; none is there"]),
        (GOOD + "[[source]]\nurl = 'a'\nfeed = 'b'\n",
         ["source 1: needs exactly one of url, feed, page, folder, mailbox, opml; url and feed are there"]),
        (GOOD + "[[source]]\nrss = 'b'\n",
         ['source 1: unknown key "rss"; the keys here are: url, feed, page, folder, mailbox, opml, outlet, language, '
          "grade", "source 1: needs exactly one of"]),
        (GOOD + "[[source]]\nurl = 5\noutlet = 'Wire'\n",
         ['source 1 "Wire": url: must be a text that is not empty, not 5']),
        (GOOD + "[[source]]\nfeed = 'file:///etc/passwd'\n",
         ["source 1: feed: must begin with https:// or http://, or be the path of a file, not"]),
        (GOOD + "[[source]]\nurl = 'https://me:secret@news.example.org/'\n",
         ["source 1: url: must be without a user and password"]),
        (GOOD + "[[source]]\npage = 'https:///x'\n", ["source 1: page: must be a whole web address without spaces"]),
        (GOOD + "[[source]]\nmailbox = 'imap://mail.example.org/in'\n",
         ["source 1: mailbox: must be a path on this machine"]),
        (GOOD + "[[source]]\nfolder = 'in'\ngrade = 'usually reliable'\n",
         ["source 1: grade: must be at most 12 letters long"]),
        (GOOD + "[source]\nurl = 'b'\n",
         ["source: must be written as [[source]], with two brackets on each side, above its keys"]),
        (GOOD + "[[mail]]\nto = 'a'\n", ["mail: must be written as [mail], above its keys"]),
        (GOOD + "[mail]\nsecurity = 'ssl'\n", ['mail: security: must be "starttls" or "tls" or "none", not "ssl"']),
        (GOOD + "[mail]\ninsecure = 'no'\n", ['mail: insecure: must be true or false, not "no"']),
        (GOOD + "[mail]\npassword = 'x'\n", ['mail: unknown key "password"; did you mean "password_']),
        (GOOD + "[mail]\nto = []\n", ["mail: to: must be a text, or a list of texts, none of them empty, not []"]),
        (GOOD + "[mail]\nto = 'a b'\n", ['mail: to: must be a mail address, such as "name@example.org"']),
        (GOOD + "[mail]\nto = ['a@b.example', 'c@']\n", ['mail: to: "c@" must be a mail address, such as']),
        (GOOD + "[mail]\nto = 'a@b.example, c@d.example'\n", ["mail: to: must be one mail address; write several"]),
        (GOOD + "[mail]\nto = 'a@büro.example'\n", ["mail: to: must have an address in ASCII; write its"]),
        (GOOD + "[mail]\nto = 'a..b@c.example'\n", ["mail: to: must be a mail address, such as"]),
        (GOOD + "[mail]\nfrom = ['a@b.example']\n", ["mail: from: must be a text that is not empty"]),
        (GOOD + "[mail]\nto = 'a@b.example'\n", ['mail: from: is missing; write from = "briefs@example.org"']),
        (MAIL + "server = 'mail.example'\n", ['mail: server: must be HOST:PORT, such as "smtp.example.org:587", not']),
        (MAIL + "server = 'mail.example:99999'\n", ["mail: server: must be HOST:PORT"]),
        (MAIL + "server = 'mail.example:465'\n", ['mail: security: port 465 is encrypted from the first byte; write']),
        (MAIL + "server = 'mail.example:25'\nsecurity = 'none'\n",
         ['mail: security: "none" would send the brief and the password to mail.example for anyone to read']),
        (MAIL + "subject = '{headline}'\n", ["mail: subject: must have no other fields than {title}, {number}"]),
        (MAIL + "subject = '{title.__class__}'\n", ["mail: subject: must have no other fields than"]),
        (MAIL + "subject = '{title!r:>9}'\n", ["mail: subject: must have no other fields than"]),
        (MAIL + "subject = '{title'\n", ["mail: subject: must have its braces in pairs"]),
        (MAIL + "user = 'u'\npassword_env = 'my secret'\n",
         ["mail: password_env: must be the name of an environment variable, such as BRIEFER_SMTP_PASSWORD, and never"]),
        (MAIL + "user = 'u'\npassword_env = 'A'\npassword_file = 'b'\n",
         ["mail: password_env and password_file are there; one of them is enough"]),
        (MAIL + "password_env = 'A'\n", ["mail: password_env: is of no use without user"]),
        (MAIL + "list_id = 'my list'\n", ["mail: list_id: must look like a host's name, such as"]),
        (MAIL + "unsubscribe = 'http://a.example/'\n", ["mail: unsubscribe: must be a mailto: or https://"]),
        (MAIL + "unsubscribe = 'https://a.example/x y'\n", ["mail: unsubscribe: must be a mailto: or https://"]),
        (GOOD + "[mail]\non_unknown = 'x'\n", ['mail: on_unknown: must be "resend" or "hold", not "x"']),
        (GOOD + "[mail]\nquiet_day = 1\n", ['mail: quiet_day: must be "skip" or "mail", not 1']),
        ("note = 'none.md'\n" + GOOD,
         ["none.md does not exist; its path counts from the folder of the profile"]),
        ("note = 'n\\u0000'\n".replace("'", '"') + GOOD, ["note: must be one line without control characters, not"]),
        ("title = Korea\n" + SECTION,
         ['line 1, column 9: Invalid value; the line reads "title = Korea"; a text stands in "quotation marks"']),
        ("title = 'T'\ntitle = 'U'\n" + SECTION, ["line 2, column 12: Cannot overwrite a value; the line reads"]),
        ("title = 'T'\n[[section]\n", ['line 2, column 10: Expected \']]\' at the end of an array declaration']),
        ('title = "', ['line 1, column 10: Unterminated string; the line reads "title = \\""']),
        (b"title = 'T'\nabout = '\xe9'\n", ["line 2 is not UTF-8 text; save the file as UTF-8 in your editor"]),
        ("x = " + "[" * 100_000, ["brackets are nested too deep; a profile needs two levels"]),
        ("#" * 1_000_001, ["is larger than 1 MB; a profile is a short TOML file"]),
    ],
)  # fmt: skip
def test_words_of_a_mistake(tmp_path: Path, text: str | bytes, words: list[str]) -> None:
    """Every mistake is one line with the file, the place, what is wrong and what is allowed."""
    lines = mistakes(tmp_path, text)
    assert len(lines) == len(words)
    for line, expected in zip(lines, words, strict=True):
        assert expected in line


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """A file with six mistakes gets six lines, not the first of them."""
    lines = mistakes(
        tmp_path,
        "paper = 'x'\nbottom_line = 9\nnote = 'gone.md'\n[[section]]\ntitel = 'A'\n[[source]]\n",
    )
    assert len(lines) == 7
    assert [line.split(":")[0] for line in lines] == [
        "section 1", "section 1", "paper", "bottom_line", "title", "source 1", "note",
    ]  # fmt: skip


def test_unknown_name(own_folder: Path) -> None:
    """An unknown name is answered with the names there are, the nearest first."""
    assert refusal("koreea") == (
        'no profile is called "koreea"; did you mean korea? there are: korea, daily; '
        "a file is given by its path, such as ./my.toml"
    )
    written(own_folder, GOOD, "asia.toml")
    assert refusal("zzzz").startswith('no profile is called "zzzz"; there are: asia, daily, korea; ')
    assert refusal("").startswith('no profile is called ""; there are: ')
    assert refusal("a\x1b\x00").startswith(r'no profile is called "a\u001b\u0000"; ')


def test_own_copy_wins(own_folder: Path) -> None:
    """A profile in the user's configuration folder is found by name and wins over the packaged one."""
    written(own_folder, 'title = "Mine"\n' + SECTION, "korea.toml")
    assert load_profile("korea").title == "Mine"
    assert load_profile(TEMPLATES / "profiles" / "korea.toml").title == "Korean Peninsula Brief"
    assert available_profiles() == ("daily", "korea")


def test_configuration_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without BRIEFER_CONFIG the configuration folder is the one that the platform gives to briefer."""
    monkeypatch.delenv("BRIEFER_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert configuration().name == "briefer"


@pytest.mark.parametrize("said", [{}, {"XDG_CONFIG_HOME": "/srv/c", "XDG_DATA_HOME": "/srv/d"}, {"XDG_DATA_HOME": ""}])
@pytest.mark.parametrize("home", ["/srv/desk", "/srv/desk/", "desk", None])
def test_the_folders_are_those_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], home: str | None
) -> None:
    """Where nothing special is said the library is not asked, and its answer would have been the same."""
    for name in ("BRIEFER_CONFIG", "BRIEFER_DATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items() if home is None else {**said, "HOME": home}.items():
        monkeypatch.setenv(name, value)

    assert configuration() == platformdirs.user_config_path("briefer")
    assert data() == platformdirs.user_data_path("briefer")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and an unreadable file are each told apart, with what to do."""
    assert refusal(tmp_path / "gone.toml") == (
        f"{tmp_path}/gone.toml: there is no such file; the profiles known by name are: daily, korea"
    )
    assert refusal("korea.toml") == (
        "korea.toml: there is no such file; did you mean the profile that is known by the name korea?"
    )
    assert refusal(tmp_path) == f"{tmp_path}: this is a folder; give the profile file in it"
    assert "cannot be read (" in refusal(tmp_path / ("x" * 300 + ".toml"))
    assert refusal("a\x00.toml").startswith("a?.toml: cannot be read (")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"x" * 20_001, "is larger than 20 kB; it must fit on the page beside the brief"),
        (b"one\ntwo \xff", "is not UTF-8 text (line 2)"),
        (b"one\n\x1b[31m", "has a control character in line 2 (U+001B); take it out"),
    ],
)
def test_note_that_is_wrong(tmp_path: Path, body: bytes, words: str) -> None:
    """A note that cannot stand on the page is named with its file and the reason."""
    written(tmp_path, body, "note.md")
    (line,) = mistakes(tmp_path, "note = 'note.md'\n" + GOOD)
    assert line.startswith(f"note: the file {tmp_path}/note.md ")
    assert words in line


def test_empty_note(tmp_path: Path) -> None:
    """A note of white space is no note, and one in another folder is found."""
    written(tmp_path, "\n \n", "note.md")
    assert load_profile(written(tmp_path, "note = 'note.md'\n" + GOOD)).note is None
    written(tmp_path, "Seen.", "other.md")
    assert load_profile(written(tmp_path / "inner", "note = '../other.md'\n" + GOOD)).note == "Seen."


def test_windows_file(tmp_path: Path) -> None:
    """A file saved by an editor with a byte order mark and CRLF is read."""
    assert load_profile(written(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())).title == "T"


def test_no_slow_import() -> None:
    """Loading a profile does not import pydantic, whose import alone would cost a third of the start."""
    code = "import sys, briefer.profile as p; p.load_profile('korea'); print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a@b.example", ("", "a@b.example")),
        (" Doe, Jane <jane.doe+x@b.example> ", ("Doe, Jane", "jane.doe+x@b.example")),
        ('"Doe, \\"JD\\"" <a@localhost>', ('Doe, "JD"', "a@localhost")),
        ("<a@b.example>", ("", "a@b.example")),
        ("a@b@c.example", None),
        ("a@-b.example", None),
        ("a b@c.example", None),
        (f"{'a' * 65}@b.example", None),
        (f"a@{'b.' * 130}example", None),
        ("a@b.example\r\nBcc: c@d.example", None),
        ("A\x00 <a@b.example>", None),
    ],
)
def test_mailboxes(given: str, wanted: tuple[str, str] | None) -> None:
    """A name and an address, or nothing: what could be more than one mailbox is none."""
    assert mailbox(given) == wanted
