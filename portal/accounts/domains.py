"""Whether a mail address belongs to an official of an organisation, by its domain alone."""

from portal.accounts.models import OfficialDomain, Organisation
from portal.accounts.models.organisations import PUBLIC_KINDS

LONGEST = 253


def domain_of(email: str) -> str:
    """The domain in the form that is sent over the wire: lower case, other scripts as xn--; blank if it is none.

    Letters that only look like others become another name in this form, so a look-alike equals nothing on the list.
    """
    _local, at, domain = email.strip().rpartition("@")
    if not at:
        return ""
    try:
        written = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return written if len(written) <= LONGEST and ".." not in written else ""


def is_official(email: str, organisation: Organisation) -> bool:
    """Whether this address proves that its owner works there.

    An organisation with domains of its own is proved by those alone. The domain that all public bodies share proves
    an official, so it counts for public bodies without one of their own.
    """
    domain = domain_of(email)
    if not domain or not organisation.is_confirmed:
        return False
    own = list(OfficialDomain.objects.filter(organisation=organisation))
    if own:
        return any(_covers(listed, domain) for listed in own)
    if organisation.kind not in PUBLIC_KINDS:
        return False
    return any(_covers(listed, domain) for listed in OfficialDomain.objects.filter(organisation=None))


def _covers(listed: OfficialDomain, domain: str) -> bool:
    name = domain_of(f"@{listed.domain}")
    return bool(name) and (domain == name or (listed.includes_subdomains and domain.endswith(f".{name}")))
