/** Owns {@code latchkey export}: what is there as a configuration file, and the JSON Schema of such files. */
@NullMarked
package dev.latchkey.admin.export;

import org.jspecify.annotations.NullMarked;
