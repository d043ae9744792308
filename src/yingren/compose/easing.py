"""How things begin and end to move."""


def smooth(part: float) -> float:
    """0 → 0, 1 → 1, starting and ending at rest, in speed and in force."""
    part = min(max(part, 0.0), 1.0)
    return part * part * part * (part * (part * 6 - 15) + 10)


def arrive(part: float) -> float:
    """0 → 0, 1 → 1, fast at first and coming to rest: for what enters."""
    part = min(max(part, 0.0), 1.0)
    return 1 - (1 - part) ** 3


def window(time: float, start: float, end: float, enter: float, leave: float) -> float:
    """How much is there of something that stands from ``start`` to ``end``: fades over both ends, inside them."""
    if not start <= time < end:
        return 0.0
    rising = 1.0 if enter <= 0 else arrive((time - start) / enter)
    falling = 1.0 if leave <= 0 else smooth((end - time) / leave)
    return min(rising, falling)
