/** Owns {@code latchkey user}: accounts and their passwords, as an administrator sees and changes them. */
@NullMarked
package dev.latchkey.admin.user;

import org.jspecify.annotations.NullMarked;
