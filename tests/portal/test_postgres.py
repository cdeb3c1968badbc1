"""The embedded cluster: shared, restarted, stopped by the last one out. Each test has a small cluster of its own."""

import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

from portal import postgres
from portal.pgfiles import NOBODY, ClusterError, make_socket_dir, run_tool
from portal.postgres import Cluster

HOLD = """
import sys
from portal.postgres import Cluster
with Cluster(sys.argv[1]).running():
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """An initialised cluster, not running, in a folder with a space and Chinese characters."""
    cluster = Cluster(tmp_path_factory.mktemp("新 文件夹") / "pg")
    with cluster.running():
        pass
    return cluster


def until(condition, what: str):
    """Wait for a condition of another process; the limit is only there so that a failure ends."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def one(cluster: Cluster, sql: str):
    connection = psycopg2.connect(cluster.dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def another_user(cluster: Cluster) -> subprocess.Popen:
    """A process that holds a share until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(cluster.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "up\n"
    return process


def test_the_last_one_out_stops_the_server_and_data_stays(cluster):
    with cluster.running():
        one(cluster, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert not cluster.is_ready()
    assert not cluster.socket_dir.exists()
    with cluster.running():
        assert one(cluster, "SELECT n FROM kept") == 7


def test_names_sort_by_code_point_and_checksums_are_on(cluster):
    with cluster.running():
        assert one(cluster, "SELECT datcollate FROM pg_database WHERE datname = 'portal'") == "C"
        assert one(cluster, "SELECT datlocale FROM pg_database WHERE datname = 'portal'") == "C.UTF-8"
        assert one(cluster, "SHOW data_checksums") == "on"
        assert one(cluster, "SELECT lower('É')") == "é"


def test_two_users_share_one_server(cluster):
    other = another_user(cluster)
    try:
        with cluster.running():
            shared = postmaster(cluster)
        assert cluster.is_ready()  # the other still holds its share
        assert postmaster(cluster) == shared
    finally:
        other.communicate("")
    assert not cluster.is_ready()


def test_a_killed_user_leaves_no_server_behind(cluster):
    other = another_user(cluster)
    other.kill()
    other.communicate()
    until(lambda: not cluster.is_ready() and not cluster.socket_dir.exists(), "the server is still there")


def test_a_killed_server_comes_back_with_what_was_committed(cluster):
    with cluster.running():
        one(cluster, "CREATE TABLE IF NOT EXISTS survived (n int); TRUNCATE survived; INSERT INTO survived VALUES (1)")
        killed = postmaster(cluster)
        os.kill(killed, signal.SIGKILL)
        until(lambda: cluster.is_ready() and postmaster(cluster) != killed, "the keeper did not restart it")
        assert one(cluster, "SELECT n FROM survived") == 1


def test_a_killed_keeper_is_replaced_by_the_supervisor(cluster):
    with cluster.running():
        assert not cluster.ensure()  # all is well: nothing to do
        cluster._keeper.kill()
        until(cluster.ensure, "the keeper's lock stayed held")
        until(cluster.is_ready, "no new server")
        assert one(cluster, "SELECT 1") == 1


def test_servers_that_hang_without_their_keeper_are_ended(cluster, monkeypatch):
    monkeypatch.setattr(postgres, "ORPHAN_PATIENCE", 0)
    with cluster.running():
        hanging = postmaster(cluster)
        os.kill(hanging, signal.SIGSTOP)  # deaf to the polite signal that its keeper's death sends
        cluster._keeper.kill()
        until(cluster.ensure, "the hanging server was not ended")
        until(cluster.is_ready, "no new server")
        assert postmaster(cluster) != hanging


def test_everything_killed_and_started_again_at_once(cluster):
    cluster.acquire()
    server = postmaster(cluster)
    cluster._keeper.kill()
    os.kill(server, signal.SIGKILL)
    os.close(cluster._users)  # what the kernel does for a killed user
    cluster._users = None
    again = Cluster(cluster.data)
    with again.running():
        assert one(again, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_anew(tmp_path):
    draft = tmp_path / "pg.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with Cluster(tmp_path / "pg", fast=True).running() as cluster:
        assert one(cluster, "SELECT current_database()") == "portal"
    assert not draft.exists()


def test_damaged_data_is_one_line_that_names_the_log(tmp_path):
    data = tmp_path / "pg"
    with Cluster(data, fast=True).running():
        pass
    (data / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(ClusterError, match=r"数据库启动失败.*pg\.log") as caught:
        Cluster(data, fast=True).acquire()
    assert "\n" not in str(caught.value)


def test_a_socket_folder_that_somebody_else_prepared_is_refused(tmp_path):
    folder = tmp_path / "socket"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with pytest.raises(ClusterError, match="套接字目录"):
        make_socket_dir(folder, os.geteuid())


def test_parent_folders_stay_closed(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Cluster(closed / "pg", fast=True).running() as cluster:
        assert one(cluster, "SELECT 1") == 1
        assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_the_servers_account_finds_binaries_below_a_closed_folder(tmp_path):
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    (closed / "postgres").write_text("")
    look = "import os, sys; sys.exit(not os.access(sys.argv[1], os.R_OK) or os.geteuid() == 0)"
    run_tool(NOBODY, [sys.executable, "-c", look, closed / "postgres"])


def test_database_url_means_no_embedded_server(tmp_path):
    assert Cluster.of({"DATABASE_URL": "postgres://db/portal", "PG_DATA": str(tmp_path / "pg")}) is None
