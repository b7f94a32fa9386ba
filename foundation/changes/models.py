"""The marks of changed tables: one row per writing statement, and per table the sum of those already put together."""

from django.db import models


class TableChange(models.Model):
    """One statement that wrote to a watched table. Only the trigger of `triggers.noted` adds rows.

    `mark` is a random number above zero, so that the sum of all marks that a reader sees tells which changes they are.
    """

    subject = models.CharField("tabel", max_length=63)
    mark = models.BigIntegerField("tanda")

    class Meta:
        verbose_name = "perubahan tabel"
        verbose_name_plural = "perubahan tabel"
        # Who asks about tables that seldom change does not read past what a busy minute wrote to the others.
        indexes = [models.Index(fields=["subject"], include=["mark"], name="change_of_table")]

    def __str__(self) -> str:
        return f"{self.subject} {self.mark}"


class TableTotal(models.Model):
    """The sum of the marks of a table whose rows have been put together."""

    subject = models.CharField("tabel", max_length=63, primary_key=True)
    total = models.DecimalField("jumlah tanda", max_digits=40, decimal_places=0)

    class Meta:
        verbose_name = "jumlah perubahan tabel"
        verbose_name_plural = "jumlah perubahan tabel"

    def __str__(self) -> str:
        return f"{self.subject} {self.total}"
