// An MCP server whose users sign in with Latchkey. Run it with: npm ci && npm run server
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InvalidTokenError, ServerError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { statusLists, Unavailable } from 'latchkey-example/status-list.js'

const ISSUER = process.env.ISSUER ?? 'http://localhost:9000'
const PORT = process.env.PORT ?? 8765
/** What tokens have to be for: as in `latchkey resource add`. */
const RESOURCE = process.env.RESOURCE ?? `http://localhost:${PORT}/mcp`
const SCOPE = 'read'

const keys = createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`), { cacheMaxAge: 300_000 })
const checkStatus = statusLists(ISSUER, keys)

/** Verifies access tokens of Latchkey, for the middleware of the SDK. */
const verifier = {
  async verifyAccessToken(token) {
    try {
      const options = { issuer: ISSUER, audience: RESOURCE, algorithms: ['RS256', 'ES256'] }
      const { payload } = await jwtVerify(token, keys, { ...options, requiredClaims: ['exp', 'sub', 'client_id'] })
      await checkStatus(payload)
      const scopes = String(payload.scope ?? '').split(' ')
      return { token, clientId: payload.client_id, scopes, expiresAt: payload.exp, extra: { username: payload.username } }
    } catch (e) {
      // Not 401 if the status is unknown: the client would delete a token that may be valid.
      throw e instanceof Unavailable ? new ServerError('Try again later') : new InvalidTokenError('The token is not valid')
    }
  }
}

const path = new URL(RESOURCE).pathname
const metadata = new URL(`/.well-known/oauth-protected-resource${path}`, RESOURCE)
const app = express()

// RFC 9728: from here the client finds Latchkey.
app.get(metadata.pathname, (request, response) =>
  response.json({
    resource: RESOURCE,
    authorization_servers: [ISSUER],
    scopes_supported: [SCOPE],
    bearer_methods_supported: ['header']
  }))

const requiresToken = requireBearerAuth({ verifier, requiredScopes: [SCOPE], resourceMetadataUrl: metadata.href })
app.post(path, requiresToken, express.json(), async (request, response) => {
  const server = new McpServer({ name: 'latchkey-example', version: '1.0.0' })
  server.registerTool('whoami', { description: 'Says who is signed in' }, ({ authInfo }) => ({
    content: [{ type: 'text', text: `Signed in as ${authInfo.extra.username}.` }]
  }))
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  response.on('close', () => server.close())
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})
app.all(path, requiresToken, (request, response) => response.set('Allow', 'POST').sendStatus(405))
app.listen(PORT, () => console.log(RESOURCE))
