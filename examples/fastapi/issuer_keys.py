"""Fetches the keys of the issuer, with a limit on the number of requests."""
import collections, threading, time

import jwt

from status_list import Unavailable


class IssuerKeys(jwt.PyJWKClient):
    """
    PyJWT fetches the keys when they are five minutes old, and for every token with an unknown kid. An attacker can invent
    kids, so this class fetches at most twice in 30 seconds. In between it returns the last keys. Raises Unavailable if
    there are none.
    """

    def __init__(self, issuer):
        super().__init__(f"{issuer}/oauth2/jwks")
        self.lock, self.fetches, self.fetched = threading.Lock(), collections.deque([-30.0] * 2, maxlen=2), None

    def fetch_data(self):
        with self.lock:
            if time.monotonic() - self.fetches[0] >= 30:
                self.fetches.append(time.monotonic())
                self.fetched = None  # If this fetch fails, the old keys are not used any longer, as in PyJWT.
                try:
                    self.fetched = super().fetch_data()
                except Exception as e:
                    raise Unavailable("The keys cannot be had") from e
            if self.fetched is None:
                raise Unavailable("The keys could not be had a moment ago")
            return self.fetched
