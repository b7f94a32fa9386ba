"""What search engines are told of the public pages: the catalogue and every established innovation."""

import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from foundation.site import absolute
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal

Item = TypeVar("Item")


class OfTheSite(Sitemap[Item]):
    """Names pages under the address of the site, whatever host was asked."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(absolute()).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(absolute()).netloc


class PublicPages(OfTheSite[str]):
    """The pages every visitor finds in the menu."""

    def items(self) -> list[str]:
        return ["home", "proposals:catalogue", "proposals:open_data", "help"]

    def location(self, item: str) -> str:
        return reverse(item)


class Innovations(OfTheSite[SentProposal]):
    """The pages of the established innovations, with the day each was established."""

    def items(self) -> SentQuerySet:
        return SentProposal.objects.published().only("pk", "status_since").order_by("pk")

    def location(self, item: SentProposal) -> str:
        return reverse("proposals:innovation", args=[item.pk])

    def lastmod(self, item: SentProposal) -> datetime.datetime:
        return item.status_since


SITEMAPS = {"halaman": PublicPages, "inovasi": Innovations}
