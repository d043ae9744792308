"""One line of speech as it is put together: spoken text on one side, cues with their offsets on the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..core.language import say
from ..core.script import Cue, Line
from .cues import parse_cue
from .place import Place
from .vocabulary import short

DROPPED = "\0"
"""Stands, one for one, for each character of a comment, so that columns stay what they were. No script holds it."""

# Each alternative either matches or fails within one pass over the characters it looks at: a line of 100,000
# characters takes a fraction of a second whatever it holds.
_TOKENS = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~：])
    | (?P<variable>\{\{)
    | (?P<code>`[^`]+`)
    | (?P<image>!\[[^\[\]]{0,500}\]\((?P<picture>[^()]{1,500})\))
    | (?P<link>\[(?P<label>[^\[\]]{0,500})\]\((?:<?(?:https?:|mailto:|[/#.]|[\w%-]{1,200}[./\#])[^()\s]{0,2000})\))
    | (?P<cue>\[(?P<body>[^\[\]]*)\])
    | (?P<open>\[)
    | (?P<tag></?(?:b|i|u|s|em|strong|br|span|del|mark|small|sub|sup)\b[^<>]{0,200}>)
    | (?P<mark>\*+|_+|~~)
    | (?P<space>\s+)
    | (?P<text>[^\\{`!\[<*_~\s]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\uffee\U00020000-\U0003ffff]")
_ENDS_SENTENCE = frozenset('.!?。！？…;；:："”’」』）)')
_CLOSING = frozenset(",.!?;:，。！？；：、…)）”’》」")


@dataclass(slots=True)
class LineBuilder:
    """Collects what belongs to one line of a script, from one or more lines of its file."""

    line: int = 0
    speaker: str = ""
    recording: Path | None = None
    speed: float = 1.0
    _text: list[str] = field(default_factory=list)
    _cues: list[Cue] = field(default_factory=list)
    _length: int = 0
    _after_cue: bool = False
    _wide: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is neither text nor a cue."""
        return not self._text and not self._cues and self.recording is None

    @property
    def has_text(self) -> bool:
        """Whether anything would be spoken."""
        return bool(self._text)

    @property
    def last(self) -> str:
        """The last character, or ``""``."""
        return self._text[-1][-1] if self._text else ""

    def say(self, text: str) -> None:
        """Add words: runs of space become one, and none is left where only a cue asked for it."""
        for part in re.split(r"(\s+)", text.replace(DROPPED, "")):
            if not part:
                continue
            if part.isspace():
                self._space()
            else:
                self._close_gap(part[0])
                self._text.append(part)
                self._length += len(part)
                self._after_cue = False
                self._wide = self._wide or _WIDE.search(part) is not None

    def goes_on(self, following: str) -> bool:
        """Whether its sentence runs over the end of a line of the file into one that begins with ``following``.

        Chinese is written one sentence a line, unless a comma stands there; other languages are wrapped anywhere.
        """
        if not self._text or self.last in _ENDS_SENTENCE:
            return False
        return self.last in ",，、" or not (self._wide or is_wide(following))

    def join(self, following: str) -> None:
        """Go on with the next line of the file, which begins with ``following``: a space where both are not Chinese."""
        if not (is_wide(self.last) or is_wide(following)):
            self._space()

    def cue(self, body: str, place: Place, column: int | None = None) -> None:
        """Add a cue here.

        Args:
            body: What stands between its brackets.
            place: Of the first character of ``body``.
            column: Where the cue begins; ``None`` is one before ``place``, where its bracket stands.

        Raises:
            ScriptError: It cannot be used.
        """
        found = parse_cue(body, self._length, place)
        if isinstance(found, Path):
            if self.recording is not None or self._text:
                raise place.error(
                    say("A recording stands once, before the words of its line.", "录音在每行只写一次，放在文字之前。")
                )
            self.recording = found
        else:
            self.add(found if column is None else replace(found, column=column))

    def add(self, cue: Cue) -> None:
        """Add a cue that is already read, here."""
        self._cues.append(replace(cue, at=self._length))
        self._after_cue = True

    def take(self) -> Line:
        """The line, its text without space at either end. The builder is then as new, but for speaker and speed."""
        text = "".join(self._text)
        ended = text.rstrip()
        cues = tuple(replace(cue, at=min(cue.at, len(ended))) for cue in self._cues)
        line = Line(ended, self.speaker, cues, audio=self.recording, line=max(self.line, 1), speed=self.speed)
        self.line, self.recording = 0, None
        self._text, self._cues, self._length = [], [], 0
        self._after_cue = self._wide = False
        return line

    def _space(self) -> None:
        if self._text and self.last != " ":
            self._text.append(" ")
            self._length += 1

    def _close_gap(self, following: str) -> None:
        if self._after_cue and self.last == " ":
            before = self._text[-2][-1]
            if following in _CLOSING or (is_wide(before) and is_wide(following)):
                self._text.pop()
                self._length -= 1
                self._shorten_cues()

    def _shorten_cues(self) -> None:
        for index in range(len(self._cues) - 1, -1, -1):
            if self._cues[index].at <= self._length:
                break
            self._cues[index] = replace(self._cues[index], at=self._length)


def read_inline(builder: LineBuilder, written: str, place: Place) -> None:
    """Read one line of Markdown into ``builder``: cues, escapes, and the text without its emphasis and links.

    Args:
        builder: What it is added to.
        written: The line, or what is left of it behind a list mark or a speaker's name.
        place: Of its first character.

    Raises:
        ScriptError: A cue cannot be used or is not closed, or a variable has no value.
    """
    marks = _emphasis(written)
    for token in _TOKENS.finditer(written):
        here = place.at(place.line, place.column + token.start())
        match token.lastgroup:
            case "escape":
                builder.say(token.group()[1:])
            case "variable":
                raise here.error(
                    say("This variable has no value.", "这个变量没有值。"),
                    say(
                        "Give a table with --rows people.csv, or write \\{{ for the characters.",
                        "请用 --rows people.csv 提供表格；若要原样显示，请写 \\{{ 。",
                    ),
                )
            case "code":
                builder.say(token.group()[1:-1])
            case "image":
                # The cue's own words are five characters that nobody wrote.
                column = here.column + token.start("picture") - token.start()
                builder.cue(f"show {token['picture']}", here.at(here.line, column - 5), here.column)
            case "link":
                read_inline(builder, token["label"], here.at(here.line, here.column + 1))
            case "cue":
                builder.cue(token["body"].replace(DROPPED, " "), here.at(here.line, here.column + 1))
            case "open":
                raise here.error(
                    say(
                        f"This bracket is never closed: {short(written[token.start() :])}",
                        f"这个方括号没有闭合：{short(written[token.start() :])}",
                    ),
                    say(
                        "A cue ends with ] on the same line; write \\[ for a bracket that belongs to the text.",
                        "提示要在同一行用 ] 结束；正文里的方括号请写 \\[ 。",
                    ),
                )
            case "tag":
                if token.group().lower().startswith("<br"):
                    builder.say(" ")
            case "mark" if token.start() in marks:
                pass
            case _:
                builder.say(token.group())


def is_wide(character: str) -> bool:
    """Whether words are written without spaces in this character's script (Chinese, Japanese, full-width marks)."""
    return _WIDE.match(character) is not None


def _emphasis(written: str) -> set[int]:
    """Where the marks of emphasis stand that are closed; others belong to the text."""
    closed: set[int] = set()
    waiting: dict[str, int] = {}
    for start, mark in _marks(written):
        before = written[start - 1] if start else " "
        after = written[start + len(mark)] if start + len(mark) < len(written) else " "
        inside_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        if inside_word and (mark[0] == "_" or mark == "*"):
            continue
        if mark in waiting and not before.isspace():
            closed |= {waiting.pop(mark), start}
        elif not after.isspace():
            waiting[mark] = start
    return closed


def _marks(written: str) -> Iterator[tuple[int, str]]:
    for token in _TOKENS.finditer(written):
        if token.lastgroup == "mark":
            yield token.start(), token.group()
