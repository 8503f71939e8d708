"""The application of FastAPI's tutorial, with Latchkey as authorization server. Run it with: uvicorn main:app"""
import os
from urllib.parse import urlsplit

import jwt
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from issuer_keys import IssuerKeys
from status_list import StatusLists, Unavailable

ISSUER = os.environ.get("ISSUER", "http://localhost:9000")
AUDIENCE = os.environ.get("AUDIENCE", ISSUER)
SWAGGER_UI = os.environ.get("SWAGGER_UI")  # A directory with swagger-ui-dist, for browsers that cannot reach the CDN.

# With an AUDIENCE of its own, the URL that it is known by, clients can find out from it where to get tokens (RFC 9728).
PUBLISHED = AUDIENCE != ISSUER and AUDIENCE.startswith("http")
PATH = urlsplit(AUDIENCE).path
METADATA_PATH = "/.well-known/oauth-protected-resource" + ("" if PATH == "/" else PATH)
METADATA = urlsplit(AUDIENCE)._replace(path=METADATA_PATH).geturl()

keys = IssuerKeys(ISSUER)
status_lists = StatusLists(ISSUER, keys)
bearer = OAuth2PasswordBearer(tokenUrl=f"{ISSUER}/oauth2/token", auto_error=False,
                              scopes={"read": "See things.", "write": "Change things."})
app = FastAPI(docs_url=None if SWAGGER_UI else "/docs", swagger_ui_init_oauth={"clientId": "docs"})


def challenge(*parts: str) -> dict[str, str]:
    """A WWW-Authenticate header that names the metadata."""
    named = [f'resource_metadata="{METADATA}"'] if PUBLISHED else []
    return {"WWW-Authenticate": " ".join(["Bearer", ", ".join([*parts, *named])]).strip()}


class User(BaseModel):
    id: str
    username: str | None


def get_current_user(security_scopes: SecurityScopes, token: str | None = Depends(bearer)) -> User:
    if not token:
        raise HTTPException(401, "Not authenticated", challenge())
    try:
        # The leeway is for clocks: PyJWT refuses a token whose iat is ahead of this machine's by a second.
        claims = jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256", "ES256"], leeway=60,
                            issuer=ISSUER, audience=AUDIENCE, options={"require": ["exp", "iss", "aud", "sub"]})
        status_lists.check(claims)
    except Unavailable:
        # Not 401: the client would throw away a token that is good.
        raise HTTPException(503, "Whether the access token is good cannot be told at the moment", {"Retry-After": "5"})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise HTTPException(401, "The access token is not good", challenge('error="invalid_token"'))
    if not set(security_scopes.scopes) <= set(claims.get("scope", "").split()):
        raise HTTPException(403, "The access token lacks a scope",
                            challenge('error="insufficient_scope"', f'scope="{security_scopes.scope_str}"'))
    return User(id=claims["sub"], username=claims.get("username"))


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
