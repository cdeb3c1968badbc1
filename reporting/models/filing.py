"""填报: one form × one unit × one period, its rows, and the versions that were sent."""

from django.db import models
from django.db.models import F, Q

from portal import scope
from portal.identity import EncryptedField
from portal.models import Account, Organisation, Region
from reporting.models.edition import FormEdition
from reporting.models.period import Period


class FilingQuerySet(scope.ScopedQuerySet):
    """Filings, in scope or by what they are."""

    def changed(self, **values) -> int:
        """Write ``values``, if any, and let the pages say something new; how many filings it was."""
        return self.update(revision=F("revision") + 1, **values)


class Filing(models.Model):
    """The head of a filing. ``revision`` grows with every change of anything shown: the page's ETag stands on it."""

    class State(models.TextChoices):
        EMPTY = "empty", "未填报"
        FILLING = "filling", "填报中"
        CONFIRMING = "confirming", "待负责人确认"
        SENT = "sent", "已上报"
        REVIEWING = "reviewing", "审核中"
        RETURNED = "returned", "退回"
        RECEIVED = "received", "已接收"
        FINAL = "final", "已定稿"

    CORRECTED = {State.CONFIRMING: "更正待确认", State.SENT: "更正已上报", State.REVIEWING: "更正审核中"}

    edition = models.ForeignKey(FormEdition, models.PROTECT, related_name="filings", verbose_name="表式")
    form = models.CharField("表号", max_length=40)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="filings", verbose_name="填表单位")
    period = models.ForeignKey(Period, models.PROTECT, related_name="filings", verbose_name="报送期")
    state = models.CharField("状态", max_length=12, choices=State, default=State.EMPTY)
    revision = models.PositiveIntegerField(default=0)
    nil = models.BooleanField("零报告", default=False)
    nil_reason = models.CharField("零报告理由", max_length=300, blank=True)
    filled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填表人"
    )
    filler_name = models.CharField("填表人姓名", max_length=50, blank=True)
    filled_on = models.DateField("填表时间", null=True, blank=True)
    phone = EncryptedField("联系电话", kind="phone", blank=True)
    saved_at = models.DateTimeField("最近保存", null=True, blank=True)
    first_sent_at = models.DateTimeField("首次上报", null=True, blank=True)
    # Somebody has written 批注 or marked 待核 here: only then are they asked for, as most forms never have any.
    noted = models.BooleanField("有批注或待核", default=False)
    # 代录: who of the province types here for a city whose line is down, until it is handed in or ended. What was typed
    # so marks this and every later version (``stood_in``): from outside nobody can tell whose each number is.
    stand_in = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代录人"
    )
    stand_in_reason = models.CharField("代录理由", max_length=200, blank=True)
    stand_in_since = models.DateTimeField("代录开始", null=True, blank=True)
    stood_in = models.BooleanField("省厅代录", default=False)
    # 补录: the province lets a form in after its period's lock, until a day; from then on the filing is one for good.
    backfill_until = models.DateTimeField("补录至", null=True, blank=True)
    backfill_reason = models.CharField("补录的理由和来源", max_length=300, blank=True)
    backfill_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="开放补录人"
    )
    backfill_at = models.DateTimeField("开放补录时间", null=True, blank=True)
    # Which frozen version each basis counts; the figures of a filing under correction stay those last received.
    sent_version = models.ForeignKey("FilingVersion", models.PROTECT, null=True, blank=True, related_name="+")
    received_version = models.ForeignKey("FilingVersion", models.PROTECT, null=True, blank=True, related_name="+")

    objects = FilingQuerySet.as_manager()
    scope_paths = scope.Paths(unit="unit_id")

    class Meta:
        verbose_name = verbose_name_plural = "填报"
        ordering = ["period", "form", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["form", "unit", "period"], name="filing_once"),
            models.CheckConstraint(name="nil_has_reason", condition=Q(nil=False) | ~Q(nil_reason="")),
            models.CheckConstraint(
                name="received_was_sent", condition=Q(received_version__isnull=True) | Q(sent_version__isnull=False)
            ),
            models.CheckConstraint(
                name="stand_in_says_why",
                condition=Q(stand_in__isnull=True, stand_in_since__isnull=True, stand_in_reason="")
                | (Q(stand_in__isnull=False, stand_in_since__isnull=False) & ~Q(stand_in_reason="")),
            ),
            models.CheckConstraint(
                name="stand_in_only_while_filling",
                condition=Q(stand_in__isnull=True) | Q(state__in=["empty", "filling", "returned"]),
            ),
            models.CheckConstraint(
                name="backfill_says_who_and_why",
                condition=Q(backfill_until=None, backfill_by=None, backfill_at=None, backfill_reason="")
                | Q(backfill_until__isnull=False, backfill_by__isnull=False, backfill_at__isnull=False)
                & ~Q(backfill_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.edition.mark} {self.period}"

    @property
    def backfilled(self) -> bool:
        """Whether it is a 补录: brought in after its period's lock, neither on time nor late."""
        return self.backfill_until is not None

    @property
    def correcting(self) -> bool:
        """Open for a correction, not returned: the slip it is open under went back to the version last received."""
        returned, received = self.state == self.State.RETURNED, self.received_version_id
        return returned and received is not None and received == self.sent_version_id

    def get_state_display(self) -> str:
        """The state's word; a granted correction is no 退回, and what is on its way again is not all there is of it."""
        if self.correcting:
            return "更正中"
        label = self.State(self.state).label
        return self.CORRECTED.get(self.state, label) if self.received_version_id else label


class FilingRow(models.Model):
    """One line: a school, a county, or free text. ``key`` is stable over the periods, so that rows can be compared."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="rows", verbose_name="填报")
    key = models.CharField(max_length=40)
    label = models.CharField("名称", max_length=80)
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="院校"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="县(市、区)"
    )
    position = models.PositiveSmallIntegerField("序号")
    struck = models.CharField("本期不填的理由", max_length=200, blank=True)

    objects = scope.ScopedQuerySet.as_manager()
    scope_paths = scope.Paths(unit="filing__unit_id", region="region", school="school")

    class Meta:
        verbose_name = verbose_name_plural = "填报行"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "key"], name="filing_row_once"),
            models.CheckConstraint(name="one_subject", condition=Q(school__isnull=True) | Q(region__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.label


class FilingVersion(models.Model):
    """What was sent: numbered, its cells frozen by INSERT … SELECT (FrozenCell). Never changed afterwards."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="versions")
    edition = models.ForeignKey(FormEdition, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("版本")
    nil = models.BooleanField("零报告", default=False)
    sent_at = models.DateTimeField("上报时间")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="负责人")
    filler_name = models.CharField("填表人", max_length=50)
    stood_in = models.BooleanField("省厅代录", default=False)
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    days_late = models.PositiveSmallIntegerField("迟报天数", default=0)
    check_code = models.CharField("校验码", max_length=9, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报版本"
        ordering = ["filing", "number"]
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="version_once")]
