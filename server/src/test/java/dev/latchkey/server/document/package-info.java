@NullMarked
package dev.latchkey.server.document;

import org.jspecify.annotations.NullMarked;
