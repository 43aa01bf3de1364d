"""What an Elasticsearch may do to us: be away, slow, read-only, closed to us, or somebody else."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from search.checks import cluster_is_fit_to_ask
from search.engines.base import Deletion, EngineUnavailableError, IndexMissingError
from search.engines.cluster import Cluster
from search.engines.elastic import ElasticEngine
from tests.search.conftest import client_of
from tests.search.test_engine_contract import FACETS, ask, document, documents, filled, numbers
from tests.services.elasticsearch import secured_elasticsearch

LONGEST_WAIT_SECONDS = 1.5
"""Less than two tries; one takes 0.8, and other tests run beside this one."""


def engine_at(port: int) -> ElasticEngine:
    """An engine whose cluster stands at a port of this machine."""
    return ElasticEngine(Cluster((f"http://127.0.0.1:{port}",), write_seconds=0.8))


def assert_unavailable(engine: ElasticEngine) -> None:
    """Whatever is asked or written, the portal hears the same, soon."""
    for call in (
        lambda: engine.search(ask("공주")),
        lambda: engine.suggest(["공주"], language="ko", limit=5),
        lambda: engine.apply([document(1, "공주 알밤 특구")], [Deletion("zone:2:ko", 2)]),
        lambda: dict(engine.revisions()),
        engine.vocabulary,
        engine.live,
    ):
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            call()
        assert time.monotonic() - began < LONGEST_WAIT_SECONDS
    assert not engine.health().is_ready


def test_cluster_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert_unavailable(engine_at(port))


@pytest.mark.long
def test_cluster_that_does_not_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        assert_unavailable(engine_at(silent.getsockname()[1]))


@pytest.fixture(params=[200, 500, 503])
def stranger(request: pytest.FixtureRequest) -> Iterator[int]:
    """A web server that is no Elasticsearch: a proxy's own page, say."""

    class Stranger(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(request.param)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<p>hello")

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that the class looks for

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_server_that_is_no_elasticsearch(stranger: int) -> None:
    assert_unavailable(engine_at(stranger))


@pytest.mark.whole
@pytest.mark.parametrize(
    "block", ["index.blocks.write", "index.blocks.read_only_allow_delete", "index.blocks.read_only"]
)
def test_read_only_index_answers_but_takes_nothing(cluster: Cluster, block: str) -> None:
    engine = filled(ElasticEngine(cluster))
    index = f"{cluster.prefix}-first"
    with client_of(cluster) as client:
        client.indices.put_settings(index=index, settings={block: True})
        with pytest.raises(EngineUnavailableError):
            engine.apply([document(9, "여주 쌀 특구")], [])
        assert numbers(engine, ask("알밤"))[0] == 1
        client.indices.put_settings(index=index, settings={block: False})
    engine.apply([document(9, "여주 쌀 특구")], [])
    assert numbers(engine, ask("쌀")) == [9]


@pytest.mark.whole
def test_index_that_is_gone_is_not_made_anew_by_a_write(cluster: Cluster) -> None:
    engine = filled(ElasticEngine(cluster))
    with client_of(cluster) as client:
        client.indices.delete(index=f"{cluster.prefix}-first")
        for call in (lambda: engine.apply(documents(), []), lambda: engine.search(ask("공주"))):
            with pytest.raises(IndexMissingError):
                call()
        assert not client.indices.exists(index=f"{cluster.prefix}-first")


@pytest.mark.whole
def test_only_what_the_mapping_names_is_taken(cluster: Cluster) -> None:
    filled(ElasticEngine(cluster))
    with client_of(cluster) as client:
        mapping = client.indices.get_mapping(index=f"{cluster.prefix}-first")[f"{cluster.prefix}-first"]
    assert mapping["mappings"]["dynamic"] == "strict"
    kinds = {
        (field["type"], field.get("analyzer", "")) for field in mapping["mappings"]["properties"].values()
    }
    assert kinds == {("text", "whitespace"), ("keyword", ""), ("long", "")}


@pytest.mark.whole
def test_builds_of_another_portal_on_the_cluster_stay(cluster: Cluster) -> None:
    """One prefix may begin with the other."""
    other = filled(ElasticEngine(replace(cluster, prefix=f"{cluster.prefix}-other")))
    engine = filled(ElasticEngine(cluster))
    for build_id in ("second", "third"):
        engine.switch(engine.begin_rebuild(build_id, facets=FACETS))
    assert numbers(other, ask("알밤"))[0] == 1


@pytest.mark.whole
def test_deletions_are_remembered_longer_than_a_write_can_be_late(cluster: Cluster) -> None:
    engine = filled(ElasticEngine(cluster))
    with client_of(cluster) as client:
        index = f"{cluster.prefix}-first"
        assert client.indices.get_settings(index=index)[index]["settings"]["index"]["gc_deletes"] == "1d"
        engine.apply([], [Deletion("zone:1:ko", 99)])
        late = replace(document(1, "여주 쌀 특구"), revision=98)
        engine.apply([late], [])
        assert numbers(engine, ask("쌀")) == []
        # The control: it is the memory of deletions that refuses it.
        client.indices.put_settings(index=index, settings={"gc_deletes": "0ms"})
        time.sleep(1.1)  # the server looks at a clock that it reads each second
        client.indices.refresh(index=index)
        engine.apply([late], [])
        assert numbers(engine, ask("쌀")) == [1]


@pytest.mark.whole
def test_password_and_certificate() -> None:
    with secured_elasticsearch() as server:
        cluster = Cluster(
            (server.url,),
            user=server.user,
            password=server.password,
            ca_file=str(server.ca_file),
            question_seconds=10.0,
        )
        engine = filled(ElasticEngine(cluster))
        for build_id in ("second", "third"):  # what the role of the README does not allow would fail here
            new = engine.begin_rebuild(build_id, facets=FACETS)
            new.apply(documents(), [])
            engine.switch(new)
        assert numbers(engine, ask("알밤"))[0] == 1
        assert engine.vocabulary()
        assert engine.suggest(["공주"], language="ko", limit=5)
        assert len(dict(engine.revisions())) == 6
        assert engine.health().is_ready
        for unfit in (
            replace(cluster, password="wrong"),
            replace(cluster, user="", password=""),
            replace(cluster, ca_file=""),
            replace(cluster, nodes=(server.url.replace("https", "http"),)),
        ):
            with pytest.raises(EngineUnavailableError) as caught:
                ElasticEngine(unfit).search(ask("알밤"))
            assert server.password not in str(caught.value)


# --- Settings


@pytest.fixture
def elastic(settings: Settings) -> Settings:
    """Settings with a cluster that is never asked."""
    settings.SEARCH_ENGINE = "elastic"
    settings.ELASTICSEARCH_URL = "https://reader:a%2Fb@one.example:9200, https://two.example:9200/search/"
    settings.ELASTICSEARCH_USER = settings.ELASTICSEARCH_PASSWORD = ""
    return settings


def test_addresses_user_and_password_are_told_apart(elastic: Settings) -> None:
    cluster = Cluster.configured()
    assert cluster.nodes == ("https://one.example:9200", "https://two.example:9200/search")
    assert (cluster.user, cluster.password) == ("reader", "a/b")
    assert "a/b" not in repr(cluster)


def test_own_settings_win_over_the_address(elastic: Settings) -> None:
    elastic.ELASTICSEARCH_USER, elastic.ELASTICSEARCH_PASSWORD = "writer", "secret"
    assert (Cluster.configured().user, Cluster.configured().password) == ("writer", "secret")


@pytest.mark.parametrize(
    "url", ["", "localhost:9200", "http://localhost", "http://localhost:port", "http://a:1,b"]
)
def test_address_that_is_not_whole_is_reported(elastic: Settings, url: str) -> None:
    elastic.ELASTICSEARCH_URL = url
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_URL"):
        Cluster.configured()
    assert ids(cluster_is_fit_to_ask()) == ["search.E001"]


@pytest.mark.parametrize(
    ("url", "is_live", "found"),
    [
        ("http://reader:word@search.example:9200", True, ["search.E002"]),
        ("http://reader:word@search.example:9200", False, []),
        ("http://reader:word@127.0.0.1:9200", True, []),
        ("http://search.example:9200", True, []),
        ("https://reader:word@search.example:9200", True, []),
    ],
)
def test_password_in_the_clear_is_reported(
    elastic: Settings, url: str, *, is_live: bool, found: list[str]
) -> None:
    elastic.ELASTICSEARCH_URL = url
    elastic.SAMPLE_CONTENT_ALLOWED = not is_live
    assert ids(cluster_is_fit_to_ask()) == found


def test_cluster_is_not_looked_at_where_the_embedded_engine_answers(elastic: Settings) -> None:
    elastic.SEARCH_ENGINE, elastic.ELASTICSEARCH_URL = "tantivy", "nonsense"
    assert cluster_is_fit_to_ask() == []


def ids(messages: list[CheckMessage]) -> list[str]:
    """The numbers of messages."""
    return [str(message.id) for message in messages]
