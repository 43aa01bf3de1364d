import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Versions hang on Wagtail's page: a case has its number from there, so that every row keeps what it points to."""

    dependencies = [
        ('knowhow', '0015_libraries'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='caseversion', name='case_version_number_once'),
        migrations.RemoveConstraint(model_name='caseversion', name='case_version_withdrawn_with_reason'),
        migrations.AlterModelOptions(name='caseversion', options={}),
        migrations.RenameModel(old_name='CaseVersion', new_name='PageVersion'),
        migrations.RenameField(model_name='pageversion', old_name='case', new_name='page'),
        migrations.AlterField(
            model_name='pageversion',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to=settings.WAGTAIL_PAGE_MODEL),
        ),
        migrations.AlterModelOptions(
            name='pageversion',
            options={
                'ordering': ['page', '-number'],
                'verbose_name': '글의 판',
                'verbose_name_plural': '글의 판',
            },
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.UniqueConstraint(fields=('page', 'number'), name='page_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='page_version_withdrawn_with_reason'),
        ),
        migrations.AddField(
            model_name='practicepage',
            name='review_by',
            field=models.DateField(blank=True, null=True, verbose_name='다시 확인할 날'),
        ),
    ]
