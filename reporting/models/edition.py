"""表式版本: a form is data. The definition is what fixtures/forms/*.yaml said when the edition was loaded."""

from django.db import models


class FormEdition(models.Model):
    """One edition of a form; a filing keeps the edition it was begun with until it is carried over."""

    code = models.CharField("表号", max_length=40)
    number = models.PositiveSmallIntegerField("版次")
    title = models.CharField("表名", max_length=120)
    mark = models.CharField("附件号", max_length=20, blank=True)
    axis = models.CharField("行", max_length=10)
    definition = models.JSONField("定义")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "表式版本"
        ordering = ["code", "number"]
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="form_edition_once")]

    def __str__(self) -> str:
        return f"{self.mark} {self.title}".strip()
