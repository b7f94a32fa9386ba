"""A worker knows all the work there is, whichever pages its process has loaded."""

from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLOORS = ("foundation", "agencies", "proposals", "reviews", "competitions", "dashboard", "inovasi")


def test_every_room_with_work_is_named_to_the_queue() -> None:
    rooms = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for floor in FLOORS
        for path in (ROOT / floor).rglob("tasks.py")
    }
    assert rooms == set(settings.PROCRASTINATE_IMPORT_PATHS)
