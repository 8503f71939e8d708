/** What has to be done now and then by one server of all: partitions and purging. */
@NullMarked
package dev.latchkey.server.maintenance;

import org.jspecify.annotations.NullMarked;
