"""What time does to roles: they begin and end by themselves, and the rooms' own rights have to follow."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from portal.accounts.grants import tell_followers
from portal.accounts.models import RoleGrant, User
from portal.jobs.definition import job
from portal.jobs.schedule import schedule

LOOK_BACK: Final = timedelta(days=3)
"""Longer than any pause of the worker; following twice changes nothing."""


@job("follow_roles", max_attempts=1)  # the next minute is the next attempt
def follow_roles() -> int:
    """Make the rooms' rights equal to the roles that began or ended lately; return how many people were looked at."""
    now = timezone.now()
    lately = RoleGrant.objects.filter(
        Q(until__range=(now - LOOK_BACK, now)) | Q(since__range=(now - LOOK_BACK, now))
    )
    people = User.objects.filter(
        Q(grants__in=lately) | Q(holdings__desk__grants__in=lately, holdings__until=None)
    ).distinct()
    for person in people:
        tell_followers(person)
    return len(people)


schedule("follow_roles", every=timedelta(minutes=1))
