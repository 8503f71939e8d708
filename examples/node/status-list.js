// Rejects revoked access tokens: draft-ietf-oauth-status-list-21.
import { jwtVerify } from 'jose'
import { inflateSync } from 'node:zlib'

const MAX_BODY = 512 * 1024, MAX_INFLATED = 1024 * 1024, MAX_LISTS = 256
const TIMEOUT = 5_000, PATIENCE = 2_000, RETRY = 2_000, FORGET = 600_000

/** The keys or lists of the issuer are unavailable, so the status of the token is unknown. The token may be valid. */
export class Unavailable extends Error {}

/**
 * Returns a function that takes the claims of a token whose signature, issuer and lifetime have been checked. It rejects
 * if the token was revoked, and with Unavailable if the status is unknown. Lists are fetched in the background. The last
 * valid list is used until it expires.
 */
export function statusLists(issuer, keys, { acceptWhenUnavailable = false } = {}) {
  const base = issuer.replace(/\/$/, '')
  const lists = new Map()

  return async ({ status }) => {
    if (status === undefined) return
    const { idx, uri } = status?.status_list ?? {}
    // Only plain characters below the issuer, so that a token cannot make this program call another server.
    const own = typeof uri === 'string' && uri.startsWith(`${base}/`) && /^[\w/-]{1,2048}$/.test(uri.slice(base.length))
    if (!Number.isSafeInteger(idx) || !own) throw new Error('Not a place in a status list of the issuer')
    if (!lists.has(uri) && lists.size < MAX_LISTS) track(uri)
    const tracked = lists.get(uri)
    if (tracked) {
      tracked.met = Date.now()
      await tracked.first // Requests do not wait for later fetches.
    }
    const list = tracked?.list
    if (!list || list.exp * 1000 <= Date.now()) {
      if (acceptWhenUnavailable) return
      throw new Unavailable('Whether the token was revoked cannot be told at the moment')
    }
    const bit = idx * list.bits, byte = list.statuses[Math.floor(bit / 8)]
    if (idx < 0 || byte === undefined) throw new Error('The list is shorter than the token says')
    if ((byte >> bit % 8) & ((1 << list.bits) - 1)) throw new Error('The token was revoked')
  }

  function track(uri) {
    const tracked = { met: Date.now() }
    lists.set(uri, tracked)
    const patience = new Promise((done) => setTimeout(done, PATIENCE).unref())
    tracked.first = Promise.race([keep(uri, tracked), patience])
  }

  async function keep(uri, tracked) {
    let pause = RETRY
    try {
      const list = await fetchList(uri)
      if (!(list.iat < tracked.list?.iat)) tracked.list = list
      pause = Math.min(Math.max(Number(list.ttl ?? 30), 1), 300) * 1000
    } catch (e) {
      console.warn(`The status list ${uri} cannot be used: ${e.message}`)
    }
    const again = () => (Date.now() - tracked.met < FORGET ? keep(uri, tracked) : lists.delete(uri))
    setTimeout(again, pause).unref()
  }

  async function fetchList(uri) {
    const headers = { Accept: 'application/statuslist+jwt', 'Accept-Encoding': 'identity' }
    const response = await fetch(uri, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
    if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
    let token = ''
    for await (const chunk of response.body) {
      token += Buffer.from(chunk).toString('latin1')
      if (token.length > MAX_BODY) throw new Error('Too large')
    }
    const options = { algorithms: ['RS256', 'ES256'], typ: 'statuslist+jwt', subject: uri, requiredClaims: ['iat', 'exp'] }
    const { payload } = await jwtVerify(token.trim(), keys, { ...options, clockTolerance: 60 })
    const { bits, lst } = payload.status_list
    if (![1, 2, 4, 8].includes(bits) || payload.iat > Date.now() / 1000 + 60) throw new Error('Not a list')
    const statuses = inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: MAX_INFLATED })
    return { ...payload, bits, statuses }
  }
}
