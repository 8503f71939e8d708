@NullMarked
package dev.latchkey.server.grant.clientcredentials;

import org.jspecify.annotations.NullMarked;
