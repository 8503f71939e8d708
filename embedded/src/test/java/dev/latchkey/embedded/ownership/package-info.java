@NullMarked
package dev.latchkey.embedded.ownership;

import org.jspecify.annotations.NullMarked;
