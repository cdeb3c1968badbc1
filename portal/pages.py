"""The portal's own addresses."""

from django.urls import path

from portal.access import public
from portal.views import account, accounts, audit_log, duties, health, help, home, messages, policy, search, signin

urlpatterns = [
    path("", home.show, name="home"),
    path("healthz", public(health.healthz), name="healthz"),
    path("signin/", signin.sign_in, name="signin"),
    path("signout/", signin.sign_out, name="signout"),
    path("account/", account.own, name="account"),
    path("account/phone/", account.phone, name="account-phone"),
    path("account/password/", account.password, name="password"),
    path("account/duty/", account.choose_duty, name="choose-duty"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.one, name="account-one"),
    path("accounts/<int:pk>/active/", accounts.active, name="account-active"),
    path("accounts/<int:pk>/reset/", accounts.reset, name="account-reset"),
    path("duties/", duties.listing, name="duties"),
    path("duties/new/", duties.new, name="duty-new"),
    path("duties/<int:pk>/", duties.one, name="duty-one"),
    path("duties/<int:pk>/end/", duties.end, name="duty-end"),
    path("duties/<int:pk>/deputy/", duties.deputy, name="duty-deputy"),
    path("locks/", duties.locks, name="locks"),
    path("locks/open/", duties.unlock, name="unlock"),
    path("audit/", audit_log.listing, name="audit"),
    path("audit/export/", audit_log.export, name="audit-export"),
    path("audit/<int:pk>/", audit_log.one, name="audit-entry"),
    path("messages/", messages.listing, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read"),
    path("messages/<int:pk>/open/", messages.open_one, name="message-open"),
    path("help/", help.show, name="help"),
    path("search/", search.show, name="search"),
    path("policy/", policy.show, name="policy"),
]
