@NullMarked
package dev.latchkey.server.browser;

import org.jspecify.annotations.NullMarked;
