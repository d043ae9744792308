"""The kernel that cuts triangles at the near plane."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import Mesh, Projected
from .bins import UNSEEN


@njit(nogil=True, cache=True, error_model="numpy")
def clip(
    start: Any,
    stop: Any,
    offset: Any,
    positions: Any,
    view: Any,
    lens: Any,
    mesh: Mesh,
    projected: Projected,
    used: Any,
) -> None:
    """Put what is left of triangles that reach nearer than near into the room behind the scene's own.

    Args:
        start: First triangle of one model.
        stop: The one after the last.
        offset: Where the model's vertices begin.
        positions: float32 [V, 3], its own.
        view: As for ``vertices.project``.
        lens: The same.
        mesh: Written behind ``used``.
        projected: The same; light and texture coordinates of new vertices lie between the old.
        used: int64 [2], vertices and triangles in use; moved along. Where the room ends, triangles are left out.
    """
    triangles, attributes = mesh.triangles, projected.attributes
    focal, middle_x, middle_y, near = lens[0], lens[1], lens[2], lens[3]
    polygon = np.zeros(4, np.int64)
    for f in range(start, stop):
        hidden = 0
        for k in range(3):
            hidden += projected.inverse[triangles[f, k]] == 0
        if hidden == 0 or hidden == 3 or mesh.blend_of[f] != 0:
            continue
        if used[0] + 2 > len(projected.inverse) or used[1] + 2 > len(triangles):
            return
        count = 0
        for k in range(3):
            a, b = triangles[f, k], triangles[f, (k + 1) % 3]
            seen_a, seen_b = projected.inverse[a] != 0, projected.inverse[b] != 0
            if seen_a:
                polygon[count] = a
                count += 1
            if seen_a == seen_b:
                continue
            # Always from the visible end, so that neighbours get the same point.
            if not seen_a:
                a, b = b, a
            p, q = positions[a - offset], positions[b - offset]
            wp = -(view[2, 0] * p[0] + view[2, 1] * p[1] + view[2, 2] * p[2] + view[2, 3])
            wq = -(view[2, 0] * q[0] + view[2, 1] * q[1] + view[2, 2] * q[2] + view[2, 3])
            part = min(max((wp - near) / (wp - wq), 0.0), 1.0)
            x, y, z = p[0] + (q[0] - p[0]) * part, p[1] + (q[1] - p[1]) * part, p[2] + (q[2] - p[2]) * part
            across = view[0, 0] * x + view[0, 1] * y + view[0, 2] * z + view[0, 3]
            up = view[1, 0] * x + view[1, 1] * y + view[1, 2] * z + view[1, 3]
            new = used[0]
            used[0] += 1
            sx = min(max((middle_x + across * focal / near) * 256.0, -5.0e8), 5.0e8)
            sy = min(max((middle_y - up * focal / near) * 256.0, -5.0e8), 5.0e8)
            projected.points[new, 0] = np.int32(math.floor(sx + 0.5))
            projected.points[new, 1] = np.int32(math.floor(sy + 0.5))
            projected.inverse[new] = 1.0
            for k2 in range(attributes.shape[1]):
                attributes[new, k2] = attributes[a, k2] + (attributes[b, k2] - attributes[a, k2]) * np.float32(part)
            polygon[count] = new
            count += 1
        for k in range(1, count - 1):
            new = used[1]
            used[1] += 1
            triangles[new, 0], triangles[new, 1], triangles[new, 2] = polygon[0], polygon[k], polygon[k + 1]
            mesh.material_of[new] = mesh.material_of[f]
            mesh.blend_of[new] = 0 if mesh.blend_of[f] == 0 else UNSEEN
