"""The kernel for highlights too sharp for vertices: eyes, lips, teeth, metal."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import Mesh, Projected, Scratch, Surfaces
from .scene import CORNEA, EYE, METAL, SKIN, TEETH

WET = 0.03
"""How wet skin must be (0..1) before its gloss is worked out."""


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def gloss(
    runs: Any, lens: Any, lights: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, scratch: Scratch
) -> None:
    """Add highlights to the ``colours`` of jobs on eyes, wet skin, teeth and metal.

    An eye mirrors a window that stands where the key light is, with bars, and faintly the fill light: what makes a
    face look at you. The rest is GGX (Walter et al. 2007) of key and fill.
    """
    colours, attributes, points = scratch.colours, projected.attributes, projected.points
    job = 0
    for run in range(runs):
        length = scratch.run_length[run]
        f = scratch.run_triangle[run] - 1
        m = np.int64(mesh.material_of[f])
        kind = surfaces.kinds[m]
        if not (kind == SKIN or kind == EYE or kind == CORNEA or kind == TEETH or kind == METAL):
            job += length
            continue
        a, b, c = mesh.triangles[f, 0], mesh.triangles[f, 1], mesh.triangles[f, 2]
        for step in range(length):
            wet = np.float32(1.0)
            if kind == SKIN:
                wet = colours[job, 3]
                if wet < np.float32(WET):
                    job += 1
                    continue
            px = scratch.run_place[run, 0] + np.float32(step)
            py = scratch.run_place[run, 1]
            x0, y0 = points[a, 0] * np.float32(1 / 256), points[a, 1] * np.float32(1 / 256)
            x1, y1 = points[b, 0] * np.float32(1 / 256) - x0, points[b, 1] * np.float32(1 / 256) - y0
            x2, y2 = points[c, 0] * np.float32(1 / 256) - x0, points[c, 1] * np.float32(1 / 256) - y0
            over = np.float32(1.0) / (x1 * y2 - x2 * y1)
            w1 = ((px - x0) * y2 - x2 * (py - y0)) * over
            w2 = (x1 * (py - y0) - (px - x0) * y1) * over
            w0 = np.float32(1.0) - w1 - w2
            nx = w0 * attributes[a, 8] + w1 * attributes[b, 8] + w2 * attributes[c, 8]
            ny = w0 * attributes[a, 9] + w1 * attributes[b, 9] + w2 * attributes[c, 9]
            nz = w0 * attributes[a, 10] + w1 * attributes[b, 10] + w2 * attributes[c, 10]
            lit = w0 * attributes[a, 11] + w1 * attributes[b, 11] + w2 * attributes[c, 11]
            lit = min(max(lit, np.float32(0.0)), np.float32(1.0))
            scale = np.float32(1.0) / math.sqrt(nx * nx + ny * ny + nz * nz + np.float32(1e-9))
            nx, ny, nz = nx * scale, ny * scale, nz * scale
            vx = np.float32((lens[1] - px) / lens[0])
            vy = np.float32((py - lens[2]) / lens[0])
            scale = np.float32(1.0) / math.sqrt(vx * vx + vy * vy + np.float32(1.0))
            vx, vy, vz = vx * scale, vy * scale, scale
            facing = nx * vx + ny * vy + nz * vz
            if kind == EYE or kind == CORNEA:
                rx, ry, rz = 2 * facing * nx - vx, 2 * facing * ny - vy, 2 * facing * nz - vz
                bright = _window(rx, ry, rz, lights[0, 0], lights[0, 1], lights[0, 2])
                other = rx * lights[1, 0] + ry * lights[1, 1] + rz * lights[1, 2]
                bright *= np.float32(1.6) * (np.float32(0.35) + np.float32(0.65) * lit)
                soft = min(max((other - np.float32(0.965)) * np.float32(40.0), np.float32(0.0)), np.float32(1.0))
                bright += np.float32(0.10) * soft * soft
                edge = np.float32(1.0) - max(facing, np.float32(0.0))
                bright += np.float32(0.25) * edge * edge * edge * edge * lights[3, 1] * lit
                if kind == EYE:
                    # Light that enters the cornea on one side leaves the iris brighter on the other.
                    high = max(colours[job, 0], np.float32(1e-4))
                    iris = min(max((high - colours[job, 2]) / high, np.float32(0.0)), np.float32(1.0))
                    across = -(nx * lights[0, 0] + ny * lights[0, 1]) * np.float32(2.2)
                    glow = np.float32(1.0) + iris * min(max(across, np.float32(0.0)), np.float32(0.9))
                    colours[job, 0] *= glow
                    colours[job, 1] *= glow
                    colours[job, 2] *= glow
                else:
                    bright /= max(scratch.run_place[run, 2], np.float32(0.05))
                for k in range(3):
                    colours[job, k] += bright * min(
                        lights[0, 3 + k] / max(lights[0, 4], np.float32(1e-6)), np.float32(1.2)
                    )
                job += 1
                continue
            rough, reflect = np.float32(0.34), np.float32(0.026)
            if kind == TEETH:
                rough, reflect = max(surfaces.numbers[m, 4], np.float32(0.2)), np.float32(0.03)
            elif kind == METAL:
                rough, reflect = max(surfaces.numbers[m, 4], np.float32(0.15)), np.float32(0.6)
            alpha2 = rough * rough * rough * rough
            for light in range(2):
                lx, ly, lz = lights[light, 0], lights[light, 1], lights[light, 2]
                cosine = nx * lx + ny * ly + nz * lz
                if cosine <= 0:
                    continue
                hx, hy, hz = lx + vx, ly + vy, lz + vz
                scale = np.float32(1.0) / math.sqrt(hx * hx + hy * hy + hz * hz + np.float32(1e-9))
                half = (nx * hx + ny * hy + nz * hz) * scale
                across = max((lx * hx + ly * hy + lz * hz) * scale, np.float32(0.1))
                d = half * half * (alpha2 - np.float32(1.0)) + np.float32(1.0)
                bright = alpha2 / (d * d * (np.float32(4.0) * across * across * (rough + np.float32(0.5))))
                bright = min(bright * reflect, np.float32(2.0)) * cosine * wet * lit
                for k in range(3):
                    colours[job, k] += bright * lights[light, 3 + k]
            job += 1


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _window(rx: Any, ry: Any, rz: Any, lx: Any, ly: Any, lz: Any) -> Any:
    """How much of a window at direction l a mirrored look r hits: 0..1, with soft edges and bars."""
    flat = np.float32(1.0) / math.sqrt(lx * lx + lz * lz + np.float32(1e-9))
    sx, sz = lz * flat, -lx * flat
    ux, uy, uz = ly * sz, lz * sx - lx * sz, -ly * sx
    ahead = rx * lx + ry * ly + rz * lz
    across, up = abs(rx * sx + rz * sz), abs(rx * ux + ry * uy + rz * uz)
    if ahead < np.float32(0.5):
        return np.float32(0.0)
    inside = min(max((np.float32(0.24) - across) * np.float32(16.0), np.float32(0.0)), np.float32(1.0))
    inside *= min(max((np.float32(0.28) - up) * np.float32(16.0), np.float32(0.0)), np.float32(1.0))
    bar = min(across, up)
    clear = min(max((bar - np.float32(0.012)) * np.float32(50.0), np.float32(0.0)), np.float32(1.0))
    return inside * (np.float32(0.6) + np.float32(0.4) * clear)
