/** What operators see and what runs by itself: readiness and what it depends on, metrics of the state, the log in JSON, purging. */
@NullMarked
package dev.latchkey.server.operate;

import org.jspecify.annotations.NullMarked;
