"""What search keeps in the database: documents as found, their terms, and the builds of the index."""

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest, Lower
from django.utils.translation import gettext_lazy as _

from search.text import clean_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class IndexedDocumentQuerySet(models.QuerySet["IndexedDocument"]):
    """Named questions about documents."""

    def of_object(self, *, kind: str, object_id: str) -> "IndexedDocumentQuerySet":
        """Return the documents of one object in all languages."""
        return self.filter(kind=kind, object_id=object_id)

    def revisions(self) -> "Mapping[str, int]":
        """Return key → revision of everything that an engine must hold."""
        rows: Iterable[tuple[str, str, str, int]] = self.values_list(
            "kind", "object_id", "language", "revision"
        )
        return {key_of(kind, object_id, language): revision for kind, object_id, language, revision in rows}


class IndexedDocument(models.Model):
    """One document as it was last read from its room: the text of snippets, and the truth for engines."""

    kind = models.CharField(max_length=31)
    object_id = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=[("ko", "한국어"), ("en", "English")])
    title = models.CharField(max_length=500)
    aliases = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    passages = models.JSONField(
        default=list, help_text="Start, end and label of each part of a file in the body."
    )
    url = models.CharField(max_length=500)
    facets = models.JSONField(default=dict)
    date = models.DateField(null=True, blank=True)
    popularity = models.IntegerField(default=0)
    version = models.BigIntegerField(default=0, help_text="The room's own version of the object.")
    is_sample = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64, help_text="Of the texts: what terms are kept under.")
    fingerprint = models.CharField(max_length=64, help_text="Of everything: tells whether anything changed.")
    revision = models.BigIntegerField(help_text="Grows with every change, over deletions too.")

    objects = IndexedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("색인 문서")
        verbose_name_plural = _("색인 문서")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="indexed_document_once_per_language"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["ko", "en"]), name="indexed_document_language_known"
            ),
        ]
        indexes = [
            models.Index(fields=["content_hash"], name="indexed_document_content"),
            models.Index(fields=["revision"], name="indexed_document_revision"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Return the identity on every engine."""
        return key_of(self.kind, self.object_id, self.language)


class IndexClock(models.Model):
    """The one row that revisions come from: what is written later is newer, on whatever machine.

    A deletion gets one too, so that a document that comes back is newer than its deletion.
    """

    last = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="index_clock_is_one_row")]

    def __str__(self) -> str:
        return str(self.last)

    @classmethod
    def tick(cls) -> int:
        """Return the next revision; whoever asks next waits for the end of this transaction."""
        now = time.time_ns() // 1000  # time, so that a database that was restored goes on above the index
        if not cls.objects.filter(pk=1).update(last=Greatest(F("last") + 1, now)):
            cls.objects.create(pk=1, last=now)
        last: int = cls.objects.values_list("last", flat=True).get(pk=1)
        return last


class ReadableJSON(json.JSONEncoder):
    """Leaves Korean as it is: escaped, it takes twice the room and ten times as long to read."""

    def __init__(self, **options: Any) -> None:
        """Take what `json.dumps` gives."""
        super().__init__(**{**options, "ensure_ascii": False})


class AnalysedText(models.Model):
    """The terms of one content under one analyser, with their places: analysis costs 100 times indexing."""

    content_hash = models.CharField(max_length=64)
    analyser_version = models.CharField(max_length=120)
    terms = models.JSONField(encoder=ReadableJSON, help_text="Field → terms joined by blanks.")
    spans = models.BinaryField(help_text="Start and end of each term of title, summary and body, compressed.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_hash", "analyser_version"], name="analysed_text_once_per_analyser"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_hash[:8]} {self.analyser_version}"


class TextVector(models.Model):
    """What title and summary of one content mean to one model (`encoder.py`), as 512 small integers."""

    content_hash = models.CharField(max_length=64)
    model_id = models.CharField(max_length=60)
    components = models.BinaryField(help_text="512 signed bytes.")
    scale = models.FloatField(help_text="Times the bytes: a vector of length one.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["content_hash", "model_id"], name="text_vector_once_per_model"),
        ]

    def __str__(self) -> str:
        return f"{self.content_hash[:8]} {self.model_id}"


class IndexBuild(models.Model):
    """A build of the index with its words, so that questions are analysed as its texts were."""

    build_id = models.CharField(max_length=40, unique=True)
    engine = models.CharField(max_length=20)
    analyser_version = models.CharField(max_length=120)
    lexicon = models.JSONField()
    lexicon_digest = models.CharField(max_length=12)
    facets = models.JSONField(default=list)
    documents = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    switched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("색인 빌드")
        verbose_name_plural = _("색인 빌드")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.build_id


class IndexRunQuerySet(models.QuerySet["IndexRun"]):
    """Named questions about work on the whole index."""

    def open(self) -> "IndexRunQuerySet":
        """Return what has not ended yet."""
        return self.filter(state__in=IndexRun.OPEN)

    def examined(self) -> "IndexRunQuerySet":
        """Return those with a finding of the doctor, the newest first."""
        return self.filter(finding__isnull=False).order_by("-finished_at", "-id")


class IndexRun(models.Model):
    """One examination, repair, rebuild or return to an earlier build, with what came of it."""

    class Kind(models.TextChoices):
        """What is done."""

        EXAMINE = "examine", _("점검")
        REPAIR = "repair", _("점검하고 고치기")
        REBUILD = "rebuild", _("새로 만들기")
        ROLLBACK = "rollback", _("이전 색인으로 되돌리기")
        ENCODE = "encode", _("뜻 벡터 채우기")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("차례를 기다림")
        RUNNING = "running", _("하는 중")
        DONE = "done", _("마침")
        FAILED = "failed", _("하지 못함")

    OPEN = (State.WAITING, State.RUNNING)
    LONGEST = timedelta(hours=2)
    """What has no task and is older than this was given up."""

    kind = models.CharField(_("작업"), max_length=10, choices=Kind)
    state = models.CharField(_("상태"), max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=10, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("시킨 사람"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    ordered_at = models.DateTimeField(_("시킨 때"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("마친 때"), null=True, blank=True)
    task_id = models.CharField(max_length=36, blank=True)
    finding = models.JSONField(null=True, blank=True, help_text="What the doctor found afterwards.")
    problem = models.CharField(max_length=500, blank=True)

    objects = IndexRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("색인 작업")
        verbose_name_plural = _("색인 작업")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended yet."""
        return self.state in self.OPEN

    @property
    def is_healthy(self) -> bool:
        """Tell whether index and database were found equal."""
        return bool(self.finding and self.finding.get("is_healthy"))


class Synonym(models.Model):
    """Two ways to say one thing. It counts from the next question on."""

    word = models.CharField(
        _("낱말"), max_length=60, help_text=_("방문자가 적는 말입니다. 여러 낱말이어도 됩니다. 예: 중기부")
    )
    meant = models.CharField(
        _("같은 뜻의 말"), max_length=60, help_text=_("함께 찾을 말입니다. 예: 중소벤처기업부")
    )
    goes_both_ways = models.BooleanField(
        _("양쪽 모두"),
        default=True,
        help_text=_("끄면 낱말을 적은 사람만 같은 뜻의 말까지 찾고, 거꾸로는 찾지 않습니다."),
    )
    is_active = models.BooleanField(_("사용"), default=True)
    note = models.CharField(
        _("근거"), max_length=200, blank=True, help_text=_("왜 같은 뜻인지, 어디에서 보았는지 적습니다.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("적은 사람"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("고친 때"), auto_now=True)

    class Meta:
        verbose_name = _("동의어")
        verbose_name_plural = _("동의어")
        ordering = ["word", "meant"]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                Lower("meant"),
                name="synonym_once",
                violation_error_message=_("이미 있는 동의어입니다."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} {'=' if self.goes_both_ways else '→'} {self.meant}"

    def clean(self) -> None:
        """Keep words as readers type them, and refuse what says nothing or leads back to itself."""
        self.word, self.meant = (clean_query(text, limit=60) for text in (self.word, self.meant))
        if not self.word or not self.meant:
            raise ValidationError(_("두 낱말을 모두 적어 주십시오."))
        if self.word.lower() == self.meant.lower():
            raise ValidationError({"meant": _("낱말과 같은 말입니다. 다른 말을 적어 주십시오.")})
        chain = self._way_back()
        if len(chain) == 2:  # noqa: PLR2004 -- there and back
            raise ValidationError(
                _(
                    "거꾸로 적은 동의어 ‘%(meant)s → %(word)s’이(가) 이미 있습니다. 그것을 고쳐 ‘양쪽 모두’를 켜 주십시오."
                )
                % {"meant": self.meant, "word": self.word}
            )
        if chain:
            raise ValidationError(
                _(
                    "동의어가 꼬리를 물고 제자리로 돌아옵니다: %(chain)s. 하나를 지우거나 ‘양쪽 모두’를 켜 주십시오."
                )
                % {"chain": " → ".join((self.word, *chain))}
            )

    def _way_back(self) -> tuple[str, ...]:
        """Return the words that lead from the meaning back to the word; none where no way leads back."""
        steps: dict[str, list[str]] = {}
        rows = Synonym.objects.exclude(pk=self.pk).order_by("id")
        for word, meant, goes_both_ways in rows.values_list("word", "meant", "goes_both_ways"):
            is_turned = (word.lower(), meant.lower()) == (self.meant.lower(), self.word.lower())
            if is_turned or not (goes_both_ways or self.goes_both_ways):
                steps.setdefault(word.lower(), []).append(meant)
        waiting: list[tuple[str, ...]] = [(self.meant,)]
        seen = {self.meant.lower()}
        while waiting:
            way = waiting.pop(0)
            for following in steps.get(way[-1].lower(), ()):
                if following.lower() == self.word.lower():
                    return (*way, following)
                if following.lower() not in seen:
                    seen.add(following.lower())
                    waiting.append((*way, following))
        return ()


class UserWord(models.Model):
    """A word that staff taught the analyser. It counts from the next rebuild on."""

    class Tag(models.TextChoices):
        """What kind of word it is."""

        NAME = "name", _("이름")
        NOUN = "noun", _("보통 명사")

    word = models.CharField(
        _("낱말"),
        max_length=60,
        unique=True,
        help_text=_("분석기가 모르는 말입니다. 띄어 쓰는 말은 띄어 적습니다. 예: 청양 고추구기자"),
        error_messages={"unique": _("이미 있는 낱말입니다. 목록에서 그것을 고쳐 주십시오.")},
    )
    tag = models.CharField(_("종류"), max_length=4, choices=Tag, default=Tag.NAME)
    parts = models.JSONField(_("구성 낱말"), default=list, blank=True)
    is_atomic = models.BooleanField(
        _("나누지 않음"), default=False, help_text=_("켜면 나누지 않고 한 낱말로 찾습니다.")
    )
    source = models.CharField(
        _("출처"),
        max_length=60,
        blank=True,
        help_text=_("어디에서 본 말인지 적습니다. 예: 검색 기록, 특구계획"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("적은 사람"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("고친 때"), auto_now=True, null=True)

    class Meta:
        verbose_name = _("사용자 낱말")
        verbose_name_plural = _("사용자 낱말")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        """Keep the word as it is looked for, and refuse parts that are not its own: they would lose it to readers."""
        self.word = clean_query(self.word, limit=60)
        glued = "".join(self.word.replace("·", " ").split())
        if not glued or not all("가" <= syllable <= "힣" for syllable in glued):
            raise ValidationError(
                {"word": _("한글로 된 낱말을 적어 주십시오. 영문과 숫자는 가르치지 않아도 찾습니다.")}
            )
        if len(glued) < 2:  # noqa: PLR2004 -- one syllable stands in every word
            raise ValidationError({"word": _("두 글자 이상인 낱말을 적어 주십시오.")})
        if self.parts and self.is_atomic:
            raise ValidationError({"is_atomic": _("나누지 않는 낱말에는 구성 낱말이 없어야 합니다.")})
        if self.parts and "".join(self.parts) != glued:
            raise ValidationError({"parts": _("구성 낱말을 이어 붙이면 낱말과 같아야 합니다.")})


class LoggedSearch(models.Model):
    """A search as somebody made it, without who: personal data is masked, the session a hash that nobody can turn back.

    Rows go after `KEPT_DAYS`.
    """

    KEPT_DAYS = 90
    MOST_CHARACTERS = 100

    typed = models.CharField(_("검색어"), max_length=MOST_CHARACTERS)
    understood = models.CharField(
        max_length=MOST_CHARACTERS, blank=True, help_text="Searched instead of the typed."
    )
    key = models.CharField(
        max_length=MOST_CHARACTERS, help_text="The typed text in lower case, as it is counted."
    )
    is_masked = models.BooleanField(default=False, help_text="Whether personal data was taken out.")
    language = models.CharField(max_length=2)
    narrowed = models.JSONField(default=dict, help_text="Kinds and filters: name to values.")
    page = models.PositiveSmallIntegerField(default=1)
    total = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    is_degraded = models.BooleanField(default=False)
    session = models.CharField(
        max_length=24, help_text="Keyed hash of a session, or of an address and a browser."
    )
    origin = models.CharField(max_length=24, help_text="Keyed hash of a network alone.")
    at = models.DateTimeField(_("때"))

    class Meta:
        verbose_name = _("검색 기록")
        verbose_name_plural = _("검색 기록")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["at"], name="logged_search_at"),
            models.Index(fields=["session", "at"], name="logged_search_session"),
            models.Index(fields=["origin", "at"], name="logged_search_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.typed} ({self.total})"


class LoggedClick(models.Model):
    """A result that was opened, and where it stood."""

    search = models.ForeignKey(LoggedSearch, on_delete=models.CASCADE, related_name="clicks")
    kind = models.CharField(max_length=31)
    object_id = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("열어 본 결과")
        verbose_name_plural = _("열어 본 결과")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "kind", "object_id"], name="logged_click_once_per_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} {self.position}"


class PopularSearch(models.Model):
    """Words that many people have looked for, counted anew each hour; nothing in it leads to anybody."""

    text = models.CharField(max_length=LoggedSearch.MOST_CHARACTERS)
    language = models.CharField(max_length=2)
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("많이 찾은 말")
        verbose_name_plural = _("많이 찾은 말")
        ordering = ["-people", "text"]
        constraints = [
            models.UniqueConstraint(fields=["text", "language"], name="popular_search_once_per_language"),
        ]

    def __str__(self) -> str:
        return self.text


def key_of(kind: str, object_id: str, language: str) -> str:
    """Return the identity of a document on every engine."""
    return f"{kind}:{object_id}:{language}"
