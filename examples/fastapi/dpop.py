"""Verifies the proofs of access tokens that are bound to a key: RFC 9449 (DPoP), with the standard library and PyJWT."""
import base64, hashlib, json, threading, time, urllib.parse

import jwt

from status_list import Unavailable

ALGORITHMS, MAX_LENGTH, WINDOW, MAX_USED = ["ES256", "PS256", "EdDSA"], 4096, 60, 100_000
CHALLENGE = f'DPoP error="invalid_dpop_proof", algs="{" ".join(ALGORITHMS)}"'
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
THUMBPRINT = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}


class BadProof(jwt.InvalidTokenError):
    """The proof is missing, or not one of this request, or was used before."""


def sha256(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def normal(url):
    parts = urllib.parse.urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme.lower())
    return parts.scheme.lower(), parts.hostname, port, parts.username, parts.path or "/"


class Proofs:
    """Each proof is accepted once, by this process. Several processes need a store that they share."""

    def __init__(self):
        self.used, self.cleaned, self.lock = {}, 0, threading.Lock()

    def check(self, method, url, headers, token, jkt):
        """Raises BadProof, or Unavailable. The url is the one that clients know, whatever host the request named."""
        if len(headers) != 1 or len(headers[0]) > MAX_LENGTH:
            raise BadProof("There is not one proof")
        header = jwt.get_unverified_header(headers[0])
        jwk, algorithm = header.get("jwk"), header.get("alg")
        if header.get("typ") != "dpop+jwt" or algorithm not in ALGORITHMS or "crit" in header:
            raise BadProof("It is no proof")
        if not isinstance(jwk, dict) or PRIVATE & jwk.keys() or jwk.get("kty") not in THUMBPRINT:
            raise BadProof("It has no public key")
        canonical = {name: jwk.get(name) for name in THUMBPRINT[jwk["kty"]]}
        if sha256(json.dumps(canonical, separators=(",", ":"), sort_keys=True)) != jkt:
            raise BadProof("The key is another one")
        try:
            key = jwt.PyJWK(jwk, algorithm=algorithm).key
            if jwk["kty"] == "RSA" and not (2048 <= key.key_size <= 4096 and key.public_numbers().e < 2**32):
                raise BadProof("The key is too small or too large")
            claims = jwt.decode(headers[0], key, algorithms=[algorithm], leeway=WINDOW,
                                options={"verify_aud": False, "require": ["iat", "jti", "htm", "htu", "ath"]})
            same = claims["htm"] == method and normal(claims["htu"]) == normal(url) and claims["ath"] == sha256(token)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as e:
            raise BadProof("It is malformed") from e
        if not same:
            raise BadProof("It is one of another request")
        jti, iat = claims["jti"], claims["iat"]
        if not isinstance(iat, (int, float)) or not isinstance(jti, str) or not 0 < len(jti) <= 256 or abs(time.time() - iat) > WINDOW:
            raise BadProof("It has no id, or is too old, or the clock is wrong")
        self._spend(sha256(f"{jkt} {jti}"), iat + WINDOW + 1)

    def _spend(self, proof, until):
        """Never forgets a proof that is still accepted: when there is no room, it refuses."""
        now = time.time()
        with self.lock:
            if proof in self.used:
                raise BadProof("It was used before")
            if len(self.used) >= MAX_USED and now > self.cleaned + 1:
                self.cleaned, self.used = now, {old: end for old, end in self.used.items() if end >= now}
            if len(self.used) >= MAX_USED:
                raise Unavailable("There is no room for more proofs")
            self.used[proof] = until
