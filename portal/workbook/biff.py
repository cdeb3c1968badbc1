"""What an .xls says beside its values: which cells are formulas, which hold an error, whether macros are inside.

The values themselves are read by calamine. Here only the container (CFB) and the heads of its records (BIFF8) are
walked, in the child with limits (portal.sandbox); what does not fit together raises BadXls.
"""

import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

_LAST_SECTOR = 0xFFFFFFFA  # what is greater is a sign: end of a chain, free, of the table itself
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_FORMULA, _BOOLERR, _SHEET, _END_OF_PART = 0x0006, 0x0205, 0x0085, 0x000A
MACROS = "_VBA_PROJECT_CUR"

Places = list[tuple[int, int]]


class BadXls(Exception):
    """Torn, or no .xls at all."""


@dataclass(frozen=True)
class Container:
    """A compound file: names of streams and storages, and what the streams hold."""

    content: bytes

    def stream(self, name: str) -> bytes | None:
        """The stream's bytes; None where there is none of this name."""
        start, length = self.entries.get(name, (None, 0))
        if start is None:
            return None
        if length >= self._number(56):
            return self._joined(self.content, start, self._table, self._size, self._size)[:length]
        return self._joined(self._small, start, self._small_table, 64, 0)[:length]

    @cached_property
    def entries(self) -> dict[str, tuple[int | None, int]]:
        """Name → (first sector, length); a storage has no sector."""
        found = {}
        for entry in self._directory:
            name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
            start, length = struct.unpack_from("<II", entry, 116)
            if entry[66] in (_STREAM, _STORAGE):
                found[name] = (start, length) if entry[66] == _STREAM else (None, 0)
        return found

    @cached_property
    def _directory(self) -> list[bytes]:
        listed = self._joined(self.content, self._number(48), self._table, self._size, self._size)
        return [listed[at : at + 128] for at in range(0, len(listed) - 127, 128)]

    @cached_property
    def _small(self) -> bytes:
        """The root's own stream, in which the short ones lie."""
        root = next((one for one in self._directory if one[66] == _ROOT), None)
        if root is None:
            return b""
        return self._joined(self.content, struct.unpack_from("<I", root, 116)[0], self._table, self._size, self._size)

    @cached_property
    def _small_table(self) -> list[int]:
        return _numbers(self._joined(self.content, self._number(60), self._table, self._size, self._size))

    @cached_property
    def _size(self) -> int:
        return 1 << min(struct.unpack_from("<H", self.content, 30)[0], 12)

    @cached_property
    def _table(self) -> list[int]:
        """Which sector follows which: its own sectors are listed in the head, and further on where they are many."""
        listed = _numbers(self.content[76:512])
        further, seen = self._number(68), set()
        while further < _LAST_SECTOR and further not in seen:
            seen.add(further)
            *more, further = _numbers(self._sector(further)) or [_LAST_SECTOR]
            listed += more
        return list(chain.from_iterable(_numbers(self._sector(one)) for one in listed if one < _LAST_SECTOR))

    def _number(self, at: int) -> int:
        return struct.unpack_from("<I", self.content, at)[0]

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self._size : (number + 2) * self._size]

    @staticmethod
    def _joined(source: bytes, first: int, table: list[int], size: int, skip: int) -> bytes:
        parts, number, left = [], first, len(table)
        while number < len(table) and left:
            parts.append(source[skip + number * size : skip + (number + 1) * size])
            number, left = table[number], left - 1
        return b"".join(parts)


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def has_macros(content: bytes) -> bool:
    """Whether a VBA project is inside."""
    return MACROS in _opened(content).entries


def marks(content: bytes) -> dict[str, tuple[Places, Places]]:
    """By sheet the (row, column) of formulas and of errors, from 0."""
    book = _opened(content).stream("Workbook")
    if book is None:  # of Excel 5 and 95: calamine reads its values, nobody asks for more
        return {}
    try:
        return {name: _of_sheet(book, at) for name, at in _sheets(book)}
    except (struct.error, IndexError) as wrong:
        raise BadXls from wrong


def _opened(content: bytes) -> Container:
    found = Container(content)
    try:
        len(found.entries)  # walks the container
    except (struct.error, IndexError) as wrong:
        raise BadXls from wrong
    return found


def _records(book: bytes, at: int):
    """(kind, body) from ``at`` to the end of its part."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _END_OF_PART:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(book: bytes):
    for kind, body in _records(book, 0):
        if kind == _SHEET:
            start, length, wide = struct.unpack_from("<I", body)[0], body[6], body[7] & 1
            name = body[8 : 8 + length * (1 + wide)]
            yield name.decode("utf-16-le" if wide else "latin-1", "replace"), start


def _of_sheet(book: bytes, at: int) -> tuple[Places, Places]:
    formulas, errors = [], []
    for kind, body in _records(book, at):
        if kind == _FORMULA:
            place = struct.unpack_from("<HH", body)
            formulas.append(place)
            if body[6] == 2 and body[12:14] == b"\xff\xff":  # the computed value is an error
                errors.append(place)
        elif kind == _BOOLERR and body[7]:
            errors.append(struct.unpack_from("<HH", body))
    return formulas, errors
