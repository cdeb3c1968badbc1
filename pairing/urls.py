"""Addresses of schools, pairings and the policy's two lists."""

from django.urls import path

from pairing.views import changes, partnerships, policy, schools

urlpatterns = [
    path("schools/", schools.listing, name="schools"),
    path("schools/add/", changes.add, name="school-add"),
    path("schools/unassigned/", schools.unassigned, name="schools-unassigned"),
    path("schools/<int:pk>/", schools.detail, name="school"),
    path("schools/<int:pk>/rename/", changes.rename, name="school-rename"),
    path("schools/<int:pk>/close/", changes.close, name="school-close"),
    path("schools/<int:pk>/reopen/", changes.reopen, name="school-reopen"),
    path("schools/<int:pk>/assign/", changes.assign, name="school-assign"),
    path("partnerships/", partnerships.listing, name="partnerships"),
    path("partnerships/add/", partnerships.add, name="partnership-add"),
    path("partnerships/<int:pk>/end/", partnerships.end, name="partnership-end"),
    path("attachment1/", policy.attachment1, name="attachment1"),
    path("poverty/", policy.poverty_counties, name="poverty"),
]
