/** Tests of the package of the same name. */
@NullMarked
package dev.latchkey.admin.export;

import org.jspecify.annotations.NullMarked;
