"""The zone and the small vocabularies around it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.addresses import address
from portal.pages import is_public
from portal.zones.models.names import BilingualName, Sourced
from portal.zones.models.places import Municipality, Province


class Field(BilingualName):
    """One of the themes of zones (분야): not an exemption area."""

    slug = models.SlugField(_("주소"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("분야")
        verbose_name_plural = _("분야")
        ordering: ClassVar[list[str]] = ["position", "slug"]

    def get_absolute_url(self) -> str:
        """The field's page."""
        return address("field", self.slug)


class ValueChainStage(BilingualName):
    """A stage of the value chain: production, processing, distribution, sales; `cross` spans all."""

    slug = models.SlugField(_("주소"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("가치사슬 단계")
        verbose_name_plural = _("가치사슬 단계")
        ordering: ClassVar[list[str]] = ["position", "slug"]


class ZoneQuerySet(models.QuerySet["Zone"]):
    """Questions about zones."""

    def visible_to(self, viewer: Any) -> "ZoneQuerySet":
        """Zones whose page is live and not private: published facts are for everyone alike."""
        return self.filter(is_public("page"))

    def real(self) -> "ZoneQuerySet":
        """Zones that exist: no examples."""
        return self.filter(is_sample=False)


class Zone(BilingualName, Sourced):
    """A designated zone: the published facts, each blank where it is not known."""

    class Type(models.TextChoices):
        """The three types of the reform of 2025-11-06."""

        ADVANCEMENT = "advancement", _("부가가치 고도화형")
        CONVERGENCE = "convergence", _("융합혁신형")
        CHALLENGE = "challenge", _("도전도약형")

    class Status(models.TextChoices):
        """Whether the designation stands; blank is unknown."""

        ACTIVE = "active", _("지정 중")
        RELEASED = "released", _("해제")

    class ReleaseReason(models.TextChoices):
        """Why a designation ended."""

        PURPOSE_MET = "purpose_met", _("지정 목적 달성")
        INVESTOR_GONE = "investor_gone", _("민간 투자 무산")
        LAND_USE_CHANGED = "land_use_changed", _("토지 이용 변경")
        POOR_RESULTS = "poor_results", _("성과 부진")
        REQUEST = "request", _("지방자치단체 요청")
        HONORARY = "honorary_graduation", _("명예졸업")
        OTHER = "other", _("그 밖의 사유")
        UNKNOWN = "unknown", _("확인되지 않음")

    name_en_source = models.CharField(_("영문 이름 출처"), max_length=20, blank=True)
    province = models.ForeignKey(
        Province, verbose_name=_("시·도(현재)"), on_delete=models.PROTECT, related_name="zones"
    )
    province_at_designation = models.ForeignKey(
        Province,
        verbose_name=_("시·도(지정 당시)"),
        on_delete=models.PROTECT,
        related_name="zones_at_designation",
    )
    municipality_text = models.CharField(_("시·군·구(원문)"), max_length=200, blank=True)
    municipality_text_en = models.CharField(_("시·군·구(영문 원문)"), max_length=200, blank=True)
    municipalities = models.ManyToManyField(
        Municipality, through="ZonePlace", verbose_name=_("시·군·구"), related_name="zones"
    )
    field = models.ForeignKey(Field, verbose_name=_("분야"), on_delete=models.PROTECT, related_name="zones")
    type = models.CharField(_("유형"), max_length=12, choices=Type, blank=True)
    status = models.CharField(_("상태"), max_length=10, choices=Status, blank=True)
    status_as_of = models.CharField(_("상태 기준일"), max_length=10, blank=True)
    designated_on = models.DateField(
        _("지정일"), null=True, blank=True, help_text=_("날까지 알 때만 둡니다.")
    )
    designated_text = models.CharField(
        _("지정일(출처의 정밀도)"), max_length=10, blank=True, help_text=_("YYYY, YYYY-MM 또는 YYYY-MM-DD")
    )
    released_on = models.CharField(_("해제일"), max_length=10, blank=True)
    release_reason = models.CharField(_("해제 사유"), max_length=20, choices=ReleaseReason, blank=True)
    release_note_ko = models.TextField(_("해제 경위"), blank=True)
    release_note_en = models.TextField(_("해제 경위(영문)"), blank=True)
    product_ko = models.CharField(_("품목·주제"), max_length=200, blank=True)
    product_en = models.CharField(_("품목·주제(영문)"), max_length=200, blank=True)
    area_m2 = models.BigIntegerField(_("면적(㎡)"), null=True, blank=True)
    exemptions_count = models.PositiveSmallIntegerField(_("특례 수(출처)"), null=True, blank=True)
    exemptions_text = models.TextField(_("특례(원문)"), blank=True)
    is_sample = models.BooleanField(_("예시"), default=False, db_index=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("특구")
        verbose_name_plural = _("특구")
        ordering: ClassVar[list[str]] = ["name_ko"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name_ko"], name="zone_name"),
            models.CheckConstraint(
                condition=models.Q(area_m2__isnull=True) | models.Q(area_m2__gt=0), name="zone_area_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(release_reason="") | models.Q(status="released"),
                name="only_released_zones_have_a_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["designated_on"], name="zone_designated"),
            # The list's own orders: without them the first page sorts the whole registry.
            models.Index(fields=["is_sample", "name_ko", "id"], name="zone_by_name"),
            models.Index(fields=["is_sample", "name_en", "id"], name="zone_by_english_name"),
        ]

    def get_absolute_url(self) -> str:
        """The zone's page."""
        return address("zone", self.page.public_slug)


class ZonePlace(models.Model):
    """Where a zone lies: now, or at its designation under a unit that is gone."""

    class At(models.TextChoices):
        """When the zone lay there."""

        NOW = "now", _("현재")
        DESIGNATION = "designation", _("지정 당시")

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="places")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="zone_places")
    at = models.CharField(max_length=12, choices=At, default=At.NOW)

    class Meta:
        verbose_name = _("특구 위치")
        verbose_name_plural = _("특구 위치")
        ordering: ClassVar[list[str]] = ["zone", "at", "municipality"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["zone", "municipality", "at"], name="zone_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.municipality_id} {self.at}"
