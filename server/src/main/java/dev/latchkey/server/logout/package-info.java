/** RP-initiated logout: an application sends the browser here, and the session of the browser ends. */
@NullMarked
package dev.latchkey.server.logout;

import org.jspecify.annotations.NullMarked;
