"""A small OpenID provider on this machine: authorization code, PKCE, tokens signed with RS256."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, PASSWORD = "liren", "a-client-secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """Who is signed in there, and how it misbehaves."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Doors)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.sub, self.key = "u-17", KEY
        self.codes: dict[str, str] = {}
        self.refused: list[str] = []
        self.claims: dict[str, Any] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def token(self) -> str:
        """A signed token that says who came."""
        usual = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.sub,
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "email": "li@example.org",
            "email_verified": True,
        }
        head = {"kid": "1"}
        return jwt.encode({**usual, **self.claims}, self.key, algorithm="RS256", headers=head)


class Doors(BaseHTTPRequestHandler):
    """What the provider answers."""

    server: Provider

    def do_GET(self) -> None:
        """The description, the keys, and the door through which people come."""
        at, url = urlsplit(self.path), self.server.url
        asked = {name: values[0] for name, values in parse_qs(at.query).items()}
        if at.path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            found = {f"{name}_endpoint": f"{url}/{path}" for name, path in ends.items()}
            self.say({**found, "issuer": url, "jwks_uri": f"{url}/keys"})
        elif at.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.say({"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]})
        else:
            code = secrets.token_hex(8)
            self.server.codes[code] = asked["code_challenge"]
            assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
            back = {"code": code, "state": asked["state"]}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.end_headers()

    def do_POST(self) -> None:
        """The token for a code, to whoever asked for the code, once."""
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        given = {name: values[0] for name, values in sent.items()}
        hashed = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        known = self.server.codes.pop(given["code"], None)
        if known != challenge or given.get("client_secret") != PASSWORD:
            self.server.refused.append(given["code"])
            self.say({"error": "invalid_grant"}, 400)
        else:
            told = {"access_token": "x", "token_type": "Bearer", "id_token": self.server.token()}
            self.say(told)

    def say(self, answer: object, status: int = 200) -> None:
        """Answer in JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_given: Any) -> None:
        """Say nothing."""
