"""Cut the page's five static faces out of the variable fonts of Source Serif 4 and IBM Plex Sans.

A build step, run once and its result committed; never at run time (instancing takes 8 to 16 s a face).
Needs fonttools and the wheels fontpkg-source-serif-4 4.4 and fontpkg-ibm-plex-sans 3.201, unpacked into one folder:

    python scripts/fonts.py FOLDER templates/fonts

Both families are under the SIL Open Font License 1.1, which reserves their names: the cuts are called
"Brief Serif" and "Brief Sans". Static, because a variable font costs 150 ms at every write; TrueType, because
woff2 costs 500 ms at every start.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SERIF = "SourceSerif4[opsz,wght].ttf"
ITALIC = "SourceSerif4-Italic[opsz,wght].ttf"
SANS = "IBMPlexSans[wdth,wght].ttf"

# file name, family, style, source, axes. The text sizes use the optical size of the body (10 pt).
FACES = (
    ("BriefSerif-Regular", "Brief Serif", "Regular", SERIF, {"opsz": 10, "wght": 400}),
    ("BriefSerif-Italic", "Brief Serif", "Italic", ITALIC, {"opsz": 11, "wght": 400}),
    ("BriefDisplay-SemiBold", "Brief Display", "Bold", SERIF, {"opsz": 24, "wght": 600}),
    ("BriefSans-Regular", "Brief Sans", "Regular", SANS, {"wdth": 100, "wght": 400}),
    ("BriefSans-SemiBold", "Brief Sans", "Bold", SANS, {"wdth": 100, "wght": 600}),
)

# Latin, Greek and Cyrillic with what news prose sets between the words.
RANGES = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F),
    (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2713, 0x2717), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip


def cut(source: Path, target: Path, family: str, style: str, axes: Mapping[str, float]) -> None:
    """Write one static, unhinted face of ``source`` under its own name."""
    font = instantiateVariableFont(TTFont(source), dict(axes))
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "pnum", "tnum"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    postscript = target.stem
    for record in list(font["name"].names):
        words = {1: family, 2: style, 3: f"{postscript};briefer", 4: f"{family} {style}", 6: postscript}
        if record.nameID in words:
            place = (record.platformID, record.platEncID, record.langID)
            font["name"].setName(words[record.nameID], record.nameID, *place)
    bold, italic = style == "Bold", style == "Italic"
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x01 if italic else 0x40)
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)
    font.save(target)
    print(f"{target.name}: {target.stat().st_size // 1024} kB, {len(font.getGlyphOrder())} glyphs")


def main() -> None:
    """Cut all faces."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    for name, family, style, source, axes in FACES:
        cut(next(folder.rglob(source.replace("[", "[[]"))), target / f"{name}.ttf", family, style, axes)


if __name__ == "__main__":
    main()
