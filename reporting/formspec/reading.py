"""Strict reading of a definition: every key known, every value of its kind; the rest refused with file, key, reason."""

from pathlib import PurePath

import yaml


class BadDefinition(ValueError):
    """A wrong form definition: which `file`, which `key` (e.g. "checks[2].expr"), and the `reason` in Chinese."""

    def __init__(self, file: str, key: str, reason: str):
        super().__init__(f"表式定义 {file} 的“{key}”有误:{reason}")
        self.file, self.key, self.reason = file, key, reason


class _OnceLoader(yaml.SafeLoader):
    """YAML would let a second key of the same name win silently."""


def _once(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict:
    seen = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"“{key.value}”写了两次", key.start_mark)
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_OnceLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _once)


def read_yaml(text: str, file: str) -> object:
    """The YAML text as plain data. Raises BadDefinition with the line where it cannot be read."""
    name = PurePath(file).name
    try:
        return yaml.load(text, Loader=_OnceLoader)
    except yaml.MarkedYAMLError as error:
        line = f"第 {error.problem_mark.line + 1} 行" if error.problem_mark else "全文"
        twice = error.problem if error.problem and "写了两次" in error.problem else "不是正确的 YAML"
        raise BadDefinition(name, line, f"{twice}。请核对缩进、冒号和引号。") from error
    except yaml.YAMLError as error:
        raise BadDefinition(name, "全文", "不是正确的 YAML,含有不能读的字符。") from error


class Entry:
    """One mapping of the definition. Each key is asked for once; `done` refuses those nobody asked for."""

    def __init__(self, data: object, file: str, path: str = ""):
        self.file, self.path = file, path
        if not isinstance(data, dict):
            raise self.bad("", "应是“键: 值”的列表")
        self._data = data
        self._asked: set[str] = set()

    def bad(self, key: str, reason: str) -> BadDefinition:
        """The refusal of this entry's key, with the reason."""
        parts = [part for part in (self.path, key) if part]
        return BadDefinition(self.file, ".".join(parts) or "全文", reason)

    def has(self, key: str) -> bool:
        """Whether the entry holds the key."""
        return self._data.get(key) is not None

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text that is not empty, or the default."""
        value = self._get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.bad(key, "应是文字,不能为空")
        return value.strip()

    def one_of(self, key: str, allowed, *, default: str | None = None) -> str:
        """A text out of a closed list."""
        value = self.text(key, default=default)
        if value not in allowed and value != default:
            raise self.bad(key, f"不认识“{value}”,只能是 {'、'.join(allowed)}")
        return value

    def whole(self, key: str, *, default: int | None = None, least: int = 0, most: int = 10**9) -> int:
        """A whole number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.bad(key, f"应是 {least} 至 {most} 的整数,读到“{value}”")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.bad(key, f"应是 true 或 false,读到“{value}”")
        return value

    def texts(self, key: str, *, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.bad(key, "应是文字的清单")
        if len(set(value)) < len(value):
            raise self.bad(key, "清单里有重复")
        return tuple(one.strip() for one in value)

    def mapping(self, key: str) -> dict[str, str]:
        """A mapping of texts."""
        value = self._get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for pair in value.items() for one in pair):
            raise self.bad(key, "应是“文字: 文字”的对照")
        return dict(value)

    def entries(self, key: str, *, required: bool) -> list["Entry"]:
        """A list of entries, each read on its own."""
        value = self._get(key, None if required else [])
        if not isinstance(value, list) or (required and not value):
            raise self.bad(key, "应是清单,至少一项")
        return [Entry(one, self.file, f"{self.path}.{key}[{place}]".lstrip(".")) for place, one in enumerate(value)]

    def done(self) -> None:
        """Refuses keys that nobody asked for: a misspelt key is never passed over."""
        unknown = [str(key) for key in self._data if key not in self._asked]
        if unknown:
            raise self.bad(unknown[0], "不认识这个键,请核对拼写")

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self._data.get(key)
        if value is None:
            if default is None:
                raise self.bad(key, "缺少这个键")
            return default
        return value
