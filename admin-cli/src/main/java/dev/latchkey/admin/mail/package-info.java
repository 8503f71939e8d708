/** {@code latchkey mail}. */
@NullMarked
package dev.latchkey.admin.mail;

import org.jspecify.annotations.NullMarked;
