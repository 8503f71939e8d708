/**
 * Clients that documents on other hosts describe: draft-ietf-oauth-client-id-metadata-document. What a document may say,
 * and from which hosts. That a user approved one is stored by {@code core}.
 */
@NullMarked
package dev.latchkey.server.document;

import org.jspecify.annotations.NullMarked;
