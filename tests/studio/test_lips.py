"""On the presenter herself, over whole scripts: lips touch where they must, and are still where nobody speaks."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from yingren.avatar.lips import lip_gap
from yingren.compose.timeline import Chunk
from yingren.core.faces import SHAPE
from yingren.core.motion import Motion
from yingren.script import read_script
from yingren.studio.cast import Role, act, cast_of
from yingren.studio.layout import lay_out
from yingren.studio.speaking import Speakers

EXAMPLES = Path(__file__).parents[2] / "examples"
TOUCHING = 0.0005
"""Metres between the rims of the lips that nobody sees."""


def performed(name: str) -> Iterator[tuple[Role, Chunk, Motion]]:
    script = read_script(EXAMPLES / name)
    with Speakers(script, None) as speakers:
        timeline = lay_out(script, speakers.speak, script.settings.fps)
    cast = cast_of(script, rate=script.settings.fps, seed=script.settings.seed)
    for chunk in timeline.chunks:
        yield cast[chunk.speaker], chunk, act(cast, chunk)[chunk.speaker]


@pytest.mark.parametrize("name", ["morning-news.md", "product-clip.md"])
def test_every_p_b_m_closes_the_presenters_lips(name: str) -> None:
    closed, opened = 0, 0.0
    for role, chunk, motion in performed(name):
        assert chunk.speech is not None
        for phoneme in chunk.speech.phonemes:
            first = int(np.floor((chunk.lead + phoneme.start) * motion.rate))
            last = int(np.ceil((chunk.lead + phoneme.end) * motion.rate))
            if phoneme.symbol[0] in "pbm":
                gaps = [lip_gap(role.avatar.pose(motion.frame(index))) for index in range(first, last + 1)]
                assert min(gaps) <= TOUCHING, (chunk.speech.text, phoneme)
                closed += 1
            elif phoneme.symbol[0] == "a":
                opened = max(opened, lip_gap(role.avatar.pose(motion.frame((first + last) // 2))))
    assert closed >= 5
    assert opened > 0.004, "lips that never open would close every p"


@pytest.mark.parametrize("name", ["morning-news.md", "product-clip.md"])
def test_the_jaw_rests_in_every_silence(name: str) -> None:
    silences = 0
    for _, chunk, motion in performed(name):
        assert chunk.speech is not None
        jaw = motion.face[:, SHAPE["jawOpen"]]
        times = [(chunk.lead + one.start, chunk.lead + one.end) for one in chunk.speech.phonemes]
        edges = [0.0, *[moment for span in times for moment in span], chunk.frames / motion.rate]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end - start < 0.2:
                continue
            # The mouth closes for 0.12 s after a sound and gets ready 0.1 s before the next.
            still = jaw[int(np.ceil((start + 0.12) * motion.rate)) : int((end - 0.1) * motion.rate) + 1]
            if len(still):
                silences += 1
                assert np.ptp(still) < 0.02, (chunk.speech.text, start, end)
    assert silences >= 5
