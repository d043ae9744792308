"""Whatever is written, a script or a ScriptError comes of it; and what is read goes to JSON and back."""

import json
import string
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yingren.core.errors import ScriptError
from yingren.core.script import Cue, Line, Scene, Script, Settings, Speaker
from yingren.script import fill, parse_json, parse_markdown, parse_plain, parse_srt, parse_ssml, to_json
from yingren.script.source import decode
from yingren.script.vocabulary import words

PARSERS: dict[str, Callable[..., Script]] = {
    ".md": parse_markdown,
    ".txt": parse_plain,
    ".srt": parse_srt,
    ".ssml": parse_ssml,
    ".json": parse_json,
}
PIECES = (
    "---\n", "\n", "\n\n", " ", "# ", "## ", "#", "title", ": ", "：", "size: 9:16", "speakers: {lin: , 王: }", "lin: ",
    "王：", "[", "]", "[wave]", "[happy 0.5]", "[pause 1s]", "[show a.png]", "[look left 2s]", "[title x 3s]", "[wav]",
    "[background red]", "[music calm]", "\\", "\\[", "*", "**", "_", "__", "~~", "`", "```\n", "<!--", "-->", "<b>",
    "![a](", "[b](https://x.y)", ")", "{{", "}}", "{{name}}", "{camera: close}", "{", "}", "- ", "> ", "1. ", "&", "<",
    "'", '"', "|", "你好", "，", "。", "hello", "World", ".", ",", "😀", "\u200d", "𠮷", "\t", "\u3000", "\xa0", "0.5",
    "%",     "00:00:01,000", " --> ", "00:00:02,000", "1\n", "WEBVTT\n", "<speak>", "</speak>", "<p>", "</p>", "<s/>",
    '<break time="1s"/>', '<prosody rate="slow">', "</prosody>", '<mark name="nod"/>', '{"scenes": [', '{"lines": [',
    '"text": "a"', '{"kind": "hide"}', "[]", "{}", "null", "true", "1e5",
)  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)
BODIES = st.lists(st.sampled_from([p for p in PIECES if "\\" not in p and "show" not in p]), max_size=25).map("".join)
RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(suffix: str, text: str) -> Script | None:
    """The script, or ``None`` for one that is refused as it should be."""
    try:
        return PARSERS[suffix](text, None)
    except ScriptError as error:
        assert error.line >= 1 and error.column >= 1 and error.message
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert error.line <= len(lines)
        assert error.column <= len(lines[error.line - 1]) + 1, str(error)
        return None


@pytest.mark.parametrize("suffix", PARSERS)
@RELAXED
@given(text=WRITTEN)
def test_anything_gives_a_script_or_a_refusal(suffix: str, text: str) -> None:
    script = read(suffix, text)
    if script is None:
        return
    assert any(line.text or line.audio for scene in script.scenes for line in scene.lines)
    for scene in script.scenes:
        assert scene.lines or suffix == ".json"
        for line in scene.lines:
            assert line.text == line.text.strip() or suffix == ".json"
            assert all(0 <= cue.at <= len(line.text) for cue in line.cues)
            assert [cue.at for cue in line.cues] == sorted(cue.at for cue in line.cues)
            assert "\0" not in line.text
    assert parse_json(to_json(script)) == script


@RELAXED
@given(head=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join), body=BODIES)
def test_anything_in_front_matter_gives_a_script_or_a_refusal(head: str, body: str) -> None:
    script = read(".md", f"---\n{head}\n---\n{body}")
    assert script is None or parse_json(to_json(script)) == script


@RELAXED
@given(content=st.binary(max_size=64))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode(content)
    except ScriptError as error:
        assert "not text" in error.message
        return
    for suffix in PARSERS:
        read(suffix, text)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


@RELAXED
@given(value=PLAIN, suffix=st.sampled_from(sorted(PARSERS)))
def test_a_filled_value_is_said_as_it_is(value: str, suffix: str) -> None:
    scripts = {
        ".md": "hello {{x}} there",
        ".txt": "hello {{x}} there",
        ".srt": "1\n00:00:01,000 --> 00:00:02,000\nhello {{x}} there\n",
        ".ssml": "<speak>hello {{x}} there</speak>",
        ".json": '{"scenes": [{"lines": [{"text": "hello {{x}} there"}]}]}',
    }
    filled = fill(scripts[suffix], {"x": value}, source=Path(f"a{suffix}"))
    (line,) = PARSERS[suffix](filled).scenes[0].lines
    assert line.text.split() == f"hello {value} there".split() and line.cues == ()


TEXTS = st.text(string.ascii_letters + string.punctuation + " 你好，。😀𠮷", max_size=20)


@st.composite
def cues(draw: st.DrawFn, length: int) -> Cue:
    kind = draw(st.sampled_from(["emotion", "gesture", "look", "pause", "hide", "camera", "music", "title"]))
    names = {"pause": [""], "hide": [""], "title": ["今日 news", ""]}.get(kind)
    name = draw(st.sampled_from(names or list(words("music" if kind == "music" else f"{kind}s"))))
    return Cue(
        kind,  # type: ignore[arg-type]
        name,
        draw(st.integers(0, length)),
        draw(st.floats(0, 1)),
        draw(st.none() | st.floats(0, 60, exclude_min=True)),
        draw(st.sampled_from([None, "full", "beside", "behind"])),
        draw(st.integers(0, 10_000)),
        draw(st.integers(0, 10_000)),
    )


@st.composite
def lines(draw: st.DrawFn, speakers: list[str]) -> Line:
    text = draw(TEXTS.filter(bool))
    found = sorted(draw(st.lists(cues(len(text)), max_size=3)), key=lambda cue: cue.at)
    speaker = draw(st.sampled_from(speakers or [""]))
    return Line(text, speaker, tuple(found), line=draw(st.integers(1, 9999)), speed=draw(st.floats(0.25, 4)))


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    speakers = draw(st.lists(st.sampled_from(["lin", "陈老师", "A b"]), unique=True))
    scenes = [
        Scene(
            draw(TEXTS),
            tuple(draw(st.lists(lines(speakers), min_size=1, max_size=3))),
            draw(st.sampled_from([{}, {"camera": "wide"}, {"background": "#102030", "camera": "close"}])),
            draw(st.integers(1, 9999)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    chosen = Settings(
        title=draw(TEXTS),
        size=draw(st.sampled_from([(1080, 1920), (128, 4096), (720, 720)])),
        fps=draw(st.sampled_from([24, 30, 60])),
        speed=draw(st.floats(0.5, 2)),
        music_volume=draw(st.floats(0, 2)),
        seed=draw(st.integers(0, 2**53)),
        label=draw(st.booleans()),
        end=draw(TEXTS),
    )
    return Script(chosen, tuple(scenes), {name: Speaker(name, colour="#00ff00") for name in speakers})


@RELAXED
@given(script=scripts())
def test_json_gives_back_what_it_was_given(script: Script) -> None:
    text = to_json(script)
    json.loads(text)
    assert parse_json(text) == script


LONG = {
    "words": "word " * 20_000,
    "chinese": "你好，" * 33_333,
    "one word": "a" * 100_000,
    "stars": "*" * 100_000,
    "pairs of stars": "* a" * 33_333,
    "backquotes": "`" * 100_000,
    "backslashes": "\\" * 100_000,
    "spaces": " " * 99_999 + "x",
    "cues": "a[wave]" * 14_285,
    "links": "[a](b/" * 16_666,
    "pictures": "![a](" * 20_000,
    "open brackets": "\\[" * 50_000,
    "tags": "<b " * 33_333,
    "comments": "<!-- a -->" * 10_000,
    "open braces": "{" * 99_999 + "x",
    "colons": "a:" * 50_000,
    "dashes": "- " * 50_000,
    "hashes": "#" * 100_000,
    "emoji": "👨‍👩‍👧😀" * 12_500,
}


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("suffix", [".md", ".srt"])
def test_a_line_of_100_000_characters_is_read(kind: str, suffix: str) -> None:
    text = LONG[kind]
    before = "---\nspeakers: {lin: , 王: }\n---\n" if suffix == ".md" else "1\n00:00:01,000 --> 00:09:00,000\n"
    started = process_time()
    read(suffix, before + text)
    # Anything that grows with the square of the length takes minutes here; the machine's own pace does not matter.
    assert process_time() - started < 20


def test_a_long_line_is_whole() -> None:
    (line,) = parse_markdown("你好，世界。[wave]" * 10_000).scenes[0].lines
    assert len(line.text) == 60_000 and len(line.cues) == 10_000 and line.cues[-1].at == 60_000


EXAMPLES = Path(__file__).parents[2] / "examples"
WHOLE = [
    (path, path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.md")) if path.name != "greeting.md"
]


@RELAXED
@given(
    example=st.sampled_from(WHOLE), edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), WRITTEN), max_size=3)
)
def test_a_script_with_slips_of_the_hand_is_read_or_refused(
    example: tuple[Path, str], edits: list[tuple[float, int, str]]
) -> None:
    source, text = example
    for part, removed, inserted in edits:
        at = int(part * len(text))
        text = text[:at] + inserted[:6] + text[at + removed :]
    try:
        script = parse_markdown(text, source)
    except ScriptError as error:
        assert error.file == str(source) and error.line >= 1
    else:
        assert parse_json(to_json(script), source) == script
