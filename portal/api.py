"""The open API: every room brings a router; errors are problem+json."""

from ninja import NinjaAPI

from search.api import router as search_router

api = NinjaAPI(title="Hanmadang", version="1", urls_namespace="api", docs_url=None, openapi_url=None)
api.add_router("", search_router)
