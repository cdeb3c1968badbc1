"""One child of the supervisor: started in a group of its own, ended by the kernel when the supervisor dies."""

import os
import signal
import subprocess
import time
from pathlib import Path

from portal.pgfiles import open_log
from portal.postgres import ROOT

GRACE = 10  # seconds between the polite signal and the last one
BACK_OFF = 2  # seconds before a service that died young is tried again
YOUNG = 5  # seconds


class Service:
    """A command that is to run for ever; its output goes to a log of its own."""

    def __init__(self, name: str, call: list[str], log: Path, inherit: list[int], environ: dict[str, str]):
        self.name, self.call, self.log, self.inherit, self.environ = name, call, log, inherit, environ
        self.process: subprocess.Popen | None = None
        self.started = 0.0
        self.early_deaths = 0  # in a row

    def start(self) -> None:
        """Start it. Only ever from the main thread: the death signal goes by the thread that forked."""
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *self.call], cwd=ROOT, env=self.environ, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=self.inherit,
            )  # fmt: skip
        self.started = time.monotonic()

    def revive(self) -> bool:
        """Start it again if it died (after a pause if it died young); True if it had."""
        if self.process is not None:
            if self.process.poll() is None:
                if time.monotonic() - self.started > YOUNG:
                    self.early_deaths = 0
                return False
            self._signal(signal.SIGKILL)  # what it left in its group
            self.early_deaths = self.early_deaths + 1 if time.monotonic() - self.started < YOUNG else 0
            self.process = None
        if self.early_deaths and time.monotonic() - self.started < BACK_OFF:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """End it and its group."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            pass  # the last signal follows in any case
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else '?'} ({self.log})"

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass  # the whole group is gone
