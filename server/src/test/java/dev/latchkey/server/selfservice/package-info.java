@NullMarked
package dev.latchkey.server.selfservice;

import org.jspecify.annotations.NullMarked;
