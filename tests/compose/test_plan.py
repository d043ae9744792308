"""What cues, scenes and settings ask for, along the movie."""

from yingren.compose.plan import END_SECONDS, TITLE_SECONDS, plan_of
from yingren.core.script import Scene, Settings

from .scenes import cue, timeline

TEXTS = ["一二三四五", "六七八九十", "甲乙丙丁戊"]


def test_a_picture_stands_until_it_is_hidden_or_the_next_comes() -> None:
    cues = {
        0: [cue("show", "a.png", 1.0), cue("show", "b.png", 2.0, place="behind")],
        1: [cue("hide", "", 0.5)],
        2: [cue("clip", "c.mp4", 1.0, seconds=0.8)],
    }
    first, second, third = plan_of(timeline(TEXTS, Settings(), cues=cues)).showings
    assert (first.name, first.place, first.start, first.end) == ("a.png", "beside", 1.0, 2.0)
    assert (second.name, second.place, second.end) == ("b.png", "behind", 3.5)
    assert (third.moving, third.place) == (True, "full")
    assert abs(third.end - 7.8) < 1e-9


def test_a_picture_ends_with_its_scene() -> None:
    plan = plan_of(timeline(TEXTS, Settings(), cues={1: [cue("show", "a.png", 1.0)]}))
    assert plan.showings[0].end == plan.duration


def test_a_picture_beside_waits_for_the_title_to_go() -> None:
    line = timeline(TEXTS, Settings(title="标题"), cues={0: [cue("show", "a.png", 0.5), cue("show", "b.png", 1.0)]})
    plan = plan_of(line)
    assert [(showing.name, showing.start) for showing in plan.showings] == [("b.png", TITLE_SECONDS)]


def test_scenes_change_camera_and_background_and_give_them_back() -> None:
    scene = Scene("人工智能", settings={"camera": "close", "background": "#102030"})
    plan = plan_of(timeline(TEXTS, Settings(title="标题"), scene=scene, cues={1: [cue("camera", "wide", 1.0)]}))
    assert plan.cameras == ((0.0, "close"), (4.0, "wide"))
    assert plan.backgrounds == ((0.0, "#102030"),)
    assert [(heading.text, heading.start) for heading in plan.headings] == [("人工智能", TITLE_SECONDS)]


def test_the_end_card_stands_at_the_end() -> None:
    plan = plan_of(timeline(TEXTS, Settings(end="再见")))
    assert plan.end_start == plan.duration - END_SECONDS
    assert plan_of(timeline(TEXTS, Settings())).end_start == plan.duration


def test_the_cast_is_who_speaks_in_the_order_of_the_front_matter() -> None:
    assert plan_of(timeline([("乙", "你好"), ("甲", "你好"), ("乙", "再见")])).cast == ("乙", "甲")
    assert plan_of(timeline(["你好"])).cast == ("",)
