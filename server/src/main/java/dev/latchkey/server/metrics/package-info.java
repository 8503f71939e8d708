/** What Prometheus is told. Labels have few values, all of them ours: no name of a user or a client is one. */
@NullMarked
package dev.latchkey.server.metrics;

import org.jspecify.annotations.NullMarked;
