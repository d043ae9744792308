"""Chunks of performance become encoded segments: posed, drawn, composed and compressed, two steps at once."""

import json
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue, SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from ..avatar import Posed
from ..compose import Composer, Shot
from ..compose.timeline import Chunk
from ..core.errors import Cancelled
from ..core.folders import written_whole
from ..core.frame import Frame
from ..core.language import say
from ..core.motion import Motion
from ..media.encode import EncodeSettings, SegmentWriter
from ..render import Camera, Renderer
from .cache import code_digest, digest_of
from .cast import Role

SIDE_BY_SIDE = 1
"""Frames drawn at once. Two are a tenth faster on two cores and take another 100 MB; until finished files are proven
the same in every run, the threads share one frame."""
AHEAD = 2
"""Frames that may wait for the encoder; more would only take memory."""

SEEN = 0.8
"""Cosine of the angle at which a mouth is still seen well enough to be measured."""

Box = tuple[int, int, int, int]


class Drawn(Protocol):
    """Told of frames as they are done: how many, and whether they cost nothing."""

    def __call__(self, count: int = 1, *, reused: bool = False) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Segment:
    """An encoded chunk.

    Attributes:
        path: The video, of whole frames from a key frame on.
        mouths: For each frame the speaker's mouth in the picture (left, top, width, height), for ``check``.
        reused: Whether it was found rather than drawn.
    """

    path: Path
    mouths: tuple[Box | None, ...]
    reused: bool


class Painter:
    """Draws chunks in order. A context manager; leaving it early drops what is not finished."""

    def __init__(
        self,
        cast: Mapping[str, Role],
        composer: Composer,
        *,
        width: int,
        height: int,
        fps: int,
        settings: EncodeSettings,
        folder: Path,
        threads: int | None = None,
    ) -> None:
        self.cast, self.composer, self.fps = cast, composer, fps
        self.width, self.height, self.settings, self.folder = width, height, settings, folder
        threads = threads or os.cpu_count() or 1
        # Whole frames side by side keep all cores busy; the steps within one frame must wait for each other.
        side_by_side = min(threads, SIDE_BY_SIDE)
        self._painters = ThreadPoolExecutor(side_by_side, thread_name_prefix="paint")
        self._all = [Renderer(width, height, threads=threads // side_by_side) for _ in range(side_by_side)]
        self._free: SimpleQueue[Renderer] = SimpleQueue()
        for renderer in self._all:
            self._free.put(renderer)
        # Two, so that one segment's last frames are compressed while the next one's first are drawn.
        self._encoders = ThreadPoolExecutor(2, thread_name_prefix="encode")
        self._feed: _Feed | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._feed is not None:
            self._feed.abandon()
        self._painters.shutdown(wait=True, cancel_futures=True)
        self._encoders.shutdown(wait=True)
        for renderer in self._all:
            renderer.close()
        self.composer.close()

    def segment(self, chunk: Chunk, performance: Mapping[str, Motion], *, drawn: Drawn) -> "Future[Segment]":
        """The segment of one chunk: found in the folder, or drawn now.

        ``drawn`` is called after each frame. The future is done when the encoder has finished too.
        """
        name = self.name_of(chunk, performance)
        path, notes = self.folder / f"{name}{self.settings.suffix}", self.folder / f"{name}.json"
        if path.is_file() and (found := _read_notes(notes)) is not None:
            path.touch()
            notes.touch()
            drawn(chunk.frames, reused=True)
            done: Future[Segment] = Future()
            done.set_result(Segment(path, found, True))
            return done
        feed = self._feed = _Feed()
        task = self._encoders.submit(self._encode, path, feed)
        feed.reader = task
        mouths: list[Box | None] = []
        for frame, mouth in self.frames(chunk, performance):
            feed.put(frame)
            mouths.append(mouth)
            drawn(1)
        with written_whole(notes) as temporary:
            temporary.write_text(json.dumps({"mouths": mouths}), encoding="utf-8")
        feed.end()
        self._feed = None
        finished: Future[Segment] = Future()
        task.add_done_callback(lambda encoded: _pass_on(encoded, finished, Segment(path, tuple(mouths), False)))
        return finished

    def name_of(self, chunk: Chunk, performance: Mapping[str, Motion]) -> str:
        """What a segment is made from, as a file name."""
        motions = [
            part
            for name in sorted(performance)
            for motion in [performance[name]]
            for part in (name, motion.face, motion.bones, motion.hips, motion.gaze)
        ]
        avatars = [(name, role.digest) for name, role in sorted(self.cast.items())]
        code = code_digest("avatar", "render", "compose", "media", "studio")
        picture = self.composer.digest(chunk.first, chunk.end)
        return digest_of(self.width, self.height, self.fps, self.settings.key(), code, avatars, picture, *motions)

    def frames(self, chunk: Chunk, performance: Mapping[str, Motion]) -> Iterator[tuple[Frame, Box | None]]:
        """Finished pictures in order, each with where the speaker's mouth is in it."""
        ahead: deque[tuple[int, Future[tuple[list[Frame], Box | None]]]] = deque()
        for index in range(chunk.frames + len(self._all)):
            if index < chunk.frames:
                shots = self.composer.shots(chunk.first + index)
                ahead.append(
                    (chunk.first + index, self._painters.submit(self._paint, chunk, index, shots, performance))
                )
            if index >= len(self._all) and ahead:
                number, painted = ahead.popleft()
                layers, mouth = painted.result()
                yield self.composer.compose(number, layers), mouth

    def _paint(
        self, chunk: Chunk, index: int, shots: Sequence[Shot], performance: Mapping[str, Motion]
    ) -> tuple[list[Frame], Box | None]:
        """One frame's presenters, drawn by whichever renderer is free: they all draw the same."""
        layers: list[Frame] = []
        mouth = None
        renderer = self._free.get()
        try:
            for shot in shots:
                role = self.cast[shot.speaker]
                posed = role.avatar.pose(performance[shot.speaker].frame(index))
                layers.append(renderer.draw([posed], shot.camera, shot.lights))
                if shot.speaker == chunk.speaker and _faces(posed, role.mouth, shot.camera):
                    points = posed.positions[role.mouth]
                    mouth = _box(shot.camera.project(points, self.width, self.height))
        finally:
            self._free.put(renderer)
        return layers, mouth

    def _encode(self, path: Path, feed: "_Feed") -> None:
        with SegmentWriter(path, self.width, self.height, self.fps, self.settings) as writer:
            for frame in feed:
                writer.write(frame)


class _Feed:
    """Frames on their way to an encoder in another thread; never more than a few, and never stuck."""

    def __init__(self) -> None:
        self._queue: Queue[Frame | Cancelled | None] = Queue(AHEAD)
        self.reader: Future[None] | None = None

    def put(self, item: Frame | Cancelled | None) -> None:
        while True:
            if self.reader is not None and self.reader.done():
                self.reader.result()
                return
            try:
                return self._queue.put(item, timeout=0.2)
            except Full:
                continue

    def end(self) -> None:
        self.put(None)

    def abandon(self) -> None:
        """Make the reader fail, so that it removes what it wrote."""
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            self._queue.put(Cancelled(say("The work was stopped.", "工作已停止。")))

    def __iter__(self) -> Iterator[Frame]:
        while True:
            item = self._queue.get()
            if item is None:
                return
            if isinstance(item, Cancelled):
                raise item
            yield item


def _pass_on(encoded: "Future[None]", finished: "Future[Segment]", segment: Segment) -> None:
    error = encoded.exception()
    if error is not None:
        finished.set_exception(error)
    else:
        finished.set_result(segment)


def _read_notes(path: Path) -> tuple[Box | None, ...] | None:
    try:
        notes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return tuple(None if box is None else (box[0], box[1], box[2], box[3]) for box in notes["mouths"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _faces(posed: Posed, mouth: npt.NDArray[np.int32], camera: Camera) -> bool:
    """Whether the mouth can be seen well: not of a bowed or averted head."""
    if not len(mouth):
        return False
    # The rims of the lips may look into the mouth: at rest a face looks along +Z, which tells their sign.
    outwards = posed.normals[mouth].mean(axis=0) * np.sign(posed.model.normals[mouth, 2].mean())
    towards = np.asarray(camera.eye) - posed.positions[mouth].mean(axis=0)
    cosine = outwards @ towards / (np.linalg.norm(outwards) * np.linalg.norm(towards) + 1e-9)
    return bool(cosine > SEEN)


def _box(points: npt.NDArray[np.float64]) -> Box:
    """The rectangle of the lips' rims in pixels, wide and high enough for an open mouth and no more."""
    low, high = points.min(axis=0), points.max(axis=0)
    width = 1.1 * (high[0] - low[0])
    height = max(1.3 * (high[1] - low[1]), 0.6 * width)
    middle = (low + high) / 2
    left, top = int(middle[0] - width / 2), int(middle[1] - height / 2)
    return left, top, int(width) + 1, int(height) + 1
