"""The frozen vocabularies: faces and bones."""

from yingren.core.bones import BONE, BONES, PARENT
from yingren.core.faces import ARKIT, SHAPE


def test_arkit_has_52_names_in_alphabetical_order() -> None:
    assert len(ARKIT) == 52
    assert list(ARKIT) == sorted(ARKIT)
    assert SHAPE["jawOpen"] == ARKIT.index("jawOpen")


def test_humanoid_has_55_bones_and_every_finger() -> None:
    assert len(BONES) == 55
    fingers = [name for name in BONES if any(part in name for part in ("Proximal", "Intermediate", "Distal", "Metac"))]
    assert len(fingers) == 30


def test_parents_are_bones_and_lead_to_the_hips() -> None:
    for bone in BONES:
        steps, at = 0, bone
        while (above := PARENT[at]) is not None:
            assert above in BONE
            at, steps = above, steps + 1
            assert steps < len(BONES)
        assert at == "hips"
    assert PARENT["leftThumbDistal"] == "leftThumbProximal"
    assert PARENT["rightIndexProximal"] == "rightHand"
