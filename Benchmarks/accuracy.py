"""How many characters come out wrong, beside the tesseract command as it is."""

import concurrent.futures
import os
import re
import statistics
import subprocess
import unicodedata

import papers
from measure import run
from report import Row, against

# The languages of the scans with a reference text beside them, which are read as eng+fra where the name says neither.
LANGUAGES = {"en": ("en", "eng"), "fr": ("fr", "fra")}
WORSE_AT_MOST = 0.01
MEAN_RATIO = 0.75


def rows(bench):
    """The rate of every real scan, ours beside tesseract's; nothing where there are none."""
    found = sorted(papers.MEDIA.glob("ocr/*.gt.txt")) + sorted(papers.MEDIA.glob("pdf/*.gt.txt"))
    if not found:
        return
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        # Ours uses all cores by itself; pages go to tesseract one a core.
        ours = [error_rate(reference.read_text(), read(bench, scan_of(reference))) for reference in found]
        fast = [error_rate(reference.read_text(), read(bench, scan_of(reference), "--fast")) for reference in found]
        theirs = [
            error_rate(reference.read_text(), text)
            for reference, text in zip(found, pool.map(lambda path: peer_read(bench, scan_of(path)), found))
        ]
    for reference, rate, fast_rate, peer_rate in zip(found, ours, fast, theirs):
        row = Row(f"errors in {scan_of(reference).name}", rate, "CER", "tesseract", peer_rate)
        row.ratio = rate / peer_rate if peer_rate else None
        row.target, row.holds = f"worse by ≤ {WORSE_AT_MOST}", rate <= peer_rate + WORSE_AT_MOST
        yield row
        yield against(f"errors in {scan_of(reference).name}, fast", fast_rate, "CER", "tesseract", peer_rate)
    mean, peer_mean = statistics.mean(ours), statistics.mean(theirs)
    row = Row("errors: mean of all scans", mean, "CER", "tesseract", peer_mean, mean / peer_mean)
    row.target, row.holds = f"ratio ≤ {MEAN_RATIO}", mean <= MEAN_RATIO * peer_mean
    yield row
    fast_mean = statistics.mean(fast)
    yield against("errors, fast: mean of all scans", fast_mean, "CER", "tesseract", peer_mean)
    yield against("errors, fast: mean of all scans", fast_mean, "CER", "accurate", mean)


def scan_of(reference):
    """The scan whose text `reference` is."""
    stem = reference.name.removesuffix(".gt.txt")
    return next(path for path in reference.parent.glob(f"{stem}.*") if path != reference)


def languages(scan):
    """ISO 639-1 for us, Tesseract's names for the peer."""
    codes = [code for code in LANGUAGES if re.search(rf"\b{code}\b", scan.stem)] or list(LANGUAGES)
    return "+".join(LANGUAGES[code][0] for code in codes), "+".join(LANGUAGES[code][1] for code in codes)


def read(bench, scan, *options):
    return run([bench.program, "ocr", str(scan), "--language", languages(scan)[0], *options])[1]


def peer_read(bench, scan):
    """What the command reads in the stored file, or in the pages of a document at 300 dpi."""
    if scan.suffix != ".pdf":
        return tesseract([str(scan)], languages(scan)[1])
    pages = int(re.search(r"Pages:\s+(\d+)", run(["pdfinfo", str(scan)])[1])[1])
    return "\f".join(page_by_commands(scan, number, languages(scan)[1]) for number in range(1, pages + 1))


def page_by_commands(document, number, language):
    """One page through pdftoppm and tesseract, on one core."""
    page = ["-f", str(number), "-l", str(number)]
    command = ["pdftoppm", "-r", str(papers.DOTS_PER_INCH), "-gray", *page, str(document)]
    picture = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return tesseract(["stdin"], language, picture)


def tesseract(source, language, data=None):
    command = ["tesseract", *source, "stdout", "-l", language]
    result = subprocess.run(
        command, input=data, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return result.stdout.decode()


def error_rate(reference, result):
    """The edit distance over the length of the reference, both as `normal` makes them."""
    reference, result = normal(reference), normal(result)
    return distance(reference, result) / max(1, len(reference))


def normal(text):
    """NFC, straight quotes, plain dashes, words whole that a line's end has cut, single spaces."""
    text = unicodedata.normalize("NFC", text).translate(str.maketrans("’‘“”ſ—–¬", "''\"\"s---"))
    return re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "", text)).strip()


def distance(first, second):
    """Levenshtein's distance, a column of the table at a time as the bits of one number (Myers 1999, Hyyrö 2001)."""
    if not first:
        return len(second)
    places = {}
    for position, sign in enumerate(first):
        places[sign] = places.get(sign, 0) | 1 << position
    every, last = (1 << len(first)) - 1, 1 << len(first) - 1
    rising, falling, result = every, 0, len(first)
    for sign in second:
        equal = places.get(sign, 0)
        down = equal | falling
        across = (((equal & rising) + rising) ^ rising) | equal
        more, less = falling | ~(across | rising) & every, rising & across
        result += bool(more & last) - bool(less & last)
        more, less = (more << 1 | 1) & every, less << 1 & every
        rising, falling = less | ~(down | more) & every, more & down
    return result
