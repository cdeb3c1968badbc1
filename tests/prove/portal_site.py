"""A clone of the committed tree, run by `make run` as a newcomer does, and what can be seen of it from outside."""

import os
import random
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.postgres import ROOT

OWN = {"PG_DATA", "VAR_DIR", "PG_FAST", "DJANGO_ENV", "DATABASE_URL", "TEST_RUN"}


class Site:
    """One clone under ``folder`` and the processes that stand in it."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder / "新 克隆" / "portal", port
        self.folder.parent.mkdir(parents=True)
        subprocess.run(["git", "clone", "-q", str(ROOT), str(self.folder)], check=True)
        (self.folder / ".venv").symlink_to(ROOT / ".venv")
        self.environ = {k: v for k, v in os.environ.items() if k not in OWN} | {"PORT": str(port)}

    def run(self, **environ: str) -> subprocess.Popen:
        """`make run`, not waited for."""
        with open(self.folder.parent / "run.log", "ab") as log:
            return subprocess.Popen(
                ["make", "run"], cwd=self.folder, env={**self.environ, **environ}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def refused(self, **environ: str) -> str:
        """`make run` that must end by itself with a failure; its output."""
        call = {"cwd": self.folder, "env": {**self.environ, **environ}, "stdin": subprocess.DEVNULL}
        done = subprocess.run(["make", "run"], **call, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode != 0
        assert "Traceback" not in done.stdout + done.stderr
        return done.stdout

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """A manage.py command in the clone."""
        call = [".venv/bin/python", "manage.py", *arguments]
        return subprocess.run(call, cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False)

    def serves(self, path: str = "healthz") -> bool:
        """Whether a page is served now."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def processes(self, pattern: str = "") -> list[int]:
        """Process ids that stand in the clone or name it, and whose command line matches."""
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if self._belongs(entry, pattern)]

    def kill(self, pid: int) -> None:
        """kill -9; gone already is fine."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def kill_some(self, dice: random.Random) -> None:
        """kill -9 a random handful."""
        for pid in self.processes():
            if dice.random() < 0.4:
                self.kill(pid)

    def _belongs(self, process: Path, pattern: str) -> bool:
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            stands = str(self.folder) in os.readlink(process / "cwd") or str(self.folder) in line
        except OSError:  # gone meanwhile
            return False
        return stands and bool(re.search(pattern, line))


def until(condition, what: str, limit: float = 60) -> float:
    """Wait until ``condition()``; the seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < limit, what
        time.sleep(0.05)
    return time.monotonic() - began
