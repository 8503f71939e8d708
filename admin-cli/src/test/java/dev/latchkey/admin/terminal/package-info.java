/** Tests of the package of the same name. */
@NullMarked
package dev.latchkey.admin.terminal;

import org.jspecify.annotations.NullMarked;
