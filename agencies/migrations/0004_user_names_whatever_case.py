"""User names differ by more than case. Where two do not, the update stops with what to do; it renames nobody."""

from django.core.management import CommandError
from django.db import migrations, models
from django.db.models import Count
from django.db.models.functions import Lower


def refuse_twins(apps, schema_editor):
    people = apps.get_model("agencies", "User").objects.annotate(low=Lower("username"))
    twins = people.values("low").annotate(amount=Count("pk")).filter(amount__gt=1).values("low")
    names = ", ".join(people.filter(low__in=twins).order_by("low", "pk").values_list("username", flat=True))
    if names:
        raise CommandError(
            f"Nama pengguna berikut hanya berbeda huruf besar dan kecil: {names}. Belum ada yang diubah. Beri salah "
            "satunya nama lain, misalnya dengan SQL: UPDATE agencies_user SET username = 'nama-baru' "
            "WHERE username = 'NAMA-LAMA'; beri tahu orangnya, lalu jalankan lagi."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_changes_noted"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(refuse_twins, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("username"),
                name="user_name_whatever_case",
                violation_error_message="Nama pengguna ini sudah dipakai, mungkin dengan huruf besar atau kecil.",
            ),
        ),
    ]
