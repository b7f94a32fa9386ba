"""What waits for whom by the tables of the demo alone, and how many each page of the portal says it is."""

import html
import re
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from proposals.core.workflow import UNDER_REVIEW, Status

HERE: Final = """
    FROM proposals_proposal proposal
    JOIN reviews_reviewstage stage ON stage.period_id = proposal.period_id
     AND stage."order" = proposal.review_round AND proposal.status = ANY(%(under_review)s)
"""
TASKS: Final = (
    "FROM reviews_assignment task WHERE task.proposal_id = proposal.id AND task.stage_id = stage.id AND task.state"
)
APART: Final = f"""{HERE.replace('AND stage."order" = proposal.review_round', "")}
    WHERE (SELECT max(total) - min(total) {TASKS} = 'done') > stage.spread_limit
    AND (SELECT count(total) {TASKS} = 'done') <= stage.reviewers_per_proposal
    AND NOT EXISTS (SELECT FROM reviews_settlement said WHERE said.proposal_id = proposal.id
        AND said.stage_id = stage.id AND said.at >= (SELECT max(given_at) FROM reviews_score score
        WHERE score.assignment_id IN (SELECT task.id {TASKS} = 'done')))"""
# By the words after the number: the keys of the rows that wait, of whoever coordinates.
COORDINATOR: Final = {
    "usulan menunggu verifikasi": f"SELECT id FROM proposals_proposal WHERE status = '{Status.SUBMITTED}'",
    "usulan dinilai yang menunggu penugasan penilai": f"""
        SELECT proposal.id {HERE} WHERE NOT EXISTS (SELECT {TASKS} = 'assigned')
        AND (SELECT count(task.total) {TASKS} = 'done') < greatest(stage.minimum_scores, 1)""",
    "usulan yang penilaiannya selesai dan menunggu keputusan": f"""
        SELECT proposal.id {HERE} WHERE NOT EXISTS (SELECT {TASKS} = 'assigned')
        AND (SELECT count(task.total) {TASKS} = 'done') >= greatest(stage.minimum_scores, 1)""",
    "usulan unggulan menunggu SK penetapan": (
        f"SELECT id FROM proposals_proposal WHERE status = '{Status.SHORTLISTED}'"
    ),
    "usulan yang dikirim kembali sesudah diperbaiki": f"""
        SELECT DISTINCT proposal.id FROM proposals_proposal proposal JOIN proposals_event event
        ON event.proposal_id = proposal.id AND event.action = 'return' WHERE proposal.status = '{Status.SUBMITTED}'""",
    "usulan yang penilainya berhenti dan belum diganti": f"""
        SELECT proposal.id {HERE} WHERE EXISTS (SELECT {TASKS} = 'recused')
        AND (SELECT count(*) {TASKS} IN ('assigned', 'done')) < stage.reviewers_per_proposal
        OR EXISTS (SELECT {TASKS} = 'assigned' AND task.reviewer_id IN
            (SELECT id FROM agencies_user WHERE NOT (is_active AND is_reviewer)))""",
    "usulan yang nilainya tidak akan cukup": f"""
        SELECT proposal.id {HERE} WHERE EXISTS (SELECT {TASKS} IN ('assigned', 'done'))
        AND (SELECT count(*) {TASKS} = 'done' AND task.total IS NOT NULL) + CASE WHEN stage.closes_at < now() THEN 0
            ELSE (SELECT count(*) {TASKS} = 'assigned') END < stage.minimum_scores""",
    "usulan dengan selisih nilai yang belum dibahas": f"SELECT DISTINCT proposal.id {APART}",
    "penilai yang belum selesai menjelang atau sesudah batasnya": f"""
        SELECT DISTINCT person.id FROM agencies_user person, reviews_assignment asked
        WHERE asked.reviewer_id = person.id AND asked.state = 'assigned' AND person.is_active AND person.is_reviewer
        AND EXISTS (SELECT {HERE} WHERE proposal.id = asked.proposal_id AND stage.id = asked.stage_id
            AND (stage.opens_at <= now() OR stage.opens_at IS NULL)
            AND stage.closes_at <= now() + interval '7 days')""",
    "presentasi dan kunjungan sampai akhir minggu ini": """
        SELECT id FROM reviews_slot WHERE state IN ('planned', 'moved')
        AND starts AT TIME ZONE 'Asia/Jakarta' <
            date_trunc('week', now() AT TIME ZONE 'Asia/Jakarta') + interval '7 days'
    """,
    "presentasi dan kunjungan yang kekurangan juri": """
        SELECT slot.id FROM reviews_slot slot JOIN proposals_proposal proposal ON proposal.id = slot.proposal_id
        JOIN reviews_reviewstage stage ON stage.id = slot.stage_id
        WHERE slot.state IN ('planned', 'moved') AND slot.starts > now()
        AND (proposal.status = 'returned' OR proposal.status = 'submitted'
            OR proposal.status = ANY(%(under_review)s) AND proposal.review_round = stage."order")
        AND EXISTS (SELECT FROM reviews_juryleave gone WHERE gone.slot_id = slot.id AND NOT gone.filled)
    """,
    "surel yang belum sampai": "SELECT id FROM foundation_outgoingmail WHERE state IN ('ditolak', 'menyerah')",
    "permintaan perbaikan yang belum dibaca siapa pun di instansinya": f"""
        SELECT proposal.id FROM proposals_proposal proposal WHERE proposal.status = '{Status.RETURNED}'
        AND (proposal.status_since <= now() - interval '{settings.REPAIR_UNREAD_DAYS} days'
            OR NOT EXISTS (SELECT FROM foundation_outgoingmail mail WHERE mail.about = proposal.id
                AND mail.kind = 'permintaan' AND mail.created_at >= proposal.status_since)
            OR EXISTS (SELECT FROM foundation_outgoingmail mail WHERE mail.about = proposal.id
                AND mail.kind = 'permintaan' AND mail.created_at >= proposal.status_since
                AND mail.state IN ('ditolak', 'menyerah')))
        AND NOT EXISTS (SELECT FROM agencies_notification told JOIN agencies_user person ON person.id = told.user_id
            WHERE told.about = proposal.id AND person.agency_id = proposal.agency_id
            AND told.read_at >= proposal.status_since)""",
}
REVIEWER: Final = {
    "nilai": """
        SELECT task.id FROM reviews_assignment task
        JOIN reviews_reviewstage stage ON stage.id = task.stage_id
        JOIN proposals_proposal proposal ON proposal.id = task.proposal_id
        JOIN agencies_user person ON person.id = task.reviewer_id
        WHERE person.id = %(person)s AND task.state = 'assigned' AND proposal.status = ANY(%(under_review)s)
          AND proposal.review_round = stage."order" AND (stage.closes_at IS NULL OR stage.closes_at >= now())
          AND person.agency_id IS DISTINCT FROM proposal.agency_id
          AND NOT EXISTS (SELECT FROM reviews_conflict own WHERE own.user_id = person.id
                          AND own.proposal_id = proposal.id AND own.lifted_at IS NULL)""",
    "pembahasan": f"""
        SELECT proposal.id {APART} AND EXISTS (SELECT {TASKS} = 'done' AND task.reviewer_id = %(person)s)
        AND NOT EXISTS (SELECT FROM reviews_opinion said WHERE said.author_id = %(person)s
            AND said.proposal_id = proposal.id AND said.at >= (SELECT max(given_at) FROM reviews_score score
            WHERE score.assignment_id IN (SELECT task.id {TASKS} = 'done')))""",
}
AGENCY: Final = {
    "giliran": "SELECT id FROM proposals_proposal WHERE agency_id = %(agency)s AND status IN ('draft', 'returned')",
    "proses": """
        SELECT id FROM proposals_proposal WHERE agency_id = %(agency)s AND period_id = %(period)s
        AND status IN ('submitted', 'in_review', 'shortlisted')""",
}
ASKED: Final = """
    SELECT remark.id FROM proposals_remark remark
    WHERE remark.proposal_id = %(proposal)s
    AND remark.answer = '' AND remark.answered_in_id IS NULL AND remark.settled_at IS NULL"""
TO_SIGN: Final = """
    SELECT meeting.id FROM reviews_meeting meeting WHERE meeting.state = 'prepared'
    AND (meeting.chair_id = %(person)s AND meeting.chair_signed_at IS NULL
        OR meeting.head_id = %(person)s AND meeting.head_signed_at IS NULL AND EXISTS (
            SELECT FROM reviews_procedure rules WHERE rules.period_id = meeting.period_id AND rules.signers = 'both'))
    AND EXISTS (SELECT FROM reviews_decision one WHERE one.meeting_id = meeting.id)"""


def by_sql(query: str, **named: int) -> set[int]:
    """The keys that the tables name."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"under_review": sorted(UNDER_REVIEW), **named})
        return {row[0] for row in cursor.fetchall()}


def home_of(person: User) -> tuple[Client, str]:
    """A browser in which the person is signed in, and the home as one line."""
    browser = Client()
    browser.force_login(User.objects.get(pk=person.pk))
    return browser, re.sub(r"\s+", " ", browser.get(reverse("home")).content.decode())


def lines_of(page: str) -> dict[str, tuple[int, str]]:
    """What a home counts: by the words after each number that number and the address it leads to."""
    found = re.findall(
        r'<strong class="num">(?:<span[^>]*>)?(\d+)(?:</span>)?</strong> <a href="([^"]*)">([^<]*)</a>', page
    )
    lines = {html.unescape(words): (int(amount), html.unescape(url)) for amount, url, words in found}
    hero = re.search(
        r'<article class="hero">.*?<h2>(?:<span[^>]*>)?(\d+)(?:</span>)? ([^<]*)</h2>.*?href="([^"]*)"', page
    )
    return lines | ({html.unescape(hero[2]): (int(hero[1]), html.unescape(hero[3]))} if hero else {})


def told_of(staff: User) -> dict[str, set[int] | int]:
    """By the words of each line of the coordinator's home the rows behind it, found to be as many as the line says.

    Of what the home itself unfolds, and of the list of proposals, only how many.
    """
    browser, page = home_of(staff)
    found: dict[str, set[int] | int] = {}
    for words, (amount, url) in lines_of(page).items():
        if words not in COORDINATOR or not amount:
            continue
        if url.startswith("#"):
            found[words] = amount
            continue
        context = browser.get(url).context
        listed = next((context[name] for name in ("lacking", "slots") if name in context), None)
        rows = context["page_obj"].paginator.object_list if listed is None else listed
        found[words] = len(rows) if isinstance(rows, range) else {row.pk for row in rows}
        assert amount == len(rows), words
    return found


def waiting_by_sql() -> dict[str, set[int]]:
    """What waits for a coordinator without conflicts, line by line; no line where nothing waits."""
    found = {words: by_sql(query) for words, query in COORDINATOR.items()}
    return {words: rows for words, rows in found.items() if rows}
