"""Work that takes longer than a request: see portal/jobs.py."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work; ``key`` keeps a tick of a periodic job, or a piece of work, from being queued twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("种类", max_length=60)
    args = models.JSONField("参数", default=dict)
    key = models.CharField("唯一键", max_length=120, null=True, blank=True, unique=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    max_tries = models.PositiveSmallIntegerField("最多次数", default=3)
    progress = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", null=True, blank=True)
    message = models.CharField("说明", max_length=300, blank=True)
    cancel_requested = models.BooleanField("请求取消", default=False)
    run_after = models.DateTimeField("不早于")
    heartbeat_at = models.DateTimeField("心跳", null=True, blank=True)
    created_at = models.DateTimeField("创建")
    finished_at = models.DateTimeField("结束", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["run_after"], condition=Q(state__in=["waiting", "running"]), name="job_open"),
        ]
