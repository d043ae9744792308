"""The renderer: scenes in, layers out."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt

from ..avatar.model import Posed
from ..core.errors import InputError
from ..core.frame import Frame
from ..core.language import say
from . import bins, shadow, vertices, visibility
from .arrays import TILE, Projected, Scratch, canvas_for, scratch_for
from .camera import Camera
from .clip import clip
from .colour import film_table
from .lights import LIGHTS, Lights
from .scene import Scene, scene_of
from .tiles import finish

CHUNKS = 8
"""Pieces that vertices and triangles are handed out in. Fixed, so that results do not depend on the threads."""

TILE_PIECES = 24
"""Pieces that tiles are handed out in: few enough to cost nothing, enough to end together."""

_BUILDING = Lock()
"""Making a scene takes several times its memory for a moment; renderers side by side take turns."""

KEPT_SCENES = 4
LARGEST = 8192


_Piece = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], int, int, int]
"""Positions and normals of a model, a range of them, and where the model's vertices begin in the scene."""


class Renderer:
    """Draws people on the processor.

    Not for use by several threads at once; it uses several itself. The picture is the same for any number of them.
    """

    def __init__(self, width: int, height: int, *, threads: int | None = None) -> None:
        """Make a renderer for pictures of one size.

        Args:
            width: Pixels, even, 16 to 8192.
            height: The same.
            threads: How many to use; ``None`` for one a processor core.

        Raises:
            InputError: A size that cannot be drawn.
        """
        if width % 2 or height % 2 or not (16 <= width <= LARGEST and 16 <= height <= LARGEST):
            raise InputError(
                say(f"A picture of {width}×{height} cannot be drawn.", f"无法绘制 {width}×{height} 的画面。"),
                hint=say(f"Use even sizes from 16 to {LARGEST}.", f"请使用 16 到 {LARGEST} 之间的偶数。"),
            )
        self.width, self.height = width, height
        self.threads = max(1, threads if threads is not None else os.cpu_count() or 1)
        columns, rows = -(-width // TILE), -(-height // TILE)
        self._canvas = canvas_for(columns, rows)
        self._tiles = columns * rows
        self._dirty = np.zeros(self._tiles, np.bool_)
        self._counts = np.zeros((CHUNKS, self._tiles), np.int32)
        self._places = np.zeros((CHUNKS, self._tiles), np.int32)
        self._tone = film_table()
        self._scenes: list[Scene] = []
        self._scene: Scene | None = None
        self._projected = _projected_for(0, 0, self._tiles)
        self._places_in_light = np.zeros((0, 3), np.float32)
        self._scratch: list[Scratch] = []
        self._pool = ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else None

    def close(self) -> None:
        """End the threads. The renderer cannot draw afterwards."""
        if self._pool is not None:
            self._pool.shutdown()

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def draw(self, posed: Sequence[Posed], camera: Camera, lights: Lights = LIGHTS["studio"]) -> Frame:
        """Draw models in their poses.

        Args:
            posed: In world space. The first picture of a new set of models takes longer.
            camera: Where from.
            lights: In what light.

        Returns:
            A layer cut to what is covered; straight alpha; ``pts`` 0. It is the caller's own.
        """
        scene = self._scene_for(posed)
        view = camera.view()
        lens = np.array(
            [
                camera.focal(self.height),
                self.width / 2 + camera.shift[0] * self.height,
                self.height / 2 + camera.shift[1] * self.height,
                camera.near,
            ]
        )
        packed = lights.packed(view)
        pieces: list[_Piece] = [
            (one.positions, one.normals, start, stop, offset)
            for one, offset in zip(posed, scene.vertex_starts, strict=False)
            for start, stop in _pieces(len(one.positions))
        ]
        triangles = scene.triangle_starts[-1]
        if self._project(pieces, view, lens):
            # What clipping makes has light between that of the old vertices, so all of them are lit first.
            self._projected.wanted.fill(1)
            self._light(scene, pieces, view, camera, lights)
            triangles = self._clip(scene, posed, view, lens)
            self._face(scene, triangles)
        else:
            self._projected.wanted.fill(0)
            self._face(scene, triangles)
            self._light(scene, pieces, view, camera, lights)
        self._bin(scene, triangles)
        filled = (np.diff(self._projected.firsts) > 0) | (np.diff(self._projected.soft_firsts) > 0)
        used = np.flatnonzero(filled | self._dirty)
        self._dirty = filled
        tiles = [used[start::TILE_PIECES] for start in range(min(TILE_PIECES, len(used)))]
        self._share(
            lambda scratch, piece: visibility.see(
                tiles[piece], scene.mesh, scene.surfaces, self._projected, self._canvas, scratch
            ),
            len(tiles),
        )
        self._share(
            lambda scratch, piece: finish(
                tiles[piece],
                lens,
                packed,
                self._tone,
                scene.mesh,
                scene.surfaces,
                self._projected,
                self._canvas,
                scratch,
            ),
            len(tiles),
        )
        return self._cut(used)

    def _scene_for(self, posed: Sequence[Posed]) -> Scene:
        models = tuple(one.model for one in posed)
        for scene in self._scenes:
            if len(scene.models) == len(models) and all(a is b for a, b in zip(scene.models, models, strict=True)):
                break
        else:
            with _BUILDING:
                scene = scene_of(models)
            self._scenes = [scene, *self._scenes[: KEPT_SCENES - 1]]
        if scene is not self._scene:
            self._scene = scene
            faces = len(scene.mesh.triangles)
            self._projected = _projected_for(len(scene.mesh.vertex_material), faces, self._tiles)
            self._places_in_light = np.zeros((len(scene.mesh.vertex_material), 3), np.float32)
            self._scratch = [scratch_for(faces) for _ in range(self.threads)]
        return scene

    def _share(self, work: Callable[[Scratch, int], None], count: int) -> None:
        """Do pieces 0..count of a work, whoever is free taking the next."""
        if self._pool is None or count < 2:
            for piece in range(count):
                work(self._scratch[0], piece)
            return
        left = deque(range(count))

        def run(scratch: Scratch) -> None:
            while True:
                try:
                    piece = left.popleft()
                except IndexError:
                    return
                work(scratch, piece)

        others = [self._pool.submit(run, scratch) for scratch in self._scratch[1:]]
        run(self._scratch[0])
        for other in others:
            other.result()

    def _project(self, pieces: list["_Piece"], view: npt.NDArray[np.float64], lens: npt.NDArray[np.float64]) -> bool:
        """Put all vertices on the screen; returns whether some are nearer than near."""
        hidden = np.zeros(len(pieces), np.int64)

        def work(_: Scratch, piece: int) -> None:
            positions, _normals, start, stop, offset = pieces[piece]
            hidden[piece] = vertices.project(positions, start, stop, offset, view, lens, self._projected)

        self._share(work, len(pieces))
        return bool(hidden.any())

    def _light(
        self,
        scene: Scene,
        pieces: list["_Piece"],
        view: npt.NDArray[np.float64],
        camera: Camera,
        lights: Lights,
    ) -> None:
        """Light the vertices that are wanted."""
        towards = shadow.shadow_view(camera, self.width / self.height, lights.key_in_world(view))
        depth = self._shadow(scene, pieces, towards) if lights.shadow > 0 else np.zeros((1, 1), np.float32)
        packed = lights.packed(view)

        def work(_: Scratch, piece: int) -> None:
            positions, normals, start, stop, offset = pieces[piece]
            vertices.light(
                positions,
                normals,
                start,
                stop,
                offset,
                view,
                packed,
                scene.mesh,
                scene.surfaces,
                depth,
                towards,
                self._projected.wanted,
                self._projected.attributes,
            )

        self._share(work, len(pieces))

    def _clip(
        self,
        scene: Scene,
        posed: Sequence[Posed],
        view: npt.NDArray[np.float64],
        lens: npt.NDArray[np.float64],
    ) -> int:
        """Cut what reaches nearer than near; returns how many triangles there are with what that made."""
        used = np.array([scene.vertex_starts[-1], scene.triangle_starts[-1]], np.int64)
        ranges = zip(posed, scene.vertex_starts, scene.triangle_starts, scene.triangle_starts[1:], strict=False)
        for one, offset, start, stop in ranges:
            clip(start, stop, offset, one.positions, view, lens, scene.mesh, self._projected, used)
        return int(used[1])

    def _shadow(
        self, scene: Scene, pieces: list["_Piece"], towards: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float32]:
        """The shadow map: each thread draws one of its own, and the greatest depth of all is kept."""

        def move(_: Scratch, piece: int) -> None:
            positions, _normals, start, stop, offset = pieces[piece]
            shadow.shift(positions, start, stop, offset, towards, self._places_in_light)

        def cast(scratch: Scratch, piece: int) -> None:
            shadow.cast(*triangles[piece], scene.mesh, scene.surfaces.sided, self._places_in_light, scratch.shadow)

        triangles = _pieces(len(scene.mesh.casters))
        for scratch in self._scratch:
            scratch.shadow.fill(shadow.EMPTY)
        self._share(move, len(pieces))
        self._share(cast, len(triangles))
        depth = self._scratch[0].shadow
        for scratch in self._scratch[1:]:
            np.maximum(depth, scratch.shadow, out=depth)
        return depth

    def _face(self, scene: Scene, triangles: int) -> None:
        """Find which triangles are drawn, and which vertices they want lit."""
        pieces = _pieces(triangles)

        def work(_: Scratch, piece: int) -> None:
            bins.face(
                *pieces[piece],
                scene.mesh,
                scene.surfaces,
                self._projected,
                self.width,
                self.height,
                self._counts[piece],
            )

        self._counts[:] = 0
        self._share(work, len(pieces))

    def _bin(self, scene: Scene, triangles: int) -> None:
        """Sort the triangles into tiles."""
        pieces = _pieces(triangles)
        projected = self._projected
        columns = int(self._canvas.shape[0])
        total = bins.lay_out(self._counts, self._places, projected.firsts)
        if total > len(projected.lists):
            self._projected = projected = projected._replace(lists=np.zeros(total + total // 4, np.int32))

        def fill(_: Scratch, piece: int) -> None:
            bins.fill(*pieces[piece], scene.mesh, projected.spans, columns, self._places[piece], projected.lists)

        self._share(fill, len(pieces))
        order = np.zeros(len(scene.mesh.soft), np.int32)
        total = bins.sort_soft(scene.mesh, projected, columns, order)
        if total > len(projected.soft_lists):
            self._projected = projected._replace(soft_lists=np.zeros(total + total // 4, np.int32))
            bins.sort_soft(scene.mesh, self._projected, columns, order)

    def _cut(self, used: npt.NDArray[np.int64]) -> Frame:
        canvas = self._canvas
        bounds = canvas.bounds[used]
        bounds = bounds[bounds[:, 2] >= bounds[:, 0]]
        left, top, right, bottom = 0, 0, 1, 1
        if len(bounds):
            left, top = (int(value) & ~1 for value in bounds[:, :2].min(0))
            right, bottom = (int(value) | 1 for value in bounds[:, 2:].max(0))
        # A picture need not be whole tiles; what was drawn beyond its edge is cut off.
        left, top = min(left, self.width - 2), min(top, self.height - 2)
        right, bottom = min(right + 1, self.width), min(bottom + 1, self.height)
        half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        return Frame(
            canvas.y[top:bottom, left:right].copy(),
            canvas.u[half].copy(),
            canvas.v[half].copy(),
            canvas.alpha[top:bottom, left:right].copy(),
            left,
            top,
        )


def _projected_for(count: int, faces: int, tiles: int) -> Projected:
    return Projected(
        points=np.zeros((count, 2), np.int32),
        inverse=np.zeros(count, np.float32),
        attributes=np.zeros((count, vertices.STRIDE), np.float32),
        facing=np.zeros(faces, np.int8),
        wanted=np.zeros(count, np.uint8),
        spans=np.full(faces, bins.NOWHERE, np.uint32),
        firsts=np.zeros(tiles + 1, np.int32),
        lists=np.zeros(2 * faces, np.int32),
        soft_firsts=np.zeros(tiles + 1, np.int32),
        soft_lists=np.zeros(1, np.int32),
    )


def _pieces(count: int) -> list[tuple[int, int]]:
    """Cut 0..count into at most CHUNKS equal ranges, none empty."""
    cuts = [count * piece // CHUNKS for piece in range(CHUNKS + 1)]
    return [(start, stop) for start, stop in pairwise(cuts) if stop > start]
