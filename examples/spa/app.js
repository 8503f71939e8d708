// Signs a user in from a page without a server of its own: authorization code, PKCE, no client secret.
import * as oauth from 'oauth4webapi'

const ISSUER = new URL('http://localhost:9000')
const CLIENT = { client_id: 'spa' }
const REDIRECT_URI = location.origin + '/'
// Plain http is only for a test on one machine.
const options = { [oauth.allowInsecureRequests]: ISSUER.protocol === 'http:' }

// In memory only: a script of another origin that gets into the page finds nothing in the storage of the browser, and a
// reload signs the user in again without a question.
let tokens
let subject

const server = await oauth
  .discoveryRequest(ISSUER, options)
  .then((response) => oauth.processDiscoveryResponse(ISSUER, response))

async function signIn() {
  const started = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  }
  // For the page that the browser comes back to. It is removed there.
  sessionStorage.setItem('sign-in', JSON.stringify(started))
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    state: started.state,
    nonce: started.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(started.verifier),
    code_challenge_method: 'S256',
  })
  location.assign(url)
}

async function finishSignIn(started) {
  // Checks state, iss and errors.
  const answer = oauth.validateAuthResponse(server, CLIENT, new URL(location.href), started.state)
  history.replaceState(null, '', REDIRECT_URI)
  const response = await oauth.authorizationCodeGrantRequest(
    server, CLIENT, oauth.None(), answer, REDIRECT_URI, started.verifier, options)
  tokens = await oauth.processAuthorizationCodeResponse(server, CLIENT, response, {
    expectedNonce: started.nonce,
    requireIdToken: true,
  })
  subject = oauth.getValidatedIdTokenClaims(tokens).sub
}

async function refresh() {
  const response = await oauth.refreshTokenGrantRequest(server, CLIENT, oauth.None(), tokens.refresh_token, options)
  tokens = { ...tokens, ...(await oauth.processRefreshTokenResponse(server, CLIENT, response)) }
  await show('Refreshed. ')
}

function signOut() {
  const url = new URL(server.end_session_endpoint)
  url.search = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: REDIRECT_URI })
  location.assign(url)
}

async function show(prefix = '') {
  let text = 'You are not signed in.'
  if (tokens) {
    const response = await oauth.userInfoRequest(server, CLIENT, tokens.access_token, options)
    const user = await oauth.processUserInfoResponse(server, CLIENT, subject, response)
    text = `${prefix}Signed in as ${user.preferred_username}.`
  }
  document.querySelector('#status').textContent = text
  document.querySelector('#sign-in').hidden = Boolean(tokens)
  document.querySelector('#refresh').hidden = !tokens
  document.querySelector('#sign-out').hidden = !tokens
}

async function attempt(action) {
  try {
    await action()
  } catch (error) {
    document.querySelector('#status').textContent = `${error.error ?? error.name}: ${error.message}`
    document.querySelector('#sign-in').hidden = false
  }
}

document.querySelector('#sign-in').addEventListener('click', () => attempt(signIn))
document.querySelector('#refresh').addEventListener('click', () => attempt(refresh))
document.querySelector('#sign-out').addEventListener('click', signOut)

await attempt(async () => {
  const started = JSON.parse(sessionStorage.getItem('sign-in'))
  sessionStorage.removeItem('sign-in')
  if (started && new URLSearchParams(location.search).has('state')) {
    await finishSignIn(started)
  }
  await show()
})
