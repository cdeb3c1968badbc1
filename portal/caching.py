"""What a browser may keep. Nothing of a signed-in person's pages, unless a view says how its copy is asked about."""

from functools import wraps

from django.http import HttpRequest, HttpResponse

REVALIDATE = "private, no-cache"


def revalidated(view):
    """For a view with an ETag: the browser keeps its copy and asks each time. Goes outside of ``condition``.

    A 304 carries the header too, or it would turn the kept copy into one that may not be kept.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", REVALIDATE)
        return response

    return answered


def keep_nothing(response: HttpResponse) -> None:
    """no-store, where the view has not said otherwise."""
    response.headers.setdefault("Cache-Control", "no-store")
