"""Addresses under /accounts/: allauth's, with some pages of ours in their place."""

from allauth.socialaccount import views as socialaccount
from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.accounts import elsewhere, views

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
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        views.ConfirmByPasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    # Of allauth.socialaccount only what a service leads back to: the way there is ours.
    path("with/<slug:service>/", elsewhere.leave_for, name="sign_in_elsewhere"),
    path("naver/login/callback/", elsewhere.come_back_from_naver, name="naver_callback"),
    path("kakao/login/callback/", elsewhere.come_back_from_kakao, name="kakao_callback"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        elsewhere.come_back_from_openid_connect,
        name="openid_connect_callback",
    ),
    path("elsewhere/signup/", socialaccount.signup, name="socialaccount_signup"),
    path("elsewhere/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("elsewhere/error/", socialaccount.login_error, name="socialaccount_login_error"),
    path("elsewhere/", socialaccount.connections, name="socialaccount_connections"),
]
