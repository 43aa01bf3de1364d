"""Every kind of page behind the door by name, once: its pattern, what its address is about, and who looks at it.

The addresses are made from the stage of `tests/permissions/cast.py`, and from what `furnish` puts there besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from knowhow.copies.actions import return_copy, take_copy
from knowhow.gathering.actions import keep_files, read_files
from knowhow.models import CasePage
from portal.importing.models import ImportRun
from tests.knowhow.copied import read_back, typed_into
from tests.permissions.cast import Actor, Cast
from tests.permissions.patterns import address

ROOMS: Final = ("accounts/", "people/", "desks/", "contact/", "corrections/", "my/", "c/confirm/")
"""How addresses begin whose pages stand in the portal's own frame and are for one person or one office."""


@dataclass(frozen=True)
class Kind:
    """A page of one person."""

    pattern: str
    role: str
    of: str = ""
    """The thing on the stage that its address names."""

    def path(self, cast: Cast, *, language: str = "ko") -> str:
        """Its address; Korean is the one without a prefix."""
        path = address(self.pattern, cast.things["own"][self.of] if self.of else {})
        return path if language == "ko" else f"/{language}{path}"

    def actor(self, cast: Cast) -> Actor:
        """Who looks at it."""
        return next(actor for actor in cast.actors_of(self.role) if actor.place in {"own", ""})


SIGNED_IN_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "account": Kind("accounts/email/", "member"),
        "password": Kind("accounts/password/change/", "member"),
        "second-factor": Kind("accounts/2fa/", "member"),
        "passkeys": Kind("accounts/2fa/webauthn/", "member"),
        "new-passkey": Kind("accounts/2fa/webauthn/add/", "member"),
        "recovery-codes": Kind("accounts/2fa/recovery-codes/", "member"),
        "new-recovery-codes": Kind("accounts/2fa/recovery-codes/generate/", "member"),
        "app-off": Kind("accounts/2fa/totp/deactivate/", "member"),
        "confirm-access": Kind("accounts/2fa/reauthenticate/", "member"),
        "sessions": Kind("accounts/sessions/", "member"),
        "elsewhere": Kind("accounts/elsewhere/", "member"),
        "sign-out": Kind("accounts/logout/", "member"),
        "my-data": Kind("accounts/my-data/", "member"),
        "leave": Kind("accounts/my-data/leave/", "member"),
        "memberships": Kind("people/", "member"),
        "join": Kind("people/join/", "contributor"),
        "organisation": Kind("people/organisations/<int:pk>/", "body_manager", "organisation"),
        "requests": Kind("people/requests/", "body_manager"),
        "request": Kind("people/requests/<int:pk>/", "body_manager", "request"),
        "request-link": Kind("people/requests/by-link/<str:token>/", "body_manager", "request_link"),
        "invitation": Kind("people/invitations/<str:token>/", "member", "invitation"),
        "roles": Kind("people/roles/", "programme_officer"),
        "desks": Kind("desks/", "desk_officer"),
        "desk": Kind("desks/<int:pk>/", "member", "desk"),
        "contact": Kind("contact/<slug:kind>/<slug:key>/", "member", "zone"),
        "threads": Kind("people/threads/", "member"),
        "thread": Kind("people/threads/<int:pk>/", "member", "thread"),
        "desk-threads": Kind("people/desks/threads/", "desk_officer"),
        "desk-thread": Kind("people/desks/threads/<int:pk>/", "desk_officer", "thread"),
        "desk-edit": Kind("people/desks/<int:pk>/edit/", "desk_officer", "desk"),
        "managed-organisations": Kind("people/desks/of/", "body_manager"),
        "organisation-desks": Kind("people/desks/of/<int:pk>/", "body_manager", "organisation"),
        "desk-rename": Kind("people/desks/<int:pk>/rename/", "body_manager", "desk"),
        "desk-close": Kind("people/desks/<int:pk>/close/", "body_manager", "desk"),
        "hand-over": Kind("people/desks/<int:pk>/hand-over/", "body_manager", "desk"),
        "hand-over-pack": Kind("people/desks/handovers/<int:pk>/", "desk_officer", "handover"),
        "report-error": Kind("corrections/report/<slug:kind>/<slug:key>/", "member", "zone"),
        "my-corrections": Kind("people/my-corrections/", "member"),
        "my-correction": Kind("people/my-corrections/<int:pk>/", "member", "correction"),
        "corrections-to-decide": Kind("people/corrections/", "office_officer"),
        "correction-to-decide": Kind("people/corrections/<int:pk>/", "office_officer", "correction"),
        "replies": Kind("people/replies/<int:pk>/", "zone_manager", "facts"),
        "reply": Kind("people/replies/<int:pk>/<str:reference>/", "zone_manager", "facts"),
        "reply-hide": Kind("people/replies/of/<int:pk>/hide/", "programme_officer", "reply"),
        "my-zone": Kind("my/zone/", "editor"),
        "write": Kind("my/zone/write/", "contributor"),
        "write-copy": Kind("my/zone/write/copy/", "contributor"),
        "draft": Kind("my/zone/drafts/<int:pk>/", "contributor", "draft"),
        "draft-files": Kind("my/zone/drafts/<int:pk>/files/", "contributor", "draft"),
        "draft-copy": Kind("my/zone/drafts/<int:pk>/copy/", "contributor", "draft"),
        "draft-preview": Kind("my/zone/drafts/<int:pk>/preview/", "contributor", "draft"),
        "returned-copy": Kind("my/zone/copies/<int:pk>/", "contributor", "returned_copy"),
        "gatherings": Kind("my/zone/import/", "contributor"),
        "gathering": Kind("my/zone/import/<int:pk>/", "contributor", "gathering"),
        "gathering-check": Kind("my/zone/import/<int:pk>/check/", "contributor", "checked_gathering"),
        "library": Kind("my/zone/library/", "editor"),
        "library-order": Kind("my/zone/library/<int:pk>/", "editor", "library"),
        "review": Kind("my/zone/reviews/<int:pk>/", "zone_manager", "review"),
        "panel-review": Kind("my/zone/reviews/<int:pk>/", "validator", "panel_review"),
        "approval": Kind("my/zone/approve/<str:token>/", "anonymous", "approval_link"),
        "confirmation": Kind("c/confirm/<str:token>/", "anonymous", "confirm_link"),
    }
)

NO_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "a public kind of `tests/page_kinds.py`": (
            "accounts/login/",
            "accounts/signup/",
            "accounts/password/reset/",
            "corrections/",
        ),
        "a file, not a page": (
            "accounts/2fa/totp/qr.svg",
            "accounts/2fa/recovery-codes/download/",
            "accounts/my-data/export/<int:pk>/",
            "people/threads/<int:pk>/files/<int:file>/",
            "people/desks/threads/<int:pk>/files/<int:file>/",
            "my/zone/drafts/<int:pk>/files/<int:number>/",
            "my/zone/reviews/<int:pk>/files/<int:number>/",
            "my/zone/approve/<str:token>/files/<int:number>/",
            "my/zone/library/<int:pk>/public.zip",
            "my/zone/library/<int:pk>/whole.zip",
        ),
        "a step that only a button asks for, with no page of its own": (
            "accounts/my-data/export/",
            "accounts/my-data/language/",
            "accounts/my-data/stay/",
            "accounts/my-data/consents/<slug:kind>/",
            "accounts/with/<slug:service>/",
            "people/memberships/<int:pk>/leave/",
            "people/organisations/<int:pk>/invite/",
            "people/organisations/<int:pk>/members/<int:membership_pk>/",
            "people/roles/<int:pk>/end/",
            "people/threads/<int:pk>/close/",
            "people/desks/closings/<int:pk>/undo/",
            "people/desks/promises/<int:pk>/",
            "people/desks/handovers/<int:pk>/undo/",
            "people/replies/of/<int:pk>/withdraw/",
            "my/zone/drafts/<int:pk>/submit/",
            "my/zone/drafts/<int:pk>/propose/",
            "my/zone/copies/<int:pk>/undo/",
            "my/zone/copies/<int:pk>/close/",
            "my/zone/import/<int:pk>/leave-out/",
            "my/zone/import/<int:pk>/discard/",
            "my/zone/import/<int:pk>/undo/",
            "my/zone/library/<int:pk>/give-up/",
            "my/zone/reviews/<int:pk>/take/",
            "my/zone/reviews/<int:pk>/conflict/",
            "my/zone/reviews/<int:pk>/withdraw/",
            "my/zone/reviews/<int:pk>/link/",
        ),
        "leads on whoever is signed in and has nothing to do there; read in the journeys": (
            "accounts/2fa/totp/activate/",
            "accounts/2fa/authenticate/",
            "accounts/2fa/webauthn/login/",
            "accounts/2fa/webauthn/reauthenticate/",
            "accounts/reauthenticate/",
            "accounts/confirm-email/",
            "accounts/login/code/confirm/",
            "accounts/password/set/",
            "accounts/my-data/consents/",
            "accounts/elsewhere/signup/",
        ),
        "needs a passkey, which only a browser makes": (
            "accounts/2fa/webauthn/keys/<int:pk>/remove/",
            "accounts/2fa/webauthn/keys/<int:pk>/edit/",
        ),
        "answers of other services": (
            "accounts/naver/login/callback/",
            "accounts/kakao/login/callback/",
            "accounts/oidc/<slug:provider_id>/login/callback/",
            "accounts/elsewhere/cancelled/",
            "accounts/elsewhere/error/",
        ),
        "for who is signed out; read in `tests/accounts/test_pages.py`": (
            "accounts/inactive/",
            "accounts/password/reset/done/",
            "accounts/password/reset/key/done/",
            "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ),
    }
)
"""Patterns of these rooms that are no kind here, by the reason."""

REPORT: Final = "□ 추진 배경,□ 추진 내용\n수확철마다 건조장이 모자랐다.,군이 부지를 빌려주고 조합이 지었다.\n"


def furnish(cast: Cast, *, folder: Path) -> Cast:
    """Put on the stage what brings files back: a working copy, and imports that wait for their headings and for a yes."""
    actor = Kind("", "contributor").actor(cast)
    zone, things = cast.places["own"].zone, cast.things["own"]
    author: Any = CasePage.objects.get(pk=things["draft"]["pk"]).owner
    draft = CasePage.objects.get(pk=things["draft"]["pk"])
    _taken, content = take_copy(draft, "case", by=author, file_format="docx", language="ko")
    outline = read_back(typed_into(content, "docx", "summary_ko", "기차에서 적은 요약"), folder)
    copy = return_copy(draft, outline, file_name="작업본.docx", by=author)
    things["returned_copy"] = {"pk": copy.pk}
    for name in ("gathering", "checked_gathering"):
        run = keep_files([SimpleUploadedFile("옛 사례.csv", REPORT.encode())], "case", zone=zone, by=author)
        read_files(run.pk)
        things[name] = {"pk": run.pk}
    path = address("my/zone/import/<int:pk>/", things["checked_gathering"])
    form = actor.client.get(path).context["form"]
    actor.client.post(path, {bound.html_name: bound.initial for bound in form})
    assert ImportRun.objects.get(pk=str(things["checked_gathering"]["pk"])).state == ImportRun.State.CHECKED
    return cast
