"""The first version of what people agree to. Later versions are made in the CMS."""

from django.db import migrations

TEXTS = [
    {
        "kind": "membership",
        "is_required": True,
        "title_ko": "개인정보 수집·이용 동의",
        "title_en": "Consent to the collection and use of personal data",
        "purpose_ko": "로그인, 안내 메일, 편집 기록에서 누가 고쳤는지 보이기",
        "purpose_en": "Signing in, mails about the account, and showing in the edit history who changed what",
        "items_ko": "이메일, 이름, 비밀번호(되돌릴 수 없는 형태), 메일의 언어, 로그인한 기기의 IP 주소와 브라우저 종류",
        "items_en": "E-mail address, name, password (in a form that cannot be turned back), language of mails, IP address and kind of browser of devices signed in",
        "period_ko": "탈퇴할 때까지. 탈퇴를 신청하고 7일 뒤 지웁니다. 접속기록은 2년 동안 둡니다.",
        "period_en": "Until you leave; erased seven days after you ask for it. The access log is kept for two years.",
        "refusal_ko": "동의하지 않을 수 있습니다. 그러면 가입할 수 없지만, 공개된 쪽은 모두 볼 수 있습니다.",
        "refusal_en": "You may refuse. You then cannot sign up, but every public page stays open to you.",
    },
    {
        "kind": "news",
        "is_required": False,
        "title_ko": "소식과 알림 메일 받기 동의",
        "title_en": "Consent to news and notices by mail",
        "purpose_ko": "새 사례와 공고, 관심 있는 특구의 소식을 메일로 보내기",
        "purpose_en": "Sending new cases, calls, and news of zones you follow by mail",
        "items_ko": "이메일, 메일의 언어",
        "items_en": "E-mail address, language of mails",
        "period_ko": "동의를 거두거나 탈퇴할 때까지",
        "period_en": "Until you withdraw the consent or leave",
        "refusal_ko": "동의하지 않아도 다른 것은 모두 쓸 수 있습니다.",
        "refusal_en": "You may refuse and still use everything else.",
    },
]


def add(apps, schema_editor):
    model = apps.get_model("portal", "ConsentText")
    for text in TEXTS:
        model.objects.get_or_create(
            kind=text["kind"], version=1, defaults={key: value for key, value in text.items() if key != "kind"}
        )


def remove(apps, schema_editor):
    model = apps.get_model("portal", "ConsentText")
    model.objects.filter(version=1, kind__in=[text["kind"] for text in TEXTS], consents=None).delete()


class Migration(migrations.Migration):
    dependencies = [("portal", "0012_personal_data")]
    operations = [migrations.RunPython(add, remove)]
