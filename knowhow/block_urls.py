"""Addresses of building blocks; included under `blocks/` in each language."""

from django.urls import path

from knowhow import block_views as views

urlpatterns = [
    path("", views.building_blocks, name="building-blocks"),
    path("<slug:slug>/", views.building_block, name="building-block"),
]
