"""Forms in the look of the design system."""

from django.forms.renderers import TemplatesSetting


class KrdsFormRenderer(TemplatesSetting):
    """Templates from the project first."""
