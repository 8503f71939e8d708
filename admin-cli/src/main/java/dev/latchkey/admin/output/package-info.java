/** The output formats, and the description of output fields. Each noun declares its fields. */
@NullMarked
package dev.latchkey.admin.output;

import org.jspecify.annotations.NullMarked;
