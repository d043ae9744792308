"""One script, many videos: rows of a table, and ``{{name}}`` variables filled from them."""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ..core.language import say
from .place import Place, suffix_of
from .source import checked_text, read_text
from .vocabulary import advice, short

MOST_ROWS = 100_000

_LARGEST_TABLE = 20 * 1024 * 1024
_VARIABLE = re.compile(r"(?<!\\)\{\{[ \t]{0,8}([^\s{}][^{}\n]{0,63}?)[ \t]{0,8}\}\}")
_MARKS = re.compile(r"[\\\[\]*_`{}<>~:：]")
_FIRST_MARKS = re.compile(r"^[-+#]")
_LINE_START = re.compile(r"[\s>*+•-]*")
_FIELD = re.compile(r"^(\s*(?:- )?[^\s:：#'\"]+\s*[:：][ \t]*)(.*)$", re.DOTALL)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a header: CSV with commas, semicolons or tabs, in UTF-8 or GB18030.

    Returns:
        One mapping a row, from column name to value, space around both removed. Empty rows are left out.

    Raises:
        InputError: The file is not there, cannot be read or is too large.
        ScriptError: It is no table: no header or no rows, a column without a name or twice, a row of another length.
    """
    path = Path(path)
    text = checked_text(read_text(path, _LARGEST_TABLE), path)
    header_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    rows: list[dict[str, str]] = []
    line = 1
    try:
        for cells in reader:
            place, line = Place(path, line, 1), reader.line_num + 1
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if not header:
                header = _header(values, place)
                continue
            while len(values) > len(header) and not values[-1]:
                values.pop()
            if len(values) != len(header):
                raise place.error(
                    say(
                        f"This row has {len(values)} cells, but there are {len(header)} columns.",
                        f"这一行有 {len(values)} 格，而表头有 {len(header)} 列。",
                    ),
                    say(f"The columns are: {', '.join(header)}", f"表头是：{'、'.join(header)}"),
                )
            rows.append(dict(zip(header, values, strict=True)))
            if len(rows) > MOST_ROWS:
                raise place.error(say(f"There are more than {MOST_ROWS} rows.", f"超过 {MOST_ROWS} 行。"))
    except csv.Error as error:
        raise Place(path, line, 1).error(say(f"This is no CSV: {error}.", f"这不是 CSV：{error}。")) from None
    if not rows:
        raise Place(path).error(
            say("There are no rows in this table.", "表格里没有数据行。"),
            say("Write a header with the names of the columns, then one row a video.", "先写表头，再每个视频写一行。"),
        )
    return rows


def fill(script_text: str, row: Mapping[str, str], *, source: Path | None = None) -> str:
    r"""Put the values of a row in the place of ``{{name}}`` variables. ``\{{`` stays as it is.

    A value is only ever text: marks in it that the format would read are escaped, so that no value makes a cue,
    a setting or an element. Columns that no variable names are ignored.

    Args:
        script_text: The script, as it stands in its file.
        row: Column name → value.
        source: The script's file: its ending says which format's marks to escape, Markdown's without it.

    Raises:
        ScriptError: A variable names no column.
    """
    suffix = suffix_of(source.name) if source is not None else ".md"
    lines = script_text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    settings_end = _front_matter_end(lines) if suffix in ("", ".md", ".markdown") else 0
    filled = []
    for index, line in enumerate(lines):
        if "{{" in line:
            place = Place(source, index + 1, 1)
            line = _fill_setting(line, row, place) if index < settings_end else _fill_line(line, row, place, suffix)
        filled.append(line)
    return "\n".join(filled)


def refuse_variables(script_text: str, source: Path | None = None) -> None:
    """Refuse a script with variables where there is no row to fill them.

    Raises:
        ScriptError: At the first variable.
    """
    found = _VARIABLE.search(script_text)
    if found is not None:
        before = script_text[: found.start()].replace("\r\n", "\n").replace("\r", "\n")
        place = Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise place.error(
            say(f"The variable “{short(found[1])}” has no value.", f"变量“{short(found[1])}”没有值。"),
            say(
                "Give a table with --rows people.csv, or write \\{{ for the characters.",
                "请用 --rows people.csv 提供表格；若要原样显示，请写 \\{{ 。",
            ),
        )


def _header(names: list[str], place: Place) -> list[str]:
    while names and not names[-1]:
        names.pop()
    for number, name in enumerate(names):
        if not name:
            raise place.error(say(f"Column {number + 1} has no name.", f"第 {number + 1} 列没有名称。"))
        if name in names[:number]:
            raise place.error(say(f"The column “{short(name)}” stands here twice.", f"“{short(name)}”列有两个。"))
    return names


def _front_matter_end(lines: list[str]) -> int:
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].removeprefix("\ufeff").rstrip() != "---":
        return 0
    return next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() in ("---", "...")), 0)


def _replaced(text: str, row: Mapping[str, str], place: Place, escape: Callable[[str, int], str]) -> str:
    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        if name not in row:
            raise place.at(place.line, place.column + found.start()).error(
                say(f"There is no column “{short(name)}” in the table.", f"表格里没有“{short(name)}”这一列。"),
                advice(name, tuple(row)),
            )
        return escape(" ".join(row[name].split()), found.start())

    return _VARIABLE.sub(value_of, text)


def _fill_line(line: str, row: Mapping[str, str], place: Place, suffix: str) -> str:
    def escape(value: str, at: int) -> str:
        match suffix:
            case ".txt":
                return value
            case ".ssml" | ".xml":
                return html.escape(value)
            case ".json":
                return json.dumps(value, ensure_ascii=False)[1:-1]
        opening = line.rfind("[", 0, at)
        if opening < 0 or line.rfind("]", 0, at) > opening or (opening and line[opening - 1] == "\\"):
            escaped = _MARKS.sub(r"\\\g<0>", value)
            return _FIRST_MARKS.sub(r"\\\g<0>", escaped) if _LINE_START.fullmatch(line, 0, at) else escaped
        if "[" in value or "]" in value:
            raise place.at(place.line, at + 1).error(
                say(f"“{short(value)}” cannot stand in a cue.", f"“{short(value)}”不能写在提示里。")
            )
        return value

    return _replaced(line, row, place, escape)


def _fill_setting(line: str, row: Mapping[str, str], place: Place) -> str:
    """Fill a line of YAML: a value that would mean something else there is put in quotes."""
    found = _FIELD.match(line)
    key, value = (found[1], found[2]) if found else ("", line)
    place = place.at(place.line, place.column + len(key))
    if value.startswith(("{", "[")) and not value.startswith("{{"):
        return key + _replaced(value, row, place, lambda text, at: _quoted_inside(text, value[at - 1]))
    match value[:1]:
        case '"':
            return key + _replaced(value, row, place, lambda text, _: json.dumps(text, ensure_ascii=False)[1:-1])
        case "'":
            return key + _replaced(value, row, place, lambda text, _: text.replace("'", "''"))
        case _:
            comment = value.find(" #")
            kept, rest = (value, "") if comment < 0 else (value[:comment], value[comment:])
            return (
                key + json.dumps(_replaced(kept.strip(), row, place, lambda text, _: text), ensure_ascii=False) + rest
            )


def _quoted_inside(text: str, before: str) -> str:
    """A value inside a YAML list or mapping, by the character that stands before it."""
    if before == "'":
        return text.replace("'", "''")
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted[1:-1] if before == '"' else quoted
