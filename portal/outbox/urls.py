"""Addresses of the mail outbox, below /cms/mails/."""

from django.urls import path

from portal.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<int:pk>/resend/", views.resend_mail, name="resend"),
]
