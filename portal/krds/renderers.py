"""Forms in the look of the design system: `{{ form }}` and `{{ field.as_field_group }}`."""

from pathlib import Path

from django import forms
from django.conf import settings
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

DJANGO_WIDGETS = Path(forms.__file__).parent / "templates"


class KrdsFormRenderer(EngineMixin, BaseRenderer):
    """Our templates first, then those of installed apps (the CMS has widgets of its own), then Django's."""

    backend = DjangoTemplates
    form_template_name = "krds/forms/form.html"
    field_template_name = "krds/forms/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        """An engine that needs no `django.forms` among the installed apps."""
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [settings.REPOSITORY / "templates", DJANGO_WIDGETS],
                "NAME": "krdsforms",
                "OPTIONS": {},
            }
        )
