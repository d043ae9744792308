from collections.abc import Iterator

import pytest

from yingren.render import Camera, Renderer

SIZE = (192, 128)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(*SIZE, threads=1) as one:
        yield one


@pytest.fixture
def camera() -> Camera:
    """One metre is 64 pixels at z = 0, whose (0, 0) is the picture's middle."""
    from math import atan

    return Camera((0.0, 0.0, 10.0), (0.0, 0.0, 0.0), 2 * atan(0.1))
