"""The writing desk of the proposal's owner."""

import pytest
from django.test import Client

from agencies.core.models import User


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client
