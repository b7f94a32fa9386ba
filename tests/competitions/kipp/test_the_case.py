"""The entry that nothing stopped: chosen unprepared, registered under a used number, its result overwritten."""

import datetime

import pytest
import time_machine

from competitions.core.kippresults import KippResult
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.kipp import services
from proposals.core.models import Proposal
from tests import factories, makers

pytestmark = pytest.mark.django_db


def test_the_entry_that_nothing_stopped_is_stopped_at_each_of_its_steps():
    edition = Edition.objects.create(
        programme="kipp", year=2026, name="KIPP 2026", closes_on=datetime.date(2026, 11, 5), min_age_months=24
    )
    agency = makers.make_agency("dinkes")
    owner, staff = makers.make_person("owner", agency), makers.make_person("staff", is_coordinator=True)
    used = factories.nomination(edition, makers.make_proposal(agency, "in_review"), "entered")
    proposal = makers.make_proposal(agency, "in_review", title="Pelangi", applied_date=datetime.date(2025, 11, 5))
    with time_machine.travel(datetime.datetime(2026, 11, 1, 5, tzinfo=datetime.UTC)):
        row = services.nominate(edition, proposal, by=owner)

        def move(key, by=staff, **typed):
            row.refresh_from_db()
            services.move(row, key, by=by, **typed)

        with pytest.raises(NominationRefused, match="tidak tersedia"):
            move("pilih")
        # Twelve months old where twenty-four are asked.
        with pytest.raises(NominationRefused, match="12 bulan pada hari penutupan, kurang dari 24"):
            move("siap", owner)
        Proposal.objects.filter(pk=proposal.pk).update(applied_date=datetime.date(2023, 11, 5))
        move("siap", owner)
        move("pilih")
        with pytest.raises(services.RefusedNumber, match="sudah dipakai nominasi lain"):
            move("daftarkan", text=used.registration_number)
        move("daftarkan", text="SIN-8")
        with pytest.raises(services.RefusedNumber, match="sudah dipakai nominasi lain"):
            move("perbaiki-nomor", text=used.registration_number, reason="Salah ketik")
        move("perbaiki-nomor", text="SIN-9", reason="Salah ketik")
        row.refresh_from_db()
        with pytest.raises(NominationRefused, match="setelah “Seleksi administrasi” lolos"):
            services.record_result(told(row, "proposal"), by=staff)
        first = services.record_result(told(row, "administrasi"), by=staff)
        with pytest.raises(NominationRefused, match="tidak ditimpa"):
            services.record_result(told(row, "administrasi", outcome="tidak"), by=staff)
        with pytest.raises(NominationRefused, match="Tulis mengapa"):
            services.record_result(told(row, "administrasi", outcome="tidak", corrects=first), by=staff)
        with pytest.raises(NominationRefused, match="Hanya koordinator"):
            services.record_result(told(row, "proposal"), by=owner)
        right = told(row, "administrasi", outcome="tidak", corrects=first, reason="Salah membaca lampiran")
        services.record_result(right, by=staff)
        assert [one.outcome for one in KippResult.objects.order_by("pk")] == ["lolos", "tidak"]
    with time_machine.travel(datetime.datetime(2026, 11, 6, 5, tzinfo=datetime.UTC)):
        with pytest.raises(NominationRefused, match="sudah ditutup"):
            services.nominate(edition, makers.make_proposal(agency, "in_review"), by=staff)
        # The edition is closed, but what the ministry says is still written down.
        move("tarik", text="Inovator pindah")


def told(nomination, stage, outcome="lolos", **values):
    return KippResult(
        nomination=nomination, stage=stage, outcome=outcome, document="Surat", decided_on=datetime.date(2026, 10, 1),
        **values,
    )  # fmt: skip
