"""A first profile by a few questions (the command ``init``)."""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import OutputError, ProfileError, UsageError
from .model import Rendered
from .profile import load_profile
from .text.clean import visible
from .write import output_folder, write_whole

_MOST_SECTIONS = 8  # more do not fit on one page with something under each


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said, or would have said by pressing Enter."""

    title: str = "Daily Brief"
    about: str = ""
    sections: tuple[tuple[str, str], ...] = (
        ("Statements", "what leaders, ministers, officials and spokespeople say, promise, warn or deny"),
        ("Events", "what happened: attacks, accidents, decisions, agreements, votes and verdicts"),
        ("Figures", "numbers that were reported: costs, casualties, prices, shares and counts"),
    )
    paper: str = "a4"
    articles: str = "articles"


def check_target(path: Path) -> None:
    """Refuse a path that no profile can be written to."""
    if path.suffix.lower() != ".toml":
        raise UsageError(f"{path}: the name of a profile ends in .toml; say {path.name or 'profile'}.toml")
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path} is there already and stays as it is; give another name, or move it away")


def ask(question: Callable[[str, str], str]) -> Answers:
    """Ask the questions; ``question`` takes the words and the default, and returns the answer."""
    default = Answers()
    title = question("Title of the brief", default.title)
    about = question("What is it about, in one line? Off it is left out (Enter: anything goes)", default.about)
    sections: list[tuple[str, str]] = []
    while len(sections) < _MOST_SECTIONS:
        number = len(sections) + 1
        # Whoever has named a section of their own is not offered ours.
        theirs = tuple(title for title, _ in sections) != tuple(title for title, _ in default.sections[: number - 1])
        proposed, words = ("", "") if theirs or number > len(default.sections) else default.sections[number - 1]
        head = visible(question(f"Section {number}: its title{'' if proposed else ' (Enter: no more)'}", proposed))
        if not head:
            break
        belongs = question(f"Section {number}: what belongs in it, in one line", words if head == proposed else "")
        sections.append((head, visible(belongs)))
    paper = question("Paper, a4 or letter", default.paper).strip().lower()
    articles = question("Folder with your articles", default.articles)
    return Answers(
        title=visible(title) or default.title,
        about=visible(about),
        sections=tuple(sections) or default.sections,
        paper=paper if paper in ("a4", "letter") else default.paper,
        articles=shlex.quote(visible(articles) or default.articles),
    )


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
        "#   briefer check PROFILE ARTICLES",
        "",
        f"title = {_quoted(answers.title)}",
    ]
    if answers.about:
        lines.append(f"about = {_quoted(answers.about)}  # what is off this subject is left out")
    else:
        lines.append('# about = "the one subject of the brief; what is off it is left out"')
    lines += [f"paper = {_quoted(answers.paper)}", "bottom_line = 2  # sentences above the sections, 0 to 3", ""]
    for title, about in answers.sections:
        lines += ["[[section]]", f"title = {_quoted(title)}"]
        if about:
            lines.append(f"about = {_quoted(about)}")
        lines += ['# terms = ["vow*", "pledge*"]  # words that speak for this section', ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # what JSON escapes, TOML escapes alike


def as_argument(path: Path) -> str:
    """Return the path as it is typed for --profile, which takes a bare word for a name."""
    return shlex.quote(str(path))
