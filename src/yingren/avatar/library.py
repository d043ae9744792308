"""Finding avatars by name or path."""

from pathlib import Path

from ..core.errors import InputError, UnknownName
from ..core.language import say
from ..core.registry import Registry
from .avatar import Avatar
from .character import Character

ASSETS = Path(__file__).parent / "assets"
SUFFIXES = (".vrm", ".glb", ".gltf")

_REGISTRY: Registry[type[Avatar]] = Registry("avatars", "avatar", "形象", {})

COLOURS: dict[str, str] = {
    "navy": "#1b2742",
    "charcoal": "#2b2d31",
    "black": "#17181b",
    "grey": "#6b7078",
    "white": "#d9d6cf",
    "cream": "#d8c9ae",
    "beige": "#b39a78",
    "brown": "#5a3d2b",
    "red": "#9c1f2e",
    "burgundy": "#4d1526",
    "pink": "#c9808f",
    "orange": "#b8592a",
    "green": "#1f4a3a",
    "teal": "#1d4f57",
    "blue": "#24508c",
    "purple": "#46305f",
}
"""Names of cloth colours, sRGB."""


def list_avatars() -> tuple[str, ...]:
    """Names that :func:`open_avatar` knows."""
    packaged = {path.stem for path in ASSETS.glob("*.vrm")}
    return tuple(sorted(packaged | set(_REGISTRY)))


def open_avatar(name: str, colour: str = "") -> Avatar:
    """Open an avatar.

    Args:
        name: One of :func:`list_avatars`, or the path of a ``.vrm``, ``.glb`` or ``.gltf`` file.
        colour: What its clothes are dyed: a name of ``COLOURS`` or ``#rrggbb``; ``""`` leaves them as they are.

    Raises:
        UnknownName: No avatar has that name.
        AvatarError: The file is broken.
        InputError: The colour is none.
    """
    dye = parse_colour(colour) if colour else None
    if name in _REGISTRY:
        return _REGISTRY.load(name)()
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        path = ASSETS / f"{name}.vrm"
        if name not in list_avatars():
            raise UnknownName("avatar", "形象", name, list_avatars())
    character = Character.load(path)
    return character.recoloured(dye, _dyed(character)) if dye is not None else character


def parse_colour(text: str) -> tuple[float, float, float]:
    """A colour's name or ``#rrggbb`` as linear RGB.

    Raises:
        InputError: It is neither.
    """
    code = COLOURS.get(text.strip().lower(), text.strip())
    digits = code.removeprefix("#")
    if not code.startswith("#") or len(digits) != 6 or not set(digits.lower()) <= set("0123456789abcdef"):
        raise InputError(
            say(f"“{text}” is no colour.", f"“{text}”不是颜色。"),
            hint=say(f"Write #rrggbb or one of: {', '.join(COLOURS)}.", f"请写 #rrggbb 或：{'、'.join(COLOURS)}。"),
        )
    red, green, blue = (_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _dyed(character: Character) -> tuple[str, ...]:
    """Materials that a presenter's colour dyes: those the bake named, else all cloth."""
    own = character.model.information.get("yingren")
    named = own.get("dyed") if isinstance(own, dict) else None
    if isinstance(named, list):
        return tuple(str(name) for name in named)
    return tuple(material.name for material in character.model.materials if material.kind == "cloth")
