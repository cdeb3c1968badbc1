"""Cut Noto Serif CJK SC to the characters of GBK for the printed sheet: `python tools/cut_fonts.py`. Needs fonttools.

Source: Debian's fonts-noto-cjk (SIL Open Font License 1.1). The results lie in portal/fonts/ and are committed, so that
a printed sheet looks the same on every machine; run again only to take a newer edition of the fonts.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).resolve().parent.parent / "portal" / "fonts"
FAMILY = "Noto Serif CJK SC"


def characters() -> set[int]:
    """ASCII, and all that GBK can write."""
    found = set(range(0x20, 0x7F))
    for code in range(0x8140, 0xFEFF):
        try:
            found |= {ord(sign) for sign in code.to_bytes(2, "big").decode("gbk")}
        except UnicodeDecodeError:  # a hole in the table
            continue
    return found


def cut(weight: str) -> None:
    """One weight: the Chinese face of the collection, without what a form never uses."""
    faces = TTCollection(SOURCE / f"NotoSerifCJK-{weight}.ttc").fonts
    face = next(one for one in faces if one["name"].getDebugName(1) == FAMILY)
    # No alternates: they would bring 17,000 glyphs more, and glyphs past 32,767 came out blank.
    options = subset.Options(layout_features=["kern"], name_IDs=[0, 1, 2, 4, 6, 13, 14], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(face)
    for record in face["name"].names:  # else a server's own Noto could not be told from this smaller one
        record.string = record.toUnicode().replace("CJK SC", "SC").replace("CJKsc", "SC")
    face.save(TARGET / f"NotoSerifSC-{weight}.otf")


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name in ("Regular", "Bold"):
        cut(name)
