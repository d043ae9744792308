"""Progress tells the truth about what remains."""

from yingren.studio.progress import Event, Stopwatch


def test_the_estimate_follows_the_speed_so_far() -> None:
    now, events = [0.0], list[Event]()
    watch = Stopwatch("pictures", 10, "frames", events.append, clock=lambda: now[0])
    assert events[-1].remaining is None
    now[0] = 2.0
    watch.step(4)
    assert events[-1].done == 4
    assert events[-1].remaining == 3.0


def test_reused_work_does_not_make_the_estimate_too_hopeful() -> None:
    now, events = [0.0], list[Event]()
    watch = Stopwatch("pictures", 100, "frames", events.append, clock=lambda: now[0])
    watch.step(80, reused=True)
    assert events[-1].remaining is None
    now[0] = 1.0
    watch.step(1)
    assert events[-1].remaining == 19.0
