"""Secrets that lie outside the database: read from files, made only where a demo may make its own.

``django.key`` signs sessions; ``cipher-<id>.key`` encrypt personal numbers (the highest id encrypts, all decrypt);
``index.key`` makes the keyed digests and is never rotated, as every match rests on it. Production refuses to start
without them, so that nobody runs for a year on a key that a container forgot. No backup holds keys and data together.
"""

import os
import re
import secrets
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CIPHER_BYTES, INDEX_BYTES = 64, 32  # AES-256-SIV takes two keys in one; HMAC-SHA256
_CIPHER_NAME = re.compile(r"cipher-([1-9][0-9]*)\.key")


class MissingKey(SystemExit):
    """A secret file is absent or unreadable; the message names it. Exits instead of a traceback."""


def read_secret(path: Path, create: bool, size: int = INDEX_BYTES) -> str:
    """Return the secret in ``path``; with ``create`` a missing one of ``size`` bytes is made once, mode 0600."""
    if create and not path.exists():
        _make(path, size)
    try:
        text = path.read_text().strip()
    except OSError as error:
        raise MissingKey(f"密钥文件读不到 / secret not readable: {path.name} ({error.strerror})") from error
    if len(text) < 40:
        raise MissingKey(f"密钥文件太短 / secret too short: {path.name}")
    return text


@dataclass(frozen=True)
class Keyring:
    """The keys for personal numbers: cipher keys by id, and the index key."""

    ciphers: dict[int, bytes]
    index: bytes

    @property
    def newest(self) -> int:
        """The id of the key that encrypts."""
        return max(self.ciphers)


@cache
def keyring(folder: Path, create: bool) -> Keyring:
    """Read the keys in ``folder``, once per process; ``reread`` after another process has added one."""
    ids = cipher_ids(folder)
    if not ids and create:
        ids = [1]
    if not ids:
        raise MissingKey("缺少加密密钥 / no cipher key: cipher-1.key")
    ciphers = {one: _bytes(folder / f"cipher-{one}.key", create, CIPHER_BYTES) for one in ids}
    return Keyring(ciphers, _bytes(folder / "index.key", create, INDEX_BYTES))


def reread() -> None:
    """Forget the keys in memory; the next use reads the files again."""
    keyring.cache_clear()


def cipher_ids(folder: Path) -> list[int]:
    """The ids of the cipher keys in ``folder``, oldest first."""
    names = (_CIPHER_NAME.fullmatch(path.name) for path in folder.glob("cipher-*.key"))
    return sorted(int(name[1]) for name in names if name)


def add_cipher(folder: Path) -> int:
    """Make the next cipher key and return its id; whoever encrypts from now on uses it."""
    number = max(cipher_ids(folder), default=0) + 1
    _make(folder / f"cipher-{number}.key", CIPHER_BYTES)
    reread()
    return number


def _bytes(path: Path, create: bool, size: int) -> bytes:
    try:
        key = bytes.fromhex(read_secret(path, create, size))
    except ValueError as error:
        raise MissingKey(f"密钥文件不是十六进制 / secret is not hexadecimal: {path.name}") from error
    if len(key) != size:
        raise MissingKey(f"密钥文件长度应为 {size} 字节 / secret must hold {size} bytes in hexadecimal: {path.name}")
    return key


def _make(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(size))
    try:
        os.link(draft, path)  # atomic, and the first of two starters wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def read_all(folder: Path) -> None:
    """Read every key of an installation, making none; raises MissingKey."""
    read_secret(folder / "django.key", create=False)
    keyring(folder, create=False)


def make_all(folder: Path) -> None:
    """Make whichever keys of an installation are missing; keys that are there stay."""
    read_secret(folder / "django.key", create=True)
    keyring(folder, create=True)


if __name__ == "__main__":  # python -m portal.keys FOLDER: once, by whoever installs a production portal
    make_all(Path(sys.argv[1]))
