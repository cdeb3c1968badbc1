"""What the environment must hold before anything starts: asked by `make run`, by manage.py and by the settings.

All that is wrong is said at once, in one line of Chinese and English: whoever installs a server mends it in one go.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from environ import Env

from portal import clock, keys

MODES = ("demo", "test", "production")
FIRST_DEMO_DAY = clock.at(2019, 5, 20)  # the first period opens; before it there is nothing to show
Problem = tuple[str, str]


def mode(environ: Mapping[str, str]) -> str:
    """demo, test or production."""
    return environ.get("DJANGO_ENV") or "demo"


def complaint(environ: Mapping[str, str]) -> str:
    """One line that names everything that is missing or senseless; "" where the portal may start."""
    found = [*_of_mode(environ), *_of_address(environ)]
    found += _of_production(environ) if mode(environ) == "production" else _of_demo(environ)
    if not found:
        return ""
    chinese, english = zip(*found, strict=True)
    return f"不能启动:{';'.join(chinese)} / cannot start: {'; '.join(english)}"


def demo_begins(text: str) -> datetime | None:
    """The moment that DEMO_TODAY names, None where it names none."""
    for pattern in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            continue
    return None


def _of_mode(environ: Mapping[str, str]) -> Iterator[Problem]:
    if mode(environ) not in MODES:
        one = mode(environ)
        yield f"DJANGO_ENV 应为 {'、'.join(MODES)},不是 {one}", f"DJANGO_ENV must be {', '.join(MODES)}, not {one}"


def _of_address(environ: Mapping[str, str]) -> Iterator[Problem]:
    """Of the database's address; it is never shown, as it holds a password."""
    url = environ.get("DATABASE_URL", "")
    if not url:
        return
    if not url.startswith(("postgres://", "postgresql://")):
        yield "DATABASE_URL 应以 postgres:// 开头", "DATABASE_URL must begin with postgres://"
        return
    try:
        named = urlsplit(url).port != 0 and urlsplit(url).path.strip("/")
    except ValueError:  # half a bracket, a port that is none
        named = ""
    if not named:
        yield (
            "DATABASE_URL 无法解析,应写成 postgres://用户:口令@主机:5432/库名",
            "DATABASE_URL cannot be read; it must be like postgres://user:password@host:5432/name",
        )


def _of_demo(environ: Mapping[str, str]) -> Iterator[Problem]:
    text = environ.get("DEMO_TODAY", "")
    begins = demo_begins(text)
    if text and begins is None:
        yield (
            f"DEMO_TODAY 应写成 2020-12-03 或“2020-12-03 09:00”,不是 {text}",
            f"DEMO_TODAY must read 2020-12-03 or '2020-12-03 09:00', not {text}",
        )
    elif begins and begins < FIRST_DEMO_DAY:
        yield (
            f"DEMO_TODAY 不能早于首个报送期开放的 {FIRST_DEMO_DAY:%Y-%m-%d}",
            f"DEMO_TODAY must not be before {FIRST_DEMO_DAY:%Y-%m-%d}, when the first period opens",
        )


def _of_production(environ: Mapping[str, str]) -> Iterator[Problem]:
    if environ.get("DEMO_TODAY"):
        yield "正式环境不能设 DEMO_TODAY", "DEMO_TODAY shifts the business clock and is refused in production"
    if not any(name.strip() for name in environ.get("ALLOWED_HOSTS", "").split(",")):
        yield "缺少 ALLOWED_HOSTS(网址里的主机名)", "ALLOWED_HOSTS is missing (host names of the address)"
    yield from _of_database(environ)
    yield from _of_keys(environ)


def _of_database(environ: Mapping[str, str]) -> Iterator[Problem]:
    url, builtin = environ.get("DATABASE_URL", ""), environ.get("EMBEDDED_DATABASE", "").lower()
    if not url and builtin not in Env.BOOLEAN_TRUE_STRINGS:
        yield (
            "缺少 DATABASE_URL(或设 EMBEDDED_DATABASE=1 用内置数据库)",
            "DATABASE_URL is missing (EMBEDDED_DATABASE=1 keeps the built-in one)",
        )


def _of_keys(environ: Mapping[str, str]) -> Iterator[Problem]:
    """The files are read, not only looked for: an empty key is no key."""
    folder = environ.get("KEYS_DIR", "")
    if not folder:
        yield (
            "缺少 KEYS_DIR(密钥文件夹,用 python -m portal.keys 文件夹 生成)",
            "KEYS_DIR is missing (python -m portal.keys FOLDER makes it)",
        )
        return
    try:
        keys.read_all(Path(folder))
    except keys.MissingKey as error:
        chinese, _, english = str(error).partition(" / ")
        yield f"{folder} 里{chinese}", f"in {folder}: {english}"
