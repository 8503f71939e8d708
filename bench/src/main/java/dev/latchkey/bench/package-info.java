/** Load, and what it costs the machine. Owns no part of the product; measures any OAuth 2 server by its metadata. */
@NullMarked
package dev.latchkey.bench;

import org.jspecify.annotations.NullMarked;
