"""What search engines are told of the public pages: the catalogue and every established innovation."""

import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal


class PublicPages(Sitemap[str]):
    """The pages every visitor finds in the menu."""

    def items(self) -> list[str]:
        return ["home", "proposals:catalogue", "proposals:open_data", "help"]

    def location(self, item: str) -> str:
        return reverse(item)


class Innovations(Sitemap[SentProposal]):
    """The pages of the established innovations, with the day each was established."""

    def items(self) -> SentQuerySet:
        return SentProposal.objects.published().only("pk", "status_since").order_by("pk")

    def location(self, item: SentProposal) -> str:
        return reverse("proposals:innovation", args=[item.pk])

    def lastmod(self, item: SentProposal) -> datetime.datetime:
        return item.status_since


SITEMAPS = {"halaman": PublicPages, "inovasi": Innovations}
