"""What `make run` reads from the environment, and what it refuses before it starts anything."""

import contextlib
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from portal import environment
from portal.postgres import ROOT


class Refusal(Exception):
    """Why the portal does not start; the text is one line for a person."""


@dataclass(frozen=True)
class Config:
    """Address, mode and places of one run."""

    host: str
    port: int
    var: Path
    demo: bool
    database_url: str | None
    host_name: str = "127.0.0.1"  # one that ALLOWED_HOSTS lets pass, for the supervisor's own question

    @classmethod
    def of(cls, environ) -> "Config":
        """Read and check HOST, PORT, VAR_DIR, DJANGO_ENV, DEMO_PUBLIC and DATABASE_URL."""
        config = cls(
            host=environ.get("HOST") or "127.0.0.1",
            port=_port(environ.get("PORT") or "8000"),
            var=Path(environ.get("VAR_DIR") or ROOT / "var"),
            demo=environment.mode(environ) == "demo",
            database_url=environ.get("DATABASE_URL") or None,
            host_name=(environ.get("ALLOWED_HOSTS") or "127.0.0.1").split(",")[0].strip().lstrip("*.") or "127.0.0.1",
        )
        if config.demo and not config.is_loopback and environ.get("DEMO_PUBLIC") != "1":
            raise Refusal(
                f"演示模式口令公开,只能在本机运行 / demo mode is refused on HOST={config.host}: "
                "its password is public. DEMO_PUBLIC=1 allows it, DJANGO_ENV=production is for real use"
            )
        return config

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        return all(ipaddress.ip_address(entry[4][0].split("%")[0]).is_loopback for entry in self._addresses())

    @property
    def url(self) -> str:
        """The address as a person types it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def probe_host(self) -> str:
        """The address at which this machine itself finds the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    def check_port(self) -> None:
        """Refuse an address that is taken or not ours."""
        family, kind, protocol, _, address = self._addresses()[0]
        with contextlib.closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
                probe.listen(1)
            except OSError as error:
                raise Refusal(
                    f"端口不可用 / {self.host}:{self.port} is not available ({os.strerror(error.errno)}): "
                    "choose another with PORT=8001 make run"
                ) from error

    def check_database(self) -> None:
        """Refuse a DATABASE_URL that does not answer; its password is never shown."""
        try:
            psycopg2.connect(self.database_url, connect_timeout=5).close()
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise Refusal(f"连不上 DATABASE_URL 所指的数据库 / the database does not answer: {reason}") from None
        except psycopg2.Error:
            raise Refusal("DATABASE_URL 无法解析 / DATABASE_URL cannot be read") from None

    def _addresses(self) -> list:
        try:
            return socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except OSError as error:
            raise Refusal(f"HOST 无法解析 / HOST={self.host} is not an address of this machine") from error


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT 应为 1 至 65535 的整数 / PORT must be 1 to 65535, not {text!r}")
    return int(text)
