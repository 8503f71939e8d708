/** Owns {@code latchkey user import}: reading many accounts from a file, line by line. */
@NullMarked
package dev.latchkey.admin.user.imports;

import org.jspecify.annotations.NullMarked;
