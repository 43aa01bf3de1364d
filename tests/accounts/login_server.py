"""A login server of somebody else's: speaks OpenID Connect on loopback, and only that.

Stands in for servers that no test may reach. Discovery, authorization code with PKCE, client secret, single use of a
code, user information and a signed ID token are done as the standard says, so that a client which forgets one fails.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT = "hanmadang"
SECRET = "a-secret-of-the-client-that-is-long-enough"


@dataclass
class LoginServer:
    """The server and whom it lets in; `is_broken` makes it answer nonsense."""

    address: str = ""
    subject: str = "1001"
    email: str = ""
    is_broken: bool = False
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def settings(self) -> dict[str, object]:
        """How the portal is told of it."""
        app = {
            "provider_id": "oidc",
            "name": "예시 로그인",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.address, "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}

    def discovery(self) -> dict[str, object]:
        """What clients read first."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Let the person in and send him back with a code."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.grants[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, object] | None:
        """A token for a code that was given out, once, to who can prove to have asked for it."""
        grant = self.grants.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            grant is not None
            and grant["code_challenge"] == challenge
            and grant["redirect_uri"] == asked.get("redirect_uri")
            and (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)
        )
        if not is_right:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        claims = {"iss": self.address, "aud": CLIENT, "exp": time.time() + 60, **self.person()}
        return {
            "access_token": token,
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, SECRET, algorithm="HS256"),
        }

    def person(self) -> dict[str, object]:
        """Whom it let in. It calls the address verified, as servers do that never asked."""
        return {
            "sub": self.subject,
            "email": self.email,
            "email_verified": True,
            "family_name": "연",
            "given_name": "동",
        }


@contextmanager
def serve_login() -> Iterator[LoginServer]:
    """Run one on a port of its own."""
    server = LoginServer()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(server))
    server.address = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def _handler_of(server: LoginServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if server.is_broken:
                self._answer(200, "[]")
            elif address.path == "/.well-known/openid-configuration":
                self._answer(200, json.dumps(server.discovery()))
            elif address.path == "/authorize":
                self._redirect(server.authorize(_single(address.query)))
            elif self.headers.get("Authorization", "").removeprefix("Bearer ") in server.tokens:
                self._answer(200, json.dumps(server.person()))
            else:
                self._answer(401, "{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            token = server.token(_single(body))
            self._answer(200 if token else 400, json.dumps(token or {"error": "invalid_grant"}))

        def _redirect(self, target: str) -> None:
            self.send_response(302)
            self.send_header("Location", target)
            self.end_headers()

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's signature)
            """Say nothing."""

    return Handler


def _single(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query).items()}
