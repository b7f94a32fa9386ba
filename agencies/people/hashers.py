"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id above the least that OWASP asks (19 MiB, 2 rounds), with room for many people who sign in at once.

    Django's own measure takes 100 MiB and eight threads for each of them.
    """

    memory_cost = 32 * 1024
    time_cost = 3
    parallelism = 1
