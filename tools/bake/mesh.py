"""Quads, their subdivision, and what becomes of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Refined:
    """One Catmull-Clark step.

    Attributes:
        matrix: Sparse [V', V]: new vertices as weighted sums of the old; it refines any vertex attribute.
        faces: int64 [4F, 4].
    """

    matrix: sparse.csr_matrix
    faces: Integers

    def __call__(self, values: Array) -> Array:
        """Refine a vertex attribute [V, n]."""
        return np.asarray(self.matrix @ values)


def _edges(faces: Integers) -> tuple[Integers, Integers, Integers]:
    """Unique edges [E, 2], the edge of each face side [F, 4], and how many faces each edge has [E]."""
    sides = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    ordered = np.sort(sides, axis=1)
    unique, inverse, counts = np.unique(ordered, axis=0, return_inverse=True, return_counts=True)
    return unique, inverse.reshape(faces.shape), counts


def refine(faces: Integers, count: int, *, smooth: bool = True) -> Refined:
    """A Catmull-Clark step over quads ``faces`` [F, 4] of ``count`` vertices.

    With ``smooth=False`` only midpoints are inserted, which is how texture coordinates are refined. New vertices are
    the old ones, then one an edge, then one a face. Boundaries follow the cubic B-spline rule.
    """
    edges, side_edge, uses = _edges(faces)
    total_faces, total_edges = len(faces), len(edges)
    rows = np.repeat(np.arange(total_faces), 4)
    centre = sparse.csr_matrix((np.full(4 * total_faces, 0.25), (rows, faces.ravel())), (total_faces, count))
    rows = np.repeat(np.arange(total_edges), 2)
    middle = sparse.csr_matrix((np.full(2 * total_edges, 0.5), (rows, edges.ravel())), (total_edges, count))
    if smooth:
        inner = uses == 2
        touching = sparse.csr_matrix(
            (np.ones(4 * total_faces), (side_edge.ravel(), np.repeat(np.arange(total_faces), 4))),
            (total_edges, total_faces),
        )
        mean_centre = sparse.diags(np.where(inner, 0.5, 0.0)) @ touching @ centre
        edge_rule = sparse.diags(np.where(inner, 0.5, 1.0)) @ middle + 0.5 * mean_centre
        vertex_rule = _vertex_rule(faces, edges, uses, centre, middle, count)
    else:
        edge_rule = middle
        vertex_rule = sparse.identity(count, format="csr")
    matrix = sparse.vstack([vertex_rule, edge_rule, centre]).tocsr()
    new_edge = count + side_edge
    new_centre = count + total_edges + np.arange(total_faces)
    quads = np.stack(
        [np.stack([faces[:, i], new_edge[:, i], new_centre, new_edge[:, i - 1]], axis=-1) for i in range(4)],
        axis=1,
    ).reshape(-1, 4)
    return Refined(matrix, quads)


def _vertex_rule(
    faces: Integers, edges: Integers, uses: Integers, centre: sparse.csr_matrix, middle: sparse.csr_matrix, count: int
) -> sparse.csr_matrix:
    """Where old vertices go: sparse [V, V]."""
    total_faces, total_edges = len(faces), len(edges)
    vertex_faces = sparse.csr_matrix(
        (np.ones(4 * total_faces), (faces.ravel(), np.repeat(np.arange(total_faces), 4))), (count, total_faces)
    )
    vertex_edges = sparse.csr_matrix(
        (np.ones(2 * total_edges), (edges.ravel(), np.repeat(np.arange(total_edges), 2))), (count, total_edges)
    )
    rim_edges = vertex_edges @ sparse.diags((uses == 1).astype(np.float64))
    valence = np.asarray(vertex_edges.sum(axis=1)).ravel()
    rim = np.asarray(rim_edges.sum(axis=1)).ravel()
    n = np.maximum(valence, 1)
    faces_n = np.maximum(np.asarray(vertex_faces.sum(axis=1)).ravel(), 1)
    inner = (rim == 0) & (valence >= 3)
    boundary = rim == 2
    held = ~(inner | boundary)
    weight_faces = np.where(inner, 1 / (n * faces_n), 0)
    weight_edges = np.where(inner, 2 / (n * n), 0)
    rule = sparse.diags(weight_faces) @ vertex_faces @ centre + sparse.diags(weight_edges) @ vertex_edges @ middle
    rule = rule + sparse.diags(np.where(inner, (n - 3) / n, np.where(boundary, 0.5, held.astype(np.float64))))
    return sparse.csr_matrix(rule + sparse.diags(np.where(boundary, 0.25, 0)) @ rim_edges @ middle)


def triangles_of(quads: Integers) -> Integers:
    """Quads [F, 4] cut along a diagonal: [2F, 3]."""
    return np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1).reshape(-1, 3)


def normals_of(positions: Array, triangles: Integers) -> Array:
    """Area-weighted unit vertex normals [V, 3]."""
    a, b, c = (positions[triangles[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    out = np.zeros_like(positions)
    for i in range(3):
        np.add.at(out, triangles[:, i], flat)
    return unit(out)


def unit(vectors: Array) -> Array:
    """Vectors along the last axis, at length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))


def compact(faces: Integers) -> tuple[Integers, Integers]:
    """The vertices that faces use, rising, and the faces renumbered to them."""
    used, renumbered = np.unique(faces, return_inverse=True)
    return used, renumbered.reshape(faces.shape)


def split_seams(faces: Integers, face_uvs: Integers) -> tuple[Integers, Integers, Integers]:
    """One vertex for each pair of place and texture place.

    Returns:
        Place of each new vertex, texture place of each new vertex, and the faces over the new vertices.
    """
    pairs = np.stack([faces.ravel(), face_uvs.ravel()], axis=1)
    unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
    return unique[:, 0], unique[:, 1], inverse.reshape(faces.shape)


def grid_quads(rows: int, columns: int, *, closed: bool = False) -> Integers:
    """Quads of a rows × columns grid of vertices; ``closed`` joins the last column to the first."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    right = (c + 1) % columns
    quads = np.stack([r * columns + c, (r + 1) * columns + c, (r + 1) * columns + right, r * columns + right], axis=-1)
    return quads.reshape(-1, 4).astype(np.int64)


def grid_of(quads: Integers) -> Integers:
    """Read quads that form a rectangle as a grid of their vertices, int64 [rows, columns]."""
    sides: dict[tuple[int, int], list[int]] = {}
    uses: dict[int, int] = {}
    for number, quad in enumerate(quads.tolist()):
        for i in range(4):
            uses[quad[i]] = uses.get(quad[i], 0) + 1
            edge = (min(quad[i], quad[i - 1]), max(quad[i], quad[i - 1]))
            sides.setdefault(edge, []).append(number)

    def across(number: int, a: int, b: int) -> tuple[int, int]:
        """The corners of a quad opposite a and b: the one next to a, the one next to b."""
        ring = quads[number].tolist()
        i = ring.index(a)
        return (ring[i - 1], ring[(i + 2) % 4]) if ring[(i + 1) % 4] == b else (ring[(i + 1) % 4], ring[i - 2])

    def next_quad(number: int, a: int, b: int) -> int | None:
        return next((n for n in sides[(min(a, b), max(a, b))] if n != number), None)

    number, corner = next((n, v) for n, quad in enumerate(quads.tolist()) for v in quad if uses[v] == 1)
    ring = quads[number].tolist()
    i = ring.index(corner)
    row_start: tuple[int, int, int] | None = (number, corner, ring[(i + 1) % 4])
    rows: list[list[int]] = []
    while row_start is not None:
        number, a, b = row_start
        first, second = [a], [b]
        down: int | None = number
        while down is not None:
            c, d = across(down, a, b)
            first.append(c)
            second.append(d)
            down, a, b = next_quad(down, c, d), c, d
        if not rows:
            rows.append(first)
        rows.append(second)
        following = next_quad(row_start[0], second[0], second[1])
        if following is None:
            break
        e, _ = across(following, second[0], second[1])
        row_start = (following, second[0], e)
    return np.array(rows, dtype=np.int64)
