"""Documents that the benchmarks read: real ones where they are at hand, otherwise written here."""

import pathlib
import struct

import inputs
from measure import run

MEDIA = inputs.ROOT.parent / "shared" / "media"
A4 = (595, 842)
DOTS_PER_INCH = 300

# Eight lines of ordinary French.
LINES = """
Le service garde les documents que chacun lui confie, et les rend tels
qu'il les a reçus. Une page écrite se lit comme elle est; une page prise
par un appareil doit être reconnue, ligne après ligne, avant que l'on
puisse y chercher un mot. Les élèves envoient leurs devoirs le soir, et
les professeurs les retrouvent le matin, classés par date et par nom.
Rien ne se perd, car chaque fichier porte une empreinte qui change dès
qu'un seul signe est modifié. Trois années de travaux tiennent ainsi sur
un disque ordinaire, que deux personnes peuvent surveiller sans peine.
""".strip().splitlines()


def four_pages(work):
    """Four scanned pages of French at 300 dpi, and whether they are the real ones."""
    real = MEDIA / "pdf" / "scan-fr-1856-4-pages.pdf"
    return real if real.exists() else scan(work, "four-pages", pages=4)


def many_pages(work):
    """117 pages that have text."""
    real = MEDIA / "pdf" / "text-117-pages.pdf"
    return real if real.exists() else inputs.made(
        work / "many-pages.pdf", lambda path: path.write_bytes(written([page_text(5, 40)] * 117)))


def scan(work, name, pages, lines=32):
    """A scan of `pages` equal A4 pages of so many lines of ten to thirteen words."""
    return inputs.made(work / f"{name}.pdf", lambda path: path.write_bytes(pictures([jpeg(work, lines)] * pages)))


def jpeg(work, lines):
    """One page of text as a grey picture."""
    paper, picture = work / "page-of-text.pdf", work / "page-of-text"
    paper.write_bytes(written([page_text(1, lines)]))
    run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-jpeg", "-singlefile", str(paper), str(picture)])
    return pathlib.Path(f"{picture}.jpg").read_bytes()


def page_text(first, lines):
    """The content of a page with so many lines, 11 points high."""
    shown = [LINES[(first + number) % len(LINES)] for number in range(lines)]
    escaped = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in shown]
    text = "".join(f"({line}) Tj T*\n" for line in escaped)
    return f"BT /F 11 Tf 18 TL 90 770 Td\n{text}ET\n".encode("cp1252")


def written(contents):
    """A document of pages with text."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
    return document([(b"/Font<</F %d 0 R>>", font, content) for content in contents])


def pictures(files):
    """A document of pages that are one JPEG picture each."""
    content = f"{A4[0]} 0 0 {A4[1]} 0 0 cm /P Do".encode()
    return document([(b"/XObject<</P %d 0 R>>", picture(file), content) for file in files])


def picture(file):
    """The object of a JPEG picture; its size stands in the first frame header (ITU-T T.81, B.2.2)."""
    place = file.index(b"\xff\xc0")
    height, width, components = struct.unpack_from(">HHB", file, place + 5)
    colours = {1: "Gray", 3: "RGB"}[components]
    head = (
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/Device{colours}/BitsPerComponent 8"
        "/Filter/DCTDecode/Length %d>>"
    )
    return stream(head, file)


def document(pages):
    """A PDF file (ISO 32000-1, 7.5) of pages, each given by its resource, the object that it names, and its content."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 {A4[0]} {A4[1]}]>>".encode())
    for resource, named, content in pages:
        first = len(objects) + 1
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<<%b>>>>" % (first + 2, resource % (first + 1)))
        objects += [named, stream("<</Length %d>>", content)]
    result, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(result))
        result += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return result + f"{end}startxref\n{len(result)}\n%%EOF\n".encode()


def stream(head, data):
    return (head % len(data)).encode() + b"\nstream\n" + data + b"\nendstream"
