"""What the keys of the front matter mean: text in, checked values out.

Front matter, ``--set``, scene headings and JSON all pass through here, so that one key is refused everywhere for the
same reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..core.language import say
from ..core.script import Settings, Speaker
from .place import Place
from .values import READERS, parse_colour, parse_name
from .vocabulary import Words, advice, short, words

Names = Mapping[str, Iterable[str]]
"""Names that exist, by key (``"avatar"``, ``"voice"``, ``"captions"``), for whoever knows them."""

SCENE_KEYS = ("background", "camera")
"""What one scene can change."""


@dataclass(frozen=True, slots=True)
class Field:
    """A key and its value as written, each with its place."""

    key: str
    value: str
    key_place: Place
    value_place: Place


def checked(
    fields: Iterable[Field], names: Names | None = None, allowed: Iterable[str] | None = None
) -> dict[str, Any]:
    """Checked values by the names of :class:`~yingren.core.script.Settings`.

    Args:
        fields: What was written.
        names: Names that exist, where they are known; a value that is none of them is refused.
        allowed: The keys that may stand here; ``None`` allows all.

    Raises:
        ScriptError: A key is unknown or stands twice, or a value cannot be used.
    """
    may_stand = tuple(allowed) if allowed is not None else tuple(READERS)
    values: dict[str, Any] = {}
    for field in fields:
        key = words("keys").get(field.key)
        if key not in may_stand:
            raise field.key_place.error(
                say(f"There is no key “{short(field.key)}” here.", f"这里没有“{short(field.key)}”这个键。"),
                advice(field.key, Words({name: words("keys").aliases[name] for name in may_stand})),
            )
        if key in values:
            raise field.key_place.error(say(f"“{key}” stands here twice.", f"“{key}”写了两次。"))
        values[key] = READERS[key](field.value, field.value_place)
        if names is not None and key in names:
            check_name(key, values[key], names[key], field.value_place)
    return values


def overridden(
    settings: Settings, set_: Mapping[str, str], source: Path | None = None, names: Names | None = None
) -> Settings:
    """Settings with ``--set key=value`` laid over them.

    Raises:
        ScriptError: As for a key in the front matter; the place is column ``n`` of the option.
    """
    fields = []
    for key, value in set_.items():
        place = Place(source, 1, 1, f"--set {short(key)}={short(value)}")
        fields.append(Field(key, value, place, place.at(1, len(key) + 2)))
    return replace(settings, **checked(fields, names))


def parse_speaker(name: str, fields: Iterable[Field], names: Names | None = None) -> Speaker:
    """One presenter from the mapping that stands under its name.

    Raises:
        ScriptError: A key is unknown or stands twice, or a value cannot be used.
    """
    values: dict[str, str] = {}
    for field in fields:
        key = field.key_place.word("key", "键", field.key, words("speaker_keys"))
        if key in values:
            raise field.key_place.error(say(f"“{key}” stands here twice.", f"“{key}”写了两次。"))
        parse = parse_colour if key == "colour" else parse_name
        values[key] = parse(field.value, field.value_place)
        if names is not None and key in names:
            check_name(key, values[key], names[key], field.value_place)
    return Speaker(name, **values)


def check_name(key: str, name: str, known: Iterable[str], place: Place) -> None:
    """Refuse a name that is none of those known; addresses, files and ``engine:detail`` are left to their room."""
    known = tuple(known)
    if name and name not in known and not set(name) & set(":./\\"):
        kinds = {"avatar": ("avatar", "形象"), "voice": ("voice", "声音"), "captions": ("caption style", "字幕样式")}
        kind_en, kind_zh = kinds.get(key, (key, key))
        raise place.error(
            say(f"There is no {kind_en} “{short(name)}”.", f"没有“{short(name)}”这个{kind_zh}。"), advice(name, known)
        )
