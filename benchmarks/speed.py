"""How fast a brief is made, as ratios to what its libraries cost alone, measured in one run.

    python benchmarks/speed.py [--article FILE] [--runs 7] [--pile FOLDER [--sentences 100000]] [--peers] [--check]

Every command is a process of its own, and the commands take turns, so that a slow moment of the machine meets all of
them. Medians are printed; with --check the exit status is 1 when a limit below is passed.

words    `briefer make` of one article to Markdown and JSON, the page fitted, against a process that imports sumy and
         runs its LexRank on the same text
page     the same to all four formats, against a process that imports weasyprint and renders the finished HTML once
again    one more brief to all four formats in the same process, seconds
memory   peak resident memory of the process that wrote all four formats, MB
help     `briefer --help`, seconds
rate     with --pile: articles of a folder that one process reads, splits, scores and chooses from in a second of its
         processor, the median of three
large    with --pile and --sentences: seconds of processor for one brief of so many sentences, in articles of 30 that
         are drawn anew, with a fixed seed, from those of the folder; the same and the peak of memory (MB) for a tenth
         and a hundredth, and by which power of their number the seconds grow
peers    with --peers: the seconds of a process that picks three sentences of the article, ours and those of sumy's
         LexRank, TextRank, LSA and Luhn, of summa and of pytextrank where they are installed, and ours as a share of
         each; the same for an article of --pile, in one process, without its start
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from math import log10
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIMITS = {"words": 0.40, "page": 1.25, "again": 0.35, "memory": 120.0, "help": 0.15, "large": 20.0}
AT_LEAST = {"rate": 150.0}

# One process for one summarizer; what it imports is in its seconds. Given a folder it prints milliseconds an article.
PEERS = {
    "briefer": """
import briefer
def three(text): return briefer.summarize(text, sentences=3)
""",
    **{
        name: f"""
import re
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.{module} import {kind}
from sumy.utils import get_stop_words
class Words:
    def to_words(self, text): return re.findall(r"[^\\W\\d_][\\w'\\u2019-]*", text)
rank = {kind}(Stemmer("english")); rank.stop_words = get_stop_words("english")
def three(text):
    sentences = [Sentence(each, Words()) for each in re.split(r"(?<=[.!?])\\s+", text)]
    return rank(ObjectDocumentModel([Paragraph(sentences)]), 3)
"""
        for name, module, kind in (
            ("lexrank", "lex_rank", "LexRankSummarizer"),
            ("textrank", "text_rank", "TextRankSummarizer"),
            ("lsa", "lsa", "LsaSummarizer"),
            ("luhn", "luhn", "LuhnSummarizer"),
        )
    },
    "summa": """
from summa.summarizer import summarize
def three(text): return summarize(text, words=80)
""",
    "pytextrank": """
import spacy, pytextrank
read = spacy.load("en_core_web_sm"); read.add_pipe("textrank")
def three(text): return list(read(text)._.textrank.summary(limit_sentences=3))
""",
}
RUN = """
import sys, time
from pathlib import Path
path = Path(sys.argv[1])
texts = [each.read_text(encoding="utf-8") for each in (sorted(path.iterdir())[:100] if path.is_dir() else [path])]
if path.is_dir(): three(texts[0])
start = time.process_time()
for text in texts: three(text)
print(1000 * (time.process_time() - start) / len(texts))
"""
LEXRANK = PEERS["lexrank"] + RUN

RENDER = """
import sys
from pathlib import Path
import weasyprint
weasyprint.HTML(string=Path(sys.argv[1]).read_text(encoding="utf-8")).write_pdf()
"""

AGAIN = """
import sys, time
import briefer
articles, _ = briefer.read([sys.argv[1]])
profile = briefer.load_profile("korea")
def once(day):
    briefer.render(briefer.make_brief(articles, profile, date=day))
once("2025-01-01")
times = []
for number in range(2, 7):
    start = time.perf_counter(); once(f"2025-01-0{number}"); times.append(time.perf_counter() - start)
print(sorted(times)[2])
"""


RATE = """
import sys, time
import briefer
profile = briefer.load_profile("daily")
start = time.process_time()
articles, _ = briefer.read([sys.argv[1]])
briefer.make_brief(articles, profile, date="2025-01-02")
print(len(articles) / (time.process_time() - start))
"""

LARGE = """
import random, sys, time
import briefer
from briefer.text import document
draw, profile = random.Random(1), briefer.load_profile("daily")
given, _ = briefer.read([sys.argv[1]])
texts = [[sentence.text for sentence in document(article).sentences] for article in given]
pile = [
    briefer.Article(
        id=f"a{number}", title="", source=f"a{number}", published="2025-01-02",
        text=" ".join(draw.choice(draw.choice(texts)) for _ in range(30)),
    )
    for number in range((int(sys.argv[2]) + 29) // 30)
]
start = time.process_time()
briefer.make_brief(pile, profile, date="2025-01-02")
print(time.process_time() - start)
"""


def timed(command: list[str]) -> tuple[float, float, str]:
    """Run a command to its end: seconds, peak memory in MB, what it printed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} … ended with {process.returncode}")
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024), said


def measure(article: Path, runs: int) -> dict[str, float]:
    """The figures of one article."""
    with tempfile.TemporaryDirectory() as folder:
        make = [sys.executable, "-m", "briefer", "make", str(article), "--profile", "korea", "--date", "2025-01-02"]
        words = [*make, "--format", "md,json", "--out", f"{folder}/words"]
        page = [*make, "--out", f"{folder}/page"]
        timed(page)
        commands = {
            "words": words,
            "lexrank": [sys.executable, "-c", LEXRANK, str(article)],
            "page": page,
            "render": [sys.executable, "-c", RENDER, f"{folder}/page/brief.html"],
            "help": [sys.executable, "-m", "briefer", "--help"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        memory = []
        for command in commands.values():
            timed(command)  # warm
        for _ in range(runs):
            for name, command in commands.items():
                taken, peak, _ = timed(command)
                seconds[name].append(taken)
                if name == "page":
                    memory.append(peak)
        again = float(timed([sys.executable, "-c", AGAIN, str(article)])[2])
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "words": round(statistics.median(a / b for a, b in zip(seconds["words"], seconds["lexrank"], strict=True)), 3),
        "page": round(statistics.median(a / b for a, b in zip(seconds["page"], seconds["render"], strict=True)), 3),
        "again": round(again, 3),
        "memory": round(statistics.median(memory), 1),
        "help": round(median["help"], 3),
        **{f"{name} s": round(value, 3) for name, value in median.items()},
    }


def measure_peers(article: Path, pile: Path | None, runs: int) -> dict[str, float]:
    """Our three sentences of an article against those of other summarizers, processes in turns."""
    able = {}
    for name, program in PEERS.items():
        command = [sys.executable, "-c", program + RUN]
        if subprocess.run([*command, str(article)], capture_output=True, cwd=ROOT, check=False).returncode == 0:
            able[name] = command
    seconds: dict[str, list[float]] = {name: [] for name in able}
    for _ in range(runs):
        for name, command in able.items():
            seconds[name].append(timed([*command, str(article)])[0])
    figures = {}
    for name, values in seconds.items():
        figures[f"{name}, one s"] = round(statistics.median(values), 3)
        if name != "briefer":
            shares = (ours / other for ours, other in zip(seconds["briefer"], values, strict=True))
            figures[f"of {name}"] = round(statistics.median(shares), 3)
    if pile is not None:
        each = {name: float(timed([*command, str(pile.resolve())])[2]) for name, command in able.items()}
        figures |= {f"{name} ms": round(value, 2) for name, value in each.items()}
    return figures


def measure_pile(pile: Path, sentences: int) -> dict[str, float]:
    """The rate of choosing from a folder of articles, and what a brief of very many sentences takes."""
    folder = str(pile.resolve())
    rates = [float(timed([sys.executable, "-c", RATE, folder])[2]) for _ in range(3)]
    figures = {"rate": round(statistics.median(rates), 1)}
    if sentences:
        sizes = [sentences // 100, sentences // 10, sentences]
        seconds = []
        for size in sizes:
            _, peak, said = timed([sys.executable, "-c", LARGE, folder, str(size)])
            seconds.append(float(said))
            figures |= {f"{size} s": round(float(said), 2), f"{size} MB": round(peak, 1)}
        figures["power"] = round(log10(seconds[2] / seconds[1]), 2)
        figures["large"] = round(seconds[2], 2)
    return figures


def main() -> int:
    """Measure, print, and with --check hold the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--article", type=Path, default=ROOT / "seeds" / "kim-toughest-line.txt")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--pile", type=Path)
    parser.add_argument("--sentences", type=int, default=0)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    figures = measure(options.article.resolve(), max(5, options.runs))
    if options.pile is not None:
        figures |= measure_pile(options.pile, options.sentences)
    if options.peers:
        figures |= measure_peers(options.article.resolve(), options.pile, max(5, options.runs))
    missed = {name for name, limit in LIMITS.items() if figures.get(name, 0.0) > limit}
    missed |= {name for name, least in AT_LEAST.items() if figures.get(name, least) < least}
    for name, figure in figures.items():
        limit = f"  (limit {LIMITS[name]})" if name in LIMITS else ""
        limit = f"  (at least {AT_LEAST[name]})" if name in AT_LEAST else limit
        print(f"{name:17} {figure:8}{limit}{'  MISSED' if name in missed else ''}")
    print(json.dumps(figures))
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
