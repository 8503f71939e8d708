@NullMarked
package dev.latchkey.core.resource;

import org.jspecify.annotations.NullMarked;
