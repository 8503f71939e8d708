// Verifies the proofs of access tokens that are bound to a key: RFC 9449 (DPoP).
import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'
import { Unavailable } from './status-list.js'

const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'], MAX_LENGTH = 4096, WINDOW = 60, MAX_USED = 100_000

/** The challenge for a token that needs a proof. */
export const CHALLENGE = `DPoP error="invalid_dpop_proof", algs="${ALGORITHMS.join(' ')}"`

const sha256 = (text) => createHash('sha256').update(text).digest('base64url')

/**
 * Returns a function that rejects unless the proof of a request is good and was not used before. `origin` is the address
 * of this program as clients know it; the host that a request names does not count.
 */
export function dpopProofs(origin) {
  const used = new Map()
  let cleaned = 0

  return async (request, token, jkt) => {
    const proof = request.headers.dpop // Two headers become one with a comma, which is no JWT.
    if (typeof proof !== 'string' || proof.length > MAX_LENGTH) throw new Error('There is no proof')
    const options = { algorithms: ALGORITHMS, typ: 'dpop+jwt', requiredClaims: ['iat', 'jti', 'htm', 'htu', 'ath'] }
    // EmbeddedJWK refuses a private key. The window is checked below.
    const { payload, protectedHeader: { jwk } } = await jwtVerify(proof, EmbeddedJWK, { ...options, clockTolerance: WINDOW })
    if (jwk.kty === 'RSA' && (jwk.n.length > 684 || jwk.e.length > 6)) throw new Error('The key is too large')
    if ((await calculateJwkThumbprint(jwk)) !== jkt) throw new Error('The key is another one')
    const htu = new URL(payload.htu)
    htu.search = htu.hash = ''
    const path = request.originalUrl.split('?')[0]
    if (payload.htm !== request.method || htu.href !== new URL(origin + path).href) throw new Error('Another request')
    if (payload.ath !== sha256(token)) throw new Error('Another token')
    const { iat, jti } = payload
    if (typeof jti !== 'string' || !jti || jti.length > 256) throw new Error('No id')
    if (Math.abs(Date.now() / 1000 - iat) > WINDOW) throw new Error('Too old, or the clock is wrong')
    spend(sha256(`${jkt} ${jti}`), iat + WINDOW + 1)
  }

  /** Never forgets a proof that is still accepted: when there is no room, it refuses. */
  function spend(id, until) {
    const now = Date.now() / 1000
    if (used.has(id)) throw new Error('Used before')
    if (used.size >= MAX_USED && now > cleaned + 1) {
      cleaned = now
      for (const [old, end] of used) if (end < now) used.delete(old)
    }
    if (used.size >= MAX_USED) throw new Unavailable('There is no room for more proofs')
    used.set(id, until)
  }
}
