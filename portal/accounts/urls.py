"""Addresses under /accounts/: allauth's, with some pages of ours in their place."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("email/", views.OverviewView.as_view(), name="account_email"),
    path("2fa/totp/activate/", views.SetUpSecondFactorView.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/qr.svg", views.second_factor_picture, name="second_factor_picture"),
    path("2fa/recovery-codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/reauthenticate/", views.ConfirmAccessView.as_view(), name="mfa_reauthenticate"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.ResetPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    # allauth.socialaccount is installed for later providers; without one its pages would lead nowhere.
]
