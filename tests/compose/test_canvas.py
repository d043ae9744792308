"""Layers are mixed as plain arithmetic says, whatever the number of threads."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from yingren.compose.canvas import Canvas, Layer
from yingren.core.frame import Frame

WIDTH, HEIGHT = 54, 96


def noise(width: int, height: int, seed: int, *, alpha: bool = False, left: int = 0, top: int = 0) -> Frame:
    random = np.random.default_rng(seed)
    y, cover = (random.integers(16, 236, (height, width), np.uint8) for _ in range(2))
    u, v = (random.integers(16, 241, (height // 2, width // 2), np.uint8) for _ in range(2))
    return Frame(y, u, v, (cover - 16) if alpha else None, left, top)


def chroma(alpha: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    quads = alpha.reshape(alpha.shape[0] // 2, 2, alpha.shape[1] // 2, 2)
    return np.asarray(quads.mean(axis=(1, 3)))


@pytest.mark.parametrize("opacity", [1.0, 0.4])
@pytest.mark.parametrize("alpha", [False, True])
def test_over_an_opaque_picture(opacity: float, alpha: bool) -> None:
    below, above = noise(WIDTH, HEIGHT, 1), noise(WIDTH, HEIGHT, 2, alpha=alpha)
    with_threads = Canvas(WIDTH, HEIGHT, threads=2)
    made = with_threads.flatten([Layer(below), Layer(above, opacity)])
    cover = (above.alpha / 255.0 if above.alpha is not None else np.ones((HEIGHT, WIDTH))) * opacity
    for plane, lower, upper, share in (
        (made.y, below.y, above.y, cover),
        (made.u, below.u, above.u, chroma(cover)),
        (made.v, below.v, above.v, chroma(cover)),
    ):
        expected = lower * (1 - share) + upper * share
        assert np.abs(plane - expected).max() <= 0.51
    with_threads.close()


@pytest.mark.parametrize("opacity", [1.0, 0.4])
def test_over_a_transparent_picture(opacity: float) -> None:
    below, above = noise(WIDTH, HEIGHT, 3, alpha=True), noise(WIDTH, HEIGHT, 4, alpha=True)
    assert below.alpha is not None and above.alpha is not None
    canvas = Canvas(WIDTH, HEIGHT, transparent=True)
    made = canvas.flatten([Layer(below), Layer(above, opacity)])
    upper, lower = above.alpha / 255.0 * opacity, below.alpha / 255.0
    both = upper + lower * (1 - upper)
    assert made.alpha is not None
    assert np.abs(made.alpha - both * 255).max() <= 1.01
    seen = both > 0.02
    share = np.where(seen, upper / np.maximum(both, 1e-9), 0)
    expected = below.y + (above.y.astype(float) - below.y) * share
    assert np.abs(made.y - expected)[seen].max() <= 1.01
    canvas.close()


def test_the_number_of_threads_changes_nothing() -> None:
    layers = [Layer(noise(WIDTH, HEIGHT, 5)), Layer(noise(40, 60, 6, alpha=True, left=8, top=22), 0.7)]
    pictures = []
    for threads in (1, 2, 5):
        canvas = Canvas(WIDTH, HEIGHT, threads=threads)
        pictures.append(canvas.flatten(layers))
        canvas.close()
    for picture in pictures[1:]:
        assert np.array_equal(picture.y, pictures[0].y) and np.array_equal(picture.u, pictures[0].u)


@pytest.mark.parametrize(("left", "top"), [(-10, -8), (WIDTH - 6, HEIGHT - 4), (-200, 0), (0, 500), (2, 4)])
def test_a_layer_may_lie_partly_or_wholly_outside(left: int, top: int) -> None:
    canvas = Canvas(WIDTH, HEIGHT)
    layer = noise(20, 30, 7, left=left, top=top)
    made = canvas.flatten([Layer(layer)], pts=7, time_base=Fraction(1, 25))
    expected = np.full((HEIGHT, WIDTH), 16, np.uint8)
    for row in range(30):
        for column in range(20):
            if 0 <= row + top < HEIGHT and 0 <= column + left < WIDTH:
                expected[row + top, column + left] = layer.y[row, column]
    assert np.array_equal(made.y, expected)
    assert (made.pts, made.time_base) == (7, Fraction(1, 25))
    canvas.close()


def test_odd_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        Canvas(55, 96)
