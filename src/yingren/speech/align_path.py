"""The cheapest way through a reference for a stretch of sound: dynamic programming, compiled."""

import numba
import numpy as np
import numpy.typing as npt

STAY = 0.2
"""Cost of one more frame of sound on the same reference frame: keeps slow speech from collecting in one place."""
SKIP = 0.3
"""Cost of leaving out a reference frame, as fast speech does."""


@numba.njit(cache=True, nogil=True, fastmath=True)
def distances(said: npt.NDArray[np.float32], heard: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """How unlike each frame of one sound is to each of the other; about 1 for the same sound by two speakers.

    Compiled rather than left to a matrix product: these are small, and a library that starts threads for each of them
    is many times slower on a busy machine.

    Args:
        said: float32 [R, D].
        heard: float32 [T, D].

    Returns:
        float32 [R, T].
    """
    found = np.empty((len(said), len(heard)), np.float32)
    scale = np.float32(2.0 / said.shape[1])
    for row in range(len(said)):
        for column in range(len(heard)):
            total = np.float32(0)
            for part in range(said.shape[1]):
                difference = said[row, part] - heard[column, part]
                total += difference * difference
            found[row, column] = np.sqrt(total * scale)
    return found


@numba.njit(cache=True, nogil=True, fastmath=True)
def products(rows: npt.NDArray[np.float32], columns: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """``rows @ columns.T`` for the same reason: float32 [N, K] and [M, K] to [N, M]."""
    found = np.empty((len(rows), len(columns)), np.float32)
    for row in range(len(rows)):
        for column in range(len(columns)):
            total = np.float32(0)
            for part in range(rows.shape[1]):
                total += rows[row, part] * columns[column, part]
            found[row, column] = total
    return found


@numba.njit(cache=True, nogil=True)
def cheapest_path(
    distance: npt.NDArray[np.float32],
    row: npt.NDArray[np.int64],
    silence: npt.NDArray[np.float32],
    open_end: bool,
) -> tuple[npt.NDArray[np.int64], float]:
    """Find which state each frame of the sound is in.

    States run in order and none is entered twice. A state is either a frame of the reference or a silence between two
    words, which may be left out.

    Args:
        distance: float32 [R, T], how unlike reference frame and sound frame are.
        row: int64 [S], the reference frame of each state; −1 for a silence.
        silence: float32 [T], what it costs to call a frame of the sound silent.
        open_end: Whether the sound may end before the reference does.

    Returns:
        int64 [T], the state of each frame, and the cost of the whole path.
    """
    states, frames = len(row), distance.shape[1]
    never = 1e30
    before = np.full(states, never)
    now = np.full(states, never)
    steps = np.zeros((frames, states), np.uint8)
    before[0] = silence[0] if row[0] < 0 else distance[row[0], 0]
    if row[0] < 0 and states > 1:
        before[1] = distance[row[1], 0]
    for frame in range(1, frames):
        for state in range(states):
            quiet = row[state] < 0
            best = before[state] + (0.0 if quiet else STAY)
            step = 0
            if state >= 1 and before[state - 1] < best:
                best, step = before[state - 1], 1
            if state >= 2:
                cost = before[state - 2] + (0.0 if row[state - 1] < 0 else SKIP)
                if cost < best:
                    best, step = cost, 2
            if state >= 3:
                over_silence = row[state - 1] < 0 or row[state - 2] < 0
                cost = before[state - 3] + (SKIP if over_silence else 2.5 * SKIP)
                if cost < best:
                    best, step = cost, 3
            now[state] = best + (silence[frame] if quiet else distance[row[state], frame])
            steps[frame, state] = step
        before, now = now, before
    last = states - 1
    if open_end:
        last = int(np.argmin(before))
    elif states > 1 and row[last] < 0 and before[last - 1] < before[last]:
        last -= 1
    path = np.empty(frames, np.int64)
    state = last
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= steps[frame, state]
    return path, before[last]
