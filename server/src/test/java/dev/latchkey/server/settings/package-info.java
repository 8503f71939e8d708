@NullMarked
package dev.latchkey.server.settings;

import org.jspecify.annotations.NullMarked;
