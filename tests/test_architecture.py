"""The house rules that a machine can hold: who imports whom, who writes state, who reads the clock, sizes."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RANK = {"portal": 0, "pairing": 1, "reporting": 2}
OURS = (*RANK, "bench", "tools")
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
LONGEST_TESTS = 420  # a table of cases is read line by line
# Modules that come from elsewhere, so that their length is not ours to choose.
VENDORED = re.compile(r"(^|/)vendor/")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def tracked() -> tuple[str, ...]:
    """Files git knows, and new ones it would take: what is written now is judged before it is committed."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    return tuple(sorted({name for name in found.stdout.splitlines() if (ROOT / name).is_file()}))


def modules(*tops: str) -> list[str]:
    """Our Python modules below these folders, migrations left out."""
    return [f for f in tracked() if f.endswith(".py") and f.split("/")[0] in tops and "/migrations/" not in f]


@cache
def tree(file: str) -> ast.Module:
    """The parsed module."""
    return ast.parse((ROOT / file).read_text())


def imported(node: ast.AST) -> list[str]:
    """The modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def walk(file: str, *kinds: type) -> list[ast.AST]:
    """The nodes of a module that are of these kinds."""
    return [node for node in ast.walk(tree(file)) if isinstance(node, kinds)]


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a chain of attributes, else ""."""
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else f".{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_apps_import_only_downwards():
    wrong = []
    for file in modules(*RANK):
        app = file.split("/")[0]
        for node in walk(file, ast.Import, ast.ImportFrom):
            others = {name.split(".")[0] for name in imported(node)} & RANK.keys() - {app}
            wrong += [f"{file}:{node.lineno} imports {other}" for other in others if RANK[other] >= RANK[app]]
    assert wrong == []


def test_no_relative_imports():
    assert [f"{f}:{n.lineno}" for f in modules(*OURS, "tests") for n in walk(f, ast.ImportFrom) if n.level] == []


def test_import_linter_contracts_hold():
    call = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


def test_only_the_apps_own_views_and_forms_are_used():
    wrong = []
    for file in modules(*RANK):
        app = file.split("/")[0]
        for node in walk(file, ast.Import, ast.ImportFrom):
            for name in imported(node):
                top, *rest = name.split(".")
                if top in RANK and top != app and rest[:1] == ["views"]:
                    wrong.append(f"{file}:{node.lineno} {name}")
    assert wrong == []


def test_no_import_inside_a_function():
    hidden = [
        f"{file}:{node.lineno} {node.name}"
        for file in modules(*OURS, "tests")
        for node in walk(file, *FUNCTIONS)
        if any(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in ast.walk(node))
    ]
    assert hidden == []


@pytest.mark.parametrize("layer", ["views", "presenters", "templatetags", "renderers", "formspec"])
def test_no_queries_where_pages_are_drawn(layer):
    """Views, presenters, tags and renderers ask queries and services; they never touch a manager."""
    wrong = [
        f"{file}:{node.lineno}"
        for file in modules(*RANK)
        if f"/{layer}/" in file or file.endswith(f"/{layer}.py")
        for node in walk(file, ast.Attribute)
        if node.attr in ("objects", "_default_manager", "_base_manager")
    ]
    assert wrong == []


WRITES = set("save create bulk_create bulk_update update_or_create get_or_create delete select_for_update".split())


def test_queries_never_write():
    wrong = []
    for file in modules(*RANK):
        if "/queries/" not in file:
            continue
        for node in walk(file, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES | {"update"}:
                plain = node.func.attr == "update" and not _is_queryset(node.func.value)
                if not plain:
                    wrong.append(f"{file}:{node.lineno} {node.func.attr}")
    assert wrong == []


def _is_queryset(node: ast.AST) -> bool:
    """``x.update()`` of a dict or set is no write; of something reached through ``objects`` or ``filter`` it is."""
    return any(
        isinstance(inner, ast.Attribute) and inner.attr in ("objects", "filter", "all") for inner in ast.walk(node)
    )


# Rows that are born in a state, and the queue, whose states are the worker's and no person's.
STATE_WRITERS = {"portal/workflow.py", "portal/jobs.py"}


def test_state_is_assigned_only_by_the_workflow():
    wrong = []
    for file in modules(*RANK):
        if file in STATE_WRITERS:
            continue
        for node in walk(file, ast.Assign, ast.AugAssign, ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
                wrong.append(f"{file}:{node.lineno}")
        for node in walk(file, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("update", "bulk_update"):
                if any(keyword.arg == "state" for keyword in node.keywords):
                    wrong.append(f"{file}:{node.lineno}")
    assert wrong == []


CLOCKS = re.compile(
    r"(^|\.)(timezone\.(now|localdate|localtime)|datetime\.(now|today|utcnow)|date\.today|time\.(time|localtime|gmtime|strftime))$"
)
# time.monotonic and time.perf_counter measure spans and are free.
CLOCK_READERS = {
    "portal/clock.py": "it is the clock",
}


def test_the_clock_is_read_in_one_place():
    wrong = [
        f"{file}:{node.lineno} {dotted(node)}"
        for file in modules(*OURS, "tests")
        if file not in CLOCK_READERS
        for node in walk(file, ast.Attribute)
        if CLOCKS.search(dotted(node))
    ]
    assert wrong == []


def test_database_does_not_read_the_clock_for_us():
    """No NOW(), CURRENT_DATE in SQL and no Now() or auto_now in models: their time is not the demo's."""
    sql = re.compile(r"\b(CURRENT_DATE|CURRENT_TIMESTAMP|LOCALTIMESTAMP|clock_timestamp\(|now\(\)\s)", re.IGNORECASE)
    wrong = []
    for file in modules(*RANK):
        text = (ROOT / file).read_text()
        if re.search(r"auto_now(_add)?\s*=\s*True", text) or re.search(r"import .*\bNow\b", text):
            wrong.append(file)
        strings = [n for n in walk(file, ast.Constant) if isinstance(n.value, str) and "SELECT" in n.value.upper()]
        wrong += [f"{file}:{n.lineno}" for n in strings if sql.search(n.value)]
    assert wrong == []


def test_sizes_of_modules_and_functions():
    long = []
    for file in modules(*OURS, "tests"):
        lines = (ROOT / file).read_text().count("\n")
        if lines > (LONGEST_TESTS if file.startswith("tests/") else LONGEST_MODULE):
            long.append(f"{file}: {lines} lines")
        for node in walk(file, *FUNCTIONS):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                long.append(f"{file}:{node.lineno} {node.name}: {length} lines")
    assert long == []


def _needs_words(node: ast.AST) -> bool:
    """A public function or class of more than one statement of meaning: properties and dunders speak for themselves."""
    return not node.name.startswith("_") and node.name not in ("Meta",)


def _spoken_for(file: str) -> set[int]:
    """Nested functions and the inside of classes named elsewhere: choices, inner Meta, overridden Django methods."""
    inner = set()
    for outer in walk(file, *FUNCTIONS):
        inner |= {id(node) for node in ast.walk(outer) if node is not outer}
    for outer in walk(file, ast.ClassDef):
        for node in outer.body:
            if isinstance(node, ast.ClassDef) or (isinstance(node, FUNCTIONS) and _is_short_property(node)):
                inner.add(id(node))
    return inner


def _is_short_property(node: ast.AST) -> bool:
    names = {dotted(d).split(".")[-1] for d in node.decorator_list}
    return bool(names & {"property", "cached_property"}) and len(node.body) == 1


def test_public_things_have_docstrings():
    bare = []
    for file in modules(*RANK):
        if file.endswith(("__init__.py", "/apps.py")):
            continue
        if not ast.get_docstring(tree(file)):
            bare.append(file)
        spoken = _spoken_for(file)
        for node in walk(file, ast.ClassDef, *FUNCTIONS):
            if id(node) in spoken or not _needs_words(node):
                continue
            if "/management/commands/" in file and node.name in ("Command", "add_arguments", "handle"):
                continue
            if not ast.get_docstring(node):
                bare.append(f"{file}:{node.lineno} {node.name}")
    assert bare == []


def test_no_bare_except():
    bare = [f"{f}:{n.lineno}" for f in modules(*OURS, "tests") for n in walk(f, ast.ExceptHandler) if n.type is None]
    assert bare == []


TEXT = tuple(".py .md .txt .in .toml .yaml .yml .html .css .js .csv .cfg .json Makefile run".split())
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|npmjs|registry\.|mirrors?\.[a-z]|debian\.org|/simple/"
    r"|--index-url|--extra-index|artifactory|nexus",
    re.IGNORECASE,
)
SELF = "tests/test_architecture.py"


def test_no_registry_and_no_machine_path_in_any_file():
    path = re.compile(re.escape(str(ROOT)) + r"/|/home/[a-z]|/Users/|/work/(main|shared)")
    wrong = []
    for file in tracked():
        if not file.endswith(TEXT) or file == SELF or VENDORED.search(file):
            continue
        for number, line in enumerate((ROOT / file).read_text(errors="replace").splitlines(), start=1):
            if REGISTRY.search(line) or path.search(line):
                wrong.append(f"{file}:{number} {line.strip()[:90]}")
    assert wrong == []


def test_lock_files_name_no_host():
    files = [f for f in tracked() if f.startswith("requirements/") or f in ("Makefile", ".ci/run")]
    assert files and [f for f in files if re.search(r"https?://", (ROOT / f).read_text())] == []
