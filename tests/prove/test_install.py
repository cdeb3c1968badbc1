"""The dependencies: a half-made .venv is made anew, a sound one is left alone. Needs the package index."""

import shutil
import subprocess
from pathlib import Path

import pytest

from portal.postgres import ROOT


@pytest.fixture
def tree(tmp_path) -> Path:
    """What the installation needs of the tree, in a folder with a space and Chinese characters."""
    folder = tmp_path / "新 文件夹"
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    (folder / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "dependencies.py", folder / "tools")
    return folder


def install(tree: Path, which: str = "base") -> subprocess.CompletedProcess:
    call = ["python3", "tools/dependencies.py", which]
    return subprocess.run(call, cwd=tree, capture_output=True, text=True, check=False)


def test_half_made_then_sound_then_left_alone(tree):
    (tree / ".venv" / "bin").mkdir(parents=True)
    (tree / ".venv" / "bin" / "python").write_text("cut off")
    assert install(tree).returncode == 0
    works = subprocess.run([tree / ".venv/bin/python", "-c", "import django, granian, psycopg2"], check=False)
    assert works.returncode == 0
    marker = tree / ".venv" / "marker"
    marker.write_text("")
    again = install(tree)
    assert (again.returncode, again.stdout) == (0, "")
    assert marker.exists()


def test_a_lock_that_cannot_be_installed_is_one_line(tree):
    (tree / "requirements" / "base.txt").write_text(f"django==5.2.19 --hash=sha256:{'0' * 64}\n")
    done = install(tree)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "校验和" in done.stderr
    assert not (tree / ".venv" / ".ok").exists()
