"""Add the marked examples."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.sample import load_sample
from portal.zones.jobs import refresh_peers_if_facts_changed


class Command(BaseCommand):
    """Adds fictitious zones and cases, each marked 예시; leaves those that stand as they are."""

    help = "예시 자료를 넣습니다. 실제가 아닌 자료이며 remove_sample로 모두 지울 수 있습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in production, else load."""
        if not settings.SAMPLE_CONTENT_ALLOWED:
            raise CommandError("실서비스에는 예시 자료를 넣을 수 없습니다.")
        loaded = load_sample()
        refresh_peers_if_facts_changed.func()
        self.stdout.write(f"예시 특구 {loaded}곳을 넣었습니다.")
