/**
 * Authentication of clients at the protocol endpoints (RFC 6749, section 2.3). Their grants and scopes belong to {@code
 * grant}.
 */
@NullMarked
package dev.latchkey.server.clientauth;

import org.jspecify.annotations.NullMarked;
