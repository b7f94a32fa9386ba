"""Every count of every home through a demo year: as SQL counts it, alike wherever it is shown, and zero in the end."""

import datetime
import io
import re

from django.core.management import call_command
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from dashboard.figures import links
from foundation.outbox.models import OutgoingMail
from inovasi.demo.years import build
from proposals.core import workflow
from proposals.core.history.remarks import NewRemark, Remark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import EDITABLE, UNDER_REVIEW, Action, Door, Role, Status
from proposals.repairing.services import answer
from reviews.core.models import Assignment, ReviewStage
from reviews.meeting.core.models import Meeting
from reviews.meeting.release import signing
from reviews.presenting.models import Session, Slot
from reviews.presenting.services import mark_held, take_out
from tests import factories
from tests.demo.queues import AGENCY, ASKED, COORDINATOR, TO_SIGN, by_sql, home_of, told_of, waiting_by_sql
from tests.demo.years import IN_MEMORY, LATER

# What the dashboard of a year says of whose turn it is: the column of holders, with the line of the home for each.
HANDS = {
    "verify": "usulan menunggu verifikasi",
    "assign": "usulan dinilai yang menunggu penugasan penilai",
    "decide": "usulan yang penilaiannya selesai dan menunggu keputusan",
    "decree": "usulan unggulan menunggu SK penetapan",
}
# These are made to wait in `test_queues`.
ELSEWHERE = {
    "usulan yang penilainya berhenti dan belum diganti",
    "usulan dengan selisih nilai yang belum dibahas",
    "usulan yang dikirim kembali sesudah diperbaiki",
    "usulan yang nilainya tidak akan cukup",
}
ON = {
    Status.DRAFT: (Action.SUBMIT, Role.PROPOSER, "", Door.OPEN),
    Status.RETURNED: (Action.SUBMIT, Role.PROPOSER, "", Door.OPEN),
    Status.SUBMITTED: (Action.ACCEPT, Role.COORDINATOR, "", Door.OPEN),
    Status.IN_REVIEW: (Action.SHORTLIST, Role.COORDINATOR, "", Door.MEETING),
    Status.SHORTLISTED: (Action.ESTABLISH, Role.COORDINATOR, "000/INOVASI/2026", Door.MEETING),
}


def first(pattern: str, page: str) -> int:
    """The first number that the pattern holds; 0 where it is not on the page."""
    found = re.search(pattern, page)
    return int(next(filter(None, found.groups()))) if found else 0


@override_settings(STORAGES=IN_MEMORY)
class TestHomesOfTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        cls.period = build(now=LATER).period
        cls.staff = User.objects.get(username="bapperida")

    def hands(self) -> dict[str, int]:
        """What the dashboard of the year says waits for each holder, which the list of the year is as long as."""
        browser = Client()
        browser.force_login(User.objects.get(username="sekda"))
        page = browser.get(reverse("dashboard:overview"), {"tahun": self.period.year}).content.decode()
        found = {}
        for holder in HANDS:
            link = re.search(rf'<a href="([^"]*)" data-figure="holder.{holder}"[^>]*>(\d+)<', page)
            assert link
            url, found[holder] = link[1].replace("&amp;", "&"), int(link[2])
            assert browser.get(url).context["page_obj"].paginator.count == found[holder]
        return found

    def coordinator(self) -> dict[str, set[int]]:
        """The lines of the coordinator, once home, lists and dashboard have said of them what SQL says."""
        counted = waiting_by_sql()
        told = told_of(self.staff)
        assert told == {words: len(rows) if type(told[words]) is int else rows for words, rows in counted.items()}
        of_year = set(Proposal.objects.filter(period=self.period).values_list("pk", flat=True))
        assert self.hands() == {key: len(counted.get(words, set()) & of_year) for key, words in HANDS.items()}
        return counted

    def agencies(self, **which: int) -> dict[str, int]:
        """All that waits for agencies that have something, once their pages have said what SQL says."""
        sums = dict.fromkeys((*AGENCY, "catatan"), 0)
        operators = User.objects.filter(is_active=True, username__startswith="op-", **which)
        having = operators.filter(agency__in=Proposal.objects.values("agency"))
        for person in having.order_by("agency_id", "pk").distinct("agency_id"):
            browser, page = home_of(person)
            named = {"agency": person.agency_id, "period": self.period.pk}
            counted = {key: len(by_sql(query, **named)) for key, query in AGENCY.items()}
            assert counted == {
                "giliran": first(r'Giliran Anda <span class="muted">\((\d+)\)', page),
                "proses": first(r'[Ss]edang diproses (?:<span class="muted">)?\((\d+)\)', page),
            }, person
            assert browser.get(links.with_status(*EDITABLE)).context["page_obj"].paginator.count == counted["giliran"]
            told = sorted(int(each) for each in re.findall(r"Jawab catatan \((\d+)\)", page))
            asked = self.asked(browser, Proposal.objects.filter(agency=person.agency_id, status__in=EDITABLE))
            assert told == sorted(each for each in asked if each)
            for key, amount in {**counted, "catatan": sum(told)}.items():
                sums[key] += amount
        return sums

    def asked(self, browser: Client, rows: object) -> list[int]:
        """Of each of these how many remarks wait, once its page and the last step of writing have said the same."""
        found = []
        for row in rows:
            pages = [reverse("proposals:detail", args=[row.pk]), reverse("proposals:edit", args=[row.pk, "periksa"])]
            said = {first(r"Jawab catatan \((\d+)\)", browser.get(url).content.decode()) for url in pages}
            assert said == {len(by_sql(ASKED, proposal=row.pk))}
            found += said
        return found

    def signatures(self) -> set[int]:
        """The meetings that wait for somebody's approval, as the homes of the chair and the head say."""
        found = set()
        for person in (self.staff, User.objects.get(username="sekda")):
            counted = by_sql(TO_SIGN, person=person.pk)
            _, page = home_of(person)
            assert {row.pk for row in Meeting.objects.all() if row.get_absolute_url() in page} == counted
            found |= counted
        return found

    def go_on(self, *statuses: Status) -> None:
        for row in Proposal.objects.filter(status__in=statuses).order_by("pk"):
            action, role, note, door = ON[Status(row.status)]
            step = workflow.find(action, row.status, {role}, note, door=door)
            factories.move(row, step, row.created_by if role is Role.PROPOSER else self.staff, note, at=timezone.now())

    def test_every_line_is_true_everywhere_and_nothing_is_left_when_all_is_done(self) -> None:
        seen = set(self.coordinator())
        for row in Proposal.objects.filter(status=Status.SUBMITTED)[:2]:
            remarks = [NewRemark("Perjelas angkanya."), NewRemark("Lengkapi tanggalnya.", column="trial_date")]
            moves.perform("return", row, by=self.staff, note="Mohon diperbaiki.", remarks=remarks)
        waiting = Remark.objects.open().filter(proposal__status=Status.RETURNED)
        assert self.agencies()["catatan"] == waiting.count() > 4
        remark = waiting.select_related("proposal__created_by")[0]
        answer(remark, "Sudah diperbaiki.", by=remark.proposal.created_by)
        agency = remark.proposal.agency_id
        open_ones = waiting.filter(proposal__agency=agency).count()
        assert self.agencies(agency=agency)["catatan"] == open_ones
        Meeting.objects.filter(pk__in=self.signatures()).update(held_at=timezone.now())
        for meeting in Meeting.objects.filter(pk__in=self.signatures()):
            for person in (meeting.chair, meeting.head):
                signing.sign(meeting, by=person)
        assert self.signatures() == set()
        mail = self.extra()
        seen |= set(self.coordinator())
        for each in Slot.objects.ahead():
            (mark_held if each.starts < timezone.now() else take_out)(each, by=self.staff)
        OutgoingMail.objects.filter(pk=mail.pk).update(state="terkirim")
        self.go_on(Status.DRAFT, Status.RETURNED)
        seen |= set(self.coordinator())
        self.go_on(Status.SUBMITTED)
        seen |= set(self.coordinator())
        self.go_on(Status.IN_REVIEW)
        assert set(self.coordinator()) == {"usulan unggulan menunggu SK penetapan"}
        self.go_on(Status.SHORTLISTED)
        assert self.coordinator() == {}
        assert self.agencies() == {"giliran": 0, "catatan": 0, "proses": 0}
        assert seen >= set(COORDINATOR) - ELSEWHERE

    def extra(self) -> OutgoingMail:
        """What the demo has none of: a presentation just begun, a juror who left, a mail that did not arrive."""
        now = timezone.now()
        task = Assignment.objects.filter(proposal__status__in=UNDER_REVIEW).first()
        hours = {"starts": now - datetime.timedelta(minutes=5), "ends": now + datetime.timedelta(hours=1)}
        session = Session.objects.create(stage=task.stage, place="Aula", **hours)
        ReviewStage.objects.filter(pk=task.stage_id).update(closes_at=now + datetime.timedelta(days=2))
        Slot.objects.create(session=session, stage=task.stage, proposal_id=task.proposal_id, **hours)
        planned = Slot.objects.ahead().filter(starts__gt=now, jury__isnull=False).first()
        planned.jury.first().delete()
        ended = {"state": "menyerah", "ended_at": now}
        return OutgoingMail.objects.create(address="jauh@contoh.invalid", subject="Uji", body="Isi.", **ended)
