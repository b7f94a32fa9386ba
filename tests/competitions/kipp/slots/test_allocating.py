"""Tests of sharing out places: what holds for any entries, each sentence reckoned anew, and cases with an answer."""

import datetime
import random
import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.kipp.slots.allocating import (
    SlotCandidate,
    SlotFate,
    SlotGroup,
    SlotInput,
    SlotRow,
    SlotVariant,
    allocate,
    chosen,
    why_not_pinned,
)
from competitions.kipp.slots.sentences import sentence
from tests.examples import examples

DAY = datetime.date(2024, 5, 1)
RED = "Umur inovasi: 12 bulan pada hari penutupan, kurang dari 24 bulan."
variants = st.sampled_from(SlotVariant)


@st.composite
def inputs(draw: st.DrawFn) -> SlotInput:
    """Few agencies, few different scores and days, so that ties, caps and full groups are the rule."""
    groups = [
        SlotGroup(key=key, label=f"Kelompok {key.title()}", quota=draw(st.none() | st.integers(0, 6)))
        for key in ("umum", "replikasi")
    ]
    candidates = [
        SlotCandidate(
            key=key,
            number=f"{draw(st.sampled_from([2, 10, 9]))}-{key}",
            agency=(agency := draw(st.sampled_from(["DINKES", "DISDIK", "DLH"]))),
            agency_name=agency,
            group=draw(st.sampled_from(["umum", "umum", "replikasi"])),
            score=draw(st.none() | st.sampled_from([Decimal("49.0"), Decimal("51.5"), Decimal(0), Decimal("88.25")])),
            applied_on=draw(st.none() | st.sampled_from([DAY, DAY + datetime.timedelta(1)])),
            holds_place=draw(st.integers(0, 5)) == 0,
            pin=draw(st.sampled_from(["", "", "", "Prioritas kota"])),
            out=draw(st.sampled_from(["", "", "", "", "Diminta instansi"])),
            red=draw(st.sampled_from([(), (), (), (RED,)])),
        )
        for key in range(draw(st.integers(0, 12)))
    ]
    return SlotInput(groups=tuple(groups), candidates=tuple(candidates), cap=draw(st.none() | st.integers(1, 3)))


def held(asked: SlotInput, group: str, agency: str | None = None) -> int:
    return sum(
        one.holds_place and one.group == group and agency in (None, one.agency) for one in asked.candidates
    )  # fmt: skip


def with_quota(asked: SlotInput, key: str, quota: int) -> SlotInput:
    groups = [one.model_copy(update={"quota": quota}) if one.key == key else one for one in asked.groups]
    return asked.model_copy(update={"groups": tuple(groups)})


@examples(usual=150, deep=3000)
@given(inputs(), variants)
def test_never_over_quota_nor_over_cap(asked: SlotInput, variant: SlotVariant) -> None:
    rows = [row for row in allocate(asked, variant) if row.is_in]
    for group in asked.groups:
        mine = [row.candidate for row in rows if row.candidate.group == group.key]
        if group.quota is not None:
            assert len(mine) <= max(0, group.quota - held(asked, group.key))
        for agency, many in Counter(one.agency for one in mine).items():
            assert asked.cap is None or many + held(asked, group.key, agency) <= asked.cap
    assert not any(row.candidate.red or row.candidate.out or row.candidate.holds_place for row in rows)


@examples(usual=150, deep=3000)
@given(inputs(), variants)
def test_no_place_stays_empty_while_somebody_may_have_it(asked: SlotInput, variant: SlotVariant) -> None:
    rows = allocate(asked, variant)
    assert sorted(row.candidate.key for row in rows) == sorted(one.key for one in asked.candidates)
    for group in asked.groups:
        inside = sum(row.fate in (SlotFate.IN, SlotFate.HELD) for row in rows if row.group == group)
        if any(row.fate == SlotFate.RESERVE for row in rows if row.group == group):
            assert group.quota is not None and inside >= group.quota


@examples(usual=150, deep=3000)
@given(inputs(), variants, st.randoms(use_true_random=False))
def test_order_of_the_entries_does_not_matter(asked: SlotInput, variant: SlotVariant, rng: random.Random) -> None:
    mixed = list(asked.candidates)
    rng.shuffle(mixed)
    again = SlotInput.model_validate_json(asked.model_copy(update={"candidates": tuple(mixed)}).model_dump_json())
    assert allocate(again, variant) == allocate(asked, variant)


@examples(usual=150, deep=3000)
@given(inputs(), variants, st.sampled_from(["umum", "replikasi"]), st.integers(0, 6))
def test_one_more_place_removes_nobody(asked: SlotInput, variant: SlotVariant, key: str, quota: int) -> None:
    before = chosen(allocate(with_quota(asked, key, quota), variant))
    after = chosen(allocate(with_quota(asked, key, quota + 1), variant))
    assert before <= after
    assert len(after - before) <= 1


@examples(usual=200, deep=3000)
@given(inputs(), variants)
def test_pins_that_were_let_pass_are_kept(asked: SlotInput, variant: SlotVariant) -> None:
    """One after the other is pinned, unless that is refused; then every pin has a place."""
    now = asked.model_copy(
        update={"candidates": tuple(one.model_copy(update={"pin": "", "out": ""}) for one in asked.candidates)}
    )
    pinned = set()
    for one in asked.candidates:
        if one.pin and not why_not_pinned(now, one.key):
            pinned.add(one.key)
            rows = [each.model_copy(update={"pin": "x" if each.key in pinned else ""}) for each in now.candidates]
            now = now.model_copy(update={"candidates": tuple(rows)})
    assert pinned <= chosen(allocate(now, variant))


@examples(usual=150, deep=3000)
@given(inputs(), variants)
def test_pins_go_before_all_others(asked: SlotInput, variant: SlotVariant) -> None:
    for row in allocate(asked, variant):
        if row.fate == SlotFate.IN and not row.candidate.is_pinned:
            mine = [one for one in allocate(asked, variant) if one.group == row.group and one.candidate.is_pinned]
            assert not any(one.fate == SlotFate.RESERVE for one in mine)


@examples(usual=300, deep=5000)
@given(inputs(), variants)
def test_every_sentence_is_true(asked: SlotInput, variant: SlotVariant) -> None:
    rows = allocate(asked, variant)
    for group in asked.groups:
        _check_sentences(asked, group, variant, [row for row in rows if row.group == group])


def _check_sentences(asked: SlotInput, group: SlotGroup, variant: SlotVariant, rows: list[SlotRow]) -> None:
    """Reads each sentence back and holds it against the entries, without asking the row how it came about."""
    name = group.key
    inside = [row.candidate for row in rows if row.fate in (SlotFate.HELD, SlotFate.IN)]
    reserves = [row.candidate for row in rows if row.fate == SlotFate.RESERVE]
    newly = [one for one in inside if not one.holds_place]
    fitting = [one for one in asked.candidates if one.group == name and not (one.red or one.out or one.holds_place)]
    for row in rows:
        one, text = row.candidate, sentence(row)
        assert text.endswith(".") and not text.endswith("..")
        score = "nilai belum ada" if one.score is None else f"nilai {one.score:.2f}".replace(".", ",")
        quota = "" if group.quota is None else f" dari {group.quota}"
        if found := re.match(rf"Sudah terpilih(?:: {name} (\d+){quota}| sebagai {name} ke-(\d+), melebihi)", text):
            assert one.holds_place
            assert inside.index(one) + 1 == int(found[1] or found[2])
            assert bool(found[2]) == (group.quota is not None and inside.index(one) >= group.quota)
        elif found := re.match(rf"Masuk {name} (\d+){quota}: (.*)\.", text):
            assert inside.index(one) + 1 == int(found[1]) <= (group.quota if group.quota is not None else 99)
            assert score in text and one in fitting
            assert text.startswith(f"Masuk {name} {found[1]}{quota}: ditetapkan") == bool(one.pin)
            if "yang pertama dari" in text:
                assert variant == SlotVariant.SPREAD
                before = [each for each in inside[: inside.index(one)] if each.agency == one.agency]
                assert not before and one.agency in text
                rivals = [each for each in fitting if each.agency == one.agency and each.score is not None]
                assert all(one.score is not None and each.score <= one.score for each in rivals)  # type: ignore[operator]  # rivals have a score
            elif "putaran kedua" in text:
                assert any(each.agency == one.agency for each in inside[: inside.index(one)])
        elif found := re.match(r"Cadangan (\d+): (.*)\.", text):
            assert reserves.index(one) + 1 == int(found[1])
            assert len(inside) >= (group.quota or 0) and group.quota is not None
            assert one.pin or score in text
            _check_edge(text, one, newly, fitting)
        elif text.startswith("Tidak dapat: paling banyak"):
            limit, before_it = map(int, re.findall(r"\d+", text)[:2])
            ahead = [each for each in [*inside, *reserves] if each.agency == one.agency]
            assert limit == asked.cap and len(ahead) == before_it >= limit
            assert all(each.holds_place or each.pin or one.order > each.order for each in ahead)
        elif text.startswith("Tidak dapat"):
            assert one.red and all(each in text for each in one.red) and not one.holds_place
        else:
            assert text.startswith("Dikeluarkan koordinator: ") and one.out in text and not one.red


def _check_edge(text: str, one: SlotCandidate, newly: list[SlotCandidate], fitting: list[SlotCandidate]) -> None:
    free = [each for each in newly if not each.pin]
    if "ditetapkan koordinator" in text:
        assert one.pin and not free
        return
    if "putaran kedua" in text:
        # Whoever is spoken of there stands behind another of its agency; so do those it is held against.
        mine = [each for each in fitting if each.agency == one.agency and each is not one]
        assert any(each.pin or each.order < one.order for each in mine) or one.agency not in {
            each.agency for each in free
        }
    if found := re.search(r"batas masuk (\d+,\d+)", text):
        edge = Decimal(found[1].replace(",", "."))
        assert edge in {each.score for each in free}
        assert one.score is None or edge > one.score
    elif "sama dengan batas masuk" in text:
        equal = [each for each in free if each.score == one.score]
        last = max(equal, key=lambda each: each.order)
        assert last.order < one.order
        if "diterapkan lebih baru" in text:
            assert one.applied_on and any(each.applied_on and each.applied_on < one.applied_on for each in equal)
        elif "belum diisi" in text:
            assert one.applied_on is None and any(each.applied_on for each in equal)
        else:
            assert any(each.applied_on == one.applied_on for each in equal)
    elif "sebelum putaran kedua" not in text:
        assert "sudah habis" in text or "kuota" in text
        assert not [each for each in free if one.order < each.order]


def entry(key: int, agency: str = "DINKES", score: str | None = "50", **more: object) -> SlotCandidate:
    facts: dict[str, object] = {"number": f"{key}", "agency_name": agency, "group": "umum", "applied_on": DAY} | more
    return SlotCandidate(key=key, agency=agency, score=None if score is None else Decimal(score), **facts)  # type: ignore[arg-type]  # facts are of many kinds


def told(
    *entries: SlotCandidate, quota: int | None = 2, cap: int | None = None, variant: SlotVariant = SlotVariant.BY_SCORE
) -> dict[int, str]:
    group = SlotGroup(key="umum", label="Kelompok Umum", quota=quota)
    rows = allocate(SlotInput(groups=(group,), candidates=entries, cap=cap), variant)
    return {row.candidate.key: sentence(row) for row in rows}


def test_the_sentences_of_the_specification() -> None:
    said = told(
        entry(1, score="54.2"), entry(2, score="51.5"), entry(3, score="49.4"), entry(4, score="49"),
        entry(5, red=(RED,)), entry(6, score="20", out="Diminta instansi."),
    )  # fmt: skip
    assert said == {
        1: "Masuk umum 1 dari 2: nilai 54,20.",
        2: "Masuk umum 2 dari 2: nilai 51,50.",
        3: "Cadangan 1: nilai 49,40, batas masuk 51,50.",
        4: "Cadangan 2: nilai 49,00, batas masuk 51,50.",
        5: f"Tidak dapat: {RED}",
        6: "Dikeluarkan koordinator: Diminta instansi.",
    }


def test_an_unknown_quota_cuts_nobody_off() -> None:
    said = told(entry(1), entry(2, score=None), entry(3, score="10"), quota=None, cap=2)
    assert said[1] == "Masuk umum 1: nilai 50,00."
    assert said[3] == "Masuk umum 2: nilai 10,00."
    assert said[2] == "Tidak dapat: paling banyak 2 entri umum per instansi, dan 2 entri DINKES berada di depannya."


def test_ties_are_told() -> None:
    later = DAY + datetime.timedelta(1)
    said = told(entry(10), entry(2), entry(3, applied_on=later), entry(4, applied_on=None), quota=1)
    assert said == {
        2: "Masuk umum 1 dari 1: nilai 50,00.",
        10: "Cadangan 1: nilai 50,00, sama dengan batas masuk, tetapi nomor usulannya lebih besar.",
        3: "Cadangan 2: nilai 50,00, sama dengan batas masuk, tetapi diterapkan lebih baru.",
        4: "Cadangan 3: nilai 50,00, sama dengan batas masuk, tetapi waktu penerapannya belum diisi.",
    }


def test_the_best_of_each_agency_first() -> None:
    entries = (entry(1, score="90"), entry(2, score="80"), entry(3, "DLH", "40"), entry(4, "DISDIK", "30"))
    assert told(*entries)[2] == "Masuk umum 2 dari 2: nilai 80,00."
    said = told(*entries, variant=SlotVariant.SPREAD)
    assert said[1] == "Masuk umum 1 dari 2: nilai 90,00, yang pertama dari DINKES."
    assert said[3] == "Masuk umum 2 dari 2: nilai 40,00, yang pertama dari DLH."
    assert said[4] == "Cadangan 1: nilai 30,00, batas masuk 40,00."
    assert said[2] == "Cadangan 2: nilai 80,00; tempat umum sudah habis sebelum putaran kedua."
    said = told(*entries, entry(5, score="70"), quota=4, variant=SlotVariant.SPREAD)
    assert said[2] == "Masuk umum 4 dari 4: nilai 80,00 pada putaran kedua."
    assert said[5] == "Cadangan 1: nilai 70,00, batas masuk 80,00 pada putaran kedua."


def test_what_was_chosen_before_takes_up_its_place_and_the_cap() -> None:
    said = told(entry(1, score="1", holds_place=True), entry(2, score="90"), entry(3, "DLH", "5"), cap=1)
    assert said[1] == "Sudah terpilih: umum 1 dari 2."
    assert said[2] == "Tidak dapat: paling banyak 1 entri umum per instansi, dan 1 entri DINKES berada di depannya."
    assert said[3] == "Masuk umum 2 dari 2: nilai 5,00."
    said = told(entry(1, holds_place=True), entry(2, holds_place=True), entry(3), quota=1)
    assert said[2] == "Sudah terpilih sebagai umum ke-2, melebihi kuota 1."
    assert said[3] == "Cadangan 1: nilai 50,00; tempat umum sudah habis."


def test_pins_and_what_is_said_of_the_last_one_hidden() -> None:
    said = told(entry(1, score="90"), entry(2, "DLH", "80"), entry(3, "DLH", "10", pin="Prioritas"))
    assert said[3] == "Masuk umum 1 dari 2: ditetapkan koordinator, nilai 10,00."
    assert said[2] == "Cadangan 1: nilai 80,00, batas masuk 90,00."
    group = SlotGroup(key="umum", label="Kelompok Umum", quota=1)
    rows = allocate(SlotInput(groups=(group,), candidates=(entry(1, score="90"), entry(2))), SlotVariant.BY_SCORE)
    assert sentence(rows[1], tells_edge=False) == "Cadangan 1: nilai 50,00; tempat umum sudah habis."


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"red": (RED,)}, "masih tertahan"),
        ({"holds_place": True}, "sudah terpilih"),
        ({"key": 99}, "sudah dinyatakan siap"),
    ],
)
def test_who_may_not_be_pinned(more: dict[str, object], words: str) -> None:
    group = SlotGroup(key="umum", label="Kelompok Umum", quota=5)
    asked = SlotInput(groups=(group,), candidates=(entry(1).model_copy(update=more),))
    assert words in why_not_pinned(asked, 1)


def test_pins_never_ask_for_more_than_there_is() -> None:
    group = SlotGroup(key="umum", label="Kelompok Umum", quota=2)
    entries = (entry(1, pin="a"), entry(2, "DLH"), entry(3), entry(4, "DISDIK", holds_place=True))
    full = why_not_pinned(SlotInput(groups=(group,), candidates=entries), 2)
    assert full.startswith("Kuota umum 2 sudah terpakai")
    roomy = SlotInput(groups=(group.model_copy(update={"quota": 9}),), candidates=entries, cap=1)
    assert why_not_pinned(roomy, 2) == ""
    assert why_not_pinned(roomy, 3).startswith("DINKES sudah mempunyai 1 entri umum")
