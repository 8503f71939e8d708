/** What the owners of tables share: ids, secrets, transactions. Knows no table. */
@NullMarked
package dev.latchkey.core.jdbc;

import org.jspecify.annotations.NullMarked;
