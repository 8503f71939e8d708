/**
 * What all commands share: the connection that is opened when it is needed, the options that every command or every
 * change has, names and ids, failures and their exit codes. Owns no noun of the product.
 */
@NullMarked
package dev.latchkey.admin.command;

import org.jspecify.annotations.NullMarked;
