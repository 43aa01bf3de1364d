"""The account: a person who signs in with an e-mail address."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are stored in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make an account. Raises `ValueError` without an address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make an account that may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address, whatever its letter case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the name to sign in with."""

    email = models.EmailField(_("이메일"), unique=True)
    first_name = models.CharField(_("이름"), max_length=60, blank=True)
    last_name = models.CharField(_("성"), max_length=60, blank=True)
    is_staff = models.BooleanField(_("관리 화면 사용"), default=False)
    is_active = models.BooleanField(_("사용 중"), default=True)
    is_demo = models.BooleanField(_("시연 계정"), default=False, help_text=_("실서비스에는 둘 수 없습니다."))
    language = models.CharField(
        _("메일의 언어"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    date_joined = models.DateTimeField(_("가입 일시"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("계정")
        verbose_name_plural = _("계정")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Name as written in Korean: family name first, no space."""
        return f"{self.last_name}{self.first_name}".strip() or self.email

    def get_short_name(self) -> str:
        """Given name, or the address."""
        return self.first_name or self.email
