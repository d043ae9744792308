"""The bundles of arrays that kernels share. Their fields are what a kernel's docstring means by a bare name."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

TILE = 64
"""Pixels: width and height of a tile."""

TILE_BITS = 6
PIXELS = TILE * TILE

MARGIN = 4
"""Pixels around the visibility buffer, always empty, so that no kernel asks whether a neighbour exists."""

SAMPLES = 8
"""Samples in a pixel with an edge."""

LAYERS = 6
"""Most half-transparent layers in a pixel; the nearest are kept."""

SHADOW = 384
"""Texels: width and height of the shadow map."""

TRIANGLE = 0x00FFFFFF
"""Bits of a key that hold the triangle + 1; above them are seven of the material's group, then 32 of nearness."""


class Mesh(NamedTuple):
    """What is drawn. V vertices, F triangles, both with room for what clipping makes.

    Attributes:
        triangles: int32 [F, 3]. material_of: int32 [F].
        blend_of: int32 [F]: 0 opaque, 1 mask, 2 blend, 3 not seen at all: the material's, but for triangles whose part
            of the texture is all solid or all clear.
        soft: int32 [S]: the triangles that are mask or blend. casters: int32 [C]: those that throw a shadow.
        neighbours: int32 [F, 3]: the triangle across edges 01, 12, 20; −1 at a border.
        vertex_material: int32 [V]. uvs: float32 [V, 2]. occlusion: float32 [V].
        strand_starts, strand_vertices, strand_weights: int32 [V + 1], int32 [E], float32 [E]: weights × positions is
            the way hair runs at a vertex; nothing for other vertices.
    """

    triangles: Ints
    material_of: Ints
    blend_of: Ints
    soft: Ints
    casters: Ints
    neighbours: Ints
    vertex_material: Ints
    uvs: Floats
    occlusion: Floats
    strand_starts: Ints
    strand_vertices: Ints
    strand_weights: Floats


class Surfaces(NamedTuple):
    """How it looks. M materials.

    Attributes:
        numbers: float32 [M, 12]: RGBA factor, roughness, metallic, emission RGB, cutoff.
        kinds: int32 [M], see ``scene``. blends: int32 [M]: 0 opaque, 1 mask, 2 blend. sided: int32 [M], 1 for both.
        groups: int32 [M], 1–127, and 0 for what is not opaque: where two groups meet there is an edge.
        texels: uint32 [N], R | G << 8 | B << 16 | A << 24; colour is the square root of linear light.
        offsets: int32 [M, levels], first texel of each mip level. widths, heights: int32 [M], log₂ of level 0.
    """

    numbers: Floats
    kinds: Ints
    blends: Ints
    sided: Ints
    groups: Ints
    texels: npt.NDArray[np.uint32]
    offsets: Ints
    widths: Ints
    heights: Ints


class Projected(NamedTuple):
    """Where it is in one picture.

    Attributes:
        points: int32 [V, 2], 1/256 pixels.
        inverse: float32 [V], near / distance along the line of sight, 0..1; 0 for what is nearer than near.
        attributes: float32 [V, 12], see ``vertices``.
        wanted: uint8 [V], 1 for what a triangle that is drawn has as a corner; the rest have no attributes.
        facing: int8 [F]: 1 seen from outside, −1 from inside, 0 neither.
        spans: uint32 [F], tiles that a triangle touches. firsts: int32 [tiles + 1], lists: int32 [N]: the opaque
            triangles of each tile. soft_firsts, soft_lists: the others, nearest first.
    """

    points: Ints
    inverse: Floats
    attributes: Floats
    wanted: Bytes
    facing: npt.NDArray[np.int8]
    spans: npt.NDArray[np.uint32]
    firsts: Ints
    lists: Ints
    soft_firsts: Ints
    soft_lists: Ints


class Canvas(NamedTuple):
    """What is drawn on. H and W are whole tiles.

    Attributes:
        keys: int64 [(H + 2 MARGIN) × stride]: nearness << 32 | group << 24 | triangle + 1 of the
            opaque; the greatest wins.
        y, alpha: uint8 [H, W]; u, v: uint8 [H/2, W/2].
        bounds: int32 [tiles, 4]: left, top, right, bottom of what is not empty, right < left for nothing.
        shape: int64 [2]: tiles in a row, stride of ``keys``.
    """

    keys: Longs
    y: Bytes
    u: Bytes
    v: Bytes
    alpha: Bytes
    bounds: Ints
    shape: Longs


class Scratch(NamedTuple):
    """What one thread works in. J jobs at most; see ``resolve`` for jobs and runs.

    Attributes:
        keys: int64 [PIXELS], the tile's keys, with what is closed of the soft triangles.
        marks: uint8 [PIXELS], 1 where an outline runs through the pixel.
        coarse: int64 [64]: the least key of each 8×8 pixels of the tile. least: int64 [TILE], room.
        slots: int16 [PIXELS], number of an edge pixel, else −1. places: int32 [PIXELS], the edge pixels.
        slot_starts: int32 [TILE + 1]: the first slot of each row.
        rows: int64 [TILE]: bit x for an edge pixel in column x.
        samples: int64 [PIXELS, SAMPLES], keys of edge pixels by slot.
        layer_count: int32 [PIXELS]. layer_keys: int64, layer_alpha: float32 [PIXELS, LAYERS], nearest first.
        run_triangle, run_length, run_pixel: int32 [J]. run_place: float32 [J, 3]: x, y, weight.
        colours: float32 [J, 4]: linear RGB, and the texture's alpha.
        picture: float32 [4, PIXELS]: linear RGB and alpha, colour times alpha. bits: the same memory as int32.
        planes: float32 [J, 24], information: int32 [J, 2], see ``resolve.measure``. stamps: int64 [F], serial: int64
            [1], see ``surface.shade``.
        shadow: float32 [SHADOW, SHADOW], see ``shadow``.
    """

    keys: Longs
    marks: Bytes
    coarse: Longs
    least: Longs
    slots: npt.NDArray[np.int16]
    places: Ints
    slot_starts: Ints
    rows: Longs
    samples: Longs
    layer_count: Ints
    layer_keys: Longs
    layer_alpha: Floats
    run_triangle: Ints
    run_length: Ints
    run_pixel: Ints
    run_place: Floats
    colours: Floats
    picture: Floats
    bits: Ints
    planes: Floats
    information: Ints
    stamps: Longs
    serial: Longs
    shadow: Floats


def scratch_for(faces: int) -> Scratch:
    """Room for one thread and that many triangles."""
    jobs = PIXELS * (1 + SAMPLES + LAYERS)
    picture = np.zeros((4, PIXELS), np.float32)
    return Scratch(
        keys=np.zeros(PIXELS, np.int64),
        marks=np.zeros(PIXELS, np.uint8),
        coarse=np.zeros(64, np.int64),
        least=np.zeros(TILE, np.int64),
        slots=np.zeros(PIXELS, np.int16),
        places=np.zeros(PIXELS, np.int32),
        slot_starts=np.zeros(TILE + 1, np.int32),
        rows=np.zeros(TILE, np.int64),
        samples=np.zeros((PIXELS, SAMPLES), np.int64),
        layer_count=np.zeros(PIXELS, np.int32),
        layer_keys=np.zeros((PIXELS, LAYERS), np.int64),
        layer_alpha=np.zeros((PIXELS, LAYERS), np.float32),
        run_triangle=np.zeros(jobs, np.int32),
        run_length=np.zeros(jobs, np.int32),
        run_pixel=np.zeros(jobs, np.int32),
        run_place=np.zeros((jobs, 3), np.float32),
        colours=np.zeros((jobs, 4), np.float32),
        picture=picture,
        bits=picture.view(np.int32),
        planes=np.zeros((jobs, 24), np.float32),
        information=np.zeros((jobs, 2), np.int32),
        stamps=np.zeros(max(faces, 1), np.int64),
        serial=np.ones(1, np.int64),
        shadow=np.zeros((SHADOW, SHADOW), np.float32),
    )


def canvas_for(columns: int, rows: int) -> Canvas:
    """An empty canvas of that many tiles."""
    width, height = columns * TILE, rows * TILE
    stride = width + 2 * MARGIN
    half = (height // 2, width // 2)
    return Canvas(
        keys=np.zeros((height + 2 * MARGIN) * stride, np.int64),
        y=np.full((height, width), 16, np.uint8),
        u=np.full(half, 128, np.uint8),
        v=np.full(half, 128, np.uint8),
        alpha=np.zeros((height, width), np.uint8),
        bounds=np.zeros((columns * rows, 4), np.int32),
        shape=np.array([columns, stride], np.int64),
    )
