// A resource server with Express and jose. Run it with: npm ci && npm start
import express from 'express'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { statusLists, Unavailable } from './status-list.js'

const ISSUER = process.env.ISSUER ?? 'http://localhost:9000'
const AUDIENCE = process.env.AUDIENCE ?? ISSUER

// With an AUDIENCE of its own, the URL that it is known by, clients can find out from it where to get tokens (RFC 9728).
const published = AUDIENCE !== ISSUER && URL.canParse(AUDIENCE)
const metadataPath = '/.well-known/oauth-protected-resource' + (published ? new URL(AUDIENCE).pathname.replace(/^\/$/, '') : '')
const metadata = { resource: AUDIENCE, authorization_servers: [ISSUER], bearer_methods_supported: ['header'],
  scopes_supported: ['read', 'write'] }
/** A WWW-Authenticate header that names the metadata. */
const challenge = (...parts) =>
  ['Bearer', [...parts, ...(published ? [`resource_metadata="${new URL(metadataPath, AUDIENCE)}"`] : [])].join(', ')].join(' ').trim()

// Five minutes, as Latchkey's Cache-Control says. A revoked key is accepted for this time at most.
const issuerKeys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`), { cacheMaxAge: 300_000 })
const notInThere = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]
const keys = (header, token) => issuerKeys(header, token).catch((cause) => {
  throw notInThere.some((type) => cause instanceof type) ? cause : new Unavailable('The keys cannot be had', { cause })
})
const checkStatus = statusLists(ISSUER, keys)

/** Lets a request through whose access token is good and has a scope. */
const requires = (scope) => async (request, response, next) => {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const refuse = (status, header) => response.status(status).set('WWW-Authenticate', header).json({ status })
  if (!token) return refuse(401, challenge())
  let claims
  try {
    const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256', 'ES256'], requiredClaims: ['exp', 'sub'] }
    claims = (await jwtVerify(token, keys, options)).payload
    await checkStatus(claims)
  } catch (e) {
    // Not 401 if the status is unknown: the client would delete a token that may be valid.
    if (e instanceof Unavailable) return response.status(503).set('Retry-After', '5').json({ status: 503 })
    return refuse(401, challenge('error="invalid_token"'))
  }
  if (!String(claims.scope ?? '').split(' ').includes(scope)) {
    return refuse(403, challenge('error="insufficient_scope"', `scope="${scope}"`))
  }
  request.user = claims
  next()
}

const app = express()
if (published) app.get(metadataPath, (request, response) => response.json(metadata))
app.get('/users/me', requires('read'), ({ user }, response) => response.json({ id: user.sub, username: user.username }))
app.post('/users/me/items', requires('write'), ({ user, query }, response) =>
  response.json({ item: query.item, owner: user.username }))
const server = app.listen(process.env.PORT ?? 8000, () => console.log(`http://localhost:${server.address().port}`))
