"""A profile file becomes a Profile; every check of what a user wrote is here.

The checks are rows of a table and not a pydantic model, by measurement: importing pydantic and building these models
takes 82 ms in a fresh process (65 + 17, median of five), where the whole program has 200 ms; the table takes under
one. It also lets every message say what a person is allowed to write.
"""

from __future__ import annotations

import json
import re
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import ProfileError
from .model import Profile, SectionRule
from .paths import TEMPLATES, configuration

PROFILES = TEMPLATES / "profiles"

_LARGEST_PROFILE = 1_000_000  # bytes; a profile of a thousand sections is a tenth of it
_LARGEST_NOTE = 20_000  # bytes; more than two pages, and one page is all there is
_LONGEST_GRADE = 12  # letters; "B2" and "confirmed" are such marks
_LONGEST_LINE = 120  # letters; a longer title or handling line does not fit in the band of the page


def load_profile(name_or_path: str | Path) -> Profile:
    """Return the checked profile of that name or path; a ProfileError lists all its mistakes, one a line.

    What looks like a path (it has a slash, or ends in .toml) is one. A name is looked for in the folder "profiles" of
    the configuration folder first, so that a user's copy wins, and then among the packaged profiles.
    """
    path = _find(name_or_path)
    return _read(path)


def packaged_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that come with briefer."""
    return _names(PROFILES)


def available_profiles() -> tuple[str, ...]:
    """Return the names that load_profile knows: the user's own and the packaged ones."""
    return tuple(sorted({*_names(configuration() / "profiles"), *packaged_profiles()}))


# ---- finding and reading the file


def _names(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(path.stem for path in folder.iterdir() if path.suffix == ".toml"))
    except OSError:  # no such folder: nothing to offer
        return ()


def _find(name_or_path: str | Path) -> Path:
    given = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in given or "\\" in given or given.lower().endswith(".toml"):
        return Path(name_or_path)
    for folder in (configuration() / "profiles", PROFILES):
        if given in _names(folder):
            return folder / f"{given}.toml"
    names = available_profiles()
    near = _near(given, names)
    ordered = [*near, *(name for name in names if name not in near)]
    raise ProfileError(
        f"no profile is called {_show(given)}; {'did you mean ' + near[0] + '? ' if near else ''}"
        f"there are: {', '.join(ordered)}; a file is given by its path, such as ./my.toml"
    )


def _read(path: Path) -> Profile:
    body = _bytes(path)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ProfileError(
            f"{_name(path)}: line {line} is not UTF-8 text; save the file as UTF-8 in your editor"
        ) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{_name(path)}: {_syntax(error, text)}") from error
    except RecursionError as error:
        raise ProfileError(f"{_name(path)}: brackets are nested too deep; a profile needs two levels") from error

    mistakes: list[str] = []
    sections = _sections(table, mistakes)
    values = _checked(table, _PROFILE, "", mistakes)
    sources = _tables(table, "source", _SOURCE, mistakes, name="outlet")
    for number, source in enumerate(table["source"] if sources else (), start=1):
        _one_origin(source, number, mistakes)
    mail = _mail(table, mistakes)
    note = _note(path, values.get("note"), mistakes)
    if mistakes:
        raise ProfileError("\n".join(f"{_name(path)}: {mistake}" for mistake in mistakes))

    return Profile(
        title=values["title"],
        sections=tuple(_section(section) for section in sections),
        name=path.stem,
        about=values.get("about", ""),
        language=values["language"].lower() if "language" in values else None,
        paper=values.get("paper", "a4"),
        handling=values.get("handling"),
        bottom_line=values.get("bottom_line", 2),
        note=note,
        path=str(path),
        sources=tuple(sources),
        mail=mail,
    )


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST_PROFILE + 1)
    except FileNotFoundError as error:
        names = available_profiles()
        if path.stem in names:
            next_step = f"did you mean the profile that is known by the name {path.stem}?"
        else:
            next_step = f"the profiles known by name are: {', '.join(names)}"
        raise ProfileError(f"{_name(path)}: there is no such file; {next_step}") from error
    except IsADirectoryError as error:
        raise ProfileError(f"{_name(path)}: this is a folder; give the profile file in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProfileError(f"{_name(path)}: cannot be read ({reason}); give a file that you may read") from error
    if len(body) > _LARGEST_PROFILE:
        raise ProfileError(
            f"{_name(path)}: is larger than 1 MB; a profile is a short TOML file, and articles are given as inputs"
        )
    return body


def _syntax(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Say where the TOML goes wrong, and show the line."""
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
    if not found:
        return f"this is not TOML: {error}"
    lines = text.split("\n")
    number, column = (int(found[2]), int(found[3])) if found[2] else (len(lines), len(lines[-1]) + 1)
    line = lines[number - 1].strip() if number <= len(lines) else ""
    reads = f"; the line reads {_show(line)}" if line else ""
    hint = '; a text stands in "quotation marks"' if found[1].startswith("Invalid value") else ""
    return f"line {number}, column {column}: {found[1]}{reads}{hint}"


def _note(profile: Path, given: object, mistakes: list[str]) -> str | None:
    """Return the text of the note file, which stands beside the profile unless its path says otherwise."""
    if not isinstance(given, str):
        return None
    path = profile.parent / given
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST_NOTE + 1)
        if len(body) > _LARGEST_NOTE:
            problem = "is larger than 20 kB; it must fit on the page beside the brief"
        else:
            text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            found = _UNPRINTABLE.search(text)
            if not found:
                return text if text.strip() else None
            line = text.count("\n", 0, found.start()) + 1
            problem = f"has a control character in line {line} (U+{ord(found[0]):04X}); take it out"
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8 text (line {line}); save it as UTF-8 in your editor"
    except FileNotFoundError:
        problem = "does not exist; its path counts from the folder of the profile"
    except (OSError, ValueError) as error:
        problem = f"cannot be read ({getattr(error, 'strerror', None) or error})"
    mistakes.append(f"note: the file {_name(path)} {problem}")
    return None


# ---- what a value may be: each rule returns "" or what the value must be


Rule = Callable[[Any], str]

# Control and bidi characters: on a page or in a terminal they show something else than the file says.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def _line(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        return "must be a text that is not empty"
    if "\n" in value or "\t" in value or _UNPRINTABLE.search(value):
        return "must be one line without control characters"
    return ""


def _title(value: object) -> str:
    problem = _line(value)
    if not problem and isinstance(value, str) and len(value) > _LONGEST_LINE:
        return f"must be at most {_LONGEST_LINE} letters long"
    return problem


def _grade(value: object) -> str:
    problem = _line(value)
    if not problem and isinstance(value, str) and len(value.strip()) > _LONGEST_GRADE:
        return f"must be at most {_LONGEST_GRADE} letters long: it is printed with each of the source's articles"
    return problem


def _address(value: object) -> str:
    """A web address, or the path of a file."""
    problem = _line(value)
    if problem or not isinstance(value, str):
        return problem
    scheme, mark, rest = value.strip().partition("://")
    if not mark:
        return ""
    if scheme.lower() not in ("http", "https"):
        return "must begin with https:// or http://, or be the path of a file"
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    if "@" in host:
        return "must be without a user and password: the page prints where an article is from"
    if not host or re.search(r"\s", value.strip()):
        return "must be a whole web address without spaces, such as https://news.example.org/feed.xml"
    return ""


def _place(value: object) -> str:
    problem = _line(value)
    if not problem and isinstance(value, str) and "://" in value:
        return "must be a path on this machine"
    return problem


def _prose(value: object) -> str:
    if not isinstance(value, str):
        return "must be a text"
    return "must be a text without control characters" if _UNPRINTABLE.search(value) else ""


# An address as mail servers take it without extensions, in ASCII: a dot-string at a domain (RFC 5321, 4.1.2).
_MAILBOX = r"(?:(?P<name>[^<>]*?)\s*<(?P<bracketed>[^<>\s]+)>|(?P<bare>[^<>\s]+))"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _is_host(name: str) -> bool:
    return len(name) <= 253 and all(re.fullmatch(_LABEL, label) for label in name.split("."))


def mailbox(value: str) -> tuple[str, str] | None:
    """Return the display name ("" where there is none) and the address of a mailbox; None when it is none.

    A comma is part of the name: each mailbox is an entry of its own.
    """
    found = re.fullmatch(_MAILBOX, value.strip())
    if found is None or _UNPRINTABLE.search(value):
        return None
    address = found["bracketed"] or found["bare"]
    local, _, domain = address.rpartition("@")
    if len(local) > 64 or not _is_host(domain) or not all(re.fullmatch(_ATOM, atom) for atom in local.split(".")):
        return None  # RFC 5321, 4.5.3.1.1 has the 64
    name = (found["name"] or "").strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, address


def _mailbox(value: object) -> str:
    problem = _line(value)
    if problem or not isinstance(value, str) or mailbox(value) is not None:
        return problem
    if not value.isascii() and mailbox(re.sub(r"[^\x00-\x7f]", "x", value.rpartition("<")[2].rstrip(">"))):
        return "must have an address in ASCII; write its domain in the xn-- form"
    if value.count("@") > 1:
        return "must be one mail address; write several as a list"
    return 'must be a mail address, such as "name@example.org" or "Doe, Jane <name@example.org>"'


def _mailboxes(value: object) -> str:
    problem = _line_or_list(value)
    if problem:
        return problem
    for each in value if isinstance(value, list) else [value]:
        problem = _mailbox(each)
        if problem:
            return f"{_show(each)} {problem}" if isinstance(value, list) else problem
    return ""


def _server(value: object) -> str:
    problem = _line(value)
    if problem or not isinstance(value, str):
        return problem
    host, _, port = value.strip().rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    fits = _is_host(host) or (bare != host and re.fullmatch(r"[0-9A-Fa-f:.]+", bare))
    if fits and re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65536:
        return ""
    return 'must be HOST:PORT, such as "smtp.example.org:587"'


def _variable(value: object) -> str:
    problem = _line(value)
    if problem or not isinstance(value, str) or re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        return problem
    return "must be the name of an environment variable, such as BRIEFER_SMTP_PASSWORD, and never the password itself"


_SUBJECT_FIELDS = ("title", "number", "date", "bottom_line")


def _subject(value: object) -> str:
    problem = _title(value)
    if problem or not isinstance(value, str):
        return problem
    fields = ", ".join(f"{{{field}}}" for field in _SUBJECT_FIELDS)
    try:
        parts = list(string.Formatter().parse(value))
    except ValueError:
        return f"must have its braces in pairs, around one of {fields}; a brace itself is written twice"
    for _, field, form, turned in parts:
        if field is not None and (field not in _SUBJECT_FIELDS or form or turned):
            return f"must have no other fields than {fields}"
    return ""


def _list_id(value: object) -> str:
    problem = _line(value)
    if problem or not isinstance(value, str) or (_is_host(value.strip()) and "." in value):
        return problem
    return 'must look like a host\'s name, such as "brief.example.org" (RFC 2919)'


def _unsubscribe(value: object) -> str:
    problem = _line_or_list(value)
    if problem:
        return problem
    for each in value if isinstance(value, list) else [value]:
        address = str(each).strip()
        kind, _, rest = address.partition(":")
        sound = re.fullmatch(r"[!-;=?-~]+", address) and "," not in address and len(address) <= 900
        named = mailbox(rest.partition("?")[0]) if kind == "mailto" else re.match(r"//[^/?#@]+(?:[/?#]|\Z)", rest)
        if not sound or kind not in ("mailto", "https") or not named:
            return "must be a mailto: or https:// address in ASCII, without spaces and commas, or a list of such"
    return ""


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _language(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[A-Za-z]{2,3}", value):
        return ""
    return 'must be a language code of two or three letters, such as "en"'


def _whole(lowest: int, highest: int | None = None) -> Rule:
    allowed = f"must be a whole number from {lowest} " + ("up" if highest is None else f"to {highest}")

    def rule(value: object) -> str:
        fits = isinstance(value, int) and not isinstance(value, bool)
        return "" if fits and lowest <= value and (highest is None or value <= highest) else allowed  # type: ignore[operator]  # fits says that value is an int

    return rule


def _one_of(*allowed: str) -> Rule:
    words = " or ".join(json.dumps(word) for word in allowed)
    return lambda value: "" if isinstance(value, str) and value in allowed else f"must be {words}"


def _list(value: object) -> str:
    if not isinstance(value, list):
        return 'must be a list of texts, such as ["one", "two"]'
    return ""


def _stars(value: str) -> str:
    if "*" in value[:-1] or value == "*":
        return 'may have a * at its end only, such as "vow*"'
    return ""


def _no_stars(value: str) -> str:
    return ""


def _line_or_list(value: object) -> str:
    if isinstance(value, list):
        wrong = not value or any(_line(each) for each in value)
        return "must be a text, or a list of texts, none of them empty" if wrong else ""
    return _line(value)


# ---- the tables: which keys there are, and what each may hold


_PROFILE: dict[str, Rule | None] = {  # None: looked at by a function of its own
    "title": _title,
    "about": _prose,
    "language": _language,
    "paper": _one_of("a4", "letter"),
    "handling": _title,
    "bottom_line": _whole(0, 3),
    "note": _line,
    "section": None,
    "source": None,
    "mail": None,
}

_LISTS: dict[str, Callable[[str], str]] = {"speakers": _no_stars, "terms": _stars, "exclude": _stars}

_SECTION: dict[str, Rule | None] = {
    "title": _title,
    "about": _prose,
    "kind": _one_of("any", "statements"),
    "speakers": _list,
    "terms": _list,
    "exclude": _list,
    "at_most": _whole(1),
}

_ORIGINS = ("url", "feed", "page", "folder", "mailbox", "opml")

_SOURCE: dict[str, Rule | None] = {
    "url": _address,  # what is there decides whether it is read as a feed or as a page
    "feed": _address,
    "page": _address,
    "folder": _place,
    "mailbox": _place,
    "opml": _place,
    "outlet": _title,
    "language": _language,
    "grade": _grade,
}

_MAIL: dict[str, Rule | None] = {
    "to": _mailboxes,
    "from": _mailbox,
    "subject": _subject,
    "server": _server,
    "security": _one_of("starttls", "tls", "none"),
    "insecure": _flag,
    "user": _line,
    "password_command": _line_or_list,
    "password_file": _place,
    "password_env": _variable,
    "sendmail": _line_or_list,  # the program, when no server is named
    "on_unknown": _one_of("resend", "hold"),
    "quiet_day": _one_of("skip", "mail"),
    "list_id": _list_id,
    "unsubscribe": _unsubscribe,
    "thread": _flag,
}


def _checked(
    table: Mapping[str, Any], rules: Mapping[str, Rule | None], where: str, mistakes: list[str]
) -> dict[str, Any]:
    """Return the values that are as the rules ask; note what is wrong with the others."""
    good: dict[str, Any] = {}
    for key, value in table.items():
        if key not in rules:
            mistakes.append(f"{where}unknown key {_show(key)}; {_suggestion(key, rules)}")
            continue
        rule = rules[key]
        if rule is None:
            continue
        problem = rule(value)
        if problem:
            mistakes.append(f"{where}{key}: {problem}, not {_show(value)}")
        else:
            good[key] = value.strip() if isinstance(value, str) else value
    if "title" in rules and "title" not in table:
        mistakes.append(f'{where}title: is missing; write title = "…"')
    return good


def _tables(
    table: Mapping[str, Any], key: str, rules: Mapping[str, Rule | None], mistakes: list[str], name: str
) -> list[dict[str, Any]]:
    """Return the checked tables of one [[key]]."""
    given = table.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        mistakes.append(f"{key}: must be written as [[{key}]], with two brackets on each side, above its keys")
        return []
    checked = []
    for number, each in enumerate(given, start=1):
        checked.append(_checked(each, rules, _where(key, number, each.get(name)), mistakes))
    return checked


def _sections(table: Mapping[str, Any], mistakes: list[str]) -> list[dict[str, Any]]:
    before = len(mistakes)
    sections = _tables(table, "section", _SECTION, mistakes, name="title")
    if not sections and len(mistakes) == before:
        mistakes.append("section: is missing; at least one [[section]] is needed, each with a title")
    first: dict[str, int] = {}
    for number, section in enumerate(sections, start=1):
        where = _where("section", number, section.get("title"))
        for key, rule in _LISTS.items():
            section[key] = _entries(section.get(key, []), rule, f"{where}{key}: ", mistakes)
        title = " ".join(section.get("title", "").split()).casefold()
        if title and first.setdefault(title, number) != number:
            mistakes.append(f"{where}title: section {first[title]} has it already; each section needs its own title")
    return sections


def _entries(given: list[Any], rule: Callable[[str], str], where: str, mistakes: list[str]) -> tuple[str, ...]:
    """Return the texts of a list without their outer white space; an entry of nothing would match everything."""
    entries = []
    for number, each in enumerate(given, start=1):
        problem = _line(each) or rule(each.strip())
        if problem:
            mistakes.append(f"{where}entry {number} {problem}, not {_show(each)}")
        else:
            entries.append(each.strip())
    return tuple(entries)


def _one_origin(source: Mapping[str, Any], number: int, mistakes: list[str]) -> None:
    given = [key for key in _ORIGINS if key in source]
    if len(given) != 1:
        what = "none is there" if not given else f"{' and '.join(given)} are there"
        mistakes.append(f"source {number}: needs exactly one of {', '.join(_ORIGINS)}; {what}")


def _mail(table: Mapping[str, Any], mistakes: list[str]) -> dict[str, Any]:
    given = table.get("mail", {})
    if not isinstance(given, dict):
        mistakes.append("mail: must be written as [mail], above its keys")
        return {}
    before = len(mistakes)
    mail = _checked(given, _MAIL, "mail: ", mistakes)
    if len(mistakes) == before:
        mistakes += [f"mail: {mistake}" for mistake in _mail_mistakes(mail)]
    return {key: tuple(value) if isinstance(value, list) else value for key, value in mail.items()}


def _mail_mistakes(mail: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong between keys that are each as they should be."""
    if mail and "from" not in mail and mailbox(mail.get("user", "")) is None:
        yield 'from: is missing; write from = "briefs@example.org"'
    passwords = [key for key in mail if key.startswith("password_")]
    if len(passwords) > 1:
        yield f"{' and '.join(passwords)} are there; one of them is enough"
    if passwords and "user" not in mail:
        yield f"{passwords[0]}: is of no use without user"
    server, security = mail.get("server", ""), mail.get("security", "starttls")
    if server.endswith(":465") and security == "starttls":
        yield 'security: port 465 is encrypted from the first byte; write security = "tls"'
    host = server.rpartition(":")[0].strip("[]").lower()
    if server and security == "none" and not mail.get("insecure") and not _is_this_machine(host):
        yield (
            f'security: "none" would send the brief and the password to {host} for anyone to read; write "starttls" or '
            '"tls", or insecure = true as well if you mean it'
        )


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "::1") or re.fullmatch(r"127(?:\.\d{1,3}){3}", host) is not None


def _section(values: Mapping[str, Any]) -> SectionRule:
    return SectionRule(
        title=values["title"],
        about=values.get("about", ""),
        kind=values.get("kind", "any"),
        speakers=values["speakers"],
        terms=values["terms"],
        exclude=values["exclude"],
        at_most=values.get("at_most"),
    )


# ---- words for the messages


def _where(key: str, number: int, called: object) -> str:
    return f"{key} {number}{' ' + _show(called) if isinstance(called, str) else ''}: "


def _suggestion(key: str, allowed: Iterable[str]) -> str:
    names = tuple(allowed)
    near = _near(key, names)
    return f'did you mean "{near[0]}"?' if near else f"the keys here are: {', '.join(names)}"


def _near(word: str, names: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # only a mistake needs it

    folded = {name.casefold(): name for name in names}
    return [folded[name] for name in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]


def _show(value: object) -> str:
    """Return the value as a person would write it, short and safe to print."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)
    return shown if len(shown) <= 70 else shown[:69] + "…"


def _name(path: Path) -> str:
    return _UNPRINTABLE.sub("?", str(path)).replace("\n", "?")
