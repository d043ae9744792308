"""Locks: broad strips of strands over the shell of hair, and the pictures of both."""

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from .hair import MARGIN, Hair, places_on
from .mesh import Array, grid_quads, normals_of, triangles_of, unit
from .paint import Generator, noise, smoothstep, srgb
from .part import Part
from .skeleton import Skeleton

CLUMPS = 4
"""Clumps side by side in the locks' texture."""
CORE = (0.05, 0.95)
"""Where a clump's closed core begins and ends across it: nothing shines through, so it is drawn as fast as cloth."""
SOLID = (0.07, 0.86)
"""Where it begins and ends along it."""
_ROWS = np.concatenate([[0.005, 0.045], np.linspace(0.085, 0.50, 12), [0.60, 0.70, 0.79, 0.86, 0.93, 0.995]])
"""Places of vertices along a lock: close where it bends over the head."""
_COLUMNS = np.array([0.04, 0.27, 0.73, 0.96])
"""And across it."""


def locks(hair: Hair, skeleton: Skeleton, random: Generator, *, count: int) -> Part:
    """Strips of strands over the shell, seen from outside."""
    rows, columns = len(_ROWS), len(_COLUMNS)
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    turn = np.arange(count) // 2
    # The foremost always lies along the edge.
    place = (turn + random.random(count) * (turn > 0)) / ((count + 1) // 2)
    azimuth = side * (hair.cut.edge - 2.0 + (182.0 - hair.cut.edge) * place**1.15)
    lift = random.uniform(0.0008, 0.0036, count)
    lift[place < 0.06] = random.uniform(0.0, 0.002, int(np.sum(place < 0.06)))
    longer = random.normal(0, 0.0025, count)
    t = _ROWS
    guides = places_on(hair.strands(azimuth, 60, lift=lift, longer=longer), t)
    width = random.uniform(0.020, 0.032, count)
    width[place < 0.08] *= 0.55
    profile = (0.45 + 0.55 * smoothstep(t, 0, 0.35)) * (1 - 0.35 * smoothstep(t, 0.75, 1.0))
    along = unit(np.gradient(guides, axis=1))
    outward = unit(guides - hair.middle + np.array([0, 1, 0]) * (hair.middle[1] - guides[..., 1:2]).clip(0))
    sideways = unit(np.cross(along, outward))
    # Locks wander to the sides a little, together with their neighbours.
    wander = np.sin(t[None] * random.uniform(2, 5, count)[:, None] + random.uniform(0, 6.3, count)[:, None])
    guides = guides + sideways * (wander * 0.0022 * smoothstep(t, 0.1, 0.6))[..., None]
    tilt = random.normal(0, 0.06, count)[:, None, None]
    lean = unit(sideways + outward * tilt)
    across = (2 * _COLUMNS - 1)[None, None, :, None]
    half = (width[:, None] * profile[None])[..., None, None] / 2
    # Across it bends as the head does, and its edges and roots tuck into the shell: an outline has no gaps.
    sunk = lift[:, None] * (0.25 + 0.75 * smoothstep(t, -0.12, 0.42)) + 0.0045
    # Beyond the foremost hair there is no shell to tuck into.
    among = smoothstep(place, 0.01, 0.06)[:, None]
    sunk = sunk * (0.5 + 0.5 * among)
    dip = outward[:, :, None] * (across**2) * (half**2 / 0.16 + sunk[..., None, None])
    crest = 0.0012 * smoothstep(t, 0.0, 0.12) - (0.25 * lift[:, None] + 0.001) * smoothstep(t, 0.12, 0.0) * among
    points = guides[:, :, None] + lean[:, :, None] * across * half + outward[:, :, None] * crest[..., None, None] - dip
    triangles = triangles_of(grid_quads(rows, columns))
    clump = random.integers(0, CLUMPS, count)
    parts = []
    for index in range(count):
        flat = points[index].reshape(-1, 3)
        own, normals = triangles, normals_of(flat, triangles)
        out = np.repeat(outward[index], columns, axis=0)
        if float(np.mean(np.sum(normals * out, axis=1))) < 0:
            own, normals = triangles[:, ::-1], -normals
        u = (clump[index] + _COLUMNS) / CLUMPS
        uvs = np.stack(np.broadcast_arrays(u[None, :], t[:, None]), axis=-1).reshape(-1, 2)
        # Lit as part of the whole head of hair, with a little of its own shape.
        normals = unit(0.75 * out + 0.25 * normals)
        shade = np.repeat(0.72 + 0.28 * smoothstep(t, 0.0, 0.15) - 0.14 * smoothstep(t, 0.75, 1.0), columns)
        shade = shade * (0.9 + 26 * lift[index])
        parts.append((flat, normals, uvs, own + index * len(flat), shade))
    return Part(
        "locks",
        "hair",
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([p[2] for p in parts]),
        np.concatenate([p[3] for p in parts]),
        skeleton.only(count * rows * columns, "head"),
        occlusion=np.clip(np.concatenate([p[4] for p in parts]), 0, 1),
    )


def closed(uvs: Array) -> Array:
    """Which places of the locks' texture [..., 2] lie in a clump's core."""
    u = np.mod(uvs[..., 0] * CLUMPS, 1.0)
    v = uvs[..., 1]
    return np.asarray((u >= CORE[0]) & (u <= CORE[1]) & (v >= SOLID[0]) & (v <= SOLID[1]))


def lock_picture(colour: str, random: Generator) -> Array:
    """Clumps of strands side by side, roots above: RGBA [h, w, 4].

    They are closed but for ragged roots, so that the parting is a soft line, and ragged tips.
    """
    height, width = 512, 512
    u, v = (np.arange(width) + 0.5) / width, ((np.arange(height) + 0.5) / height)[:, None]
    off = np.abs(np.mod(u * CLUMPS, 1.0) - 0.5)
    tip = 0.965 - 0.05 * smoothstep(off, 0.25, 0.46) + 0.016 * _ragged(width, 1.1, random)
    root = 0.028 + 0.012 * _ragged(width, 1.1, random)
    out = np.empty((height, width, 4))
    out[..., :3] = _streaks(height, width, colour, random)
    alpha = smoothstep(v - np.clip(tip, 0.89, 0.985), 0.014, -0.014) * smoothstep(v - root.clip(0, 0.055), -0.01, 0.01)
    out[..., 3] = alpha * smoothstep(off, 0.485, 0.465)
    return out


def shell_picture(colour: str, random: Generator) -> Array:
    """Strands that cover, ragged at the tips and at the face: RGBA [h, w, 4]."""
    height, width = 512, 1024
    out = np.empty((height, width, 4))
    out[..., :3] = _streaks(height, width, colour, random)
    v = ((np.arange(height)[:, None] + 0.5) / height - MARGIN) / (1 - 2 * MARGIN)
    u = ((np.arange(width)[None, :] + 0.5) / width - MARGIN) / (1 - 2 * MARGIN)
    tips = smoothstep(v - (0.968 + 0.007 * _ragged(width, 0.9, random)[None]), 0.010, -0.010)
    edge = _ragged(height, 4.0, random)
    side = smoothstep(u - (0.006 + 0.003 * edge[:, None]), -0.002, 0.003)
    out[..., 3] = tips * side
    return out


def _ragged(count: int, blur: float, random: Generator) -> Array:
    """Noise of deviation 1 along a line, ``blur`` texels wide: [count]."""
    line = gaussian_filter1d(random.standard_normal(count), blur)
    return np.asarray(line / line.std())


def _streaks(height: int, width: int, colour: str, random: Generator) -> Array:
    """Fine and broad streaks along the strands, sRGB [h, w, 3]."""
    fine = gaussian_filter(random.standard_normal((height, width)), (60, 0.7), mode="wrap")
    broad = gaussian_filter(random.standard_normal((height, width)), (90, 5), mode="wrap")
    light = 1 + 0.20 * fine / fine.std() + 0.16 * broad / broad.std() + 0.04 * noise((height, width), 40, random)
    base = np.array(srgb(colour))
    warm = np.array([1.06, 1.0, 0.94])
    return np.asarray(np.clip(base * np.clip(light, 0.4, 2.0)[..., None] * warm, 0, 1))
