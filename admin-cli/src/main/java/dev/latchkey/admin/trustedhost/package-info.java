/** Owns {@code latchkey trusted-host}: the hosts whose documents may describe clients. */
@NullMarked
package dev.latchkey.admin.trustedhost;

import org.jspecify.annotations.NullMarked;
