"""Sheets of cloth: draped, cut along a curve, hemmed."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from .mesh import Array, Integers, grid_quads, normals_of, triangles_of, unit
from .part import Part


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of cloth.

    Attributes:
        positions: float64 [V, 3], metres.
        triangles: int64 [F, 3].
        weights: float64 [V, J].
    """

    positions: Array
    triangles: Integers
    weights: Array

    @property
    def normals(self) -> Array:
        """Unit, [V, 3]."""
        return normals_of(self.positions, self.triangles)

    def part(self, name: str, surface: str, *, scale: float = 8.0, occlusion: Array | None = None) -> Part:
        """As a part; texture places run around and up the body, ``scale`` repeats a metre."""
        p = self.positions
        uvs = np.stack([(p[:, 0] + 0.6 * p[:, 2]) * scale, -p[:, 1] * scale], axis=-1)
        return Part(name, surface, p, self.normals, uvs, self.triangles, self.weights, occlusion=occlusion)


def neighbours(triangles: Integers, count: int) -> sparse.csr_matrix:
    """Each vertex as the mean of those it shares an edge with: sparse [V, V]."""
    a = triangles[:, [0, 1, 2, 1, 2, 0]].ravel()
    b = triangles[:, [1, 2, 0, 0, 1, 2]].ravel()
    links = sparse.csr_matrix((np.ones(len(a)), (a, b)), (count, count))
    links.data[:] = 1
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(np.asarray(links.sum(axis=1)).ravel(), 1)) @ links)


def draped(sheet: Sheet, least: Array, *, steps: int) -> Sheet:
    """Cloth laid over a body: smooth, taut over hollows, nowhere nearer than ``least`` [V] metres."""
    base, normals = sheet.positions, sheet.normals
    mean = neighbours(sheet.triangles, len(base))
    positions = base + normals * least[:, None]
    for _ in range(steps):
        positions = 0.5 * positions + 0.5 * np.asarray(mean @ positions)
        depth = np.sum((positions - base) * normals, axis=1)
        positions = positions + normals * np.maximum(least - depth, 0)[:, None]
    return replace(sheet, positions=positions)


def clipped(sheet: Sheet, inside: Array) -> Sheet:
    """What lies where ``inside`` [V] > 0, cut cleanly along the line where it is 0."""
    keep = inside > 0
    number = keep[sheet.triangles].sum(axis=1)
    whole = sheet.triangles[number == 3]
    values = np.concatenate([sheet.positions, sheet.weights], axis=1)
    edges: dict[tuple[int, int], int] = {}
    added: list[npt.NDArray[np.float64]] = []
    cut: list[tuple[int, int, int]] = []

    def crossing(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in edges:
            t = inside[key[0]] / (inside[key[0]] - inside[key[1]])
            added.append(values[key[0]] * (1 - t) + values[key[1]] * t)
            edges[key] = len(values) + len(added) - 1
        return edges[key]

    for triangle in sheet.triangles[(number == 1) | (number == 2)].tolist():
        k = sum(bool(keep[v]) for v in triangle)
        # Turn the triangle so that the odd one out comes first.
        i = next(i for i in range(3) if bool(keep[triangle[i]]) == (k == 1))
        a, b, c = triangle[i], triangle[(i + 1) % 3], triangle[(i + 2) % 3]
        ab, ac = crossing(a, b), crossing(a, c)
        cut += [(a, ab, ac)] if k == 1 else [(ab, b, c), (ab, c, ac)]
    every = np.concatenate([whole, np.array(cut, dtype=np.int64).reshape(-1, 3)])
    table = np.concatenate([values, np.array(added).reshape(-1, values.shape[1])])
    used, renumbered = np.unique(every, return_inverse=True)
    table = table[used]
    return Sheet(table[:, :3], renumbered.reshape(-1, 3), table[:, 3:])


def hemmed(sheet: Sheet, depth: float) -> Sheet:
    """The same with its free edges folded inwards, so that cloth has thickness."""
    sides = sheet.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    ordered = np.sort(sides, axis=1)
    _, inverse, counts = np.unique(ordered, axis=0, return_inverse=True, return_counts=True)
    rim = sides[counts[inverse.ravel()] == 1]
    ends, local = np.unique(rim, return_inverse=True)
    local = local.reshape(-1, 2)
    # The outer row is repeated: a fold has an edge, and one normal on each side of it.
    outer = sheet.positions[ends]
    inner = outer - sheet.normals[ends] * depth
    count = len(sheet.positions)
    a, b = count + local[:, 0], count + local[:, 1]
    shift = len(ends)
    fold = np.concatenate([np.stack([b, a, a + shift], -1), np.stack([b, a + shift, b + shift], -1)])
    return Sheet(
        np.concatenate([sheet.positions, outer, inner]),
        np.concatenate([sheet.triangles, fold]),
        np.concatenate([sheet.weights, sheet.weights[ends], sheet.weights[ends]]),
    )


class Under:
    """What a sheet lies on."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self._normals = sheet, sheet.normals
        self._tree = cKDTree(sheet.positions)

    def _near(self, points: Array, count: int) -> tuple[Integers, Array]:
        """The nearest vertices of points [n, 3] and their shares, [n, count] each."""
        distance, index = self._tree.query(points, k=count)
        share = 1 / (np.asarray(distance) + 1e-4)
        return np.asarray(index), share / share.sum(axis=1, keepdims=True)

    def above(self, points: Array, height: Array | float) -> Array:
        """Points [n, 3] moved out where they are nearer than ``height`` metres."""
        flat = points.reshape(-1, 3)
        wanted = np.broadcast_to(height, points.shape[:-1]).ravel()
        for _ in range(2):
            index, share = self._near(flat, 6)
            normal = unit(np.sum(self._normals[index] * share[..., None], axis=1))
            depth = np.sum(np.sum((flat[:, None] - self.sheet.positions[index]) * self._normals[index], -1) * share, -1)
            flat = flat + normal * np.maximum(wanted - depth, 0)[:, None]
        return np.asarray(flat.reshape(points.shape))

    def outward(self, points: Array) -> Array:
        """Which way is out at points [n, 3]: unit vectors."""
        index, share = self._near(points, 4)
        return unit(np.sum(self._normals[index] * share[..., None], axis=1))

    def weights(self, points: Array) -> Array:
        """Skin weights at points [n, 3]."""
        index, share = self._near(points.reshape(-1, 3), 4)
        return np.asarray(np.sum(self.sheet.weights[index] * share[..., None], axis=1))


def flap(points: Array, under: Under, thickness: float) -> Sheet:
    """A grid [r, c, 3] of cloth with a rim all around; weights come from what is under it."""
    rows, columns = points.shape[:2]
    triangles = triangles_of(grid_quads(rows, columns))
    flat = points.reshape(-1, 3)
    sheet = Sheet(flat, triangles, under.weights(flat))
    if float(np.mean(np.sum(sheet.normals * under.outward(flat), axis=1))) < 0:
        sheet = replace(sheet, triangles=triangles[:, ::-1])
    return hemmed(sheet, thickness)


def merged(sheets: list[Sheet]) -> Sheet:
    """Several sheets as one."""
    starts = np.cumsum([0, *(len(sheet.positions) for sheet in sheets)])
    return Sheet(
        np.concatenate([sheet.positions for sheet in sheets]),
        np.concatenate([sheet.triangles + start for sheet, start in zip(sheets, starts, strict=False)]),
        np.concatenate([sheet.weights for sheet in sheets]),
    )


def mirrored(sheet: Sheet, swap: Integers) -> Sheet:
    """The other side's: x turned round, and each joint exchanged with its counterpart ``swap`` [J]."""
    return Sheet(sheet.positions * np.array([-1, 1, 1]), sheet.triangles[:, ::-1], sheet.weights[:, swap])
