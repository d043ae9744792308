"""Kernels that sort triangles into tiles of the screen."""

# mypy: disable-error-code="assignment,operator"
# numba gives a name one type for whole numbers of several widths; the checker would have one name for each.

from typing import Any

import numpy as np
from numba import njit

from .arrays import TILE, TILE_BITS, Mesh, Projected, Surfaces

NOWHERE = 0xFFFFFFFF

STEPS = 4096

UNSEEN = 3
"""The value of ``Mesh.blend_of`` for what is wholly transparent."""


@njit(nogil=True, cache=True, error_model="numpy")
def face(
    start: Any, stop: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, width: Any, height: Any, counts: Any
) -> None:
    """Decide for triangles ``start..stop`` which way they face and which tiles they may touch.

    Writes ``facing``, and ``spans``: first and last tile, x0 | x1 << 8 | y0 << 16 | y1 << 24; NOWHERE for not drawn;
    and ``wanted``.

    Args:
        start: First triangle.
        stop: The one after the last.
        mesh: See ``arrays``.
        surfaces: See ``arrays``.
        projected: See ``arrays``.
        width: Pixels of the picture.
        height: The same.
        counts: int32 [tiles] out, how many of these triangles each tile has.
    """
    triangles, screen, inverse = mesh.triangles, projected.points, projected.inverse
    facing, spans, wanted = projected.facing, projected.spans, projected.wanted
    columns = (width + TILE - 1) >> TILE_BITS
    for f in range(start, stop):
        a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
        spans[f] = np.uint32(NOWHERE)
        facing[f] = 0
        if inverse[a] == 0 or inverse[b] == 0 or inverse[c] == 0:
            continue
        x0, y0 = np.int64(screen[a, 0]), np.int64(screen[a, 1])
        x1, y1 = np.int64(screen[b, 0]), np.int64(screen[b, 1])
        x2, y2 = np.int64(screen[c, 0]), np.int64(screen[c, 1])
        # The screen's y runs down, so what is counter-clockwise from outside has negative area here.
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if area == 0:
            continue
        facing[f] = 1 if area < 0 else -1
        if area > 0 and surfaces.sided[mesh.material_of[f]] == 0:
            continue
        if mesh.blend_of[f] == UNSEEN:
            continue
        left, right = min(x0, x1, x2) >> 8, max(x0, x1, x2) >> 8
        top, bottom = min(y0, y1, y2) >> 8, max(y0, y1, y2) >> 8
        if right < 0 or bottom < 0 or left >= width or top >= height:
            continue
        left, right = max(left, 0) >> TILE_BITS, min(right, width - 1) >> TILE_BITS
        top, bottom = max(top, 0) >> TILE_BITS, min(bottom, height - 1) >> TILE_BITS
        spans[f] = np.uint32(left | right << 8 | top << 16 | bottom << 24)
        wanted[a] = 1
        wanted[b] = 1
        wanted[c] = 1
        if mesh.blend_of[f] != 0:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                counts[row * columns + column] += 1


@njit(nogil=True, cache=True, error_model="numpy")
def lay_out(counts: Any, places: Any, firsts: Any) -> Any:
    """Turn counts into places: int32 [chunks, tiles] → where each chunk writes in each tile's list.

    Lists hold triangles in order, whatever the number of threads. ``firsts``: int32 [tiles + 1] out. Returns the
    length of all lists.
    """
    total = np.int64(0)
    for tile in range(counts.shape[1]):
        firsts[tile] = total
        for chunk in range(counts.shape[0]):
            places[chunk, tile] = total
            total += counts[chunk, tile]
    firsts[counts.shape[1]] = total
    return total


@njit(nogil=True, cache=True, error_model="numpy")
def fill(start: Any, stop: Any, mesh: Mesh, spans: Any, columns: Any, places: Any, lists: Any) -> None:
    """Write opaque triangles ``start..stop`` into the lists of their tiles (``places`` moves along)."""
    for f in range(start, stop):
        span = spans[f]
        if span == np.uint32(NOWHERE) or mesh.blend_of[f] != 0:
            continue
        for row in range((span >> 16) & 255, (span >> 24) + 1):
            for column in range(span & 255, ((span >> 8) & 255) + 1):
                tile = row * columns + column
                lists[places[tile]] = f
                places[tile] += 1


@njit(nogil=True, cache=True, error_model="numpy")
def sort_soft(mesh: Mesh, projected: Projected, columns: Any, order: Any) -> Any:
    """Fill ``soft_firsts`` and ``soft_lists``, nearest first, as far as 4096 steps of depth tell.

    What is near and closed then hides what is behind before its texture is looked at. ``order``: int32 [S], room.

    Returns:
        Length of all lists; where ``soft_lists`` is shorter than that they are not written.
    """
    triangles, inverse, spans = mesh.triangles, projected.inverse, projected.spans
    firsts, lists = projected.soft_firsts, projected.soft_lists
    firsts[:] = 0
    low, high, total = np.float32(1.0), np.float32(0.0), np.int64(0)
    for f in mesh.soft:
        if spans[f] != np.uint32(NOWHERE):
            depth = inverse[triangles[f, 0]]
            low, high = min(low, depth), max(high, depth)
    scale = np.float32(STEPS - 1) / max(high - low, np.float32(1e-9))
    buckets = np.zeros(STEPS + 1, np.int64)
    for f in mesh.soft:
        span = spans[f]
        if span != np.uint32(NOWHERE):
            buckets[np.int64((high - inverse[triangles[f, 0]]) * scale) + 1] += 1
            for row in range((span >> 16) & 255, (span >> 24) + 1):
                for column in range(span & 255, ((span >> 8) & 255) + 1):
                    firsts[row * columns + column + 1] += 1
                    total += 1
    for step in range(STEPS):
        buckets[step + 1] += buckets[step]
    for tile in range(len(firsts) - 1):
        firsts[tile + 1] += firsts[tile]
    if total > len(lists):
        return total
    count = 0
    for f in mesh.soft:
        if spans[f] != np.uint32(NOWHERE):
            step = np.int64((high - inverse[triangles[f, 0]]) * scale)
            order[buckets[step]] = f
            buckets[step] += 1
            count += 1
    places = firsts[:-1].copy()
    for k in range(count):
        span = spans[order[k]]
        for row in range((span >> 16) & 255, (span >> 24) + 1):
            for column in range(span & 255, ((span >> 8) & 255) + 1):
                tile = row * columns + column
                lists[places[tile]] = order[k]
                places[tile] += 1
    return total
