"""Words of imports for templates."""

from django import template

from portal.importing.registry import label_of_importer

register = template.Library()
register.filter("importer_label", label_of_importer)
