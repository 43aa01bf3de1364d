"""What the registry works out in the background."""

from datetime import timedelta

from django.core.cache import cache

from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.zones.peers import fingerprint, refresh_peers

PEERS_OF = "zones-peers-of"


@job("zones.refresh_peers")
def refresh_peers_if_facts_changed() -> int:
    """Work out which zones are alike, if what they are compared by has changed; return the rows written."""
    now = fingerprint()
    if cache.get(PEERS_OF) == now:
        return 0
    written = refresh_peers()
    cache.set(PEERS_OF, now, None)
    return written


schedule("zones.refresh_peers", every=timedelta(minutes=1))
