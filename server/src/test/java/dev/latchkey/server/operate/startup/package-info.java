@NullMarked
package dev.latchkey.server.operate.startup;

import org.jspecify.annotations.NullMarked;
