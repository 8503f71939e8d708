/** Tests of the package of the same name. */
@NullMarked
package dev.latchkey.admin.output;

import org.jspecify.annotations.NullMarked;
