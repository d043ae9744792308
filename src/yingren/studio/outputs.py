"""What goes beside the movie: captions, a cover, and a manifest that says what was made from what."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from .. import __version__
from ..compose import Composer, cover_frame
from ..compose.mix import MixReport
from ..compose.subtitles import caption_files
from ..compose.timeline import Timeline
from ..core.frame import Frame, Plane
from ..core.movie import Movie
from ..core.script import Script
from ..script import to_json
from ..trust.cover import write_cover
from ..trust.label import Label
from .cast import Role
from .painting import Segment


@dataclass(frozen=True, slots=True)
class Result:
    """Everything known about a movie when its last frame is drawn."""

    script: Script
    timeline: Timeline
    composer: Composer
    cast: dict[str, Role]
    segments: Sequence[Segment]
    sound: MixReport
    voices: tuple[str, ...]
    draft: bool

    @property
    def digest(self) -> str:
        """A name for the content: the script with its settings and seed, and the code that made it."""
        return hashlib.sha256(f"{__version__}\x1f{to_json(self.script)}".encode()).hexdigest()

    @property
    def label(self) -> Label:
        """The hidden AI label."""
        return Label.of(self.digest)

    @property
    def language(self) -> str:
        """Of most of the speech."""
        spoken: dict[str, float] = {}
        for chunk in self.timeline.chunks:
            if chunk.speech is not None:
                spoken[chunk.speech.language] = spoken.get(chunk.speech.language, 0.0) + chunk.speech.duration
        return max(spoken, key=lambda language: spoken[language]) if spoken else ""

    def metadata(self) -> dict[str, str]:
        """What is written into the file itself."""
        title = self.script.settings.title
        return self.label.metadata() | ({"title": title} if title else {})

    def manifest(self) -> dict[str, Any]:
        """What was made from what, and where in the picture things are, so that ``check`` can measure them."""
        fps = self.timeline.fps
        width, height = self.script.settings.size
        mouths = [box for segment in self.segments for box in segment.mouths]
        return {
            "yingren": __version__,
            "digest": self.digest,
            "script": str(self.script.source) if self.script.source is not None else None,
            "seed": self.script.settings.seed,
            "draft": self.draft,
            "width": width,
            "height": height,
            "fps": fps,
            "frames": self.timeline.frames,
            "voices": list(self.voices),
            "avatars": {name or "presenter": role.avatar.name for name, role in self.cast.items()},
            "sound": {
                "loudness": round(self.sound.loudness, 2),
                "true_peak": round(self.sound.true_peak, 2),
                "music": list(self.sound.music),
            },
            "AIGC": json.loads(self.label.value()),
            "label": self.script.settings.label,
            "labels": self.composer.label_boxes(),
            "speech": [[round(start, 3), round(end, 3)] for start, end in self.sound.speech],
            "mouth": [[index, *box] for index, box in enumerate(mouths) if box is not None],
            "segments": {"drawn": sum(not s.reused for s in self.segments), "all": len(self.segments)},
        }


def stage_side_files(result: Result, staged: Path, output: Path) -> Movie:
    """Write the files that go beside a finished movie into the folder where it is staged."""
    captions = result.composer.captions
    srt, vtt = caption_files(captions)
    if captions:
        staged.with_suffix(".srt").write_text(srt, encoding="utf-8")
        staged.with_suffix(".vtt").write_text(vtt, encoding="utf-8")
    cover = staged.with_suffix(".jpg")
    write_cover(_frame_of(staged, cover_frame(result.timeline)), cover, result.label)
    manifest = result.manifest()
    staged.with_suffix(".json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    width, height = result.script.settings.size
    return Movie(
        path=output,
        duration=result.timeline.duration,
        width=width,
        height=height,
        fps=result.timeline.fps,
        captions=tuple(captions),
        cover=output.with_suffix(".jpg"),
        manifest=manifest,
    )


def _frame_of(movie: Path, number: int) -> Frame:
    """One picture read back from the finished file; transparent ones stand on black."""
    with av.open(str(movie)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        wanted = number / float(stream.average_rate or 30)
        container.seek(int(wanted * av.time_base))
        for picture in container.decode(stream):
            if picture.time is None or picture.time >= wanted - 1e-3:
                break
        picture = picture.reformat(format="yuv420p")
    planes: list[Plane] = []
    for plane, (rows, columns) in zip(
        picture.planes, [(picture.height, picture.width)] + [(picture.height // 2, picture.width // 2)] * 2, strict=True
    ):
        planes.append(np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:rows, :columns].copy())
    luma, blue, red = planes
    return Frame(luma, blue, red)
