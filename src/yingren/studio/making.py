"""From a script to a finished movie, or to one movie for each row of a table."""

import os
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from ..avatar import list_avatars
from ..compose import Composer
from ..compose.mix import MixReport, mix
from ..compose.timeline import Timeline
from ..core.errors import InputError, OutputError
from ..core.folders import cache_folder
from ..core.language import say
from ..core.movie import Movie
from ..core.script import Script
from ..media.encode import EncodeSettings
from ..media.failures import output_failures
from ..media.join import join
from ..script import fill, read_rows, read_script
from ..speech.voices import VOICES
from .cache import SpeechCache, prune
from .cast import act, cast_of
from .layout import lay_out
from .outputs import Result, stage_side_files
from .painting import Painter, Segment
from .progress import Event, Listener, Stopwatch, ignore
from .speaking import Speakers

CACHE_LIMIT = 6 << 30
"""Bytes of segments that are kept for the next run."""
SPEECH_LIMIT = 2 << 30
"""Bytes of speech that are kept for the next run."""
KINDS = (".mp4", ".webm", ".mov")


@dataclass(frozen=True, slots=True)
class Options:
    """How a movie is made, apart from what its script says.

    Attributes:
        draft: Half the size and a fast encoder, to look at before the real thing.
        green: A green screen instead of the background.
        seed: Instead of the script's own.
        threads: That draw; ``None`` for one per core.
        reuse: Whether speech and segments of earlier runs are used.
    """

    draft: bool = False
    green: bool = False
    seed: int | None = None
    threads: int | None = None
    reuse: bool = True


def make(
    script: Script | Path | str,
    output: Path | str | None = None,
    *,
    draft: bool = False,
    green: bool = False,
    seed: int | None = None,
    threads: int | None = None,
    reuse: bool = True,
    settings: Mapping[str, str] | None = None,
    on_event: Listener = ignore,
) -> Movie:
    """Make a movie from a script.

    Args:
        script: A script, or the path of one (Markdown, plain text, SRT, SSML or JSON).
        output: Where the movie goes: ``.mp4``, or ``.webm`` / ``.mov`` for a transparent background. Without it, the
            script's name with ``.mp4`` in the current folder. Captions (``.srt``, ``.vtt``), a cover picture and a
            manifest (``.json``) go beside it.
        draft: Half the size and a fast encoder.
        green: A green screen instead of the background.
        seed: Instead of the script's own; the same script and seed give the same movie.
        threads: That draw; ``None`` for one per core. The pictures do not depend on it.
        reuse: Whether unchanged speech and pictures of earlier runs are used again.
        settings: Front matter values that replace the script's own, as text.
        on_event: Told how the work goes.

    Raises:
        ScriptError: The script is wrong; the message has file, line and column.
        InputError: Something the script names cannot be used.
        VoiceError: It cannot be spoken.
        OutputError: The movie cannot be written. Nothing is left behind.
    """
    options = Options(draft, green, seed, threads, reuse)
    if isinstance(script, Script):
        read = script
    else:
        read = read_script(Path(script), set_=settings or {}, names=_names())
    if isinstance(script, Script) and settings:
        raise InputError(
            say("Settings go with a script's path, not with a Script.", "settings 只能与脚本路径一起使用。"),
            hint=say("Use dataclasses.replace on Script.settings.", "请用 dataclasses.replace 修改 Script.settings。"),
        )
    on_event(Event("read", 1, 1, "files"))
    if output is None:
        output = Path(f"{read.source.stem if read.source is not None else 'movie'}.mp4")
    return _produce(read, Path(output), options, on_event)


def make_rows(
    script: Path,
    rows: Path,
    output: Path | str | None = None,
    *,
    settings: Mapping[str, str] | None = None,
    on_event: Listener = ignore,
    draft: bool = False,
    green: bool = False,
    seed: int | None = None,
    threads: int | None = None,
    reuse: bool = True,
) -> Iterator[Movie]:
    """Make one movie for each row of a CSV table, its ``{{column}}`` places filled in.

    Every row is read and checked before the first movie is begun. ``output`` is a folder, or a name that may hold
    ``{{column}}`` itself; movies are numbered otherwise.
    """
    options = Options(draft, green, seed, threads, reuse)
    table = read_rows(rows)
    scripts = [read_script(script, set_=settings or {}, row=row, names=_names()) for row in table]
    names = _row_names(script, table, output)

    def produce() -> Iterator[Movie]:
        for read, name in zip(scripts, names, strict=True):
            on_event(Event("read", 1, 1, "files", message=str(name)))
            yield _produce(read, name, options, on_event)

    return produce()


def _names() -> dict[str, list[str]]:
    """What a script may name, so that a wrong name is refused at its line."""
    return {"avatar": list(list_avatars()), "voice": list(VOICES)}


def _row_names(script: Path, table: Sequence[Mapping[str, str]], output: Path | str | None) -> list[Path]:
    """A file name for each row, all different, none outside the folder asked for."""
    pattern = str(output) if output is not None else script.stem
    if "{{" in pattern:
        safe = [{key: "".join(c if c.isalnum() else "-" for c in value) for key, value in row.items()} for row in table]
        names = [Path(fill(pattern, row)) for row in safe]
        names = [name if name.suffix in KINDS else name.with_name(f"{name.name}.mp4") for name in names]
        if len(set(names)) != len(names):
            raise InputError(
                say(f"“{pattern}” gives two rows the same file name.", f"“{pattern}”使两行得到同一文件名。"),
                hint=say("Use a column that differs in every row.", "请使用每行都不同的列。"),
            )
        return names
    path = Path(pattern)
    folder, stem, suffix = (
        (path.parent, path.stem, path.suffix) if path.suffix in KINDS else (path, script.stem, ".mp4")
    )
    return [folder / f"{stem}-{number:03d}{suffix}" for number in range(1, len(table) + 1)]


def _produce(script: Script, output: Path, options: Options, on_event: Listener) -> Movie:
    _check_output(output)
    settings = script.settings
    if options.seed is not None:
        settings = replace(settings, seed=options.seed)
    width, height = settings.size
    if options.draft:
        width, height = width // 4 * 2, height // 4 * 2
    script = replace(script, settings=replace(settings, size=(width, height)))
    encoding = EncodeSettings.of(output, draft=options.draft)
    timeline, voices = _speak(script, options, on_event)
    cast = cast_of(script, rate=settings.fps, seed=settings.seed)
    composer = Composer(
        script,
        timeline,
        {name: role.avatar.measures for name, role in cast.items()},
        width=width,
        height=height,
        transparent=encoding.alpha,
        green=options.green,
    )
    with ExitStack() as stack:
        with output_failures(cache_folder()):
            work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="work-", dir=cache_folder())))
        segments = cache_folder("segments") if options.reuse else work
        background = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="sound"))
        mixed = background.submit(mix, timeline, work / "sound.wav")
        painter = stack.enter_context(
            Painter(
                cast,
                composer,
                width=width,
                height=height,
                fps=settings.fps,
                settings=encoding,
                folder=segments,
                threads=options.threads,
            )
        )
        watch = Stopwatch("pictures", timeline.frames, "frames", on_event)
        made = _draw(painter, timeline, watch)
        report: MixReport = mixed.result()
        watch = Stopwatch("finish", 2, "files", on_event)
        result = Result(script, timeline, composer, cast, made, report, voices, options.draft)
        staging = Path(stack.enter_context(_staging(output)))
        staged = staging / output.name
        with output_failures(output):
            join(
                [segment.path for segment in made],
                work / "sound.wav",
                staged,
                fps=settings.fps,
                settings=encoding,
                metadata=result.metadata(),
                language=result.language,
            )
            watch.step()
            movie = stage_side_files(result, staged, output)
            for path in sorted(staging.iterdir(), key=lambda item: item == staged):
                os.replace(path, output.parent / path.name)
        watch.step()
    prune(cache_folder("segments"), limit=CACHE_LIMIT, keep=[segment.path for segment in made])
    prune(cache_folder("speech"), limit=SPEECH_LIMIT)
    return movie


def _speak(script: Script, options: Options, on_event: Listener) -> tuple[Timeline, tuple[str, ...]]:
    lines = [line for scene in script.scenes for line in scene.lines]
    watch = Stopwatch("speech", len(lines), "lines", on_event)
    with Speakers(script, SpeechCache() if options.reuse else None) as speakers:
        timeline = lay_out(script, speakers.speak, script.settings.fps, on_line=watch.step)
        voices = speakers.names
    return timeline, voices


def _draw(painter: Painter, timeline: Timeline, watch: Stopwatch) -> list[Segment]:
    """Draw all chunks; at most one segment is still being compressed while the next is drawn."""
    waiting: deque[Future[Segment]] = deque()
    made = []
    for chunk in timeline.chunks:
        performance = act(painter.cast, chunk)
        waiting.append(painter.segment(chunk, performance, drawn=watch.step))
        if len(waiting) > 2:
            made.append(waiting.popleft().result())
    return made + [future.result() for future in waiting]


def _staging(output: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder on the same disk as the output, from which finished files are renamed into place."""
    with output_failures(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=f".{output.stem}-", dir=output.parent, ignore_cleanup_errors=True)


def _check_output(output: Path) -> None:
    """Refuse before an hour of work what could not be written after it."""
    if output.suffix.lower() not in KINDS:
        raise OutputError(
            say(
                f"Cannot write {output}: the name must end in one of {', '.join(KINDS)}.",
                f"无法写入 {output}：文件名须以 {'、'.join(KINDS)} 之一结尾。",
            ),
            hint=say(
                ".mp4 for a video, .webm or .mov for a transparent one.", "普通视频用 .mp4，透明视频用 .webm 或 .mov。"
            ),
        )
    if output.is_dir():
        raise OutputError(say(f"Cannot write {output}: it is a folder.", f"无法写入 {output}：它是一个文件夹。"))
    with output_failures(output), _staging(output):
        pass
