@NullMarked
package dev.latchkey.core.consent;

import org.jspecify.annotations.NullMarked;
