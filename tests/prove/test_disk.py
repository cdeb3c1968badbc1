"""A full disk: one line, and all is well again once there is room. Root only, as it mounts a small one."""

import os
import subprocess
from pathlib import Path

import pytest

from portal.pgfiles import ClusterError
from portal.postgres import Cluster

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 500 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500m", "none", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("may not mount here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Take all but ``leave`` bytes."""
    free = os.statvfs(folder)
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize - leave)
    return ballast


def test_no_room_to_begin(small_disk):
    fill(small_disk, 100 << 20)
    with pytest.raises(ClusterError, match="磁盘空间不足") as caught:
        Cluster(small_disk / "pg").acquire()
    assert "\n" not in str(caught.value)


def test_no_room_to_start_and_then_room(small_disk):
    cluster = Cluster(small_disk / "pg")
    with cluster.running():
        pass
    ballast = fill(small_disk, 0)
    with pytest.raises(ClusterError) as caught:
        cluster.acquire()
    assert "磁盘" in str(caught.value)
    ballast.unlink()
    with cluster.running():
        assert cluster.is_ready()
