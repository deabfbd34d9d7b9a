"""A first profile by a few questions (the command ``init``)."""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .errors import OutputError, ProfileError, UsageError
from .model import Rendered
from .profile import load_profile
from .schedule import timetable
from .text.clean import visible
from .values import dataclass
from .write import output_folder, write_whole

_MOST_SECTIONS = 8  # more do not fit on one page with something under each
_LONGEST_TITLE = 60  # letters; a title made of the subject is to fit into the band of the page

SECTIONS = {
    "Statements": "what leaders, ministers, officials and spokespeople say, promise, warn or deny",
    "Politics and conflict": "governments, parliaments, elections, laws, treaties, war, attacks and troops",
    "Economy": "prices, growth, jobs, trade, central banks, markets, companies and energy",
    "Disasters and courts": "storms, floods, fires, accidents, outbreaks, rescue work, crimes, trials and verdicts",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said, or would have said by pressing Enter."""

    about: str = ""
    sources: tuple[str, ...] = ("articles",)
    sections: tuple[tuple[str, str], ...] = tuple(SECTIONS.items())
    mail: tuple[str, ...] = ()
    at: str = ""  # "" for not by itself
    days: str = "daily"

    @property
    def title(self) -> str:
        """The title of the brief: its subject, where that is short enough to be one."""
        words = self.about[:1].upper() + self.about[1:]
        return words if words and len(words) <= _LONGEST_TITLE else "Daily Brief"


def check_target(path: Path) -> None:
    """Refuse a path that no profile can be written to."""
    if path.suffix.lower() != ".toml":
        raise UsageError(f"{path}: the name of a profile ends in .toml; say {path.name or 'profile'}.toml")
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path} is there already and stays as it is; give another name, or move it away")


def ask(question: Callable[[str, str], str]) -> Answers:
    """Ask the five questions; ``question`` takes the words and the default, and returns the answer.

    What cannot be an answer is said, and the question is asked again.
    """
    default = Answers()
    about = visible(question("What is the brief about, in one line? Off it is left out (Enter: anything goes)", ""))
    words = "Where articles come from: feeds, pages, folders, mailboxes, with spaces between"
    sources = _asked(question, words, default.sources[0], _sources)
    sections = _asked(question, "Sections, as Title: what belongs in it; Title: …", "; ".join(SECTIONS), _sections_of)
    mail = _asked(question, "Mail it to these addresses, with spaces between (Enter: to nobody)", "", _addresses)
    at, days = _asked(question, "Make it by itself at, such as 06:30 mon-fri (Enter: only when you ask)", "", _hours)
    return Answers(about, sources or default.sources, sections or default.sections, mail, at, days)


_Answer = TypeVar("_Answer")


def _asked(
    question: Callable[[str, str], str], words: str, default: str, understood: Callable[[str], _Answer]
) -> _Answer:
    problem = ""
    while True:
        try:
            return understood(visible(question(f"{problem}{words}", default)))
        except UsageError as error:
            problem = f"{error}\n"


def _sources(answer: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(answer))
    except ValueError:  # an apostrophe, not a quotation mark
        return tuple(answer.split())


def _sections_of(answer: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in answer.split(";" if ";" in answer or ":" in answer else ","):
        title, _, belongs = (each.strip() for each in part.partition(":"))
        if title:
            found.append((title, belongs or SECTIONS.get(title, "")))
    if len(found) > _MOST_SECTIONS:
        raise UsageError(f"{len(found)} sections do not fit on one page; give at most {_MOST_SECTIONS}")
    if len({title.casefold() for title, _ in found}) < len(found):
        raise UsageError("two sections have one title; give each its own")
    return tuple(found)


def _addresses(answer: str) -> tuple[str, ...]:
    found = tuple(answer.replace(",", " ").split())
    for each in found:
        if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", each):
            raise UsageError(f"{each!r} is no mail address; write it as name@example.org")
    return found


def _hours(answer: str) -> tuple[str, str]:
    if not answer:
        return "", "daily"
    at, _, days = answer.partition(" ")
    timetable(at, days.strip() or "daily")
    return at, days.strip().replace(" ", "") or "daily"


def write(path: Path, answers: Answers) -> None:
    """Write the profile, whole or not at all, after it has been tried."""
    body = compose(answers).encode("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "profile.toml"
        trial.write_bytes(body)
        try:
            load_profile(trial)
        except ProfileError as error:
            raise ProfileError(str(error).replace(str(trial), "your answers")) from error
    with output_folder(path.parent):
        write_whole(path.parent, [Rendered(path.name, "application/toml", body)])


def compose(answers: Answers) -> str:
    """Return the profile as TOML, with a word on what else may stand in it."""
    lines = [
        "# A profile for briefer. Change it freely; this says whether it is still sound:",
        "#   briefer check PROFILE",
        "",
        f"title = {_quoted(answers.title)}",
    ]
    if answers.about:
        lines.append(f"about = {_quoted(answers.about)}  # what is off this subject is left out")
    else:
        lines.append('# about = "the one subject of the brief; what is off it is left out"')
    lines += ['paper = "a4"  # or "letter"', "bottom_line = 2  # sentences above the sections, 0 to 3", ""]
    for title, about in answers.sections:
        lines += ["[[section]]", f"title = {_quoted(title)}"]
        if about:
            lines.append(f"about = {_quoted(about)}")
        if "statement" in title.lower():
            lines.append('kind = "statements"  # only sentences in which somebody says something')
        lines += ['# terms = ["vow*", "pledge*"]  # words that speak for this section', ""]
    for source in answers.sources:
        lines += ["[[source]]", f"{_kind(source)} = {_quoted(source)}", ""]
    if answers.mail:
        lines += [
            "[mail]",
            f"to = [{', '.join(_quoted(each) for each in answers.mail)}]",
            f"from = {_quoted(answers.mail[0])}",
            "# Without a server this machine's own sendmail is used.",
            '# server = "smtp.example.org:587"',
            f"# user = {_quoted(answers.mail[0])}",
            '# password_file = "mail.password"  # a file that only you may read (chmod 600)',
            "",
        ]
    return "\n".join(lines)


def _kind(source: str) -> str:
    """Return the key of a source: what an address leads to is found out when it is read."""
    if re.match("https?://", source, re.IGNORECASE):
        return "url"
    ending = source.rpartition(".")[2].lower() if "." in source else ""
    return {"opml": "opml", "mbox": "mailbox", "eml": "mailbox", "xml": "feed", "rss": "feed"}.get(ending, "folder")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # what JSON escapes, TOML escapes alike


def as_argument(path: Path) -> str:
    """Return the path as it is typed for --profile, which takes a bare word for a name."""
    return shlex.quote(str(path))
