/**
 * Owns {@code clients} and {@code client_secrets}: the applications that ask for tokens and how they prove who they are.
 * What they are given belongs to {@code family} and the server.
 */
@NullMarked
package dev.latchkey.core.client;

import org.jspecify.annotations.NullMarked;
