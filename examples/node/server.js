// A resource server with Express and jose. Run it with: npm ci && npm start
import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { statusLists } from './status-list.js'

const ISSUER = process.env.ISSUER ?? 'http://localhost:9000'
const AUDIENCE = process.env.AUDIENCE ?? ISSUER

const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`))
const checkStatus = statusLists(ISSUER, keys)

/** Lets a request through whose access token is good and has a scope. */
const requires = (scope) => async (request, response, next) => {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const refuse = (status, challenge) => response.status(status).set('WWW-Authenticate', challenge).json({ status })
  if (!token) return refuse(401, 'Bearer')
  let claims
  try {
    const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256', 'ES256'], requiredClaims: ['exp', 'sub'] }
    claims = (await jwtVerify(token, keys, options)).payload
    await checkStatus(claims)
  } catch {
    return refuse(401, 'Bearer error="invalid_token"')
  }
  if (!String(claims.scope ?? '').split(' ').includes(scope)) {
    return refuse(403, `Bearer error="insufficient_scope", scope="${scope}"`)
  }
  request.user = claims
  next()
}

const app = express()
app.get('/users/me', requires('read'), ({ user }, response) => response.json({ id: user.sub, username: user.username }))
app.post('/users/me/items', requires('write'), ({ user, query }, response) =>
  response.json({ item: query.item, owner: user.username }))
app.listen(process.env.PORT ?? 8000)
