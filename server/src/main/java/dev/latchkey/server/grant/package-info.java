/** The token endpoint: the phases that all grants share. Each grant has a package of its own below. */
@NullMarked
package dev.latchkey.server.grant;

import org.jspecify.annotations.NullMarked;
