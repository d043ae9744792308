"""How long a picture takes to draw: ``python bench/render.py [avatar] [--size 1080x1920]``.

Milliseconds a frame of the packaged presenter at each camera distance, by one and by two threads, the least of many
runs (others may be using this machine) and the median, with what the picture held. The last column is processor time
of one thread, which other programs disturb less.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from math import radians

import numpy as np
import numpy.typing as npt

from yingren.avatar import open_avatar
from yingren.avatar.avatar import Measures
from yingren.core.bones import BONE, BONES
from yingren.core.faces import ARKIT
from yingren.core.motion import Pose
from yingren.render import Camera, Renderer

RUNS = 30


def standing() -> Pose:
    """Arms down, face at rest."""
    bones = np.zeros((len(BONES), 4), np.float32)
    bones[:, 3] = 1
    for name, sign in (("leftUpperArm", -1), ("rightUpperArm", 1)):
        half = radians(72) / 2
        bones[BONE[name]] = (0, 0, sign * np.sin(half), np.cos(half))
    return Pose(np.zeros(len(ARKIT), np.float32), bones, np.zeros(3, np.float32), np.zeros(2, np.float32))


def cameras(measures: Measures) -> dict[str, Camera]:
    """The distances a clip is made from."""
    eye = measures.eye_height
    return {
        "close": Camera((0, eye - 0.03, 1.25), (0, eye - 0.09, 0), 0.5),
        "medium": Camera((0, eye - 0.1, 2.1), (0, eye - 0.22, 0), 0.5),
        "wide": Camera((0, eye - 0.5, 4.2), (0, eye - 0.65, 0), 0.5),
    }


def timed(work: Callable[[], object], clock: Callable[[], float]) -> list[float]:
    """Milliseconds of each of many runs."""
    times = []
    for _ in range(RUNS):
        start = clock()
        work()
        times.append((clock() - start) * 1000)
    return times


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("avatar", nargs="?", default="lin")
    parser.add_argument("--size", default="1080x1920")
    arguments = parser.parse_args()
    width, height = (int(part) for part in arguments.size.split("x"))
    avatar = open_avatar(arguments.avatar)
    start = time.perf_counter()
    posed = avatar.pose(standing())
    scene = [posed]
    with Renderer(width, height, threads=1) as renderer:
        renderer.draw(scene, cameras(avatar.measures)["close"])
    print(f"{avatar.name}: {len(avatar.model.triangles):,} triangles, {width}×{height}")
    print(f"first picture, with compiling or reading what was compiled: {time.perf_counter() - start:.1f} s")
    print(f"{'camera':10}{'covered':>9}{'1 thread':>16}{'2 threads':>16}{'processor':>12}")
    for name, camera in cameras(avatar.measures).items():
        columns = []
        covered = 0.0
        processor = 0.0
        for threads in (1, 2):
            with Renderer(width, height, threads=threads) as renderer:
                frame = renderer.draw(scene, camera)
                alpha = frame.alpha
                covered = 0.0 if alpha is None else float((alpha > 0).sum()) / (width * height)
                work = partial(renderer.draw, scene, camera)
                times = timed(work, time.perf_counter)
                if threads == 1:
                    processor = min(timed(work, time.thread_time))
            columns.append(f"{min(times):7.1f} ({np.median(times):.1f})")
        print(f"{name:10}{covered:>9.0%}{columns[0]:>16}{columns[1]:>16}{processor:>12.1f}")
    print("milliseconds a frame: least (median)")
    peer(scene[0].model.triangles, scene[0].positions, width, height)


def peer(triangles: npt.NDArray[np.int32], positions: npt.NDArray[np.float32], width: int, height: int) -> None:
    """The same triangles through OpenGL in software, where moderngl and a driver are there."""
    try:
        moderngl = import_module("moderngl")

        context = moderngl.create_context(standalone=True, backend="egl")
    except Exception as error:
        print(f"peer: no moderngl here ({type(error).__name__})")
        return
    program = context.program(
        vertex_shader="#version 330\nin vec3 p; void main() { gl_Position = vec4(p.x, p.y - 1.4, -p.z * 0.1, 0.5); }",
        fragment_shader="#version 330\nout vec4 c; void main() { c = vec4(0.7, 0.5, 0.4, 1.0); }",
    )
    vertices = context.buffer(np.ascontiguousarray(positions, np.float32).tobytes())
    mesh = context.vertex_array(program, [(vertices, "3f", "p")], context.buffer(triangles.astype("i4").tobytes()))
    target = context.simple_framebuffer((width, height))
    context.enable(moderngl.DEPTH_TEST)

    def draw() -> None:
        target.use()
        target.clear()
        mesh.render()
        target.read(components=4)

    times = timed(draw, time.perf_counter)
    print(f"peer: moderngl on {context.info['GL_RENDERER']}, one colour, no antialiasing: {min(times):.1f} ms")


if __name__ == "__main__":
    main()
