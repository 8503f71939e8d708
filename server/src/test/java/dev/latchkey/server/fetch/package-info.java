@NullMarked
package dev.latchkey.server.fetch;

import org.jspecify.annotations.NullMarked;
