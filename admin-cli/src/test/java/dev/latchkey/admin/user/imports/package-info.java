/** Tests of the package of the same name. */
@NullMarked
package dev.latchkey.admin.user.imports;

import org.jspecify.annotations.NullMarked;
