/** Users who have forgotten their password get a new one, with a link: {@code /reset-password}. */
@NullMarked
package dev.latchkey.server.recovery;

import org.jspecify.annotations.NullMarked;
