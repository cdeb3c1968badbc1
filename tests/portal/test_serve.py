"""`make run`: what it refuses and in which words, what it starts again, when it has nothing to prepare."""

import fcntl
import os
import re
import socket
import subprocess
import sys
import time

import psycopg2
import pytest
from django.test import Client

from portal import keys
from portal.postgres import ROOT, Cluster
from portal.serve import state
from portal.serve.__main__ import Supervisor, open_run_lock, reset
from portal.serve.config import Config, Refusal
from portal.serve.service import Service


def serve(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    """`python -m portal.serve` as make calls it: no terminal, no input."""
    clean = {k: v for k, v in os.environ.items() if k not in {"DJANGO_ENV", "PG_DATA", "VAR_DIR", "PG_FAST"}}
    call = [sys.executable, "-m", "portal.serve", *arguments]
    return subprocess.run(
        call, cwd=ROOT, env={**clean, **environ}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    """`manage.py` on a server: nothing of this test run's environment but the path."""
    call, clean = [sys.executable, "manage.py", *arguments], {"PATH": os.environ["PATH"]}
    return subprocess.run(call, cwd=ROOT, env={**clean, **environ}, capture_output=True, text=True, check=False)


def assert_one_line(done: subprocess.CompletedProcess, *parts: str):
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    for part in parts:
        assert part in done.stdout


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8０00", "80.5"])
def test_a_port_that_is_no_port(port):
    with pytest.raises(Refusal, match="PORT"):
        Config.of({"PORT": port})


def test_defaults_are_local():
    config = Config.of({})
    assert (config.host, config.port, config.demo, config.url) == ("127.0.0.1", 8000, True, "http://127.0.0.1:8000/")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_demo_mode_stays_on_this_machine(host):
    with pytest.raises(Refusal, match="DEMO_PUBLIC=1"):
        Config.of({"HOST": host})
    assert Config.of({"HOST": host, "DEMO_PUBLIC": "1"}).host == host
    assert not Config.of({"HOST": host, "DJANGO_ENV": "production"}).demo


@pytest.mark.parametrize("host", ["localhost", "127.0.0.9", "::1"])
def test_loopback_needs_no_permission(host):
    assert Config.of({"HOST": host}).is_loopback


def test_a_host_that_is_none_is_named():
    with pytest.raises(Refusal, match=r"HOST=no\.such\.invalid"):
        Config.of({"HOST": "no.such.invalid"})


def test_a_port_in_use_is_one_line_with_the_remedy(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        done = serve(VAR_DIR=str(tmp_path), PORT=str(holder.getsockname()[1]))
    assert_one_line(done, "端口不可用", "PORT=8001 make run")


def test_a_second_run_on_the_same_data_names_the_first(tmp_path, free_port):
    with open_run_lock(tmp_path) as handle:
        os.pwrite(handle, b"4711 http://127.0.0.1:8000/", 0)
        assert_one_line(serve(VAR_DIR=str(tmp_path), PORT=str(free_port)), "已在运行", "4711 http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgres://app:geheim@127.0.0.1:1/portal", "连不上"),
        ("mysql://app:geheim@127.0.0.1/portal", "postgres://"),
        ("postgres://app:geheim@[half/portal", "无法解析"),
    ],
)
def test_a_database_that_is_not_to_be_had_is_one_line_without_its_password(tmp_path, free_port, url, words):
    done = serve(VAR_DIR=str(tmp_path), PORT=str(free_port), DATABASE_URL=url)
    assert_one_line(done, words)
    assert "geheim" not in done.stdout + done.stderr
    assert not (tmp_path / "pg").exists()  # nothing embedded was started beside it


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, free_port):
    (tmp_path / "var").write_text("a file where the folder should be")
    assert_one_line(serve(VAR_DIR=str(tmp_path / "var"), PORT=str(free_port)), "var")


COMMANDS = [
    "migrate", "prepare", "load_policy", "build_demo", "demo_accounts", "rotate_keys", "verify_audit",
    "figures attachment2 2020H1 --json", "create_admin shili --name 示例",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_in_one_line_that_the_database_is_away(tmp_path, command):
    url, password = "postgres://app:geheim@127.0.0.1:1/portal", "shili-2020-kouling"
    done = manage(*command.split(), DATABASE_URL=url, VAR_DIR=str(tmp_path), ADMIN_PASSWORD=password)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    assert "数据库不可用" in done.stderr and "geheim" not in done.stderr
    assert not (tmp_path / "keys" / "cipher-2.key").exists()  # nothing was rotated


@pytest.mark.parametrize("url", ["portal", "mysql://db/portal", "postgres://db:abc/portal", "postgres://db:99999/x"])
def test_a_command_says_in_one_line_that_the_databases_address_is_none(tmp_path, url):
    done = manage("figures", "attachment2", "2020H1", DATABASE_URL=url, VAR_DIR=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    assert "DATABASE_URL" in done.stderr


@pytest.mark.parametrize("command", ["figures attachment2 2020H1 --json", "verify_audit"])
def test_a_command_says_in_one_line_that_there_are_no_tables_yet(tmp_path, command):
    done = manage(*command.split(), VAR_DIR=str(tmp_path), PG_FAST="1")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
    assert "manage.py prepare" in done.stderr


def test_demo_reset_is_only_for_the_embedded_demo():
    for environ in ({"DATABASE_URL": "postgres://127.0.0.1:1/portal"}, {"DJANGO_ENV": "production"}):
        with pytest.raises(Refusal, match="演示"):
            reset(Config.of(environ), environ)


def test_demo_reset_refuses_a_day_that_is_none_and_touches_nothing(tmp_path):
    environ = {"VAR_DIR": str(tmp_path), "PG_FAST": "1"}
    with Cluster.of(environ).running() as cluster:
        execute(cluster, "CREATE TABLE filings (n int)")
        for day in ("10 June", "2020-13-01", "2018-06-01"):
            assert_one_line(serve("reset", **environ, DEMO_TODAY=day), "DEMO_TODAY")
        execute(cluster, "SELECT n FROM filings")


def test_production_without_what_it_needs_is_one_line_before_anything_starts(tmp_path, free_port):
    environ = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port), "DJANGO_ENV": "production"}
    assert_one_line(serve(**environ), "KEYS_DIR", "ALLOWED_HOSTS", "DATABASE_URL")
    assert not (tmp_path / "var").exists()
    told = manage("check", **environ)
    assert told.returncode == 1 and told.stderr.count("\n") == 1 and "KEYS_DIR" in told.stderr
    assert not (tmp_path / "var").exists()


def test_production_refuses_a_database_that_a_demo_began_on(tmp_path):
    keys.make_all(tmp_path / "keys")
    environ = {"VAR_DIR": str(tmp_path), "PG_FAST": "1", "DJANGO_ENV": "production", "EMBEDDED_DATABASE": "1",
               "KEYS_DIR": str(tmp_path / "keys"), "ALLOWED_HOSTS": "portal.test"}  # fmt: skip
    with Cluster.of(environ).running() as cluster:
        execute(cluster, 'CREATE TABLE portal_democlock (id int, "offset" interval)')
        execute(cluster, "INSERT INTO portal_democlock VALUES (1, '1 day')")
        refused = manage("prepare", **environ)
    assert refused.returncode == 1 and "装的是演示数据" in refused.stderr and "Traceback" not in refused.stderr


def test_demo_reset_empties_the_database(tmp_path):
    environ = {"VAR_DIR": str(tmp_path), "PG_FAST": "1"}
    cluster = Cluster.of(environ)
    with cluster.running():
        execute(cluster, "CREATE TABLE filings (n int); COMMENT ON DATABASE portal IS 'prepared'")
        reset(Config.of(environ), environ)
        assert state.read_note(cluster.dsn) is None
        with pytest.raises(psycopg2.errors.UndefinedTable):
            execute(cluster, "SELECT n FROM filings")


def test_nothing_is_prepared_twice_for_the_same_tree(tmp_path):
    environ = {"VAR_DIR": str(tmp_path), "PG_FAST": "1"}
    (tmp_path / "static").mkdir()
    with Cluster.of(environ).running() as cluster:
        assert not state.is_prepared(cluster.dsn, environ, tmp_path, demo=False)
        execute(cluster, f"COMMENT ON DATABASE portal IS '{state.fingerprint(environ)}'")
        assert state.is_prepared(cluster.dsn, environ, tmp_path, demo=False)
        assert not state.is_prepared(cluster.dsn, environ, tmp_path, demo=True)  # the accounts were never written
        other_day = {**environ, "DEMO_TODAY": "2020-12-09"}
        assert not state.is_prepared(cluster.dsn, other_day, tmp_path, demo=False)


def execute(cluster: Cluster, sql: str) -> None:
    connection = psycopg2.connect(cluster.dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()


def a_service(folder, script: str) -> Service:
    return Service("try", [sys.executable, "-c", script], folder / "try.log", [], dict(os.environ))


def test_a_service_that_died_is_started_again_and_stopped_with_its_group(tmp_path):
    service = a_service(tmp_path, "import subprocess; subprocess.run(['sleep', '600'])")
    service.start()
    first = service.process
    assert not service.revive()
    first.kill()
    first.wait()
    deadline = time.monotonic() + 30
    while not service.revive():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert service.process.pid != first.pid
    group = service.process.pid
    service.stop()
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_a_service_that_does_not_start_shows_its_last_line(tmp_path):
    service = a_service(tmp_path, "raise SystemExit('缺少密钥')")
    service.start()
    service.process.wait()
    service.revive()
    assert service.early_deaths == 1
    assert "缺少密钥" in service.last_words()


def test_asked_to_stop_while_still_waiting_for_the_last_run(tmp_path):
    environ = {"VAR_DIR": str(tmp_path), "DATABASE_URL": "postgres://127.0.0.1:1/portal"}
    supervisor = Supervisor(Config.of(environ), environ)
    supervisor.ask_to_stop()
    supervisor.ask_to_stop()  # a double Ctrl-C
    with open(tmp_path / "children.lock", "w") as left:
        fcntl.flock(left, fcntl.LOCK_EX)
        supervisor.run()  # returns instead of waiting for a minute


@pytest.mark.django_db
def test_healthz_answers_a_stranger():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_locks_name_no_host_and_hash_everything():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE)
        assert pinned, lock.name
        assert "://" not in text
        for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_for_tests_holds_the_lock_for_running():
    base, dev = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("base", "dev"))
    pins = re.compile(r"^\S+==\S+", re.MULTILINE)
    assert set(pins.findall(base)) <= set(pins.findall(dev))
