"""Settings of signing in: who stands between a person and the portal, and how often a password may be wrong."""

import environ

# How many proxies of the city's own stand in front: the address of a person is the so-maniest from the right in
# X-Forwarded-For. 0: the header is not believed.
TRUSTED_PROXIES = environ.Env().int("ALLAUTH_TRUSTED_PROXY_COUNT", default=0)

# Actions of django-allauth, and two of our own (agencies/people/limits.py). A whole office stands behind one address,
# so right sign-ins are hardly counted; wrong passwords are, with a pause that grows from a minute to a day.
RATE_LIMITS = {
    "login": "600/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    # Guessing many names from one address; `key` is one account from one address.
    "login_failed": "120/m/ip,5/m/key,15/h/key,40/d/key",
    # One account from all addresses that never signed in to it.
    "login_failed_account": "100/h/key",
    # One account on a device that has signed in to it before: nobody else's wrong passwords count here.
    "login_failed_device": "5/m/key,15/h/key,40/d/key",
}

# The first one hashes; passwords of the others are hashed anew when their owner signs in.
PASSWORD_HASHERS = [
    "agencies.people.hashers.BoundedArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
