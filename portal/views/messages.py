"""A person's own messages."""

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal import access
from portal.components import pagination
from portal.queries import messages as queries
from portal.services import messages

PAGE = 50


@access.page(access.SIGNED_IN)
def listing(request: HttpRequest) -> HttpResponse:
    """All messages, newest first, unread ones marked."""
    page = Paginator(queries.of(request.actor.account), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "pages": pagination(page, request.GET.dict()), "open": queries.unread(request.actor.account)}
    return render(request, "portal/messages.html", shown)


@access.page(access.SIGNED_IN)
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    message = queries.one_of(request.actor.account, pk)
    if message is None:
        raise Http404("没有这条通知。")
    messages.mark_read(request.actor.account, pk)
    return redirect(message.link or "messages")


@access.page(access.SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    count = messages.mark_read(request.actor.account)
    flash.success(request, f"{count} 条通知已标为已读。")
    return redirect("messages")
