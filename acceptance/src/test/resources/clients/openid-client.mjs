// A web application with openid-client for one user: /, /callback, /refresh, /sign-out and /signed-out. It knows its issuer,
// its client and its redirect URI. Each page shows what the library found out, or its error.
import http from 'node:http'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT } = process.env
const base = `http://localhost:${PORT}`
const redirectUri = `${base}/callback`
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, {
  execute: [client.allowInsecureRequests], // plain http
})

let checks, tokens

async function show() {
  const { sub, aud } = tokens.claims()
  const { name } = await client.fetchUserInfo(config, tokens.access_token, sub)
  return [200, `Signed in to ${aud} as ${name}, ${sub}.`]
}

const pages = {
  async '/'() {
    const verifier = client.randomPKCECodeVerifier()
    checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() }
    return [303, client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    })]
  },
  async '/callback'(url) {
    tokens = await client.authorizationCodeGrant(config, url, { ...checks, idTokenExpected: true })
    return show()
  },
  async '/refresh'() {
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token)
    const renewed = refreshed.claims().sub === tokens.claims().sub && refreshed.access_token !== tokens.access_token
    tokens = refreshed
    const [status, text] = await show()
    return [status, `${renewed ? 'Refreshed' : 'Not refreshed'}. ${text}`]
  },
  async '/sign-out'() {
    return [303, client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${base}/signed-out`,
      state: checks.expectedState,
    })]
  },
  async '/signed-out'(url) {
    return [200, url.searchParams.get('state') === checks.expectedState ? 'You are signed out.' : 'Another state.']
  },
}

http.createServer(async (request, response) => {
  const url = new URL(request.url, base)
  try {
    const [status, content] = await pages[url.pathname](url)
    response.writeHead(status, { 'content-type': 'text/plain', ...(status === 303 && { location: content.href }) })
    response.end(status === 303 ? '' : content)
  } catch (e) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`${e.code ?? e.name}: ${e.error ?? e.message}`)
  }
}).listen(PORT, '127.0.0.1')
