/**
 * Where a device asks to be signed in, and the page on which the user decides about it: {@code /oauth2/device_authorization}
 * and {@code /device} (RFC 8628). The tokens come from {@code grant.device}.
 */
@NullMarked
package dev.latchkey.server.device;

import org.jspecify.annotations.NullMarked;
