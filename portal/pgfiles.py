"""What the embedded PostgreSQL needs of the operating system: folders, owners, locks, logs, stray processes.

PostgreSQL refuses to run as root. Root therefore hands only the data and socket folders to the account ``nobody`` and
runs the server as that account, with the one capability that lets it pass through closed parent folders.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

NOBODY = 65534
NEEDED_TO_BEGIN = 300 * 1024 * 1024  # bytes: a new cluster is 63 MB, the demo world and its journal the rest
LOG_LIMIT = 5 * 1024 * 1024
PASS_FOLDERS = "-all,+dac_override"
REASONS = {
    "No space left on device": "磁盘空间已满 / no space left on the disk",
    "Read-only file system": "文件系统只读 / the file system is read-only",
    "could not look up effective user": "此用户未登记 / this uid is not in /etc/passwd: run as a user that is",
    "setpriv: ": "容器不给 root 所需的权限,请用普通用户运行 / root lacks capabilities here: run as an ordinary user",
}


class ClusterError(Exception):
    """Why the embedded database is not to be had; the text is one line for a person."""


def owner_of(data: Path) -> int:
    """The account that runs the server: ourselves, or for root the owner of the data (``nobody`` where new)."""
    if os.geteuid():
        return os.geteuid()
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return data.stat().st_uid or NOBODY
    return NOBODY


def make_folder(folder: Path) -> None:
    """Make ``folder``; ClusterError where it cannot be written, naming its owner."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClusterError(f"无法建立目录 / cannot make {folder}: {explain(error.strerror)}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ClusterError(f"目录不可写 / cannot write in {folder}, which belongs to {name_of(folder)}")


def open_lock(path: Path) -> int:
    """Open (and make) a lock file; not inherited by children unless passed on."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError as error:
        raise ClusterError(f"锁文件属于他人 / {path} belongs to {name_of(path)}: run as that user") from error
    except OSError as error:
        raise ClusterError(f"无法写入 / cannot write {path}: {explain(error.strerror)}") from error
    _adopt(handle, path.parent)
    return handle


def lock(handle: int, how: int) -> bool:
    """Try a flock without waiting."""
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_log(path: Path):
    """Open a log for appending, beginning anew when it has grown past LOG_LIMIT bytes."""
    try:
        large = path.exists() and path.stat().st_size > LOG_LIMIT
        log = path.open("wb" if large else "ab")
    except OSError as error:
        raise ClusterError(f"无法写入 / cannot write {path}: {explain(error.strerror)}") from error
    _adopt(log.fileno(), path.parent)
    return log


def last_words(log: Path) -> str:
    """The line of a PostgreSQL log that says why it ended."""
    try:
        lines = log.read_text(errors="replace").splitlines()[-40:]
    except OSError as error:
        return explain(str(error))
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "setpriv:" in line]
    return explain((fatal or lines or ["no log"])[-1]) + f" ({log})"


def explain(text: str) -> str:
    """A known reason in plain words, else the last line of ``text``."""
    known = [words for sign, words in REASONS.items() if sign in text]
    return known[0] if known else (text.strip().splitlines() or ["?"])[-1]


def make_data_dir(draft: Path, owner: int) -> None:
    """An empty folder for a new cluster, in place of one that a killed start left half-made."""
    if shutil.disk_usage(draft.parent).free < NEEDED_TO_BEGIN:
        raise ClusterError(f"磁盘空间不足 / less than {NEEDED_TO_BEGIN >> 20} MB free for {draft.parent}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(draft, owner, _group(owner))


def make_socket_dir(folder: Path, owner: int) -> None:
    """The folder of the socket: ours alone. One that somebody else prepared is refused."""
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner, _group(owner))
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) != 0o700:
            raise ClusterError(f"套接字目录被他人占用 / remove {folder}: it is not ours") from None
    except OSError as error:
        raise ClusterError(f"无法建立目录 / cannot make {folder}: {explain(error.strerror)}") from error


def as_owner(owner: int, call: list) -> list[str]:
    """``call`` run as ``owner`` and interrupted when its parent dies (set after the change, which would clear it)."""
    identity = []
    if os.geteuid() == 0:
        identity = ["--reuid", str(owner), "--regid", str(_group(owner)), "--clear-groups"]
        if owner == NOBODY:
            # no_setuid_fixup: or access(2), by which PostgreSQL looks for its own binary, would not know the capability
            identity += ["--securebits", "+no_setuid_fixup"]
            identity += ["--bounding-set", PASS_FOLDERS, "--inh-caps", PASS_FOLDERS, "--ambient-caps", PASS_FOLDERS]
    return ["setpriv", "--pdeathsig", "INT", *identity, *map(str, call)]


def run_tool(owner: int, call: list, stdin: str = "") -> None:
    """Run a PostgreSQL tool to its end; ClusterError with its reason where it fails."""
    try:
        done = subprocess.run(as_owner(owner, call), input=stdin, capture_output=True, text=True, cwd="/", check=False)
    except FileNotFoundError as error:
        raise ClusterError("缺少 setpriv / setpriv is missing: apt-get install util-linux") from error
    if done.returncode or "ERROR:" in done.stderr:
        raise ClusterError(f"数据库初始化失败 / {Path(call[0]).name} failed: {explain(done.stderr or done.stdout)}")


def kill_strays(data: Path, binary: Path, socket_dir: Path) -> None:
    """End servers that stand in ``data`` and the lock files they left. The caller holds the keeper's lock.

    A postmaster that was killed but not yet reaped would otherwise make the next start refuse.
    """
    strays = [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _stands_in(entry, data, binary)]
    for pid in strays:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(_stands_in(Path(f"/proc/{pid}"), data, binary) for pid in strays):
        time.sleep(0.02)
    for left in (data / "postmaster.pid", *socket_dir.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)


def is_keeper(pid: bytes, data: Path) -> bool:
    """Whether the process still lives and is the keeper of ``data`` (a zombie has no command line)."""
    try:
        line = Path(f"/proc/{int(pid or 0)}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"portal.postgres" in line and bytes(data) in line


def name_of(path: Path) -> str:
    """The account that owns ``path``, or the nearest folder above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    try:
        return path.owner()
    except KeyError:
        return f"uid {path.stat().st_uid}"


def _stands_in(process: Path, data: Path, binary: Path) -> bool:
    try:
        return Path(os.readlink(process / "cwd")) == data and Path(os.readlink(process / "exe")) == binary
    except OSError:  # gone meanwhile, or another user's
        return False


def _group(owner: int) -> int:
    if owner == NOBODY:
        return NOBODY
    try:
        return pwd.getpwuid(owner).pw_gid
    except KeyError:
        return owner


def _adopt(handle: int, folder: Path) -> None:
    """Root working in another's folder leaves nothing there that its owner cannot use."""
    if os.geteuid() == 0 and (owner := folder.stat().st_uid):
        os.fchown(handle, owner, _group(owner))
