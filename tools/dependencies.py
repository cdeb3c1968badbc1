"""Make .venv hold exactly the locked dependencies: `python3 tools/dependencies.py base|dev`. Standard library only.

.venv/.ok is written last and names the Python and the hashes of the locks that were installed. A .venv without it was
left half-made and is made anew; one whose lock has changed is brought up to date.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".ok"
NEEDED = 700 * 1024 * 1024  # bytes free: .venv is 220 MB with everything, and wheels are unpacked beside it
INCLUDES = {"base": ["base"], "dev": ["base", "dev"]}  # dev.txt holds all of base.txt
REASONS = {
    "No space left on device": "磁盘空间已满 / no space left on the disk",
    "ensurepip is not available": "缺少 venv 模块 / please type: apt-get install -y python3-venv",
    "DO NOT MATCH THE HASHES": "下载的包与锁定的校验和不符 / a downloaded package does not match its locked hash",
    "No matching distribution": "软件源没有锁定的版本 / the package index does not have a locked version",
    "Could not find a version": "软件源没有锁定的版本,或网络不通 / no locked version to be had: is the network up?",
    "onnection": "连不上软件源 / the package index cannot be reached",
}


def main(which: str) -> None:
    """Install where needed. Ends the program with one line where that is not possible."""
    if sys.version_info < (3, 11):  # noqa: UP036 the one file that the system's Python runs, whatever it is
        sys.exit("需要 Python 3.11 或更新 / Python 3.11 or newer is needed, this is " + sys.version.split()[0])
    folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two commands at once: the second waits, then finds the work done
    wanted = [stamp_line(name) for name in INCLUDES[which]]
    found = STAMP.read_text().splitlines() if STAMP.exists() else []
    if (VENV / "bin/python").exists() and set(wanted) <= set(found):
        return
    if shutil.disk_usage(ROOT).free < NEEDED:
        sys.exit("磁盘空间不足 / less than %d MB free, needed to install the dependencies" % (NEEDED >> 20))
    if not found or found[0].split()[1:2] != wanted[0].split()[1:2]:
        make_venv()
    STAMP.unlink(missing_ok=True)
    print("正在安装依赖 / installing the locked dependencies (%s) ..." % which, flush=True)
    pip = [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run(
        "安装依赖失败 / installing the dependencies failed",
        *pip,
        "--require-hashes",
        "-r",
        "requirements/%s.txt" % which,
    )
    draft = VENV / ".ok.new"
    draft.write_text("\n".join(wanted) + "\n")
    draft.rename(STAMP)


def stamp_line(name: str) -> str:
    """One line of the stamp: lock, Python, hash."""
    lock = (ROOT / "requirements" / (name + ".txt")).read_bytes()
    return "%s %d.%d %s" % (name, *sys.version_info[:2], hashlib.sha256(lock).hexdigest())


def make_venv() -> None:
    """An empty .venv in place of whatever is there."""
    if VENV.exists():
        print("重建未完成的 .venv / making .venv anew", flush=True)
        shutil.rmtree(VENV)
    run("建立 .venv 失败 / making .venv failed", sys.executable, "-m", "venv", VENV)


def run(failure: str, *call) -> None:
    """Run a step quietly; its last line, or the known reason, where it fails."""
    call = [str(part) for part in call]
    done = subprocess.run(call, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        output = (done.stdout + done.stderr).strip() or "exit %d" % done.returncode
        known = [words for sign, words in REASONS.items() if sign in output]
        sys.exit("%s: %s" % (failure, known[0] if known else output.splitlines()[-1]))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("已中断 / interrupted")
    except OSError as problem:
        sys.exit("无法安装依赖 / cannot install the dependencies: %s: %s" % (problem.strerror, problem.filename))
