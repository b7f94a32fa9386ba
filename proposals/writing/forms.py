"""Forms of writing: the title, the profile and one step of texts."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from foundation.forms import HelpedForm
from foundation.text.fields import TypedInput
from proposals.core.affairs.models import Affair
from proposals.core.guide.asking import called_by, said_by_rules, values_of
from proposals.core.guide.lengths import refusal
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS, FieldKind, of_kind
from proposals.core.models import Proposal, SectionText
from proposals.text.shown import SectionShown, ShownInput
from proposals.writing.fields import PointField, both_halves
from proposals.writing.kinds import check_brief, written
from proposals.writing.merging import plain
from proposals.writing.screens import profile_groups
from proposals.writing.services import Written
from proposals.writing.suggesting import PREFILLED, is_suggested, suggestions
from proposals.writing.tablefield import TableField

NO_CHOICE = "Pilih salah satu"


class TitleForm(HelpedForm, forms.ModelForm[Proposal]):
    class Meta:
        model = Proposal
        fields = ["title"]
        error_messages = {"title": {"required": "Isi nama inovasi. Anda dapat mengubahnya nanti."}}
        help_texts = {"title": "Nama yang singkat dan khas. Anda dapat mengubahnya selama usulan belum diajukan."}


class ProfileForm(HelpedForm, forms.ModelForm[Proposal]):
    """The profile fields; a draft may be saved with gaps, so only what is typed is checked."""

    # Most must be filled before the proposal is sent, so the page marks those that need not.
    marks_optional = True

    latitude = PointField(("LS", "S"), ("LU", "U", "N"), bound=90, max_digits=8)
    longitude = PointField(("BB", "B", "W"), ("BT", "T", "E"), bound=180, max_digits=9)

    class Meta:
        model = Proposal
        fields = list(BY_COLUMN)
        formfield_callback = written
        error_messages = {"title": {"required": "Isi nama inovasi."}}

    def __init__(
        self, *args: Any, guide: FormGuide, school: bool, only: Collection[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = both_halves(self.data)
        self.guide = guide
        for key in guide.fields:
            self._word_as_guide(key, school=school)
        self._offer_affairs()
        asked = {"title", *(field.column for key in guide.fields for field in QUESTIONS[key])}
        for name in set(self.fields) - (asked if only is None else asked & set(only)):
            del self.fields[name]
        for name, field in self.fields.items():
            field.required = name == "title"

    def _word_as_guide(self, key: str, *, school: bool) -> None:
        """Labels, help, choices and limits of one question as the guide sets them; the help stands at its first."""
        question = self.guide.fields[key]
        for place, asked in enumerate(QUESTIONS[key]):
            field = self.fields[asked.column]
            field.label = asked.label or self.guide.heading(key)
            field.help_text = "" if place else self.guide.help(key, school=school)
            if not (question.required or question.required_when):
                field.widget.attrs["data-optional"] = ""
            if isinstance(field, forms.ChoiceField) and asked.kind is FieldKind.CHOICE:
                field.choices = [("", NO_CHOICE), *self.guide.choices(key)]
            if isinstance(field, TableField):
                field.rule = question.table
            if question.brief:
                field.validators.append(partial(check_brief, question.brief))
                # Else a browser would silently cut off what is pasted.
                field.widget.attrs.pop("maxlength", None)
            if longest := self.guide.longest(key):
                field.validators.append(MaxLengthValidator(longest))
                field.widget.attrs["maxlength"] = str(longest)

    def _offer_affairs(self) -> None:
        offered = Affair.objects.filter(selectable=True)
        for asked in of_kind(FieldKind.AFFAIR, FieldKind.AFFAIRS):
            field = self.fields[asked.column]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = offered if asked.is_many else offered.filter(crossing_only=False)
                field.empty_label = None if asked.is_many else NO_CHOICE

    def _offered(self, name: str) -> Iterable[Affair]:
        return getattr(self.fields[name], "queryset", None) or ()

    def _is_none(self, name: str, affair: Affair) -> bool:
        return affair.key == self.guide.none_of(BY_COLUMN[name].asked_as)

    def clean(self) -> dict[str, Any]:
        """The rules between fields; a field that is not part of this save counts as it is stored.

        What is wrong in an answer that is not asked is left out of the save and never said; where it keeps one that is
        asked from being stored, it is emptied.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        self.idle = self._idle_fields(cleaned)
        self.emptied: dict[str, Any] = {}
        for name in self.idle & self.errors.keys():
            del self.errors[name]
        trial, applied, developed = (self._answer(name) for name in ("trial_date", "applied_date", "development_date"))
        if trial and applied and trial > applied:
            self._refuse(("trial_date", "applied_date"), "Waktu uji coba tidak boleh sesudah waktu penerapan.")
        if applied and developed and developed < applied:
            self._refuse(
                ("development_date", "applied_date"), "Waktu pengembangan tidak boleh sebelum waktu penerapan."
            )
        empty = [name for name in ("latitude", "longitude") if self._answer(name) is None]
        if len(empty) == 1 and not self.errors.keys() & {"latitude", "longitude"}:
            other = {"latitude": "longitude", "longitude": "latitude"}[empty[0]]
            self._refuse((empty[0], other), "Isi lintang dan bujur keduanya, atau kosongkan keduanya.")
        crossing = list(cleaned.get("crossing_affairs") or ())
        if len(crossing) > 1 and any(self._is_none("crossing_affairs", affair) for affair in crossing):
            self._refuse(("crossing_affairs",), "Pilih “Tidak ada” saja, atau pilih urusannya tanpa “Tidak ada”.")
        if cleaned.get("affair") and cleaned["affair"] in cleaned.get("crossing_affairs", []):
            self._refuse(("crossing_affairs",), "Urusan utama tidak perlu dipilih lagi sebagai urusan beririsan.")
        return cleaned

    def _post_clean(self) -> None:
        """The proposal stays as stored: services write field by field, and the database checks what results."""

    def _answer(self, name: str) -> Any:
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)

    def _refuse(self, names: tuple[str, ...], sentence: str) -> None:
        """The error stands at the first of `names` that is part of this save; nobody mends what no page asks for."""
        unasked = self.idle.intersection(names)
        if not unasked:
            self.add_error(next((name for name in names if name in self.fields), None), sentence)
            return
        for name in unasked:
            self.cleaned_data.pop(name, None)
        if (self.fields.keys() & names) - unasked:
            self.emptied |= {name: BY_COLUMN[name].nothing for name in unasked}

    def _idle_fields(self, cleaned: Mapping[str, Any]) -> set[str]:
        """The fields that the answers, stored and sent, do not call for."""
        asked = self.guide.asked_by({**values_of(self.instance), **cleaned})
        return {field.column for key in self.guide.fields.keys() - asked for field in QUESTIONS[key]}

    @staticmethod
    def base_name(name: str) -> str:
        """The hidden companion of a field: how it read when it was shown."""
        return f"{name}-dasar"

    def bases(self) -> dict[str, str]:
        """How each field read when it was shown to the writer, as `services.save_profile` takes them."""
        typed = self.fields.keys() - self.emptied.keys()
        return {name: self.data[key] for name in typed if (key := self.base_name(name)) in self.data}

    def changes(self) -> dict[str, Any]:
        """What `services.save_profile` stores: the fields that were sent and are in order, and what is emptied."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.fields} | self.emptied

    def told(self) -> dict[str, str]:
        """By field with a rule of the guide, its sentence; empty while the stored answers go together."""
        return said_by_rules(self.guide, self.instance)

    def groups(self) -> list[dict[str, Any]]:
        """For the template: the guide's groups of which this save has fields, each with its hidden companions."""
        found, told = [], self.told()
        suggested = suggestions(self.guide, self.instance.agency) if self.instance.agency_id else {}
        stored = values_of(self.instance)
        for group in profile_groups(self.guide):
            rows = [
                self._row(name, suggested=is_suggested(name, stored, suggested)) | {"told": told.get(name)}
                for name in group.columns
                if name in self.fields
            ]
            if rows:
                found.append({"key": group.key, "title": group.title, "purpose": group.purpose, "rows": rows})
        return found

    @classmethod
    def sent(cls, data: Mapping[str, Any]) -> set[str]:
        """The fields that a page sent: by themselves, or by their companions where no box was ticked."""
        return {name for name in BY_COLUMN if name in data or cls.base_name(name) in data}

    def reading(self, name: str, value: str) -> str:
        """How a value in the plain form of `merging.plain` reads for people."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            return ", ".join(str(row) for row in field.queryset.all() if str(row.pk) in value.split(","))
        return str(dict(getattr(field.widget, "choices", [])).get(value, value)) if value else ""

    def _row(self, name: str, *, suggested: bool) -> dict[str, Any]:
        if suggested:
            self.fields[name].help_text = PREFILLED
        key, field = self.base_name(name), self[name]
        shown = self.data.get(key) if self.is_bound else None
        # A long list of which most proposals choose nothing.
        folded = BY_COLUMN[name].is_many
        asked_when, called = called_by(self.guide, self.instance, name, self.fields)
        return {
            "field": field,
            "asked_when": asked_when,
            "called": called,
            "folded": folded,
            "none": next((row.pk for row in self._offered(name) if self._is_none(name, row)), "") if folded else "",
            "chosen": len(field.value() or ()) if folded else 0,
            "base_name": key,
            "base": plain(self.get_initial_for_field(self.fields[name], name)) if shown is None else shown,
        }


def _check_length(part: Section, text: str) -> None:
    if why := refusal(part, text):
        raise forms.ValidationError(why, code="length")


class StepForm(HelpedForm, forms.Form):
    """The texts of one step: a textarea for each part and, hidden beside it, the version it is based on."""

    def __init__(
        self, *args: Any, parts: list[tuple[Section, SectionText | None]], school: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part, text in parts:
            help_text = (part.help_school if school else "") or part.help
            self.fields[part.key] = TypedInput(
                label=part.title,
                help_text=help_text,
                required=False,
                initial=text.text if text else "",
                # Not by `max_length`, by which a browser would silently cut off what is pasted.
                validators=[partial(_check_length, part)],
                widget=forms.Textarea(
                    {
                        "rows": 8,
                        "data-word-count": "",
                        "data-paste-clean": "",
                        "data-min": part.min_words or "",
                        "data-max": part.max_words or "",
                        "data-word-group": "langkah",
                        "data-word-output": f"kata-{part.key}",
                    }
                ),
            )
            self.fields[self.version_name(part)] = ShownInput(
                widget=forms.HiddenInput({"data-base-of": part.key}), required=False, initial=SectionShown.of(text)
            )

    @staticmethod
    def version_name(part: Section) -> str:
        return f"{part.key}-versi"

    def written(self) -> list[Written]:
        """The sections that were part of the save, as `services.save_texts` takes them, just as typed."""
        return [
            Written(part, self.cleaned_data[part.key], shown.version, shown.mark)
            for part, _ in self.parts
            if part.key in self.data and part.key in self.cleaned_data
            if (shown := self.cleaned_data.get(self.version_name(part)))
        ]

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each part with its two fields and its words so far."""
        return [
            {
                "part": part,
                "field": self[part.key],
                "version": self[self.version_name(part)],
                "text": text,
                "words": text.words if text else 0,
                "coach": part.coach(text),
            }
            for part, text in self.parts
        ]
