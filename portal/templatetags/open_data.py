"""`{% load open_data %}`: a list's downloads and its API, and what search engines for data are told."""

from typing import Any, Protocol

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString

from portal.krds.templatetags.krds import json_ld
from portal.open_data.linked_data import api_path, breadcrumb_list, dataset, distributions
from portal.open_data.lists import site_of

register = template.Library()


class HasQuery(Protocol):
    """A list that knows its own filters as a query string."""

    @property
    def query(self) -> str:
        """Without the page."""


@register.inclusion_tag("krds/list_exports.html")
def list_exports(name: str, listed: HasQuery) -> dict[str, Any]:
    """`{% list_exports "zones" listed %}`: the list as it is filtered, as files and in the API.

    `name` is the list's URL name; its files are `<name>-csv`, `<name>-xlsx` and `<name>-json`.
    """
    return {
        "name": name,
        "files": distributions(name, query=listed.query),
        "api_url": api_path(name, query=listed.query),
    }


@register.simple_tag(takes_context=True)
def dataset_json_ld(context: template.Context, name: str) -> SafeString:
    """`{% dataset_json_ld "zones" %}` in the block `head`: the list as a Dataset named like its page."""
    request: HttpRequest = context["request"]
    told = dataset(
        name,
        title=str(context["page_title"]),
        description=str(context["page_description"]),
        site=site_of(request),
    )
    return json_ld(told)


@register.simple_tag(takes_context=True)
def breadcrumb_json_ld(context: template.Context, crumbs: Any) -> SafeString | str:
    """`{% breadcrumb_json_ld crumbs %}` in `base.html`; nothing where there is no breadcrumb."""
    request: HttpRequest = context["request"]
    return json_ld(breadcrumb_list(crumbs, site=site_of(request), here=request.path)) if crumbs else ""
