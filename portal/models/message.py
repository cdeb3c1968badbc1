"""In-app messages: 催报, returns, receipts. Shown under the bell until read."""

from django.db import models


class Message(models.Model):
    """One line to one person in one duty; ``link`` leads to the thing it is about."""

    account = models.ForeignKey("portal.Account", models.CASCADE, related_name="messages", verbose_name="收件人")
    duty = models.ForeignKey(
        "portal.Duty",
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="岗位",
        related_name="+",
        help_text="岗位移交时随之移交",
    )
    text = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    sent_at = models.DateTimeField("时间")
    sender = models.CharField("来自", max_length=120, blank=True)
    read_at = models.DateTimeField("已读", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["account", "read_at"], name="message_unread")]
