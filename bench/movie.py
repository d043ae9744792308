"""One measurement of ``make`` in one process; prints a line of JSON."""

import argparse
import json
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from yingren import make, read_script
from yingren.compose import Composer
from yingren.compose.check import check
from yingren.media.encode import EncodeSettings, encode_only
from yingren.render import Renderer
from yingren.studio.cast import act, cast_of
from yingren.studio.layout import lay_out
from yingren.studio.progress import Event
from yingren.studio.speaking import Speakers


def whole(script: Path, size: str, draft: bool, measured: bool) -> dict[str, float]:
    """Make the movie and say how long each stage took, when the first frame was there, and the peak of memory.

    ``measured`` adds what ``yingren check`` reads from the file: the offset of sound and lips, and its drift.
    """
    begun: dict[str, float] = {}
    first: list[float] = []
    start = perf_counter()

    def listen(event: Event) -> None:
        now = perf_counter()
        begun.setdefault(event.stage, now)
        if event.stage == "pictures" and event.done and not first:
            first.append(now)

    with tempfile.TemporaryDirectory() as folder:
        movie = make(script, Path(folder) / "m.mp4", draft=draft, settings={"size": size}, on_event=listen)
        end = perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = check(movie.path) if measured else None
    read = {name: report[name].value or 0.0 for name in ("lip_offset", "lip_drift")} if report is not None else {}
    unit = 1 if sys.platform == "darwin" else 1024
    return read | {
        "duration": movie.duration,
        "seconds": end - start,
        "first_frame": first[0] - start,
        "memory": memory * unit,
        "speech": begun["pictures"] - begun["speech"],
        "pictures": begun["finish"] - begun["pictures"],
        "finish": end - begun["finish"],
    }


def steps(path: Path, size: str) -> dict[str, float]:
    """Each step of the chain alone, in seconds over all frames, and the encoder alone on the same frames."""
    script = read_script(path, set_={"size": size})
    width, height = script.settings.size
    with Speakers(script, None) as speakers:
        timeline = lay_out(script, speakers.speak, script.settings.fps)
    cast = cast_of(script, rate=timeline.fps, seed=0)
    measures = {name: role.avatar.measures for name, role in cast.items()}
    composer = Composer(script, timeline, measures, width=width, height=height)
    renderer = Renderer(width, height)
    spent = dict.fromkeys(("act", "pose", "draw", "compose", "encode"), 0.0)
    for chunk in timeline.chunks:
        start = perf_counter()
        performance = act(cast, chunk)
        spent["act"] += perf_counter() - start
        frames = []
        for index in range(chunk.frames):
            layers = []
            for shot in composer.shots(chunk.first + index):
                start = perf_counter()
                posed = cast[shot.speaker].avatar.pose(performance[shot.speaker].frame(index))
                middle = perf_counter()
                layers.append(renderer.draw([posed], shot.camera, shot.lights))
                spent["pose"] += middle - start
                spent["draw"] += perf_counter() - middle
            start = perf_counter()
            frames.append(composer.compose(chunk.first + index, layers))
            spent["compose"] += perf_counter() - start
        spent["encode"] += encode_only(frames, width, height, timeline.fps, EncodeSettings())
    renderer.close()
    return spent | {"frames": timeline.frames}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("script", type=Path)
    parser.add_argument("size")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--steps", action="store_true")
    chosen = parser.parse_args()
    if chosen.steps:
        print(json.dumps(steps(chosen.script, chosen.size)))
    else:
        print(json.dumps(whole(chosen.script, chosen.size, chosen.draft, chosen.check)))
