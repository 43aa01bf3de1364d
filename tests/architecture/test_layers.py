"""No table refers to a higher layer: string references escape the import contracts."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from portal.settings.base import REPOSITORY
from tests.architecture.source import KNOWHOW, LAYERS, layer


def upward(models: Iterable[type[Model]]) -> Iterator[str]:
    """Name each foreign key, one-to-one and many-to-many that leads from a lower layer to a higher one."""
    for model in models:
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model if isinstance(field, Field) else None
            if isinstance(target, type) and _layer(model) < _layer(target):
                yield f"{model._meta.label}.{field.name} → {target._meta.label}"


def _layer(model: type[Model]) -> int:
    """The layer of the app that the table belongs to; what is not ours is below everything."""
    found = layer(apps.get_app_config(model._meta.app_label).name)
    return -1 if found is None else found


def test_no_table_refers_to_a_higher_layer() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if _layer(model) >= 0]
    assert ours
    assert not list(upward(ours))


@pytest.mark.django_isolate_apps("search")
def test_an_upward_reference_is_noticed() -> None:
    higher = next(iter(apps.get_app_config("knowhow").get_models()))

    class Reference(Model):
        case = ForeignKey(higher, on_delete=lambda *_: None, related_name="+")

        class Meta:
            app_label = "search"

        def __str__(self) -> str:
            return ""

    assert list(upward([Reference])) == [f"search.Reference.case → {higher._meta.label}"]


def test_every_app_of_ours_has_a_layer() -> None:
    ours = [app.name for app in apps.get_app_configs() if (REPOSITORY / app.name.partition(".")[0]).is_dir()]
    assert ours
    assert not [name for name in ours if layer(name) is None]


def test_layers_are_asked_by_the_longest_name() -> None:
    assert layer("knowhow.models.cases") == KNOWHOW
    assert layer("portal.zones.models") == LAYERS["portal.zones"] != LAYERS["portal"]
