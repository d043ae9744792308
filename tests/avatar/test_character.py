import itertools
import math
from pathlib import Path

import numpy as np
import pytest

from yingren.avatar import Character, open_avatar
from yingren.avatar.lips import lip_gap
from yingren.avatar.model import Floats, Model
from yingren.avatar.rig import Rig
from yingren.avatar.skin import Skinner
from yingren.core.bones import BONE
from yingren.core.errors import AvatarError, InputError, UnknownName
from yingren.core.faces import ARKIT

from .conftest import pose_of


def test_it_has_all_shapes_bones_and_expressions(lin: Character) -> None:
    assert {morph.name for morph in lin.model.morphs} == set(ARKIT)
    missing = set(BONE) - set(lin.model.skeleton.humanoid)
    assert missing == {"jaw"}
    assert {"aa", "ih", "ou", "ee", "oh", "blink", "happy", "sad", "angry", "relaxed", "surprised"} <= set(
        lin.model.expressions
    )
    assert lin.model.information["otherLicenseUrl"] == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_arrays_are_sound(lin: Character) -> None:
    model = lin.model
    assert 60_000 <= len(model.triangles) <= 78_000
    assert model.triangles.min() >= 0
    assert model.triangles.max() < len(model.positions)
    assert model.joints.max() < len(model.skeleton.joints)
    np.testing.assert_allclose(model.weights.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(model.normals, axis=1), 1, atol=1e-4)
    assert ((model.occlusion >= 0) & (model.occlusion <= 1)).all()
    kinds = {material.kind for material in model.materials}
    assert {"skin", "eye", "hair", "lash", "cloth", "teeth", "mouth"} <= kinds


def test_the_packaged_file_is_small() -> None:
    path = Path(open_avatar.__code__.co_filename).parent / "assets" / "lin.vrm"
    assert path.stat().st_size <= 6.0e6


def test_it_rests_in_the_normalised_t_pose(lin: Character) -> None:
    skeleton = lin.model.skeleton
    np.testing.assert_array_equal(skeleton.rotations, np.tile([0, 0, 0, 1], (len(skeleton.names), 1)))
    places = Rig(skeleton).rest[:, :3, 3]
    for side, sign in (("left", 1), ("right", -1)):
        chain = [places[skeleton.humanoid[f"{side}{bone}"]] for bone in ("UpperArm", "LowerArm", "Hand")]
        for start, end in itertools.pairwise(chain):
            along = (end - start) / np.linalg.norm(end - start)
            np.testing.assert_allclose(along, [sign, 0, 0], atol=1e-3)
        index, little = (places[skeleton.humanoid[f"{side}{finger}Proximal"]] for finger in ("Index", "Little"))
        assert index[2] > little[2] + 0.02, "palms face down: the index finger's side is in front"


def test_it_faces_forward_and_stands_on_the_ground(lin: Character) -> None:
    rest = lin.rest().positions
    assert abs(rest[:, 1].min()) < 0.01
    measures = lin.measures
    assert 1.5 < measures.height < 1.85
    assert measures.chin_height < measures.eye_height < measures.head_top
    head = rest[rest[:, 1] > measures.chin_height]
    eyes = [lin.model.skeleton.humanoid[name] for name in ("leftEye", "rightEye")]
    places = Rig(lin.model.skeleton).rest[eyes, :3, 3]
    assert places[0, 0] > 0 > places[1, 0]
    assert (places[:, 2] > head[:, 2].mean()).all()


@pytest.mark.parametrize("opening", [0.0, 0.1, 0.2, 0.35, 0.5])
def test_lips_seal_over_an_open_jaw(lin: Character, opening: float) -> None:
    assert lip_gap(lin.pose(pose_of(jawOpen=opening, mouthClose=opening))) <= 0.0005
    assert lip_gap(lin.pose(pose_of(jawOpen=opening, mouthClose=opening, mouthPress=0.6))) <= 0.0005


def test_lips_open_with_the_jaw(lin: Character) -> None:
    gaps = [lip_gap(lin.pose(pose_of(jawOpen=opening))) for opening in (0.1, 0.3, 0.5)]
    assert gaps[0] > 0.002
    assert gaps[0] < gaps[1] < gaps[2]


def test_the_lip_gap_does_not_depend_on_the_heads_turn(lin: Character) -> None:
    straight = lip_gap(lin.pose(pose_of(jawOpen=0.3)))
    nod = (math.sin(0.2), 0.0, 0.0, math.cos(0.2))
    tilted = lip_gap(lin.pose(pose_of(jawOpen=0.3, bones={BONE["head"]: nod, BONE["neck"]: nod})))
    assert tilted == pytest.approx(straight, abs=2e-5)


def _lid_opening(lin: Character, positions: Floats, side: str) -> float:
    """Height between the lash roots above and below the middle of an eye, metres."""
    model = lin.model
    names = [material.name for material in model.materials]
    middle = Rig(model.skeleton).rest[model.skeleton.humanoid[f"{side}Eye"], :3, 3]
    roots = {}
    for name in ("upper lashes", "lower lashes"):
        used = np.unique(model.triangles[model.material_of == names.index(name)])
        near = used[(model.uvs[used, 1] > 0.99) & (np.abs(model.positions[used, 0] - middle[0]) < 0.006)]
        roots[name] = positions[near, 1].mean()
    return float(roots["upper lashes"] - roots["lower lashes"])


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_blink_closes_the_eye(lin: Character, side: str) -> None:
    opened = _lid_opening(lin, lin.pose(pose_of()).positions, side)
    closed = _lid_opening(lin, lin.pose(pose_of(eyeBlink=1.0)).positions, side)
    assert opened > 0.005
    assert closed < 0.0015


def _plain(model: Model, shapes: Floats, palette: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Floats:
    positions = model.positions.astype(np.float64)
    for weight, morph in zip(shapes, model.morphs, strict=True):
        positions[morph.indices] += weight * morph.positions
    points = np.concatenate([positions, np.ones((len(positions), 1))], axis=1)
    matrices = np.einsum("vk,vkab->vab", model.weights, palette[model.joints])
    return np.asarray(np.einsum("vab,vb->va", matrices, points)[:, :3], np.float32)


def test_skinning_equals_plain_numpy(lin: Character) -> None:
    random = np.random.default_rng(3)
    shapes = random.random(len(lin.model.morphs)).astype(np.float32)
    turns = {
        BONE[name]: tuple(np.array([*random.normal(0, 0.2, 3), 1.0]) / 1.05) for name in ("head", "spine", "leftHand")
    }
    unit = {bone: tuple(np.array(turn) / np.linalg.norm(turn)) for bone, turn in turns.items()}
    pose = pose_of(bones=unit)
    palette = Rig(lin.model.skeleton).palette(pose)
    positions, normals = Skinner(lin.model)(shapes, palette)
    np.testing.assert_allclose(positions, _plain(lin.model, shapes, palette), atol=2e-5)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)


def test_normals_follow_a_turn(lin: Character) -> None:
    quarter = (0.0, math.sin(math.pi / 4), 0.0, math.cos(math.pi / 4))
    rest, turned = lin.pose(pose_of()), lin.pose(pose_of(bones={BONE["hips"]: quarter}))
    np.testing.assert_allclose(turned.normals[:, 0], rest.normals[:, 2], atol=1e-4)
    np.testing.assert_allclose(turned.normals[:, 1], rest.normals[:, 1], atol=1e-4)


def test_posing_is_finite_repeatable_and_gives_new_arrays(lin: Character) -> None:
    wild = pose_of(gaze=(9.0, -9.0), hips=(0.1, 0.2, 0.3), jawOpen=1, mouthSmile=1, eyeBlink=1, browDown=1)
    first, second = lin.pose(wild), lin.pose(wild)
    assert np.isfinite(first.positions).all()
    assert np.isfinite(first.normals).all()
    np.testing.assert_array_equal(first.positions, second.positions)
    assert first.positions is not second.positions


def test_eyes_turn_with_the_gaze_and_lids_follow(lin: Character) -> None:
    names = [material.name for material in lin.model.materials]
    used = np.unique(lin.model.triangles[lin.model.material_of == names.index("eye")])
    front = used[lin.model.normals[used, 2] > 0.98]
    ahead, left = lin.pose(pose_of()), lin.pose(pose_of(gaze=(0.4, 0.0)))
    up = lin.pose(pose_of(gaze=(0.0, 0.3)))
    assert (left.positions[front, 0] - ahead.positions[front, 0]).mean() > 0.003
    assert (up.positions[front, 1] - ahead.positions[front, 1]).mean() > 0.002
    down = lin.pose(pose_of(gaze=(0.0, -0.4)))
    for side in ("left", "right"):
        assert _lid_opening(lin, down.positions, side) < _lid_opening(lin, ahead.positions, side) - 0.001


def test_a_colour_dyes_the_blazer_only(lin: Character) -> None:
    red = open_avatar("lin", "#9c1f2e")
    before = {material.name: material.colour for material in lin.model.materials}
    after = {material.name: material.colour for material in red.model.materials}
    assert after["blazer"] != before["blazer"]
    assert after["blazer"][0] > 2 * after["blazer"][2]
    assert after["blouse"] == before["blouse"]


@pytest.mark.parametrize("colour", ["no such", "#12", "#gggggg", "123456"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(InputError, match="colour"):
        open_avatar("lin", colour)


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="lin"):
        open_avatar("linn")
    with pytest.raises(AvatarError, match="cannot be read"):
        open_avatar("nowhere/else.vrm")
