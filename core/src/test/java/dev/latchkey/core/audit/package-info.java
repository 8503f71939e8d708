@NullMarked
package dev.latchkey.core.audit;

import org.jspecify.annotations.NullMarked;
