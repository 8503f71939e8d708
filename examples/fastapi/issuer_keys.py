"""The issuer's keys, asked for with moderation."""
import collections, threading, time

import jwt

from status_list import Unavailable


class IssuerKeys(jwt.PyJWKClient):
    """
    PyJWT fetches the keys when they are five minutes old, and for every token with a kid that is not among them. Anybody
    can make up a kid, so this fetches twice in half a minute at most, and in between answers with what it has. Raises
    Unavailable when that is nothing.
    """

    def __init__(self, issuer):
        super().__init__(f"{issuer}/oauth2/jwks")
        self.lock, self.fetches, self.fetched = threading.Lock(), collections.deque([-30.0] * 2, maxlen=2), None

    def fetch_data(self):
        with self.lock:
            if time.monotonic() - self.fetches[0] >= 30:
                self.fetches.append(time.monotonic())
                self.fetched = None  # Keys that cannot be had anew are not used for longer than PyJWT does.
                try:
                    self.fetched = super().fetch_data()
                except Exception as e:
                    raise Unavailable("The keys cannot be had") from e
            if self.fetched is None:
                raise Unavailable("The keys could not be had a moment ago")
            return self.fetched
