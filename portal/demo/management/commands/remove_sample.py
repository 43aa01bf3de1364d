"""Take the marked examples out."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.sample import remove_sample


class Command(BaseCommand):
    """Deletes every example with its pages; real content stays."""

    help = "예시 자료를 모두 지웁니다."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove and count."""
        self.stdout.write(f"예시 특구 {remove_sample()}곳을 지웠습니다.")
