/**
 * What a configuration file is made of: its values with their places, the fields that objects may have, and the sections.
 * Each noun of the product has its own section; this package knows none.
 */
@NullMarked
package dev.latchkey.admin.config;

import org.jspecify.annotations.NullMarked;
