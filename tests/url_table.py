"""What every address answers to every kind of person, app by app; a new address needs a line here.

One line: the URL's name, the rows its address names (functions of the `World`), and the answers to a GET in the order
of `url_answers.COLUMNS`. Where a page exists only to be sent to, the answer of those who may is 405.
"""

from django.urls import reverse

from proposals.catalogue.sharecard import card_code, portal_card_code
from proposals.core.sent import SentProposal
from tests.factories import YEAR
from tests.url_answers import (
    AGENCIES,
    AGENCIES_AND_COORDINATORS,
    BY_LINK,
    COORDINATORS,
    COORDINATORS_SEND,
    EVERYBODY,
    EVERYBODY_SENDS,
    ITS_COORDINATORS,
    ITS_STAFF,
    MOVES_ON,
    NOBODY,
    OWNERS,
    OWNERS_AND_COORDINATORS,
    OWNERS_GO_ON,
    PARTICIPANTS,
    PUBLIC,
    READERS,
    STAFF,
    UNWELL,
    Row,
    no_rows,
)
from tests.url_reviews import REVIEWS_APP
from tests.url_world import World

HOUSE: dict[str, Row] = {
    "home": (no_rows, PUBLIC),
    "help": (no_rows, PUBLIC),
    "help_topic": (lambda w: ["operator"], PUBLIC),
    "health": (no_rows, UNWELL),
    "sitemap": (no_rows, PUBLIC),
    "robots": (no_rows, PUBLIC),
    "print_order": (lambda w: [w.print_order.pk], OWNERS),
    "style_guide": (no_rows, NOBODY),  # the technician's; tests/gaya/
}
AGENCIES_APP: dict[str, Row] = {
    "agencies:list": (no_rows, STAFF),
    "agencies:schools_sheet": (no_rows, COORDINATORS),
    "agencies:schools_upload": (no_rows, COORDINATORS),
    "agencies:schools_check": (lambda w: [1], NOBODY),  # nothing was uploaded
    "agencies:schools_marked": (lambda w: [1], NOBODY),
    "agencies:detail": (lambda w: [w.cast.home.code], (302, 200, 404, 404, 200, 200, 200)),
    "agencies:contact": (lambda w: [w.cast.home.code], (302, 200, 404, 404, 200, 404, 200)),
    "agencies:edit": (lambda w: [w.cast.home.code], COORDINATORS),
    "agencies:invitations": (lambda w: [w.cast.home.code], (302, 200, 404, 404, 200, 404, 200)),
    "agencies:invitation_withdraw": (lambda w: [w.cast.home.code, w.invitation.pk], EVERYBODY_SENDS),
    "agencies:invitation": (lambda w: ["tidak-dikenal"], BY_LINK),
    "agencies:officials": (no_rows, COORDINATORS),
    "agencies:official_new": (no_rows, COORDINATORS),
    "agencies:official": (lambda w: [w.official.pk], COORDINATORS),
    "agencies:official_replace": (lambda w: [w.official.pk], COORDINATORS),
    "agencies:official_correct": (lambda w: [w.official.pk], COORDINATORS),
    "agencies:official_end": (lambda w: [w.official.pk], COORDINATORS),
    "agencies:official_call_back": (lambda w: [w.official.pk], COORDINATORS),
    "agencies:signatures": (no_rows, EVERYBODY),
    # The leader issued the report, the coordinator is to sign it; in ink, as the settings of the tests say.
    "agencies:signature": (lambda w: [w.report.paper_id], ITS_STAFF),
    "agencies:signature_file": (lambda w: [w.report.paper_id], ITS_STAFF),
    "agencies:signature_ask": (lambda w: [w.report.paper_id], ITS_STAFF),
    "agencies:signature_scan": (lambda w: [w.report.paper_id], ITS_STAFF),
    "agencies:signature_reopen": (lambda w: [w.report.paper_id], ITS_STAFF),
    "agencies:signature_sign": (lambda w: [w.report.paper_id], NOBODY),
    "agencies:signer_nik": (lambda w: [w.cast.coordinator.pk], NOBODY),  # only where BSrE asks for it
    "agencies:people": (no_rows, COORDINATORS),
    "agencies:person_new": (no_rows, COORDINATORS),
    "agencies:person_edit": (lambda w: [w.cast.owner.pk], COORDINATORS),
    "agencies:second_factor_reset": (lambda w: [w.cast.owner.pk], COORDINATORS_SEND),
    "agencies:inbox": (no_rows, EVERYBODY),
    "agencies:open_notification": (lambda w: [w.notification.pk], EVERYBODY_SENDS),
    "agencies:mark_read": (no_rows, EVERYBODY_SENDS),
    "agencies:profile": (no_rows, EVERYBODY),
    "agencies:sessions": (no_rows, EVERYBODY),
    "agencies:end_session": (no_rows, EVERYBODY_SENDS),
    "agencies:security_log": (no_rows, NOBODY),  # the technician's; tests/agencies/security/test_page.py
}
PROPOSALS_APP: dict[str, Row] = {
    "proposals:list": (no_rows, EVERYBODY),
    "proposals:export": (no_rows, EVERYBODY),
    "proposals:export_csv": (no_rows, EVERYBODY),
    "proposals:keep_columns": (no_rows, EVERYBODY_SENDS),
    "proposals:view_save": (no_rows, EVERYBODY_SENDS),
    "proposals:view_open": (lambda w: [w.view.token], (302,) * 7),
    "proposals:view_delete": (lambda w: [w.view.token], EVERYBODY_SENDS),
    "proposals:new": (no_rows, AGENCIES),
    "proposals:bring_new": (no_rows, AGENCIES),
    "proposals:bring": (lambda w: [w.draft.pk], OWNERS),
    "proposals:brought": (lambda w: [w.brought.pk], OWNERS),
    "proposals:import": (no_rows, AGENCIES_AND_COORDINATORS),
    "proposals:import_template": (no_rows, AGENCIES_AND_COORDINATORS),
    "proposals:import_batch": (lambda w: [w.batch.pk], OWNERS),
    "proposals:import_run": (lambda w: [w.batch.pk], EVERYBODY_SENDS),
    "proposals:import_marked": (lambda w: [w.batch.pk], NOBODY),  # no cell of it is wrong
    "proposals:carry_over": (lambda w: [w.submitted.pk], EVERYBODY_SENDS),
    "proposals:to_verify": (no_rows, COORDINATORS),
    "proposals:verify_clean": (no_rows, COORDINATORS),
    "proposals:verify_undo": (no_rows, COORDINATORS_SEND),
    "proposals:verify": (lambda w: [w.submitted.pk], ITS_COORDINATORS),
    "proposals:detail": (lambda w: [w.submitted.pk], READERS),
    "proposals:sent": (lambda w: [w.submitted.pk], OWNERS),
    "proposals:dates": (lambda w: [w.submitted.pk], OWNERS),
    "proposals:history": (lambda w: [w.submitted.pk], READERS),
    "proposals:compare": (lambda w: [w.submitted.pk], NOBODY),  # there is one revision only
    "proposals:repair": (lambda w: [w.submitted.pk], OWNERS_GO_ON),
    "proposals:repair_remark": (lambda w: [w.submitted.pk, w.remark.pk], OWNERS_GO_ON),
    "proposals:settle": (lambda w: [w.submitted.pk, w.remark.pk], EVERYBODY_SENDS),
    "proposals:discussion": (lambda w: [w.submitted.pk], OWNERS_AND_COORDINATORS),
    "proposals:hand_over": (lambda w: [w.draft.pk], OWNERS),
    "proposals:approval": (lambda w: [w.draft.pk], OWNERS),
    "proposals:approval_withdraw": (lambda w: [w.draft.pk, w.head_request.pk], EVERYBODY_SENDS),
    "proposals:head": (lambda w: ["tidak-dikenal"], BY_LINK),
    "proposals:head_file": (lambda w: ["tidak-dikenal", 1], BY_LINK),
    "proposals:print": (lambda w: [w.submitted.pk], READERS),
    "proposals:receipt": (lambda w: [w.submitted.pk], READERS),
    "proposals:letter_pdf": (lambda w: [w.draft.pk, "surat_pengantar"], OWNERS),
    "proposals:letter_docx": (lambda w: [w.draft.pk, "surat_pengantar"], OWNERS),
    "proposals:act": (lambda w: [w.submitted.pk, "accept"], ITS_COORDINATORS),
    "proposals:delete": (lambda w: [w.draft.pk], OWNERS),
    "proposals:edit_start": (lambda w: [w.draft.pk], (302, 302, 404, 404, 404, 404, 404)),
    "proposals:edit": (lambda w: [w.draft.pk, "profil"], OWNERS),
    "proposals:autosave": (lambda w: [w.draft.pk, "profil"], EVERYBODY_SENDS),
    "proposals:missing": (lambda w: [w.draft.pk, "profil"], OWNERS),
    "proposals:presence": (lambda w: [w.draft.pk, "profil"], OWNERS),
    "proposals:download": (lambda w: [w.submitted.pk, w.photo.pk], READERS),
    "proposals:detach": (lambda w: [w.submitted.pk, w.photo.pk], EVERYBODY_SENDS),
    "proposals:restore_file": (lambda w: [w.submitted.pk, w.photo.pk], EVERYBODY_SENDS),
    "proposals:caption": (lambda w: [w.submitted.pk, w.photo.pk], EVERYBODY_SENDS),
    "proposals:preview": (lambda w: [w.submitted.pk, w.photo.pk], READERS),
    "proposals:periods": (no_rows, COORDINATORS),
    "proposals:period_new": (no_rows, COORDINATORS),
    "proposals:period_edit": (lambda w: [YEAR], COORDINATORS),
    "proposals:checklist": (lambda w: [YEAR], COORDINATORS),
    "proposals:question_new": (lambda w: [YEAR], COORDINATORS),
    "proposals:question_edit": (lambda w: [YEAR, w.question.pk], COORDINATORS),
    "proposals:extension_new": (lambda w: [YEAR], COORDINATORS),
    "proposals:extension_edit": (lambda w: [YEAR, w.extension.pk], COORDINATORS),
    "proposals:extension_delete": (lambda w: [YEAR, w.extension.pk], COORDINATORS_SEND),
    "proposals:catalogue": (no_rows, PUBLIC),
    "proposals:open_data": (no_rows, PUBLIC),
    "proposals:catalogue_sheet": (no_rows, PUBLIC),
    "proposals:catalogue_csv": (no_rows, PUBLIC),
    "proposals:catalogue_json": (no_rows, PUBLIC),
    "proposals:innovation": (lambda w: [w.established.pk], PUBLIC),
    "proposals:innovation_picture": (lambda w: [w.established.pk, w.picture.sha256[:16]], PUBLIC),
    "proposals:innovation_picture_small": (lambda w: [w.established.pk, w.picture.sha256[:16]], PUBLIC),
    "proposals:share_card": (
        lambda w: [w.established.pk, card_code(SentProposal.objects.get(pk=w.established.pk), w.picture)],
        PUBLIC,
    ),
    "proposals:portal_card": (lambda w: [portal_card_code()], PUBLIC),
    "proposals:picture": (lambda w: [w.established.pk], ITS_COORDINATORS),
    "proposals:picture_withdraw": (lambda w: [w.established.pk], EVERYBODY_SENDS),
}
COMPETITIONS_APP: dict[str, Row] = {
    "competitions:kipp_current": (no_rows, MOVES_ON),
    "competitions:kipp": (lambda w: [YEAR], PARTICIPANTS),
    "competitions:kipp_export": (lambda w: [YEAR], PARTICIPANTS),
    "competitions:nominate": (lambda w: [YEAR], PARTICIPANTS),
    "competitions:move": (lambda w: [YEAR, w.nomination.pk, "pilih"], ITS_COORDINATORS),
    "competitions:kipp_edit": (lambda w: [YEAR], COORDINATORS),
    "competitions:iga_current": (no_rows, MOVES_ON),
    "competitions:iga": (lambda w: [YEAR], PARTICIPANTS),
    "competitions:indicators": (lambda w: [YEAR], PARTICIPANTS),
    "competitions:indicator": (lambda w: [YEAR, w.indicator.number], PARTICIPANTS),
    "competitions:claims": (lambda w: [YEAR, w.in_review.pk], (302, 200, 404, 404, 200, 200, 404)),
    "competitions:iga_own": (lambda w: [YEAR], STAFF),
    "competitions:iga_own_row": (lambda w: [YEAR, "8"], STAFF),
    "competitions:iga_own_check": (lambda w: [YEAR, "8"], COORDINATORS_SEND),
    "competitions:iga_own_file": (lambda w: [YEAR, "8"], STAFF),
    "competitions:iga_edit": (lambda w: [YEAR], COORDINATORS),
}
DASHBOARD_APP: dict[str, Row] = {
    "dashboard:overview": (no_rows, STAFF),
    "dashboard:coverage": (no_rows, STAFF),
    "dashboard:agency": (lambda w: [w.cast.home.code], (302, 200, 404, 404, 200, 200, 200)),
    "dashboard:schools": (lambda w: [w.cast.home.code], NOBODY),  # the home agency has no school below it
    "dashboard:nudges": (no_rows, COORDINATORS),
    "dashboard:nudge_all": (no_rows, COORDINATORS_SEND),
    "dashboard:nudge_plan": (no_rows, COORDINATORS),
    "dashboard:nudge_work": (no_rows, COORDINATORS),
    "dashboard:letters": (no_rows, COORDINATORS),
    "dashboard:letters_pdf": (no_rows, NOBODY),  # an address without ?surat= names no letter
    "dashboard:nudge": (lambda w: [w.cast.elsewhere.code], COORDINATORS),
    "dashboard:deadline": (no_rows, AGENCIES),
    "dashboard:chore": (lambda w: ["selisih"], COORDINATORS),
    "dashboard:reports": (no_rows, STAFF),
    "dashboard:pack": (no_rows, STAFF),
    "dashboard:job": (lambda w: [w.job.pk], (302, 404, 404, 404, 404, 200, 404)),  # the leader's own order
    "dashboard:job_stop": (lambda w: [w.job.pk], (302, 404, 404, 404, 405, 405, 405)),
    "dashboard:report_file": (lambda w: [w.report.paper.serial], (302, 404, 404, 404, 200, 200, 404)),
    "dashboard:report_pdf": (lambda w: ["cakupan"], STAFF),
    "dashboard:report_xlsx": (lambda w: ["cakupan"], STAFF),
    "dashboard:report_csv": (lambda w: ["cakupan"], STAFF),
    "dashboard:delivery": (no_rows, COORDINATORS),
    "dashboard:delivery_again": (no_rows, COORDINATORS_SEND),
    "dashboard:delivery_act": (lambda w: [w.mail.pk, "batal"], COORDINATORS_SEND),
    "verify_by_hand": (no_rows, PUBLIC),
    "verify": (lambda w: [w.report.paper.code], PUBLIC),
}
# Sending to these is answered with a sentence instead of "not found" where the person may read the row they are about.
READABLE_MOVES = {"proposals:act", "competitions:move"}
TABLE = HOUSE | AGENCIES_APP | PROPOSALS_APP | REVIEWS_APP | COMPETITIONS_APP | DASHBOARD_APP


def address(name: str, world: World) -> str:
    """The address of a line of the table."""
    return reverse(name, args=TABLE[name][0](world))
