/** Owns {@code latchkey group}: groups of users, and the scopes that they give. */
@NullMarked
package dev.latchkey.admin.group;

import org.jspecify.annotations.NullMarked;
