"""The first page after sign-in. Placeholder until the lead's home page lands."""

from django.shortcuts import render

from portal import access, permissions


@access.page(permissions.HOME)
def home(request):
    return render(request, "portal/home.html")
