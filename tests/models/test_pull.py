"""Fetching models: from a real server that behaves badly in every way servers do."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.tiny_models import tiny_piper
from tests.models.hub import Hub, hub
from yingren.core.errors import InputError, ModelError, OutputError, UnknownName
from yingren.models import find, is_pulled, list_models, pull, remove, store
from yingren.models.fetch import MIRROR, address_of
from yingren.models.manifest import Model, ModelFile
from yingren.speech.voices import list_voices, open_voice

BODY = bytes(range(256)) * 4096
"""1 MiB."""

Offered = Callable[..., Model]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("YINGREN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(MIRROR, raising=False)
    with hub() as running:
        yield running


@pytest.fixture
def offered(server: Hub, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """Put a model on the server and in the manifest."""

    def offer(
        files: dict[str, bytes], *, known: bool = True, opens: str = "", host: str = "", **wrong: object
    ) -> Model:
        entries = []
        for name, content in files.items():
            server.files[f"/models/{name}"] = content
            digest = str(wrong.get("sha256", hashlib.sha256(content).hexdigest())) if known else None
            size = int(str(wrong.get("size", len(content)))) if known else None
            entries.append(ModelFile(f"{host or server.address}/models/{name}", size, digest))
        model = Model(
            "tiny",
            "piper",
            ("en",),
            22050,
            "CC0",
            True,
            "hums",
            "https://example.org",
            opens or next(iter(files)),
            tuple(entries),
        )
        rows = {"tiny": model}

        def named(name: str) -> Model:
            if name not in rows:
                raise UnknownName("model", "模型", name, rows)
            return rows[name]

        monkeypatch.setattr(store, "model_named", named)
        return model

    return offer


def leftovers() -> set[str]:
    """What lies in the models' folder besides finished models and parts."""
    from yingren.core.folders import cache_folder

    return {path.name for path in cache_folder("models").iterdir()} - {".parts", "tiny", "trusted.json"}


def test_a_model_arrives_whole_with_its_receipt(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY, "a.onnx.json": b"{}"})
    assert not is_pulled("tiny")
    seen: list[tuple[int, int | None]] = []
    path = pull("tiny", progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == BODY
    assert path == find("tiny")
    assert seen[-1] == (len(BODY) + 2, len(BODY) + 2)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    receipt = json.loads((path.parent / "fetched.json").read_text(encoding="utf-8"))
    assert receipt["licence"] == "CC0"
    assert hashlib.sha256(BODY).hexdigest() in receipt["sha256"].values()
    assert leftovers() == set()


def test_what_is_here_is_not_fetched_again(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    pull("tiny")
    asked = len(server.asked)
    pull("tiny")
    assert len(server.asked) == asked
    remove("tiny")
    assert not is_pulled("tiny")
    with pytest.raises(ModelError, match="not on this machine yet") as caught:
        find("tiny")
    assert "yingren models pull tiny" in str(caught.value)


def test_an_interrupted_download_goes_on_where_it_stopped(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    server.cut, server.cuts_left = 300_000, 2
    assert pull("tiny").read_bytes() == BODY
    starts = [int(wanted.removeprefix("bytes=").rstrip("-") or 0) for _, wanted in server.asked]
    assert starts[0] == 0
    assert starts[1] > 0
    assert starts[2] > starts[1]


def test_it_goes_on_after_the_program_ended(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    server.cut, server.cuts_left = 100_000, 99
    with pytest.raises(ModelError, match="could not be fetched"):
        pull("tiny")
    assert not is_pulled("tiny")
    server.cuts_left = 0
    server.asked.clear()
    assert pull("tiny").read_bytes() == BODY
    assert server.asked[0][1].startswith("bytes=")
    assert leftovers() == set()


@pytest.mark.parametrize("trouble", ["no ranges", "wrong start"])
def test_a_server_that_cannot_go_on_begins_again(server: Hub, offered: Offered, trouble: str) -> None:
    offered({"a.onnx": BODY})
    server.cut, server.cuts_left = 300_000, 1
    server.ranges = trouble != "no ranges"
    server.wrong_start = trouble == "wrong start"
    assert pull("tiny").read_bytes() == BODY


def test_a_busy_server_is_asked_again(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    server.busy = 2
    assert pull("tiny").read_bytes() == BODY


def test_a_wrong_file_is_refused_and_removed(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY}, sha256="0" * 64)
    with pytest.raises(ModelError, match="SHA-256"):
        pull("tiny")
    assert not is_pulled("tiny")
    offered({"a.onnx": BODY})
    assert pull("tiny").read_bytes() == BODY
    assert server.asked[-1][1] == "", "nothing of the wrong file was kept"


def test_a_file_that_is_too_long_or_too_short_is_refused(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY}, size=len(BODY) - 10)
    with pytest.raises(ModelError, match="larger than it should be"):
        pull("tiny")
    offered({"a.onnx": BODY}, size=len(BODY) + 10)
    with pytest.raises(ModelError, match="could not be fetched"):
        pull("tiny")


def test_a_file_that_is_not_there(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    server.files.clear()
    with pytest.raises(ModelError, match="HTTP 404"):
        pull("tiny")
    assert len(server.asked) == 1


def test_without_a_checksum_it_is_fetched_only_on_trust_and_then_held_to(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY}, known=False)
    with pytest.raises(ModelError, match=r"No checksum of a\.onnx") as caught:
        pull("tiny")
    assert "--trust-first-use" in str(caught.value)
    assert not server.asked
    assert pull("tiny", trust_first_use=True).read_bytes() == BODY
    remove("tiny")
    assert pull("tiny").read_bytes() == BODY, "the digest is known now"
    remove("tiny")
    server.files["/models/a.onnx"] = BODY[:-1] + b"!"
    for trust in (False, True):
        with pytest.raises(ModelError, match="SHA-256"):
            pull("tiny", trust_first_use=trust)


def test_a_mirror_takes_the_place_of_the_host(server: Hub, offered: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    offered({"a.onnx": BODY}, host="https://weights.example")
    monkeypatch.setenv(MIRROR, server.address + "/")
    assert pull("tiny").read_bytes() == BODY


def test_mirrors_by_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MIRROR, "huggingface.co=https://hf-mirror.com, github.com=https://proxy.example/gh/")
    assert address_of("https://huggingface.co/a/b") == "https://hf-mirror.com/a/b"
    assert address_of("https://github.com/a/b") == "https://proxy.example/gh/a/b"
    assert address_of("https://other.example/a") == "https://other.example/a"
    monkeypatch.setenv(MIRROR, "http://plain.example")
    with pytest.raises(InputError, match="not an https address"):
        address_of("https://github.com/a/b")


def test_only_https_or_this_machine(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY}, host="http://weights.example")
    with pytest.raises(ModelError, match="not an https address"):
        pull("tiny")
    offered({"a.onnx": BODY})
    server.redirects["/models/a.onnx"] = "http://weights.example/a.onnx"
    with pytest.raises(ModelError, match="not an https address"):
        pull("tiny")


def test_redirects_are_followed_but_not_for_ever(server: Hub, offered: Offered) -> None:
    offered({"a.onnx": BODY})
    server.files["/elsewhere"] = BODY
    server.redirects["/models/a.onnx"] = "/elsewhere"
    assert pull("tiny").read_bytes() == BODY
    remove("tiny")
    server.redirects["/elsewhere"] = "/models/a.onnx"
    with pytest.raises(ModelError, match="redirects"):
        pull("tiny")


def test_a_full_disk_is_seen_before_it_is_full(server: Hub, offered: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    offered({"a.onnx": BODY})
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("yingren.models.fetch.shutil.disk_usage", lambda folder: usage)
    with pytest.raises(OutputError, match="MB free"):
        pull("tiny")


def archive(members: dict[str, bytes], *, link: str = "", kind: str = "w:bz2") -> bytes:
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode=kind) as tar:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        if link:
            entry = tarfile.TarInfo("voice/link")
            entry.type, entry.linkname = tarfile.SYMTYPE, link
            tar.addfile(entry)
    return kept.getvalue()


@pytest.mark.parametrize("suffix", ["tar.bz2", "tar.gz"])
def test_an_archive_is_unpacked(server: Hub, offered: Offered, suffix: str) -> None:
    content = archive({"voice/model.onnx": BODY, "voice/dict/a.txt": b"a"}, kind=f"w:{suffix[4:]}")
    offered({f"voice.{suffix}": content}, opens="voice")
    path = pull("tiny")
    assert (path / "model.onnx").read_bytes() == BODY
    assert (path / "dict" / "a.txt").read_bytes() == b"a"
    assert not list(path.parent.glob("*.tar*")), "the archive itself is not kept"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive({"../outside": b"x"}), "leads outside"),
        (archive({"/etc/outside": b"x"}), "leads outside"),
        (archive({"voice/../../outside": b"x"}), "leads outside"),
        (archive({"c:\\outside": b"x"}), "leads outside"),
        (archive({"voice/model.onnx": b"x"}, link="/etc/passwd"), "no plain file"),
        (archive({"voice/zeros": bytes(64 << 20)}), "far too much"),
        (archive({"voice/a": b"x"})[:-20], "cannot be unpacked"),
        (b"no archive at all", "cannot be unpacked"),
        (archive({"other/model.onnx": b"x"}), "hold no voice"),
    ],
)
def test_archives_that_are_refused(server: Hub, offered: Offered, tmp_path: Path, content: bytes, message: str) -> None:
    offered({"voice.tar.bz2": content}, opens="voice")
    with pytest.raises(ModelError, match=message):
        pull("tiny")
    assert not is_pulled("tiny")
    assert leftovers() == set()
    assert not list(tmp_path.rglob("outside"))


def test_a_pulled_model_is_a_voice(
    server: Hub, offered: Offered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")
    source = tiny_piper(tmp_path)
    files = {path.name: path.read_bytes() for path in (source, source.with_name("tiny.onnx.json"))}
    model = offered(files)
    monkeypatch.setattr("yingren.speech.voices.list_models", lambda: (model,))
    with pytest.raises(ModelError, match="yingren models pull tiny"):
        open_voice("tiny")
    assert "tiny" not in [voice.name for voice in list_voices()]
    pull("tiny")
    assert "tiny" in [voice.name for voice in list_voices()]
    with open_voice("tiny") as voice:
        assert (voice.info.licence, voice.info.commercial) == ("CC0", True)
        assert [word.text for speech in voice.synthesize("Hello world.") for word in speech.words] == ["Hello", "world"]


def test_a_misspelt_model_is_suggested_among_voices() -> None:
    with pytest.raises(UnknownName) as caught:
        open_voice("piper-zh-huyan")
    assert "piper-zh-huayan" in str(caught.value)
    assert not any(is_pulled(model.name) for model in list_models())
