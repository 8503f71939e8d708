/** What the owners of tables share: ids, transactions, named inconsistencies. Knows no table. */
@NullMarked
package dev.latchkey.db.sql;

import org.jspecify.annotations.NullMarked;
