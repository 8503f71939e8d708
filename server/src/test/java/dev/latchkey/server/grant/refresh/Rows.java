package dev.latchkey.server.grant.refresh;

import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.server.fixture.TestServer;
import java.util.UUID;

/** What the database has of the family of a refresh token. */
final class Rows {

    private Rows() {}

    static UUID family(String refreshToken) {
        return RefreshToken.parse(refreshToken).orElseThrow().familyId();
    }

    static int generation(TestServer server, String refreshToken) {
        return server.sql()
                .sql("SELECT generation FROM tokens WHERE id = :id")
                .param("id", family(refreshToken))
                .query(Integer.class)
                .single();
    }

    static String revokedReason(TestServer server, String refreshToken) {
        return server.sql()
                .sql("SELECT coalesce(revoked_reason, '') FROM tokens WHERE id = :id")
                .param("id", family(refreshToken))
                .query(String.class)
                .single();
    }

    /** The row as it is, with its place in the table, which any write changes. */
    static String row(TestServer server, String refreshToken) {
        return server.sql()
                .sql("SELECT t.ctid::text || t.xmin::text || t::text FROM tokens t WHERE id = :id")
                .param("id", family(refreshToken))
                .query(String.class)
                .single();
    }
}
