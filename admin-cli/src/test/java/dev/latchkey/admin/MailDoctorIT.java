package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.relay.FakeRelay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code latchkey doctor} says of the mail relay, of messages that wait, and of hosts that get logout tokens. */
class MailDoctorIT {

    @TempDir
    private Path directory;

    private final ConnectionSettings settings = TestDatabase.fresh();

    private Cli cli() {
        return Cli.on(settings);
    }

    private Cli mail(FakeRelay relay) {
        return cli().with("LATCHKEY_MAIL_HOST", "127.0.0.1")
                .with("LATCHKEY_MAIL_PORT", Integer.toString(relay.port()))
                .with("LATCHKEY_MAIL_TLS", "off");
    }

    private static String doctor(Cli cli) {
        return cli.run("doctor").out();
    }

    @Test
    void theRelayIsTriedUpToTheLogin() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "hunter2\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        try (FakeRelay relay = new FakeRelay()) {
            relay.answers.put("EHLO", "250 AUTH PLAIN");
            relay.answers.put("AUTH", "235 welcome");
            String where = "the relay 127.0.0.1:" + relay.port();
            assertThat(doctor(mail(relay))).contains("mail\t\t\tpass\t" + where + " answers without encryption;");
            Cli cli = mail(relay)
                    .with("LATCHKEY_MAIL_USERNAME", "latchkey")
                    .with("LATCHKEY_MAIL_PASSWORD_FILE", password.toString())
                    .with("LATCHKEY_ISSUER", "https://id.example.com");
            assertThat(doctor(cli)).contains("mail\t\t\tpass\t" + where, "accepts the login of 'latchkey'");
            assertThat(relay.commands).contains("EHLO id.example.com").noneMatch(line -> line.startsWith("MAIL"));
            relay.answers.put("AUTH", "535 5.7.8 authentication failed");
            assertThat(doctor(cli))
                    .contains("mail\t\t\tfail\t" + where + " refused the login of 'latchkey' (535 5.7.8")
                    .doesNotContain("hunter2");
            Files.delete(password);
            assertThat(doctor(cli))
                    .contains("mail\t\t\tfail\tlatchkey.mail.password-file: There is no file " + password);
        }
    }

    @Test
    void usersWhomNoLetterReachesAreCounted() throws Exception {
        try (FakeRelay relay = new FakeRelay()) {
            assertThat(doctor(mail(relay))).contains("addresses\t\t\tpass\tevery enabled user has");
            add("alice", "--email", "alice@example.com");
            add("bob", "--email", "bob@example.com", "--email-verified");
            add("carol");
            add("dave");
            cli().run("user", "disable", "dave");
            assertThat(doctor(mail(relay))).contains("addresses\t\t\tpass\t2 of 3 enabled users have no verified");
            assertThat(doctor(cli())).doesNotContain("addresses");
        }
    }

    private void add(String name, String... options) {
        cli().run(Stream.concat(Stream.of("user", "add", name, "--no-password"), Stream.of(options))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "LATCHKEY_MAIL_PORT, 70000, LATCHKEY_MAIL_PORT is '70000'",
        "LATCHKEY_MAIL_TLS, maybe, LATCHKEY_MAIL_TLS is 'maybe'",
        "LATCHKEY_MAIL_USERNAME, latchkey, are set together",
        "LATCHKEY_MAIL_CA_FILE, /nonexistent, latchkey.mail.ca-file: ",
    })
    void aSettingThatIsWrongIsNamed(String variable, String value, String said) throws Exception {
        try (FakeRelay relay = new FakeRelay()) {
            assertThat(doctor(mail(relay).with(variable, value))).contains("mail\t\t\tfail\t", said);
        }
    }

    @Test
    void whatWaitsForLongIsExplained() throws Exception {
        Database database = new Database(DataSources.direct(settings));
        UUID id = database.outbox()
                .add(Message.Content.letter("password-changed", UUID.randomUUID(), "a@example.com", null));
        JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
        assertThat(doctor(cli())).contains("outbox\t\t\tpass\tno message waits for long");
        sql.sql("UPDATE outbox SET created_at = now() - interval '40 minutes'").update();
        assertThat(doctor(cli()))
                .contains("outbox\t\t\tpass\t1 letter waits, the oldest for 40m: without LATCHKEY_MAIL_HOST");
        try (FakeRelay relay = new FakeRelay()) {
            assertThat(doctor(mail(relay)))
                    .contains("outbox\t\t\twarn\t1 letter waits, the oldest for 40m: no server has taken them.");
        }
        database.outbox().failed(id, "the relay x:25 answered '451 later'");
        assertThat(doctor(cli())).contains("outbox\t\t\twarn\t1 letter waits", "451 later", "give a letter up");
        sql.sql("UPDATE outbox SET client_id = user_id, kind = 'logout', failure = NULL")
                .update();
        assertThat(doctor(cli())).contains("outbox\t\t\twarn\t1 logout token waits", "no server has taken them");
    }

    @Test
    void aHostOfTheOwnNetworkHasToBeListed() {
        cli().run(
                        "client",
                        "add",
                        "web",
                        "--profile",
                        "web",
                        "--redirect-uri",
                        "https://shop.example/cb",
                        "--backchannel-logout-uri",
                        "https://10.1.2.3/logout");
        assertThat(doctor(cli())).contains("warn\tgets no logout tokens at https://10.1.2.3/logout", "add 10.1.2.3");
        cli().run(
                        "client",
                        "add",
                        "keys",
                        "--grant",
                        "client_credentials",
                        "--scope",
                        "read",
                        "--auth",
                        "private-key-jwt",
                        "--jwks-uri",
                        "https://10.1.2.4/jwks");
        assertThat(doctor(cli())).contains("warn\thas its keys at https://10.1.2.4/jwks", "add 10.1.2.4");
        assertThat(doctor(cli().with("LATCHKEY_FETCH_PRIVATE_HOSTS", "shop.internal, 10.1.2.3, 10.1.2.4")))
                .contains("client\tweb\t\tpass\tnothing risky", "client\tkeys\t\tpass\tnothing risky");
    }
}
