"""Storing the proposals of a spreadsheet, all of them or none."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from proposals import workflow
from proposals.models import ImportBatch, Period, Proposal, Section, SectionText
from proposals.services_writing import check_open
from proposals.words import count_words


class ImportRefused(workflow.WorkflowError):
    """The rows no longer fit to what is stored; nothing was imported."""


def already_there(period: Period, rows: list[dict[str, Any]]) -> set[int]:
    """The numbers of the rows whose title the same agency has in this period already; one query."""
    stored = {
        (agency, title.casefold())
        for agency, title in Proposal.objects.filter(
            period=period, agency__in={row["agency"] for row in rows}
        ).values_list("agency_id", "title")
    }
    return {row["number"] for row in rows if (row["agency"], row["profile"].get("title", "").casefold()) in stored}


@transaction.atomic
def run_import(batch: ImportBatch, *, by: User) -> int:
    """Makes a draft of every row and returns how many; a handful of queries however many rows there are.

    Raises WritingClosed outside the period (coordinators bring in earlier years too), ImportRefused when the batch is
    used up or a title is there by now.
    """
    current = ImportBatch.objects.select_for_update(of=("self",)).select_related("period__guide").get(pk=batch.pk)
    if current.done_at is not None or current.by_id != by.pk:
        raise ImportRefused("Berkas ini sudah diimpor. Unggah lagi bila ada usulan lain.")
    if not by.is_coordinator and by.agency:
        check_open(current.period, by.agency)
    if already_there(current.period, current.rows):
        raise ImportRefused("Sementara itu ada usulan dengan nama yang sama. Unggah berkasnya lagi untuk memeriksanya.")
    proposals = _store(current, by)
    ImportBatch.objects.filter(pk=current.pk).update(done_at=timezone.now(), rows=[])
    return len(proposals)


def _store(batch: ImportBatch, by: User) -> list[Proposal]:
    """The rows were judged when they were read; the database's constraints have the last word."""
    proposals = Proposal.objects.bulk_create(
        Proposal(period=batch.period, agency_id=row["agency"], created_by=by, **_columns(row["profile"]))
        for row in batch.rows
    )
    through = Proposal.crossing_affairs.through
    through.objects.bulk_create(
        through(proposal_id=proposal.pk, affair_id=int(key))
        for proposal, row in zip(proposals, batch.rows, strict=True)
        for key in row["profile"].get("crossing_affairs", "").split(",")
        if key
    )
    _store_texts(batch, proposals, by)
    return proposals


def _columns(profile: Mapping[str, str]) -> dict[str, Any]:
    """The plain values of one row as the columns hold them."""
    fields = {field.name: field for field in Proposal._meta.concrete_fields}
    columns = {}
    for name, value in profile.items():
        if name in fields:
            field = fields[name]
            columns[field.attname] = field.to_python(value) if value else field.get_default()
    return columns


def _store_texts(batch: ImportBatch, proposals: list[Proposal], by: User) -> None:
    sections = {section.key: section for section in Section.objects.filter(guide=batch.period.guide)}
    SectionText.objects.bulk_create(
        SectionText(proposal=proposal, section=sections[key], text=text, words=count_words(text), updated_by=by)
        for proposal, row in zip(proposals, batch.rows, strict=True)
        for key, text in row["texts"].items()
        if text
    )
