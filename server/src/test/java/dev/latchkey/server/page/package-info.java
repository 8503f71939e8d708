@NullMarked
package dev.latchkey.server.page;

import org.jspecify.annotations.NullMarked;
