"""Words of the staff, until they have a page of their own in the CMS."""

from django.contrib import admin

from search.models import UserWord


@admin.register(UserWord)
class UserWordAdmin(admin.ModelAdmin[UserWord]):
    """Add and change words; they count from the next rebuild on."""

    list_display = ("word", "parts", "is_atomic", "source")
    search_fields = ("word",)
