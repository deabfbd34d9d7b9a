"""Write down how wide the page's faces set plain text, so that it is fitted without loading HarfBuzz.

A build step, run after scripts/fonts.py and its result committed; tests/test_lines.py holds it against HarfBuzz:

    python scripts/widths.py briefer/render/widths.bin

For each face the letters and ligatures, the advance of each, and what each takes off or adds before each other one
(kerning), in units of the face; all of it compressed.
"""

import itertools
import json
import sys
import zlib
from array import array
from pathlib import Path

import uharfbuzz

from briefer.render.lines import FACES, FONTS

UNKNOWN = -(2**15)  # in place of a kerning: HarfBuzz has to be asked
LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "“”‘’–—…·•£€"


def shaped(font: uharfbuzz.Font, text: str) -> list[int]:
    """The advances of the glyphs that a text is set in."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return [position.x_advance for position in buffer.glyph_positions]


def table(font: uharfbuzz.Font) -> tuple[list[str], list[int], list[int]]:
    """The ligatures of a face, the advances of letters and ligatures, and their kerning, row after row."""
    ligatures = []
    for pair in map("".join, itertools.product(LETTERS, repeat=2)):
        if len(shaped(font, pair)) == 1:
            ligatures += [pair, *(pair + letter for letter in LETTERS if len(shaped(font, pair + letter)) == 1)]
    units = [*LETTERS, *ligatures]
    advances = [shaped(font, unit)[0] for unit in units]
    apart = {}
    for (first, advance), second in itertools.product(zip(units, advances, strict=True), units):
        found = shaped(font, first + second)
        # "f" before "f" is a ligature and never looked up.
        apart[first, second] = found[0] - advance if len(found) == 2 else 0
    # Some letters look further than to the next one: the point of the Catalan "l·l".
    wide = dict(zip(units, advances, strict=True))
    unknown = set()
    for one, two, three in itertools.product(LETTERS, repeat=3):
        if one + two in wide or two + three in wide:
            continue
        if shaped(font, one + two + three) != [wide[one] + apart[one, two], wide[two] + apart[two, three], wide[three]]:
            unknown |= {(one, two), (two, three)}
    kerning = [UNKNOWN if pair in unknown else apart[pair] for pair in itertools.product(units, repeat=2)]
    return ligatures, advances, kerning


def main() -> None:
    """Write the tables of all faces."""
    faces, body = {}, b""
    for face, name in FACES.items():
        font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / name))))
        ligatures, advances, kerning = table(font)
        numbers = array("h", [*advances, *kerning])
        if sys.byteorder == "big":
            numbers.byteswap()
        packed = zlib.compress(numbers.tobytes(), 9)
        faces[face] = {"em": font.face.upem, "ligatures": ligatures, "at": len(body), "length": len(packed)}
        body += packed
    head = json.dumps({"letters": LETTERS, "faces": faces})
    Path(sys.argv[1]).write_bytes(head.encode() + b"\n" + body)


if __name__ == "__main__":
    main()
