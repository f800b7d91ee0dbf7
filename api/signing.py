"""The key that signs the trail's heads (签名私钥): a file of its own, 0600, best on another machine."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benefits.problems import Problem, Refused, Text


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The Ed25519 key of a file (PKCS#8 PEM), made where there is none; raises `Refused`."""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return _made(path)
    try:
        key = serialization.load_pem_private_key(written, password=None)
    except (ValueError, TypeError):
        raise _refused(path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _refused(path)
    return key


def _made(path: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(written)
    return key


def _refused(path: Path) -> Refused:
    what = Text(f"{path} 不是 Ed25519 私钥", f"{path} is no Ed25519 private key")
    fix = Text("请换一个路径，没有时会新建", "name another path; where there is none, one is made")
    return Refused("invalid_request", [Problem("not_a_key", "--sign-with", what, fix)])
