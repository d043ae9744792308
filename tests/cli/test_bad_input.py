"""Bad input gets a clear answer: what, where, what to do; never a traceback, never a file."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from yingren.media.sound import write_sound


@dataclass
class Answer:
    code: int
    said: str
    left: list[str]


def ask(folder: Path, script: str | None, *more: str, name: str = "s.md", output: str = "out.mp4") -> Answer:
    """Run ``yingren make`` as a user would, and see what it said and what it left."""
    if script is not None:
        (folder / name).write_text(script, encoding="utf-8")
    before = set(folder.rglob("*"))
    command = [sys.executable, "-m", "yingren", "make", name, "-o", output, "--draft", *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300)
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return Answer(
        done.returncode, said, sorted(str(path.relative_to(folder)) for path in set(folder.rglob("*")) - before)
    )


def settings(*lines: str, text: str = "你好。") -> str:
    return "---\n" + "\n".join(lines) + f"\n---\n{text}\n"


CASES: dict[str, tuple[str | None, str, list[str]]] = {
    # what: (script, what must be said, more arguments)
    "missing file": (None, "s.md", []),
    "empty script": ("", "s.md", []),
    "blank script": ("\n \n", "s.md", []),
    "unknown cue": ("你好，[wvae]朋友。", "wave", []),
    "unknown key": (settings("titel: x"), "title", []),
    "unknown avatar": (settings("avatar: linn"), "lin", []),
    "unknown voice": (settings("voice: espeka"), "espeak", []),
    "cue never closed": ("你好，[wave 朋友。", "s.md:1:4", []),
    "unsupported size": (settings("size: 1x1"), "s.md:2:7: 1x1", []),
    "size of nonsense": ("你好。", "size", ["--set", "size=big"]),
    "unknown setting": ("你好。", "captions", ["--set", "caption=plain"]),
    "setting without value": ("你好。", "KEY=VALUE", ["--set", "captions"]),
    "missing picture": ("[show nothing.png] 你好。", "nothing.png", []),
    "missing music": (settings("music: nothing.mp3"), "nothing.mp3", []),
    "missing rows": ("你好，{{name}}。", "none.csv", ["--rows", "none.csv"]),
    "language the voice does not speak": (settings("voice: espeak-zh", "language: zh", text="สวัสดีครับ"), "Thai", []),
}


@pytest.mark.parametrize("case", CASES)
def test_it_says_what_is_wrong_and_leaves_nothing(case: str, tmp_path: Path) -> None:
    script, expected, more = CASES[case]
    answer = ask(tmp_path, script, *more)
    assert answer.code not in (0, 1), answer.said
    assert expected in answer.said
    assert answer.left == []


def test_a_broken_picture(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnot a picture at all")
    answer = ask(tmp_path, "[show broken.png] 你好。")
    assert answer.code == 2 and "broken.png" in answer.said and answer.left == []


def test_a_video_without_frames(tmp_path: Path) -> None:
    write_sound(tmp_path / "only-sound.wav", np.zeros(4800, np.float32), 48000)
    (tmp_path / "only-sound.wav").rename(tmp_path / "clip.mp4")
    answer = ask(tmp_path, "[clip clip.mp4] 你好。")
    assert answer.code == 2 and "clip.mp4" in answer.said and answer.left == []


def test_a_recording_of_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "me.wav").write_bytes(b"")
    answer = ask(tmp_path, settings("audio: me.wav"))
    assert answer.code == 2 and "me.wav" in answer.said and answer.left == []


def test_a_recording_of_three_hours(tmp_path: Path) -> None:
    write_sound(tmp_path / "long.wav", np.zeros(3 * 3600 * 2000 + 1, np.float32), 2000)
    answer = ask(tmp_path, settings("audio: long.wav"))
    assert answer.code == 2 and "long.wav" in answer.said and answer.left == []


def test_a_column_that_the_table_lacks(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("nmae\n小明\n", encoding="utf-8")
    answer = ask(tmp_path, "你好，{{name}}。", "--rows", "rows.csv")
    assert answer.code == 2 and "name" in answer.said and answer.left == []


def test_an_output_in_a_place_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = ask(tmp_path, "你好。", output="file/out.mp4")
    assert answer.code == 5 and answer.left == []


def test_an_output_of_a_kind_that_cannot_be_made(tmp_path: Path) -> None:
    answer = ask(tmp_path, "你好。", output="out.gif")
    assert answer.code == 5 and ".mp4" in answer.said and answer.left == []


def test_an_output_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.mp4").mkdir()
    answer = ask(tmp_path, "你好。", output="folder.mp4")
    assert answer.code == 5 and answer.left == []


def test_chinese_users_are_answered_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINGREN_LANGUAGE", "zh")
    answer = ask(tmp_path, "你好，[wvae]朋友。")
    assert answer.code == 2 and any("\u4e00" <= letter <= "\u9fff" for letter in answer.said.replace("你好", ""))
