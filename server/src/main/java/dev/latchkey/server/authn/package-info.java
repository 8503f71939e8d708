/**
 * Authentication of users. Passwords are hashed on threads of their own, a bounded number at once; further requests
 * wait in a queue or get 503.
 */
@NullMarked
package dev.latchkey.server.authn;

import org.jspecify.annotations.NullMarked;
