"""Reading the settings (读取设置): every problem with the line of the file or the name of the variable.

A misspelt name is refused in the file and in the environment alike: a setting that is silently not taken
is found out on the worst day.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from api.files import read_file
from api.settings import FILE_VARIABLE, PREFIX, Settings
from benefits.claims.json_text import plain
from benefits.problems import Problem, Refused, Text

LONGEST_FILE: Final = 1_000_000
_FILES: Final = (
    "tls_certificate", "tls_key", "key_file", "token_keys", "oidc_discovery", "oidc_keys"
)  # fmt: skip
_NOT_OURS: Final = {FILE_VARIABLE, "BENEFITS_THREADS"}
"""Variables of this prefix that are read elsewhere."""


class _Sources(Settings, BaseSettings):
    """The settings, filled from their three sources."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        assert isinstance(init_settings, InitSettingsSource)
        file = init_settings.init_kwargs.pop("of_the_file", {})
        return init_settings, env_settings, InitSettingsSource(settings_cls, file)


def settings_of(file: str | None = None, given: Mapping[str, Any] | None = None) -> Settings:
    """The settings; `given` is what the command line says. Raises `Refused` with all that is wrong."""
    file = file or os.environ.get(FILE_VARIABLE) or None
    text = _text_of(file) if file is not None else ""
    given = {name: value for name, value in (given or {}).items() if value is not None}
    in_file = _parsed(file, text)
    wrong = list(_unknown_variables())
    settings: Settings | None = None
    try:
        settings = _Sources(**{**given, "of_the_file": in_file})
    except ValidationError as error:
        found = error.errors(include_input=False)
        wrong += dict.fromkeys(_told(each, given, file, text) for each in found)
    if settings is not None:
        wrong += _not_together(settings)
    if wrong or settings is None:
        in_order = sorted(wrong, key=lambda each: (each.file or "", each.line or 0))
        raise Refused("invalid_request", in_order)
    return settings


def _text_of(file: str) -> str:
    raw = read_file(file, LONGEST_FILE)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        what = Text("设置文件不是 UTF-8 文本", "the settings file is not UTF-8 text")
        fix = Text("请存为 UTF-8", "save it as UTF-8")
        raise Refused("malformed", [Problem("settings", file, what, fix)]) from None


def _parsed(file: str | None, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (len(text.splitlines()), None)
        what = Text("此处不合 TOML 语法", "this is not TOML")
        fix = Text("请写成 名称 = 值，文本加引号", 'write name = value, with text in quotes "…"')
        broken = Problem("settings", "toml", what, fix, line, column, file)
        raise Refused("malformed", [broken]) from None


# -- what is wrong -------------------------------------------------------------------------


def _unknown_variables() -> Iterator[Problem]:
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in _NOT_OURS:
            first = name.removeprefix(PREFIX).lower().partition("__")[0]
            if first not in Settings.model_fields:
                yield _unknown(name, first, {})


def _told(error: Any, given: Mapping[str, Any], file: str | None, text: str) -> Problem:
    """One thing pydantic found, in our words; what was written stays out of them."""
    keys = [str(each) for each in error["loc"]]
    if error["type"] != "extra_forbidden":  # then come pydantic's own words for a kind of value
        keys = [each for each in keys if re.fullmatch(r"[a-z_]+", each)]
    place = _place(keys, given, file, text)
    where = place.pop("where")
    if error["type"] == "extra_forbidden":
        return _unknown(plain(where), keys[-1], place)
    write = _what_to_write(keys)
    return Problem(
        "settings",
        where,
        Text("这个值不能用", "this value cannot be used"),
        Text(f"请写{write.zh}", f"write {write.en}"),
        **place,
    )


def _place(
    keys: list[str], given: Mapping[str, Any], file: str | None, text: str
) -> dict[str, Any]:
    """Where a setting was written: the option, the variable, or the line of the file."""
    if keys[0] in given:
        return {"where": "--" + keys[0].replace("_", "-")}
    for variable in (PREFIX + "__".join(keys).upper(), PREFIX + keys[0].upper()):
        if os.environ.get(variable):
            return {"where": variable}
    return {"where": ".".join(keys), "file": file, "line": line_of(text, keys)}


def line_of(text: str, keys: list[str]) -> int | None:
    """The line of a TOML text on which a key stands, or the nearest above it that is known.

    >>> line_of("port = 1\\n[access]\\nidle = 3", ["access", "idle"])
    3
    """
    found: int | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if opened := re.match(r"\s*\[\[?\s*([\w.\"' -]+?)\s*\]\]?", line):
            table = [each.strip().strip("\"'") for each in opened[1].split(".")]
            if table == keys[: len(table)]:
                found = number
        elif written := re.match(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=", line):
            path = table + [each.strip().strip("\"'") for each in written[1].split(".")]
            if path == keys[: len(path)]:
                return number
    return found


def _unknown(where: str, name: str, place: Mapping[str, Any]) -> Problem:
    near = get_close_matches(name, Settings.model_fields, 1)
    fix = Text("可用的设置见 docs/operate.md", "docs/operate.md lists the settings there are")
    if near:
        shown = PREFIX + near[0].upper() if where.startswith(PREFIX) else near[0]
        fix = Text(f"是否想写 {shown}？", f"is {shown} meant?")
    return Problem(
        "settings", where, Text("没有这个设置", "there is no such setting"), fix, **place
    )


def _what_to_write(keys: list[str]) -> Text:
    """The words a field has for what may be written."""
    field = Settings.model_fields.get(keys[0])
    for each in keys[1:]:
        inner = getattr(field, "annotation", None)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            field = inner.model_fields.get(each) or field
    return next(_words(field), Text("docs/operate.md 所列的值", "what docs/operate.md says"))


def _words(field: Any) -> Iterator[Text]:
    if field is None:
        return
    yield from (each for each in getattr(field, "metadata", ()) if isinstance(each, Text))
    yield from _words_within(field.annotation)


def _words_within(annotation: Any) -> Iterator[Text]:
    for each in getattr(annotation, "__args__", ()):
        yield from (m for m in getattr(each, "__metadata__", ()) if isinstance(m, Text))
        yield from _words_within(each)


def _not_together(settings: Settings) -> Iterator[Problem]:
    """Files that are not there, and settings that need one another."""
    for name in _FILES:
        path: Path | None = getattr(settings, name)
        if path is not None and not os.access(path, os.R_OK):
            yield _problem(
                name, Text("这个文件无法读取", "this file cannot be read"),
                Text("请核对路径和权限", "check the path and its permissions"),
            )  # fmt: skip
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        yield _problem(
            "tls_key", Text("证书和私钥缺一不可", "a certificate and its key go together"),
            Text("请同时设置 tls_certificate 和 tls_key", "set both tls_certificate and tls_key"),
        )  # fmt: skip


def _problem(where: str, what: Text, fix: Text) -> Problem:
    return Problem("settings", where, what, fix)
