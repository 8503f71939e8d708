package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DecoysIT {

    private static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");

    private static final String OURS =
            "{argon2}$argon2id$v=19$m=19456,t=2,p=1$" + "a".repeat(22) + "$" + "b".repeat(43);
    private static final String IMPORTED = "$argon2id$v=19$m=65536,t=3,p=4$" + "a".repeat(11) + "$" + "b".repeat(22);
    private static final String BCRYPT = "{bcrypt}$2b$12$" + "c".repeat(53);

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final JdbcClient sql = JdbcClient.create(DataSources.direct(settings));

    private void add(String name, int count, String hash) {
        sql.sql("""
            INSERT INTO users (id, username, password_hash)
            SELECT gen_random_uuid(), :name || i, :hash FROM generate_series(1, :count) AS i
            """)
                .param("name", name)
                .param("hash", hash)
                .param("count", count)
                .update();
    }

    private Decoys decoys() {
        return new Decoys(database.hashFormats(), () -> KEY);
    }

    @Test
    void namesWithoutAnAccountHaveTheFormatsThatAccountsHaveInTheirShares() {
        add("ours", 500, OURS);
        add("imported", 300, IMPORTED);
        add("bcrypt", 200, BCRYPT);
        add("malformed", 400, "{noop}secret$in$clear$text");
        add("empty", 100, "");
        Decoys decoys = decoys();
        Map<String, Long> shares = IntStream.range(0, 10_000)
                .mapToObj(i -> String.valueOf(decoys.of("nobody" + i)))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        assertThat(shares).hasSize(3);
        assertThat(shares.get("{argon2}$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43)))
                .isBetween(4_700L, 5_300L);
        assertThat(shares.get("$argon2id$v=19$m=65536,t=3,p=4$" + "A".repeat(11) + "$" + "A".repeat(22)))
                .isBetween(2_750L, 3_250L);
        assertThat(shares.get("{bcrypt}$2b$12$" + ".".repeat(53))).isBetween(1_750L, 2_250L);
    }

    @Test
    void hashesOfEachFamilyHaveADecoyOfTheirCost() {
        List<String> families = List.of(
                "{pbkdf2-sha256}$i=27500,l=32$c2FsdHNhbHQ$" + "b".repeat(43),
                "{sha512-crypt}$i=656000$saltsalt$" + "b".repeat(86),
                "{scrypt}$n=32768,r=8,p=1,l=64$c2FsdHNhbHQ$" + "b".repeat(86),
                "{bcrypt-sha256-hex}$2b,12$" + "b".repeat(22) + "$" + "b".repeat(31),
                "{argon2+digest}$sha1$$argon2id$v=19$m=19456,t=2,p=1$" + "b".repeat(22) + "$" + "b".repeat(43),
                "{argon2+apr1-crypt}$i=1000$saltsalt$argon2id$v=19$m=19456,t=2,p=1$" + "b".repeat(22) + "$"
                        + "b".repeat(43),
                "{argon2+bcrypt}$2b,05$" + "b".repeat(22) + "$argon2id$v=19$m=19456,t=2,p=1$" + "b".repeat(22) + "$"
                        + "b".repeat(43));
        for (int i = 0; i < families.size(); i++) {
            add("family" + i + "-", 100, families.get(i));
        }
        Decoys decoys = decoys();
        Set<String> found = IntStream.range(0, 1_000)
                .mapToObj(i -> String.valueOf(decoys.of("nobody" + i)))
                .collect(Collectors.toSet());
        assertThat(found)
                .hasSameSizeAs(families)
                .allSatisfy(decoy -> assertThat(decoy).doesNotContain("bbbb", "c2FsdHN", "saltsalt"));
        assertThat(found.stream().map(decoy -> decoy.substring(0, decoy.indexOf('$', decoy.indexOf('$') + 1))))
                .containsExactlyInAnyOrderElementsOf(families.stream()
                        .map(hash -> hash.substring(0, hash.indexOf('$', hash.indexOf('$') + 1)))
                        .toList());
        Passwords passwords = new Passwords();
        for (String decoy : found) {
            assertThat(passwords.verify("x", decoy)).as(decoy).isEqualTo(Passwords.Verdict.MISMATCH);
        }
    }

    @Test
    void aNameKeepsItsFormatOnEveryServerAndAsLongAsTheSharesStay() {
        add("ours", 500, OURS);
        add("bcrypt", 500, BCRYPT);
        Decoys one = decoys();
        assertThat(one.of("nobody")).isEqualTo(decoys().of("nobody"));
        Decoys other = decoys();
        // A quarter of the imported accounts has signed in.
        sql.sql("UPDATE users SET password_hash = :ours WHERE username LIKE 'bcrypt%4' OR username LIKE 'bcrypt%5'")
                .param("ours", OURS)
                .update();
        Decoys later = decoys();
        int changed = 0;
        for (int i = 0; i < 1_000; i++) {
            String decoy = String.valueOf(one.of("nobody" + i));
            assertThat(one.of("nobody" + i)).isEqualTo(decoy);
            String then = String.valueOf(later.of("nobody" + i));
            changed += then.equals(decoy) ? 0 : 1;
            // As with accounts: from an imported hash to one of ours, never back.
            assertThat(then.equals(decoy) || then.startsWith("{argon2}")).isTrue();
            assertThat(String.valueOf(other.of("nobody" + i))).isEqualTo(then);
        }
        assertThat(changed).isBetween(50, 150);
    }

    @Test
    void withoutAccountsItIsOneOfOurs() {
        assertThat(decoys().of("nobody")).isNull();
    }
}
