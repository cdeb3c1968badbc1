"""`python -m tools.check test|bench|shots|prove|lint`: the work behind the Makefile's targets, on the test cluster."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portal import keys
from portal.pgfiles import ClusterError
from portal.postgres import ROOT, embedded

CHROMIUM = "/usr/bin/chromium"
CJK_FONTS = "fonts-noto-cjk"
PYTHON = [sys.executable]


def main(what: str) -> int:
    """The exit code of the first step that fails, or 0."""
    try:
        return {"test": test, "bench": bench, "shots": shots, "prove": prove, "lint": lint}[what]()
    except ClusterError as error:
        print(error)
        return 1


def test() -> int:
    """Everything a change must pass. pytest comes last, so that its closing line ends the output."""
    environ = cluster_environ("test")
    if not (missing := install_browser(environ)):
        with embedded(environ):
            pytest = [*PYTHON, "-m", "pytest", "-n", "2", "-q"]
            if environ.get("NO_BROWSER") == "1":
                print("NO_BROWSER=1:不运行浏览器测试 / the browser tests are left out", flush=True)
                pytest += ["-m", "not browser"]
            return lint() or settings_of_production() or migrations(environ) or run(pytest, environ)
    print(missing)
    return 1


def bench() -> int:
    """The figures, each beside its floor: python -m bench, on a cluster of its own."""
    return with_cluster("bench", [*PYTHON, "-m", "bench"])


def shots() -> int:
    """Pictures of every page: python -m tests.shots."""
    environ = cluster_environ("test")
    if missing := install_browser(environ):
        print(missing)
        return 1
    return with_cluster("test", [*PYTHON, "-m", "tests.shots"])


def prove() -> int:
    """The heavy proofs: many kills, long loads. They start and stop what they need themselves."""
    return run([*PYTHON, "-m", "pytest", "-q", "-x", "tests/prove"], cluster_environ("test"))


def lint() -> int:
    """Style, import direction."""
    linter = "from importlinter.cli import lint_imports_command as c; c()"
    return run([*PYTHON, "-m", "ruff", "check", "."]) or run([*PYTHON, "-c", linter], quiet=True)


def settings_of_production() -> int:
    """`manage.py check --deploy` on production settings, with keys and names for this one check."""
    with tempfile.TemporaryDirectory() as folder:
        keys_dir = Path(folder) / "keys"
        keys.read_secret(keys_dir / "django.key", create=True)
        keys.keyring(keys_dir, True)
        production = {
            "DJANGO_ENV": "production", "KEYS_DIR": str(keys_dir), "VAR_DIR": folder, "ALLOWED_HOSTS": "portal.test",
            "DATABASE_URL": "postgres://app@127.0.0.1:1/portal",
        }  # fmt: skip
        return run([*PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], {**os.environ, **production})


def migrations(environ: dict[str, str]) -> int:
    """Models and migrations agree."""
    return run([*PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], environ)


def cluster_environ(name: str) -> dict[str, str]:
    """The environment of tests or benchmarks: a cluster of its own, never the one of a running portal."""
    environ = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    own = {"DJANGO_ENV": "test", "PG_FAST": "1", "PG_DATA": f"var/{name}-pg", "VAR_DIR": f"var/{name}"}
    return environ | {key: str(ROOT / value) if "/" in value else value for key, value in own.items()}


def with_cluster(name: str, call: list[str]) -> int:
    """Run ``call`` with the named cluster up."""
    environ = cluster_environ(name)
    with embedded(environ):
        return run(call, environ)


def run(call: list[str], environ: dict[str, str] | None = None, quiet: bool = False) -> int:
    """Run a step; with ``quiet`` its output is shown only where it fails."""
    if not quiet:
        return subprocess.run(call, cwd=ROOT, env=environ, check=False).returncode
    done = subprocess.run(call, cwd=ROOT, env=environ, check=False, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode


def install_browser(environ: dict[str, str]) -> str:
    """Have Chromium and a CJK font, from Debian where possible; else the line that says what to type."""
    if environ.get("NO_BROWSER") == "1":
        return ""
    wanted = [] if shutil.which(CHROMIUM) else ["chromium"]
    wanted += [] if has_cjk_font() else [CJK_FONTS]
    if not wanted:
        return ""
    command = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(wanted)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"正在安装 / installing {' '.join(wanted)} ...", flush=True)
        quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["sh", "-c", command], quiet, quiet=True)
        if shutil.which(CHROMIUM) and has_cjk_font():
            return ""
    prefix = "" if os.geteuid() == 0 else "sudo "
    return (
        f"浏览器测试缺少 {' '.join(wanted)} / the browser tests need it. Type:  {prefix}sh -c '{command}'  "
        "(NO_BROWSER=1 make test 不运行浏览器测试 / leaves them out)"
    )


def has_cjk_font() -> bool:
    """Whether fontconfig knows a font with simplified Chinese."""
    try:
        found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    except FileNotFoundError:  # no fontconfig, so no Chromium either
        return False
    return bool(found.stdout.strip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
