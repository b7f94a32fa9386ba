"""What proved claims goes onto the shelf: copies of the files that were named, cover letters apart."""

from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import migrations, models

LETTER = models.Q(evidence__kind__key="surat_pengantar") | models.Q(evidence__kind__or_approval=True)


def onto_the_shelf(apps, schema_editor):
    """One piece for each file of an innovation, linked to every claim that named it; a file without bytes is left out.

    What is proven is reckoned anew by `claims.proven`, so nothing counts until then.
    """
    claim_model, item_model, link_model = (
        apps.get_model("competitions", name) for name in ("Claim", "EvidenceItem", "ClaimEvidence")
    )
    named = claim_model.objects.filter(evidence__isnull=False, evidence__removed_at=None).exclude(
        evidence__scan__in=["infected", "pending"]
    )
    shelved = {}
    claim_model.objects.filter(proven=True).update(proven=False)
    for claim in named.exclude(LETTER).select_related("evidence", "indicator").order_by("pk"):
        file = claim.evidence
        key = (claim.proposal_id, file.sha256)
        if key not in shelved:
            place = f"bukti-iga/{file.sha256[:2]}/{file.sha256}"
            if not default_storage.exists(str(file.file)):
                continue
            if not default_storage.exists(place):
                with default_storage.open(str(file.file), "rb") as source:
                    place = default_storage.save(place, ContentFile(source.read()))
            documents = claim.indicator.rules.get("documents") or ["laporan"]
            shelved[key] = item_model.objects.create(
                proposal_id=claim.proposal_id,
                kind=documents[0],
                title=PurePosixPath(file.name).stem or "Bukti",
                file=place,
                name=file.name,
                size=file.size,
                content_type=file.content_type,
                sha256=file.sha256,
                pages=file.pages,
                scan=file.scan,
                uploaded_by_id=file.uploaded_by_id,
                uploaded_at=file.uploaded_at,
            )
        link_model.objects.create(claim=claim, item=shelved[key])


class Migration(migrations.Migration):

    dependencies = [("competitions", "0007_city_figures"), ("proposals", "0041_pictures_below_texts")]

    operations = [migrations.RunPython(onto_the_shelf, migrations.RunPython.noop)]
