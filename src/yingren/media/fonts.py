"""Type: one packaged family for Chinese and Latin in any weight, and the machine's fonts for what it lacks.

The family is Noto Sans CJK (SIL Open Font License 1.1) from the package ``manimgx-fonts-cjk``: one variable file that
is mapped, not read, so that every weight shares its pages. Nothing is asked of the machine unless a character, such
as an emoji, is missing in it.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category, combining

import skia

from ..core.errors import MediaError
from ..core.language import say

FONT_FILE = "NotoSansCJK-VF.otf.ttc"
FAMILY = "Noto Sans CJK SC"
_WEIGHT_AXIS = int.from_bytes(b"wght", "big")


def font_path() -> Path:
    """Where the packaged font file lies.

    Raises:
        MediaError: The package that carries it is not installed, or is not whole.
    """
    found = find_spec("manimgx_fonts_cjk")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / FONT_FILE
        if path.is_file():
            return path
    raise MediaError(
        say("The packaged Chinese font is missing.", "缺少随包安装的中文字体。"),
        hint=say(
            "Run: pip install --force-reinstall manimgx-fonts-cjk",
            "请运行：pip install --force-reinstall manimgx-fonts-cjk",
        ),
    )


@lru_cache(maxsize=1)
def _variable() -> skia.Typeface:
    path = str(font_path())
    # A manager of its own: the default one reads the machine's font settings and prints what it does not like.
    manager = skia.FontMgr.New_Custom_Empty()
    for index in range(16):
        face = manager.makeFromFile(path, index)
        if face is None:
            break
        if face.getFamilyName() == FAMILY:
            return face
    raise MediaError(say(f"{path} holds no “{FAMILY}”.", f"{path} 里没有“{FAMILY}”。"))


@lru_cache(maxsize=16)
def typeface(weight: int = 700) -> skia.Typeface:
    """The packaged family at a weight from 100 (thin) to 900 (black)."""
    variation = skia.FontArguments.VariationPosition
    # The arguments hold pointers into these three; they must outlive the call.
    coordinates = variation.Coordinates([variation.Coordinate(_WEIGHT_AXIS, weight)])
    position = variation(coordinates)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(position)
    return _variable().makeClone(arguments)


@lru_cache(maxsize=1)
def _machine_fonts() -> skia.FontMgr:
    return skia.FontMgr()


@lru_cache(maxsize=4096)
def _fallback(character: str, weight: int) -> skia.Typeface | None:
    """A font of this machine that has the character, if there is one."""
    style = skia.FontStyle(weight, 5, skia.FontStyle.kUpright_Slant)
    face = _machine_fonts().matchFamilyStyleCharacter("", style, ["zh-Hans"], ord(character))
    return face if face is not None and face.unicharToGlyph(ord(character)) else None


def _is_invisible(character: str) -> bool:
    """Joiners, variation selectors, controls: they steer shaping and have no shape of their own."""
    return category(character) in ("Cf", "Cc", "Cs") or 0xFE00 <= ord(character) <= 0xFE0F or character == "\u20e3"


def _is_pictograph(character: str) -> bool:
    return (ord(character) >= 0x1F000 and category(character) in ("So", "Sk", "Cn")) or category(character) == "So"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters drawn with one typeface.

    Attributes:
        text: The characters.
        face: What draws them.
        offset: Where they start, in sizes (1.0 is the font size) from the start of the text.
        width: How far they reach, in sizes.
    """

    text: str
    face: skia.Typeface
    offset: float
    width: float


@lru_cache(maxsize=8192)
def runs(text: str, weight: int = 700) -> tuple[Run, ...]:
    """Split a line of text into runs that can be drawn.

    What no font can draw is shown as the font's own box; pictographs (emoji) are left out instead, as a box says
    nothing. Joiners and variation selectors are left out.
    """
    main = typeface(weight)
    pieces: list[tuple[str, skia.Typeface]] = []
    for character in text:
        if _is_invisible(character):
            continue
        face = main
        if not main.unicharToGlyph(ord(character)):
            other = _fallback(character, weight)
            if other is None and _is_pictograph(character):
                continue
            face = other or main
        if pieces and (pieces[-1][1] is face or combining(character)):
            pieces[-1] = (pieces[-1][0] + character, pieces[-1][1])
        else:
            pieces.append((character, face))
    result = []
    offset = 0.0
    for piece, face in pieces:
        width = _font(face, 100.0).measureText(piece) / 100.0
        result.append(Run(piece, face, offset, width))
        offset += width
    return tuple(result)


def _font(face: skia.Typeface, size: float) -> skia.Font:
    font = skia.Font(face, size)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setEmbeddedBitmaps(True)
    return font


def text_width(text: str, size: float, weight: int = 700) -> float:
    """Pixels from the start of the text to where the next would start."""
    shaped = runs(text, weight)
    return (shaped[-1].offset + shaped[-1].width) * size if shaped else 0.0


def draw_text(
    canvas: skia.Canvas, text: str, x: float, baseline: float, size: float, weight: int, paint: skia.Paint
) -> None:
    """Draw one line of text from ``x`` with its baseline at ``baseline``, pixels."""
    for run in runs(text, weight):
        canvas.drawString(run.text, x + run.offset * size, baseline, _font(run.face, size), paint)


def ink_bounds(text: str, size: float, weight: int = 700) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is inked, pixels from the start of the text and its baseline (top < 0)."""
    left = top = right = bottom = 0.0
    for index, run in enumerate(runs(text, weight)):
        font = _font(run.face, size)
        bounds = skia.Rect(0, 0, 0, 0)
        font.measureText(run.text, bounds=bounds)
        x = run.offset * size
        if index == 0:
            left, top, right, bottom = bounds.left() + x, bounds.top(), bounds.right() + x, bounds.bottom()
        else:
            left, top = min(left, bounds.left() + x), min(top, bounds.top())
            right, bottom = max(right, bounds.right() + x), max(bottom, bounds.bottom())
    return left, top, right, bottom
