"""Generated models that hum where a real one speaks, so that the real loading and running code is tested."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

RATE = 22050
_SAMPLES = 700
"""For one number of the input, at length 1."""
_MARKS = 9
"""Numbers up to this one are padding and punctuation, and silent."""


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def _constants(values: dict[str, Any]) -> list[onnx.TensorProto]:
    return [onnx.numpy_helper.from_array(np.asarray(value), name) for name, value in values.items()]


def _hum(ids: str, length: str, noise: str, speaker: str | None) -> list[onnx.NodeProto]:
    """Nodes that turn numbers int64 [1, N] into a tone each: ``wave`` float32 [T]."""
    nodes = [
        _node("Squeeze", [ids, "axis_0"], "row"),
        _node("Shape", ["row"], "count_1"),
        _node("Squeeze", ["count_1"], "count"),
        _node("Cast", ["count"], "count_f", to=TensorProto.FLOAT),
        _node("Mul", ["samples", length], "step"),
        _node("Mul", ["count_f", "step"], "whole"),
        _node("Range", ["zero", "whole", "one"], "time"),
        _node("Div", ["time", "step"], "place_f"),
        _node("Cast", ["place_f"], "place_i", to=TensorProto.INT64),
        _node("Sub", ["count", "one_i"], "last"),
        _node("Min", ["place_i", "last"], "place"),
        _node("Gather", ["row", "place"], "now"),
        _node("Cast", ["now"], "now_f", to=TensorProto.FLOAT),
        _node("Mul", ["now_f", "spread"], "above"),
        _node("Add", ["above", "lowest"], "pitch"),
    ]
    pitch = "pitch"
    if speaker is not None:
        nodes += [
            _node("Cast", [speaker], "speaker_f", to=TensorProto.FLOAT),
            _node("Mul", ["speaker_f", "apart"], "higher"),
            _node("Add", ["pitch", "higher"], "own_pitch"),
        ]
        pitch = "own_pitch"
    return [
        *nodes,
        _node("CumSum", [pitch, "axis_cum"], "turned"),
        _node("Mul", ["turned", "turn"], "phase"),
        _node("Sin", ["phase"], "tone"),
        _node("Sub", ["now_f", "marks"], "over"),
        _node("Relu", ["over"], "over_0"),
        _node("Sign", ["over_0"], "sounding"),
        _node("Mul", ["tone", "sounding"], "voiced"),
        _node("Mul", ["voiced", "loud"], "clean"),
        _node("RandomNormalLike", ["clean"], "random"),
        _node("Mul", ["random", noise], "scaled"),
        _node("Mul", ["scaled", "faint"], "hiss"),
        _node("Add", ["clean", "hiss"], "wave"),
    ]


_VALUES = {
    "axis_0": np.array([0], np.int64),
    "axis_cum": np.array(0, np.int64),
    "samples": np.float32(_SAMPLES),
    "zero": np.float32(0),
    "one": np.float32(1),
    "one_i": np.int64(1),
    "spread": np.float32(7),
    "lowest": np.float32(150),
    "apart": np.float32(80),
    "marks": np.float32(_MARKS),
    "turn": np.float32(2 * np.pi / RATE),
    "loud": np.float32(0.4),
    "faint": np.float32(0.01),
}


def _save(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, tuple[int, list[Any]]],
    output: list[Any],
    extra: dict[str, Any],
    metadata: dict[str, str] | None = None,
) -> None:
    graph = helper.make_graph(
        nodes,
        "hum",
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, output)],
        _constants(_VALUES | extra),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in (metadata or {}).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def tiny_piper(
    folder: Path, *, language: str = "en", phoneme_type: str = "espeak", speakers: int = 1, broken: bool = False
) -> Path:
    """Write ``tiny.onnx`` and its configuration; the path of the model."""
    path = folder / "tiny.onnx"
    nodes = [
        _node("Gather", ["scales", "first"], "noise_scale"),
        _node("Gather", ["scales", "second"], "length_scale"),
        *([_node("Squeeze", ["sid", "axis_0"], "sid_0")] if speakers > 1 else []),
        *_hum("input", "length_scale", "noise_scale", "sid_0" if speakers > 1 else None),
        _node("Reshape", ["wave", "shape"], "output"),
    ]
    inputs: dict[str, tuple[int, list[Any]]] = {
        "input": (TensorProto.INT64, [1, "phonemes"]),
        "input_lengths": (TensorProto.INT64, [1]),
        "scales": (TensorProto.FLOAT, [3]),
    }
    if speakers > 1:
        inputs["sid"] = (TensorProto.INT64, [1])
    extra = {"first": np.int64(0), "second": np.int64(1), "shape": np.array([1, 1, 1, -1], np.int64)}
    _save(path, nodes, inputs, [1, 1, 1, "samples"], extra)
    if phoneme_type == "pinyin":
        symbols = ", . ? ! : ; - b p m f d t n l g k h j q x zh ch sh r z c s y w Ø a o e ai ei ao ou an en ang eng ong"
        symbols += " i ia ie iao iu ian in iang ing iong u ua uo uai ui uan un uang ueng v ve van vn er ue 1 2 3 4 5"
        names = symbols.split()
    else:
        names = list(" !,.;:?abcdefghijklmnopqrstuvwxyzæçðøŋœɐɑɒɔəɚɛɜɡɪɲɹɾʃʊʌʐʒʔθχᵻˈˌːʰ0123456789")
    table = {"_": [0], "^": [1], "$": [2]} | {name: [number] for number, name in enumerate(names, start=3)}
    config = {
        "audio": {"sample_rate": RATE, "quality": "tiny"},
        "espeak": {"voice": {"en": "en-us", "zh": "cmn"}.get(language, language)},
        "language": {"code": language, "family": language},
        "phoneme_type": phoneme_type,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "num_symbols": len(table),
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker-{number}": number for number in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": table,
    }
    text = json.dumps(config, ensure_ascii=False)
    path.with_name("tiny.onnx.json").write_text(text[: len(text) // 2] if broken else text, encoding="utf-8")
    return path


def tiny_sherpa(folder: Path, text: str) -> Path:
    """Write a VITS model with a lexicon of the characters and words of ``text``; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = [
        _node("Squeeze", ["noise_scale", "axis_0"], "noise_0"),
        _node("Squeeze", ["length_scale", "axis_0"], "length_0"),
        *_hum("x", "length_0", "noise_0", None),
        _node("Reshape", ["wave", "shape"], "output"),
    ]
    inputs: dict[str, tuple[int, list[Any]]] = {
        "x": (TensorProto.INT64, ["batch", "tokens"]),
        "x_length": (TensorProto.INT64, ["batch"]),
        "noise_scale": (TensorProto.FLOAT, [1]),
        "length_scale": (TensorProto.FLOAT, [1]),
        "noise_scale_w": (TensorProto.FLOAT, [1]),
    }
    metadata = {
        "model_type": "vits",
        "comment": "icefall",
        "language": "Chinese",
        "sample_rate": str(RATE),
        "n_speakers": "1",
        "add_blank": "0",
        "has_espeak": "0",
        "punctuation": ", . ! ? ，。！？",
    }
    _save(folder / "model.onnx", nodes, inputs, [1, 1, "samples"], {"shape": np.array([1, 1, -1], np.int64)}, metadata)
    sounds = [
        "sil",
        "eos",
        "sp",
        "#0",
        "a",
        "e",
        "i",
        "o",
        "u",
        "b",
        "d",
        "g",
        ",",
        ".",
        "!",
        "?",
        "，",
        "。",
        "！",
        "？",
    ]
    (folder / "tokens.txt").write_text("".join(f"{sound} {i}\n" for i, sound in enumerate(sounds)), encoding="utf-8")
    words = {character for character in text if "\u4e00" <= character <= "\u9fff"}
    words |= {word.lower() for word in "".join(c if c.isascii() and c.isalpha() else " " for c in text).split()}
    lines = [f"{word} {'bdg'[ord(word[0]) % 3]} {'aeiou'[ord(word[-1]) % 5]}\n" for word in sorted(words)]
    (folder / "lexicon.txt").write_text("".join(lines), encoding="utf-8")
    return folder
