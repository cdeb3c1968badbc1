"""Secrets that lie outside the database: read from files, made only where a demo may make its own.

Production refuses to start without them, so that nobody runs for a year on a key that a container forgot.
"""

import os
import secrets
from pathlib import Path


class MissingKey(SystemExit):
    """A secret file is absent or unreadable; the message names it. Exits instead of a traceback."""


def read_secret(path: Path, create: bool) -> str:
    """Return the secret in ``path``; with ``create`` a missing one is made once, mode 0600."""
    if create and not path.exists():
        _make(path)
    try:
        text = path.read_text().strip()
    except OSError as error:
        raise MissingKey(f"密钥文件读不到 / secret not readable: {path.name} ({error.strerror})") from error
    if len(text) < 40:
        raise MissingKey(f"密钥文件太短 / secret too short: {path.name}")
    return text


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)  # atomic, and the first of two starters wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
