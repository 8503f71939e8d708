@NullMarked
package dev.latchkey.server.home;

import org.jspecify.annotations.NullMarked;
