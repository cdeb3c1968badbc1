"""`python -m portal.serve`: run the portal until it is told to stop. `... reset`: empty the demo's database."""

import contextlib
import fcntl
import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2

from portal import environment, pgfiles
from portal.pgfiles import ClusterError, lock, open_lock
from portal.postgres import ROOT, Cluster
from portal.serve import state
from portal.serve.config import Config, Refusal
from portal.serve.service import Service

TICK = 0.1
PATIENCE = 60  # seconds for the last page server to answer, or for the remains of a killed run to go
GIVE_UP = 3  # early deaths in a row before the first page was served


class Stopped(Exception):
    """Somebody wants it to end."""


class Supervisor:
    """Holds the run's locks, the share of the database and the services, in the order in which they start."""

    def __init__(self, config: Config, environ: dict[str, str]):
        self.config = config
        self.environ = {**environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": str(ROOT)}
        self.cluster = Cluster.of(environ)
        self.services: list[Service] = []
        self.wanted = True

    def run(self) -> None:
        """From nothing to serving to nothing again."""
        with contextlib.suppress(Stopped), self.locks() as inherit, self.database():
            self.prepare()
            self.start(inherit)
            self.announce()
            while True:
                self.watch()
        say("已停止 / stopped")

    def ask_to_stop(self, *_signal) -> None:
        """The signal handler: the loops notice; asked twice is asked once."""
        self.wanted = False

    def pause(self) -> None:
        """Wait a moment; raises Stopped when asked to stop."""
        if self.wanted:
            time.sleep(TICK)
        if not self.wanted:
            raise Stopped

    @contextlib.contextmanager
    def locks(self):
        """One run per data folder; after a kill, wait until all that it left has gone. Yields what children inherit."""
        pgfiles.make_folder(self.config.var)
        with open_run_lock(self.config.var) as run:
            os.ftruncate(run, 0)
            os.pwrite(run, f"{os.getpid()} {self.config.url}".encode(), 0)
            children = open_lock(self.config.var / "children.lock")
            deadline = time.monotonic() + PATIENCE
            while not lock(children, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise Refusal("上次运行的进程仍未退出 / processes of the last run are still there")
                self.pause()
            try:
                self.config.check_port()
                yield children
            finally:
                self.stop()
                os.close(children)

    @contextlib.contextmanager
    def database(self):
        """The embedded cluster running, or the database of DATABASE_URL answering."""
        if self.cluster is None:
            self.config.check_database()
            yield
            return
        with self.cluster.running():
            try:
                yield
            finally:
                self.stop()

    def prepare(self) -> None:
        """Bring tables, policy data, demo world and static files up to this tree, where they are not."""
        dsn = self.cluster.dsn if self.cluster else self.config.database_url
        if state.is_prepared(dsn, self.environ, self.config.var, self.config.demo):
            return
        say("正在准备数据 / preparing the database ...")
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", sys.executable, "manage.py", "prepare"],
            cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            while process.poll() is None:
                self.pause()
        finally:
            process.terminate()
            process.wait()
        if process.returncode:
            raise Refusal("准备数据失败,原因见上 / preparing the database failed, see above")

    def start(self, children: int) -> None:
        """Web server, then worker (whose start would only slow the first page). Returns when a page is served."""
        inherit = [children] + ([self.cluster.users_fd] if self.cluster else [])
        web = ["-m", "granian", "--interface", "wsgi", "--host", self.config.host, "--port", str(self.config.port),
               "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "5",
               "--no-access-log", "portal.wsgi:application"]  # fmt: skip
        self.add("web", web, inherit)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            self.watch()
            if self.services[0].early_deaths >= GIVE_UP or time.monotonic() > deadline:
                raise Refusal(f"网页服务启动失败 / the web server does not start: {self.services[0].last_words()}")
        self.add("worker", ["manage.py", "worker"], inherit)

    def add(self, name: str, call: list[str], inherit: list[int]) -> None:
        """One more service, started."""
        log = self.config.var / f"{name}.log"
        self.services.append(Service(name, [sys.executable, *call], log, inherit, self.environ))
        self.services[-1].start()

    def watch(self) -> None:
        """One round: whatever died is started again."""
        self.pause()
        for service in self.services:
            if service.revive():
                say(f"{service.name} 意外退出,已重新启动 / {service.name} died and was started again")
        if self.cluster is not None:
            with complaints():
                self.cluster.ensure()

    def answers(self) -> bool:
        """Whether /healthz says that web server and database work."""
        connection = http.client.HTTPConnection(self.config.probe_host, self.config.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": self.config.host_name})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def announce(self) -> None:
        """Address and, in demo mode, the accounts."""
        if self.config.demo:
            say(state.accounts_file(self.config.var).read_text())
        say(f"已启动 / ready: {self.config.url}    (Ctrl-C 停止 / stops it)")

    def stop(self) -> None:
        """Services in reverse order; harmless when repeated."""
        while self.services:
            self.services.pop().stop()


@contextlib.contextmanager
def open_run_lock(var: Path):
    """Hold var/run.lock, or refuse and say who does. Yields its descriptor, which no child inherits."""
    handle = open_lock(var / "run.lock")
    try:
        if not lock(handle, fcntl.LOCK_EX):
            holder = os.pread(handle, 200, 0).decode() or "?"
            raise Refusal(f"平台已在运行 / the portal is already running on this data (process {holder})")
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def complaints():
    """A database that cannot start just now (a full disk) is said and tried again, not a reason to end."""
    try:
        yield
    except ClusterError as error:
        say(str(error))
        time.sleep(2)


def reset(config: Config, environ: dict[str, str]) -> None:
    """Empty the embedded demo database; the next `make run` builds the demo world anew."""
    cluster = Cluster.of(environ)
    if cluster is None or not config.demo:
        raise Refusal("只重置内置的演示库 / demo-reset empties the embedded demo database only")
    pgfiles.make_folder(config.var)
    with open_run_lock(config.var), cluster.running():
        connection = psycopg2.connect(cluster.dsn)
        with connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; COMMENT ON DATABASE portal IS NULL")
        connection.close()
    say("演示数据已清空,请运行 make run / the demo begins again with the next make run")


def say(text: str) -> None:
    """Print; a terminal that is gone is no reason to leave children behind."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    environ = dict(os.environ)
    try:
        if wrong := environment.complaint(environ):  # also before a reset, which empties what it could not build again
            raise Refusal(wrong)
        config = Config.of(environ)
        if arguments == ["reset"]:
            reset(config, environ)
            return 0
        supervisor = Supervisor(config, environ)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, supervisor.ask_to_stop)
        supervisor.run()
    except (Refusal, ClusterError, psycopg2.Error) as error:
        say(str(error).strip())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
