#!/usr/bin/env python3
"""Prints the clients of Spring Authorization Server as a file for 'latchkey apply'.

  psql "$DATABASE" -c '\\copy (SELECT * FROM oauth2_registered_client) TO STDOUT CSV HEADER' > clients.csv
  python3 spring_clients.py clients.csv > clients.yaml
  latchkey apply clients.yaml --secrets-out secrets.jsonl --dry-run

What cannot be carried over is said on standard error, and with REFUSED what has to be corrected first. The file is
JSON, which is YAML too.
"""
import csv
import hashlib
import json
import re
import sys

GRANTS = {
    "authorization_code": "authorization_code",
    "refresh_token": "refresh_token",
    "client_credentials": "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code": "device_code",
    "password": "password",
}
# The defaults of Spring Authorization Server, in seconds.
ACCESS, REFRESH = 300, 3600
DAY = 86_400
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
LOOPBACK = r"http://(localhost|127\.0\.0\.1|\[::1])([:/?]|$)"


def say(client, words):
    print(f"{client}: {words}", file=sys.stderr)


def listed(text):
    return sorted(part for part in (text or "").split(",") if part)


def settings(text):
    """Settings without the Java classes that Jackson writes beside them."""
    return {name: value for name, value in json.loads(text or "{}").items() if name.startswith("settings.")}


def seconds(tokens, name, default):
    """Spring 7 writes ["java.time.Duration", "PT1H30M"], older versions a number of seconds."""
    value = tokens.get("settings.token." + name, default)
    value = str(value[1] if isinstance(value, list) else value)
    iso = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", value)
    if iso is None:
        return int(float(value))
    hours, minutes, rest = (int(part or 0) for part in iso.groups())
    return hours * 3600 + minutes * 60 + rest


def secret(row, client):
    """The hash of a secret that is stored in clear and long enough; others cannot be computed."""
    stored = row["client_secret"] or ""
    if row.get("client_secret_expires_at"):
        say(row["client_id"], "gets a new secret, because the old one ends on " + row["client_secret_expires_at"])
        return
    if stored.startswith("{noop}") and len(stored) >= len("{noop}") + 32:
        client["secret_hash"] = "sha256:" + hashlib.sha256(stored[len("{noop}"):].encode()).hexdigest()
    else:
        say(row["client_id"], "gets a new secret, because the old one is hashed or short")


def authentication(row, options, client):
    methods = listed(row["client_authentication_methods"])
    known = [method for method in methods if method.startswith("client_secret_") and method != "client_secret_jwt"]
    if methods == ["none"]:
        client["confidential"] = False
    elif "private_key_jwt" in methods and options.get("settings.client.jwk-set-url"):
        client["auth_method"] = "private_key_jwt"
        client["jwks_uri"] = options["settings.client.jwk-set-url"]
    elif "tls_client_auth" in methods and options.get("settings.client.x509-certificate-subject-dn"):
        client["auth_method"] = "tls_client_auth"
        client["tls_subject"] = options["settings.client.x509-certificate-subject-dn"]
    else:
        secret(row, client)
    for method in methods:
        if method not in known and method not in ("none", client.get("auth_method")):
            say(row["client_id"], f"does not authenticate by {method} any more")


def refused(name, client):
    """Says what 'latchkey apply' will refuse; it is for a person to decide what to write instead."""
    if re.fullmatch(UUID, name):
        say(name, "REFUSED: a client id does not have the form of a UUID")
    elif not re.fullmatch("[!-9;-~]{1,128}", name):
        say(name, "REFUSED: a client id has 1 to 128 visible ASCII characters and no colon")
    if not 1 <= client["access_token_lifetime"] <= DAY:
        say(name, f"REFUSED: access_token_lifetime is {client['access_token_lifetime']}, and at most a day ({DAY})")
    if not 1 <= client["refresh_token_lifetime"] <= 730 * DAY:
        say(name, f"REFUSED: refresh_token_lifetime is {client['refresh_token_lifetime']}, and at most {730 * DAY}")
    for uri in client.get("redirect_uris", []) + client.get("post_logout_uris", []):
        if uri.startswith("http:") and not re.match(LOOPBACK, uri):
            say(name, f"REFUSED: {uri} is not https; http is for localhost, 127.0.0.1 and [::1] only")


def convert(row):
    name = row["client_id"]
    options, tokens = settings(row["client_settings"]), settings(row["token_settings"])
    client = {"client_id": name}
    if row["client_name"] and row["client_name"] != row["id"]:
        client["name"] = row["client_name"]
    authentication(row, options, client)
    grants = listed(row["authorization_grant_types"])
    client["grant_types"] = [GRANTS[grant] for grant in grants if grant in GRANTS]
    for grant in grants:
        if grant not in GRANTS:
            say(name, f"loses the grant {grant}")
    client["scopes"] = listed(row["scopes"])
    if listed(row["redirect_uris"]):
        client["redirect_uris"] = listed(row["redirect_uris"])
    if listed(row.get("post_logout_redirect_uris")):
        client["post_logout_uris"] = listed(row["post_logout_redirect_uris"])
    if not options.get("settings.client.require-authorization-consent"):
        if client.get("confidential", True) or any(uri.startswith("https:") for uri in client.get("redirect_uris", [])):
            client["consent"] = "never"
        else:
            say(name, "asks its users for consent, because any program on their device can pose as it")
    if not options.get("settings.client.require-proof-key") and client.get("confidential", True):
        client["pkce"] = "optional"
    if tokens.get("settings.token.id-token-signature-algorithm", ["", "RS256"])[1] == "ES256":
        client["signing_algorithm"] = "ES256"
    client["access_token_lifetime"] = seconds(tokens, "access-token-time-to-live", ACCESS)
    client["refresh_token_lifetime"] = client["refresh_token_idle"] = seconds(tokens, "refresh-token-time-to-live", REFRESH)
    if tokens.get("settings.token.access-token-format", {}).get("value") == "reference":
        say(name, "gets access tokens that are JWTs, not references")
    refused(name, client)
    return client


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    csv.field_size_limit(1 << 24)
    try:
        with open(sys.argv[1], newline="", encoding="utf-8") as file:
            clients = [convert(row) for row in csv.DictReader(file)]
    except OSError as error:
        sys.exit(f"{sys.argv[1]}: {error.strerror}")
    except (KeyError, ValueError) as error:
        sys.exit(f"{sys.argv[1]} is no table oauth2_registered_client with a heading: {error}")
    json.dump({"version": 1, "clients": sorted(clients, key=lambda one: one["client_id"])}, sys.stdout, indent=2)
    print()


main()
