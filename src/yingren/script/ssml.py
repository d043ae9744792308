"""The part of SSML that a presenter can act on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.parsers import expat

from ..core.language import say
from ..core.script import Cue, Script, Settings
from .cues import LONGEST_PAUSE, parse_duration
from .inline import is_wide
from .lines import SceneBuilder
from .place import Place
from .settings import Names, overridden
from .source import checked_text
from .values import number
from .vocabulary import Words, advice, short, words

ELEMENTS = (
    "speak",
    "p",
    "s",
    "break",
    "prosody",
    "say-as",
    "phoneme",
    "sub",
    "mark",
    "bookmark",
    "emphasis",
    "voice",
    "mstts:express-as",
)
"""The elements that are read."""

SAY_AS = (
    "characters",
    "spell-out",
    "digits",
    "ordinal",
    "cardinal",
    "number",
    "fraction",
    "unit",
    "date",
    "time",
    "duration",
    "telephone",
    "currency",
    "address",
    "name",
    "text",
)
"""Values of ``interpret-as``. The first four change the text; for the others the voice finds the reading itself."""

_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5}
_BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.0}
_DEEPEST = 64


def parse_ssml(
    text: str,
    source: Path | None = None,
    *,
    set_: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read SSML: each ``p`` or ``s`` is a line, and so is a stretch of text with a ``prosody`` rate of its own.

    ``mark`` (and ``bookmark``) names a cue as it would stand in brackets, such as ``wave`` or ``show chart.png``.

    Raises:
        ScriptError: It is no XML, has a document type or an entity of its own, an element or value that is not
            known, or nothing to say.
    """
    reader = _Reader(source, checked_text(text, source))
    settings = replace(Settings(), voice=reader.voice, language=reader.language)
    return reader.scenes.script(overridden(settings, set_ or {}, source, names), source=source)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How text is said inside an element."""

    speed: float = 1.0
    emotion: Cue | None = None
    say_as: str = ""
    silent: bool = False


class _Reader:
    """Hears the events of the XML parser and puts lines together."""

    def __init__(self, source: Path | None, text: str) -> None:
        self.voice, self.language = "", "auto"
        self.scenes = SceneBuilder(Place(source))
        self._manners = [_Manner()]
        self._text: list[str] = []
        self._text_line = 0
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # Entities can grow without end and can name files: a script needs none.
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise Place(source, error.lineno, error.offset + 1).error(
                say(f"This is not XML: {reason}.", f"这不是 XML：{reason}。")
            ) from None
        finally:
            # The parser holds bound methods of what holds the parser.
            parser.StartElementHandler = parser.EndElementHandler = None
            parser.CharacterDataHandler = parser.StartDoctypeDeclHandler = None

    @property
    def _place(self) -> Place:
        return self.scenes.start.at(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _doctype(self, *_: object) -> None:
        raise self._place.error(
            say("A document type is not read.", "不读取文档类型声明。"),
            say("Remove <!DOCTYPE …>.", "请删去 <!DOCTYPE …>。"),
        )

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._flush()
        place, manner = self._place, self._manners[-1]
        if element not in ELEMENTS:
            raise place.unknown("element", "元素", element, _table(ELEMENTS))
        if (element == "speak") != (len(self._manners) == 1):
            raise place.error(
                say("SSML has one <speak> around everything.", "SSML 最外层是唯一的 <speak>。"),
                say("For example: <speak><p>…</p></speak>", "例如：<speak><p>…</p></speak>"),
            )
        if len(self._manners) > _DEEPEST:
            raise place.error(say("Elements are nested too deep.", "元素嵌套过深。"))
        builder = self.scenes.building
        match element:
            case "speak":
                self.language = _language(attributes.get("xml:lang", "auto"), place)
            case "p" | "s":
                self.scenes.end_line()
            case "voice":
                self._choose_voice(attributes.get("name", ""), place)
            case "break":
                seconds = _break_seconds(attributes, place)
                if seconds:
                    builder.add(Cue("pause", seconds=seconds, line=place.line, column=place.column))
            case "mark" | "bookmark":
                name = attributes.get("name" if element == "mark" else "mark", "")
                builder.cue(name, place, place.column)
            case "sub":
                builder.line = builder.line or place.line
                builder.say(attributes.get("alias", ""))
                manner = replace(manner, silent=True)
            case "say-as":
                kind = attributes.get("interpret-as", "")
                manner = replace(manner, say_as=place.word("reading", "读法", kind, _table(SAY_AS)))
            case "prosody" if "rate" in attributes:
                manner = replace(manner, speed=manner.speed * _rate(attributes["rate"], place))
                if not 0.25 <= manner.speed <= 4.0:
                    raise place.error(say("A rate is from 25 % to 400 %.", "语速在 25% 到 400% 之间。"))
                self._change_speed(manner.speed)
            case "mstts:express-as":
                manner = replace(manner, emotion=_emotion(attributes, place))
                self._change_emotion(manner.emotion, place)
        self._manners.append(manner)

    def _end(self, element: str) -> None:
        self._flush()
        ended = self._manners.pop()
        manner = self._manners[-1]
        if element in ("p", "s", "speak"):
            self.scenes.end_line()
        if ended.speed != manner.speed:
            self._change_speed(manner.speed)
        if ended.emotion != manner.emotion:
            self._change_emotion(manner.emotion, self._place)

    def _characters(self, text: str) -> None:
        if not self._text:
            self._text_line = self._parser.CurrentLineNumber
        self._text.append(text)

    def _flush(self) -> None:
        """Say the text since the last element."""
        text, manner = _unwrapped("".join(self._text)), self._manners[-1]
        self._text = []
        if manner.silent or not text:
            return
        builder = self.scenes.building
        if text.strip():
            builder.line = builder.line or self._text_line
        builder.say(_as(text, manner.say_as, self.language))

    def _change_speed(self, speed: float) -> None:
        self.scenes.end_line()
        self.scenes.building.speed = speed

    def _change_emotion(self, emotion: Cue | None, place: Place) -> None:
        self.scenes.building.add(emotion or Cue("emotion", "neutral", line=place.line, column=place.column))

    def _choose_voice(self, name: str, place: Place) -> None:
        if not name or (self.voice and name != self.voice):
            raise place.error(
                say("SSML here has one voice, with its name.", "此处的 SSML 只能有一个声音，且要写 name。"),
                say("For two speakers, write the script in Markdown.", "两个角色的脚本请用 Markdown 编写。"),
            )
        self.voice = name


def _language(written: str, place: Place) -> str:
    known = words("languages").get(written)
    if known is not None:
        return known
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", written):
        raise place.unknown("language", "语言", written, words("languages"))
    return written.split("-")[0].lower()


def _break_seconds(attributes: Mapping[str, str], place: Place) -> float:
    """Seconds of a ``break``; 0 for none."""
    written = attributes.get("time")
    if written is None:
        strength = attributes.get("strength", "medium")
        return _BREAKS[place.word("strength", "停顿强度", strength, _table(tuple(_BREAKS)))]
    if re.fullmatch(r"\s*0*(?:\.0*)?(?:m?s)?\s*", written):
        return 0.0
    return parse_duration(written, place, LONGEST_PAUSE)


def _rate(written: str, place: Place) -> float:
    """A speaking rate: 1 is the voice's own. ``+20%`` is 1.2, ``80%`` is 0.8."""
    text = written.strip()
    if text in _RATES:
        return _RATES[text]
    if text[:1] in ("+", "-") and text.endswith("%"):
        return 1.0 + number(text, place, -0.9, 5.0)
    if text[:1].isdigit() or text[:1] == ".":
        return number(text, place, 0.1, 6.0)
    raise place.unknown("rate", "语速", written, _table(tuple(_RATES)))


def _emotion(attributes: Mapping[str, str], place: Place) -> Cue:
    style = attributes.get("style", "")
    name = words("ssml_styles").get(style)
    if name is None:
        raise place.error(
            say(f"There is no style “{short(style)}”.", f"没有“{short(style)}”这种风格。"),
            advice(style, tuple(words("ssml_styles").ways())),
        )
    strength = min(number(attributes.get("styledegree", "1"), place, 0.0, 2.0), 1.0)
    return Cue("emotion", name, strength=strength, line=place.line, column=place.column)


def _as(text: str, how: str, language: str) -> str:
    """Text as ``say-as`` wants it read, written so that any voice reads it so."""
    bare = text.strip()
    match how:
        case "characters" | "spell-out" | "digits":
            return " ".join(bare.replace(" ", ""))
        case "ordinal" if bare.isdecimal() and bare.isascii():
            wide = language == "zh"
            return f"第{bare}" if wide else bare + _ordinal_ending(int(bare[-2:]))
    return text


def _ordinal_ending(number: int) -> str:
    if 10 <= number <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _unwrapped(text: str) -> str:
    """Text without the line ends, and the space around them, that stand between two Chinese characters."""
    parts = re.split(r"(\s+)", text)
    for index in range(1, len(parts) - 1, 2):
        if "\n" in parts[index] and is_wide(parts[index - 1][-1:]) and is_wide(parts[index + 1][:1]):
            parts[index] = ""
    return "".join(parts)


def _table(names: tuple[str, ...]) -> Words:
    return Words({name: [] for name in names})
