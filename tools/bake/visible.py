"""What cameras can see of a character: triangles that nothing ever shows are left out of the file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .mesh import Array, Integers, unit
from .part import Part, joined

Flags = npt.NDArray[np.bool_]

_PIXEL = 0.0008
"""Metres of a pixel of what is drawn to find out."""


def around(yaws: Sequence[float], pitches: Sequence[float]) -> Array:
    """Unit vectors towards cameras at every pair of angles (degrees; 0 is in front): float64 [n, 3]."""
    yaw, pitch = (np.deg2rad(angles).ravel() for angles in np.meshgrid(yaws, pitches))
    return np.stack([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)], axis=-1)


CAMERAS = around(np.arange(-90, 91, 15).tolist(), (-25.0, -8.0, 8.0, 25.0, 50.0))
"""Where cameras stand when a presenter is drawn, with room for turns of head and body, and for lights above."""
EVERYWHERE = around(np.arange(0, 360, 30).tolist(), (-70.0, -30.0, 0.0, 30.0, 70.0))
"""Directions for what an arm may turn anywhere."""


@njit(cache=True)  # type: ignore[untyped-decorator]
def _draw(points: Any, triangles: Any, nearest: Any, owner: Any) -> None:
    """Keep the greatest depth at each pixel, and whose it is."""
    height, width = nearest.shape
    for t in range(len(triangles)):
        a, b, c = points[triangles[t, 0]], points[triangles[t, 1]], points[triangles[t, 2]]
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        if abs(area) < 1e-9:
            continue
        left, right = int(min(a[0], b[0], c[0])), int(max(a[0], b[0], c[0])) + 1
        top, bottom = int(min(a[1], b[1], c[1])), int(max(a[1], b[1], c[1])) + 1
        for row in range(max(top, 0), min(bottom, height)):
            for column in range(max(left, 0), min(right, width)):
                x, y = column + 0.5, row + 0.5
                v = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area
                w = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area
                if v >= 0 and w >= 0 and v + w <= 1:
                    depth = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2])
                    if depth > nearest[row, column]:
                        nearest[row, column] = depth
                        owner[row, column] = t if area > 0 else -1 - t


@njit(cache=True)  # type: ignore[untyped-decorator]
def _look(points: Any, triangles: Any, slack: float, step: float, nearest: Any, front: Any) -> None:
    """Mark triangles of which some place is in front of what was drawn near it, less ``slack``."""
    height, width = nearest.shape
    for t in range(len(triangles)):
        a, b, c = points[triangles[t, 0]], points[triangles[t, 1]], points[triangles[t, 2]]
        facing = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
        if front[t] or not facing:
            continue
        longest = 0.0
        for k in range(3):
            longest = max(longest, abs(b[k] - a[k]), abs(c[k] - a[k]), abs(c[k] - b[k]))
        steps = min(max(int(longest / step) + 1, 2), 24)
        seen = False
        for i in range(steps + 1):
            for j in range(steps + 1 - i):
                v, w = i / steps, j / steps
                column = int(a[0] + v * (b[0] - a[0]) + w * (c[0] - a[0]))
                row = int(a[1] + v * (b[1] - a[1]) + w * (c[1] - a[1]))
                depth = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]) + slack
                for y in range(max(row - 1, 0), min(row + 2, height)):
                    for x in range(max(column - 1, 0), min(column + 2, width)):
                        seen = seen or depth >= nearest[y, x]
                if seen:
                    break
            if seen:
                break
        front[t] = seen


def seen(
    positions: Array,
    cameras: Array,
    rounds: Sequence[tuple[Integers, Integers, float]],
    *,
    step: float = 0.002,
) -> list[Flags]:
    """Which triangles some camera may see from outside; in doubt it does.

    Args:
        positions: float64 [V, 3], metres.
        cameras: float64 [n, 3], unit vectors towards them.
        rounds: Looks one after the other: triangles [F, 3] that are added to what hides others, triangles [G, 3] that
            are then looked at, and metres by which these may lie behind what hides them and still count.
        step: Metres between the places of a triangle that are tried.

    Returns:
        For each round, which of its triangles are seen from outside: bool [G].
    """
    found = [np.zeros(len(looked), np.bool_) for _, looked, _ in rounds]
    for camera in cameras:
        points, nearest, owner = _canvas(positions, camera)
        for (solid, looked, slack), front in zip(rounds, found, strict=True):
            _draw(points, solid, nearest, owner)
            _look(points, looked, slack / _PIXEL, step / _PIXEL, nearest, front)
    return found


def seen_from_behind(positions: Array, triangles: Integers, cameras: Array) -> Flags:
    """Of which triangles [F, 3] some camera sees the back, nothing being in front of it: bool [F]."""
    found = np.zeros(len(triangles), np.bool_)
    for camera in cameras:
        points, nearest, owner = _canvas(positions, camera)
        _draw(points, triangles, nearest, owner)
        found[-1 - owner[(owner < 0) & np.isfinite(nearest)]] = True
    return found


def _canvas(positions: Array, camera: Array) -> tuple[Array, npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Places in pixels, with depth, as one camera sees them [V, 3], and an empty picture's depths and owners."""
    right = unit(np.cross([0.0, 1.0, 0.0], camera))
    points = positions @ np.stack([right, np.cross(camera, right), camera]).T / _PIXEL
    points[:, :2] -= points[:, :2].min(axis=0) - 2
    width, height = (points[:, :2].max(axis=0) + 3).astype(int)
    return points, np.full((height, width), -np.inf, np.float32), np.zeros((height, width), np.int32)


def only(part: Part, front: Flags, back: Flags) -> Part:
    """The triangles of a part that are marked; those in ``back`` are added turned round, a hair's breadth behind."""
    kept = _some(part, part.triangles[front])
    if not back.any():
        return kept
    inner = _some(part, part.triangles[back][:, ::-1])
    inner = replace(inner, positions=inner.positions - 0.0004 * inner.normals, normals=-inner.normals)
    return joined(part.name, part.surface, [kept, inner])


def _some(part: Part, triangles: Integers) -> Part:
    used, renumbered = np.unique(triangles, return_inverse=True)
    return replace(
        part,
        positions=part.positions[used],
        normals=part.normals[used],
        uvs=part.uvs[used],
        triangles=renumbered.reshape(-1, 3),
        weights=part.weights[used],
        morphs={name: delta[used] for name, delta in part.morphs.items()},
        occlusion=None if part.occlusion is None else part.occlusion[used],
    )
