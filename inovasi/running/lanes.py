"""The queue's workers, each a process of its own, so that a silent mail server holds up mails only."""

# Every queue is in one of them.
LANES = {
    "surat": ("mail",),
    "cetak": ("reports", "long"),
    "berkas": ("imports", "scan"),
    "rawat": ("care", "builtin"),
}
LANE_OF = {queue: lane for lane, queues in LANES.items() for queue in queues}


def signature(lane: str) -> str:
    """The name that a lane's connections bear in the database, so that everybody can see whether it lives."""
    return f"inovasi-{lane}"
