"""Accounts and dated duties: one person, one account; what the person may do follows from the duty of the day."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from portal.identity import EncryptedField
from portal.models.apart import apart
from portal.models.organisation import Organisation


class Role(models.TextChoices):
    """岗位. What each may do stands in portal/access.py."""

    FILLER = "filler", "填表人"
    LEAD = "lead", "负责人"
    REVIEWER = "reviewer", "省审核"
    FINALISER = "finaliser", "省定稿"
    SCHOOL = "school", "学校"
    COUNTY = "county", "县"
    DATA_ADMIN = "data_admin", "数据管理员"
    SYSTEM_ADMIN = "system_admin", "系统管理"
    SECURITY_ADMIN = "security_admin", "安全管理"
    AUDITOR = "auditor", "审计"


class AccountManager(BaseUserManager):
    """Accounts by user name, whatever its case."""

    def get_by_natural_key(self, username: str) -> "Account":
        """The account of a user name, in any letter case."""
        return self.get(username=username.lower())


class Account(AbstractBaseUser):
    """One person who may sign in. Rights come from duties, never from the account itself."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = EncryptedField("联系电话", kind="phone", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改口令", default=False)
    password_changed_at = models.DateTimeField("口令修改时间", null=True, blank=True)
    expires_on = models.DateField("账号有效期至", null=True, blank=True)
    sample = models.BooleanField("示例", default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(name="username_lower", condition=Q(username=models.functions.Lower("username")))
        ]

    def __str__(self) -> str:
        return self.name

    # What the admin asks of a user. The middleware puts the duty of the moment here; without it nothing is allowed.
    present_role = ""

    @property
    def is_staff(self) -> bool:
        """Whether the reference tables' admin is open: to the 数据管理员, in that duty."""
        return self.is_active and self.present_role == Role.DATA_ADMIN

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """The admin's question about one model; only reference tables are registered there."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """The admin's question about one app."""
        return self.is_staff


class DutyQuerySet(models.QuerySet):
    """Questions about duties."""

    def on(self, day: date) -> "DutyQuerySet":
        """Duties held on ``day``, of accounts that may sign in."""
        ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        return self.filter(ended, valid_from__lte=day, account__is_active=True)


class Duty(models.Model):
    """What a person does for an organisation, from a day until a day. ``deputy_for`` names whom a 代理 covers."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="duties", verbose_name="人员")
    role = models.CharField("岗位", max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties", verbose_name="机构")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True, help_text="该日起不再任职")
    deputy_for = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name="代理")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["organisation", "role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="duty_dates_in_order", condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to"))
            ),
            models.UniqueConstraint(
                fields=["account", "role", "organisation"], condition=Q(valid_to__isnull=True), name="duty_once"
            ),
            apart("one_deputy_at_a_time", "deputy_for_id", Q(deputy_for__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}{'(代理)' if self.deputy_for_id else ''}"
