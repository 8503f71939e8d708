"""The application of FastAPI's tutorial, with Latchkey as authorization server. Run it with: uvicorn main:app"""
import os
from urllib.parse import urlsplit

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from dpop import CHALLENGE, BadProof, Proofs
from issuer_keys import IssuerKeys
from status_list import StatusLists, Unavailable

ISSUER = os.environ.get("ISSUER", "http://localhost:9000")
AUDIENCE = os.environ.get("AUDIENCE", ISSUER)
ORIGIN = os.environ.get("ORIGIN", "http://localhost:8000")  # Of this program, as clients know it.
SWAGGER_UI = os.environ.get("SWAGGER_UI")  # A directory with swagger-ui-dist, for browsers that cannot reach the CDN.

# With an AUDIENCE of its own, the URL that it is known by, clients can find out from it where to get tokens (RFC 9728).
PUBLISHED = AUDIENCE != ISSUER and AUDIENCE.startswith("http")
PATH = urlsplit(AUDIENCE).path
METADATA_PATH = "/.well-known/oauth-protected-resource" + ("" if PATH == "/" else PATH)
METADATA = urlsplit(AUDIENCE)._replace(path=METADATA_PATH).geturl()

keys = IssuerKeys(ISSUER)
status_lists = StatusLists(ISSUER, keys)
proofs = Proofs()


class BearerOrDpop(OAuth2PasswordBearer):
    """Also takes a token that comes with the proof of a key."""

    async def __call__(self, request: Request):
        return dpop_token(request) or await super().__call__(request)


def dpop_token(request):
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "dpop" else None


bearer = BearerOrDpop(tokenUrl=f"{ISSUER}/oauth2/token", auto_error=False,
                      scopes={"read": "See things.", "write": "Change things."})
app = FastAPI(docs_url=None if SWAGGER_UI else "/docs", swagger_ui_init_oauth={"clientId": "docs"})


def challenge(*parts: str) -> dict[str, str]:
    """A WWW-Authenticate header that names the metadata."""
    named = [f'resource_metadata="{METADATA}"'] if PUBLISHED else []
    return {"WWW-Authenticate": " ".join(["Bearer", ", ".join([*parts, *named])]).strip()}


class User(BaseModel):
    id: str
    username: str | None


def get_current_user(security_scopes: SecurityScopes, token: str | None = Depends(bearer),
                     request: Request = None) -> User:
    if not token:
        raise HTTPException(401, "Not authenticated", challenge())
    try:
        # The leeway is for clocks: PyJWT refuses a token whose iat is ahead of this machine's by a second.
        claims = jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256", "ES256"], leeway=60,
                            issuer=ISSUER, audience=AUDIENCE, options={"require": ["exp", "iss", "aud", "sub"]})
        status_lists.check(claims)
        check_proof(claims, token, request)
    except Unavailable:
        # Not 401: the client would throw away a token that is good.
        raise HTTPException(503, "Whether the access token is good cannot be told at the moment", {"Retry-After": "5"})
    except BadProof:
        raise HTTPException(401, "The access token is bound to a key", {"WWW-Authenticate": CHALLENGE})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise HTTPException(401, "The access token is not good", challenge('error="invalid_token"'))
    if not set(security_scopes.scopes) <= set(claims.get("scope", "").split()):
        raise HTTPException(403, "The access token lacks a scope",
                            challenge('error="insufficient_scope"', f'scope="{security_scopes.scope_str}"'))
    return User(id=claims["sub"], username=claims.get("username"))


def check_proof(claims, token, request):
    """A token that is bound is good only with its proof, and only one that is bound comes with a proof."""
    proved = request is not None and dpop_token(request) is not None
    if "cnf" not in claims and not proved:
        return
    confirmation = claims.get("cnf")
    if not proved or not isinstance(confirmation, dict) or "jkt" not in confirmation:
        raise BadProof("The token is bound to something that was not proved")
    url = ORIGIN + request.url.path
    proofs.check(request.method, url, request.headers.getlist("DPoP"), token, confirmation["jkt"])


@app.get("/users/me")
def read_users_me(user: User = Security(get_current_user, scopes=["read"])) -> User:
    return user


@app.post("/users/me/items")
def add_item(item: str, user: User = Security(get_current_user, scopes=["write"])):
    return {"item": item, "owner": user.username}


if PUBLISHED:
    @app.get(METADATA_PATH, include_in_schema=False)
    def metadata():
        return {"resource": AUDIENCE, "authorization_servers": [ISSUER], "bearer_methods_supported": ["header"],
                "scopes_supported": ["read", "write"]}


if SWAGGER_UI:
    app.mount("/swagger-ui", StaticFiles(directory=SWAGGER_UI))

    @app.get("/docs", include_in_schema=False)
    def docs():
        return get_swagger_ui_html(openapi_url="/openapi.json", title="Latchkey and FastAPI",
                                   swagger_js_url="/swagger-ui/swagger-ui-bundle.js",
                                   swagger_css_url="/swagger-ui/swagger-ui.css", init_oauth=app.swagger_ui_init_oauth)
