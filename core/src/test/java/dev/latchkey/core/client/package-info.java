@NullMarked
package dev.latchkey.core.client;

import org.jspecify.annotations.NullMarked;
