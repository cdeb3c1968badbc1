"""What every request passes: the database that is down, and who is asking. STUB: security helper completes."""

from django.db import OperationalError
from django.shortcuts import render

from portal.actor import Actor


class DatabaseDown:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError):
            return render(request, "errors/503.html", status=503)
        return None


class SignedIn:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = Actor()
        return self.get_response(request)
