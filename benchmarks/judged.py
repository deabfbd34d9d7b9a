"""Measures against what readers judged: sentence boundaries, statements, stories and whole briefs.

Used by quality.py; each takes the data folder and a limit of rows (0: all) and returns figures by name.

sentences   F1 of boundaries inside paragraphs, news apart from the rest (sentence-boundaries)
statements  who said what (polnear/dev): contents that share half their letters with a gold one; with the right speaker
stories     F1 of pairs of articles that are versions of one report (bbc-near-duplicates)
briefs      printed items against labels of every sentence (brief-labels): in a section where a reader accepts them
            (placed), that fail the reader alone (grave) or are less precise (mild), that belong nowhere (off topic),
            their worth as a share of the best choice of as many (key), wanted ones that are printed (found)
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import briefer

Row = dict[str, Any]


def lines(path: Path, limit: int = 0) -> list[Row]:
    """The rows of a file of JSON lines, packed or not; a fixed sample of them where there is a limit."""
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; give the folder of the evaluation data")
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found = [json.loads(line) for line in body.decode("utf-8").splitlines()]
    return random.Random(7).sample(found, limit) if 0 < limit < len(found) else found


def share(part: float, whole: float) -> float:
    """A part in percent."""
    return round(100 * part / max(1, whole), 1)


def sentences(data: Path, limit: int) -> dict[str, float]:
    """Boundaries found inside paragraphs."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in lines(data / "sentence-boundaries" / "data.jsonl", limit):
        news = row["corpus"].startswith("gum") and "news" in row["id"].lower()
        for paragraph in row["paragraphs"]:
            text, ends, at = " ".join(paragraph), set(), -1
            for sentence in paragraph:
                at += len(sentence) + 1
                ends.add(at)
            found = {sentence.end for sentence in briefer.split(text)} - {len(text)}
            ends.discard(len(text))
            counts["news" if news else "rest"].update(hit=len(ends & found), found=len(found), gold=len(ends))
    return {f"{kind} F1": share(2 * c["hit"], c["found"] + c["gold"]) for kind, c in sorted(counts.items())}


def statements(data: Path, limit: int) -> dict[str, float]:
    """Contents and speakers of attributions."""

    def letters(spans: Iterable[Sequence[int]], text: str) -> set[int]:
        return {at for start, end in spans for at in range(start, end) if text[at].isalnum()}

    total: Counter[str] = Counter()
    for row in lines(data / "polnear" / "dev.jsonl.gz", limit):
        text, free = row["text"], []
        for one in briefer.statements(text):
            speaker = [(one.speaker.start, one.speaker.end)] if one.speaker else []
            free.append((letters([(part.start, part.end) for part in one.content], text), letters(speaker, text)))
        total["found"] += len(free)
        for gold in row["attributions"]:
            content, source = letters(gold["content"], text), letters(gold["source"], text)
            direct = text[gold["content"][0][0]] in "“\"‘'"
            total.update(gold=1, direct=direct)
            near = [len(content & other) / max(1, len(content | other)) for other, _ in free]
            if near and max(near) >= 0.5:
                _, said_by = free.pop(near.index(max(near)))
                right = bool(source) == bool(said_by) and (not source or bool(source & said_by))
                total.update(content=1, whole=right, direct_content=direct, direct_whole=direct and right)
    return {
        "content F1": share(2 * total["content"], total["gold"] + total["found"]),
        "speaker and content F1": share(2 * total["whole"], total["gold"] + total["found"]),
        "direct found": share(total["direct_content"], total["direct"]),
        "direct with speaker": share(total["direct_whole"], total["direct_content"]),
    }


def stories(data: Path, limit: int) -> dict[str, float]:
    """Pairs of articles that are versions of one report."""
    articles, group = [], {}
    for row in lines(data / "bbc-near-duplicates" / "data.jsonl", limit):
        for one in row["docs"]:
            name = str(one["id"])
            articles.append(briefer.Article(id=name, title=one["title"], text=one["text"], source=name))
            group[name] = row["group"]
    gold: dict[Any, set[str]] = defaultdict(set)
    for name, number in group.items():
        gold[number].add(name)

    def pairs(sets: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
        return {(a, b) for names in sets for a in names for b in names if a < b}

    wanted, found = pairs(gold.values()), pairs({a.id for a in story.articles} for story in briefer.stories(articles))
    return {"pair F1": share(2 * len(wanted & found), len(wanted) + len(found))}


def briefs(data: Path, limit: int) -> dict[str, float]:
    """A brief of each labelled article, and one of each profile's pile."""
    folder = data / "brief-labels"
    text = {
        f"{name}:{row['id']}": re.sub(r"\s+", " ", row["article"]).strip()
        for name in ("cnndm", "newts")
        for row in lines(data / name / "data.jsonl")
    }
    labels = {row["key"]: row for row in lines(folder / "labels.jsonl", limit)}
    piles: dict[str, list[str]] = defaultdict(list)
    for key, row in labels.items():
        piles[row["profile"]].append(key)
    figures: dict[str, float] = {}
    for kind in ("article", "pile"):
        total: Counter[str] = Counter()
        for name, keys in sorted(piles.items()):
            path = folder / f"{name}.toml"
            profile = briefer.load_profile(path)
            letters = re.findall(r"^# letters: (\w+)", path.read_text("utf-8"), re.M)[0]
            for group in [[key] for key in keys] if kind == "article" else [keys]:
                articles = [briefer.Article(id=key, title="", text=text[key], source=key) for key in group]
                (record,) = briefer.render(briefer.make_brief(articles, profile, date="2026-11-24"), ("json",))
                letter = dict(zip((section.title for section in profile.sections), letters, strict=True))
                total += _judged(json.loads(record.body), articles, labels, letter)
        figures |= {
            f"{kind} placed": share(total["placed"], total["in sections"]),
            f"{kind} off topic": share(total["off topic"], total["in sections"]),
            f"{kind} grave": share(total["grave"], total["items"]),
            f"{kind} mild": share(total["mild"], total["items"]),
            f"{kind} key": share(total["worth"], total["best"]),
            f"{kind} found": share(total["wanted printed"], total["wanted"]),
        }
    return figures


def _judged(
    page: Row, articles: Sequence[briefer.Article], labels: dict[str, Row], letter: dict[str, str]
) -> Counter[str]:
    """The counts of one brief."""
    by_hash = {article.sha256: article.id for article in articles}
    key_of = {source["n"]: by_hash[source["sha256"]] for source in page["sources"]}
    printed: list[tuple[str | None, Row]] = [(None, item) for item in page["bottom_line"]]
    printed += [(letter[section["title"]], item) for section in page["sections"] for item in section["items"]]
    total: Counter[str] = Counter()
    for place, item in printed:
        shown = {
            (key_of[span["source"]], at)
            for span in item["spans"]
            for at, unit in enumerate(labels[key_of[span["source"]]]["units"])
            if min(unit["end"], span["end"]) - max(unit["start"], span["start"]) > (unit["end"] - unit["start"]) / 2
        }
        if not shown:
            continue
        units = [labels[key]["units"][at] for key, at in sorted(shown)]
        grade = 0
        for (key, _), unit in zip(sorted(shown), units, strict=True):
            cured = unit["with"] and all((key, at) in shown for at in unit["with"])
            grade = max(grade, 0 if cured else unit["grade"])
        total.update({"items": 1, "grave": grade == 2, "mild": grade == 1, "worth": max(u["key"] for u in units)})
        total["wanted printed"] += sum(unit["key"] == 2 and bool(unit["sections"]) for unit in units)
        if place:
            accepted = {section for unit in units for section in unit["sections"]}
            total.update({"in sections": 1, "placed": place in accepted, "off topic": not accepted})
    pool = [unit["key"] for article in articles for unit in labels[article.id]["units"] if unit["sections"]]
    total["best"] += sum(sorted(pool, reverse=True)[: total["items"]])
    total["wanted"] += sum(worth == 2 for worth in pool)
    return total
