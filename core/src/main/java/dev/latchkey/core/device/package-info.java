/**
 * Owns {@code device_grants}: devices that wait for a user to sign them in with a browser (RFC 8628). The token family that
 * begins with a grant belongs to {@code family}.
 */
@NullMarked
package dev.latchkey.core.device;

import org.jspecify.annotations.NullMarked;
