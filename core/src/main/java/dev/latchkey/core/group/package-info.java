/**
 * Owns {@code groups} and {@code group_members}: groups of users, and the scopes that they give to their members. What a user
 * has with all groups is computed by the schema when one of them changes, and stored with the account.
 */
@NullMarked
package dev.latchkey.core.group;

import org.jspecify.annotations.NullMarked;
