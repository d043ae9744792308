"""Utterances set on whole frames: pauses, cues, timed lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingren.core.errors import ScriptError
from yingren.core.script import Cue, Line, Scene, Script, Settings
from yingren.core.speech import Speech, Word
from yingren.studio.layout import CLOSING, END_CARD, FASTEST, LEAD, OPENING, lay_out

RATE = 1000


def speak(line: Line, text: str, speed: float) -> list[Speech]:
    """A tenth of a second for each character, a sentence for each full stop."""
    speeches = []
    for sentence in [part + "." for part in text.split(".")[:-1]] or [text]:
        step = 0.1 / speed
        words = [Word(c, i * step, (i + 1) * step, i, 1) for i, c in enumerate(sentence) if c.isalpha()]
        samples = np.zeros(round(len(sentence) * step * RATE), np.float32)
        speeches.append(Speech(samples, RATE, sentence, tuple(words)))
    return speeches


def script(*lines: Line, **settings: object) -> Script:
    return Script(Settings(**settings), (Scene(lines=lines),))  # type: ignore[arg-type]


def test_chunks_follow_each_other_without_gaps_on_whole_frames() -> None:
    timeline = lay_out(script(Line("Abc. De."), Line("Fgh.")), speak, 30)
    assert [chunk.speech.text for chunk in timeline.chunks if chunk.speech] == ["Abc.", " De.", "Fgh."]
    assert timeline.chunks[0].first == 0
    for before, after in zip(timeline.chunks, timeline.chunks[1:], strict=False):
        assert after.first == before.end
    first = timeline.chunks[0]
    assert first.lead == OPENING
    assert timeline.chunks[1].lead == LEAD
    assert first.frames / 30 >= OPENING + 0.4


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.sampled_from([24, 25, 30, 60]))
def test_no_speech_is_cut_off_and_frames_never_drift(lengths: list[int], fps: int) -> None:
    timeline = lay_out(script(*[Line("a" * length) for length in lengths]), speak, fps)
    for chunk in timeline.chunks:
        assert chunk.speech is not None
        assert chunk.frames / fps >= chunk.lead + chunk.speech.duration - 1e-6
    assert timeline.frames == sum(chunk.frames for chunk in timeline.chunks)


def test_a_cue_happens_with_the_word_behind_it() -> None:
    wave = Cue("gesture", "wave", at=2)
    (chunk,) = lay_out(script(Line("abcd", cues=(wave,))), speak, 30).chunks
    assert chunk.cues[0].time == pytest.approx(OPENING + 0.2)


def test_a_cue_at_the_end_happens_with_the_last_word() -> None:
    smile = Cue("emotion", "happy", at=3)
    (chunk,) = lay_out(script(Line("abc", cues=(smile,))), speak, 30).chunks
    assert chunk.cues[0].time == pytest.approx(OPENING + 0.3)


def test_cues_of_a_later_sentence_go_with_it() -> None:
    nod = Cue("gesture", "nod", at=5)
    first, second = lay_out(script(Line("Abc. De.", cues=(nod,))), speak, 30).chunks
    assert not first.cues
    assert second.cues[0].time == pytest.approx(LEAD + 0.1)


def test_a_pause_in_the_text_is_heard_as_silence() -> None:
    pause = Cue("pause", at=2, seconds=1.0)
    before, after = lay_out(script(Line("abcd", cues=(pause,))), speak, 30).chunks
    assert before.speech is not None and before.speech.text == "ab"
    assert after.speech is not None and after.speech.text == "cd"
    assert after.lead == pytest.approx(LEAD + 1.0)


def test_a_pause_at_the_end_is_not_lost() -> None:
    plain = lay_out(script(Line("abcd")), speak, 30).frames
    paused = lay_out(script(Line("abcd", cues=(Cue("pause", at=4, seconds=2.0),))), speak, 30).frames
    assert paused - plain == 60


def test_timed_lines_start_at_their_time_and_are_sped_up_to_fit() -> None:
    timeline = lay_out(script(Line("a" * 20, start=3.0, end=4.5)), speak, 30)
    (chunk,) = timeline.chunks
    assert chunk.first / 30 + chunk.lead == pytest.approx(3.0)
    assert chunk.speech is not None and chunk.speech.duration == pytest.approx(1.5, abs=0.01)


def test_a_timed_line_is_never_faster_than_people_can_follow() -> None:
    (chunk,) = lay_out(script(Line("a" * 100, start=1.0, end=2.0)), speak, 30).chunks
    assert chunk.speech is not None and chunk.speech.duration == pytest.approx(10 / FASTEST, abs=0.01)


def test_the_end_card_has_time_to_be_read() -> None:
    plain, ended = lay_out(script(Line("a")), speak, 30), lay_out(script(Line("a"), end="Bye"), speak, 30)
    assert ended.frames - plain.frames == round(END_CARD * 30)
    assert CLOSING > 0.5


def test_a_script_without_a_word_is_refused() -> None:
    with pytest.raises(ScriptError, match="nothing to say"):
        lay_out(script(Line("", cues=(Cue("gesture", "wave"),))), speak, 30)
