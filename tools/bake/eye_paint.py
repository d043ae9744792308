"""Iris, sclera and lashes."""

import numpy as np
from scipy.ndimage import gaussian_filter

from .eyes import IRIS, REACH
from .mesh import Array
from .paint import Canvas, Generator, mixed, near, noise, smoothstep, srgb

SIZE = 512


def eye(colours: dict[str, str], random: Generator) -> Array:
    """An eyeball as a disc seen from the front: sRGB [h, w, 3]. The middle is the pupil."""
    rows, columns = np.mgrid[0:SIZE, 0:SIZE]
    x, y = (columns + 0.5) / SIZE - 0.5, 0.5 - (rows + 0.5) / SIZE
    polar = np.hypot(x, y) / 0.49 * REACH
    turn = np.arctan2(y, x)
    r = polar / IRIS
    picture = np.broadcast_to(np.array((0.925, 0.905, 0.89)), (SIZE, SIZE, 3)).copy()
    # Whites redden and darken towards the corners and under the lids.
    picture = mixed(picture, (0.80, 0.60, 0.55), 0.55 * smoothstep(np.abs(np.cos(turn)) * polar, 0.62, 1.25))
    picture = mixed(picture, (0.66, 0.56, 0.54), 0.5 * smoothstep(np.abs(y) / 0.49 * REACH, 0.5, 1.0))
    veins = np.abs(noise((SIZE, SIZE), 7, random))
    picture = mixed(picture, (0.80, 0.42, 0.38), 0.16 * smoothstep(veins, 0.09, 0.0) * smoothstep(polar, 0.75, 1.3))
    iris, dark = np.array(srgb(colours["iris"])), np.array(srgb(colours["iris_rim"]))
    fibres = _fibres(turn, r, random)
    light = np.clip(1.0 + 0.20 * fibres, 0.5, 1.6)
    # Light falls in from above and gathers in the lower half of the iris.
    glow = 1 + 0.55 * smoothstep(-np.sin(turn) * r, -0.25, 0.85) - 0.28 * smoothstep(np.sin(turn) * r, 0.1, 0.9)
    body = iris * (light * glow)[..., None]
    body = (
        body
        + (np.array(srgb(colours["iris_inner"])) * light[..., None] - body) * near(r - 0.54, 0.15)[..., None] * 0.55
    )
    body = body + (dark - body) * smoothstep(r, 0.66, 0.98)[..., None]
    body = body * (1 - 0.93 * smoothstep(r, 0.475, 0.405))[..., None]
    inside = smoothstep(r, 1.05, 0.93)
    picture = picture + (body - picture) * inside[..., None]
    ring = near(r - 1.0, 0.075)
    return mixed(picture, tuple((dark * 0.75).tolist()), 0.55 * ring)


def _fibres(turn: Array, r: Array, random: Generator) -> Array:
    table = random.standard_normal((64, 1024))
    table = gaussian_filter(table, (7, 1.4), mode="wrap")
    table /= table.std()
    column = ((turn / (2 * np.pi)) % 1 * 1024 + 6 * np.sin(r * 5)).astype(int) % 1024
    row = np.clip(r * 63, 0, 63).astype(int)
    return np.asarray(gaussian_filter(table[row, column], 0.6))


def lashes(colours: dict[str, str], random: Generator, *, count: int, upper: bool) -> Array:
    """A strip of lashes, u from the inner to the outer corner, v from tips (0) to roots (1): RGBA [h, w, 4]."""
    height, width = 128, 512
    canvas = Canvas(height, width)
    for index in range(count):
        u = 0.03 + 0.76 * (index + 0.5 + random.normal(0, 0.22)) / count
        # Longest two thirds out; they gather in little groups and fan outwards.
        long = (0.34 + 0.60 * np.sin(np.pi * min(max(0.10 + 0.84 * u, 0), 1)) ** 0.9) * random.uniform(0.8, 1.08)
        if not upper:
            long *= 0.62
        fan = (u - 0.36) * 46 + random.normal(0, 5)
        t = np.linspace(0, 1, 8)
        xs = u * width + fan * t**1.5
        ys = height - 2 - t * long * (height - 6)
        canvas.stroke(np.stack([xs, ys], axis=-1), 4.2 if upper else 3.0, 0.95 if upper else 0.7)
    rows, columns = np.mgrid[0:height, 0:width]
    # Roots stand so close that they make a line.
    ends = smoothstep(columns / width, 0.02, 0.10) * smoothstep(columns / width, 0.84, 0.74)
    line = smoothstep(rows / height, 0.86, 0.97) * ends * (0.9 if upper else 0.45)
    alpha = np.clip(np.maximum(canvas.coverage() * 1.15, line), 0, 1)
    out = np.empty((height, width, 4))
    out[..., :3] = srgb(colours["lash"])
    out[..., 3] = alpha
    return out
