@NullMarked
package dev.latchkey.server.consent;

import org.jspecify.annotations.NullMarked;
