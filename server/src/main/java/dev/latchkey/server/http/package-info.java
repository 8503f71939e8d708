/** What an answer is: the paths, the errors and their formats, the documents that are served from memory. Knows no feature. */
@NullMarked
package dev.latchkey.server.http;

import org.jspecify.annotations.NullMarked;
