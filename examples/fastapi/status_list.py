"""Rejects revoked access tokens: draft-ietf-oauth-status-list-21, with the standard library and PyJWT."""
import base64, logging, re, threading, time, urllib.request, zlib

import jwt

MAX_BODY, MAX_INFLATED, MAX_LISTS, TIMEOUT, RETRY, FORGET = 512 * 1024, 1024 * 1024, 256, 5, 2, 600


class Revoked(jwt.InvalidTokenError):
    """The token was revoked, or its status is not one."""


class Unavailable(Exception):
    """The keys or lists of the issuer are unavailable, so the status is unknown. The token may be valid."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class StatusLists:
    def __init__(self, issuer, keys, accept_when_unavailable=False):
        self.issuer, self.keys, self.accept_when_unavailable = issuer.rstrip("/"), keys, accept_when_unavailable
        self.opener = urllib.request.build_opener(NoRedirect)
        self.lists, self.lock = {}, threading.Lock()

    def check(self, claims):
        """Raises Revoked or Unavailable. The signature, issuer and lifetime of the token have been checked before."""
        if "status" not in claims:
            return
        try:
            reference = claims["status"]["status_list"]
            index, uri = reference["idx"], reference["uri"]
        except (KeyError, TypeError):
            raise Revoked("The status of the token is not a place in a status list")
        # Only plain characters below the issuer, so that a token cannot make this program call another server.
        own = isinstance(uri, str) and uri.startswith(self.issuer + "/") and len(uri) < 2048
        if type(index) is not int or not own or not re.fullmatch(r"[\w/-]+", uri[len(self.issuer):], re.ASCII):
            raise Revoked("The status of the token is not a place in a status list of its issuer")
        status_list = self._tracked(uri)
        if status_list is None or status_list["exp"] <= time.time():
            if self.accept_when_unavailable:
                return
            raise Unavailable("Whether the token was revoked cannot be told at the moment")
        bits, statuses = status_list["bits"], status_list["statuses"]
        if not 0 <= index < len(statuses) * 8 // bits:
            raise Revoked("The status list of the token is shorter than the token says")
        if statuses[index * bits // 8] >> (index * bits % 8) & ((1 << bits) - 1):
            raise Revoked("The token was revoked")

    def _tracked(self, uri):
        with self.lock:
            tracked = self.lists.get(uri)
            if tracked is None and len(self.lists) < MAX_LISTS:
                tracked = self.lists[uri] = {"list": None, "first": threading.Event(), "met": time.monotonic()}
                threading.Thread(target=self._keep, args=(uri, tracked), daemon=True).start()
        if tracked is None:
            return None
        tracked["met"] = time.monotonic()
        tracked["first"].wait(2)  # Requests do not wait for later fetches.
        return tracked["list"]

    def _keep(self, uri, tracked):
        """Fetches a list in the background while tokens name it. The last valid list is used until it expires."""
        while time.monotonic() - tracked["met"] < FORGET:
            pause = RETRY
            try:
                fetched = self._fetch(uri)
                if tracked["list"] is None or fetched["iat"] >= tracked["list"]["iat"]:
                    tracked["list"] = fetched
                pause = min(max(fetched["ttl"], 1), 300)
            except Exception as e:  # An invalid list is not used, whatever the reason.
                logging.warning("The status list %s cannot be used: %r", uri, e)
            tracked["first"].set()
            time.sleep(pause)
        with self.lock:
            del self.lists[uri]

    def _fetch(self, uri):
        request = urllib.request.Request(uri, headers={"Accept": "application/statuslist+jwt"})
        with self.opener.open(request, timeout=TIMEOUT) as response:
            token, deadline = b"", time.monotonic() + TIMEOUT
            while chunk := response.read1(65536):
                token += chunk
                if len(token) > MAX_BODY or time.monotonic() > deadline:
                    raise ValueError("too large or too slow")
        token = token.decode("ascii").strip()
        if jwt.get_unverified_header(token).get("typ") != "statuslist+jwt":
            raise ValueError("not a status list")
        claims = jwt.decode(token, self.keys.get_signing_key_from_jwt(token).key, algorithms=["RS256", "ES256"],
                            leeway=60, options={"require": ["sub", "iat", "exp"]})
        status_list = claims["status_list"]
        if claims["sub"] != uri or status_list["bits"] not in (1, 2, 4, 8):
            raise ValueError("another list")
        lst = status_list["lst"]
        inflater = zlib.decompressobj()
        statuses = inflater.decompress(base64.urlsafe_b64decode(lst + "=" * (-len(lst) % 4)), MAX_INFLATED)
        if not inflater.eof:
            raise ValueError("too large when inflated, or cut off")
        return {"bits": status_list["bits"], "statuses": statuses, "iat": claims["iat"], "exp": claims["exp"],
                "ttl": claims.get("ttl", 30)}
