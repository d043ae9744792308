"""Small real movies with a drawn face, in which everything is known: where the mouth is, when it opens, how loud."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from yingren.core.frame import Frame
from yingren.core.randomness import generator
from yingren.media.encode import EncodeSettings, SegmentWriter
from yingren.media.join import join
from yingren.media.wave_file import WaveWriter
from yingren.trust.label import Label

RATE = 48_000
WIDTH, HEIGHT, FPS = 180, 320, 30
_ROWS, _COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)


@dataclass(frozen=True)
class Plan:
    """What a movie is to be like; each field spoils something."""

    seconds: float = 12.0
    sound_late: float = 0.0
    gain_db: float = 0.0
    music: float = 0.0
    label: bool = True
    lettering: bool = True
    manifest: bool = True
    mouth_in_manifest: bool = True
    chatter_in_pauses: float = 0.0
    black: Sequence[float] = ()
    frozen: tuple[float, float] | None = None
    captions: str | None = None
    sway: float = 3.0
    seed: int = 7
    syllables: tuple[float, ...] = field(default=())


def syllables(plan: Plan) -> list[tuple[float, float]]:
    """(middle, length) seconds of each; every fourth second or so is a pause of one."""
    random = generator(plan.seed, "syllables")
    out, time = [], 0.6
    while time < plan.seconds - 0.8:
        length = float(random.uniform(0.14, 0.26))
        out.append((time + length / 2, length))
        time += length + float(random.uniform(0.0, 0.08))
        if len(out) % 14 == 0:
            time += 1.0
    return out


def envelope(plan: Plan, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """float64 [N] 0..1: how far the mouth is open, and how loud the voice is."""
    out = np.zeros(len(times))
    for number, (middle, length) in enumerate(syllables(plan)):
        height = 0.55 + 0.45 * ((number * 5) % 7) / 6
        phase = np.clip((times - middle) / length, -0.5, 0.5)
        out = np.maximum(out, height * np.cos(np.pi * phase) ** 2)
    return out


def speech(plan: Plan) -> list[tuple[float, float]]:
    """Stretches of syllables, in seconds of the picture."""
    spans: list[tuple[float, float]] = []
    for middle, length in syllables(plan):
        start, end = middle - length / 2, middle + length / 2
        if spans and start - spans[-1][1] < 0.3:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def mouth_box(index: int, plan: Plan) -> tuple[float, float, float, float]:
    x = 90 + plan.sway * np.sin(index / 17)
    y = 190 + plan.sway * np.cos(index / 23)
    return x - 16, y - 10, 32, 20


def picture(index: int, plan: Plan, open_: float) -> Frame:
    luma = np.full((HEIGHT, WIDTH), 90, np.float32)
    left, top, width, height = mouth_box(index, plan)
    x, y = left + width / 2, top + height / 2
    part = np.s_[60:290, 20:160]
    rows, columns = _ROWS[part], _COLUMNS[part]
    skin = 170 + 6 * np.sin(_COLUMNS[0, 20:160] / 9 - x / 9)
    luma[part] = np.where(((columns - x) / 55) ** 2 + ((rows - y + 40) / 80) ** 2 < 1, skin, luma[part])
    part = np.s_[150:230, 60:120]
    rows, columns, near = _ROWS[part], _COLUMNS[part], luma[part]
    lips = ((columns - x) / 15) ** 2 + ((rows - y) / (4 + 9 * open_)) ** 2
    inside = ((columns - x) / 12) ** 2 + ((rows - y) / max(0.01, 9 * open_)) ** 2
    near[lips < 1] = 125
    luma[part] = 40 + (near - 40) * np.clip((inside - 0.85) / 0.3, 0, 1)
    if plan.lettering and index < 2.5 * FPS:
        luma[20:32, 30:150] = 30
        luma[21:31, 34:146:6] = luma[21:31, 35:146:6] = 230
    return Frame(
        np.clip(luma, 16, 235).astype(np.uint8),
        np.full((HEIGHT // 2, WIDTH // 2), 118, np.uint8),
        np.full((HEIGHT // 2, WIDTH // 2), 142, np.uint8),
    )


def sound(plan: Plan) -> npt.NDArray[np.float32]:
    """float32 [N, 2] at about −14 LUFS: three formants under the envelope, and a chord of music if wanted."""
    times = np.arange(round(plan.seconds * RATE)) / RATE
    voice = sum(np.sin(2 * np.pi * pitch * times) * level for pitch, level in ((220, 0.5), (750, 0.5), (1650, 0.3)))
    wave = 0.62 * voice * envelope(plan, times - plan.sound_late)
    wave += plan.music * (np.sin(2 * np.pi * 261.6 * times) + 0.5 * np.sin(2 * np.pi * 523.3 * times))
    wave *= 10 ** (plan.gain_db / 20)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def draw(folder: Path, plan: Plan) -> Path:
    """Make the movie and what lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    movie, segment, wave = folder / "movie.mp4", folder / "segment.mp4", folder / "sound.wav"
    frames = round(plan.seconds * FPS)
    times = np.arange(frames) / FPS
    opening = envelope(plan, times)
    if plan.chatter_in_pauses:
        opening = np.maximum(opening, plan.chatter_in_pauses * (0.5 + 0.5 * np.sin(times * 18)))
    with SegmentWriter(segment, WIDTH, HEIGHT, FPS, EncodeSettings(preset="superfast")) as writer:
        for index in range(frames):
            shown = index
            if plan.frozen is not None and plan.frozen[0] <= index / FPS < plan.frozen[1]:
                shown = round(plan.frozen[0] * FPS)
            frame = picture(shown, plan, float(opening[shown]))
            if any(abs(index / FPS - moment) < 0.05 for moment in plan.black):
                frame = Frame(np.full_like(frame.y, 16), np.full_like(frame.u, 128), np.full_like(frame.v, 128))
            writer.write(frame)
    with WaveWriter(wave) as waves:
        waves.add(sound(plan))
    metadata = Label.of("drawn", provider="").metadata() if plan.label else {}
    join([segment], wave, movie, fps=FPS, metadata=metadata, language="zh")
    spans = speech(plan)
    if plan.manifest:
        manifest: dict[str, object] = {
            "speech": [[start + plan.sound_late, end + plan.sound_late] for start, end in spans],
            "labels": [{"kind": "opening", "box": [32, 18, 116, 16], "start": 0.0, "end": 2.5}],
        }
        if plan.mouth_in_manifest:
            manifest["mouth"] = [[index, *mouth_box(index, plan)] for index in range(frames)]
        movie.with_suffix(".json").write_text(json.dumps(manifest), encoding="utf-8")
    captions = plan.captions
    if captions is None:
        captions = "\n\n".join(
            f"{number}\n{stamp(start)} --> {stamp(end)}\n句子{number}" for number, (start, end) in enumerate(spans, 1)
        )
    if captions:
        movie.with_suffix(".srt").write_text(captions, encoding="utf-8")
    return movie


def stamp(seconds: float) -> str:
    """As ``.srt`` writes a time."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{thousandths:03d}"
