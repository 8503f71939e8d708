@NullMarked
package dev.latchkey.server.operate;

import org.jspecify.annotations.NullMarked;
