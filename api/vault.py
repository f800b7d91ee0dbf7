"""The site's keys for a server or a command (站点密钥): from the file the settings name, or the usual one.

A demo database gets keys of its own by itself; a real site makes them on purpose, with `benefits keys new`.
"""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benefits.people.key_file import new_keys, read_keys, write_keys
from benefits.people.vault import Vault

if TYPE_CHECKING:
    from api.settings import Settings

USUAL: Final = "keys.json"
_OF_A_DEMO: Final = "demo-keys.json"


def key_path(settings: "Settings", *, demo: bool = False) -> Path:
    """Where the keys lie."""
    if settings.key_file is not None:
        return settings.key_file
    return settings.data_folder / (_OF_A_DEMO if demo else USUAL)


def vault_of(settings: "Settings", *, demo: bool = False) -> Vault | None:
    """The vault; None where a site has made no keys yet: then nobody is registered.

    Raises `Refused` where the keys cannot be read.
    """
    path = key_path(settings, demo=demo)
    if not path.exists() and settings.key_file is None:
        if not demo:
            return None
        write_keys(path, new_keys(secrets.token_bytes, datetime.now(UTC)), new=True)
    return Vault(read_keys(path), secrets.token_bytes)
