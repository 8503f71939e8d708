/** The client credentials grant (RFC 6749, section 4.4). */
@NullMarked
package dev.latchkey.server.grant.clientcredentials;

import org.jspecify.annotations.NullMarked;
