"""What a case is about."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.zones.models.names import BilingualName


class CaseTopic(BilingualName):
    """A topic of cases (주제): how the zone went about it, not what it grows."""

    slug = models.SlugField(_("주소"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("사례 주제")
        verbose_name_plural = _("사례 주제")
        ordering: ClassVar[list[str]] = ["name_ko", "slug"]
