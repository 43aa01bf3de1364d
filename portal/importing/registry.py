"""Which importers there are. Rooms register theirs in `AppConfig.ready()`."""

from typing import Any

from portal.importing.importers import Importer
from portal.importing.models import ImportRun

_importers: dict[str, type[Importer[Any]]] = {}


class UnknownImporterError(LookupError):
    """No importer of that name; the message lists those there are."""


def register_importer(importer: type[Importer[Any]]) -> None:
    """Make an importer known. Raises `ValueError` when another one has its name."""
    if _importers.get(importer.name, importer) is not importer:
        raise ValueError(f"An importer {importer.name!r} is registered already. Give this one another name.")
    _importers[importer.name] = importer


def is_registered(name: str) -> bool:
    """Whether a room brought an importer of that name."""
    return name in _importers


def new_importer(name: str, *, is_sample: bool = False) -> Importer[Any]:
    """An importer ready for one plan, of facts or of examples.

    Raises `UnknownImporterError`, and `ValueError` for examples where the table cannot mark them.
    """
    if name not in _importers:
        raise UnknownImporterError(
            f"There is no importer {name!r}. Use one of: {', '.join(sorted(_importers))}."
        )
    if is_sample and not _importers[name].takes_examples:
        raise ValueError(f"{name!r} cannot tell examples from facts. Give its table a mark first.")
    return _importers[name](is_sample=is_sample)


def importer_of(run: ImportRun) -> Importer[Any]:
    """The importer of a run, which knows its run. Raises what `new_importer` raises."""
    importer = new_importer(run.importer, is_sample=run.is_sample)
    importer.run = run
    return importer


def rows_in_a_request(name: str, *, otherwise: int) -> int:
    """How many rows of an importer are done while somebody waits."""
    return _importers[name].in_request_rows if name in _importers else otherwise


def offered_importers() -> list[type[Importer[Any]]]:
    """The importers that the CMS offers, in the order they were registered."""
    return [importer for importer in _importers.values() if importer.is_offered]


def label_of_importer(name: str) -> str:
    """What an importer is called on the screen; its name where it is gone."""
    return str(_importers[name].label) if name in _importers else name
