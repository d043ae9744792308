"""Rotations as quaternions xyzw, many at a time."""

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

IDENTITY: Doubles = np.array([0.0, 0.0, 0.0, 1.0])


def multiply(a: Doubles, b: Doubles) -> Doubles:
    """[..., 4]: first ``b``, then ``a``."""
    ax, ay, az, aw = np.moveaxis(a, -1, 0)
    bx, by, bz, bw = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ],
        axis=-1,
    )


def inverse(q: Doubles) -> Doubles:
    """[..., 4] of unit quaternions."""
    return np.asarray(q * np.array([-1.0, -1.0, -1.0, 1.0]), dtype=np.float64)


def rotate(q: Doubles, v: Doubles) -> Doubles:
    """[..., 3]: ``v`` turned by unit ``q``."""
    axis, w = q[..., :3], q[..., 3:]
    cross = 2.0 * np.cross(axis, v)
    return np.asarray(v + w * cross + np.cross(axis, cross), dtype=np.float64)


def euler(angles: Doubles) -> Doubles:
    """[..., 4] from radians [..., 3] about x, then y, then z of the parent's axes (roll a limb, swing it, lower it)."""
    half = 0.5 * np.asarray(angles, dtype=np.float64)
    (cx, cy, cz), (sx, sy, sz) = np.moveaxis(np.cos(half), -1, 0), np.moveaxis(np.sin(half), -1, 0)
    return np.stack(
        [
            sx * cy * cz - cx * sy * sz,
            cx * sy * cz + sx * cy * sz,
            cx * cy * sz - sx * sy * cz,
            cx * cy * cz + sx * sy * sz,
        ],
        axis=-1,
    )


def from_matrix(matrix: Doubles) -> Doubles:
    """[..., 4] from proper rotation matrices [..., 3, 3]."""
    m = np.asarray(matrix, dtype=np.float64)
    # The largest of the four squared components is divided by, so nothing small is.
    squares = np.stack(
        [
            1 + m[..., 0, 0] - m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] + m[..., 1, 1] - m[..., 2, 2],
            1 - m[..., 0, 0] - m[..., 1, 1] + m[..., 2, 2],
            1 + m[..., 0, 0] + m[..., 1, 1] + m[..., 2, 2],
        ],
        axis=-1,
    )
    sums = {
        (0, 1): m[..., 1, 0] + m[..., 0, 1],
        (0, 2): m[..., 0, 2] + m[..., 2, 0],
        (1, 2): m[..., 2, 1] + m[..., 1, 2],
        (0, 3): m[..., 2, 1] - m[..., 1, 2],
        (1, 3): m[..., 0, 2] - m[..., 2, 0],
        (2, 3): m[..., 1, 0] - m[..., 0, 1],
    }
    candidates = np.empty((*m.shape[:-2], 4, 4))
    for i in range(4):
        for j in range(4):
            candidates[..., i, j] = squares[..., i] if i == j else sums[min(i, j), max(i, j)]
    best = np.argmax(squares, axis=-1)
    chosen = np.take_along_axis(candidates, best[..., None, None], axis=-2)[..., 0, :]
    return np.asarray(chosen / np.linalg.norm(chosen, axis=-1, keepdims=True), dtype=np.float64)


def between(a: Doubles, b: Doubles, part: Doubles) -> Doubles:
    """[..., 4]: the rotation ``part`` of the way from ``a`` to ``b`` the short way (spherical)."""
    dot = np.sum(a * b, axis=-1, keepdims=True)
    b = np.where(dot < 0, -b, b)
    dot = np.clip(np.abs(dot), 0.0, 1.0)
    angle = np.arccos(dot)
    sine = np.sin(angle)
    near = sine < 1e-4
    safe = np.where(near, 1.0, sine)
    first = np.where(near, 1.0 - part, np.sin((1.0 - part) * angle) / safe)
    second = np.where(near, part, np.sin(part * angle) / safe)
    result = first * a + second * b
    return np.asarray(result / np.linalg.norm(result, axis=-1, keepdims=True), dtype=np.float64)


def mirrored(q: Doubles) -> Doubles:
    """[..., 4]: what the other side of the body does when this side does ``q``."""
    return np.asarray(q * np.array([1.0, -1.0, -1.0, 1.0]), dtype=np.float64)
