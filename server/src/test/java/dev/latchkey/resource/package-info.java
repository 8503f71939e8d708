/** Not ours: a resource server as anybody would write it. Outside the server's package, which is scanned for beans. */
@NullMarked
package dev.latchkey.resource;

import org.jspecify.annotations.NullMarked;
