"""The audit: what was done, by whom, in which duty, from where. Insert-only; a trigger refuses UPDATE and DELETE.

Entries are written without waiting for one another; a job seals those not yet sealed into hash-chained blocks.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEntry(models.Model):
    """One action or read. ``detail`` holds old → new; it never holds a person's number."""

    class Outcome(models.TextChoices):
        DONE = "done", "成功"
        REFUSED = "refused", "被拒"

    business_at = models.DateTimeField("业务时间")
    real_at = models.DateTimeField("实际时间", db_index=True)
    action = models.CharField("操作", max_length=40, db_index=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.DONE)
    actor = models.ForeignKey("portal.Account", models.PROTECT, null=True, verbose_name="人员", related_name="+")
    actor_name = models.CharField("姓名", max_length=40, blank=True)
    duty = models.CharField("岗位", max_length=120, blank=True)
    address = models.GenericIPAddressField("地址", null=True)
    target_type = models.CharField("对象类别", max_length=40, blank=True)
    target_id = models.BigIntegerField("对象", null=True)
    target_name = models.CharField("对象名称", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]


class AuditBlock(models.Model):
    """A sealed set of entries; ``digest`` covers them and the digest of the block before."""

    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    digest = models.CharField(max_length=64, unique=True)
    entries = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()


class AuditSeal(models.Model):
    """Which block sealed an entry: a table of its own, as entries themselves are never changed."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="seal")
    block = models.ForeignKey(AuditBlock, models.PROTECT, related_name="seals")
