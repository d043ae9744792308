"""The renderer: scenes in, layers out."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from ..avatar.model import Posed
from ..core.errors import InputError
from ..core.frame import Frame
from ..core.language import say
from . import bins, edges, resolve, surface, vertices, visibility
from .camera import Camera
from .colour import TONE_BASE, TONE_SHIFT, film_table
from .lights import LIGHTS, Lights
from .scene import Scene, scene_of

CHUNKS = 8
"""Pieces that vertices and triangles are handed out in. Fixed, so that results do not depend on the threads."""

KEPT_SCENES = 4
LARGEST = 8192


class Renderer:
    """Draws people on the processor.

    Not for use by several threads at once; it uses several itself. The picture is the same for any number of them.
    """

    def __init__(self, width: int, height: int, *, threads: int | None = None) -> None:
        """Make a renderer for pictures of one size.

        Args:
            width, height: Pixels, even, 16 to 8192.
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
        self._columns = -(-width // bins.TILE)
        self._rows = -(-height // bins.TILE)
        self._tiles = self._columns * self._rows
        shape = (self._rows * bins.TILE, self._columns * bins.TILE)
        self._depth = np.zeros(shape, np.float32)
        self._seen = np.zeros(shape, np.int32)
        self._marks = np.zeros(shape, np.uint8)
        self._y = np.full(shape, 16, np.uint8)
        self._u = np.full((shape[0] // 2, shape[1] // 2), 128, np.uint8)
        self._v = self._u.copy()
        self._alpha = np.zeros(shape, np.uint8)
        self._bounds = np.zeros((self._tiles, 4), np.int32)
        self._dirty = np.zeros(self._tiles, np.bool_)
        self._translucent = np.zeros(self._tiles, np.uint8)
        self._tone = film_table()
        self._no_shadow = np.zeros((1, 1), np.float32)
        self._frame = 0
        self._scenes: list[Scene] = []
        self._scene: Scene | None = None
        self._scratch = [_Scratch() for _ in range(self.threads)]
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None

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
        self._frame += 1
        view = camera.view()
        lens = np.array(
            [
                camera.focal(self.height),
                self.width / 2 + camera.shift[0] * self.height,
                self.height / 2 + camera.shift[1] * self.height,
                camera.near,
            ]
        )
        self._light(scene, posed, view, lens, lights)
        self._bin(scene)
        tiles = self._used_tiles()
        self._see(scene, tiles)
        self._resolve(scene, tiles, lights.packed(view))
        return self._cut(tiles)

    def _scene_for(self, posed: Sequence[Posed]) -> Scene:
        models = tuple(one.model for one in posed)
        for scene in self._scenes:
            if len(scene.models) == len(models) and all(a is b for a, b in zip(scene.models, models, strict=True)):
                break
        else:
            scene = scene_of(models)
            self._scenes = [scene, *self._scenes[: KEPT_SCENES - 1]]
        if scene is not self._scene:
            self._scene = scene
            count, faces = len(scene.vertex_material), len(scene.triangles)
            self._screen = np.zeros((count, 2), np.int32)
            self._inverse = np.zeros(count, np.float32)
            self._attributes = np.zeros((count, vertices.STRIDE), np.float32)
            self._facing = np.zeros(faces, np.int8)
            self._spans = np.full(faces, bins.NOWHERE, np.uint32)
            self._counts = np.zeros((CHUNKS + 1, self._tiles), np.int32)
            self._places = np.zeros((CHUNKS + 1, self._tiles), np.int32)
            self._firsts = np.zeros(self._tiles + 1, np.int32)
            self._lists = np.zeros(2 * faces, np.int32)
            for scratch in self._scratch:
                scratch.fit(faces)
        return scene

    def _share(self, work: Callable[["_Scratch", int], None], count: int) -> None:
        """Do pieces 0..count of a work, whoever is free taking the next."""
        if self._pool is None or count < 2:
            for piece in range(count):
                work(self._scratch[0], piece)
            return
        left = deque(range(count))

        def run(scratch: "_Scratch") -> None:
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

    def _light(
        self,
        scene: Scene,
        posed: Sequence[Posed],
        view: npt.NDArray[np.float64],
        lens: npt.NDArray[np.float64],
        lights: Lights,
    ) -> None:
        packed = lights.packed(view)
        shadow_map, shadow_view = self._no_shadow, np.zeros((3, 4))
        pieces = [
            (one, offset, start, stop)
            for one, offset in zip(posed, scene.vertex_starts, strict=False)
            for start, stop in _pieces(len(one.positions))
        ]

        def work(scratch: _Scratch, piece: int) -> None:
            one, offset, start, stop = pieces[piece]
            vertices.project(one.positions, start, stop, offset, view, lens, self._screen, self._inverse)
            vertices.light(
                one.positions,
                one.normals,
                start,
                stop,
                offset,
                view,
                packed,
                scene.uvs,
                scene.occlusion,
                scene.vertex_material,
                scene.materials,
                scene.kinds,
                scene.sided,
                scene.strand_starts,
                scene.strand_vertices,
                scene.strand_weights,
                shadow_map,
                shadow_view,
                self._attributes,
            )

        self._share(work, len(pieces))

    def _bin(self, scene: Scene) -> None:
        pieces = _pieces(scene.triangle_starts[-1])

        def face(scratch: _Scratch, piece: int) -> None:
            bins.face(
                *pieces[piece],
                scene.triangles,
                scene.material_of,
                scene.sided,
                self._screen,
                self._inverse,
                self.width,
                self.height,
                self._facing,
                self._spans,
                self._counts[piece],
            )

        def fill(scratch: _Scratch, piece: int) -> None:
            bins.fill(*pieces[piece], self._spans, self._columns, self._places[piece], self._lists)

        self._counts[:] = 0
        self._share(face, len(pieces))
        total = bins.lay_out(self._counts, self._places, self._firsts)
        if total > len(self._lists):
            self._lists = np.zeros(total + total // 4, np.int32)
        self._share(fill, len(pieces))

    def _used_tiles(self) -> list[int]:
        """Tiles with something in them, now or in the picture before, the fullest first."""
        sizes = np.diff(self._firsts)
        used = np.flatnonzero((sizes > 0) | self._dirty)
        return [int(tile) for tile in used]

    def _see(self, scene: Scene, tiles: list[int]) -> None:
        def work(scratch: _Scratch, piece: int) -> None:
            tile = tiles[piece]
            self._translucent[tile] = visibility.see(
                tile,
                self._columns,
                self._firsts,
                self._lists,
                scene.triangles,
                scene.material_of,
                scene.neighbours,
                self._facing,
                self._screen,
                self._inverse,
                self._attributes,
                scene.materials,
                scene.blends,
                scene.groups,
                scene.atlas.texels,
                scene.atlas.offsets,
                scene.atlas.widths,
                scene.atlas.heights,
                self._depth,
                self._seen,
                self._marks,
            )

        self._share(work, len(tiles))

    def _resolve(self, scene: Scene, tiles: list[int], lights: npt.NDArray[np.float32]) -> None:
        atlas = scene.atlas

        def work(scratch: _Scratch, piece: int) -> None:
            tile = tiles[piece]
            s = scratch
            count = edges.find_edges(
                tile, self._columns, self.height, self.width, self._seen, self._marks, s.slots, s.places
            )
            edges.sample(
                tile,
                self._columns,
                self._firsts,
                self._lists,
                scene.triangles,
                scene.material_of,
                self._facing,
                self._screen,
                self._inverse,
                self._attributes,
                scene.materials,
                scene.blends,
                atlas.texels,
                atlas.offsets,
                atlas.widths,
                atlas.heights,
                self._depth,
                s.slots,
                count,
                self._translucent[tile],
                s.sample_depth,
                s.sample_seen,
                s.layer_count,
                s.layer_depth,
                s.layer_seen,
                s.layer_alpha,
            )
            whole, parts, layers = resolve.list_jobs(
                tile,
                self._columns,
                self._seen,
                s.slots,
                s.places,
                count,
                s.sample_seen,
                s.layer_count,
                s.layer_seen,
                s.layer_alpha,
                s.job_seen,
                s.job_x,
                s.job_y,
                s.job_pixel,
                s.job_weight,
            )
            jobs = whole + parts + layers
            resolve.interpolate(
                jobs,
                self._frame,
                scene.triangles,
                scene.material_of,
                self._screen,
                self._inverse,
                self._attributes,
                atlas.offsets,
                atlas.widths,
                atlas.heights,
                s.planes,
                s.information,
                s.stamps,
                s.job_seen,
                s.job_x,
                s.job_y,
                s.texel_x,
                s.texel_y,
                s.texel_base,
                s.texel_size,
                s.light,
            )
            resolve.fetch(jobs, atlas.texels, s.texel_x, s.texel_y, s.texel_base, s.texel_size, s.albedo)
            surface.colour_jobs(jobs, scene.kinds, lights, s.texel_x, s.texel_size, s.light, s.albedo, s.colour)
            resolve.mix(whole, parts, layers, s.job_pixel, s.job_weight, s.colour, s.picture, s.alpha)
            resolve.encode(
                tile,
                self._columns,
                s.picture,
                s.bits,
                s.alpha,
                self._tone,
                TONE_BASE,
                TONE_SHIFT,
                self._y,
                self._u,
                self._v,
                self._alpha,
                self._bounds,
            )
            self._dirty[tile] = jobs > 0

        self._share(work, len(tiles))

    def _cut(self, tiles: list[int]) -> Frame:
        bounds = self._bounds[tiles]
        bounds = bounds[bounds[:, 2] >= bounds[:, 0]]
        left, top, right, bottom = 0, 0, 1, 1
        if len(bounds):
            left, top = (int(value) & ~1 for value in bounds[:, :2].min(0))
            right, bottom = (int(value) for value in bounds[:, 2:].max(0))
        right, bottom = min(right | 1, self.width - 1) + 1, min(bottom | 1, self.height - 1) + 1
        left, top = min(left, self.width - 2), min(top, self.height - 2)
        half = slice(top // 2, bottom // 2), slice(left // 2, right // 2)
        return Frame(
            self._y[top:bottom, left:right].copy(),
            self._u[half].copy(),
            self._v[half].copy(),
            self._alpha[top:bottom, left:right].copy(),
            left,
            top,
        )


class _Scratch:
    """What one thread works in."""

    def __init__(self) -> None:
        pixels = resolve.PIXELS
        jobs = pixels * (1 + edges.SAMPLES + edges.LAYERS)
        self.slots = np.zeros((bins.TILE, bins.TILE), np.int16)
        self.places = np.zeros(pixels, np.int16)
        self.sample_depth = np.zeros((pixels, edges.SAMPLES), np.float32)
        self.sample_seen = np.zeros((pixels, edges.SAMPLES), np.int32)
        self.layer_count = np.zeros(pixels, np.uint8)
        self.layer_depth = np.zeros((pixels, edges.LAYERS), np.float32)
        self.layer_seen = np.zeros((pixels, edges.LAYERS), np.int32)
        self.layer_alpha = np.zeros((pixels, edges.LAYERS), np.float32)
        self.job_seen = np.zeros(jobs, np.int32)
        self.job_x, self.job_y, self.job_weight = np.zeros((3, jobs), np.float32)
        self.job_pixel = np.zeros(jobs, np.int32)
        self.texel_x, self.texel_y, self.texel_base, self.texel_size = np.zeros((4, jobs), np.int32)
        self.light = np.zeros((5, jobs), np.float32)
        self.albedo = np.zeros((4, jobs), np.float32)
        self.colour = np.zeros((3, jobs), np.float32)
        self.picture = np.zeros((3, pixels), np.float32)
        self.bits = self.picture.view(np.int32)
        self.alpha = np.zeros(pixels, np.float32)
        self.fit(0)

    def fit(self, faces: int) -> None:
        """Make room for the planes of that many triangles."""
        self.planes = np.zeros((max(faces, 1), resolve.PLANE), np.float32)
        self.information = np.zeros((max(faces, 1), resolve.INFORMATION), np.int32)
        self.stamps = np.zeros(max(faces, 1), np.int32)


def _pieces(count: int) -> list[tuple[int, int]]:
    """Cut 0..count into at most CHUNKS equal ranges, none empty."""
    cuts = [count * piece // CHUNKS for piece in range(CHUNKS + 1)]
    return [(start, stop) for start, stop in zip(cuts, cuts[1:], strict=False) if stop > start]
