"""The command line as a person or a script meets it: words, files and exit status of real processes."""

from __future__ import annotations

import io
import json
import os
import pty
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from briefer import errors
from briefer.cli import COMMANDS, EXIT_CODES
from briefer.progress import Progress
from briefer.write import output_folder

ROOT = Path(__file__).parent.parent

HARBOUR = """Title: Harbour opens again
Outlet: The Westport Post
Date: 2026-03-02

Mayor Ann Dale of Westport said on Monday that 40 ships were waiting outside Westport and promised to clear the harbour
of Westport within a week. The harbour of Westport opened again on Monday after repairs that cost 12 million crowns.

The ministry of transport warned that the second pier would stay closed until the summer.
"""
TRAIN = """Title: Night train to the south
Date: 2026-03-01

The governments of Westmark and Sorland signed a treaty on Sunday that brings back the night train between Port Ede in
Westmark and Sorhaven in Sorland. Transport minister Leo Brandt said that tickets for the night train would go on sale
in April.

The parliament of the southern country must still vote on the treaty.
"""


def run(
    *arguments: str | Path, at: Path, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "briefer", *map(str, arguments)],
        cwd=at,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        check=False,
        env=surroundings(at, **environment),
    )


def surroundings(at: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BRIEFER_CONFIG": str(at / "configuration"),
        "COLUMNS": "100",
        **more,
    }


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with two articles in it."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "harbour.txt").write_text(HARBOUR)
    (tmp_path / "articles" / "train.txt").write_text(TRAIN)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a brief in all its formats."""
    place = tmp_path_factory.mktemp("made")
    (place / "harbour.txt").write_text(HARBOUR)
    (place / "train.txt").write_text(TRAIN)
    done = run("make", "harbour.txt", "train.txt", "--date", "2026-03-02", at=place)
    assert done.returncode == 0, done.stderr
    return place


# ---- help, and calls that are wrong


def test_help_is_quick_and_imports_nothing_heavy(tmp_path: Path) -> None:
    """The help comes at once: none of the slow libraries is imported for it."""
    script = """
        import sys
        from briefer.cli import main
        try:
            main(["--help"])
        except SystemExit as end:
            assert end.code == 0
        slow = {"weasyprint", "sumy", "trafilatura", "numpy", "pypdf", "jinja2", "rich", "uharfbuzz", "pydantic"}
        print("slow:", sorted(slow & set(sys.modules)))
    """
    done = python(script, tmp_path)
    assert done.stdout.endswith("slow: []\n"), done.stdout
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("--help", at=tmp_path).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        # the processor's time, not the clock's: a busy machine makes no start slow that was quick
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < 0.25


def test_help_names_every_command_and_exit_status(tmp_path: Path) -> None:
    """The table of the code is the table of the help."""
    words = run("--help", at=tmp_path).stdout
    for command in ("make", "run", "schedule", "log", "explain", "verify", "check", "init", "doctor"):
        assert f"\n  {command} " in words
        assert run(command, "--help", at=tmp_path).returncode == 0
    for code, meaning in EXIT_CODES.items():
        assert f"{code:>5}  {meaning}\n" in words


def test_every_error_has_its_exit_status() -> None:
    """No error of briefer ends in a status that the table does not explain, and no two share one."""
    kinds = errors.BrieferError.__subclasses__()
    codes = {kind.exit_code for kind in kinds if kind.__module__ == "briefer.errors"}
    assert codes == {2, 65, 69, 73, 75, 78}
    assert codes <= set(EXIT_CODES)
    assert sorted(EXIT_CODES) == [0, 1, 2, 3, 65, 69, 70, 73, 75, 78, 130]


def test_the_version(tmp_path: Path) -> None:
    """--version prints name and number."""
    from briefer.version import VERSION

    assert run("--version", at=tmp_path).stdout == f"briefer {VERSION}\n"


def test_no_command_shows_the_help(tmp_path: Path) -> None:
    """Without a command there is nothing to do: the help, and the status of a wrong call."""
    done = run(at=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("Usage: briefer")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mak"], "No such command 'mak'. Did you mean 'make'?; see: briefer --help"),
        (["make"], "Missing argument 'INPUT'; see: briefer make --help"),
        (["make", "x", "--papr", "a4"], "No such option: --papr"),
        (
            ["make", "x", "--format", "docx"],
            "--format: 'docx' is no format of a brief; use one or more of md, html, pdf",
        ),
        (["make", "x", "--format", ","], "--format: no format is given; use one or more of md, html, pdf, json"),
        (["make", "x", "--paper", "a3"], "--paper: 'a3' is no paper that briefer knows; use one of: a4, letter"),
        (
            ["make", "x", "--date", "20260302"],
            "--date: '20260302' is no date; write it as year-month-day, such as 2024-",
        ),
        (["make", "x", "--date", "2026-02-30"], "--date: '2026-02-30' is no date"),
        (["make", "x", "--number", "0"], "--number: '0' is no number of one; give a whole number from 1 up"),
        (["explain", "brief.json", "two"], "N: 'two' is no number of one; give a whole number from 1 up"),
        (["explain", "brief.json", "1", "--sentence", "x"], "give the number of an item or --sentence, not both"),
    ],
)
def test_a_wrong_call(tmp_path: Path, arguments: list[str], words: str) -> None:
    """A call that is wrong gets one line that says what is allowed, status 2, and does nothing."""
    done = run(*arguments, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.startswith("briefer: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# ---- make


def test_make_writes_all_formats_and_says_so(made: Path) -> None:
    """One line for each file; the PDF's says what the page holds."""
    done = run("make", "harbour.txt", "train.txt", "--date", "2026-03-02", at=made)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        f"wrote out/brief.{kind}" for kind in ("md", "html", "pdf", "json")
    ]
    assert lines[2].endswith(" items)")
    assert "kB, one page, " in lines[2]
    assert sorted(path.name for path in (made / "out").iterdir()) == [
        "brief.html",
        "brief.json",
        "brief.md",
        "brief.pdf",
    ]


def test_make_imports_only_what_it_needs(place: Path) -> None:
    """Markdown and JSON of text files cost none of the slow libraries."""
    script = """
        import sys
        from briefer.cli import main
        try:
            main(["make", "articles", "--format", "md,json"])
        except SystemExit as end:
            assert end.code == 0
        slow = {"weasyprint", "sumy", "trafilatura", "numpy", "pypdf", "jinja2", "rich", "pydantic", "uharfbuzz"}
        print("slow:", sorted(slow & set(sys.modules)))
    """
    assert python(script, place).stdout.endswith("slow: []\n")


@pytest.mark.parametrize("waits", [False, True])
def test_the_quick_end_leaves_nothing_undone(place: Path, waits: bool) -> None:
    """What others have asked for at the end of the process is done, and a thread that still works is waited for."""
    script = f"""
        import atexit, sys, threading, time
        from briefer.__main__ import main
        atexit.register(print, "done at the end")
        def work():
            time.sleep(0.3)
            print("worked to the end", flush=True)
        if {waits}:
            threading.Thread(target=work).start()
        sys.argv = ["briefer", "--version"]
        main()
    """
    done = python(script, place)
    assert done.returncode == 0
    last = ["worked to the end"] if waits else []
    assert done.stdout.splitlines()[1:] == [*last, "done at the end"]


def test_no_file_of_the_pdf_engine_is_left_behind(place: Path) -> None:
    """It copies the fonts into a temporary folder: a page every morning must not fill the disk with them."""
    (place / "temporary").mkdir()
    news = [{"id": text[7:14], "text": text, "published": "2026-03-02"} for text in (HARBOUR, TRAIN)]
    (place / "news.jsonl").write_text("\n".join(map(json.dumps, news)))
    for call in (["make", "articles"], ["batch", "news.jsonl", "--out", "many", "--format", "pdf", "--workers", "1"]):
        done = run(*call, at=place, TMPDIR=str(place / "temporary"))
        assert done.returncode == 0, done.stderr
        assert list((place / "temporary").iterdir()) == []
    assert list((place / "many").rglob("*.pdf"))


def test_formats_paper_date_and_number(place: Path) -> None:
    """The options are in the record."""
    done = run(
        *("make", "articles", "-f", "JSON", "--paper", "Letter", "--date", "2026-03-04", "--number", "12", "-o", "a/b"),
        at=place,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (place / "a" / "b").iterdir()] == ["brief.json"]
    record = json.loads((place / "a" / "b" / "brief.json").read_bytes())
    assert (record["paper"], record["date"], record["number"]) == ("letter", "2026-03-04", 12)
    assert "one page" in done.stdout


def test_from_standard_input(place: Path) -> None:
    """A dash reads the article that is piped in."""
    done = run("make", "-", "--format", "md", at=place, stdin=HARBOUR)
    assert done.returncode == 0, done.stderr
    assert "Ann Dale" in (place / "out" / "brief.md").read_text()


def test_a_brief_is_not_made_of_itself(place: Path) -> None:
    """Where the output folder lies in the folder of the articles, the second run reads what the first one read."""
    for _ in range(2):
        done = run("make", ".", "--format", "md,json", "--date", "2026-03-02", at=place)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads((place / "out" / "brief.json").read_bytes())["coverage"]["articles"] == 2


def test_skipped_inputs_are_named(place: Path) -> None:
    """What could not be used is said with its reason, and changes the exit status, not the brief."""
    (place / "articles" / "empty.txt").write_bytes(b"")
    done = run("make", "articles", "nowhere.txt", "--format", "json", at=place)
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert any(line.startswith("briefer: skipped articles/empty.txt: is empty") for line in lines)
    assert any(line.startswith("briefer: skipped nowhere.txt: no such file or folder") for line in lines)
    assert lines[-1] == "briefer: 2 inputs were skipped; the brief says so too"
    record = json.loads((place / "out" / "brief.json").read_bytes())
    assert len(record["coverage"]["skipped"]) == 2


def test_many_skipped_inputs_are_counted(place: Path) -> None:
    """A folder of rubbish does not fill the screen."""
    for number in range(33):
        (place / "articles" / f"{number}.txt").write_bytes(b"")
    lines = run("make", "articles", "--format", "json", at=place).stderr.splitlines()
    assert len(lines) == 22
    assert lines[-2:] == ["briefer: and 13 more", "briefer: 33 inputs were skipped; the brief says so too"]


def test_nothing_usable(place: Path) -> None:
    """With no usable input there is no brief, no folder, and status 65; an earlier brief stays as it was."""
    done = run("make", "nowhere.txt", at=place)
    assert done.returncode == 65
    assert done.stderr.splitlines() == [
        "briefer: skipped nowhere.txt: no such file or folder; check the name",
        "briefer: nothing that was given could be used; give articles as files or folders",
    ]
    assert not (place / "out").exists()


def test_an_output_folder_that_cannot_be_written(place: Path) -> None:
    """It is said before the articles are read, with status 73."""
    (place / "out").write_text("a file")
    done = run("make", "nowhere.txt", at=place)
    assert done.returncode == 73
    assert done.stderr == "briefer: cannot write into out: a file is in the way; choose another folder\n"
    assert run("make", "articles", "--dry-run", at=place).returncode == 73
    (place / "out").unlink()
    bad = "/proc/briefer" if os.geteuid() == 0 else "/briefer-may-not-write-here"
    done = run("make", "articles", "--out", bad, at=place)
    assert done.returncode == 73
    assert done.stderr.startswith(f"briefer: cannot write into {bad}: ")


def test_a_wrong_profile(place: Path) -> None:
    """Every mistake is named at once, with status 78, before anything is made."""
    (place / "p.toml").write_text('titel = "x"\npaper = "a3"\n')
    done = run("make", "articles", "--profile", "./p.toml", at=place)
    assert done.returncode == 78
    lines = done.stderr.splitlines()
    assert all(line.startswith("briefer: p.toml: ") for line in lines)
    assert any('did you mean "title"?' in line for line in lines)
    assert any("paper: must be" in line for line in lines)
    assert not (place / "out").exists()
    assert run("make", "articles", "--profile", "korae", at=place).stderr.startswith(
        'briefer: no profile is called "korae"; did you mean korea?'
    )


def test_a_dry_run_writes_nothing(place: Path) -> None:
    """It says what would be written and printed, and leaves the disk as it was."""
    done = run("make", "articles", "nowhere.txt", "--dry-run", "--format", "md,json", at=place)
    assert done.returncode == 3
    assert not (place / "out").exists()
    lines = done.stdout.splitlines()
    assert lines[0] == "would use 2 of 2 articles with the profile daily"
    assert lines[1].startswith("would write out/brief.md (")
    assert lines[3].startswith("would print one page, ")


def test_the_same_bytes_again(place: Path) -> None:
    """Two runs, with hash seeds of their own, write the same files."""
    bodies = []
    for seed in ("1", "2"):
        assert run("make", "articles", "--date", "2026-03-02", at=place, PYTHONHASHSEED=seed).returncode == 0
        bodies.append({path.name: path.read_bytes() for path in (place / "out").iterdir()})
    assert bodies[0] == bodies[1]


def test_a_killed_run_leaves_nothing_half(place: Path) -> None:
    """Killed in the middle of its writing, a run leaves the earlier brief, and the next one sweeps behind it."""
    assert run("make", "articles", "--format", "md,json", at=place).returncode == 0
    before = (place / "out" / "brief.md").read_bytes()
    script = """
        import os, pathlib
        from briefer.cli import main
        pathlib.Path.replace = lambda self, target: os._exit(9)
        main(["make", "articles/train.txt", "--format", "md,json"])
    """
    assert python(script, place).returncode == 9
    assert (place / "out" / "brief.md").read_bytes() == before
    assert len(list((place / "out").iterdir())) > 2
    with output_folder(place / "out"):
        assert sorted(path.name for path in (place / "out").iterdir()) == ["brief.json", "brief.md"]


def test_nothing_that_acts_reaches_the_terminal(place: Path) -> None:
    """Escape sequences, bidi overrides and odd bytes in names and titles are never printed as they are."""
    evil = "\x1b]52;c;aGk=\x07\x1b[2J\u202etxt\u2066\x9b31m"
    (place / "articles" / "evil.txt").write_text(HARBOUR.replace("again on", f"{evil}on").replace("Post", evil))
    (place / "articles" / f"a{evil}b.txt").write_bytes(b"")
    (place / "articles" / "line\nbreak.txt").write_bytes(b"")
    with open(os.fsencode(place / "articles") + b"/odd-\xff\xfe.txt", "wb"):
        pass
    printed = []
    for arguments in (
        ["make", "articles", "--format", "json"],
        ["explain", "out/brief.json"],
        ["explain", "out/brief.json", "1"],
        ["explain", "out/brief.json", "--sentence", "pier"],
        ["check", "daily", "articles"],
        ["verify", "out/brief.json"],
        ["make", f"{evil}.txt"],
        ["make", "articles", f"--{evil}"],
        ["make", "articles", "--profile", f"{evil}"],
        ["verify", f"{evil}.json"],
    ):
        done = run(*arguments, at=place)
        printed.append(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr
    everything = "".join(printed)
    assert "odd-" in everything
    assert not [char for char in everything if char < " " and char != "\n"]
    assert not set(everything) & set("\x7f\x9b\u202e\u2066\u2069\u200b\ufeff")
    assert not [char for char in everything if "\ud800" <= char <= "\udfff"]


def test_a_terminal_without_unicode(made: Path) -> None:
    """Where the terminal has only ASCII, other letters are replaced; nothing fails."""
    done = run("explain", "out/brief.json", "1", at=made, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "###" in done.stdout


# ---- errors, interruptions, pipes


def test_no_traceback_without_debug(tmp_path: Path) -> None:
    """An error is one line; --debug, before or after the command, adds the traceback."""
    plain = run("verify", "none.json", at=tmp_path)
    assert plain.returncode == 65
    assert plain.stderr == (
        "briefer: none.json: there is no such file; give a brief.json or brief.pdf that briefer wrote\n"
    )
    for arguments in (["--debug", "verify", "none.json"], ["verify", "none.json", "--debug"]):
        done = run(*arguments, at=tmp_path)
        assert done.returncode == 65
        assert done.stderr.startswith("Traceback (most recent call last):")
        assert done.stderr.endswith(plain.stderr)


def test_a_fault_of_ours_is_one_line_too(place: Path) -> None:
    """What nobody foresaw ends in status 70 with a line, not in a traceback."""
    script = """
        from briefer import brief, cli
        def broken(*arguments, **options):
            raise KeyError("unforeseen")
        brief.make_brief = broken
        cli.main(["make", "articles", "--format", "json"])
    """
    done = python(script, place)
    assert done.returncode == 70
    assert done.stderr.splitlines() == [
        "briefer: this is a fault in briefer: KeyError: 'unforeseen'",
        "briefer: run it again with --debug and report what it prints",
    ]
    assert not (place / "out").exists()


def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C ends the work with one line and status 130."""
    process = subprocess.Popen(
        [sys.executable, "-m", "briefer", "make", "-"],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        for _ in range(200):  # the folder is tried before the input is read
            if (tmp_path / "out").is_dir():
                break
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        words = process.stderr.read()
    assert (process.returncode, words) == (130, "briefer: stopped\n")
    assert not (tmp_path / "out").exists()


def test_a_closed_pipe_is_no_error(made: Path) -> None:
    """``briefer explain … | head`` ends without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "briefer", "explain", "out/brief.json"],
        cwd=made,
        env=surroundings(made),
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_is_full(made: Path) -> None:
    """When the result cannot be printed, that is said, with status 73."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "briefer", "explain", "out/brief.json"],
            cwd=made,
            env=surroundings(made),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        73,
        b"briefer: cannot write to standard output: No space left on device; make room there\n",
    )


def test_closed_streams(made: Path) -> None:
    """A process that was started without standard output and error does its work all the same."""
    script = """
        import os, sys
        os.close(1)
        os.close(2)
        os.execv(sys.executable, [sys.executable, "-m", "briefer", "explain", "out/brief.json"])
    """
    assert python(script, made).returncode == 0


# ---- explain, verify, check


def test_explain_tells_all_items_and_one(made: Path) -> None:
    """The table has a line for every item; a number gives its proof, its parts and what it beat."""
    record = json.loads((made / "out" / "brief.json").read_bytes())
    items = record["bottom_line"] + [item for section in record["sections"] for item in section["items"]]
    for brief in ("out/brief.json", "out/brief.pdf"):
        table = run("explain", brief, at=made).stdout.splitlines()
        assert [line.split()[0] for line in table[2 : 2 + len(items)]] == [str(item["n"]) for item in items]
    words = run("explain", "out/brief.json", "1", at=made).stdout
    assert " ".join(items[0]["text"].split()[:4]) in words
    assert f"characters {items[0]['spans'][0]['start']} to {items[0]['spans'][0]['end']}" in words
    for part in set(items[0]["why"]) - {"section", "beat", "remedy", "differs"}:
        assert part in words
    assert "█" in words
    done = run("explain", "out/brief.json", "99", at=made)
    assert done.returncode == 2
    assert f"there is no item 99; this brief has items 1 to {len(items)}" in done.stderr


def test_explain_says_why_a_sentence_is_not_there(made: Path) -> None:
    """A sentence of a source is on the page, held over, or dropped by a gate that is named."""
    brief = "out/brief.json"
    record = json.loads((made / brief).read_bytes())
    first = (record["bottom_line"] or record["sections"][0]["items"])[0]
    done = run("explain", brief, "--sentence", " ".join(first["text"].split()[:6]), at=made)
    assert done.stdout.startswith("on the page: item 1, ")
    done = run("explain", brief, "--sentence", "no such words anywhere", at=made)
    assert done.returncode == 65
    assert "sources at hand has these words" in done.stderr
    (made / "more.txt").write_text("Title: More\n\nBut he vowed that it would not end there.\n")
    done = run("explain", brief, "--sentence", "would not END there", "--sources", "more.txt", at=made)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("not chosen (")
    assert "“But he vowed that it would not end there.”" in " ".join(done.stdout.split())


def test_verify_by_exit_status(made: Path, tmp_path: Path) -> None:
    """0 and one line when all is proven; 1 and a line for each sentence that is not; 65 for what is no brief."""
    for kind in ("json", "pdf"):
        done = run("verify", f"out/brief.{kind}", at=made)
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith(f"out/brief.{kind}: every sentence is proven (")
        assert done.stdout.count("\n") == 1
    record = json.loads((made / "out" / "brief.json").read_bytes())
    count = len(record["bottom_line"]) + sum(len(section["items"]) for section in record["sections"])
    (tmp_path / "brief.json").write_bytes((made / "out" / "brief.json").read_bytes())
    done = run("verify", "brief.json", at=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count(": source missing: source ") == count
    assert done.stdout.splitlines()[-1] == f"brief.json: NOT proven: 0 of {count} items proven"
    assert run("verify", "brief.json", "--sources", made, at=tmp_path).returncode == 0
    done = run("verify", "out/brief.md", at=made)
    assert done.returncode == 65
    assert "only a brief's .pdf or .json carries its proof; give the one beside this file" in done.stderr


def test_check_a_profile(place: Path) -> None:
    """Without articles it says whether the profile is sound; with them, what each rule finds."""
    done = run("check", "daily", at=place)
    assert done.returncode == 0
    assert done.stdout.endswith("the profile is sound (7 sections)\n")
    (place / "p.toml").write_text(
        'title = "T"\n[[section]]\ntitle = "Ships"\nabout = "harbours and ships"\nterms = ["harbour*", "submarine*"]\n'
        '[[section]]\ntitle = "Football"\nabout = "football matches and goals"\n'
    )
    done = run("check", "p.toml", "articles", at=place)
    assert done.returncode == 0, done.stderr
    assert "2 articles, " in done.stdout
    assert "  term harbour*" in done.stdout
    assert "never fires: term submarine*" in done.stdout
    assert "Football: 0 sentences, 0 of them fit for the page\n" in done.stdout
    assert "kept from the page: " in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()[1:]) <= 100
    (place / "p.toml").write_text("title = 3\n")
    assert run("check", "p.toml", at=place).returncode == 78


# ---- init


def test_init_with_the_defaults(place: Path) -> None:
    """--yes writes a sound profile, says what to type next, and that command works."""
    done = run("init", "mine.toml", "--yes", at=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "wrote mine.toml; change it in any editor",
        "next: briefer run mine.toml",
    ]
    assert run("check", "mine.toml", at=place).returncode == 0
    done = run("run", "mine.toml", "--format", "md", "--archive", "a.db", "--since", "2020-01-01", at=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("archived it in a.db as number 1 of mine\n")


def test_init_never_overwrites(place: Path) -> None:
    """A profile that is there stays as it is."""
    (place / "mine.toml").write_text("precious")
    done = run("init", "mine.toml", "--yes", at=place)
    assert done.returncode == 73
    assert "mine.toml is there already and stays as it is; give another name" in done.stderr
    assert (place / "mine.toml").read_text() == "precious"
    assert run("init", "mine", "--yes", at=place).returncode == 2


def test_init_needs_someone_to_answer(tmp_path: Path) -> None:
    """Without a terminal nobody can answer, and nothing is written."""
    done = run("init", at=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("this is not a terminal; take the defaults with: briefer init --yes\n")
    assert list(tmp_path.iterdir()) == []


def test_init_asks_on_a_terminal(tmp_path: Path) -> None:
    """The answers stand in the profile, quoted as TOML asks."""
    answers = ['ports \\ "harbours"', "'my articles' https://news.example.org/feed.xml", "Ships: what ships do; Ports"]
    answers += ["me", "me@example.org", "6h30", ""]  # what is no answer is asked again
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefer", "init"],
        cwd=tmp_path,
        env=surroundings(tmp_path),
        stdin=slave,
        stdout=slave,
        stderr=subprocess.PIPE,
    )
    os.close(slave)
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    screen = b""
    while True:
        try:
            more = os.read(master, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not more:
            break
        screen += more
    assert process.wait(timeout=30) == 0, process.communicate()
    os.close(master)
    profile = (tmp_path / "profile.toml").read_text()
    assert 'title = "Ports \\\\ \\"harbours\\""\nabout = "ports \\\\ \\"harbours\\""' in profile
    assert '[[section]]\ntitle = "Ships"\nabout = "what ships do"' in profile
    assert '[[section]]\ntitle = "Ports"' in profile
    assert '[[source]]\nfolder = "my articles"\n' in profile
    assert '[[source]]\nurl = "https://news.example.org/feed.xml"\n' in profile
    assert '[mail]\nto = ["me@example.org"]\nfrom = "me@example.org"\n' in profile
    assert b"'me' is no mail address; write it as name@example.org" in screen
    assert b"'6h30' is no time of day; write it as hours and minutes" in screen
    assert b"next: briefer run profile.toml" in screen
    if not any(map(os.path.exists, ("/usr/sbin/sendmail", "/usr/lib/sendmail"))) and shutil.which("sendmail") is None:
        assert b"it cannot be mailed yet: no server is named, and this machine has no sendmail; write server" in screen
    assert run("check", "profile.toml", at=tmp_path).returncode == 0


# ---- progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals_and_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is shown where nobody looks, or when the work is done at once; long work has its line."""
    pipe, short, long = io.StringIO(), Terminal(), Terminal()
    with Progress(pipe) as progress:
        progress.working("choosing", long=True)
    with Progress(short) as progress:
        progress.reading(1, 2)
        progress.working("choosing", long=False)
    assert (pipe.getvalue(), short.getvalue()) == ("", "")
    monkeypatch.setattr("briefer.progress._PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(long) as progress:
        progress.reading(3, 7)
        progress.working("setting [the page]", long=False)
    assert "3/7" in long.getvalue()
    assert "setting [the page]" in long.getvalue()


def python(script: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=at,
        env=surroundings(at),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_command_is_in_the_table() -> None:
    """The file of a command is found by its name, so each command that the help shows has a row, and no other has."""
    code = (
        "import typer; from briefer.cli import _command, COMMANDS; "
        "print(sorted(set(_command([]).commands) ^ set(COMMANDS)), sorted(set(_command(['make']).commands)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split("] ")[0] == "["
    assert set(COMMANDS) >= {"make", "run", "verify"}
