@NullMarked
package dev.latchkey.db.client;

import org.jspecify.annotations.NullMarked;
