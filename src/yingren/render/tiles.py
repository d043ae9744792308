"""The kernel that takes tiles from keys to planes."""

from typing import Any

from numba import njit

from .arrays import Canvas, Mesh, Projected, Scratch, Surfaces
from .edges import find_edges, sample
from .encode import encode
from .gloss import gloss
from .layers import lay
from .marks import mark
from .resolve import list_runs, mix
from .surface import shade


@njit(nogil=True, cache=True)
def finish(
    tiles: Any,
    lens: Any,
    lights: Any,
    tone: Any,
    mesh: Mesh,
    surfaces: Surfaces,
    projected: Projected,
    canvas: Canvas,
    scratch: Scratch,
) -> None:
    """Edges, light, colour and planes of some tiles whose keys, and their neighbours', are complete."""
    for tile in tiles:
        soft = projected.soft_firsts[tile + 1] > projected.soft_firsts[tile]
        lay(tile, mesh, surfaces, projected, canvas, scratch)
        mark(tile, lens, mesh, projected, canvas, scratch)
        edge_count = find_edges(tile, canvas, scratch)
        sample(tile, edge_count, mesh, surfaces, projected, canvas, scratch)
        whole, parts, layers = list_runs(tile, edge_count, soft, canvas, scratch)
        runs = whole + parts + layers
        shade(runs, lights, mesh, surfaces, projected, scratch)
        gloss(runs, lens, lights, mesh, surfaces, projected, scratch)
        mix(whole, parts, layers, scratch)
        encode(tile, tone, canvas, scratch)
