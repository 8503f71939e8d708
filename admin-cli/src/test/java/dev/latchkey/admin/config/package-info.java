/** Tests of the package of the same name. */
@NullMarked
package dev.latchkey.admin.config;

import org.jspecify.annotations.NullMarked;
