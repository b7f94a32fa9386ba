"""Settings of mail: its sender, the patience with a server, where returned mail goes, and how long mail is kept."""

import environ

_env = environ.Env()

# Seconds of silence, then the mail is tried again later.
EMAIL_TIMEOUT = _env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = _env.str("DEFAULT_FROM_EMAIL", default="Portal Inovasi Daerah <inovasi@localhost>")
# Days after which mail that was sent, or has ended otherwise, is deleted.
MAIL_KEEP_DAYS = _env.int("MAIL_KEEP_DAYS", default=365)
# Days after which a repair request that nobody of the agency has read stands on the coordinator's first page.
REPAIR_UNREAD_DAYS = _env.int("REPAIR_UNREAD_DAYS", default=3)
# Minutes without a further verdict after which an agency is told of all verdicts on its IGA claims in one message.
IGA_DIGEST_MINUTES = _env.int("IGA_DIGEST_MINUTES", default=30)
# The mailbox for returned mail; its server must take name+mark@domain for it. Empty: returned mail goes to the sender.
BOUNCE_ADDRESS = _env.str("BOUNCE_ADDRESS", default="")
# Where the portal reads it, as maildir:///path or imaps://name:password@host/INBOX. Empty: only by the command.
BOUNCE_MAILBOX = _env.str("BOUNCE_MAILBOX", default="")
