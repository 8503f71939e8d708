/** Owns {@code latchkey client}: applications and their secrets, as an administrator sees and changes them. */
@NullMarked
package dev.latchkey.admin.client;

import org.jspecify.annotations.NullMarked;
