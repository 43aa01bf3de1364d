"""Synonyms and words in the CMS: lists and forms. `staff_effects.py` shows what one would do before it is saved."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from search.models import Synonym, UserWord
from search.text import clean_query

LONGEST = 60
BEHIND_EDIT = 15
"""Where the button stands in the list: behind "edit"."""


def effect_url(thing: Synonym | UserWord | None, *, name: str) -> str:
    """Return the address of the page that shows the effect, filled in with what stands."""
    return f"{reverse(name)}?{urlencode(_given(thing))}" if thing is not None and thing.pk else reverse(name)


def _given(thing: Synonym | UserWord) -> dict[str, str]:
    if isinstance(thing, Synonym):
        one_way = {} if thing.goes_both_ways else {"one_way": "on"}
        return {"q": thing.word, "word": thing.word, "meant": thing.meant, **one_way}
    atomic = {"atomic": "on"} if thing.is_atomic else {}
    return {"q": thing.word, "word": thing.word, "parts": " ".join(thing.parts), "tag": thing.tag, **atomic}


class WithEffect:
    """A list or form with a button to the page of effects."""

    effect_url_name: ClassVar[str]

    @property
    def header_buttons(self) -> list[Any]:
        """Return the usual ones and ours."""
        usual: list[Any] = list(super().header_buttons)  # type: ignore[misc]
        address = effect_url(getattr(self, "object", None), name=self.effect_url_name)
        return [*usual, HeaderButton(gettext("효과 보기"), address, icon_name="view")]

    def get_list_more_buttons(self, instance: Synonym | UserWord) -> list[Any]:
        """Return the usual ones of a row and ours."""
        usual: list[Any] = list(super().get_list_more_buttons(instance))  # type: ignore[misc]
        address = effect_url(instance, name=self.effect_url_name)
        return [
            *usual,
            MenuItem(gettext("효과 보기"), url=address, icon_name="view", priority=BEHIND_EDIT),
        ]


class AddSynonym(CreateView):
    """Begins with what the page of effects has tried, and remembers who added it."""

    def get_initial_form_instance(self) -> Synonym:
        """Take the words from the address."""
        word, meant = (
            clean_query(self.request.GET.get(name, ""), limit=LONGEST) for name in ("word", "meant")
        )
        both = self.request.GET.get("one_way") != "on"
        return Synonym(word=word, meant=meant, goes_both_ways=both, added_by=self.request.user)


class SynonymList(WithEffect, IndexView):
    """The list."""

    effect_url_name = "search-index:synonym-effect"


class EditSynonym(WithEffect, EditView):
    """The form of one that stands."""

    effect_url_name = "search-index:synonym-effect"


class SynonymViews(SnippetViewSet):
    """Ways to say one thing. They count from the next question on."""

    model = Synonym
    icon = "list-ul"
    menu_label = _("동의어")
    add_view_class = AddSynonym
    edit_view_class = EditSynonym
    index_view_class = SynonymList
    list_display: ClassVar[list[Any]] = [
        "word",
        "meant",
        BooleanColumn("goes_both_ways", label=_("양쪽 모두")),
        BooleanColumn("is_active", label=_("사용")),
        "added_by",
        "changed_at",
    ]
    list_filter: ClassVar[list[str]] = ["is_active", "goes_both_ways"]
    search_fields: ClassVar[list[str]] = ["word", "meant", "note"]
    list_per_page = 50
    inspect_view_enabled = True


class UserWordForm(WagtailAdminModelForm):
    """Parts as a person writes them: with blanks between."""

    parts = forms.CharField(
        label=_("구성 낱말"),
        required=False,
        max_length=2 * LONGEST,
        help_text=_("빈칸으로 나누어 적습니다. 이어 붙이면 낱말이 되어야 합니다. 비우면 분석기가 나눕니다."),
    )

    class Meta:
        model = UserWord
        fields: ClassVar[list[str]] = ["word", "tag", "parts", "is_atomic", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the parts that stand."""
        super().__init__(*args, **kwargs)
        if isinstance(parts := self.initial.get("parts"), list):
            self.initial["parts"] = " ".join(parts)

    def clean_parts(self) -> list[str]:
        """Return the parts."""
        return clean_query(self.cleaned_data["parts"], limit=2 * LONGEST).split()


class AddUserWord(CreateView):
    """Begins with what the page of effects has tried, and remembers who added it."""

    def get_initial_form_instance(self) -> UserWord:
        """Take the word from the address."""
        asked = self.request.GET
        tag = asked.get("tag", "")
        return UserWord(
            word=clean_query(asked.get("word", ""), limit=LONGEST),
            parts=clean_query(asked.get("parts", ""), limit=2 * LONGEST).split(),
            tag=tag if tag in UserWord.Tag.values else UserWord.Tag.NAME,
            is_atomic=asked.get("atomic") == "on",
            added_by=self.request.user,
        )

    def get_success_message(self, instance: UserWord) -> str:
        """Say from when on it counts."""
        return gettext(
            "‘%(word)s’을(를) 적었습니다. 색인을 새로 만든 다음부터 쓰입니다. 한 시간 안에 저절로 만들거나, "
            "보고서 › 검색 색인에서 바로 만들 수 있습니다."
        ) % {"word": instance.word}


class UserWordList(WithEffect, IndexView):
    """The list."""

    effect_url_name = "search-index:word-effect"


class EditUserWord(WithEffect, EditView):
    """The form of one that stands."""

    effect_url_name = "search-index:word-effect"


class UserWordViews(SnippetViewSet):
    """Words that the analyser does not know. They count from the next rebuild on."""

    model = UserWord
    icon = "openquote"
    menu_label = _("분석기 낱말")
    add_view_class = AddUserWord
    edit_view_class = EditUserWord
    index_view_class = UserWordList
    list_display: ClassVar[list[Any]] = [
        "word",
        "tag",
        BooleanColumn("is_atomic", label=_("나누지 않음")),
        "source",
        "added_by",
        "changed_at",
    ]
    list_filter: ClassVar[list[str]] = ["tag", "is_atomic"]
    search_fields: ClassVar[list[str]] = ["word", "source"]
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[UserWord]]:  # noqa: ARG002, FBT001, FBT002 -- Wagtail's own
        """Ask for parts in one line."""
        return UserWordForm


class WordViews(SnippetViewSetGroup):
    """Both, in one place of the side menu."""

    items = (SynonymViews, UserWordViews)
    menu_label = _("검색 낱말")
    menu_icon = "search"
    menu_order = 165
    add_to_admin_menu = True
