"""Pages for machines and the first page."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("facts")


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_first_page_counts_real_zones(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.context["overview"].total == 179


def test_provinces_of_the_first_page_add_up_to_all_zones(client: Client) -> None:
    assert sum(area.count for area in client.get("/").context["overview"].map.areas) == 179


def test_sitemap_is_one_urlset_with_every_public_page(client: Client) -> None:
    body = client.get("/sitemap.xml").content.decode()
    assert body.count("<urlset") == 1
    assert len(re.findall(r"<loc>[^<]*/zones/(?!compare/)[a-z0-9-]+/</loc>", body)) == 2 * 179
    assert len(re.findall(r"<loc>[^<]*/exemptions/A[^<]*</loc>", body)) == 2 * 98
    assert len(re.findall(r"<loc>[^<]*/cases/[a-z0-9-]+/</loc>", body)) == 2 * 56


def test_robots_names_the_sitemap_and_closes_the_editors_side(client: Client) -> None:
    body = client.get("/robots.txt").content.decode()
    assert "Disallow: /cms/" in body
    assert "Sitemap: http://testserver/sitemap.xml" in body


@pytest.mark.parametrize("path", ["/nope/", "/en/nope/", "/zones/nope/", "/cases/nope/", "/exemptions/nope/"])
def test_missing_page_is_404_with_a_way_on(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "/search/" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/zones/",
        "/exemptions/",
        "/cases/",
        "/search/",
        "/search/?q=밤",
        "/display/",
        "/accounts/login/",
        "/nope/",
    ],
)
def test_every_page_has_the_strict_policy(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy


def test_editors_pages_have_their_own_policy(admin_client: Client) -> None:
    assert "unsafe-inline" in admin_client.get("/cms/login/")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/zones/", "/exemptions/", "/cases/", "/search/"])
def test_pages_name_themselves_in_both_languages(client: Client, path: str) -> None:
    body = client.get(path).content.decode()
    alternates = dict(re.findall(r'hreflang="(\w[\w-]*)" href="([^"]+)"', body))
    assert alternates["ko"] == f"http://testserver{path}"
    assert alternates["en"] == f"http://testserver/en{path}"
    assert f'<link rel="canonical" href="http://testserver{path}"' in body
