"""System checks of search: what must stand before questions can go to a cluster."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from portal.checks import FIT_TO_RUN
from search.engines.cluster import Cluster

_NEARBY = {"localhost", "127.0.0.1", "::1"}


@register(FIT_TO_RUN, Tags.security)
def cluster_is_fit_to_ask(**_kwargs: object) -> list[CheckMessage]:
    """Where Elasticsearch is chosen it has an address, and its password does not travel in the clear."""
    if settings.SEARCH_ENGINE != "elastic":
        return []
    try:
        cluster = Cluster.configured()
    except ImproperlyConfigured as unfit:
        return [Error(str(unfit), hint="Set ELASTICSEARCH_URL, or SEARCH_ENGINE=tantivy.", id="search.E001")]
    addresses = [urlsplit(node) for node in cluster.nodes]
    is_open = any(address.scheme == "http" and address.hostname not in _NEARBY for address in addresses)
    if cluster.user and is_open and not settings.SAMPLE_CONTENT_ALLOWED:
        return [
            Error(
                "The password of Elasticsearch would travel unencrypted.",
                hint="Set ELASTICSEARCH_URL=https://..., and ELASTICSEARCH_CA_FILE if your own authority signed.",
                id="search.E002",
            )
        ]
    return []
