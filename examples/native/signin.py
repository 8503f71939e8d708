#!/usr/bin/env python3
"""Signs a user in from the command line with the browser: RFC 8252 with a loopback redirect, PKCE, no client secret."""
import base64
import hashlib
import http.server
import json
import os
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request
import webbrowser

ISSUER = os.environ.get("ISSUER", "http://localhost:9000")
CLIENT_ID = os.environ.get("CLIENT_ID", "native")


def fetch(url, form=None, token=None):
    """Sends a GET, or a POST when there is a form. Returns the JSON of the answer."""
    body = None if form is None else urllib.parse.urlencode(form).encode()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{url}: {error.code} {error.read(1000).decode(errors='replace')}")


class Callback(http.server.BaseHTTPRequestHandler):
    """Takes the one request in which the browser brings the code."""

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path != "/callback":
            self.send_error(404)
            return
        self.server.answer = dict(urllib.parse.parse_qsl(url.query))
        page = b"<!doctype html><title>Signed in</title><p>You can close this window."
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        """The URL has a code in it: nothing is logged."""


def sign_in(metadata):
    """Opens the browser, waits for it to come back, and redeems the code. Returns the tokens."""
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    state = secrets.token_urlsafe(16)
    # Port 0: the operating system picks a free one. The registered redirect URI has no port, and any matches it.
    with http.server.HTTPServer(("127.0.0.1", 0), Callback) as server:
        redirect_uri = f"http://127.0.0.1:{server.server_port}/callback"
        url = metadata["authorization_endpoint"] + "?" + urllib.parse.urlencode({
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": redirect_uri,
            "scope": "openid profile offline_access",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        })
        print(f"Sign in with your browser: {url}", flush=True)
        webbrowser.open(url)
        server.answer = None
        while server.answer is None:
            server.handle_request()
    answer = server.answer
    # Another site may send the browser here, with an answer of its own (RFC 9207).
    if answer.get("state") != state or answer.get("iss") != metadata["issuer"]:
        sys.exit("The answer is not for this sign-in.")
    if "error" in answer:
        sys.exit(f"{answer['error']}: {answer.get('error_description', '')}")
    return fetch(metadata["token_endpoint"], {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": CLIENT_ID,
    })


def main():
    metadata = fetch(ISSUER + "/.well-known/openid-configuration")
    tokens = sign_in(metadata)
    user = fetch(metadata["userinfo_endpoint"], token=tokens["access_token"])
    print(f"Signed in as {user['preferred_username']}.", flush=True)

    # Before the access token expires. Store the new refresh token before you use the new access token.
    tokens |= fetch(metadata["token_endpoint"], {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": CLIENT_ID,
    })
    print("Refreshed.", flush=True)

    try:
        input("Press Enter to sign out. ")
    except (EOFError, RuntimeError):
        pass  # Standard input has ended or is closed, as under cron: sign out at once.
    fetch(metadata["revocation_endpoint"], {"token": tokens["refresh_token"], "client_id": CLIENT_ID})
    print("\nSigned out of this program. The browser stays signed in.")


if __name__ == "__main__":
    main()
