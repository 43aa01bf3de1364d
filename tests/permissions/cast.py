"""Somebody of every role, for two zones in two regions, and everything private that stands in each.

A bound role is played twice: by somebody of this zone and by somebody of the other. What is "own" to the second is the other
zone's.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from knowhow.actions import propose, send_link, submit
from knowhow.freshness import link_token, restart_clock
from knowhow.models import CasePage, LibraryExport
from knowhow.writing import attach_file, begin_draft
from portal.accounts.actions import decision_token, invite, request_membership
from portal.accounts.grants import Grant, Role, Scope, give_role, hold_desk
from portal.accounts.models import Desk, Membership, Organisation
from portal.desks.abouts import About
from portal.desks.corrections import report
from portal.desks.handovers import hand_over
from portal.desks.models import Handover
from portal.desks.posts import close_desk
from portal.desks.promises import Promised
from portal.desks.replies import answer
from portal.desks.subjects import Reported, find_subject
from portal.desks.threads import answer as answer_for_desk
from portal.desks.threads import ask
from portal.importing.models import ImportRun
from portal.outbox.models import MailOutbox
from portal.personal.exports import ask_for_export, make_export
from portal.zones.models import RegionalOffice
from search.indexer import rebuild
from tests.accounts.people import Person, enter, make_person
from tests.knowhow.factories import (
    attach,
    make_act,
    make_block,
    make_exemption,
    make_index,
    make_practice,
    make_versions,
)
from tests.permissions.world import Place, give, make_place

PLACES: Final = ("own", "other")
CODES: Final[Mapping[str, str]] = {"own": "44", "other": "52"}
ROLES_IN_ZONES: Final[Mapping[str, str]] = {
    "viewer": Role.VIEWER,
    "contributor": Role.CONTRIBUTOR,
    "editor": Role.EDITOR,
    "zone_manager": Role.ZONE_MANAGER,
    "event_staff": Role.EVENT_STAFF,
    "check_in": Role.CHECK_IN,
    "coach": Role.COACH,
}
BOUND: Final = ("member", *ROLES_IN_ZONES, "desk_officer", "body_manager", "office_officer")
"""Roles that hold in one place."""
ROLES_EVERYWHERE: Final[Mapping[str, str]] = {
    "validator": Role.VALIDATOR,
    "council_member": Role.COUNCIL_MEMBER,
    "programme_officer": Role.PROGRAMME_OFFICER,
    "auditor": Role.AUDITOR,
}
FREE: Final = (*ROLES_EVERYWHERE, "site_editor", "superuser")
"""Roles that hold everywhere."""
NOWHERE: Final[Mapping[str, object]] = {
    "pk": 999_999_999,
    "number": 99,
    "older": 98,
    "newer": 99,
    "slug": "no-such",
    "code": "X99-9",
    "key": "no-such",
    "kind": "no-such",
    "service": "no-such",
    "provider_id": "no-such",
    "token": "no-such-token",
    "reference": "zone.999999999.status",
    "name": "no-such.png",
    "membership_pk": 999_999_999,
    "file": 999_999_999,
    "page_id": 999_999_999,
    "document_id": 999_999_999,
    "document_filename": "no-such.txt",
}
"""Values under which nothing stands."""


def word_of(kind: str, place: str, number: int | None = None) -> str:
    """A canary of one kind of private thing in one place: letters and digits, for it stands in addresses of mail, too."""
    return f"zq{place[:2]}{kind.replace('_', '')}{'' if number is None else number}qz"


@dataclass
class Actor:
    """Somebody with a browser of his own."""

    role: str
    place: str
    client: Client = field(default_factory=Client)

    def __str__(self) -> str:
        return f"{self.role} of {self.place}" if self.role in BOUND else self.role

    def keep_cookies(self) -> Any:
        """A copy of what the browser holds, to be given back after a request that may have changed it."""
        return copy.deepcopy(self.client.cookies)

    def place_of(self, whose: str) -> str:
        """Where the own and the other's things stand for this person."""
        here = self.place or "own"
        return here if whose == "own" else next(place for place in PLACES if place != here)


@dataclass
class Cast:
    """Everybody, and what stands in each place: names of things, and the values of their addresses."""

    places: dict[str, Place]
    things: dict[str, dict[str, dict[str, object]]]
    actors: list[Actor]

    def actors_of(self, role: str) -> list[Actor]:
        """Who plays it."""
        return [actor for actor in self.actors if actor.role == role]

    def without_the_other_zone(self) -> "Cast":
        """The same stage, asked by nobody of the other zone."""
        return replace(self, actors=[actor for actor in self.actors if actor.place != "other"])


def make_cast() -> Cast:
    """Everything above, signed in."""
    people = _people_everywhere()
    cast = Cast({}, {}, [Actor("anonymous", "")])
    for which in PLACES:
        place = make_place(which, code=CODES[which])
        people |= _people_of(place, which)
        at_hand = {role: person for (role, where), person in people.items() if where in {which, ""}}
        cast.places[which] = place
        cast.things[which] = _Stage(which, place, at_hand).set_up()
    rebuild()
    for (role, which), person in people.items():
        actor = Actor(role, which)
        enter(actor.client, person.user)
        cast.actors.append(actor)
    for actor in cast.actors:
        actor.client.raise_request_exception = False
    return cast


def _people_everywhere() -> dict[tuple[str, str], Person]:
    people = {(role, ""): _person(role, "") for role in ROLES_EVERYWHERE}
    for role, held in ROLES_EVERYWHERE.items():
        give(people[role, ""], held, Scope.EVERYWHERE)
    make_index()
    people["site_editor", ""] = _person("site_editor", "", is_editor=True)
    people["superuser", ""] = _person("superuser", "", is_admin=True)
    return people


def _person(role: str, place: str, **kinds: bool) -> Person:
    marker = word_of("person", place) if place else "everywhere"
    return make_person(f"{role}-{marker}@example.kr", has_second_factor=True, **kinds)


def _people_of(place: Place, which: str) -> dict[tuple[str, str], Person]:
    people = {(role, which): _person(role, which) for role in BOUND}
    for role, held in ROLES_IN_ZONES.items():
        give(people[role, which], held, Scope.ZONE, place.zone.pk)
    office = RegionalOffice.objects.create(name_ko=f"{place.word}청", name_en=f"Zone {which} Regional Office")
    office.provinces.add(place.zone.province)
    give(people["office_officer", which], Role.OFFICE_OFFICER, Scope.OFFICE, office.pk)
    return people


@dataclass
class _Stage:
    """One place, while it is filled."""

    which: str
    place: Place
    people: Mapping[str, Person]

    def set_up(self) -> dict[str, dict[str, object]]:
        """The values of the address of each thing."""
        office = self.place.zone.province.offices.get()
        return {
            "zone": {"slug": self.place.page.public_slug, "kind": "zone", "key": self.place.page.public_slug},
            "province": {"slug": self.place.zone.province.slug},
            "office": {"slug": office.slug, "kind": "office", "key": office.slug},
            "field": {"slug": self.place.zone.field.slug},
            "cms_document": {"document_id": self.place.document.pk},
            "consent": {"kind": "news"},
            "service": {"service": "naver", "provider_id": "oidc"},
            **self._of_exemptions(),
            **self._of_organisation(office),
            **self._of_desk(),
            **self._of_replies(),
            **self._of_knowhow(),
            **self._of_single_people(),
        }

    def word(self, kind: str) -> str:
        """The canary of this kind here."""
        return word_of(kind, self.which)

    def _of_exemptions(self) -> dict[str, dict[str, object]]:
        act = make_act(f"act-{self.which}", f"{self.place.word}법")
        exemption = make_exemption(f"A36-{PLACES.index(self.which) + 1}", acts=(act,))
        code: dict[str, object] = {"code": exemption.code, "kind": "exemption", "key": exemption.code}
        return {"act": {"slug": act.slug}, "exemption": code}

    def _of_organisation(self, office: RegionalOffice) -> dict[str, dict[str, object]]:
        self.organisation = Organisation.objects.create(
            name_ko=f"{self.place.word}군", kind="municipality", is_confirmed=True, office_number=office.pk
        )
        manager, officer, member = (self.people[role] for role in ("body_manager", "desk_officer", "member"))
        belong = Membership.objects.create
        belong(user=manager.user, organisation=self.organisation, state="verified", is_manager=True)
        of_officer = belong(user=officer.user, organisation=self.organisation, state="verified")
        asked = request_membership(member.user, self.organisation, reason=f"{self.word('request')} 맡음")
        invitation = invite(self.organisation, member.user.email, by=manager.user)
        return {
            "organisation": {"pk": self.organisation.pk, "membership_pk": of_officer.pk},
            "request": {"pk": asked.pk},
            "request_link": {"token": decision_token(asked, manager.user)},
            "invitation": {"token": invitation},
        }

    def _of_desk(self) -> dict[str, dict[str, object]]:
        manager, officer, member = (self.people[role] for role in ("body_manager", "desk_officer", "member"))
        desk = Desk.objects.create(organisation=self.organisation, name_ko="특구담당")
        hold_desk(desk, manager.user, by=None)
        handover = hand_over(desk, to=officer.user, note=f"{self.word('handover')} 남김", by=manager.user)
        give_to_desk(desk, self.place)
        about = About(self.place.zone.name, self.place.zone.get_absolute_url(), desk)
        promised = Promised(f"{self.word('thread')} 약속", timezone.localdate() + timedelta(days=9))
        thread = ask(
            about,
            kind="zone",
            subject=f"{self.word('thread')} 묻습니다",
            text=f"{self.word('thread')} 글",
            by=member.user,
        )
        answered = answer_for_desk(
            thread, text=f"{self.word('thread')} 답", by=officer.user, promised=promised
        )
        subject = find_subject("zone", self.place.page.public_slug, viewer=member.user)
        assert subject is not None
        claim = f"{self.word('correction')} 틀렸습니다"
        correction = report(subject, fact=Reported(), claim=claim, evidence="", by=member.user)
        former = Desk.objects.create(organisation=self.organisation, name_ko="옛담당")
        closing = close_desk(former, successor=None, answer="", by=manager.user)
        return {
            "closing": {"pk": closing.pk},
            "desk": {"pk": desk.pk, "kind": "desk", "key": str(desk.pk)},
            "thread": {"pk": thread.pk, "file": 1},
            "promise": {"pk": answered.promise.pk},
            "handover": {"pk": Handover.objects.get(pk=handover.pk).pk},
            "correction": {"pk": correction.pk},
        }

    def _of_replies(self) -> dict[str, dict[str, object]]:
        zone, reference = self.place.zone, f"zone.{self.place.zone.pk}.status"
        texts = {"korean": f"{self.place.word} 답변", "english": ""}
        made = answer(zone, reference, by=self.people["zone_manager"].user, **texts)
        editor = self.people["editor"].user
        library = LibraryExport.objects.create(zone=zone, ordered_by=editor, scope="whole", language="ko")
        return {
            "facts": {"pk": zone.pk, "reference": reference},
            "reply": {"pk": made.pk},
            "library": {"pk": library.pk},
        }

    def _of_knowhow(self) -> dict[str, dict[str, object]]:
        author, editor = self.people["contributor"].user, self.people["editor"].user
        zone = self.place.zone
        draft = self._draft(author, "draft")
        submitted = self._draft(author, "review")
        review = submit(submitted, by=author)
        practice = make_practice(f"{self.place.word} 안내", zone=zone)
        attached = attach(practice, "서식")
        block = make_block(f"{self.place.word} 부품", slug=f"block-{self.which}")
        practice.blocks.add(block)
        practice.save_revision().publish()
        case = make_versions(self.place.case)
        restart_clock(case)
        panel = propose(practice, by=editor)
        panel.raw = {"ko": [{**row, "parts": [[self.word("panel_review"), True]]} for row in panel.raw["ko"]]}
        panel.save()
        self.place.case.refresh_from_db()
        file = case_file(draft)
        under_review = {"number": case_file(submitted).pk}
        open_file = attach(case, "서식")
        slug = {"slug": case.public_slug, "kind": "case", "key": case.public_slug}
        return {
            "case": {**slug, "page_id": case.pk, "pk": case.pk, "number": 1, "older": 1, "newer": 3},
            "practice": {"slug": practice.public_slug, "kind": "practice", "key": practice.public_slug},
            "block": {"slug": block.slug},
            "draft": {"pk": draft.pk, "number": file.pk},
            "review": {"pk": review.pk, **under_review},
            "panel_review": {"pk": panel.pk, "number": attached.document_id},
            "approval_link": {
                "token": send_link(review, "guest@example.org", by=self.people["zone_manager"].user),
                **under_review,
            },
            "confirm_link": {"token": link_token(case.freshness, editor)},
            "draft_file": {"document_id": file.pk, "document_filename": file.filename},
            "open_file": {
                "document_id": open_file.document.pk,
                "document_filename": open_file.document.filename,
            },
            "picture": {"folder": "original_images", "name": self.place.image.file.name.split("/")[-1]},
        }

    def _draft(self, author: Any, kind: str) -> CasePage:
        page: Any = begin_draft(CasePage, f"{self.word(kind)} 초안", zone=self.place.zone, by=author)
        page.summary_ko, page.action_ko, page.source_note = f"{self.word(kind)} 요약", "한 일", "담당자가 씀"
        page.save_revision(user=author)
        attach_file(
            page,
            ContentFile(self.word("file").encode(), f"{self.word('file')}.txt"),
            {"title_ko": "조례안", "is_free_of_personal_data": True, "is_free_of_others_rights": True},
            by=author,
        )
        return page  # type: ignore[no-any-return]

    def _of_single_people(self) -> dict[str, dict[str, object]]:
        member, site_editor = self.people["member"], self.people["site_editor"]
        member.user.last_name = self.word("person")
        member.user.save(update_fields=["last_name"])
        export = ask_for_export(member.user, language="ko")
        make_export(export.pk)
        mail = MailOutbox.objects.create(
            message_id=f"<{self.word('mail')}@example.kr>",
            kind="trial",
            to=member.user.email,
            user=member.user,
            language="ko",
            sender="portal@example.kr",
            subject=f"{self.word('mail')} 제목",
            text=f"{self.word('mail')} 글",
            state=MailOutbox.State.FAILED,
            finished_at=timezone.now(),
        )
        uploader = site_editor if self.which == "own" else self.people["superuser"]
        run = ImportRun.objects.create(importer="zones", source_name="zones.csv", started_by=uploader.user)
        return {
            "export": {"pk": export.pk},
            "mail": {"pk": mail.pk},
            "import": {"pk": run.pk},
            "role": {"pk": self.people["editor"].user.grants.get().pk},
        }


def give_to_desk(desk: Desk, place: Place) -> None:
    """The desk edits the zone's pages, whoever holds it."""
    grant = Grant(role=Role.EDITOR, scope=Scope.ZONE, number=place.zone.pk, desk=desk)
    give_role(grant, by=None, reason="시험")


def case_file(page: CasePage) -> Any:
    """The file that hangs on the newest draft."""
    draft: Any = CasePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return draft.files.all()[0].document
