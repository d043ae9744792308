"""How near the aligner comes to times set by people and by aligners trained on much speech.

``python -m bench.alignment`` prints the table of ``docs/alignment.md``. It needs the shared recordings.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tests.conftest import SHARED
from tests.speech.test_align import measured

from yingren.media.sound import read_sound
from yingren.speech.align import align
from yingren.speech.align_voice import Reference


def row(name: str, offsets: Sequence[float]) -> None:
    """One line of the table, in milliseconds."""
    median, ninety, worst = (1000 * value for value in (np.median(offsets), np.percentile(offsets, 90), max(offsets)))
    print(f"{name:44} {len(offsets):6} {median:7.0f} {ninety:7.0f} {worst:7.0f}")


def grid(folder: Path, reference: Reference, every: int) -> list[float]:
    """Seconds by which word starts differ in every n-th GRID sentence."""
    offsets: list[float] = []
    for line in (folder / "words.tsv").read_text(encoding="utf-8").splitlines()[::every]:
        name, *spans = line.split()
        spoken = [span.split(":") for span in spans if span.split(":")[2] not in ("sil", "sp")]
        sound = read_sound(folder / "audio" / f"{name}.flac")
        found = align(reference.speak(" ".join(said for _, _, said in spoken), "en"), sound.samples, sound.rate)
        offsets += [abs(word.start - float(start)) for word, (start, _, _) in zip(found.words, spoken, strict=True)]
    return offsets


def main() -> None:
    """Print the table."""
    reference = Reference()
    print(f"{'milliseconds':44} {'number':>6} {'median':>7} {'90 %':>7} {'worst':>7}")
    words, phones = measured(SHARED / "aligned", reference, "LJ*.TextGrid")
    row("LJ Speech, woman, English: word starts", words)
    row("LJ Speech, woman, English: phone starts", phones)
    words, phones = measured(SHARED / "aligned", reference, "SSB*.TextGrid")
    row("AISHELL-3, woman, Mandarin: syllable starts", words)
    row("AISHELL-3, woman, Mandarin: phone starts", phones)
    row("GRID s1, man, English: word starts", grid(SHARED / "grid_s1", reference, 4))
    sound = read_sound(SHARED / "aligned" / "LJ001-0001.wav")
    text = (
        "printing in the only sense with which we are at present concerned differs from most if not from all the arts "
        "and crafts represented in the exhibition"
    )
    said = reference.speak(text, "en")
    align(said, sound.samples, sound.rate)
    start = time.process_time()
    for _ in range(10):
        align(said, sound.samples, sound.rate)
    print(f"\n{sound.duration / ((time.process_time() - start) / 10):.0f} seconds of speech a second, on one core")
    reference.close()


if __name__ == "__main__":
    main()
