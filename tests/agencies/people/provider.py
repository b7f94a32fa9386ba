"""A small identity provider on loopback that speaks OpenID Connect as the standard says, and lies when told to."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portal", "rahasia-portal"


@dataclass
class Provider:
    """The provider with the one person who is signed in there; a test changes what it says."""

    sub: str = "orang-1"
    claims: dict[str, Any] = field(default_factory=dict)
    # What stands in the tokens instead of the truth.
    in_id_token: dict[str, Any] = field(default_factory=dict)
    in_userinfo: dict[str, Any] = field(default_factory=dict)
    described_as: str = ""
    broken: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def app(self, **settings: Any) -> dict[str, Any]:
        """Itself as OIDC_APPS names it."""
        return {
            "provider_id": "sso-kota",
            "name": "SSO Kota",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url, "trust_email": True} | settings,
        }

    def discovery(self, _asked: dict[str, str]) -> dict[str, Any]:
        return {
            "issuer": self.described_as or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to; the person has agreed."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """Changes a code, once, for tokens."""
        given = self.codes.pop(asked.get("code", ""), None)
        if given is None or asked["client_secret"] != SECRET or asked["redirect_uri"] != given["redirect_uri"]:
            return {"error": "invalid_grant"}
        hashed = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() != given["code_challenge"]:
            return {"error": "invalid_grant"}
        access = secrets.token_urlsafe()
        self.tokens.add(access)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.sub, "iat": now, "exp": now + 300}
        signed = jwt.encode(
            claims | self.claims | self.in_id_token, self.key, algorithm="RS256", headers={"kid": "kunci-1"}
        )
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def userinfo(self, asked: dict[str, str]) -> dict[str, Any]:
        assert asked["authorization"].removeprefix("Bearer ") in self.tokens
        return {"sub": self.sub} | self.claims | self.in_userinfo

    def jwks(self, _asked: dict[str, str]) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "kunci-1", "alg": "RS256", "use": "sig"}]}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    pages = {
        "/.well-known/openid-configuration": provider.discovery,
        "/token": provider.token,
        "/userinfo": provider.userinfo,
        "/jwks": provider.jwks,
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            asked = _first(parts.query) | {"authorization": self.headers.get("Authorization", "")}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            else:
                self._tell(parts.path, asked)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            self._tell(self.path, _first(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _tell(self, path: str, asked: dict[str, str]) -> None:
            answer = b"<html>rusak" if path in provider.broken else json.dumps(pages[path](asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    return Handler


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
