/** {@code latchkey client trust}. */
@NullMarked
package dev.latchkey.admin.client.trust;

import org.jspecify.annotations.NullMarked;
