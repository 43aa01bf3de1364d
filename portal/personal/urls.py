"""Addresses under /accounts/my-data/."""

from django.urls import path

from portal.personal import views

urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("export/", views.order_export, name="my_data_export"),
    path("export/<int:pk>/", views.fetch_export, name="my_data_fetch"),
    path("language/", views.choose_language, name="my_data_language"),
    path("consents/", views.agree_again, name="agree_again"),
    path("consents/<slug:kind>/", views.change_consent, name="change_consent"),
    path("leave/", views.leave, name="leave"),
    path("stay/", views.stay, name="stay"),
]
