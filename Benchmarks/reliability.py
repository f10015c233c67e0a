#!/usr/bin/env python3
"""reliability.py TRUTH RESULTS [TRUTH RESULTS …]: what confidences of recognised words are worth.

TRUTH is a folder of NAME.gt.txt, RESULTS one of NAME.json as `storage-service ocr --format json` writes. For each pair: how many
words have which confidence, and how many of these are right. From the first pair it derives the points of
ConfidenceCalibration.swift anew, whose present ones it reads to know what the recogniser itself had said.
"""
import difflib
import json
import os
import re
import sys
import unicodedata

SOURCE = os.path.join(
    os.path.dirname(__file__), "../Sources/Pipeline/Recognition/Reading/ConfidenceCalibration.swift")
PLAIN = str.maketrans("’‘“”—–¬ſ", "''\"\"---s")
RAW = [0, 20, 40, 55, 65, 75, 82, 87, 90, 92, 94, 95.5, 97, 100]


def words_of(text):
    text = unicodedata.normalize("NFC", text).translate(PLAIN)
    return re.sub(r"-\s*\n\s*", "", text).split()


def recognised(document):
    """(text, confidence) of all words; the halves of one that is broken at the end of a line are one."""
    words, broken = [], None
    for page in document["pages"]:
        for block in page["page"]["blocks"]:
            for line in block["lines"]:
                for place, word in enumerate(line["words"]):
                    text = unicodedata.normalize("NFC", word["text"]).translate(PLAIN)
                    if "confidence" not in word:
                        continue
                    if broken and place == 0:
                        words.append((broken[0][:-1] + text, min(broken[1], word["confidence"])))
                        broken = None
                    elif text.endswith("-") and len(text) > 1 and place == len(line["words"]) - 1:
                        broken = (text, word["confidence"])
                    else:
                        words.append((text, word["confidence"]))
    return words


def judged(truth, results):
    """(confidence, is right) of every word."""
    for name in sorted(os.listdir(truth)):
        path = os.path.join(results, name.removesuffix(".gt.txt") + ".json")
        if not name.endswith(".gt.txt") or not os.path.exists(path):
            continue
        with open(os.path.join(truth, name), encoding="utf-8") as file:
            wanted = words_of(file.read())
        with open(path, encoding="utf-8") as file:
            found = recognised(json.load(file))
        right = set()
        matcher = difflib.SequenceMatcher(None, wanted, [text for text, _ in found], autojunk=False)
        for block in matcher.get_matching_blocks():
            right.update(range(block.b, block.b + block.size))
        yield from ((confidence, place in right) for place, (_, confidence) in enumerate(found))


def points():
    with open(SOURCE, encoding="utf-8") as file:
        return [(float(a), float(b)) for a, b in re.findall(r"\(([\d.]+), ([\d.]+)\)", file.read())]


def raw(likelihood, known):
    for (low, share), (high, more) in zip(known, known[1:]):
        if likelihood <= more:
            return low + (high - low) * max(0, likelihood - share) / (more - share)
    return 100


def rising(samples):
    """The means of (x, y) in order of x, made to rise by pooling neighbours that fall: [least x, greatest x, mean, count]."""
    pools = []
    for x, y in sorted(samples):
        pools.append([x, x, float(y), 1])
        while len(pools) > 1 and pools[-2][2] >= pools[-1][2]:
            _, end, mean, count = pools.pop()
            last = pools[-1]
            last[2] = (last[2] * last[3] + mean * count) / (last[3] + count)
            last[1], last[3] = end, last[3] + count
    return pools


def main(folders):
    known, first = points(), None
    for truth, results in zip(folders[::2], folders[1::2]):
        words = list(judged(truth, results))
        first = first or words
        print(f"{truth}: {len(words)} words")
        for low in [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98]:
            high = {0.8: 0.85, 0.85: 0.9, 0.9: 0.95, 0.95: 0.98, 0.98: 1.01}.get(low, low + (0.2 if low < 0.6 else 0.1))
            held = [(c, r) for c, r in words if low <= c < high]
            if held:
                mean, right = (sum(column) / len(held) for column in zip(*held))
                print(f"  {low:.2f}–{min(high, 1):.2f}  {len(held):6} words  said {mean:.3f}  right {right:.3f}")
    if not first:
        return
    pools = rising([(raw(confidence, known), right) for confidence, right in first])
    shares = []
    for place in RAW:
        near = [pool for pool in pools if pool[0] <= place + 3 and pool[1] >= place - 3] if place < 88 else [
            pool for pool in pools if pool[0] <= place + 0.5 and pool[1] >= place - 0.5]
        count = sum(pool[3] for pool in near)
        share = sum(pool[2] * pool[3] for pool in near) / count if count else (shares[-1] if shares else 0)
        shares.append(max(shares[-1] + 0.002 if shares else 0.02, min(0.998, share)))
    print("points: " + ", ".join(f"({place:g}, {share:.3f})" for place, share in zip(RAW, shares)))


if __name__ == "__main__":
    main(sys.argv[1:])
