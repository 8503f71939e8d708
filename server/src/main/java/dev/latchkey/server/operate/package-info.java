/**
 * Operation of the server: readiness and its conditions, metrics of the state, the log in JSON, routine maintenance.
 */
@NullMarked
package dev.latchkey.server.operate;

import org.jspecify.annotations.NullMarked;
