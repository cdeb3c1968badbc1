"""``{% draw %}`` draws a declaration of portal/components.py; the block tags are boxes for hand-written content."""

from decimal import Decimal

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from portal.components import Badge, Component, Progress

register = template.Library()


@register.simple_tag(takes_context=True)
def draw(context: Context, thing: object) -> SafeString:
    """A component by its template; None as nothing; whole numbers with thousands separators; any other text escaped."""
    if isinstance(thing, Component):
        values = {"it": thing, "csrf_token": context.get("csrf_token", "")}
        return get_template(thing.template).render(values)
    if thing is None:
        return SafeString("")
    if isinstance(thing, int | Decimal) and not isinstance(thing, bool):
        return SafeString(f"{thing:,}")
    return escape(thing)


@register.simple_tag(takes_context=True)
def badge(context: Context, text: str, tone: str = "quiet", sign: str | None = None) -> SafeString:
    """``{% badge "已接收" "good" %}``."""
    return draw(context, Badge(text, tone, sign))


@register.simple_tag(takes_context=True)
def progress(context: Context, done: int, total: int, unit: str = "格") -> SafeString:
    """``{% progress 36 42 %}``."""
    return draw(context, Progress(done, total, unit))


@register.simple_block_tag
def panel(content: SafeString, title: str, aside: object = "", kind: str = "") -> SafeString:
    """``{% panel "院校确认" aside="4/6 已确认" %} … {% endpanel %}``: a white box with a heading."""
    small = format_html('<span class="aside">{}</span>', aside) if aside else ""
    return format_html(
        '<section class="panel {}"><header><h2>{}</h2>{}</header>{}</section>', kind, title, small, content
    )


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info") -> SafeString:
    """``{% notice "bad" %} … {% endnotice %}``: a sentence in a tinted box. ``tone``: info, good, warn, bad."""
    return format_html('<div class="notice {}">{}</div>', tone, content)
