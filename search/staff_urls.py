"""Addresses of the index page, below /cms/search-index/."""

from django.urls import path

from search import staff_effects, staff_views

app_name = "search-index"
urlpatterns = [
    path("", staff_views.index, name="index"),
    path("order/", staff_views.order, name="order"),
    path("synonym-effect/", staff_effects.synonym_effect, name="synonym-effect"),
    path("word-effect/", staff_effects.word_effect, name="word-effect"),
]
