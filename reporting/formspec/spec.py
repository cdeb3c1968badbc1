"""What a form is: columns, heading tree, checks. Frozen, built only by `loader`."""

from dataclasses import dataclass, field
from functools import cached_property

LEVEL_TITLES = {"must": "强制", "release": "准强制", "verify": "核实", "hint": "提示"}
LEVELS = tuple(LEVEL_TITLES)  # worst first
KIND_TITLES = {"count": "人数", "money": "金额", "days": "天数", "decimal": "小数", "text": "文字"}
BASIS_TITLES = {"flow": "期内发生", "stock": "期末时点", "cumulative": "累计", "": ""}
AXIS_TITLES = {"schools": "技工院校", "counties": "县(市、区)", "free": "自由行"}
SCOPE_TITLES = {"row": "行内", "total": "总计", "cross": "表间"}
WIDE_FROM = 12  # columns: from here on the sheet is set in the smaller type and takes the whole width
HALVES = ("H1", "Y")
PLACES = ("unit", "province")
PRINTED_PERIOD = "当(半)年"
PERIOD_WORDS = {"H1": "当半年", "Y": "当年"}
HEAD_LINES = ("填表单位(盖章)", "填表时间", "填表人")


@dataclass(frozen=True)
class Column:
    """One column. `number` is the printed one (序号 is 1, the axis 2), `key` is "c" + number.

    `title` is the printed heading, `short` the name used inside messages, `clause` the source shown as help.
    `places` counts the decimals of a "decimal" column; money always has two, the others none.
    """

    key: str
    number: int
    title: str
    short: str
    kind: str
    unit: str = ""
    basis: str = ""
    clause: str = ""
    help: str = ""
    titles: dict[str, str] = field(default_factory=dict, hash=False)
    distinct: bool = False
    measure: str = ""
    places: int = 2

    @property
    def is_number(self) -> bool:
        return self.kind != "text"

    def title_for(self, half: str) -> str:
        """The printed heading with 当(半)年 read for this half (a filing of June or of December)."""
        return self.titles.get(half) or in_half(self.title, half)

    def short_for(self, half: str) -> str:
        """`short` with 当(半)年 read for the half."""
        return in_half(self.short, half)

    def heading(self, half: str) -> str:
        """`title_for` with the unit behind it, unless the printed heading already ends with its unit."""
        title = self.title_for(half)
        if not self.unit or title.endswith((f"({self.unit})", f"（{self.unit}）")):
            return title
        return f"{title}({self.unit})"


@dataclass(frozen=True)
class Group:
    """A merged heading over `children` (groups or columns). A group that is not enabled is declared, never shown."""

    title: str
    children: tuple["Group | Column", ...]
    enabled: bool = True


@dataclass(frozen=True)
class HeadCell:
    """One cell of the heading, `rows` × `cols`; `column` is set over a single one, `title` then lacks its unit."""

    title: str
    rows: int
    cols: int
    column: Column | None = None


@dataclass(frozen=True)
class Check:
    """One 审核公式. `kind` is "expression" (with `expr`), "change" or "outlier" (with `settings`).

    `when` limits it to rows where that holds; `each` repeats it for those columns, written `this` in `expr`;
    `halves` empty means both; `at` is "unit" (one filing) or "province" (the province's total).
    """

    code: str
    level: str
    scope: str
    title: str
    message: str
    kind: str = "expression"
    expr: str = ""
    when: str = ""
    columns: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    at: str = "unit"
    settings: dict[str, int | str] = field(default_factory=dict, hash=False)

    def applies(self, half: str, at: str) -> bool:
        """Whether the check is asked in this half, at this place."""
        return self.at == at and (not self.halves or half in self.halves)


@dataclass(frozen=True)
class FormSpec:
    """One edition of a form. `memo` keeps what others derive from it once (compiled checks)."""

    code: str
    edition: int
    mark: str
    title: str
    axis: str
    axis_title: str
    tree: tuple[Group | Column, ...]
    aliases: tuple[str, ...] = ()
    head_lines: tuple[str, ...] = HEAD_LINES
    notes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    carry: dict[str, str] = field(default_factory=dict, hash=False)
    memo: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(leaves(self.tree))

    @cached_property
    def number_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_number)

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def _checks_by_code(self) -> dict[str, Check]:
        return {check.code: check for check in self.checks}

    @property
    def wide(self) -> bool:
        """Whether the columns need all the width there is."""
        return len(self.columns) >= WIDE_FROM

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where the form has none."""
        return self._by_key[key]

    def has_column(self, key: str) -> bool:
        """Whether the form has a column of that key."""
        return key in self._by_key

    def check(self, code: str) -> Check:
        """The check of that code, also of one of its repetitions ("A2-11.c3"); KeyError where the form has none."""
        return self._checks_by_code[code.partition(".")[0]]

    def head(self, half: str) -> list[list[HeadCell]]:
        """The merged heading, row by row, of any depth; 序号 and the axis stand first and span all rows."""
        tree = _shown(self.tree)
        height = depth(tree)
        rows: list[list[HeadCell]] = [[] for _ in range(height)]
        rows[0] += [HeadCell("序号", height, 1), HeadCell(self.axis_title, height, 1)]
        _place(tree, 0, height, half, rows)
        return rows

    def head_places(self, half: str) -> list[tuple[int, int, HeadCell]]:
        """The cells of ``head`` with their row and column from 0: what a workbook and a paper need to draw them."""
        taken: set[tuple[int, int]] = set()
        found = []
        for row, level in enumerate(self.head(half)):
            place = 0
            for cell in level:
                while (row, place) in taken:
                    place += 1
                found.append((row, place, cell))
                taken |= {(row + r, place + c) for r in range(cell.rows) for c in range(cell.cols)}
        return found


def in_half(words: str, half: str) -> str:
    """`words` with 当(半)年 read for the half."""
    return words.replace(PRINTED_PERIOD, PERIOD_WORDS[half])


def leaves(nodes, *, disabled: bool = False) -> list[Column]:
    """The columns under `nodes` in printed order; those of groups not enabled only when `disabled` is set."""
    found: list[Column] = []
    for node in nodes:
        if isinstance(node, Column):
            found.append(node)
        elif node.enabled or disabled:
            found += leaves(node.children, disabled=disabled)
    return found


def depth(nodes) -> int:
    """How many heading rows the tree needs."""
    return max((1 + depth(_shown(n.children)) if isinstance(n, Group) else 1 for n in nodes), default=1)


def _shown(nodes):
    return tuple(node for node in nodes if isinstance(node, Column) or (node.enabled and leaves([node])))


def _place(nodes, level: int, height: int, half: str, rows: list[list[HeadCell]]) -> None:
    for node in _shown(nodes):
        if isinstance(node, Column):
            rows[level].append(HeadCell(node.title_for(half), height - level, 1, node))
        else:
            rows[level].append(HeadCell(in_half(node.title, half), 1, len(leaves([node]))))
            _place(node.children, level + 1, height, half, rows)
