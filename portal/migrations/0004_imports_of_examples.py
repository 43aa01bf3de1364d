"""Say of an import whether it brought examples."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_imports_in_the_background")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="is_sample",
            field=models.BooleanField(default=False, editable=False, verbose_name="예시"),
        ),
    ]
