/**
 * What a resource server needs to accept the access tokens of a Latchkey and to refuse those that were revoked, without
 * asking for each. {@link dev.latchkey.resource.AccessTokenVerifier} does all of it and knows no framework;
 * {@link dev.latchkey.resource.StatusListValidator} adds the revocation to what Spring Security checks already.
 */
@NullMarked
package dev.latchkey.resource;

import org.jspecify.annotations.NullMarked;
