/** The resource owner password credentials grant (RFC 6749, section 4.3). */
@NullMarked
package dev.latchkey.server.grant.password;

import org.jspecify.annotations.NullMarked;
