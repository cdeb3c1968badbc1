"""What is shown when something went wrong: Chinese, with what to do; never a traceback."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal import access
from portal.middleware import NO_DATABASE, database_down

NO_CSRF = "页面已失效:可能在别处重新登录过,或页面打开太久。请刷新页面后再做一次,没有保存任何改动。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: broken or too large."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the duty lacks the permission."""
    return _answer(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not in the person's scope; only words of ours are repeated, never the address."""
    text = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _answer(request, 404, text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without a request, as anything in it may be what failed; a lost database is a 503."""
    if isinstance(sys.exc_info()[1], NO_DATABASE):
        return database_down()
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token does not fit: signed in elsewhere, or no cookies."""
    if access.is_script(request):
        return JsonResponse({"error": NO_CSRF}, status=403)
    return render(request, "403_csrf.html", status=403)


def _answer(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    if access.is_script(request):
        return JsonResponse({"error": message or "没有办成,请刷新页面后再试。"}, status=status)
    return render(request, f"errors/{status}.html", {"message": message}, status=status)
