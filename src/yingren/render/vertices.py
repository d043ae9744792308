"""Kernels over vertices: projection, and the light that is smooth enough to be taken at vertices."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import Mesh, Projected, Surfaces
from .scene import CLOTH, EYE, HAIR, SKIN
from .shadow import through as light_through

STRIDE = 12
"""Numbers per vertex: 0–1 uv, 2–4 light RGB, 5 shine, 6 strength of the hair's shine, 7 unused, 8–10 normal in camera
space, 11 what reaches it of the key light (0–1)."""

LIFT = 0.003
"""Metres."""

SUBPIXEL = 256
"""Steps a pixel is divided into for exact edges."""


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def project(positions: Any, start: Any, stop: Any, offset: Any, view: Any, lens: Any, projected: Projected) -> Any:
    """Vertices ``start..stop`` of one model to the screen.

    Args:
        positions: float32 [V, 3], world.
        start: First vertex.
        stop: The one after the last.
        offset: Where the model's vertices begin in the scene.
        view: float64 [3, 4], world → camera.
        lens: float64 [4]: focal length, middle x, middle y (pixels), near (metres).
        projected: ``points`` and ``inverse`` are written.

    Returns:
        How many are nearer than near.
    """
    screen, inverse = projected.points, projected.inverse
    focal, middle_x, middle_y, near = lens[0], lens[1], lens[2], lens[3]
    hidden = 0
    for i in range(start, stop):
        x, y, z = positions[i, 0], positions[i, 1], positions[i, 2]
        w = -(view[2, 0] * x + view[2, 1] * y + view[2, 2] * z + view[2, 3])
        if not w >= near:
            inverse[offset + i] = 0.0
            hidden += 1
            continue
        scale = focal / w
        across = view[0, 0] * x + view[0, 1] * y + view[0, 2] * z + view[0, 3]
        up = view[1, 0] * x + view[1, 1] * y + view[1, 2] * z + view[1, 3]
        sx = min(max((middle_x + across * scale) * SUBPIXEL, -5.0e8), 5.0e8)
        sy = min(max((middle_y - up * scale) * SUBPIXEL, -5.0e8), 5.0e8)
        screen[offset + i, 0] = np.int32(math.floor(sx + 0.5))
        screen[offset + i, 1] = np.int32(math.floor(sy + 0.5))
        inverse[offset + i] = near / w
    return hidden


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def light(
    positions: Any,
    normals: Any,
    start: Any,
    stop: Any,
    offset: Any,
    view: Any,
    lights: Any,
    mesh: Mesh,
    surfaces: Surfaces,
    shadow_map: Any,
    shadow_view: Any,
    wanted: Any,
    attributes: Any,
) -> None:
    """Light the wanted of vertices ``start..stop`` of one model; writes rows ``offset + start..`` of ``attributes``.

    Diffuse light of each light is a wrapped cosine, whose reach is the light's softness; on skin red reaches further
    than green and blue, as light that entered comes out again beside (d'Eon and Luebke, GPU Gems 3, chapter 14).
    Shine is GGX with Karis' short visibility term. Hair is lit along its strands (Kajiya and Kay 1989).
    """
    materials, kinds, sided = surfaces.numbers, surfaces.kinds, surfaces.sided
    strand_starts, strand_vertices, strand_weights = mesh.strand_starts, mesh.strand_vertices, mesh.strand_weights
    for i in range(start, stop):
        g = offset + i
        if wanted[g] == 0:
            continue
        m = mesh.vertex_material[g]
        kind = kinds[m]
        px, py, pz = positions[i, 0], positions[i, 1], positions[i, 2]
        wx, wy, wz = normals[i, 0], normals[i, 1], normals[i, 2]
        nx = np.float32(view[0, 0] * wx + view[0, 1] * wy + view[0, 2] * wz)
        ny = np.float32(view[1, 0] * wx + view[1, 1] * wy + view[1, 2] * wz)
        nz = np.float32(view[2, 0] * wx + view[2, 1] * wy + view[2, 2] * wz)
        vx = -np.float32(view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3])
        vy = -np.float32(view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3])
        vz = -np.float32(view[2, 0] * px + view[2, 1] * py + view[2, 2] * pz + view[2, 3])
        scale = np.float32(1.0) / math.sqrt(vx * vx + vy * vy + vz * vz + np.float32(1e-12))
        vx *= scale
        vy *= scale
        vz *= scale
        facing = nx * vx + ny * vy + nz * vz
        if facing < 0 and sided[m] != 0:
            nx, ny, nz, facing = -nx, -ny, -nz, -facing
        open_ = mesh.occlusion[g]
        # Looked up a little above the surface, so that it does not shade itself.
        lit = np.float32(1.0)
        towards_key = nx * lights[0, 0] + ny * lights[0, 1] + nz * lights[0, 2]
        if shadow_map.shape[0] > 1 and towards_key > np.float32(-0.5) and facing > np.float32(-0.4):
            ox, oy, oz = px + LIFT * wx, py + LIFT * wy, pz + LIFT * wz
            lit = light_through(
                shadow_map,
                np.float32(
                    shadow_view[0, 0] * ox + shadow_view[0, 1] * oy + shadow_view[0, 2] * oz + shadow_view[0, 3]
                ),
                np.float32(
                    shadow_view[1, 0] * ox + shadow_view[1, 1] * oy + shadow_view[1, 2] * oz + shadow_view[1, 3]
                ),
                np.float32(
                    shadow_view[2, 0] * ox + shadow_view[2, 1] * oy + shadow_view[2, 2] * oz + shadow_view[2, 3]
                ),
            )
        facing = max(facing, np.float32(0.02))
        sun = np.float32(1.0) - lights[0, 7] * (np.float32(1.0) - lit)

        tx, ty, tz = np.float32(0.0), np.float32(0.0), np.float32(0.0)
        if kind == HAIR:
            hx, hy, hz = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            for k in range(strand_starts[g], strand_starts[g + 1]):
                j = strand_vertices[k] - offset
                weight = strand_weights[k]
                hx += weight * positions[j, 0]
                hy += weight * positions[j, 1]
                hz += weight * positions[j, 2]
            tx = np.float32(view[0, 0] * hx + view[0, 1] * hy + view[0, 2] * hz)
            ty = np.float32(view[1, 0] * hx + view[1, 1] * hy + view[1, 2] * hz)
            tz = np.float32(view[2, 0] * hx + view[2, 1] * hy + view[2, 2] * hz)
            along = tx * nx + ty * ny + tz * nz
            tx -= along * nx
            ty -= along * ny
            tz -= along * nz
            scale = np.float32(1.0) / math.sqrt(tx * tx + ty * ty + tz * tz + np.float32(1e-12))
            tx *= scale
            ty *= scale
            tz *= scale

        up = np.float32(0.5) + np.float32(0.5) * (nx * lights[3, 4] + ny * lights[3, 5] + nz * lights[3, 6])
        # Light that bounces between pale walls is not lost: shut-in skin turns red rather than black.
        open_red = open_ + (np.float32(1.0) - open_) * open_ * (np.float32(0.55) if kind == SKIN else np.float32(0.15))
        red = (lights[4, 0] + (lights[3, 0] - lights[4, 0]) * up) * open_red
        green = (lights[4, 1] + (lights[3, 1] - lights[4, 1]) * up) * open_
        blue = (lights[4, 2] + (lights[3, 2] - lights[4, 2]) * up) * open_

        rough = max(materials[m, 4], np.float32(0.12))
        reflect = np.float32(0.035)
        if kind == SKIN:
            rough = np.float32(0.46)
            reflect = np.float32(0.03)
        elif kind == CLOTH:
            reflect = np.float32(0.02)
        alpha2 = rough * rough * rough * rough
        shine = np.float32(0.0)
        strength = np.float32(0.0)
        for k in range(3):
            lx, ly, lz = lights[k, 0], lights[k, 1], lights[k, 2]
            cosine = nx * lx + ny * ly + nz * lz
            soft = lights[k, 6]
            through = sun if k == 0 else open_
            if k == 2:
                through = np.float32(0.35) + np.float32(0.65) * open_
            if k == 0:
                through *= np.float32(0.45) + np.float32(0.55) * open_
            if kind == SKIN:
                d_red = _wrapped(cosine, soft + np.float32(0.22)) * through ** np.float32(0.7)
                d_green = _wrapped(cosine, soft + np.float32(0.06)) * through
                d_blue = _wrapped(cosine, soft) * through
            elif kind == HAIR:
                along = tx * lx + ty * ly + tz * lz
                strand = math.sqrt(max(np.float32(1.0) - along * along, np.float32(0.0)))
                d_red = (
                    (np.float32(0.55) * strand + np.float32(0.45)) * _wrapped(cosine, soft + np.float32(0.25)) * through
                )
                d_green = d_red
                d_blue = d_red
            else:
                d_red = _wrapped(cosine, soft) * through
                d_green = d_red
                d_blue = d_red
            red += lights[k, 3] * d_red
            green += lights[k, 4] * d_green
            blue += lights[k, 5] * d_blue
            hx, hy, hz = lx + vx, ly + vy, lz + vz
            scale = np.float32(1.0) / math.sqrt(hx * hx + hy * hy + hz * hz + np.float32(1e-9))
            if kind == HAIR:
                if k == 0:
                    shine = (tx * hx + ty * hy + tz * hz) * scale
                    strength = _wrapped(cosine, np.float32(0.3)) * through * lights[k, 4]
            elif cosine > 0 and facing > np.float32(0.021):
                half = max((nx * hx + ny * hy + nz * hz) * scale, np.float32(0.0))
                across = max((lx * hx + ly * hy + lz * hz) * scale, np.float32(0.05))
                d = half * half * (alpha2 - np.float32(1.0)) + np.float32(1.0)
                bright = alpha2 / (d * d * (np.float32(4.0) * across * across * (rough + np.float32(0.5))))
                grazing = (np.float32(1.0) - across) ** 5
                fresnel = reflect + (np.float32(1.0) - reflect) * grazing
                shine += min(bright * fresnel * cosine, np.float32(1.5)) * lights[k, 4] * through
        edge = np.float32(1.0) - facing
        edge = edge * edge * edge
        if kind == CLOTH:
            # Fuzz: fibres that stand out catch light at the edge.
            shine += np.float32(0.05) * edge * (lights[3, 1] + np.float32(0.4) * lights[2, 4]) * open_
        elif kind == SKIN:
            shine += np.float32(0.10) * edge * edge * lights[3, 1] * open_
        if kind == EYE:
            # The lids and the corners shade the ball, whatever the file says of it.
            above = nx * lights[3, 4] + ny * lights[3, 5] + nz * lights[3, 6]
            above = min(max((above - np.float32(0.05)) * np.float32(1.7), np.float32(0.0)), np.float32(1.0))
            beside = np.float32(1.0) - facing
            lids = (np.float32(1.0) - np.float32(0.6) * above) * (np.float32(1.0) - np.float32(0.55) * beside)
            red *= lids * np.float32(0.98)
            green *= lids * np.float32(0.94)
            blue *= lids * np.float32(0.94)
            shine = np.float32(0.0)
        attributes[g, 0] = mesh.uvs[g, 0]
        attributes[g, 1] = mesh.uvs[g, 1]
        attributes[g, 2] = red * materials[m, 0] + materials[m, 6]
        attributes[g, 3] = green * materials[m, 1] + materials[m, 7]
        attributes[g, 4] = blue * materials[m, 2] + materials[m, 8]
        attributes[g, 5] = shine
        attributes[g, 6] = strength
        attributes[g, 8] = nx
        attributes[g, 9] = ny
        attributes[g, 10] = nz
        attributes[g, 11] = sun * (np.float32(0.3) + np.float32(0.7) * open_)


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy", inline="always")
def _wrapped(cosine: Any, reach: Any) -> Any:
    lit = max((cosine + reach) / (np.float32(1.0) + reach), np.float32(0.0))
    # Steeper near the terminator, so that a soft light does not flatten the form; energy stays near that of a cosine.
    return lit * (np.float32(0.5) + np.float32(0.5) * lit) if reach > np.float32(0.12) else lit
