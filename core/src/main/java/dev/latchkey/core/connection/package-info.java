/**
 * How a program reaches the database: settings, the data source, secrets in files, the schema's version. Owns no table.
 */
@NullMarked
package dev.latchkey.core.connection;

import org.jspecify.annotations.NullMarked;
