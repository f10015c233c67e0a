#!/usr/bin/env python3
"""Makes the PDF fixtures, with nothing but Python's library. README.md says what each one tests.

usage: make-documents.py [OUT-DIR, this folder if absent]
The same bytes come out each time.
"""
import hashlib
import pathlib
import sys
import zlib

OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)


class PDF:
    """Objects by number, written one after the other with a table of where they are."""

    def __init__(self):
        self.objects = {}

    def add(self, body, number=None):
        number = number or max(self.objects, default=0) + 1
        self.objects[number] = body if isinstance(body, bytes) else body.encode('latin-1')
        return number

    def stream(self, data, entries='', packed=True):
        data = data if isinstance(data, bytes) else data.encode('latin-1')
        if packed:
            data, entries = zlib.compress(data, 9), entries + '/Filter/FlateDecode'
        return self.add(f'<<{entries}/Length {len(data)}>>stream\n'.encode() + data + b'\nendstream')

    def pages(self, pages):
        """Each page is (width, height, content, resources, further entries)."""
        parent = self.add('')
        kids = []
        for width, height, content, resources, entries in pages:
            contents = self.stream(content)
            kids.append(self.add(f'<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 {width} {height}]'
                                 f'/Contents {contents} 0 R/Resources<<{resources}>>{entries}>>'))
        self.add(f'<</Type/Pages/Kids[{" ".join(f"{kid} 0 R" for kid in kids)}]/Count {len(kids)}>>', parent)
        return self.add(f'<</Type/Catalog/Pages {parent} 0 R>>'), kids

    def write(self, name, root, trailer=''):
        out = bytearray(b'%PDF-1.5\n%\xe2\xe3\xcf\xd3\n')
        places = {}
        for number in sorted(self.objects):
            places[number] = len(out)
            out += f'{number} 0 obj\n'.encode() + self.objects[number] + b'\nendobj\n'
        start = len(out)
        count = max(places) + 1
        out += f'xref\n0 {count}\n0000000000 65535 f \n'.encode()
        for number in range(1, count):
            out += f'{places.get(number, 0):010} 00000 {"n" if number in places else "f"} \n'.encode()
        out += f'trailer\n<</Size {count}/Root {root} 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n'.encode()
        (OUT / name).write_bytes(out)


def helvetica(pdf):
    return pdf.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>')


def escaped(text):
    return text.replace('\\', '\\\\').replace('(', '\\(').replace(')', '\\)')


def lines(x, y, *texts, size=12, leading=16):
    """Text whose first baseline begins at (x, y), in points from the bottom left."""
    shown = ' '.join(f'({escaped(text)}) Tj 0 -{leading} Td' for text in texts)
    return f'BT /F {size} Tf {x} {y} Td {shown} ET\n'


def picture(pdf, width, height, shade):
    """A grey picture of 8 bits; shade(x, y) is 0 to 255."""
    rows = bytes(shade(x, y) for y in range(height) for x in range(width))
    return pdf.stream(rows, f'/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray'
                            '/BitsPerComponent 8')


def bars(x, y):
    """Dark bars on light paper, as lines of print are from far away."""
    return 40 if y % 25 < 8 and 20 < x % 300 < 280 else 235


def columns():
    """Two columns, hyphens of all kinds, ligatures that the font maps to one code, and a table's row."""
    pdf = PDF()
    font = helvetica(pdf)
    # Codes 1 to 3 are drawn as letters and mean ligatures; code 4 is a soft hyphen.
    cmap = ('/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/X def '
            '1 begincodespacerange<00><ff>endcodespacerange '
            '4 beginbfchar<01><fb01><02><fb03><03><0065><04><00ad>endbfchar '
            '1 beginbfrange<20><7e><0020>endbfrange endcmap end end')
    unicode = pdf.stream(cmap)
    mapped = pdf.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/BaseEncoding'
                     f'/WinAnsiEncoding/Differences[1/f/f/e/hyphen]>>/ToUnicode {unicode} 0 R>>')
    left = lines(50, 700, 'The first column tells of la-', 'boratories in Saint-', 'Jean and of the years 1914-', '1918.')
    right = lines(320, 700, 'The second column be-', 'gins at the top and fol-', 'lows the first.')
    ligatures = f'BT /G 12 Tf 50 560 Td (\x01nd the o\x02ce, caf\x03, co\x04) Tj 0 -16 Td (operate) Tj ET\n'
    table = lines(50, 400, 'Apples') + lines(250, 400, '12') + lines(400, 400, '3.50')
    accents = lines(50, 300, 'L\xe9on a d\xfb payer \xab 12 \x80 \xbb \xe0 l\x92\xe9cole')
    root, _ = pdf.pages([(595, 842, left + right + ligatures + table + accents, f'/Font<</F {font} 0 R/G {mapped} 0 R>>', '')])
    pdf.write('columns.pdf', root)


def turned():
    """The same page upright and with each /Rotate, cut by a crop box, with a label that runs up."""
    pdf = PDF()
    font = helvetica(pdf)
    shade = picture(pdf, 60, 30, lambda x, y: 0)
    content = (lines(150, 600, 'Corner', size=20) + 'BT /F 14 Tf 0 1 -1 0 130 300 Tm (upward label) Tj ET\n'
               + f'q 120 0 0 60 200 400 cm /P Do Q\n')
    resources = f'/Font<</F {font} 0 R>>/XObject<</P {shade} 0 R>>'
    pages = [(612, 792, content, resources, f'/CropBox[100 200 500 700]/Rotate {turn}') for turn in (0, 90, 180, 270)]
    root, _ = pdf.pages(pages)
    pdf.write('turned.pdf', root)


def kinds():
    """One page of every kind that a reader has to tell apart."""
    pdf = PDF()
    font = helvetica(pdf)
    scan = picture(pdf, 620, 877, bars)
    strips = [picture(pdf, 620, 220, bars) for _ in range(4)]
    chart = picture(pdf, 600, 300, bars)
    icon = picture(pdf, 20, 20, lambda x, y: 90)
    paper = picture(pdf, 62, 87, lambda x, y: 235 + (x + y) % 5)
    nameless = pdf.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding'
                       '/Differences[1/g1/g2/g3/g4/g5/g6/g7/g8]>>>>')
    words = ['Ordinary text that is really there, line by line,', 'as it comes from a word processor.'] * 8
    text = lines(60, 760, *words)
    full = 'q 595 0 0 842 0 0 cm /P Do Q\n'
    hidden = 'BT 3 Tr /F 12 Tf 60 700 Td (What an earlier recognition had read here, badly) Tj ET\n'
    stripped = ''.join(f'q 595 0 0 210.5 0 {842 - 210.5 * (row + 1)} cm /S{row} Do Q\n' for row in range(4))
    fonts = f'/Font<</F {font} 0 R/N {nameless} 0 R>>'
    place = ' '.join(f'/S{row} {strip} 0 R' for row, strip in enumerate(strips))
    pages = [
        (595, 842, text, fonts, ''),
        (595, 842, full, f'/XObject<</P {scan} 0 R>>', ''),
        (595, 842, stripped, f'/XObject<<{place}>>', ''),
        (595, 842, full + hidden, f'{fonts}/XObject<</P {scan} 0 R>>', ''),
        (595, 842, text + 'q 288 0 0 144 150 200 cm /P Do Q\n' + lines(160, 210, 'Fig. 1', size=8),
         f'{fonts}/XObject<</P {chart} 0 R>>', ''),
        (595, 842, full + text, f'{fonts}/XObject<</P {paper} 0 R>>', ''),
        (595, 842, text + 'q 20 0 0 20 500 800 cm /P Do Q\n', f'{fonts}/XObject<</P {icon} 0 R>>', ''),
        (595, 842, 'BT /N 20 Tf 60 700 Td (\x01\x02\x03 \x04\x05\x06 \x07\x08) Tj ET\n', fonts, ''),
        (595, 842, '0 g 100 500 m 160 640 l 220 500 l 200 500 l 160 600 l 120 500 l f\n', '', ''),
        (595, 842, '', '', ''),
    ]
    root, _ = pdf.pages(pages)
    pdf.write('kinds.pdf', root)


def numbered():
    """Twelve pages with their numbers; the object of the fifth is missing, the content of the eighth is cut short."""
    pdf = PDF()
    font = helvetica(pdf)
    pages = [(300, 200, lines(40, 120, f'This is page {number}.'), f'/Font<</F {font} 0 R>>', '')
             for number in range(1, 13)]
    root, kids = pdf.pages(pages)
    del pdf.objects[kids[4]]
    whole = pdf.objects[kids[7] - 1]
    pdf.objects[kids[7] - 1] = whole[:whole.index(b'stream\n') + 15] + b'\nendstream'
    pdf.write('numbered.pdf', root)


def bomb():
    """A kilobyte that holds 30000 x 30000 pixels on a page of 200 x 200 inches."""
    pdf = PDF()
    packer = zlib.compressobj(9)
    row = bytes(3750)
    data = b''.join(packer.compress(row) for _ in range(30000)) + packer.flush()
    image = pdf.stream(zlib.compress(data, 9), '/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace'
                       '/DeviceGray/BitsPerComponent 1/Filter[/FlateDecode/FlateDecode]', packed=False)
    root, _ = pdf.pages([(14400, 14400, 'q 14400 0 0 14400 0 0 cm /P Do Q\n', f'/XObject<</P {image} 0 R>>', '')])
    pdf.write('bomb.pdf', root)


def locked():
    """Encrypted with RC4 of 40 bits (ISO 32000-1, 7.6.3, revision 2). The user's password is `lecture`."""
    padding = bytes.fromhex('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a')

    def rc4(key, data):
        box, j, out = list(range(256)), 0, bytearray()
        for i in range(256):
            j = (j + box[i] + key[i % len(key)]) % 256
            box[i], box[j] = box[j], box[i]
        i = j = 0
        for byte in data:
            i = (i + 1) % 256
            j = (j + box[i]) % 256
            box[i], box[j] = box[j], box[i]
            out.append(byte ^ box[(box[i] + box[j]) % 256])
        return bytes(out)

    user, owner = (b'lecture' + padding)[:32], (b'teacher' + padding)[:32]
    entry = rc4(hashlib.md5(owner).digest()[:5], user)
    permissions, identity = -44, bytes(range(16))
    key = hashlib.md5(user + entry + permissions.to_bytes(4, 'little', signed=True) + identity).digest()[:5]
    pdf = PDF()
    font = helvetica(pdf)
    root, kids = pdf.pages([(300, 200, lines(40, 120, 'Nobody reads this.'), f'/Font<</F {font} 0 R>>', '')])
    number = kids[0] - 1
    head, body = pdf.objects[number].split(b'stream\n', 1)
    body = body[:-len(b'\nendstream')]
    own = hashlib.md5(key + number.to_bytes(3, 'little') + b'\0\0').digest()[:10]
    pdf.objects[number] = head + b'stream\n' + rc4(own, body) + b'\nendstream'
    lock = pdf.add(f'<</Filter/Standard/V 1/R 2/Length 40/P {permissions}/O<{entry.hex()}>/U<{rc4(key, padding).hex()}>>>')
    pdf.write('locked.pdf', root, f'/Encrypt {lock} 0 R/ID[<{identity.hex()}><{identity.hex()}>]')


for make in (columns, turned, kinds, numbered, bomb, locked):
    make()
