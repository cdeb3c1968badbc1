"""Whatever is killed, the portal serves again, nothing stays behind, and what was committed is there."""

import os
import random
import signal
import socket
import subprocess
import time

import psycopg2
import pytest

from portal.postgres import Cluster
from tests.prove.portal_site import Site, until


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A clone that was run once (the demo world is there) and stopped."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(tmp_path_factory.mktemp("prove"), port)
    run = site.run()
    until(site.serves, "the first start", 300)
    stop(site, run)
    yield site
    for pid in site.processes():
        site.kill(pid)


@pytest.fixture
def running(site):
    """`make run`, serving with every part there; stopped afterwards."""
    run = site.run()
    until(site.serves, "a page")
    until(lambda: site.processes("manage.py worker"), "the worker")
    yield run
    stop(site, run)


def stop(site: Site, run: subprocess.Popen, number: int = signal.SIGINT) -> None:
    """Signal the whole group, as a terminal does; nothing stays."""
    if run.poll() is None:
        os.killpg(run.pid, number)
    run.wait(60)
    until(lambda: not site.processes(), f"left behind: {site.processes()}", 30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_polite_end_stops_everything(site, number):
    run = site.run()
    until(site.serves, "a page")
    stop(site, run, number)


def test_a_double_ctrl_c(site, running):
    os.killpg(running.pid, signal.SIGINT)
    os.killpg(running.pid, signal.SIGINT)
    until(lambda: not site.processes(), "left behind", 30)


@pytest.mark.parametrize("part", ["granian", "manage.py worker", "portal.postgres", "bin/postgres -D"])
def test_a_killed_part_comes_back(site, running, part):
    before = site.processes(part)
    site.kill(before[0])
    until(lambda: (new := site.processes(part)) and before[0] not in new, f"{part} again")
    until(site.serves, "a page")


def test_a_killed_supervisor_takes_all_with_it_and_a_start_at_once_works(site):
    run = site.run()
    until(site.serves, "a page")
    site.kill(site.processes("-m portal.serve")[0])
    again = site.run()  # at once: it waits for the remains
    until(lambda: site.serves() and len(site.processes("-m portal.serve")) == 1, "a page again")
    run.wait(60)
    stop(site, again)


@pytest.mark.parametrize("seed", range(12))
def test_storm(site, seed):
    dice = random.Random(seed)
    run = site.run()
    time.sleep(dice.random() * 4)  # anywhere in the start
    for _ in range(dice.randrange(1, 4)):
        site.kill_some(dice)
        time.sleep(dice.random())
    for pid in site.processes("-m portal.serve") + [run.pid]:
        site.kill(pid)
    run.wait(60)
    again = site.run()
    until(site.serves, f"a page after storm {seed}")
    stop(site, again)


def test_committed_rows_survive_the_storms(site, running):
    cluster = Cluster(site.folder / "var" / "pg")
    connection = psycopg2.connect(cluster.dsn)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS proof (n int PRIMARY KEY)")
    for n in range(200):
        cursor.execute("INSERT INTO proof VALUES (%s) ON CONFLICT DO NOTHING", [n])
    site.kill(site.processes("bin/postgres -D")[0])
    until(site.serves, "a page")
    connection = psycopg2.connect(cluster.dsn)
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM proof")
    assert cursor.fetchone() == (200,)
    connection.close()


def test_commands_share_the_server_of_a_running_portal(site, running):
    for _ in range(5):
        done = site.manage("figures", "attachment2", "2020H1", "--json")
        assert done.returncode == 0, done.stderr
    assert site.serves()


def test_two_commands_at_once_without_a_portal(site):
    call = [".venv/bin/python", "manage.py", "figures", "attachment2", "2020H1", "--json"]
    both = [
        subprocess.Popen(call, cwd=site.folder, env=site.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outputs = {process.communicate()[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(outputs) == 1
    until(lambda: not site.processes(), "left behind", 30)


def test_a_second_run_and_a_port_in_use(site, running):
    assert "已在运行" in site.refused()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        other = {"VAR_DIR": str(site.folder / "var2"), "PORT": str(holder.getsockname()[1])}
        assert "端口不可用" in site.refused(**other)
    assert site.serves()
