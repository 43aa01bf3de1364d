"""Year and title beside each other, so that the list of cases follows an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

import knowhow.models.order


def fill(apps: Any, _schema_editor: Any) -> None:
    """Write both columns of the cases that stand."""
    page, case = apps.get_model("wagtailcore", "Page"), apps.get_model("knowhow", "CasePage")
    titles = page._base_manager.filter(pk=OuterRef("page_ptr")).values("title")[:1]
    case._base_manager.update(newest_first=Value(9999) - Coalesce(F("year"), 0), title_again=Subquery(titles))


class Migration(migrations.Migration):
    dependencies = [("knowhow", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="casepage",
            name="newest_first",
            field=knowhow.models.order.NewestFirst(default=9999, editable=False),
        ),
        migrations.AddField(
            model_name="casepage",
            name="title_again",
            field=knowhow.models.order.TitleAgain(default="", editable=False, max_length=255),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="casepage",
            index=models.Index(
                fields=["is_sample", "newest_first", "title_again", "page_ptr"], name="case_newest_first"
            ),
        ),
        migrations.AddIndex(
            model_name="casepage",
            index=models.Index(fields=["is_sample", "title_again", "page_ptr"], name="case_by_title"),
        ),
    ]
