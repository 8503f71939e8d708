/**
 * Owns the one format of what the server hands out and recognises again without keeping it: fields with a MAC over them,
 * and fields that are sealed. What the fields are belongs to the features.
 */
@NullMarked
package dev.latchkey.core.proof;

import org.jspecify.annotations.NullMarked;
