"""How many of a block joined and left since the wave before, where an import tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pulse", "0005_comments_and_receipts")]

    operations = [
        migrations.AddField(
            model_name="invitedcount",
            name=name,
            field=models.PositiveIntegerField(blank=True, null=True),
        )
        for name in ("joined", "left")
    ]
