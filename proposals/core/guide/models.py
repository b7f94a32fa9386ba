"""The yearly form as stored: its steps and texts, its profile, and the kinds of files it asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from foundation.changes.triggers import noted
from foundation.text.fields import LineField, TypedField
from proposals.core.guide.asking import asked_in
from proposals.core.guide.brief import BriefRule
from proposals.core.guide.form import CONDITION, Condition, GuideField, GuideForm, PartPicture, PartText, Retelling
from proposals.core.guide.hints import HINTS, Coach, Hint, coached
from proposals.core.guide.indicators import MeasuredRow
from proposals.core.guide.profile import SUMMARY


class FormGuide(models.Model):
    """The yearly form: which sections and files it asks for, with help texts and choices."""

    year = models.PositiveSmallIntegerField("tahun", unique=True)
    name = LineField("nama", max_length=120)
    profile = models.JSONField("kolom profil", default=dict)

    class Meta:
        ordering = ["-year"]
        verbose_name = "panduan isian"
        verbose_name_plural = "panduan isian"
        triggers = [noted()]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def form(self) -> GuideForm:
        """The profile as the guide asks it."""
        return GuideForm.model_validate(self.profile)

    @cached_property
    def fields(self) -> dict[str, GuideField]:
        """The profile fields by key, each with its label, help, choices and rule of necessity."""
        return {field.key: field for field in self.form.fields}

    @property
    def brief(self) -> BriefRule | None:
        """What the summary for the public must keep to; nothing where the guide asks for none."""
        return self.fields[SUMMARY].brief if SUMMARY in self.fields else None

    def asked_by(self, values: Mapping[str, Any]) -> frozenset[str]:
        """The keys of the questions that answers, by column, call for (`asking.asked_in`)."""
        return asked_in(self, values)

    def heading(self, field: str) -> str:
        """How the guide calls a profile field; its key when the guide does not ask for it."""
        return self.fields[field].label if field in self.fields else field

    def group_of(self, field: str) -> str:
        """The key of the group in which the guide asks a profile field; empty when it does not ask for it."""
        return self.fields[field].group if field in self.fields else ""

    def longest(self, field: str) -> int | None:
        """How many characters the guide allows in a profile field, where it sets a limit."""
        return self.fields[field].max_length if field in self.fields else None

    def none_of(self, field: str) -> str:
        """The key of the affair that says in a profile field that there are none; empty where the guide knows none."""
        return self.fields[field].none if field in self.fields else ""

    def choices(self, field: str) -> list[tuple[str, str]]:
        """The choices the guide offers for a profile field, as (key, label)."""
        return [(choice.key, choice.label) for choice in self.fields[field].choices] if field in self.fields else []

    def label(self, field: str, key: str) -> str:
        """How a chosen key reads; the key itself when the guide does not know it (any longer)."""
        return dict(self.choices(field)).get(key, key)

    def help(self, field: str, *, school: bool) -> str:
        """The help text of a profile field, in the school's variant where there is one."""
        if field not in self.fields:
            return ""
        asked = self.fields[field]
        return (asked.help_school if school else "") or asked.help


class Section(models.Model):
    """A part of the form. Without a parent it is a step of writing; with one it is a text inside that step."""

    class Meaning(models.TextChoices):
        """What a step is to the rules of a competition, whatever a city calls it."""

        DESIGN = "design", "rancang bangun"

    guide = models.ForeignKey(FormGuide, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    meaning = models.CharField("makna", max_length=10, choices=Meaning, blank=True)
    key = models.SlugField("kunci", max_length=40)
    title = LineField("judul", max_length=120)
    purpose = TypedField("tujuan", blank=True)
    sought = TypedField("yang dicari penilai", blank=True)
    help = TypedField("petunjuk", blank=True)
    help_school = TypedField("petunjuk untuk sekolah", blank=True)
    example = models.JSONField("contoh", default=dict, blank=True, help_text="{innovation, agency, mark, text}")
    known_as = models.JSONField("nama lain", default=list, blank=True, help_text="Its headings in other documents.")
    hints = models.JSONField("yang dicari portal", default=list, blank=True, help_text="See `guide.hints.Hint`.")
    min_words = models.PositiveIntegerField("paling sedikit (kata)", default=0)
    max_words = models.PositiveIntegerField("paling banyak (kata)", null=True, blank=True)
    required = models.BooleanField("harus diisi", default=True)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    # Filled by `readiness.steps_of` for a step of writing: its parts with their texts, and all their words.
    written: "list[tuple[Section, PartText | None]]"
    words: int
    # Filled likewise for a text: the rows of the table that the guide wants beside it.
    indicators: Sequence[MeasuredRow] = ()
    # Filled by `evidence.pictures.put_below` for a text: the pictures that stand below it.
    pictures: Sequence[PartPicture] = ()

    class Meta:
        ordering = ["order"]
        verbose_name = "bagian isian"
        verbose_name_plural = "bagian isian"
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="section_key_once")]
        triggers = [noted()]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def retelling(self) -> Retelling | None:
        """The example beside the text, where there is one."""
        return Retelling.model_validate(self.example) if self.example else None

    def coach(self, text: "PartText | None") -> Coach:
        """What makes a text of this section strong, and which of it the portal finds."""
        return Coach(self.key, coached(self._hints, text.text if text else "", tabled=self.is_tabled))

    @property
    def is_tabled(self) -> bool:
        """Whether the table beside this text has a whole row."""
        return any(row.is_whole for row in self.indicators)

    @cached_property
    def _hints(self) -> tuple[Hint, ...]:
        return HINTS.validate_python(self.hints)


class AttachmentKind(models.Model):
    """A kind of evidence: what it is, whether it must be there, how large and of which type it may be."""

    class Required(models.TextChoices):
        NEVER = "never", "bila ada"
        ALWAYS = "always", "wajib"

    guide = models.ForeignKey(FormGuide, models.CASCADE, related_name="attachment_kinds")
    key = models.SlugField("kunci", max_length=40)
    label = LineField("nama", max_length=120)
    help = TypedField("petunjuk", blank=True)
    help_school = TypedField("petunjuk untuk sekolah", blank=True)
    required = models.CharField("keharusan", max_length=8, choices=Required, default=Required.NEVER)
    required_when = models.JSONField("harus ada bila", default=dict, blank=True, help_text="As of a profile field.")
    max_mb = models.PositiveSmallIntegerField("ukuran terbesar (MB)", default=2)
    types = ArrayField(models.CharField(max_length=5), verbose_name="jenis isi")
    multiple = models.BooleanField("boleh lebih dari satu", default=False)
    or_approval = models.BooleanField("atau persetujuan kepala di portal", default=False)
    order = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta:
        ordering = ["order"]
        verbose_name = "jenis berkas"
        verbose_name_plural = "jenis berkas"
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="attachment_kind_key_once")]
        triggers = [noted()]

    def __str__(self) -> str:
        return self.label

    @cached_property
    def condition(self) -> Condition:
        """Answers of the profile that make this evidence necessary."""
        return CONDITION.validate_python(self.required_when)

    @property
    def need(self) -> str:
        """Whether it must be there, in words: "wajib", "bila ada", or when it must."""
        words = "" if self.required == self.Required.ALWAYS else self.guide.form.spoken(self.condition)
        return f"wajib bila {words}" if words else self.get_required_display()

    @property
    def max_bytes(self) -> int:
        return self.max_mb * 1024 * 1024
