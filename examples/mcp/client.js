// An MCP client that no authorization server knows. Run it with: npm ci && npm run client
// It serves the document that describes it, with a certificate in localhost.pem and localhost.key.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as http } from 'node:http'
import { createServer as https } from 'node:https'
import { createInterface } from 'node:readline'

const SERVER = new URL(process.env.SERVER ?? 'http://localhost:8765/mcp')
const DOCUMENT_PORT = process.env.DOCUMENT_PORT ?? 8443
const CLIENT_ID = `https://localhost:${DOCUMENT_PORT}/client.json`

// The redirect URI is without the port: any is good on 127.0.0.1.
const metadata = {
  client_name: 'Example for MCP',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none'
}

const tls = { cert: readFileSync('localhost.pem'), key: readFileSync('localhost.key') }
const documents = https(tls, (request, response) =>
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ client_id: CLIENT_ID, ...metadata })))
documents.listen(DOCUMENT_PORT, '127.0.0.1')

const callback = http().listen(0, '127.0.0.1')
await once(callback, 'listening')

/** Where the SDK keeps what it has: here in memory. */
const kept = { state: randomUUID() }
const provider = {
  clientMetadataUrl: CLIENT_ID,
  clientMetadata: metadata,
  redirectUrl: `http://127.0.0.1:${callback.address().port}/callback`,
  state: () => kept.state,
  clientInformation: () => kept.client,
  saveClientInformation: (client) => { kept.client = client },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => { kept.tokens = tokens },
  codeVerifier: () => kept.verifier,
  saveCodeVerifier: (verifier) => { kept.verifier = verifier },
  invalidateCredentials: () => { delete kept.tokens },
  redirectToAuthorization: (url) => { kept.url = url }
}

/** Waits for the browser to come back with a code. */
async function code() {
  for (;;) {
    const [request, response] = await once(callback, 'request')
    const { pathname, searchParams } = new URL(request.url, provider.redirectUrl)
    if (pathname === '/callback' && searchParams.get('state') === kept.state) {
      response.end(searchParams.has('code') ? 'You can close this window.' : 'You did not allow it.')
      if (searchParams.has('code')) return searchParams.get('code')
      throw new Error(searchParams.get('error'))
    }
    response.writeHead(404).end()
  }
}

async function connect() {
  const client = new Client({ name: 'latchkey-example', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(SERVER, { authProvider: provider })
  try {
    await client.connect(transport)
  } catch (e) {
    if (!(e instanceof UnauthorizedError)) throw e
    console.log(`Open ${kept.url} in your browser.`)
    await transport.finishAuth(await code())
    return connect()
  }
  return client
}

const whoami = async (client) => (await client.callTool({ name: 'whoami' })).content[0].text

const client = await connect()
console.log(await whoami(client))
await auth(provider, { serverUrl: SERVER })
console.log(`Refreshed. ${await whoami(client)}`)

console.log('Press Enter to call again.')
for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(await whoami(client))
  } catch (e) {
    if (!(e instanceof UnauthorizedError)) throw e
    console.log('The sign-in was ended.')
    break
  }
}
process.exit(0)
