"""How the CMS manages our accounts."""

from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user management with our forms: an address for a name, and passwords nobody else knows."""

    user_viewset = "portal.accounts.cms.UserViewSet"
