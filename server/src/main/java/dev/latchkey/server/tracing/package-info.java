/** OpenTelemetry traces, for those who set an endpoint. For all others none of it is there. */
@NullMarked
package dev.latchkey.server.tracing;

import org.jspecify.annotations.NullMarked;
