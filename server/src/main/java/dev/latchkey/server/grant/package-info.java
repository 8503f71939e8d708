/** The token endpoint: the phases that every grant passes through, and nothing of any one grant. */
@NullMarked
package dev.latchkey.server.grant;

import org.jspecify.annotations.NullMarked;
