"""Colour: linear light ↔ sRGB ↔ BT.709 limited-range YUV, and the film curve.

Sources: IEC 61966-2-1 (sRGB), ITU-R BT.709-6 (luma weights, 8-bit limited range).
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

LUMA = (0.2126, 0.7152, 0.0722)
"""BT.709 weights of R, G, B in luma."""

TONE_BASE = 0x39000000
"""Bits of float32 2⁻¹³: light below this is black."""

TONE_SHIFT = 15
"""Bits dropped from a float32 for the index of the film curve: 256 steps an octave, under half a level each."""

SHOULDER = 0.72
"""Encoded brightness up to which the film curve is plain sRGB; above, it bends gently towards white."""


def srgb_from_linear(linear: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Encode linear light 0..1 as sRGB 0..1, any shape."""
    value = np.clip(np.asarray(linear, np.float64), 0, 1)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


def linear_from_srgb(encoded: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Decode sRGB 0..1 to linear light 0..1, any shape."""
    value = np.clip(np.asarray(encoded, np.float64), 0, 1)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def film(linear: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The film curve: linear light 0..∞ → encoded 0..1; sRGB below the shoulder, a soft roll-off above."""
    value = np.maximum(np.asarray(linear, np.float64), 0)
    encoded = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)
    above = np.maximum(encoded - SHOULDER, 0)
    room = 1 - SHOULDER
    return np.where(encoded > SHOULDER, SHOULDER + room * (1 - np.exp(-above / room)), encoded)


def film_table() -> Floats:
    """The film curve for the kernels: float32 [N], by ``(bits of the float32 − TONE_BASE) >> TONE_SHIFT``.

    The curve is taken at the middle of each step. The last entry is that of light 16.
    """
    last = (int(np.float32(16).view(np.int32)) - TONE_BASE) >> TONE_SHIFT
    bits = (np.arange(last + 1, dtype=np.int64) << TONE_SHIFT) + TONE_BASE + (1 << (TONE_SHIFT - 1))
    light = bits.astype(np.int32).view(np.float32).astype(np.float64)
    # Below the first step the table holds the value at zero, so the first octave fades to black.
    values = film(light)
    values[0] = 0.0
    return values.astype(np.float32)


def yuv_from_rgb(rgb: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Encoded RGB 0..255 [..., 3] → Y, U, V in 8-bit limited range, not rounded, [..., 3]."""
    value = np.asarray(rgb, np.float64) / 255
    luma = value @ np.array(LUMA)
    blue = (value[..., 2] - luma) / (2 * (1 - LUMA[2]))
    red = (value[..., 0] - luma) / (2 * (1 - LUMA[0]))
    return np.stack([16 + 219 * luma, 128 + 224 * blue, 128 + 224 * red], axis=-1)


def rgb_from_yuv(yuv: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Y, U, V in 8-bit limited range [..., 3] → encoded RGB 0..255, clipped, not rounded, [..., 3]."""
    value = np.asarray(yuv, np.float64)
    luma = (value[..., 0] - 16) / 219
    blue = (value[..., 1] - 128) / 224
    red = (value[..., 2] - 128) / 224
    r = luma + 2 * (1 - LUMA[0]) * red
    b = luma + 2 * (1 - LUMA[2]) * blue
    g = (luma - LUMA[0] * r - LUMA[2] * b) / LUMA[1]
    return np.clip(np.stack([r, g, b], axis=-1) * 255, 0, 255)
