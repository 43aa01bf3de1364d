"""Which Elasticsearch, and how long it may take: settings as the engine takes them."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster by the addresses of its nodes, and the names that our indexes begin with."""

    nodes: tuple[str, ...]
    """Addresses without user and password."""
    prefix: str = "hanmadang"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    """Whoever signed the certificates of the nodes; empty for those that every machine knows."""
    question_seconds: float = 0.5
    """A reader does not wait longer: the page then answers from the database."""
    write_seconds: float = 60.0

    @classmethod
    def configured(cls) -> "Cluster":
        """Return the cluster of the settings. User and password may stand in the first address."""
        addresses = [urlsplit(address.strip()) for address in settings.ELASTICSEARCH_URL.split(",")]
        if not all(map(_is_whole, addresses)):
            raise ImproperlyConfigured(
                "ELASTICSEARCH_URL has to be http(s)://host:port, several nodes with commas between."
            )
        first = addresses[0]
        return cls(
            nodes=tuple(
                f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path.rstrip('/')}"
                for address in addresses
            ),
            prefix=settings.ELASTICSEARCH_PREFIX,
            user=settings.ELASTICSEARCH_USER or unquote(first.username or ""),
            password=settings.ELASTICSEARCH_PASSWORD or unquote(first.password or ""),
            ca_file=settings.ELASTICSEARCH_CA_FILE,
            question_seconds=settings.ELASTICSEARCH_SECONDS,
        )


def _is_whole(address: SplitResult) -> bool:
    try:
        return address.scheme in {"http", "https"} and bool(address.hostname and address.port)
    except ValueError:  # a port that is no number
        return False
