"""Addresses of building blocks; included under `blocks/` in each language."""

from django.urls import path

from knowhow import block_views as views

urlpatterns = [
    path("", views.blocks, name="blocks"),
    path("blocks.csv", views.blocks_csv, name="blocks-csv"),
    path("blocks.xlsx", views.blocks_xlsx, name="blocks-xlsx"),
    path("blocks.json", views.blocks_json, name="blocks-json"),
    path("<slug:slug>/", views.building_block, name="building-block"),
]
