"""Templates: nothing inline that the Content-Security-Policy would refuse, nothing from another host, no query."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(
    f
    for f in (ROOT / "portal" / "static").rglob("*")
    if f.suffix in (".js", ".css", ".svg") and "vendor" not in f.parts
)
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
HANDLER = re.compile(r"""\son[a-z]+\s*=\s*["'{]""")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE)
FOREIGN = re.compile(
    r"""(?:src|href|action|hx-(?:get|post)|@import|url\()\s*=?\s*["'(]?\s*(?:https?:)?//""", re.IGNORECASE
)
# Calls that reach a manager from a template: {{ filing.rows.all }}, {% for x in school.filings.filter %}
QUERY = re.compile(
    r"\.(objects|all|filter|exclude|first|last|count|exists|values|values_list|order_by|select_related|[a-z]+_set)\b"
    r"(?=[\s|}%.])"
)


def text_of(path: Path) -> str:
    """The template without its comments."""
    return COMMENT.sub("", path.read_text())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_inline_and_nothing_foreign(path):
    text = text_of(path)
    assert not INLINE_SCRIPT.search(text)
    assert not re.search(r"<style\b|\sstyle\s*=", text, re.IGNORECASE)
    assert not HANDLER.search(text)
    assert "javascript:" not in text
    assert not FOREIGN.search(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_never_queries(path):
    # .count and .values are fields of our declarations too (components.Pagination.count)
    found = [m.group(0) for m in QUERY.finditer(text_of(path))]
    fields = {".count", ".first", ".last", ".values"}
    assert [word for word in found if word not in fields] == []


@pytest.mark.parametrize("path", STATIC, ids=named)
def test_scripts_and_styles_stay_at_home(path):
    text = path.read_text()
    assert not re.search(r"""(?:from|import|fetch\(|url\()\s*["'(]?\s*(?:https?:)?//(?!www\.w3\.org)""", text)
    assert not re.search(
        r"\beval\(|new Function\(|setAttribute\(\s*[\"']style|insertAdjacentHTML[^;]*style=|document\.write", text
    )


def test_no_html_is_marked_safe_by_the_templates():
    assert [named(path) for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape off", text_of(path))] == []
